"""
A queue of `flow` for each thread, so that tests and servers can run several instances at once. Not
for MicroPython and JavaScript, which have one thread.
"""

import threading

from alloy_web import flow


class _Queue(threading.local):
    """Shows every thread its own; see flow.Queue."""

    def __init__(self):
        self.ready = []
        self.is_draining = False


_queue = _Queue()


def use():
    flow.use(_queue)
