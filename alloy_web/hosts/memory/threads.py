"""
Queues of `flow` where there are threads, and several instances at once: tests and servers. Not for
MicroPython and JavaScript, which have one thread, and one page.

Each thread has a queue. Whoever serves a host that goes from thread to thread, or calls it in the
middle of another's work, gives it a queue of its own, and enters that with `of`: what the host's
instance does is then over when it returns, whoever is at work around it.
"""

import threading

from alloy_web import flow


class _Current(threading.local):
    """Shows every thread the queue that it is in; see flow.Queue."""

    def __init__(self):
        self.queue = flow.Queue()

    @property
    def ready(self):
        return self.queue.ready

    @property
    def is_draining(self):
        return self.queue.is_draining

    @is_draining.setter
    def is_draining(self, is_draining):
        self.queue.is_draining = is_draining


_current = _Current()


def use():
    flow.use(_current)


class of:
    """`with of(queue):` what is started and settled inside has its turn in this queue."""

    def __init__(self, queue: flow.Queue):
        self._queue = queue

    def __enter__(self):
        self._before = _current.queue
        _current.queue = self._queue

    def __exit__(self, *details):
        _current.queue = self._before
