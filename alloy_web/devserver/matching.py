"""
Whether a scenario's `when` holds for a request.

Everything a `when` names must hold; an empty one always does. The words `path`, `view`,
`type` and `scope` speak of one event, so they never hold for a request without events.
Texts are globs (`/shop/*`), or lists of globs of which one has to fit.
"""

from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from .incoming import dig, events_of

TEXT_WORDS = ("action", "path", "view", "type", "scope")


def matches(when, request):
    """Whether `when` holds for the request and at least one of its events."""
    return any(matches_event(when, request, event) for event in events_of(request) or [{}])


def matches_event(when, request, event):
    """Whether `when` holds for this one event of the request."""
    seen = {
        "action": [request["action"]],
        "path": [_page_path(event)],
        # Views are compared without regard to case, as the SDK's view cache does.
        "view": [_text(dig(event, "xdm", "web", "webPageDetails", "viewName")).lower()],
        "type": [_text(dig(event, "xdm", "eventType"))],
        "scope": asked_scopes(event),
    }
    if when.get("nth", request["nth"]) != request["nth"]:
        return False
    return all(_fits(when[word], seen[word], word) for word in TEXT_WORDS if word in when)


def asked_scopes(event):
    """The decision scopes and surfaces an event asks content for."""
    query = dig(event, "query", "personalization")
    asked = []
    for kind in ("decisionScopes", "surfaces"):
        asked += [scope for scope in dig(query, kind) or [] if isinstance(scope, str)]
    return asked


def _fits(globs, texts, word):
    if isinstance(globs, str):
        globs = [globs]
    if word == "view":
        globs = [glob.lower() for glob in globs]
    return any(fnmatchcase(text, glob) for glob in globs for text in texts if text)


def _page_path(event):
    url = _text(dig(event, "xdm", "web", "webPageDetails", "URL"))
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _text(value):
    return value if isinstance(value, str) else ""
