"""
The SDK's engine for one visit, carried by hand: what it wants to send, to wait for or to sleep is
done here, one after the other, in the time that there is. So the same serves handlers that are
`async def` and those that are not.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from alloy_web import __version__, flow
from alloy_web.app.features import chosen
from alloy_web.app.instance import Instance
from alloy_web.core import merge, urls
from alloy_web.errors import HookError
from alloy_web.features.rendering import planning
from alloy_web.features.rendering.component import Rendering
from alloy_web.hosts.memory import threads
from alloy_web.server.breaker import Paused
from alloy_web.server.host import ServerHost
from alloy_web.server.request import Request
from alloy_web.server.transport import Transport, TransportError, headers_for

# Of the engine's optional parts those that decide what is sent; the others watch a page.
_COMPONENTS = ("consent", "eventMerge", "personalization")


class Unanswered(Exception):
    """A command came to no end, for the reason in the text."""


class _Unrendered(Rendering):
    """visit.py puts the offers in, when the HTML is there. Planning is half of an answer's work."""

    def start(self, propositions, is_once, is_view=False, adopted=None):
        return planning.Plan(), flow.Deferred()


# What all visits have alike is found out once; here are no extras of a second file.
_FEATURES = tuple(
    _Unrendered if each is Rendering else each for each in chosen(list(_COMPONENTS))[0]
)


class ServerInstance(Instance):
    """
    An instance that leaves rendering to others. `config` is what `configured` gave, once for the
    process; without it `configure` checks its options.
    """

    def __init__(self, host: ServerHost, config: dict | None = None):
        super().__init__("alloy", host, __version__)
        self._features, self._extras = list(_FEATURES), []
        self._config = config
        self._tools: Any

    def _read(self, given):
        if self._config is None:
            return super()._read(given)
        # A copy: nothing that a hook could change is another visit's too.
        return merge.deep_copy(self._config), []

    def configured(self) -> dict:
        """All options of `configure`, as they are for every visit."""
        return merge.deep_copy(self._tools.config)

    def has_consent(self) -> bool:
        return self._tools.consent.is_open


class Engine:
    """`config` is that of `ServerInstance.configured`; all commands together have `budget_ms`."""

    def __init__(self, request: Request, config: dict, transport: Transport, budget_ms: float):
        self.host = ServerHost(request, config["orgId"])
        self._request = request
        self._config = config
        self._transport = transport
        self._left_s = budget_ms / 1000
        # What was sent in time and is answered too late, or not: the body of that request.
        self.late: dict | None = None
        # What can be done while the edge is asked; raises nothing.
        self.meanwhile: Callable[[], None] = lambda: None
        self._instance: Any = None
        # One at a time: the queue is this visit's own.
        self._lock = threading.RLock()

    def may_ask(self) -> bool:
        """Has the visitor agreed?"""
        if self._instance is None:
            with self._entered():
                self._instance = ServerInstance(self.host, self._config)
                self._instance.execute("configure", {}).result()
        return self._instance.has_consent()

    async def run(self, command: str, options: dict, is_sync: bool) -> dict:
        """
        The result of a command. With `is_sync` this awaits nothing, and comes to its end by one
        step. Raises AlloyError, TransportError or Unanswered.
        """
        started = time.monotonic()
        try:
            return await self._run(command, options, is_sync)
        finally:
            self._left_s -= time.monotonic() - started

    async def _run(self, command, options, is_sync):
        with self._entered():
            outcome = self._instance.execute(command, options)
        ends = time.monotonic() + self._left_s
        while outcome.is_pending:
            left_s = ends - time.monotonic()
            if left_s <= 0:
                raise TransportError("its time is over")
            if self.host.outgoing:
                await self._carry(self.host.outgoing.pop(0), left_s, is_sync)
            elif self.host.awaited:
                await self._await(*self.host.awaited.pop(0), left_s, is_sync)
            elif self.host.timers:
                await self._sleep(*self.host.timers.pop(0), left_s, is_sync)
            else:
                raise Unanswered("it waits for what a server does not bring")
        # What the engine would report of it, the page does, when it is seen.
        self.host.outgoing.clear()
        self.host.timers.clear()
        return outcome.result()

    async def _carry(self, outgoing, left_s, is_sync):
        hostname = urls.split(outgoing.url)["hostname"]
        is_own = self.host.is_first_party(hostname)
        headers = headers_for(self._request, self.host.own_cookies() if is_own else "")
        try:
            if is_sync:
                answer = self._transport.send_sync(outgoing, headers, left_s, self.meanwhile)
            else:
                answer = await self._transport.send(outgoing, headers, left_s, self.meanwhile)
        except (TransportError, Paused) as error:
            if isinstance(error, TransportError) and error.is_late:
                self.late = json.loads(outgoing.body)
            with self._entered():
                outgoing.fail(str(error))
            return
        status, answer_headers, text, cookies = answer
        with self._entered():
            for cookie in cookies if is_own else ():
                self.host.take_cookie(cookie)
            outgoing.answer(status, answer_headers, text)

    async def _await(self, coroutine, outcome, left_s, is_sync):
        error: Exception | None = None
        value = None
        if is_sync:
            coroutine.close()
            error = HookError("a hook that is async def needs a handler that is, too")
        else:
            try:
                async with asyncio.timeout(left_s):
                    value = await coroutine
            except Exception as failure:
                error = HookError(f"{type(failure).__name__}: {failure}", failure)
        with self._entered():
            if error:
                outcome.reject(error)
            else:
                outcome.resolve(value)

    async def _sleep(self, seconds, ends, left_s, is_sync):
        others = self.host.timers
        if seconds > left_s:
            # Others may come sooner, such as the end of what a hook may take.
            if not any(each[0] <= left_s for each in others):
                raise TransportError("the edge wants to be asked again later")
            others.append((seconds, ends))
            return
        if is_sync:
            time.sleep(seconds)
        else:
            await asyncio.sleep(seconds)
        with self._entered():
            ends.resolve()

    @contextmanager
    def _entered(self):
        with self._lock, threads.of(self.host.queue):
            yield
