"""
What counts as a view of a single-page application, and when it has come to rest.

Listening, timers and sending are features/views/component.py. Source: specification, CFG-71.
"""

from alloy_web import validation
from alloy_web.core import urls
from alloy_web.core.merge import get_path
from alloy_web.validation import array, boolean, either, one_of, optional, text

QUIET_MS = 50
LONGEST_MS = 500

VIEW_START = "viewStart"
PAGE_VIEWS = "web.webpagedetails.pageViews"

_check_object = validation.record({
    "load": optional(either(boolean, one_of("now"), 'true, false or "now"'), True),
    "routes": optional(
        either(boolean, validation.record({"replaceSearch": boolean}),
               "true, false or {replaceSearch: boolean}"),
        True,
    ),
    "hash": optional(one_of("auto", "view", "ignore"), "auto"),
    "bfcache": optional(boolean, True),
    "ignore": optional(array(text(non_empty=True)), []),
    "name": validation.function,
    "always": optional(boolean, False),
})


def check_options(value, path, problems):
    """A check for the option `autoViews` (see validation.py); the value comes back as it was."""
    if isinstance(value, dict):
        _check_object(value, path, problems)
    elif not isinstance(value, bool):
        problem = ": expected a boolean or an object, got " + validation.shown(value)
        problems.append((path or "autoViews") + problem)
    return value


def normalise_options(auto_views):
    """
    The option `autoViews` with all its keys, or None where it is off.

    `{"load": True | False | "now", "routes": bool, "replaceSearch": bool, "hash": "auto" | "view" |
    "ignore", "bfcache": bool, "ignore": [pattern], "name": callback or None, "always": bool}`.
    Raises ValueError naming all problems.
    """
    if auto_views is None or auto_views is False:
        return None
    problems = []
    check_options(auto_views, "", problems)
    if problems:
        raise ValueError("; ".join(problems))
    options = _check_object({} if auto_views is True else auto_views, "", problems)
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
