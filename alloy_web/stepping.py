"""
One step of a coroutine.

Compiled, another module stands in place of this one (buildtools/compiler/instead/stepping.py): a
browser takes long to raise an exception, and a coroutine of JavaScript's needs none to end.
"""


def step(coroutine):
    """Run it until it waits: `(False, what for)`, or has ended: `(True, its result)`."""
    try:
        return False, coroutine.send(None)
    except StopIteration as stop:
        return True, stop.value
