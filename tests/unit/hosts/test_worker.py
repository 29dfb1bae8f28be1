"""Python in a worker: what it says to the page that is to serve it, and where none answers."""

import asyncio
import functools
import importlib
import json
import sys
import types

import pytest

from alloy_web.errors import AlloyError

NOBODY = "runs in a worker, and no page answers it"


class Port:
    """A MessagePort; what it is sent is in `sent`."""

    def __init__(self):
        self.sent = []
        self.onmessage = None

    def postMessage(self, text):
        self.sent.append(json.loads(text))

    def hear(self, *message):
        self.onmessage(types.SimpleNamespace(data=json.dumps(message), target=self))


class Channel:
    made: list["Channel"] = []

    @classmethod
    def new(cls):
        cls.made.append(cls())
        cls.made[-1].port1 = Port()
        cls.made[-1].port2 = object()
        return cls.made[-1]


class Promise:
    @staticmethod
    def new(executor):
        future = asyncio.get_running_loop().create_future()
        executor(future.set_result, None)
        return future


class Worker(types.ModuleType):
    """`js` of a worker. `timers` are what waits, as (milliseconds, work)."""

    WorkerGlobalScope = object()
    MessageChannel = Channel
    Promise = Promise
    Array = types.SimpleNamespace(of=lambda *each: list(each))

    def __init__(self):
        super().__init__("js")
        self.timers = []
        self.knocks = []
        self.warned = []
        self.console = types.SimpleNamespace(warn=self.warned.append, error=self.warned.append)

    def setTimeout(self, work, delay_ms):
        self.timers.append((delay_ms, work))

    def postMessage(self, message, transferred):
        self.knocks.append((message, transferred))

    def run_timers(self):
        """All of them, and those that they start; how long that would take, in milliseconds."""
        total = 0
        while self.timers:
            delay_ms, work = self.timers.pop(0)
            total += delay_ms
            work()
        return total


@pytest.fixture
def js(monkeypatch):
    worker = Worker()
    monkeypatch.setattr(Channel, "made", [])
    ffi = types.ModuleType("pyodide.ffi")
    ffi.create_proxy = lambda function: function
    for name, module in (("js", worker), ("pyodide.ffi", ffi)):
        monkeypatch.setitem(sys.modules, name, module)
    browser = ("interpreter", "functions", "worker")
    for name in (*(f"hosts.browser.{each}" for each in browser), "app.shared_engine"):
        monkeypatch.delitem(sys.modules, f"alloy_web.{name}", raising=False)
    return worker


def in_loop(test):
    """A test that is a coroutine, run to its end."""

    @functools.wraps(test)
    def run(js):
        asyncio.run(test(js))

    return run


def install(**given):
    shared_engine = importlib.import_module("alloy_web.app.shared_engine")
    return shared_engine.find(**given).install("alloy", True, ())


async def called(alloy, *given):
    """The task of a call that has got as far as it can."""
    task = asyncio.ensure_future(alloy(*given))
    await asyncio.sleep(0)
    return task


@in_loop
async def test_the_page_gets_what_was_said_before_it_answered_in_order(js):
    alloy = install()
    task = await called(alloy, "event", {"type": "a"})
    port = Channel.made[0].port1
    assert port.sent == [["hello"]]

    port.hear("here")

    opened, call = port.sent[1:]
    assert opened[0::2] == ["open", "alloy"]
    assert json.loads(opened[3])["autoViews"] is True
    assert call[0::2] == ["call", opened[1]]
    assert json.loads(call[3])["args"] == ["event", {"type": "a"}]
    port.hear("answer", call[1], json.dumps({"result": {"sent": True}, "functions": {}}))
    assert await task == {"sent": True}


@in_loop
async def test_it_knocks_again_until_somebody_listens_and_the_first_who_answers_is_it(js):
    alloy = install()
    task = await called(alloy, "event")
    for _ in range(2):
        _, work = js.timers.pop(0)
        work()
    assert [ports for _, ports in js.knocks] == [[each.port2] for each in Channel.made]
    first, second, third = [each.port1 for each in Channel.made]

    second.hear("here")
    third.hear("here")

    assert [len(port.sent) for port in (first, second, third)] == [1, 3, 1]
    js.run_timers()
    assert len(js.knocks) == 3
    second.hear("answer", second.sent[2][1], '{"result": {}, "functions": {}}')
    assert await task == {}


@in_loop
async def test_where_no_page_answers_calls_fail_after_30_seconds_and_the_next_knocks_again(js):
    alloy = install()
    task = await called(alloy, "event", {"type": "a"})

    assert js.run_timers() == 30000
    assert [NOBODY in text for text in js.warned] == [True]
    with pytest.raises(AlloyError, match=NOBODY):
        await task

    task = await called(alloy, "event", {"type": "b"})
    Channel.made[-1].port1.hear("here")
    verbs = [message[0] for message in Channel.made[-1].port1.sent]
    assert verbs == ["hello", "open", "call"]
    task.cancel()


@in_loop
async def test_a_given_port_is_used_and_nobody_is_knocked_at(js):
    port = Port()
    alloy = install(port=port)
    await called(alloy, "event")
    assert port.sent == [["hello"]]

    port.hear("here")

    assert [message[0] for message in port.sent] == ["hello", "open", "call"]
    assert js.knocks == []


@in_loop
async def test_what_the_page_says_that_is_no_message_is_an_error_in_the_console(js):
    port = Port()
    alloy = install(port=port)
    task = await called(alloy, "event")
    port.hear("here")

    for message in (["answer"], ["answer", 99, "{}"], ["invoke", 1, "{}", 1], ["nothing"], [], 7):
        port.onmessage(types.SimpleNamespace(data=json.dumps(message), target=port))
    port.hear("answer", port.sent[2][1], '{"result": {}, "functions": {}}')

    assert await task == {}
    assert [text[:36] for text in js.warned] == ["[alloy] A message of the page failed"] * 3


def test_a_worker_that_belongs_to_no_one_page_needs_a_port(js, monkeypatch):
    monkeypatch.delattr(Worker, "postMessage")

    with pytest.raises(AlloyError, match="belongs to no one page"):
        install()
