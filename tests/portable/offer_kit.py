"""
What the portable tests of personalisation share: offers, and edges that give them.
"""

from instance_kit import answer

NS = "https://ns.adobe.com/personalization/"
DOM_ACTION = NS + "dom-action"
HTML = NS + "html-content-item"
JSON = NS + "json-content-item"
DEFAULT = NS + "default-content-item"
REDIRECT = NS + "redirect-item"
IN_APP = NS + "message/in-app"
VIEW = {"characteristics": {"scopeType": "view"}}


def item(item_id="1", schema=DOM_ACTION, label=None, **data):
    """An item; a text on #greeting unless `data` says otherwise."""
    made = {"id": item_id, "schema": schema}
    if data:
        made["data"] = data
    elif schema == DOM_ACTION:
        made["data"] = {"type": "setText", "selector": "#greeting", "content": "Hello"}
    if label:
        made["characteristics"] = {"trackingLabel": label}
    return made


def proposition(proposition_id, *items, scope="__view__", provider="TGT", **details):
    told = {"decisionProvider": provider}
    told.update(details)
    return {
        "id": proposition_id, "scope": scope, "scopeDetails": told,
        "items": list(items) or [item()],
    }


def view(proposition_id, name, *items, provider="TGT"):
    """Content of a view."""
    return proposition(proposition_id, *items, scope=name, provider=provider, **VIEW)


def decisions(*propositions):
    return {"type": "personalization:decisions", "payload": list(propositions)}


def offering(*propositions):
    """For `host.on_send`: these are the answer to whoever asks for content."""

    def on_send(sent):
        asked = [event for event in sent.body["events"] if event.get("query")]
        return answer(decisions(*propositions)) if asked else answer()

    return on_send


def viewed(name, **more):
    """Options of `sendEvent` for a view of this name, rendering."""
    options = {"renderDecisions": True,
               "xdm": {"web": {"webPageDetails": {"viewName": name}}}}
    options.update(more)
    return options


def decisioning(sent, number=0):
    """What an event that was sent says of propositions, or None."""
    xdm = sent.body["events"][number].get("xdm", {})
    return xdm.get("_experience", {}).get("decisioning")


def reports(host):
    """The ids in each report of displayed content; None where one has none."""
    found = []
    for sent in host.sent:
        for event in sent.body["events"]:
            if event["xdm"].get("eventType") == "decisioning.propositionDisplay":
                told = event["xdm"]["_experience"]["decisioning"]["propositions"]
                found.append([one.get("id") for one in told])
    return found


def attempts(result):
    """`(id, ids of items, renderAttempted)` of each proposition returned."""
    return [
        (one.get("id"), [each.get("id") for each in one["items"]], one["renderAttempted"])
        for one in result["propositions"]
    ]
