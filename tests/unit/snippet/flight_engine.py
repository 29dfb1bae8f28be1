"""
The engine on the memory host, for the cases of the first flight; in the dialect of the portable
tests, since it is compiled, and MicroPython runs it (test_first_flight.py puts the cases beside).
"""

import json

from alloy_web import __version__
from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost

# MicroPython collects garbage only between tests, and each batch is one.
BATCH = 10


def request_of(case):
    """
    `{"url", "body", "stored"}` of the first request, with the browser's local storage while it is
    under way; None if there is none.
    """
    page = dict(case["page"])
    host = MemoryHost(url=page.pop("url"), cookies=case["cookies"])
    host.change(**page)
    host.now_ms = case["nowMs"]
    instance = Instance("alloy", host, __version__)
    instance.execute("configure", case["config"])
    if case["call"]:
        instance.execute(case["call"][0], case["call"][1])
    else:
        host.tell("loaded")
    if not host.sent:
        return None
    sent = host.sent[0]
    return {"url": sent.url, "body": sent.body, "stored": host.browser.local}


def requests_of(text):
    """Of cases as JSON text, as JSON text."""
    return json.dumps([request_of(case) for case in json.loads(text)])


def _batch(number):
    def print_requests():
        from cases import load

        cases = load("first_flight")[number * BATCH:(number + 1) * BATCH]
        print(json.dumps([request_of(case) for case in cases]))

    return print_requests


for number in range(100):
    globals()["batch_%d" % number] = _batch(number)
