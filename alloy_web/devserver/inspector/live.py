"""
What the inspector hears while it is open: server-sent events.

    event: rows      {"epoch": "…", "rows": […]}   newer requests, oldest first (`rows.py`)
    event: state     {"scenario": name, "faults": […], "ledgers": […]}   when it changed
    event: trouble   {"error": "…"}                the record cannot be read

A batch has no more rows than a browser takes in at once. Its id is `epoch:last`, which a browser
that lost the connection sends back; another epoch than it knows means that all was forgotten.

Source: WHATWG HTML, "Server-sent events".
"""

import asyncio
import contextlib
import json

from ..store import StoreError
from .rows import row_of

_BATCH = 250
# Something now and then, or nobody finds out that the other side has gone.
_SILENCE_S = 15


class Audience:
    """Those who listen. `wake` may be called from any thread, the rest is the event loop's."""

    def __init__(self):
        self._wakes = set()
        self._is_over = False

    def wake(self):
        """There is something new."""
        for wake in list(self._wakes):
            wake()

    def dismiss(self):
        """Let all go: the server stops."""
        self._is_over = True
        self.wake()

    async def stream(self, store, state, last_id):
        """The messages, as text; `state` is a function that gives the present one."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake():
            # The loop may have ended while another thread was about to tell it something.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(news.set)

        epoch, _, last = (last_id or "").rpartition(":")
        after = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else 0
        sent = None
        self._wakes.add(wake)
        try:
            while not self._is_over:
                news.clear()
                now = state()
                if now != sent:
                    sent = now
                    yield _message("state", now)
                try:
                    known, (epoch, records) = epoch, store.news(epoch, after, _BATCH)
                    rows = [row_of(record) for record in records]
                except StoreError as error:
                    yield _message("trouble", {"error": str(error)})
                    return
                if rows or known != epoch:
                    after = rows[-1]["id"] if rows else 0
                    yield _message("rows", {"epoch": epoch, "rows": rows}, f"{epoch}:{after}")
                if len(rows) == _BATCH:
                    # Others want to be answered, too.
                    await asyncio.sleep(0)
                    continue
                try:
                    await asyncio.wait_for(news.wait(), _SILENCE_S)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._wakes.discard(wake)


def _message(name, data, number=None):
    # JSON in ASCII: no line breaks, and nothing that UTF-8 cannot hold.
    head = f"id: {number}\n" if number else ""
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n"
