"""Instances on CPython that work at the same time, each in a thread of its own."""

import threading

from alloy_web import flow
from alloy_web.testing import Instance, MemoryHost, reply

CONFIG = {"orgId": "0123456789ABCDEF01234567@AdobeOrg", "datastreamId": "ds-1"}
PATIENCE_S = 300


def test_every_instance_sends_its_events_from_its_own_thread():
    """They send at the same time, event after event, each in the middle of the others' work."""
    outcomes = {}
    together = threading.Barrier(4, timeout=PATIENCE_S)

    def work(name):
        def answer(sent):
            senders.add(threading.get_ident())
            together.wait()
            return reply({"handle": []})

        senders = set()
        host = MemoryHost()
        host.on_send = answer
        instance = Instance(name, host, "test")
        instance.execute("configure", CONFIG)
        results = [instance.execute("sendEvent", {"data": {"n": n}}) for n in range(20)]
        states = {result.state for result in results}
        outcomes[name] = (states, len(host.sent), senders == {threading.get_ident()})

    threads = [threading.Thread(target=work, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)

    assert outcomes == dict.fromkeys("abcd", ({"resolved"}, 20, True))


def test_a_coroutine_goes_on_in_the_thread_that_settles_while_another_one_is_busy():
    """No luck needed: one thread stands in the middle of its own work."""
    is_inside, may_leave = threading.Event(), threading.Event()

    async def hold(gate):
        await gate
        is_inside.set()
        may_leave.wait(PATIENCE_S)

    async def work(gate):
        return await gate

    first, second = flow.Deferred(), flow.Deferred()
    flow.start(hold(first))
    busy = threading.Thread(target=first.resolve)
    busy.start()
    is_inside.wait(PATIENCE_S)
    outcome = flow.start(work(second))
    second.resolve("done")
    state = outcome.state
    may_leave.set()
    busy.join(PATIENCE_S)

    assert state == "resolved"
    assert outcome.result() == "done"
