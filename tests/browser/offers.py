"""
Offers for tests of content: a scenario from a few words, and calls of the page that ask for it.
"""

from tests.browser.support import sent

NS = "https://ns.adobe.com/personalization/"


def dom(kind, selector, content=None, item_id="1", label=None, **data):
    """An item that changes the page."""
    made = {
        "id": item_id,
        "schema": NS + "dom-action",
        "data": {"type": kind, "selector": selector, "content": content, **data},
    }
    if label:
        made["characteristics"] = {"trackingLabel": label}
    return made


def offer(*items, offer_id="AT:1", scope="__view__", provider="TGT", view=False):
    details = {"decisionProvider": provider}
    if view:
        details["characteristics"] = {"scopeType": "view"}
    return {"id": offer_id, "scope": scope, "scopeDetails": details, "items": list(items)}


def scenario(*propositions):
    return {"name": "offers", "offers": [{"propositions": list(propositions)}]}


def show(visit, edge, *items, **more):
    """Have the page ask for these items and show them; waits until they are reported."""
    edge.set_scenario(scenario(offer(*items, **more)))
    result = visit.alloy("sendEvent", {"renderDecisions": True, "personalization": {
        "defaultPersonalizationEnabled": True,
    }})
    assert "rejected" not in result, result
    edge.wait_for(lambda event: bool(displays(edge)))
    return result


def displays(edge):
    """What was reported as shown, report by report."""
    return [
        event.xdm["_experience"]["decisioning"]["propositions"]
        for event in sent(edge).where(type="decisioning.propositionDisplay")
    ]
