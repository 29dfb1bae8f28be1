"""
Propositions: what they are for, what is asked for, what is reported.

Source: specification, PERS-01 to PERS-03, PERS-10, PERS-11, PERS-42, PERS-60 to PERS-63.
"""

from alloy_web.core.letters import lower_case
from alloy_web.core.merge import get_path

PAGE_SCOPE = "__view__"
# On a proposition of our own making, that nobody gets to see.
EMPTY = "$empty"
NAMESPACE = "https://ns.adobe.com/personalization/"

DEFAULT_CONTENT = NAMESPACE + "default-content-item"
HTML_CONTENT = NAMESPACE + "html-content-item"
JSON_CONTENT = NAMESPACE + "json-content-item"
DOM_ACTION = NAMESPACE + "dom-action"
REDIRECT = NAMESPACE + "redirect-item"
RULESET = NAMESPACE + "ruleset-item"
IN_APP = NAMESPACE + "message/in-app"
CONTENT_CARD = NAMESPACE + "message/content-card"

# What an event can tell of propositions. Source: specification, PERS-63.
EVENT_TYPES = {
    "display": "decisioning.propositionDisplay",
    "interact": "decisioning.propositionInteract",
    "trigger": "decisioning.propositionTrigger",
    "dismiss": "decisioning.propositionDismiss",
    "suppressDisplay": "decisioning.propositionSuppressDisplay",
}

_ASKED_FOR = (
    DEFAULT_CONTENT, HTML_CONTENT, JSON_CONTENT, REDIRECT, RULESET, IN_APP, CONTENT_CARD,
)


def query(scopes, surfaces):
    """`query.personalization` of an event."""
    schemas = list(_ASKED_FOR)
    if PAGE_SCOPE in scopes:
        schemas.append(DOM_ACTION)
    return {"schemas": schemas, "decisionScopes": scopes, "surfaces": surfaces}


def readable(payloads):
    """The propositions among what the server sent: objects, their items a list of objects."""
    found = []
    for payload in payloads:
        if not isinstance(payload, dict) or not isinstance(payload.get("scope"), str):
            continue
        proposition = dict(payload)
        items = proposition.get("items")
        items = items if isinstance(items, list) else []
        proposition["items"] = [item for item in items if isinstance(item, dict)]
        if not isinstance(proposition.get("scopeDetails"), dict):
            proposition["scopeDetails"] = {}
        found.append(proposition)
    return found


def scope_kind(proposition):
    """`page`, `view` or `other` (returned to the caller, never shown by itself)."""
    scope = proposition["scope"]
    if scope == PAGE_SCOPE or (scope.startswith("web://") and "#" not in scope):
        return "page"
    if get_path(proposition["scopeDetails"], "characteristics.scopeType") == "view":
        return "view"
    return "other"


def is_of_view(proposition, name):
    """Is it content of this view? Names of views are compared without regard to case."""
    return (
        scope_kind(proposition) == "view"
        and lower_case(proposition["scope"]) == lower_case(name)
    )


def of_event(propositions, view_name):
    """
    Those that concern an event, in the order in which they are shown and returned: the page's, its
    view's, and what belongs to no view. Other views' wait in the cache. Source: PERS-30.
    """
    page = []
    view = []
    other = []
    for proposition in propositions:
        kind = scope_kind(proposition)
        if kind == "page":
            page.append(proposition)
        elif kind == "other":
            other.append(proposition)
        elif view_name and is_of_view(proposition, view_name):
            view.append(proposition)
    return page + view + other


def empty_view(name):
    """What is reported for a view without content, and not returned. Source: PERS-42."""
    return {
        "scope": name, "scopeDetails": {"characteristics": {"scopeType": "view"}},
        "items": [{"schema": DEFAULT_CONTENT}], EMPTY: True,
    }


def report(proposition):
    """A proposition as it stands in a notification."""
    reported = {}
    for key in ("id", "scope", "scopeDetails"):
        if proposition.get(key) is not None:
            reported[key] = proposition[key]
    return reported


def decisioning(kinds, propositions, action=None):
    """The XDM that reports what became of propositions; `kinds` are keys of EVENT_TYPES."""
    facts = {"propositions": propositions, "propositionEventType": {}}
    for kind in kinds:
        facts["propositionEventType"][kind] = 1
    if action:
        facts["propositionAction"] = action
    return {"_experience": {"decisioning": facts}}


def event_xdm(kinds, propositions, view_name=None, identity_map=None, action=None):
    """The XDM of an event that reports nothing else; the first kind gives its type."""
    xdm = decisioning(kinds, propositions, action)
    xdm["eventType"] = EVENT_TYPES[kinds[0]]
    if view_name:
        xdm["web"] = {"webPageDetails": {"viewName": view_name}}
    if identity_map:
        xdm["identityMap"] = identity_map
    return xdm


def with_attempt(proposition, items, attempted):
    """A proposition as it is returned to the caller, with these of its items."""
    returned = dict(proposition)
    returned["items"] = items
    returned["renderAttempted"] = attempted
    return returned


def result(shown, kept):
    """What personalisation adds to the result of a command. Source: PERS-31, PERS-32."""
    decisions = []
    for proposition in kept:
        decision = dict(proposition)
        del decision["renderAttempted"]
        decisions.append(decision)
    return {"propositions": shown + kept, "decisions": decisions}
