"""The first flight of a page with `keepUnsent`: what it could not deliver, the SDK sends later."""

import pytest

from tests.browser.pages import direct_page
from tests.browser.support import sent, until
from tests.browser.test_first_flight import (
    IDENTITY,
    NOTE,
    VIEW,
    add_script,
    flight_page,
    has_landed,
    told,
)

# The snippet stands back where a browser tells no `screen.orientation`, as WebKitGTK does.
pytestmark = pytest.mark.engines("chromium", "firefox")

KEEPING = {"keepUnsent": True}
CUT = {"name": "cut", "answers": [{"when": {}, "fault": "cut"}]}
HANG = {"name": "hang", "answers": [{"when": {}, "times": 1, "fault": "hang"}]}
STORED = """Object.keys(localStorage)
  .filter((key) => key.startsWith("com.adobe.alloy.outbox/")).length"""
WORDS = NOTE + """<script>
  note(alloy("event", {type: "one"}));
  note(alloy("event", {type: "two"}));
</script>"""
# The page after it is opened later: what may yet be under way is left alone for 10 seconds.
LATER = """if (location.pathname === "/t/later") {
  const {now} = Date;
  Date.now = () => now() + 20000;
}"""


@pytest.fixture
def left(visit, edge):
    """A function that opens the page which is left, without the SDK, by a known visitor."""
    visit.at_start(LATER)
    visit.page.context.add_cookies([{
        "name": IDENTITY, "url": visit.url("/"),
        "value": "CiYxMTExMjIyMjMzMzM0NDQ0NTU1NTY2NjY3Nzc3ODg4ODk5OTkwMPABBQ",
    }])

    def open_page(body=VIEW, **more):
        visit.open(flight_page(body, configure=KEEPING, script=None, **more))

    return open_page


def go_on(visit):
    """The next page has the SDK."""
    visit.open(direct_page(configure=KEEPING), "/t/later")
    visit.ready()


def ids(edge):
    """Of the events that the edge took, request by request."""
    return [
        [event["xdm"]["_id"] for event in request["body"]["events"]] for request in edge.events()
        if "fault" not in request["response"]
    ]


def tried(edge):
    """Of all events that came in, taken or not."""
    return {event.xdm["_id"] for event in sent(edge)}


def stored(visit):
    return visit.page.evaluate(STORED)


def test_a_view_that_did_not_arrive_is_sent_by_the_next_page(visit, edge, left):
    edge.set_scenario(CUT)
    left()
    has_landed(visit)
    assert stored(visit) == 1

    edge.set_scenario("empty")
    go_on(visit)
    until(visit, lambda: stored(visit) == 0)
    assert [{*each} for each in ids(edge)] == [tried(edge)]
    assert "query" not in edge.events()[-1]["body"]["events"][0]


def test_a_view_that_arrived_is_not_sent_again(visit, edge, left):
    left()
    has_landed(visit)
    until(visit, lambda: stored(visit) == 0)

    go_on(visit)
    visit.alloy("event", {"type": "next"})
    assert [len(each) for each in ids(edge)] == [1, 1]
    assert ids(edge)[0] != ids(edge)[1]


def test_a_view_that_is_under_way_when_the_page_is_left_is_the_browsers(visit, edge, left):
    edge.set_scenario(HANG)
    left()
    edge.wait_for(1)
    assert stored(visit) == 1

    go_on(visit)
    assert stored(visit) == 0
    visit.alloy("event", {"type": "next"})
    assert [len(each) for each in ids(edge)] == [1]
    assert len(tried(edge)) == 2


def test_the_sdk_sends_what_failed_before_it_came(visit, edge, left):
    edge.set_scenario(CUT)
    left()
    has_landed(visit)
    edge.set_scenario("empty")
    add_script(visit)

    [message] = told(visit)
    assert "network request failed" in message
    until(visit, lambda: stored(visit) == 0)
    assert [{*each} for each in ids(edge)] == [tried(edge)]


def test_what_waits_when_a_page_without_a_network_is_left_is_sent_by_the_next(visit, edge, left):
    left(WORDS, head="""<script>
      Object.defineProperty(navigator, 'onLine', {value: false});
      const now = Date.now();
      Date.now = () => now;
    </script>""")
    visit.page.evaluate("() => { dispatchEvent(new Event('pagehide')); }")
    assert stored(visit) == 2
    assert edge.events() == []

    go_on(visit)
    edge.wait_for(1)
    until(visit, lambda: stored(visit) == 0)
    [request] = edge.events()
    assert [event["xdm"]["eventType"] for event in request["body"]["events"]] == ["one", "two"]


def test_a_page_that_keeps_nothing_stores_nothing(visit, edge):
    edge.set_scenario(CUT)
    visit.open(flight_page(VIEW, script=None))
    has_landed(visit)

    assert stored(visit) == 0
    assert "_id" not in edge.events()[0]["body"]["events"][0]["xdm"]
