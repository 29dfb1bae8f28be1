"""
Events that the network, the page or the browser does not live to deliver, counted at the edge: how
many of those that were made arrive all the same, and how many of them twice.

Three rounds each where a page dies, with `--full` fifty; browsers die in test_killed.py, private
windows are in test_private_windows.py. An edge that cuts each request off stands in for a network
that fails; in Chromium the browser itself is offline, too.
"""

import os
import random
import signal
import time
from datetime import datetime

import pytest

from tests.browser.alone import processes
from tests.browser.engines import Engine
from tests.browser.matrix import KEPT
from tests.browser.pages import direct_page
from tests.browser.support import sent, until, wait_until

pytestmark = pytest.mark.matrix

KIND = "acme.kept"
STORED = """Object.keys(localStorage)
  .filter((key) => key.startsWith("com.adobe.alloy.outbox/")).length"""
SEND = """(numbers) => Promise.all(numbers.map((number) =>
  alloy("event", {type: "acme.kept", data: {number}}).then(() => true, () => false)))"""
# One event after the other, each at some moment, and each noted once it was made.
SEND_ON = """([first, count]) => {
  const next = (number) => {
    if (number === first + count) return;
    alloy("event", {type: "acme.kept", data: {number}}).catch(() => {});
    localStorage.made = JSON.stringify([...JSON.parse(localStorage.made || "[]"), number]);
    setTimeout(next, Math.random() * 8, number + 1);
  };
  next(first);
}"""
CUTS = {"name": "cuts", "answers": [{"when": {"type": KIND}, "fault": "cut"}]}
# A browser has six connections to a server, so none may be taken for good.
SLOW_CUTS = {
    "name": "slow cuts", "answers": [{"when": {"type": KIND}, "delay_ms": 100, "fault": "cut"}],
}
BLOCKED_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("blocked", "SecurityError"); },
});"""
# A page's clock that can be put forward, as it stands when a laptop wakes up.
CLOCK = """{
  const {now} = Date;
  window.asleepMs = 0;
  Date.now = () => now() + window.asleepMs;
}"""
WAKE = "(ms) => { window.asleepMs = ms; dispatchEvent(new Event('online')); }"
HOUR_MS = 3600000
# How long what a page of Firefox stores is on its way out of its process: 51 ms at most of what was
# measured.
YOUNG_MS = 100


@pytest.fixture(scope="module")
def browser(browser, engine, playwright, tmp_path_factory):
    """As everywhere, but a Firefox that goes on when a renderer is killed."""
    if engine.name != "firefox":
        yield browser
        return
    script = tmp_path_factory.mktemp("firefox") / "firefox"
    # Playwright has it end.
    script.write_text(f"#!/bin/sh\nunset MOZ_CRASHREPORTER_SHUTDOWN\nexec {engine.path} \"$@\"\n")
    script.chmod(0o700)
    browser = Engine(engine.name, str(script)).launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def rounds(request):
    return 50 if request.config.getoption("--full") else 3


@pytest.fixture
def keep(visit, edge):
    """A function that opens a page which keeps what is not sent; its visitor is known."""

    def open_page(keep_unsent=True):
        visit.open(direct_page(configure={"keepUnsent": keep_unsent}))
        visit.ready()
        visit.alloy("event", {"type": "first"})
        return visit

    return open_page


@pytest.fixture
def count(matrix, engine):
    """`count(row, edge, made)`: each number of `made` arrives; and counted for docs/matrix.md."""

    def count(row, edge, made, may_lose=frozenset()):
        wait_for(edge, made)
        times = taken(edge)
        lost = set(made) - set(times)
        twice = sum(1 for number in times if times[number] > 1)
        told = f"{len(times)} of {len(times) + len(lost)}" + (f", {twice} twice" if twice else "")
        matrix.count(KEPT, row, engine.title, told, told if lost <= may_lose else "")
        assert lost <= may_lose, lost

    return count


def taken(edge):
    """`{number: times}` of the events that the edge took. Whatever came twice had one `_id`."""
    times, ids = {}, {}
    for event in sent(edge).where(type=KIND):
        number = event.data["number"]
        assert ids.setdefault(number, event.xdm["_id"]) == event.xdm["_id"]
        if is_taken(event.request):
            times[number] = times.get(number, 0) + 1
    return times


def is_taken(request):
    return request["response"]["status"] < 300 and "fault" not in request["response"]


def wait_for(edge, made):
    """Until all of these numbers are there, or none of them is to be expected any more."""
    wait_until(lambda: set(made) <= set(taken(edge)))


def say_online(page):
    page.evaluate("() => { dispatchEvent(new Event('online')); }")


def test_the_network_fails_for_the_whole_visit_and_is_there_for_the_next(keep, edge, count):
    visit = keep()
    edge.set_scenario(CUTS)
    visit.page.evaluate(SEND, list(range(50)))
    visit.goto("/t/page")
    visit.ready()
    visit.page.evaluate(SEND, list(range(50, 100)))
    edge.set_scenario("empty")
    visit.goto("/t/page")

    count("the network fails during two pages, and is back for the third", edge, range(100))


@pytest.mark.engines("chromium")
def test_the_browser_is_offline_for_the_whole_visit(keep, edge, count):
    visit = keep()
    visit.page.context.set_offline(True)
    visit.page.evaluate(SEND, list(range(100)))
    visit.page.context.set_offline(False)

    count("the browser is offline, then online", edge, range(100))


def test_pages_are_left_at_random_moments(keep, edge, count, rounds):
    visit = keep()
    for number in range(rounds):
        visit.page.evaluate(SEND_ON, [number * 10, 10])
        visit.page.wait_for_timeout(random.randrange(60))
        visit.goto("/t/page")
        visit.ready()

    made = noted(visit)
    count(f"{rounds} pages left at random moments", edge, made)


def test_tabs_are_closed_at_random_moments(keep, edge, count, rounds):
    visit = keep()
    for number in range(rounds):
        tab = open_tab(visit)
        tab.evaluate(SEND_ON, [number * 10, 10])
        tab.wait_for_timeout(random.randrange(60))
        tab.close()
    # What no request took with it is sent by the next page.
    visit.page.reload()

    made = noted(visit)
    count(f"{rounds} tabs closed at random moments", edge, made)


@pytest.mark.engines("chromium")
def test_tabs_are_closed_at_random_moments_without_a_network(keep, edge, count, rounds):
    visit = keep()
    context = visit.page.context
    for number in range(rounds):
        tab = open_tab(visit)
        context.set_offline(True)
        tab.evaluate(SEND_ON, [number * 10, 10])
        tab.wait_for_timeout(random.randrange(60))
        tab.close()
        context.set_offline(False)
    visit.page.reload()

    made = noted(visit)
    count(f"{rounds} tabs closed at random moments, offline", edge, made)


@pytest.mark.engines("chromium", "firefox")
def test_renderers_are_killed_at_random_moments(keep, edge, count, rounds, engine):
    visit = keep()
    edge.set_scenario(SLOW_CUTS)
    # A process may have all pages of a site.
    visit.page.goto("about:blank")
    killed_ms = []
    for number in range(rounds):
        tab = open_tab(visit, f"/t/page?{number}")
        tab.evaluate(SEND_ON, [number * 10, 10])
        tab.wait_for_timeout(random.randrange(60))
        killed_ms.append(crash(engine, tab))
    edge.set_scenario("empty")
    visit.goto("/t/page")

    made_ms = tried(edge)
    made = noted(visit) | set(made_ms)
    young_ms = YOUNG_MS if engine.name == "firefox" else 0
    may_lose = {
        number for number, at_ms in made_ms.items() if killed_ms[number // 10] - at_ms < young_ms
    }
    row = f"{rounds} renderers killed at random moments, while the network fails"
    count(row, edge, made, may_lose)


@pytest.mark.full
def test_an_ad_blocker_is_there_for_many_pages(visit, keep, edge, count, engine):
    keep()
    # WebKit's driver blocks nothing, but a policy refuses in the browser, too.
    policy = {}
    if engine.name == "webkit":
        policy = {"content-security-policy": "connect-src 'none'"}
    else:
        visit.page.context.route("**/v1/**", lambda route: route.abort("blockedbyclient"))
    page = direct_page(configure={"keepUnsent": True})
    for number in range(20):
        visit.open(page, headers=policy)
        visit.ready()
        visit.page.evaluate(SEND, list(range(number * 10, number * 10 + 10)))
    assert tried(edge) == {}
    if engine.name != "webkit":
        visit.page.context.unroute("**/v1/**")
    visit.open(page)

    count("an ad blocker, for 20 pages and not for the next", edge, range(200))


@pytest.mark.parametrize("tabs", [pytest.param(2, marks=pytest.mark.full), 5])
def test_several_tabs_fail_together_and_recover_together(keep, edge, count, tabs):
    visit = keep()
    pages = [visit.page, *[open_tab(visit) for _ in range(tabs - 1)]]
    edge.set_scenario(CUTS)
    for index, page in enumerate(pages):
        page.evaluate(SEND, list(range(index * 40, index * 40 + 40)))
    edge.set_scenario("empty")
    for page in pages:
        say_online(page)

    count(f"{tabs} tabs, when the network is back", edge, range(tabs * 40))
    assert set(taken(edge).values()) == {1}


def test_an_edge_that_is_blocked_for_many_visits_leaves_the_newest_events(keep, edge, count):
    visit = keep({"maxEvents": 50})
    # Nobody listens there, as if an ad blocker were in between.
    blocked = {"keepUnsent": {"maxEvents": 50}, "edgeDomain": "127.0.0.1:9"}
    for number in range(7):
        visit.open(direct_page(configure=blocked), "/t/blocked")
        visit.ready()
        visit.page.evaluate(SEND, list(range(number * 20, number * 20 + 20)))
        assert visit.page.evaluate(STORED) <= 50
    visit.goto("/t/page")

    # An event of the last page may take the place of the oldest.
    count("the edge is blocked for 140 events, and 50 may be kept", edge, range(91, 140))


def test_events_go_on_where_the_storage_is_full(keep, edge, count):
    visit = keep()
    visit.page.evaluate("""() => {
      for (let size = 1 << 20; size; size >>= 1) {
        try {
          for (let number = 0; ; number++) {
            localStorage.setItem("full" + size + number, "x".repeat(size));
          }
        } catch (full) {}
      }
    }""")
    visit.page.evaluate(SEND, list(range(20)))

    count("the storage is full, the network works", edge, range(20))


def test_events_go_on_where_the_storage_is_blocked(visit, keep, edge, count):
    visit.at_start(BLOCKED_STORAGE)
    keep()
    visit.page.evaluate(SEND, list(range(20)))

    count("the storage is blocked, the network works", edge, range(20))


@pytest.mark.parametrize(("hours", "arrives"), [(24, 20), (200, 0)])
def test_a_laptop_sleeps(visit, keep, edge, count, hours, arrives):
    visit.at_start(CLOCK)
    keep()
    edge.set_scenario(CUTS)
    visit.page.evaluate(SEND, list(range(20)))
    edge.set_scenario("empty")
    visit.page.evaluate(WAKE, hours * HOUR_MS)
    until(visit, lambda: visit.page.evaluate(STORED) == 0)

    limit = "" if arrives else ", which is longer than events are kept"
    count(f"the laptop sleeps for {hours} hours{limit}", edge, range(arrives))


def open_tab(visit, path="/t/page"):
    tab = visit.page.context.new_page()
    tab.goto(visit.url(path))
    tab.wait_for_function("alloy('getLibraryInfo').then(() => true)")
    return tab


def noted(visit):
    """The numbers of the events that pages made one after the other, as they noted them."""
    return set(visit.page.evaluate("JSON.parse(localStorage.made || '[]')"))


def tried(edge):
    """`{number: ms}` of all events that the edge saw, whether it took them or not: when made."""
    return {
        event.data["number"]: datetime.fromisoformat(event.xdm["timestamp"]).timestamp() * 1000
        for event in sent(edge).where(type=KIND)
    }


def crash(engine, tab):
    """
    Kill the process that has this tab's page, and close what the browser shows in its place; gives
    the moment, in milliseconds.
    """
    if engine.name == "chromium":
        browser = tab.context.browser.new_browser_cdp_session()
        [target] = [
            one for one in browser.send("Target.getTargets")["targetInfos"]
            if one["url"] == tab.url
        ]
        attached = browser.send("Target.attachToTarget", {"targetId": target["targetId"]})
        browser.send("Target.sendMessageToTarget", {
            "sessionId": attached["sessionId"], "message": '{"id": 1, "method": "Page.crash"}',
        })
        return time.time() * 1000
    killed = processes("Isolated Web Co", os.getpid())
    assert killed
    for process in killed:
        os.kill(process, signal.SIGKILL)
    killed_ms = time.time() * 1000
    tab.close()
    return killed_ms
