"""
What a click on personalised content says, from the facts around the clicked element.

Facts are one dict for each element that has any, from the clicked one up: `{"keys": what was shown
there, "label", "token", "matches": indexes of selectors of click metrics}`.
Source: specification, PERS-71, PERS-72.
"""

import json

from alloy_web.core import propositions as offers
from alloy_web.core.merge import unique

ALWAYS = "always"


def xdm(facts, tracked, watched):
    """
    The XDM of an interaction, or None.

    `tracked` by key: `{"proposition", "itemId", "view", "label", "mode"}`. `watched` by the index
    of the selector: lists of the same.
    """
    label = _first(facts, "label")
    token = _first(facts, "token")
    shown = _shown(facts, tracked, bool(label or token))
    matched = _matched(facts, watched)
    propositions = _with_items(shown)
    propositions.extend(unique([one["proposition"] for one in matched]))
    views = [one["view"] for one in shown + matched]
    for one in matched:
        label = label or one["label"]
    if not propositions:
        return None
    action = {}
    if label:
        action["label"] = label
    if token:
        action["tokens"] = [token]
    names = [view for view in views if view]
    return offers.event_xdm(["interact"], propositions, names[0] if names else None, None, action)


def _first(facts, key):
    for fact in facts:
        if fact.get(key):
            return fact[key]
    return None


def _shown(facts, tracked, is_decorated):
    found = []
    seen = set()
    for fact in facts:
        for key in fact.get("keys") or ():
            described = tracked.get(key)
            # Keys of other instances are known to those.
            if described and key not in seen and (described["mode"] == ALWAYS or is_decorated):
                seen.add(key)
                found.append(described)
    return found


def _matched(facts, watched):
    """What is registered for each selector, by the nearest element that matches it."""
    found = []
    seen = set()
    for fact in facts:
        for index in fact.get("matches") or ():
            if index not in seen:
                seen.add(index)
                found.extend(watched[index])
    return found


def _with_items(shown):
    """One entry for each proposition, with the items that were clicked."""
    propositions = []
    entries = {}
    for one in shown:
        clicked = one["proposition"]
        known = json.dumps([clicked["id"], clicked["scope"]])
        if known not in entries:
            entries[known] = dict(clicked)
            entries[known]["items"] = []
            propositions.append(entries[known])
        entries[known]["items"].append({"id": one["itemId"]})
    for entry in propositions:
        entry["items"] = unique(entry["items"])
    return propositions
