"""
Which rules hold now, and what they bring: propositions, with an item for each consequence. Pure.

Source: RULE-07, RULE-08.
"""

from alloy_web.core import hashing
from alloy_web.core import propositions as offers
from alloy_web.features.rules import history as events

HISTORY_OPERATION = offers.NAMESPACE + "eventHistoryOperation"


def run(payloads, context, history, add):
    """
    The propositions whose rules hold, in the order of their ranks, with what they bring as items.

    `history` is asked; `add(key)` notes in it that what has this key happens, and is called as that
    is decided.
    """
    found = []
    # MicroPython's sorting does not keep the order of those of one rank.
    places = sorted((payloads[place].rank, place) for place in range(len(payloads)))
    for _rank, place in places:
        payload = payloads[place]
        items = []
        for ruleset in payload.rulesets:
            items.extend(qualified(payload, ruleset, context, history, add))
        shown = [item for item in items if not operate(item, history, add)]
        if shown:
            proposition = dict(payload.proposition)
            proposition["items"] = shown
            found.append(proposition)
    return found


def item_of(consequence):
    """The item that a consequence brings; a copy, but for the content. None where it says none."""
    detail = consequence.get("detail")
    if not isinstance(detail, dict):
        return None
    kind = consequence.get("type")
    if kind == "schema":
        return {
            "schema": detail.get("schema"), "data": detail.get("data"),
            "id": detail.get("id") or consequence.get("id"),
        }
    if kind == "cjmiam":
        return {
            "schema": offers.IN_APP, "id": consequence.get("id"),
            "data": {
                "mobileParameters": detail.get("mobileParameters"),
                "webParameters": detail.get("webParameters") or {},
                "content": detail.get("html"), "contentType": "text/html",
            },
        }
    return dict(detail)


def qualified(payload, ruleset, context, history, add):
    """What the rules of one set bring that hold, each with its dates."""
    items = []
    trigger = _key(payload, "trigger")
    # Dates are looked up once: there may be thousands of rules.
    shown_ms = events.first_time(history, _key(payload, "display"))
    qualified_ms = None
    for rule in ruleset.holding(context, history):
        for consequence in rule.consequences:
            item = item_of(consequence)
            if item is None:
                continue
            add(trigger)
            if qualified_ms is None:
                qualified_ms = events.first_time(history, trigger)
            data = item.get("data")
            data = dict(data) if isinstance(data, dict) else {}
            data["qualifiedDate"] = qualified_ms
            if shown_ms is not None:
                data["displayedDate"] = shown_ms
            item["data"] = data
            items.append(item)
    return items


def _key(payload, kind):
    return hashing.fields_hash({"eventId": payload.activity, "eventType": kind})


def operate(item, history, add):
    """Is it for the history of events, and no content? Then it is carried out."""
    if item.get("schema") != HISTORY_OPERATION:
        return False
    fields = events.fields(item["data"].get("content"))
    operation = item["data"].get("operation")
    if fields and operation in ("insert", "insertIfNotExists"):
        key = hashing.fields_hash(fields)
        if operation == "insert" or events.first_time(history, key) is None:
            add(key)
    return True
