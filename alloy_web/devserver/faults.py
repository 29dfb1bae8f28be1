"""
Answers that go wrong on purpose, and the waiting of slow ones; each is an ASGI application,
which is all that Starlette asks of a response.

Waiting ends early on reset, on shutdown and when the client leaves, so that no test
and no Ctrl-C has to sit out somebody's delay.
"""

import asyncio

CONNECTION = "alloy_web.connection"
"""The name under which `server.py` puts the client's connection into `scope["extensions"]`."""


class Patience:
    """The requests that are made to wait."""

    def __init__(self):
        self._over = asyncio.Event()

    def end(self):
        """Let everyone who waits now go on; call it on the event loop's thread."""
        self._over.set()
        self._over = asyncio.Event()

    async def wait(self, receive, timeout_s=None):
        """Wait for the time given (None: without end), or until it is over, or nobody listens."""
        waits = [asyncio.ensure_future(self._over.wait()), asyncio.ensure_future(_gone(receive))]
        await asyncio.wait(waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()


class Late:
    """An answer sent after `delay_ms`."""

    def __init__(self, response, patience, delay_ms):
        self._response = response
        self._patience = patience
        self._delay_s = delay_ms / 1000

    async def __call__(self, scope, receive, send):
        await self._patience.wait(receive, self._delay_s)
        await self._response(scope, receive, send)


class Hang:
    """No answer: the connection stays open until the waiting is over, and is then cut."""

    def __init__(self, patience):
        self._patience = patience

    async def __call__(self, scope, receive, send):
        await self._patience.wait(receive)
        await Cut()(scope, receive, send)


class Cut:
    """The connection is closed without a byte, or after half of `response`'s body."""

    def __init__(self, response=None):
        self._response = response

    async def __call__(self, scope, receive, send):
        if self._response is not None:
            head = {"status": self._response.status_code, "headers": self._response.raw_headers}
            body = self._response.body
            await send({"type": "http.response.start", **head})
            half = body[: len(body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        scope["extensions"][CONNECTION].close()
        # Only when the server has seen the end does it not answer for us, with a 500.
        await _gone(receive)


class Stream:
    """
    `response`'s head, then piece by piece its body, each piece a chunk of its own: a text, a dict
    `{"hex": "e2 82"}` of bytes, or a number, milliseconds until the next. After the last the
    connection hangs or is cut, where `fault` says so.
    """

    def __init__(self, response, patience, pieces, fault=None):
        self._response = response
        self._patience = patience
        self._pieces = pieces
        self._fault = fault

    async def __call__(self, scope, receive, send):
        # How long it is, nobody knows yet.
        headers = [pair for pair in self._response.raw_headers if pair[0] != b"content-length"]
        head = {"status": self._response.status_code, "headers": headers}
        await send({"type": "http.response.start", **head})
        for piece in self._pieces:
            if isinstance(piece, int):
                await self._patience.wait(receive, piece / 1000)
                continue
            data = (
                bytes.fromhex(piece["hex"])
                if isinstance(piece, dict)
                else piece.encode("utf-8", "replace")
            )
            await send({"type": "http.response.body", "body": data, "more_body": True})
        if self._fault == "hang":
            await self._patience.wait(receive)
        if self._fault in ("hang", "cut"):
            scope["extensions"][CONNECTION].close()
            await _gone(receive)
        else:
            await send({"type": "http.response.body", "body": b""})


async def _gone(receive):
    while (await receive())["type"] != "http.disconnect":
        pass
