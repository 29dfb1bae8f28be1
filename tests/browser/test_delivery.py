"""Events that the network does not take, in real browsers: kept, and sent later, none lost."""

import pytest

from tests.browser.pages import direct_page
from tests.browser.support import sent, until, wait_until

KEEPING = {"keepUnsent": True}
PREFIX = "com.adobe.alloy.outbox/"

STORED = f"Object.keys(localStorage).filter((key) => key.startsWith('{PREFIX}')).length"
SEND = """(count) => Promise.all([...Array(count).keys()].map((number) =>
  alloy("event", {type: "acme.kept", data: {number}})
    .then(() => "taken", (error) => Boolean(error.kept))))"""


@pytest.fixture
def known(visit, edge):
    """A visitor who has an identity, on a page that keeps what is not sent."""
    visit.open(direct_page(configure=KEEPING))
    visit.ready()
    visit.alloy("event", {"type": "first"})
    return visit


def taken(edge):
    """`{_id: times}` of the events that the edge took."""
    times = {}
    for event in sent(edge).where(type="acme.kept"):
        response = event.request["response"]
        if response["status"] < 300 and "fault" not in response:
            times[event.xdm["_id"]] = times.get(event.xdm["_id"], 0) + 1
    return times


def arrives(edge, count):
    wait_until(lambda: len(taken(edge)) >= count)
    assert len(taken(edge)) == count


def stored(visit):
    return visit.page.evaluate(STORED)


@pytest.mark.engines("chromium")
def test_a_visit_without_a_network_is_sent_when_there_is_one(known, edge):
    known.page.context.set_offline(True)
    assert known.page.evaluate(SEND, 25) == [True] * 25
    assert stored(known) == 25

    known.page.context.set_offline(False)

    arrives(edge, 25)
    assert set(taken(edge).values()) == {1}
    until(known, lambda: stored(known) == 0)


@pytest.mark.engines("chromium")
def test_a_tab_that_is_closed_leaves_its_events_to_the_next_page(known, edge):
    known.page.context.set_offline(True)
    known.page.evaluate(SEND, 5)
    other = known.page.context.new_page()
    known.page.close()
    known.page.context.set_offline(False)
    other.goto(known.url("/t/page"))

    arrives(edge, 5)
    lines = other.evaluate("alloy('explain').then((told) => told.counts)")
    assert lines["takenOver"] == 5


@pytest.mark.engines("chromium")
def test_a_killed_renderer_loses_nothing(known, edge):
    edge.set_scenario({"name": "hangs", "answers": [{"when": {}, "fault": "hang"}]})
    context = known.page.context
    known.page.evaluate("""() => {
      for (let number = 0; number < 5; number++) {
        alloy("event", {type: "acme.kept"}).catch(() => {});
      }
    }""")
    assert stored(known) == 5
    other = context.new_page()
    browser = context.browser.new_browser_cdp_session()
    [target] = [
        one for one in browser.send("Target.getTargets")["targetInfos"]
        if one["url"] == known.page.url
    ]
    attached = browser.send("Target.attachToTarget", {"targetId": target["targetId"]})
    browser.send("Target.sendMessageToTarget", {
        "sessionId": attached["sessionId"], "message": '{"id": 1, "method": "Page.crash"}',
    })
    edge.set_scenario("empty")
    other.goto(known.url("/t/page"))

    arrives(edge, 5)
    known.page.close()


@pytest.mark.engines("chromium")
def test_what_two_tabs_kept_is_sent_once(known, edge):
    context = known.page.context
    other = context.new_page()
    other.goto(known.url("/t/page"))
    other.wait_for_function("alloy('getLibraryInfo').then(() => true)")
    context.set_offline(True)
    for page in (known.page, other):
        page.evaluate(SEND, 30)
    assert stored(known) == 60
    context.set_offline(False)

    arrives(edge, 60)
    assert set(taken(edge).values()) == {1}


@pytest.mark.engines("chromium")
def test_a_tab_whose_storage_is_blocked_hears_a_no_and_a_yes_of_another_tab(known, edge):
    context = known.page.context
    tab = context.new_page()
    tab.add_init_script("Object.defineProperty(window, 'localStorage', {value: null})")
    tab.goto(known.url("/t/page"))
    edge.set_scenario({"name": "busy", "answers": [{"when": {}, "status": 429}]})
    tab.evaluate("""() => {
      window.outcome = alloy("event", {type: "acme.kept"}).catch((error) => error.message);
    }""")
    wait_until(lambda: sent(edge).where(type="acme.kept"))
    # What listens last hears last.
    tab.evaluate("""() => {
      window.heard = [];
      cookieStore.addEventListener("change", ({changed}) => {
        for (const {name, value} of changed) if (/consent/.test(name)) heard.push(value);
      });
    }""")
    for choice in ("out", "in"):
        known.page.evaluate("""(choice) => {
          document.cookie = "kndctr_0123456789ABCDEF01234567_AdobeOrg_consent=general=" + choice;
        }""", choice)
        tab.wait_for_function("(choice) => heard.includes(`general=${choice}`)", arg=choice)
    edge.set_scenario("empty")

    assert "Consent was withdrawn" in tab.evaluate("window.outcome")
    assert taken(edge) == {}


def test_a_full_storage_is_as_if_nothing_were_kept(known, edge):
    known.page.evaluate("""() => {
      let text = "x".repeat(1 << 20);
      for (let size = text.length; size; size >>= 1) {
        try {
          for (let number = 0; ; number++) {
            localStorage.setItem("full" + size + number, text.slice(0, size));
          }
        } catch (full) {}
      }
    }""")
    edge.set_scenario({"name": "cuts", "answers": [{"when": {}, "fault": "cut"}]})
    assert known.page.evaluate(SEND, 2) == [False, False]
    edge.set_scenario("empty")

    assert known.page.evaluate(SEND, 2) == ["taken", "taken"]
    assert stored(known) == 0


@pytest.mark.engines("chromium")
def test_a_blocked_edge_never_fills_more_than_the_cap(visit, edge):
    visit.open(direct_page(configure={"keepUnsent": {"maxEvents": 10}}))
    visit.ready()
    visit.alloy("event", {"type": "first"})
    visit.page.route("**/v1/**", lambda route: route.abort("blockedbyclient"))

    assert visit.page.evaluate(SEND, 40) == [False] * 30 + [True] * 10
    assert stored(visit) == 10
    counts = visit.page.evaluate("alloy('explain').then((told) => told.counts)")
    assert counts["failed"] == 30


def test_explain_reads_well_in_a_table(known):
    told = known.alloy("explain")

    assert [line["command"] for line in told["events"]] == ["configure", "event"]
    for line in told["events"]:
        assert all(isinstance(value, (str, int)) for value in line.values()), line
    assert told["counts"]["open"] == 0
