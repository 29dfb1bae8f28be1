"""
What counts as a view of a single-page application, and when it has come to rest.

Listening, timers and sending are features/views/component.py. Source: specification, CFG-71.
"""

from alloy_web.core import urls
from alloy_web.core.merge import get_path
from alloy_web.validation import (
    BOOLEAN,
    SOME_TEXT,
    TEXT,
    Array,
    Either,
    Function,
    OneOf,
    Record,
    optional,
    required,
    validate,
)

QUIET_MS = 50
# So often we look, and give the page a turn: the more of them, the less it has left to do.
TURN_MS = 10
LONGEST_MS = 500

VIEW_START = "viewStart"
PAGE_VIEWS = "web.webpagedetails.pageViews"

_OBJECT = Record({
    "load": optional(
        Either(BOOLEAN, OneOf("now"), 'true, false or "now"'), True,
        about="A view when the page has loaded; `now` does not wait for that.",
    ),
    "routes": optional(
        Either(BOOLEAN, Record({
            "replaceSearch": optional(BOOLEAN, about="Is a replaced search a change of route?"),
        }), "true, false or {replaceSearch: boolean}"),
        True,
        about="A view for each change of route.",
    ),
    "hash": optional(
        OneOf("auto", "view", "ignore"), "auto",
        about="Is a changed hash a route? `auto`: where it is `#/…` or `#!…`.",
    ),
    "bfcache": optional(
        BOOLEAN, True, about="A view when the page comes back out of the back/forward cache."
    ),
    "ignore": optional(
        Array(SOME_TEXT), [], about="Regular expressions of paths that are no views."
    ),
    "name": optional(
        Function(takes=Record({
            "url": required(TEXT, about="The address of the route."),
            "title": required(TEXT, about="The title of the page."),
            "referrer": required(TEXT, about="The route before."),
        })),
        about="Gives the view its name.",
    ),
    "always": optional(
        BOOLEAN, False, about="Go on where the page sends views of its own, too."
    ),
})

# What `autoViews` may be.
OPTION = Either(BOOLEAN, _OBJECT, "a boolean or an object")


def normalise_options(auto_views):
    """
    The option `autoViews` with all its keys, or None where it is off.

    `{"load": True | False | "now", "routes": bool, "replaceSearch": bool, "hash": "auto" | "view" |
    "ignore", "bfcache": bool, "ignore": [pattern], "name": callback or None, "always": bool}`.
    """
    if auto_views is None or auto_views is False:
        return None
    options = validate("autoViews", OPTION, {} if auto_views is True else auto_views)
    routes = options["routes"]
    options["routes"] = routes is not False
    options["replaceSearch"] = isinstance(routes, dict) and bool(routes.get("replaceSearch"))
    options.setdefault("name", None)
    return options


def is_view_change(kind, old_url, new_url, options, matches):
    """
    Is going from one URL to the other a view?

    `kind` is `push`, `replace`, `traverse` or `hash`; any other never is. `matches(pattern, text)`
    tells whether a pattern of the option `ignore` matches the new path, or the new hash where
    only that changed.
    """
    if kind not in ("push", "replace", "traverse", "hash"):
        return False
    old, new = urls.split(old_url), urls.split(new_url)
    subject = new["path"]
    if old["path"] != new["path"]:
        is_change = True
    elif old["query"] != new["query"]:
        is_change = kind != "replace" or options["replaceSearch"]
    else:
        is_change = _is_hash_change(old["fragment"], new["fragment"], options["hash"])
        subject = "#" + new["fragment"]
    return is_change and not any(matches(pattern, subject) for pattern in options["ignore"])


def settle_due_ms(started_ms, last_change_ms, now_ms, is_busy=False):
    """
    How long to wait until a route's view is taken, in milliseconds; 0 when it is due.

    50 ms after the last change of title or URL, and 500 ms after its start at most. A busy router
    says itself when it is done, so only the latter holds.
    """
    due_ms = started_ms + LONGEST_MS
    if not is_busy:
        due_ms = min(due_ms, last_change_ms + QUIET_MS)
    return int(max(due_ms - now_ms, 0))


def is_own_view(xdm):
    """Does the XDM of a sendEvent say that it is a view? Then none is made for the page."""
    return xdm.get("eventType") == PAGE_VIEWS or (
        "web" in xdm and bool(get_path(xdm, "web.webPageDetails.pageViews.value"))
    )


def _is_hash_change(old, new, rule):
    if old == new or rule == "ignore":
        return False
    # To leave a route for no hash at all is to go back to the first one.
    return rule == "view" or _is_route(new) or (not new and _is_route(old))


def _is_route(fragment):
    return fragment[:1] in ("/", "!")
