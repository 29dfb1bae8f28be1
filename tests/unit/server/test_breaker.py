"""An edge that is down costs a few pages their time, and not all of them."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from alloy_web.server.breaker import Breaker, Paused
from tests.unit.server.kit import HTML, Wire, make, offer, run, scope
from tests.unit.server.sites import MAKERS

VIEW = {"type": "viewStart"}
# So late that no visit asks a second time.
LATER = {"retry-after": "1000"}


class Clock:
    def __init__(self):
        self.now_s = 1000.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def wire():
    made = Wire()
    made.edge.offer(offer("AT:1"))
    return made


def alloy_of(wire, clock, **options):
    alloy = make(wire, **options)
    alloy._transport.breaker = Breaker(clock)
    return alloy


def down(request):
    raise httpx.ConnectError("refused")


def ask(alloy, is_sync=True):
    visit = alloy.visit(scope())
    if is_sync:
        return visit.event_sync(VIEW)
    return run(visit.event(VIEW))


def lines(caplog):
    return [
        each.getMessage() for each in caplog.records if "not personalised" not in each.getMessage()
    ]


@pytest.mark.parametrize("is_sync", [False, True])
@pytest.mark.parametrize("instead", [
    down, lambda request: httpx.Response(503, headers=LATER),
    lambda request: httpx.Response(429, headers=LATER),
    lambda request: httpx.Response(200, content=b" " * 3_000_000),
])
def test_after_five_failures_in_a_row_nobody_asks_and_that_is_one_line(
    wire, clock, caplog, instead, is_sync
):
    wire.instead = instead
    alloy = alloy_of(wire, clock)

    for _ in range(8):
        assert ask(alloy, is_sync) is None

    assert len(wire.requests) == 5
    (line,) = lines(caplog)
    assert line.startswith("The Edge Network is not asked for 10 s")


def test_after_a_while_one_visit_asks_and_the_answer_lets_all_ask_again(wire, clock, caplog):
    wire.instead = down
    alloy = alloy_of(wire, clock)
    for _ in range(5):
        ask(alloy)

    clock.now_s += 9.9
    ask(alloy)
    assert len(wire.requests) == 5
    # The probe fails, and the next comes as much later.
    clock.now_s += 0.2
    for _ in range(3):
        ask(alloy)
    assert len(wire.requests) == 6
    wire.instead = None
    clock.now_s += 10
    assert all(ask(alloy) for _ in range(3))

    assert len(wire.requests) == 9
    assert lines(caplog)[1:] == ["The Edge Network answers, and is asked again."]


def test_failures_that_are_not_in_a_row_are_no_reason(wire, clock):
    alloy = alloy_of(wire, clock)

    for _ in range(3):
        wire.instead = down
        for _ in range(4):
            ask(alloy)
        wire.instead = None
        assert ask(alloy)

    assert len(wire.requests) == 15


@pytest.mark.parametrize("instead", [
    lambda request: httpx.Response(400, text="{}"), lambda request: httpx.Response(500),
    lambda request: httpx.Response(200, text="garbage"),
])
def test_an_answer_that_is_about_the_one_request_is_no_reason(wire, clock, instead):
    wire.instead = instead
    alloy = alloy_of(wire, clock)

    for _ in range(7):
        ask(alloy)

    assert len(wire.requests) == 7


def test_who_had_used_up_his_time_says_nothing_of_the_edge(wire, clock):
    async def slow(request):
        await asyncio.Event().wait()

    wire.instead = slow
    alloy = alloy_of(wire, clock, budget_ms=50)

    async def twice():
        for _ in range(5):
            visit = alloy.visit(scope())
            # Most of the budget is gone before the edge is asked.
            visit._engine._left_s = 0.01
            await visit.event(VIEW)

    run(twice())
    assert alloy._transport.breaker.is_open()
    for _ in range(5):
        ask(alloy, is_sync=False)
    assert not alloy._transport.breaker.is_open()


@pytest.mark.parametrize("framework", sorted(MAKERS))
def test_while_nobody_asks_pages_go_out_as_they_were_and_the_log_is_quiet(
    wire, clock, caplog, framework
):
    wire.instead = down
    alloy = alloy_of(wire, clock, most_bytes=50_000)
    site = MAKERS[framework](alloy)
    for _ in range(5):
        site("/")
    before = len(caplog.records)

    status, headers, body = site("/")

    assert (status, body) == (200, HTML)
    assert len(wire.requests) == 5
    assert len(caplog.records) == before
    assert "private, no-cache" not in [value for _, value in headers]


def test_of_many_visits_in_one_loop_one_is_the_probe(wire, clock):
    wire.instead = down
    alloy = alloy_of(wire, clock)
    for _ in range(5):
        ask(alloy)
    clock.now_s += 10
    may_answer = asyncio.Event()

    async def hold(request):
        await may_answer.wait()
        return httpx.Response(200, json={"handle": []})

    wire.instead = hold

    async def many():
        tasks = [asyncio.ensure_future(alloy.visit(scope()).event(VIEW)) for _ in range(20)]
        others = await asyncio.gather(*tasks[1:])
        may_answer.set()
        return await tasks[0], others

    first, others = run(many())

    assert len(wire.requests) == 6
    assert first and others == [None] * 19


def test_of_many_visits_in_threads_one_is_the_probe(wire, clock):
    wire.instead = down
    alloy = alloy_of(wire, clock)
    for _ in range(5):
        ask(alloy)
    clock.now_s += 10
    others = threading.Semaphore(0)

    def hold(request):
        # All the others are refused while this one waits.
        for _ in range(19):
            assert others.acquire(timeout=120)
        return httpx.Response(200, json={"handle": []})

    wire.instead = hold

    def one(_):
        answer = ask(alloy)
        others.release()
        return answer

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(20)))

    assert len(wire.requests) == 6
    assert len([each for each in answers if each]) == 1


def test_a_probe_that_is_broken_off_says_nothing_and_the_next_visit_probes(wire, clock):
    wire.instead = down
    alloy = alloy_of(wire, clock)
    for _ in range(5):
        ask(alloy)
    clock.now_s += 10
    is_asked = asyncio.Event()

    async def hang(request):
        is_asked.set()
        await asyncio.Event().wait()

    wire.instead = hang

    async def leave():
        task = asyncio.ensure_future(alloy.visit(scope()).event(VIEW))
        await is_asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(leave())
    wire.instead = None

    assert ask(alloy)
    assert len(wire.requests) == 7


def test_who_asked_before_the_pause_neither_ends_a_probe_nor_lengthens_the_pause(clock):
    breaker = Breaker(clock)
    older = breaker.turn()
    older.__enter__()
    for _ in range(5):
        with pytest.raises(OSError), breaker.turn():
            raise OSError("down")
    clock.now_s += 10

    with breaker.turn():
        error = OSError("late")
        older.__exit__(OSError, error, None)
        with pytest.raises(Paused), breaker.turn():
            pass

    assert breaker.is_open()
