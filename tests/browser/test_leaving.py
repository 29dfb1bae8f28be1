"""
Events sent while the page goes away, by really going away: many rounds, counted at the edge.

Two rounds each, fifty with `--full`.
"""

import json

import pytest

from tests.browser.matrix import LEAVING
from tests.browser.pages import CONFIG, PAGES, direct_page

ELSEWHERE = "/t/elsewhere"

# What the page does in each round, once the visitor is known: says `words` and goes.
# In WebKit a fetch fails for a page that is left, though it arrives.
SAY = "alloy('event', {type: 'words', data: {round: ROUND}}).catch(() => {});"
BOTH = SAY + SAY.replace("event", "sendEvent")
WAYS = {
    "pagehide": "addEventListener('pagehide', () => { BOTH }); GO",
    "visibilitychange": "document.addEventListener('visibilitychange', () => { BOTH }); GO",
    "beforeunload": "addEventListener('beforeunload', () => { BOTH }); GO",
    "a click that navigates": "document.querySelector('#go').addEventListener('click', () => {"
    " BOTH }); document.querySelector('#go').click();",
    "right before": "SAY GO",
}
ROWS = {"right before": "`event` right before `location.href = …`"}
GO = "location.href = '/t/elsewhere';"
# Its locks are refused as it is left, so it goes on, and there is the window of the next one.
GOES_ON = """<script>(async ({alloy}) => {
  const mine = window.mine = {};
  while (window.mine === mine) {
    await window.navigator.locks.request("any", {ifAvailable: true}, () => {}).catch(() => {});
  }
  alloy("event", {type: "ghost"});
  window.localStorage.wentOn = "yes";
})(window);</script>"""
LINK = f'<main><a id="go" href="{ELSEWHERE}">Go <b>there</b></a></main>'


@pytest.fixture
def rounds(request):
    return 50 if request.config.getoption("--full") else 2


@pytest.fixture
def known(visit, edge):
    """A visitor who has an identity; the page is at /t/page."""
    edge.add_page(ELSEWHERE, "<!doctype html><title>elsewhere</title>")
    visit.open(direct_page(LINK))
    visit.ready()
    visit.alloy("event", {"type": "first"})
    return visit


def said(edge, kind="words"):
    """The data of all events of this type, in the order they came in."""
    return [
        event.get("data", {})
        for request in edge.events()
        for event in request["body"]["events"]
        if event["xdm"].get("eventType") == kind
    ]


def go(visit, script):
    """Run the script, which leaves the page."""
    visit.page.evaluate("(script) => { setTimeout(script, 0); }", script)
    visit.page.wait_for_url(f"**{ELSEWHERE}")


def wait_for(edge, count, kind="words"):
    try:
        edge.wait_for(lambda event: len(said(edge, kind)) >= count)
    except TimeoutError:
        pass
    return said(edge, kind)


@pytest.fixture
def count(matrix, engine):
    """Compare, and count for docs/matrix.md: `count(row, found, expected)`."""

    def count(row, found, expected):
        all_of_them = f"{expected} of {expected}"
        matrix.count(LEAVING, row, engine.title, f"{found} of {expected}", all_of_them)
        assert found == expected

    return count


@pytest.mark.core
@pytest.mark.matrix
@pytest.mark.parametrize("way", sorted(WAYS))
def test_every_last_word_arrives(known, edge, rounds, count, way):
    script = WAYS[way].replace("BOTH", BOTH).replace("SAY", SAY).replace("GO", GO)
    expected = list(range(rounds))
    if "BOTH" in WAYS[way]:
        expected = sorted(expected * 2)
    for number in range(rounds):
        go(known, script.replace("ROUND", str(number)))
        known.goto("/t/page")
        known.ready()

    told = sorted(event["round"] for event in wait_for(edge, len(expected)))
    count(ROWS.get(way, "in " + way), len(told), len(expected))
    assert told == expected


@pytest.mark.core
@pytest.mark.matrix
def test_a_view_that_settles_goes_with_the_page(known, edge, rounds, count):
    edge.add_page("/t/page", direct_page("", configure={"autoViews": {"load": False}}))
    for number in range(rounds):
        known.goto("/t/page")
        known.ready()
        go(known, f"history.pushState({{}}, '', '/t/page/{number}'); {GO}")

    told = wait_for(edge, rounds, "web.webpagedetails.pageViews")
    count("a route's view that had not settled", len(told), rounds)


@pytest.mark.core
@pytest.mark.matrix
def test_a_link_that_leaves_arrives_with_what_it_says(known, edge, rounds, count):
    for _ in range(rounds):
        known.page.click("#go b")
        known.page.wait_for_url(f"**{ELSEWHERE}")
        known.goto("/t/page")
        known.ready()

    wait_for(edge, rounds, "web.webinteraction.linkClicks")
    clicks = [event for event in edge.events() if event["action"] == "collect"]
    count("the link that was followed", len(clicks), rounds)
    assert clicks[0]["body"]["events"][0]["xdm"]["web"]["webInteraction"] == {
        "name": "Go there",
        "region": "MAIN",
        "type": "other",
        "URL": known.url(ELSEWHERE),
        "linkClicks": {"value": 1},
    }


@pytest.mark.core
def test_all_that_fits_arrives(known, edge):
    words = "".join(
        f"alloy('event', {{type: 'words', data: {{round: {number}, text: 'x'.repeat(9000)}}}});"
        for number in range(6)
    )
    go(known, f"addEventListener('pagehide', () => {{ {words} }}); {GO}")

    # Each goes by its own beacon, so they may overtake each other.
    assert sorted(event["round"] for event in wait_for(edge, 6)) == [0, 1, 2, 3, 4, 5]


NOTE_WARNINGS = """
console.warn = (...words) => {
  if (words.join(" ").includes("may be lost")) localStorage.warned = +localStorage.warned + 1;
};
// Not on the blank page before the first.
if (location.host) localStorage.warned = localStorage.warned || 0;
"""


@pytest.mark.core
def test_what_does_not_fit_in_the_end_is_there_or_warned_about(visit, edge, engine):
    edge.add_page(ELSEWHERE, "<!doctype html><title>elsewhere</title>")
    visit.at_start(NOTE_WARNINGS)
    visit.open(direct_page("", configure={"debugEnabled": True}))
    visit.ready()
    visit.alloy("event", {"type": "first"})
    visit.debug_texts("warning")
    one = "alloy('event', {type: 'words', data: {text: 'x'.repeat(9000)}});"
    go(visit, f"addEventListener('pagehide', () => {{ {one * 10} }}); {GO}")

    # Six are nearly 60,000 bytes. Firefox takes any number of beacons.
    warned = 0 if engine.name == "firefox" else 4
    assert visit.page.evaluate("Number(localStorage.warned)") == warned
    assert len(wait_for(edge, 10 - warned)) >= 10 - warned


def test_an_event_too_large_for_any_end_is_warned_about(visit, edge):
    visit.open(direct_page("", configure={"debugEnabled": True}))
    visit.ready()
    visit.alloy("event", {"type": "first"})
    visit.alloy("event", {"type": "words", "data": {"text": "x" * 70000}})

    assert "sends at most 60000 after a page has gone" in " ".join(visit.debug_texts("warning"))
    assert len(said(edge)) == 1, "the page stays, so it arrives"


@pytest.mark.core
@pytest.mark.matrix
def test_new_visitors_who_leave_are_one_visitor_each(visit, edge, rounds, count):
    edge.add_page(ELSEWHERE, "<!doctype html><title>elsewhere</title>")
    edge.add_page("/t/page", direct_page())
    for number in range(rounds):
        visit.goto(ELSEWHERE)
        visit.page.context.clear_cookies()
        visit.goto("/t/page")
        visit.ready()
        one = SAY.replace("ROUND", str(number))
        go(visit, f"addEventListener('pagehide', () => {{ {one} {one} {one} }}); {GO}")

    told = wait_for(edge, 3 * rounds)
    count("three events of a visitor without an identity, as one", len(told), 3 * rounds)
    requests = edge.events()
    assert [len(request["body"]["events"]) for request in requests] == [3] * rounds
    assert {request["action"] for request in requests} == {"interact"}


@pytest.mark.core
def test_a_handler_that_is_older_than_the_sdk_leaves_with_the_page_too(visit, edge, rounds):
    edge.add_page(ELSEWHERE, "<!doctype html><title>elsewhere</title>")
    head = f"<script>addEventListener('pagehide', () => {{ {SAY} }});</script>"
    edge.add_page("/t/page", direct_page(head=head.replace("ROUND", "1")))
    for _ in range(rounds):
        visit.goto(ELSEWHERE)
        visit.page.context.clear_cookies()
        visit.goto("/t/page")
        visit.ready()
        go(visit, GO)

    assert len(wait_for(edge, rounds)) == rounds


@pytest.mark.parametrize(
    "held", ["defaultConsent: 'pending'", "onBeforeEventSend: () => new Promise(() => {})"]
)
def test_what_is_held_for_consent_or_a_hook_is_never_sent(visit, edge, held):
    edge.add_page(ELSEWHERE, "<!doctype html><title>elsewhere</title>")
    options = f"{json.dumps(CONFIG)}, {{edgeDomain: location.host, {held}}}"
    configure = f"<script>alloy('configure', Object.assign({options}));</script>"
    visit.open(direct_page("", configure=None, head=configure))
    visit.ready()
    go(visit, f"{SAY} addEventListener('pagehide', () => {{ {SAY} }}); {GO}".replace("ROUND", "1"))
    visit.page.wait_for_timeout(500)

    assert edge.events() == []


@pytest.mark.engines("webkit")
def test_what_goes_on_in_the_next_page_sends_nothing(known, edge):
    for _ in range(5):
        known.open(direct_page(GOES_ON))
        known.ready()
    known.open(direct_page())
    known.alloy("event", {"type": "words"})

    assert known.page.evaluate("localStorage.wentOn") == "yes"
    assert len(wait_for(edge, 1)) == 1
    assert said(edge, "ghost") == []


@pytest.mark.core
@pytest.mark.parametrize("loader", ["mpy", pytest.param("py", marks=pytest.mark.full)])
def test_last_words_arrive_under_pyscript(visit, edge, loader):
    edge.add_page(ELSEWHERE, "<!doctype html><title>elsewhere</title>")
    visit.open(PAGES[loader]())
    visit.ready()
    visit.alloy("event", {"type": "first"})
    go(visit, WAYS["pagehide"].replace("BOTH", SAY).replace("GO", GO).replace("ROUND", "1"))

    assert wait_for(edge, 1) == [{"round": 1}]
