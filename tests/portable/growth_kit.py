"""
Does work grow with the length of a text, or faster?

Twice the text may take twice the time. What takes four times as long stops a page: a text of the
page's may have a million letters. MicroPython hides such work in an index into a text, which walks
all that stands before it, and in a bytearray, which is moved with every few bytes that it grows.
"""

try:
    # In Node, MicroPython and Pyodide alike.
    from js import process
except ImportError:
    import time as process

from alloy_web.core.strings import IS_MICROPYTHON

_SHORT = 4000
_TIMES_LONGER = 8
# Linear is 8, quadratic 64; in between lies what is quadratic only in part. On a processor that is
# shared the longer text may have taken 22 times as long. MicroPython collects garbage only in the
# longer text, and goes through all that other tests left on its heap.
_MOST_TIMES = 40 if IS_MICROPYTHON else 30
# What is over so soon is no trouble at this length, and too short to compare.
_TOO_SOON_US = 20000
_ATTEMPTS = 8


def assert_linear(work, *texts):
    """
    `work(text)` takes no more than its length in time; `texts` are functions: length → text.

    Time is what the processor spent on it, so that it is the same on a busy machine, and is only
    compared with itself. Of several attempts one good one is enough.
    """
    for make in texts:
        short, long = make(_SHORT), make(_SHORT * _TIMES_LONGER)
        shortest = longest = None
        for _ in range(_ATTEMPTS):
            shortest = _least(shortest, _spent_us(work, short))
            longest = _least(longest, _spent_us(work, long))
            if longest < _TOO_SOON_US or longest < shortest * _MOST_TIMES:
                break
        else:
            raise AssertionError(
                repr(short)[:60] + ": " + str(shortest) + " µs became " + str(longest)
                + " µs, where the text is " + str(_TIMES_LONGER) + " times as long"
            )


def _least(one, other):
    return other if one is None else min(one, other)


def _spent_us(work, text):
    start = _now_us()
    try:
        work(text)
    except ValueError:
        # To refuse it is an answer, too.
        pass
    return _now_us() - start


def _now_us():
    if hasattr(process, "cpuUsage"):
        usage = process.cpuUsage()
        return usage.user + usage.system
    return process.process_time_ns() // 1000
