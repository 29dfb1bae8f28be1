"""
A user's `async def` on asyncio's loop, for the memory host: it may await what it likes, and
Deferreds besides. Not for MicroPython.
"""

import asyncio

from alloy_web import flow

# A task nobody holds may be collected before it ends.
_tasks = set()


class Loop:
    """The loop of the thread that asks, if one runs there."""

    def is_running(self):
        """Does a loop run in this thread?"""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    def is_in_task(self):
        """Does a task of it call us?"""
        return self.is_running() and asyncio.current_task() is not None

    def run(self, coroutine, waits=None):
        """
        Run `coroutine` as a task; gives a Deferred. One that was begun elsewhere goes on once what
        it `waits` for is there.
        """
        outcome = flow.Deferred()

        async def work():
            try:
                value = await _Steps(coroutine, waits)
            except Exception as error:
                outcome.reject(error)
            except asyncio.CancelledError:
                outcome.reject(RuntimeError("it was cancelled"))
                raise
            else:
                outcome.resolve(value)

        task = asyncio.get_running_loop().create_task(work())
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)
        return outcome

    @staticmethod
    def tasks():
        """Those of the running loop that are not at their end."""
        loop = asyncio.get_running_loop()
        return [task for task in _tasks if task.get_loop() is loop and not task.done()]

    async def result(self, deferred):
        """Wait in asyncio until it is settled: its value, or its error raised."""
        settled = asyncio.get_running_loop().create_future()

        def wake():
            # The waiting task may have been cancelled.
            if not settled.done():
                settled.set_result(None)

        deferred.on_settled(wake)
        await settled
        return deferred.result()


class _Steps:
    """A coroutine for a task to await: hands on what the loop knows, and waits for Deferreds."""

    def __init__(self, coroutine, waits):
        self._coroutine = coroutine
        self._waits = waits

    def __await__(self):
        waits, error = self._waits, None
        is_begun = waits is not None
        while True:
            try:
                if error is not None:
                    waits = self._coroutine.throw(error)
                elif not is_begun:
                    waits = self._coroutine.send(None)
            except StopIteration as stop:
                return stop.value
            is_begun, error = False, None
            try:
                if isinstance(waits, flow.Deferred):
                    yield from Loop().result(flow.start(flow.settled(waits))).__await__()
                else:
                    yield waits
            except BaseException as thrown:
                error = thrown
