"""
What a browser that is killed has not yet written to its disk: how many events that is, and how old
the oldest of them was. The rest arrives when a browser with the same profile opens a page.

Several browsers at a time, each with a profile of its own and without a driver, which a killed one
would take along. Each dies at some moment of a time that is longer than browsers wait before they
write. An edge that cuts each request off stands in for a network that fails.
"""

import contextlib
import os
import random
import signal
import time
from datetime import datetime

import pytest

from tests.browser.alone import KNOWN, kill, launched, processes
from tests.browser.matrix import KEPT
from tests.browser.pages import direct_page
from tests.browser.support import sent, wait_until

pytestmark = pytest.mark.matrix

# First what was kept is sent; then events without an end, each with the number of its browser. What
# says that a page is ready may come again from the next, where the browser died before it had
# written that it was taken.
PAGE = """<script>(async () => {
  const [browser, round, goesOn] = location.search.slice(1).split("-").map(Number);
  await alloy("event", {type: "first"});
  while ((await alloy("explain")).queue.kept) await new Promise((done) => setTimeout(done, 50));
  await alloy("event", {type: "acme.ready", data: {browser, round}});
  const next = () => {
    alloy("event", {type: "acme.kept", data: {browser}}).catch(() => {});
    setTimeout(next, Math.random() * 400);
  };
  // Nothing of the last ones comes when another test looks.
  if (goesOn) next();
})();</script>"""
CUTS = {"name": "cuts", "answers": [{"when": {"type": "acme.kept"}, "fault": "cut"}]}
TOGETHER = 10
# How long the last of them lives, at most: what is lost can look no older than that.
LONGEST_S = 30
# Browsers do not say when they write.
OLDEST_LOST_MS = 120_000


def test_browsers_are_killed_at_random_moments(engine, edge, matrix, request, tmp_path, display):
    rounds = 5 if request.config.getoption("--full") else 1
    count, lost_ms = killed(engine, edge, tmp_path, display, rounds, LONGEST_S, kill)

    told = f"{count - len(lost_ms)} of {count}"
    if lost_ms:
        told += f", what was lost {max(lost_ms) / 1000:.1f} s old at most"
    row = f"{rounds * TOGETHER} browsers killed at random moments, while the network fails"
    matrix.count(KEPT, row, engine.title, told, told)
    assert count > 0
    # One that has lived for a few seconds only may have written nothing.
    assert rounds == 1 or len(lost_ms) < count
    assert max(lost_ms, default=0) < OLDEST_LOST_MS


@pytest.mark.full
@pytest.mark.engines("webkit")
def test_renderers_are_killed_at_random_moments(engine, edge, matrix, tmp_path, display):
    """In a browser of its own, since WebKit's driver ends with the page; then that is closed."""
    count, lost_ms = killed(engine, edge, tmp_path, display, 5, 5, kill_renderer)

    told = f"{count - len(lost_ms)} of {count}"
    row = "50 renderers killed at random moments, while the network fails"
    matrix.count(KEPT, row, engine.title, told, f"{count} of {count}")
    assert count > 0
    assert lost_ms == []


def killed(engine, edge, tmp_path, display, rounds, longest_s, kill_one):
    """So many rounds of ten: how many events were made, and how old those were that are lost."""
    url = edge.add_page("/t/alone", direct_page(PAGE, configure={"keepUnsent": True}), KNOWN)
    count, lost_ms, dying = 0, [], {}
    for round_ in range(rounds + 1):
        edge.reset()
        with contextlib.ExitStack() as stack:
            browsers = [
                stack.enter_context(launched(
                    engine, tmp_path / str(number),
                    f"{url}?{number}-{round_}-{int(round_ < rounds)}", display
                ))
                for number in range(TOGETHER)
            ]
            wait_until(lambda now=round_: len(ready(edge, now)) == TOGETHER, 300)
            assert ready(edge, round_) == set(range(TOGETHER))
            arrived = made(edge)
            lost_ms += [age_ms for event_id, age_ms in dying.items() if event_id not in arrived]
            if round_ == rounds:
                break
            edge.set_scenario(CUTS)
            killed_ms = kill_at_random(browsers, longest_s, kill_one)
        dying = {
            event_id: killed_ms[browser] - at_ms
            for event_id, (browser, at_ms) in made(edge, is_cut=True).items()
        }
        count += len(dying)
    return count, lost_ms


def ready(edge, round_):
    """The numbers of the browsers whose pages of this round have sent what was kept."""
    return {
        event.data["browser"] for event in sent(edge).where(type="acme.ready")
        if event.data["round"] == round_
    }


def made(edge, is_cut=False):
    """`{_id: (number of the browser, when it was made)}` of the events that were taken, or cut."""
    return {
        event.xdm["_id"]: (
            event.data["browser"],
            datetime.fromisoformat(event.xdm["timestamp"]).timestamp() * 1000,
        )
        for event in sent(edge).where(type="acme.kept")
        if ("fault" in event.request["response"]) == is_cut
    }


def kill_renderer(browser):
    """With the process that has the page; then the browser has the time to end as it does."""
    renderers = processes("WebKitWebProces", browser.pid)
    assert renderers
    for renderer in renderers:
        os.kill(renderer, signal.SIGKILL)
    browser.terminate()
    browser.wait(60)


def kill_at_random(browsers, longest_s, kill_one):
    """Kill each at some moment of the next seconds; gives the moments, in milliseconds."""
    moments = sorted((random.random() * longest_s, number) for number in range(len(browsers)))
    begun, killed_ms = time.monotonic(), {}
    for moment_s, number in moments:
        time.sleep(max(0, begun + moment_s - time.monotonic()))
        kill_one(browsers[number])
        killed_ms[number] = time.time() * 1000
    return killed_ms
