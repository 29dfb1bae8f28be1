"""
A site that moves over, and one that goes back: in one browser profile the visitor stays who they
were, and what they agreed to holds.
"""

import pytest

from tests.parity.script import EDGE, ORG, ORG_, SITE, Case
from tests.parity.stage import html_of

CONFIG = {
    "orgId": ORG,
    "datastreamId": "test-datastream",
    "edgeDomain": EDGE,
    "thirdPartyCookiesEnabled": False,
    "defaultConsent": "pending",
}
AGREED = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}
# The visitor's answer is asked for once, on the first page.
WALK = """async ([config, agreed, type]) => {
  await alloy("configure", config);
  if (agreed) await alloy("setConsent", agreed);
  await alloy("sendEvent", {renderDecisions: true, xdm: {eventType: type}});
  return (await alloy("getIdentity")).identity.ECID;
}"""


@pytest.mark.parametrize("order", [
    ["theirs", "ours", "theirs"],
    ["ours", "theirs", "ours"],
])
def test_a_visitor_stays_the_same_and_is_not_asked_again(stage, control, order):
    scripts = {"theirs": control, "ours": "/dist/alloy.js"}
    stage.server.reset()
    stage.server.set_scenario("empty")
    page = stage.new_page()
    seen = []

    for number, whose in enumerate(order):
        case = Case("walk", (), before="", body="", instances=("alloy",))
        stage.server.add_page("/t/page", html_of(case, scripts[whose]))
        page.goto(SITE + "/t/page")
        agreed = None if number else AGREED
        seen.append(page.evaluate(WALK, [CONFIG, agreed, f"page {number}"]))
    names = {cookie["name"] for cookie in page.context.cookies([SITE])}
    page.context.close()

    assert len(set(seen)) == 1 and seen[0]
    sent = [each for each in stage.server.events() if "events" in (each["body"] or {})]
    told = [each["body"]["events"][0]["xdm"]["eventType"] for each in sent]
    assert told == ["page 0", "page 1", "page 2"]
    # The edge is the site's own, so its cookies come along by themselves.
    kept = [each["cookies"] for each in sent]
    assert len({cookies[f"kndctr_{ORG_}_identity"] for cookies in kept}) == 1
    assert {cookies[f"kndctr_{ORG_}_consent"] for cookies in kept} <= {"general=in", "general%3Din"}
    # Neither leaves cookies that the other would not.
    assert names <= {f"kndctr_{ORG_}_{name}" for name in ("identity", "consent", "cluster")}
