"""Functions of Python that the engine of alloy.js has: how long, and what they are called with."""

import asyncio
import json
import sys
import types

import pytest

from tests.unit.bridge.test_functions import CALLED_LATER

# Where each command takes its function.
PLACES = {
    "configure": "onBeforeEventSend",
    "createMediaSession": "getPlayerDetails",
    "event": "mergeId",
    "sendConversationEvent": "onStreamResponse",
    "subscribeRulesetItems": "callback",
}


class Line:
    """What JavaScript is to Python (static/bridge/line.js): every call has an empty result."""

    def __init__(self):
        self.calls = []

    def connect(self, receive):
        self.receive = receive

    def open(self, name, options):
        return 0

    async def call(self, number, text):
        self.calls.append(json.loads(text))
        return json.dumps({"result": {}, "functions": {}})

    def node(self, index):
        raise AssertionError("nobody asks for an element here")


@pytest.fixture
def line():
    return Line()


@pytest.fixture
def alloy(monkeypatch, line):
    """The function of an instance that alloy.js serves, as Python of the page calls it."""
    ffi = types.ModuleType("pyodide.ffi")
    ffi.create_proxy = lambda function: function
    for name, module in (("js", types.ModuleType("js")), ("pyodide.ffi", ffi)):
        monkeypatch.setitem(sys.modules, name, module)
    browser = ("interpreter", "python_functions", "functions", "worker")
    for name in (*(f"hosts.browser.{each}" for each in browser), "app.shared_engine"):
        monkeypatch.delitem(sys.modules, f"alloy_web.{name}", raising=False)
    from alloy_web.app.shared_engine import Attached

    return Attached(line).install("alloy", False, ())


def called(line, *arguments):
    """What JavaScript hears of the function that came with the last call."""
    ((_, number),) = line.calls[-1]["functions"]
    return json.loads(line.receive("invoke", number, json.dumps(arguments)))


@pytest.mark.parametrize("command", PLACES)
def test_a_function_is_there_for_as_long_as_it_may_be_called(alloy, line, command):
    heard = []
    asyncio.run(alloy(command, {PLACES[command]: heard.append}))

    told = called(line, {"n": 1})

    assert (heard == [{"n": 1}]) is CALLED_LATER[command]
    assert ("thrown" in told) is not CALLED_LATER[command]


def test_a_function_hears_lists_too(alloy, line):
    heard = []
    options = {"message": "Hello", "onStreamResponse": heard.append}
    asyncio.run(alloy("sendConversationEvent", options))

    called(line, [{"text": "a"}])

    assert heard == [[{"text": "a"}]]


def test_what_hands_out_functions_that_return_something_is_refused(alloy, line):
    from alloy_web.errors import CommandError

    with pytest.raises(CommandError) as refused:
        asyncio.run(alloy("getMediaAnalyticsTracker"))

    assert str(refused.value) == (
        '[alloy] "getMediaAnalyticsTracker" is for JavaScript of the page. In Python beside '
        "alloy.js use createMediaSession and sendMediaEvent"
    )
    assert line.calls == []
