"""
Requests to the Edge Network. Each ends within its time, whatever the other side does: it answers
late, drop by drop, with something else, or not at all.
"""

import asyncio
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx

from alloy_web.server.breaker import Breaker
from alloy_web.server.host import Outgoing
from alloy_web.server.log import logger, one_line

# A visitor's decisions are a few kilobytes; more than this is no answer to read.
MOST_BYTES = 2_000_000
_MOST_AT_ONCE = 32
_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30)

# What was sent in time is not broken off when its answer is late: the edge might forget it then.
_AFTERWARDS_S = 5

# Of a gateway, or of an edge that has too much to do; others are of the one request.
_IS_DOWN = (429, 502, 503, 504)

# What a browser would have said of itself to the edge.
_OF_THE_VISITOR = (
    "user-agent", "accept-language", "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform",
    "sec-gpc",
)


class TransportError(Exception):
    """
    There is no answer, for the reason in its text. `is_late`: the whole request was sent in time,
    so that the edge may have taken it, or will.
    """

    def __init__(self, why: str, is_late: bool = False):
        super().__init__(why)
        self.is_late = is_late


def headers_for(request, cookies: str) -> dict[bytes, bytes]:
    """`cookies` is a header for an edge on the site's own domain; "" for any other."""
    headers = {
        "content-type": "text/plain; charset=UTF-8", "accept": "*/*",
        "accept-encoding": "gzip, deflate",
    }
    for name in _OF_THE_VISITOR:
        if request.header(name):
            headers[name] = request.header(name)
    if request.address:
        headers["x-forwarded-for"] = request.address
    if cookies:
        headers["cookie"] = cookies
    return {
        name.encode(): value.encode("latin-1", "replace") for name, value in headers.items()
    }


class Transport:
    """
    Connections of one process. `http` takes the place of the network, for tests: a transport of
    httpx that serves both ways, as `httpx.MockTransport` does.

    There is no client of httpx above the connections: one keeps the cookies of every answer, and
    sends them along with the next request, which is another visitor's.
    """

    def __init__(self, http: Any = None, budget_ms: float = 250):
        self._http = http
        self._budget_s = budget_ms / 1000
        self.breaker = Breaker()
        # A connection belongs to the loop that it was made in.
        self._of_loops: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()
        self._of_threads: Any = None
        # Requests in loops whose answers are late; a loop keeps no task alive by itself.
        self._late: set = set()
        self._threads: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()

    async def send(
        self, outgoing: Outgoing, headers: dict, seconds: float, meanwhile: Callable[[], None]
    ) -> tuple:
        """
        `(status, headers, text, values of Set-Cookie)` of the answer; raises TransportError, at the
        latest after `seconds`, or Paused. `meanwhile` is called when the request has left; it
        raises nothing.
        """
        with self._turn(seconds) as turn:
            answer = await self._asked(outgoing, headers, _Progress(seconds, meanwhile))
            turn.problem = _problem(answer)
        return answer

    @contextmanager
    def _turn(self, seconds):
        with self.breaker.turn() as turn:
            # Who had used up his time for something else would have been late anyway.
            turn.is_telling = seconds * 2 >= self._budget_s
            yield turn

    async def _asked(self, outgoing, headers, progress):
        seconds = progress.left_s()
        task = asyncio.ensure_future(self._carry_in_loop(outgoing, headers, progress))
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(task)
        except TimeoutError as error:
            raise TransportError(_late(seconds), progress.is_sent) from error
        except httpx.HTTPError as error:
            raise TransportError(f"{type(error).__name__}: {error}") from error
        finally:
            if not task.done() and progress.is_sent and time.monotonic() >= progress.ends_s:
                self._late.add(task)
                task.add_done_callback(self._end_late)
            elif not task.done():
                task.cancel()

    def _end_late(self, task):
        self._late.discard(task)
        if not task.cancelled() and task.exception():
            logger.debug("A late answer did not come: %s", one_line(task.exception()))

    async def _carry_in_loop(self, outgoing, headers, progress):
        async with asyncio.timeout(progress.left_s() + _AFTERWARDS_S):
            request = _request(outgoing, headers, progress, progress.note_later)
            response = await self._of_loop().handle_async_request(request)
            try:
                chunks = []
                async for chunk in response.aiter_bytes():
                    chunks.append(chunk)
                    _must_fit(chunks)
            finally:
                await response.aclose()
        return _read(response, chunks)

    def send_sync(
        self, outgoing: Outgoing, headers: dict, seconds: float, meanwhile: Callable[[], None]
    ) -> tuple:
        """As `send`, where there is no loop."""
        with self._turn(seconds) as turn:
            answer = self._asked_in_a_thread(outgoing, headers, seconds, meanwhile)
            turn.problem = _problem(answer)
        return answer

    def _asked_in_a_thread(self, outgoing, headers, seconds, meanwhile):
        with self._lock:
            if self._threads is None:
                # Made late: a server that forks does so before.
                self._threads = ThreadPoolExecutor(_MOST_AT_ONCE, "alloy")
                self._of_threads = self._http or httpx.HTTPTransport(
                    trust_env=False, limits=_LIMITS
                )
        has_left = threading.Event()
        progress = _Progress(seconds, has_left.set)
        # A socket's own time-outs count from byte to byte, and the look-up of a name has none.
        future = self._threads.submit(self._carry, outgoing, headers, progress)
        future.add_done_callback(lambda done: has_left.set())
        if has_left.wait(seconds):
            # Here, and not in that thread, which hears the edge.
            meanwhile()
        try:
            return future.result(max(progress.left_s(), 0))
        except TimeoutError as error:
            future.cancel()
            raise TransportError(_late(seconds), progress.is_sent) from error
        except httpx.HTTPError as error:
            raise TransportError(f"{type(error).__name__}: {error}") from error

    def _carry(self, outgoing, headers, progress):
        if progress.left_s() <= 0:
            raise TimeoutError
        chunks = []
        request = _request(outgoing, headers, progress, progress.note)
        response = self._of_threads.handle_request(request)
        try:
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                _must_fit(chunks)
                if progress.left_s() < -_AFTERWARDS_S:
                    raise TimeoutError
        finally:
            response.close()
        return _read(response, chunks)

    def _of_loop(self):
        loop = asyncio.get_running_loop()
        if loop not in self._of_loops:
            self._of_loops[loop] = self._http or httpx.AsyncHTTPTransport(
                trust_env=False, limits=_LIMITS
            )
        return self._of_loops[loop]

    async def aclose(self):
        """Close the connections of the running loop."""
        connections = self._of_loops.pop(asyncio.get_running_loop(), None)
        if connections:
            await connections.aclose()

    def close(self):
        if self._threads:
            self._threads.shutdown()
        if self._of_threads:
            self._of_threads.close()


class _Progress:
    """
    How far a request is, as the connection tells it; it has `seconds` from now. `when_sent` is
    called when it has left.
    """

    def __init__(self, seconds, when_sent):
        self.ends_s = time.monotonic() + seconds
        self.is_sent = False
        self._when_sent = when_sent

    def left_s(self):
        return self.ends_s - time.monotonic()

    def note(self, event, details):
        if event.endswith("send_request_headers.started") and self.left_s() <= 0:
            # Nobody waits for it any more, and the page sends the view itself.
            raise httpx.WriteTimeout("it could not be sent in time")
        if event.endswith("send_request_body.complete"):
            self.is_sent = True
            self._when_sent()

    async def note_later(self, event, details):
        self.note(event, details)


def _request(outgoing, headers, progress, note):
    left_s = max(progress.left_s(), 0)
    return httpx.Request(
        "POST", outgoing.url, content=outgoing.body.encode(), headers=headers,
        extensions={"trace": note, "timeout": {
            "connect": left_s, "write": left_s, "pool": left_s, "read": left_s + _AFTERWARDS_S,
        }},
    )


def _problem(answer):
    """What is wrong with the whole edge where it answers like this, or ""."""
    return f"status {answer[0]}" if answer[0] in _IS_DOWN else ""


def _must_fit(chunks):
    if sum(map(len, chunks)) > MOST_BYTES:
        raise TransportError(f"the answer has more than {MOST_BYTES} bytes")


def _read(response, chunks):
    text = b"".join(chunks).decode("utf-8", "replace")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return response.status_code, headers, text, response.headers.get_list("set-cookie")


def _late(seconds):
    return f"no answer within {round(seconds * 1000)} ms"
