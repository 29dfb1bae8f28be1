"""Hooks on a memory host that are `async def`, with asyncio and without it."""

import asyncio

import pytest

from alloy_web import flow
from alloy_web.errors import AlloyError
from alloy_web.testing import Instance, MemoryHost, reply

CONFIG = {"orgId": "0123456789ABCDEF01234567@AdobeOrg", "datastreamId": "ds-1"}


def make(hook):
    host = MemoryHost()
    host.on_send = lambda sent: reply({"handle": []})
    instance = Instance("alloy", host, "test")
    instance.execute("configure", CONFIG | {"onBeforeEventSend": hook})
    return host, instance


def plans(host):
    return [sent.body["events"][0].get("data") for sent in host.sent]


async def sleep(content):
    await asyncio.sleep(0.001)
    content["data"] = {"plan": "slept"}


async def yield_once(content):
    await asyncio.sleep(0)
    content["data"] = {"plan": "a turn later"}


async def wait_for(content):
    content["data"] = {"plan": await asyncio.wait_for(asyncio.sleep(0, "in time"), 300)}


async def gather(content):
    content["data"] = {"plan": await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0.001, 2))}


async def deferred_and_sleep(content):
    first = await flow.resolved("first")
    gate = flow.Deferred()
    asyncio.get_running_loop().call_soon(gate.resolve, "second")
    second = await gate
    await asyncio.sleep(0)
    content["data"] = {"plan": [first, second]}


def future(content):
    content["data"] = {"plan": "a task"}
    return asyncio.ensure_future(asyncio.sleep(0))


@pytest.mark.parametrize(
    ("hook", "plan"),
    [
        (sleep, "slept"),
        (yield_once, "a turn later"),
        (wait_for, "in time"),
        (gather, [1, 2]),
        (deferred_and_sleep, ["first", "second"]),
        (future, "a task"),
    ],
)
def test_under_a_running_loop_a_hook_awaits_what_it_likes(hook, plan):
    host, instance = make(hook)

    async def test():
        return await host.result(instance.execute("sendEvent"))

    result = asyncio.run(test())

    assert plans(host) == [{"plan": plan}]
    assert result["propositions"] == []


def test_also_where_the_loop_calls_without_a_task():
    host, instance = make(sleep)

    async def test():
        called = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(
            lambda: called.set_result(instance.execute("sendEvent"))
        )
        await host.result(await called)

    asyncio.run(test())

    assert plans(host) == [{"plan": "slept"}]


def test_an_error_after_a_while_is_the_commands():
    async def hook(content):
        await asyncio.sleep(0)
        raise ValueError("no plan")

    host, instance = make(hook)

    async def test():
        await host.result(instance.execute("sendEvent"))

    with pytest.raises(AlloyError, match="ValueError: no plan"):
        asyncio.run(test())


def test_a_hook_that_is_cancelled_fails_its_command_only():
    async def hook(content):
        asyncio.current_task().cancel()
        await asyncio.sleep(300)

    host, instance = make(hook)

    async def test():
        await host.result(instance.execute("sendEvent"))

    with pytest.raises(AlloyError, match="it was cancelled"):
        asyncio.run(test())


@pytest.mark.parametrize("hook", [sleep, yield_once])
def test_without_a_loop_the_error_says_what_is_missing(hook):
    host, instance = make(hook)

    outcome = instance.execute("sendEvent")

    assert outcome.state == "rejected"
    assert (
        "a hook awaits what needs a running loop, and here is none. Run the test in one: "
        "asyncio.run, pytest-asyncio, anyio with asyncio" in str(outcome.value)
    )
    assert host.sent == []


def test_without_a_loop_a_hook_may_await_deferreds():
    gate = flow.Deferred()

    async def hook(content):
        content["data"] = {"plan": await gate}

    host, instance = make(hook)
    outcome = instance.execute("sendEvent")
    before = outcome.state
    gate.resolve("gold")

    assert (before, outcome.state) == ("pending", "resolved")
    assert plans(host) == [{"plan": "gold"}]
