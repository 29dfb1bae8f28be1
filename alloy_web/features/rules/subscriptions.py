"""
What a subscriber gets to see of what the rules brought, and what it reports of that. Pure.

Source: RULE-10.
"""

from alloy_web.core import propositions as offers

# These may be reported of a proposition more than once.
_REPEATED = ("interact", "dismiss")


def selected(propositions, surfaces, schemas):
    """
    The propositions of these surfaces with their items of these schemas; None means any.

    Copies of the propositions: what a subscriber changes is no other's.
    """
    found = []
    for proposition in propositions:
        if surfaces is not None and proposition["scope"] not in surfaces:
            continue
        items = [
            item for item in proposition["items"]
            if schemas is None or item.get("schema") in schemas
        ]
        if items:
            copied = dict(proposition)
            copied["items"] = items
            found.append(copied)
    return found


def to_report(kind, propositions, before):
    """
    What an event of this kind reports of propositions, each once; `before`, a set of what was
    reported already, gets what is new.
    """
    reported = []
    ids = set()
    for proposition in offers.readable(propositions):
        proposition_id = proposition.get("id")
        if not isinstance(proposition_id, str) or proposition_id in ids:
            continue
        ids.add(proposition_id)
        if kind not in _REPEATED:
            mark = kind + " " + proposition_id
            if mark in before:
                continue
            before.add(mark)
        reported.append(offers.report(proposition))
    return reported
