"""
Hooks of a test, called and awaited.

One may be `async def`. It runs in the caller's stack for as long as it awaits what is ours; for
anything else it needs asyncio's loop (loop.py), to which CPython has one led by `use_loop`.
"""

from alloy_web import flow
from alloy_web.errors import HookError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# What leads to asyncio's loop, on CPython: alloy_web.testing sees to it.
_loop: "Any" = None


def use_loop(loop: "Any") -> None:
    global _loop
    _loop = loop


async def result_of(deferred: flow.Deferred) -> dict:
    """What a command comes to, awaited in asyncio; raises its error."""
    return await _loop.result(deferred)


def call_hook(function: "Callable", arguments: list) -> flow.Deferred:
    """What the function returns, a coroutine awaited; rejected with a HookError."""
    outcome = flow.Deferred()
    try:
        returned = function(*arguments)
    except Exception as error:
        outcome.reject(_hook_error(error))
        return outcome
    # MicroPython: a coroutine has no __await__.
    if hasattr(returned, "send") or hasattr(returned, "__await__"):
        return flow.start(_as_hook(_awaiting(returned)))
    outcome.resolve(returned)
    return outcome


def _hook_error(error):
    text = type(error).__name__ + ": " + str(error)
    if str(error) == "no running event loop":
        text = _NO_LOOP
    return HookError(text, error)


_NO_LOOP = (
    "a hook awaits what needs a running loop, and here is none. Run the test in one: "
    "asyncio.run, pytest-asyncio, anyio with asyncio"
)


async def _as_hook(coroutine):
    try:
        if _loop and _loop.is_in_task():
            return await _loop.run(coroutine)
        return await _Alone(coroutine)
    except Exception as error:
        raise _hook_error(error)


async def _awaiting(returned):
    return await returned


class _Alone:
    """
    A user's coroutine that nobody's task runs. It may await Deferreds; for anything else it goes on
    as a task, where there is a loop.
    """

    def __init__(self, coroutine):
        self._coroutine = coroutine

    def __await__(self):
        while True:
            try:
                waits = self._coroutine.send(None)
            except StopIteration as stop:
                return stop.value
            if not isinstance(waits, flow.Deferred):
                break
            yield waits
        if not (_loop and _loop.is_running()):
            self._coroutine.close()
            raise RuntimeError("no running event loop")
        outcome = _loop.run(self._coroutine, waits)
        yield outcome
        return outcome.result()

    # MicroPython awaits through __iter__.
    __iter__ = __await__
