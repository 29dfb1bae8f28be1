"""
The runner: drives coroutines without an event loop.

A coroutine started here runs at once, in the caller's stack, until it awaits a `Deferred`
that is still pending; it goes on in the stack of whoever settles that Deferred. Nothing is put
off to a later turn, because a beacon that is sent in a macrotask of `pagehide` never arrives.
That is why the SDK does not run on asyncio.

Only SDK code runs here. What a user's coroutine may await (asyncio, fetch) the host runs on the
interpreter's own loop, and gives back a Deferred.
"""

from alloy_web.stepping import step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PENDING = "pending"
RESOLVED = "resolved"
REJECTED = "rejected"


class Queue:
    """
    Coroutines whose Deferred was settled, waiting for their turn. The outermost call drains it: a
    long chain of awaits then costs no stack (MicroPython has little).
    """

    def __init__(self):
        self.ready = []
        self.is_draining = False


_queue = Queue()


def use(queue):
    """
    Let this be the queue. Where there are threads it must be another one in each of them, or one
    thread's coroutines would go on in another, or never; see hosts/memory/threads.py.
    """
    global _queue
    _queue = queue


class Deferred:
    """A result that comes later. Await it in a coroutine, settle it from anywhere, once."""

    def __init__(self):
        self.state = PENDING
        # The result, or where it was rejected the error.
        self.value: Any = None
        self._waiting = []

    @property
    def is_pending(self) -> bool:
        return self.state == PENDING

    def resolve(self, value=None):
        self._settle(RESOLVED, value)

    def reject(self, error: Exception):
        self._settle(REJECTED, error)

    def on_settled(self, callback):
        """Call `callback()` once this is settled: at once if it is already."""
        if self.state == PENDING:
            self._waiting.append(callback)
        else:
            callback()

    def result(self):
        """The value; raises the error of a rejected Deferred. Only for a settled one."""
        if self.state == REJECTED:
            raise self.value
        return self.value

    def __await__(self):
        if self.state == PENDING:
            yield self
        return self.result()

    # MicroPython awaits through __iter__.
    __iter__ = __await__

    def _settle(self, state, value):
        # Settled twice is not an error: a timeout and an answer may race.
        if self.state != PENDING:
            return
        self.state = state
        self.value = value
        _queue.ready.extend(self._waiting)
        self._waiting = []
        _drain()


def start(coroutine) -> Deferred:
    """Run `coroutine` now, as far as it goes; returns a Deferred for its result."""
    outcome = Deferred()
    _advance(coroutine, outcome)
    return outcome


def resolved(value=None) -> Deferred:
    """A Deferred that has its value already."""
    deferred = Deferred()
    deferred.resolve(value)
    return deferred


def rejected(error: Exception) -> Deferred:
    """A Deferred that has failed already."""
    deferred = Deferred()
    deferred.reject(error)
    return deferred


async def settled(deferred):
    """Wait until `deferred` is settled, either way; raises nothing."""
    if deferred.is_pending:
        signal = Deferred()
        deferred.on_settled(signal.resolve)
        await signal


def background(coroutine, on_error):
    """Run `coroutine` for its effects; a failure goes to `on_error(error)`, never to the page."""
    outcome = start(coroutine)

    def report():
        if outcome.state == REJECTED:
            on_error(outcome.value)

    outcome.on_settled(report)


def _advance(coroutine, outcome):
    while True:
        try:
            has_ended, given = step(coroutine)
        except Exception as error:
            outcome.reject(error)
            return
        if has_ended:
            outcome.resolve(given)
            return
        if given.is_pending:
            given.on_settled(lambda: _advance(coroutine, outcome))
            return


def _drain():
    if _queue.is_draining:
        return
    _queue.is_draining = True
    try:
        while _queue.ready:
            _queue.ready.pop(0)()
    finally:
        _queue.is_draining = False
