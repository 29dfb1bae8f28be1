"""
What the portable tests of rules share: conditions, rules, and propositions that bring them.
"""

from offer_kit import NS, proposition

RULESET = NS + "ruleset-item"
CARD = NS + "message/content-card"
IN_APP = NS + "message/in-app"
HISTORY_OPERATION = NS + "eventHistoryOperation"


def matcher(key, code, *values):
    return {"type": "matcher", "definition": {"key": key, "matcher": code, "values": list(values)}}


def group(logic, *conditions):
    return {"type": "group", "definition": {"logic": logic, "conditions": list(conditions)}}


def historical(*events, matcher="ge", value=1, search="any", **between):
    definition = {
        "events": list(events), "matcher": matcher, "value": value, "searchType": search,
    }
    for name in between:
        definition[name.strip("_")] = between[name]
    return {"type": "historical", "definition": definition}


def happened(kind, activity="act"):
    """An event as a rule names it."""
    return {"iam.eventType": kind, "iam.id": activity}


def consequence(item_id="card", schema=CARD, **data):
    return {"id": item_id, "type": "schema", "detail": {
        "id": item_id, "schema": schema, "data": data,
    }}


def message(item_id="message", html="<p>Hello</p>"):
    return consequence(
        item_id, IN_APP, content=html, contentType="text/html",
        mobileParameters={"uiTakeover": True},
    )


def operation(kind, event_type, event_id, action=None):
    """A consequence that only writes into the history."""
    content = {"iam.eventType": event_type, "iam.id": event_id}
    if action:
        content["iam.action"] = action
    return consequence("op", HISTORY_OPERATION, operation=kind, content=content)


def rule(condition, *consequences, key=None):
    made = {"condition": condition, "consequences": list(consequences) or [consequence()]}
    if key:
        made["key"] = key
    return made


def ruleset(*rules, **more):
    made = {"version": 1, "rules": list(rules)}
    made.update(more)
    return made


ALWAYS = group("and")


def ruled(*rules, proposition_id="p", activity="act", scope="web://www.example.com/", rank=None,
          provider="AJO"):
    """A proposition that brings one set of these rules."""
    more = {"activity": {"id": activity}}
    if rank is not None:
        more["rank"] = rank
    return proposition(
        proposition_id, {"id": "rules", "schema": RULESET, "data": ruleset(*rules)},
        scope=scope, provider=provider, **more,
    )


def brought(result):
    """`(id of the proposition, ids of its items)` of what rules brought: all but the rules."""
    found = []
    for one in result["propositions"]:
        items = [item["id"] for item in one["items"] if item["schema"] != RULESET]
        if items:
            found.append((one["id"], items))
    return found
