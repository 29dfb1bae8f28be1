"""
stepping.py, where a coroutine is a generator of JavaScript's, which tells its end with its result.
"""


def step(coroutine):
    """As there."""
    return coroutine.step()
