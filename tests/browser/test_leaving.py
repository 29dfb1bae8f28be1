"""Events sent while the page goes away."""

from tests.browser.pages import direct_page

# The visitor has an identity, then leaves for another page.
LEAVE = """async (when) => {
  await alloy("event", {type: "first"});
  addEventListener(when, () => { alloy("event", {type: when, data: {last: "words"}}); });
  location.href = "/t/elsewhere";
}"""


def leave(visit, edge, when):
    visit.site.add_page("/t/elsewhere", "<!doctype html><title>elsewhere</title>")
    visit.open(direct_page(""))
    visit.ready()
    visit.page.evaluate(LEAVE, when)
    visit.page.wait_for_url("**/t/elsewhere")
    return edge.wait_for(2)


def test_an_event_in_pagehide_arrives(visit, edge):
    events = leave(visit, edge, "pagehide")

    assert [event["action"] for event in events] == ["interact", "collect"]
    last = events[1]["body"]["events"][0]
    assert last["xdm"]["eventType"] == "pagehide"
    assert last["data"] == {"last": "words"}


def test_an_event_in_beforeunload_arrives(visit, edge):
    events = leave(visit, edge, "beforeunload")

    assert events[1]["body"]["events"][0]["xdm"]["eventType"] == "beforeunload"


def test_a_click_that_leaves_the_page_arrives_with_its_link(visit, edge):
    visit.site.add_page("/t/elsewhere", "<!doctype html><title>elsewhere</title>")
    visit.open(direct_page('<main><a id="go" href="/t/elsewhere">Go <b>there</b></a></main>'))
    visit.ready()
    visit.alloy("event", {"type": "first"})

    visit.page.click("#go b")
    visit.page.wait_for_url("**/t/elsewhere")

    click = edge.wait_for(2)[1]
    assert click["action"] == "collect"
    assert click["body"]["events"][0]["xdm"]["web"]["webInteraction"] == {
        "name": "Go there",
        "region": "MAIN",
        "type": "other",
        "URL": visit.url("/t/elsewhere"),
        "linkClicks": {"value": 1},
    }
