"""
What a click on personalised content says, from the facts around the clicked element.

Facts are one dict for each element that has any, from the clicked one up: `{"keys": what was shown
there, "label", "token", "matches": indexes of selectors of click metrics}`.
Source: specification, PERS-71, PERS-72.
"""

from alloy_web.core import propositions as offers

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
    propositions = []
    views = []
    for told in shown:
        _add_item(propositions, told)
        views.append(told["view"])
    for told in matched:
        if told["proposition"] not in propositions:
            propositions.append(told["proposition"])
        views.append(told["view"])
        label = label or told["label"]
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
    for fact in facts:
        for key in fact.get("keys") or ():
            told = tracked.get(key)
            # Keys of other instances are known to those.
            if told and told not in found and (told["mode"] == ALWAYS or is_decorated):
                found.append(told)
    return found


def _matched(facts, watched):
    """What is registered for each selector, by the nearest element that matches it."""
    found = []
    seen = []
    for fact in facts:
        for index in fact.get("matches") or ():
            if index not in seen:
                seen.append(index)
                found.extend(watched[index])
    return found


def _add_item(propositions, told):
    """One entry for each proposition, with the items that were clicked."""
    item = {"id": told["itemId"]}
    clicked = told["proposition"]
    for known in propositions:
        if known["id"] == clicked["id"] and known["scope"] == clicked["scope"]:
            if item not in known["items"]:
                known["items"].append(item)
            return
    entry = dict(clicked)
    entry["items"] = [item]
    propositions.append(entry)
