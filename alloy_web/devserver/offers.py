"""
Which propositions an event gets: those its scenario offers and the event asked for.

Source: specification, PERS-01, PERS-02, PERS-11.
"""

from .incoming import dig
from .matching import asked_scopes, matches_event


def is_asked(event):
    """Whether the event asks for personalised content at all."""
    return bool(asked_scopes(event))


def propositions_for(request, event, offers):
    """The propositions for one event, in the scenario's order, each id once."""
    given = {}
    for offer in offers:
        if matches_event(offer.get("when", {}), request, event):
            for proposition in offer["propositions"]:
                wanted = _wanted_part(proposition, event)
                if wanted:
                    given.setdefault(proposition["id"], wanted)
    return list(given.values())


def _wanted_part(proposition, event):
    # Content of single-page views comes along with the page's own, before anyone goes there.
    asked = asked_scopes(event)
    is_view = dig(proposition, "scopeDetails", "characteristics", "scopeType") == "view"
    if proposition["scope"] not in asked and not (is_view and "__view__" in asked):
        return None

    schemas = dig(event, "query", "personalization", "schemas")
    if not schemas:
        return proposition
    items = [item for item in proposition["items"] if item["schema"] in schemas]
    return {**proposition, "items": items} if items else None
