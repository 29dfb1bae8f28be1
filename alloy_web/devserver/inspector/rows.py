"""
A request in one line of the timeline: who sent it, from which page, and what it says.

    {"id": 7, "at": "2026-05-01T10:00:00.000Z", "action": "interact", "kinds": ["view"],
     "title": "View of /cart", "visitor": "<ECID>" or "", "page": "https://…" or "", "status": 200,
     "beacon": false, "bytes": 1830, "event_ids": ["…"], "types": ["…"], "problem": "…" or "",
     "fault": "cut" or "", "imported": false}

`kinds` are of `KINDS`, those of all the events that the request carries.
"""

from urllib.parse import urlsplit

from .. import identity
from ..incoming import dig

KINDS = ("view", "event", "click", "display", "consent", "identity")

_LONGEST = 200
_OF_TYPES = {
    "web.webpagedetails.pageViews": "view",
    "web.webinteraction.linkClicks": "click",
    "decisioning.propositionInteract": "click",
    "decisioning.propositionDisplay": "display",
}


def row_of(record):
    """The line of one record; anything may be in its body."""
    events = events_in(record)
    kinds = [_kind(event) for event in events]
    if record["action"] == "privacy/set-consent":
        kinds.append("consent")
    if record["action"] == "identity/acquire":
        kinds.append("identity")
    response = record["response"]
    transport = record["transport"]
    return {
        "id": record["id"],
        "at": record["received_at"],
        "action": record["action"],
        "kinds": [kind for kind in KINDS if kind in kinds],
        "title": _cut(_title(record, events)),
        "visitor": visitor_of(record),
        "page": page_of(record),
        "status": response["status"],
        "beacon": bool(transport.get("is_beacon")) or record["action"] == "collect",
        "bytes": transport.get("bytes", 0),
        "event_ids": [_text(dig(event, "xdm", "_id")) for event in events],
        "types": [_cut(_text(dig(event, "xdm", "eventType"))) for event in events],
        "problem": _cut("; ".join(refusals(record)[:1])),
        "fault": response.get("fault", ""),
        "imported": bool(record.get("imported")),
    }


def events_in(record):
    """The events of a request that is not checked yet, without what is not an object."""
    events = dig(record["body"], "events")
    listed = events if isinstance(events, list) else []
    return [event for event in listed if isinstance(event, dict)]


def visitor_of(record):
    """The ECID that the request knows or the answer gives, else an empty text."""
    ecid = ecid_sent(record)
    if ecid:
        return ecid
    for payload in handles(record, "identity:result"):
        if dig(payload, "namespace", "code") == "ECID":
            return _text(payload.get("id"))
    return _text(record.get("visitor"))


def ecid_sent(record):
    """The ECID that the request carries, or None."""
    try:
        return identity.known_ecid(record, identity.org_of(record, {}))
    except (TypeError, KeyError, AttributeError):
        # A request that the edge refused may hold anything in these places.
        return None


def page_of(record):
    """The URL of the page that the first event has, else that of the Referer, else empty."""
    for event in events_in(record):
        url = _text(dig(event, "xdm", "web", "webPageDetails", "URL"))
        if url:
            return url
    return _text(record["headers"].get("referer"))


def handles(record, kind):
    """Everything of one handle type in the answer, in one list."""
    found = []
    listed = dig(record, "response", "body", "handle")
    for handle in listed if isinstance(listed, list) else []:
        payload = dig(handle, "payload")
        if dig(handle, "type") == kind and isinstance(payload, list):
            found += payload
    return found


def refusals(record):
    """Why the edge refused it, each with the path in front where there is one; [] if it did not."""
    response = record["response"]
    if response["status"] < 400:
        return []
    errors = dig(response, "body", "report", "errors")
    if isinstance(errors, list) and errors:
        return [str(error) for error in errors]
    body = response["body"]
    detail = dig(body, "detail") or dig(body, "title")
    return [detail if isinstance(detail, str) else f"Answered with {response['status']}."]


def path_of(url):
    """The path and query of a page's URL, for a reader."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _kind(event):
    return _OF_TYPES.get(_text(dig(event, "xdm", "eventType")), "event")


def _title(record, events):
    if record["action"] == "privacy/set-consent":
        return _consent_title(record)
    if record["action"] == "identity/acquire":
        return "Who is this?"
    if not events:
        return "A request that cannot be read" if refusals(record) else record["action"]
    rest = f" and {len(events) - 1} more" if len(events) > 1 else ""
    return _event_title(events[0]) + rest


def _consent_title(record):
    choices = []
    consents = dig(record["body"], "consent")
    for each in consents if isinstance(consents, list) else []:
        value = dig(each, "value", "general") or dig(each, "value", "collect", "val")
        choices.append(_text(value) or _text(dig(each, "standard")) or "?")
    return "Consent: " + (", ".join(choices) or "nothing that can be read")


def _event_title(event):
    xdm = event.get("xdm")
    kind = _text(dig(xdm, "eventType"))
    page = dig(xdm, "web", "webPageDetails")
    if kind == "web.webpagedetails.pageViews":
        name = _text(dig(page, "viewName")) or _text(dig(page, "name"))
        return f"View of {name or path_of(_text(dig(page, 'URL'))) or 'a page'}"
    if kind == "web.webinteraction.linkClicks":
        return f"Click on “{_text(dig(xdm, 'web', 'webInteraction', 'name')) or 'a link'}”"
    if kind in _OF_TYPES:
        shown = dig(xdm, "_experience", "decisioning", "propositions")
        count = len(shown) if isinstance(shown, list) else 0
        what = "shown" if kind == "decisioning.propositionDisplay" else "clicked"
        return f"{count} offer{'' if count == 1 else 's'} {what}"
    return kind or "An event without a type"


def _text(value):
    return value if isinstance(value, str) else ""


def _cut(text):
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
