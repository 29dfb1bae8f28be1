"""
What goes to which process when the suite runs in several (`pytest -n 4`).

A process gets a file of tests at a time, a browser file for one engine at a time, so that browsers
are started as seldom as in one process, and folders keep their order. All portable tests of one
interpreter go to one process: to compile them takes longer than to run them.
"""

import re
import zlib

from xdist.scheduler import LoadScopeScheduling

ENGINE = re.compile(r"\[.*\b(chromium|firefox|webkit)\b.*\]$")
RUNTIME = re.compile(r"^tests/portable/.*\[(compiled|micropython|pyodide)\]$")
PARITY = "tests/parity/test_parity.py"
# One file, but the longest of all: any process can play any of its cases.
PARITY_SHARES = 16


class Schedule(LoadScopeScheduling):
    def _split_scope(self, nodeid):
        return share_of(nodeid)


def share_of(nodeid):
    """What a test is in one process with."""
    if nodeid.startswith(PARITY):
        return f"{PARITY} {zlib.crc32(nodeid.encode()) % PARITY_SHARES}"
    runtime = RUNTIME.match(nodeid)
    return f"tests/portable {runtime[1]}" if runtime else part_of(nodeid)


def part_of(nodeid):
    """The file of a test, and of a browser test the engine."""
    file = nodeid.partition("::")[0]
    engine = ENGINE.search(nodeid)
    return f"{file} {engine[1]}" if engine else file
