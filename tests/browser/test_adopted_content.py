"""Content that a server has put into the page: taken over, and not put in again."""

import json

import pytest

from tests.browser.pages import direct_page
from tests.browser.support import wait_for_views

NS = "https://ns.adobe.com/personalization/"

BODY = """
<p id="hero" data-alloy-adopted="p/t">For you</p>
<ul id="list" data-alloy-adopted="p/a @p/a"><li>1</li><li data-alloy-adopted="+p/a">2</li></ul>
<i id="place" data-alloy-adopted="@p/x"></i><b data-alloy-adopted="p/x">Beside</b>
<script>
  const changes = [];
  new MutationObserver((records) => {
    for (const {type, target, attributeName} of records) {
      changes.push([type, target.id || target.nodeName, attributeName]);
    }
  }).observe(document, {attributes: true, childList: true, characterData: true, subtree: true});
</script>
"""


def item(item_id, kind, selector, content):
    return {
        "id": item_id, "schema": NS + "dom-action",
        "data": {"type": kind, "selector": selector, "content": content},
    }


def offer(appended="<li>2</li>"):
    return {
        "id": "p", "scope": "__view__", "scopeDetails": {"decisionProvider": "AJO"},
        "items": [
            item("t", "setText", "#hero", "For you"),
            item("a", "appendHtml", "#list", appended),
            item("x", "insertAfter", "#place", "<b>Beside</b>"),
        ],
    }


def hand_over(adopt=True):
    options = {
        "adopt": adopt, "renderDecisions": True, "responseBody": {"requestId": "r", "handle": [
            {"type": "personalization:decisions", "payload": [offer()]},
        ]},
    }
    text = json.dumps(options).replace("<", "\\u003c")
    return f'<script>alloy("applyResponse", {text});</script>'


def page(adopt=True, **more):
    options = {"autoViews": True, **more.pop("configure", {})}
    made = direct_page(BODY, options, **more)
    # As a server puts it: at the end of the head.
    return made.replace("</head>", hand_over(adopt) + "</head>")


def reports(edge):
    return [
        event["xdm"]["_experience"]["decisioning"]["propositions"]
        for request in edge.events() for event in request["body"]["events"]
        if event["xdm"].get("eventType") == "decisioning.propositionDisplay"
    ]


@pytest.mark.core
def test_what_is_adopted_is_marked_tracked_and_reported_and_nothing_changes(visit, edge):
    visit.open(page())
    visit.ready()

    edge.wait_for(1)
    visit.page.wait_for_timeout(200)

    changes = visit.page.evaluate("changes")
    in_content = {(kind, name) for kind, target, name in changes if target in (
        "hero", "list", "place", "B", "LI",
    )}
    assert in_content == {
        ("attributes", "data-aep-interact-id"), ("attributes", "data-adobe-proposition-ids"),
    }
    marked = visit.page.evaluate(
        "[...document.querySelectorAll('[data-aep-interact-id]')].map((e) => e.id || e.nodeName)"
    )
    assert marked == ["hero", "list", "B"]
    assert [[one["id"] for one in shown] for shown in reports(edge)] == [["p"]]
    # Of the load there is no view of the page's.
    assert len(edge.events()) == 1


def test_a_later_view_leaves_the_same_content_and_replaces_what_is_other(visit, edge):
    edge.set_scenario({"name": "same", "offers": [{"propositions": [offer()]}]})
    visit.open(page())
    visit.ready()
    edge.wait_for(1)

    visit.page.evaluate("history.pushState(null, '', '?2')")
    wait_for_views(edge, 1)
    edge.wait_for(lambda request: len(reports(edge)) == 2)
    assert visit.page.evaluate("document.querySelector('#list').textContent") == "12"
    assert visit.page.evaluate("document.querySelectorAll('b').length") == 1

    edge.set_scenario({"name": "other", "offers": [{"propositions": [offer("<li>3</li>")]}]})
    visit.page.evaluate("history.pushState(null, '', '?3')")
    edge.wait_for(lambda request: len(reports(edge)) == 3)

    assert visit.page.evaluate("document.querySelector('#list').textContent") == "13"


def test_a_click_on_it_is_a_click_on_the_offer(visit, edge):
    visit.open(page())
    visit.ready()
    edge.wait_for(1)

    visit.page.click("b")
    told = edge.wait_for(lambda request: "propositionInteract" in str(request["body"]))

    decisioning = told["body"]["events"][0]["xdm"]["_experience"]["decisioning"]
    assert [one["id"] for one in decisioning["propositions"]] == ["p"]
    assert decisioning["propositions"][0]["items"] == [{"id": "x"}]


def test_a_page_that_was_not_told_of_it_shows_it_once_all_the_same(visit, edge):
    """Out of a cache, say: the marks are there, and the hand-over is too old."""
    edge.set_scenario({"name": "same", "offers": [{"propositions": [offer()]}]})
    visit.open(direct_page(BODY, {"autoViews": True}))
    visit.ready()

    edge.wait_for(lambda request: len(reports(edge)) == 1)

    assert visit.page.evaluate("document.querySelector('#list').textContent") == "12"
    assert visit.page.evaluate("document.querySelectorAll('b').length") == 1


@pytest.mark.parametrize("adopt, is_hidden", [(True, False), (["p/t", "p/x"], True)])
def test_the_base_code_hides_only_what_the_page_has_still_to_do(visit, edge, adopt, is_hidden):
    style = {"prehidingStyle": "#list { visibility: hidden }", "prehidingTimeout": 60000}
    visit.open(page(adopt, configure=style, script=None))

    found = visit.page.evaluate("!!document.querySelector('#alloy-prehiding')")

    assert found is is_hidden
