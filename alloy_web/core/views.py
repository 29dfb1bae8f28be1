"""
What counts as a view of a single-page application, and when it has come to rest. Source: CFG-71.
"""

from alloy_web.core import urls

QUIET_MS = 50
LONGEST_MS = 500

_DEFAULTS = {
    "load": True, "routes": True, "hash": "auto", "bfcache": True, "ignore": [], "name": None,
    "always": False,
}


def normalise_options(given):
    """
    `autoViews` with every key, or None where it is off; raises ValueError telling what is wrong.
    """
    if given is None or given is False:
        return None
    if given is True:
        given = {}
    if not isinstance(given, dict):
        raise ValueError("expected a boolean or an object")
    options = dict(_DEFAULTS)
    for key in sorted(given):
        if key not in _DEFAULTS:
            raise ValueError(key + " is not a known option. Known: " + ", ".join(sorted(_DEFAULTS)))
        if given[key] is not None:
            options[key] = given[key]
    if options["load"] not in (True, False, "now"):
        raise ValueError('load: expected a boolean or "now"')
    if not isinstance(options["routes"], (bool, dict)):
        raise ValueError("routes: expected a boolean or an object")
    if options["hash"] not in ("auto", "view", "ignore"):
        raise ValueError('hash: expected "auto", "view" or "ignore"')
    return options


def is_view_change(kind, old_url, new_url, options, matches):
    """
    Is going from one URL to the other a view? `kind` is `push`, `replace`, `traverse` or `hash`;
    `matches(pattern, path)` tells whether a path is one to ignore.
    """
    old = urls.split(old_url)
    new = urls.split(new_url)
    for pattern in options["ignore"]:
        if matches(pattern, new["path"]):
            return False
    if old["origin"] == new["origin"] and old["path"] == new["path"]:
        if old["query"] == new["query"]:
            return old["fragment"] != new["fragment"] and _is_hash_view(new["fragment"], options)
        if kind == "replace":
            routes = options["routes"]
            return isinstance(routes, dict) and bool(routes.get("replaceSearch"))
    return True


def _is_hash_view(fragment, options):
    if options["hash"] == "auto":
        return fragment.startswith("/") or fragment.startswith("!")
    return options["hash"] == "view"


def settle_due_ms(started_ms, changed_ms, now_ms):
    """How long to wait still: 50 ms after the last change, 500 ms at most. 0 or less: take it."""
    return min(changed_ms + QUIET_MS, started_ms + LONGEST_MS) - now_ms
