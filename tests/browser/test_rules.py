"""Rules in whole pages: cards for a subscriber, and a message that is shown once."""

import pytest

from tests.browser.offers import displays
from tests.browser.pages import direct_page

CONFIG = {"thirdPartyCookiesEnabled": False}
ASK = {"renderDecisions": True, "personalization": {"decisionScopes": ["inbox"]}}
CARD = "https://ns.adobe.com/personalization/message/content-card"
SUBSCRIBE = """
window.heard = [];
window.subscribed = alloy("subscribeRulesetItems", {
  schemas: [%r],
  callback: ({propositions}, collectEvent) => {
    heard.push(propositions.flatMap(({items}) => items.map(({id}) => id)));
    window.report = (type) => collectEvent(type, propositions);
    window.dates = propositions.map(({items}) => items[0].data.displayedDate > 0);
  },
});
""" % CARD


def interactions(edge, event_type):
    return [
        event["xdm"]["_experience"]["decisioning"]["propositions"]
        for request in edge.events()
        for event in request["body"].get("events", [])
        if event["xdm"].get("eventType") == event_type
    ]


def test_a_subscriber_gets_cards_and_reports_what_became_of_them(visit, edge):
    edge.set_scenario("inbox")
    visit.open(direct_page(f"<script>{SUBSCRIBE}</script>", configure=CONFIG))
    visit.ready()
    visit.alloy("sendEvent", {"personalization": {"decisionScopes": ["inbox"]}})

    assert visit.page.evaluate("heard") == [["hello"]]

    visit.alloy("evaluateRulesets", {"personalization": {"decisionContext": {"cart": {"size": 3}}}})
    assert visit.page.evaluate("heard[1]") == ["hello", "full-cart"]

    # Nothing comes back from a function of the SDK's but its promise; twice is once.
    assert visit.page.evaluate("report('display').then((given) => JSON.stringify(given))") == "{}"
    visit.page.evaluate("Promise.all([report('display'), report('dismiss')])")
    edge.wait_for(lambda event: bool(interactions(edge, "decisioning.propositionDismiss")))
    (shown,) = displays(edge)
    assert [one["id"] for one in shown] == ["AJO:cards"]

    visit.alloy("evaluateRulesets", {})
    assert visit.page.evaluate("dates") == [True]
    visit.page.evaluate("subscribed.then(({unsubscribe}) => unsubscribe())")
    visit.alloy("evaluateRulesets", {})
    assert visit.page.evaluate("heard.length") == 3


@pytest.mark.core
def test_a_message_of_a_rule_is_shown_once_on_all_pages_of_a_visitor(visit, edge):
    edge.set_scenario("inbox")
    page = direct_page(configure=CONFIG | {"personalizationStorageEnabled": True})
    visit.open(page)
    visit.ready()
    visit.alloy("sendEvent", ASK)
    visit.page.wait_for_selector("#alloy-content-iframe", state="attached")
    edge.wait_for(lambda event: bool(displays(edge)))

    assert [[one["id"] for one in report] for report in displays(edge)] == [["AJO:welcome"]]

    visit.open(page)
    visit.ready()
    result = visit.alloy("sendEvent", ASK)

    brought = [[item["id"] for item in one["items"]] for one in result["propositions"]]
    assert brought == [["rules"], ["rules"], ["hello"]]
    assert visit.page.query_selector("#alloy-content-iframe") is None
