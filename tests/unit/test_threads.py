"""Instances on CPython that work at the same time, each in a thread of its own."""

import threading

from alloy_web import flow
from alloy_web.hosts.memory import threads
from alloy_web.testing import Instance, MemoryHost, reply

CONFIG = {"orgId": "0123456789ABCDEF01234567@AdobeOrg", "datastreamId": "ds-1"}
CONSENT = "kndctr_0123456789ABCDEF01234567_AdobeOrg_consent"
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


def test_a_host_with_a_queue_of_its_own_ends_its_work_in_the_middle_of_another_ones():
    """One thread: a function of the page's asks a second instance, and needs its answer now."""
    inner_states = []

    def ask(content):
        with threads.of(flow.Queue()):
            host = MemoryHost()
            inner = Instance("inner", host, "test")
            inner.execute("configure", CONFIG)
            result = inner.execute("sendEvent", {"data": {"n": 1}})
            host.sent[0].answer({"handle": []})
            inner_states.append(result.state)

    host = MemoryHost()
    outer = Instance("outer", host, "test")
    outer.execute("configure", {**CONFIG, "onBeforeEventSend": ask, "defaultConsent": "pending"})
    result = outer.execute("sendEvent", {"data": {"n": 1}})
    # Goes on from here: in the middle of what its answer sets going.
    outer.execute("setConsent", {"consent": [{"standard": "Adobe"}]})
    host.sent[0].answer({"handle": [{"type": "state:store", "payload": [
        {"key": CONSENT, "value": "general=in"},
    ]}]})
    host.sent[1].answer({"handle": []})

    assert inner_states == ["resolved"]
    assert result.state == "resolved"


def test_what_is_settled_goes_on_in_the_queue_of_whoever_settles_and_the_one_before_comes_back():
    own, gate, later = flow.Queue(), flow.Deferred(), []
    gate.on_settled(lambda: later.append(own.is_draining))

    with threads.of(own):
        gate.resolve()
    other = flow.Deferred()
    other.on_settled(lambda: later.append(own.is_draining))
    other.resolve()

    assert later == [True, False]
