"""
Answers that come piece by piece, for tests: `host.streams`.

    host.streams.on_open = lambda stream: stream.begin()
    instance.execute("sendConversationEvent", {"message": "Hello"})
    host.streams.opened[0].write("data: …")
"""

import json

from alloy_web import flow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Streamed:
    """A request on its way, and what comes of it. `begin` or `fail` it, then `write` and `end`."""

    def __init__(self, number: int, url: str, text: str, accept: str):
        self.number = number
        self.url = url
        self.text = text
        self.body = json.loads(text)
        self.accept = accept
        self.is_closed = False
        self.outcome = flow.Deferred()
        # What came and was not read, and who waits for what comes next.
        self._pieces = []
        self._reader: flow.Deferred | None = None

    def begin(self, status: int = 200) -> None:
        """The head of the answer is there."""
        head = {"status": status}
        if 200 <= status < 300 and status != 204:
            head["stream"] = self.number
        self.outcome.resolve(head)

    def write(self, text: str) -> None:
        """A piece of the answer's text."""
        self._tell({"text": text})

    def end(self) -> None:
        self._tell({"done": True})

    def fail(self, message: str = "Failed to fetch", name: str = "TypeError") -> None:
        """There is no answer; or, where it had begun, no more of it."""
        failed = {"failed": {"name": name, "message": message}}
        if self.outcome.is_pending:
            self.outcome.resolve(failed)
        else:
            self._tell(failed)

    def read(self) -> flow.Deferred:
        if self._pieces:
            return flow.resolved(self._pieces.pop(0))
        self._reader = flow.Deferred()
        return self._reader

    def close(self) -> None:
        self.is_closed = True
        self._tell({"done": True})

    def _tell(self, piece):
        reader = self._reader
        self._reader = None
        if reader:
            reader.resolve(piece)
        else:
            self._pieces.append(piece)


class Streams:
    """All that were asked for, in order; `on_open(stream)` answers them."""

    def __init__(self):
        self.opened: list[Streamed] = []
        self.on_open: Callable[[Streamed], None] | None = None

    def open(self, url: str, body: str, accept: str) -> flow.Deferred:
        stream = Streamed(len(self.opened) + 1, url, body, accept)
        self.opened.append(stream)
        if self.on_open:
            self.on_open(stream)
        return stream.outcome

    def read(self, number: int) -> flow.Deferred:
        return self.opened[number - 1].read()

    def close(self, number: int) -> flow.Deferred:
        self.opened[number - 1].close()
        return flow.resolved({})
