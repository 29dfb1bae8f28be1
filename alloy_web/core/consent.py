"""
The consent machine, as tables. A state is `{"value": "in" | "out" | "pending", "set_by":
"default" | "initial" | "user"}`. Source: specification, CON-01 to CON-05.
"""

from alloy_web.core.cookies import parse_pairs

# value      a call that waits   one that does not
_DECISIONS = {
    "in": ("pass", "pass"),
    "out": ("declined", "declined"),
    "pending": ("wait", "pending"),
}


def decision(state, waiting):
    """`pass`, `wait`, `declined` or `pending`: what becomes of a call in this state."""
    return _DECISIONS[state["value"]][0 if waiting else 1]


def initial(cookie_text, default, has_identity):
    """The state at configure: what was stored, if it belongs to an identity, else the default."""
    stored = parse_cookie(cookie_text) if has_identity else None
    if stored:
        return {"value": stored, "set_by": "initial"}
    return {"value": default, "set_by": "default"}


def parse_cookie(text):
    """`in`, `out`, or None where the cookie says neither."""
    value = parse_pairs(text or "").get("general")
    return value if value in ("in", "out") else None


def suspended(state):
    """While a setConsent is on its way."""
    return {"value": "pending", "set_by": "default"}


def stored(state, cookie_text):
    """The state after the cookie was read again: unchanged where it says nothing."""
    value = parse_cookie(cookie_text)
    return {"value": value, "set_by": "user"} if value else state


def current(state):
    """The state as other features ask for it."""
    return {"state": state["value"], "wasSet": state["set_by"] != "default" and state["value"] != "pending"}


def change_to_log(before, after):
    """`(level, message)` for the log, or None where nothing changed."""
    if before == after:
        return None
    if after["value"] == "in":
        return None if after["set_by"] == "default" else ("info", "The visitor consented.")
    if after["value"] == "out":
        if after["set_by"] == "default":
            return "warn", "No consent was given, and the default is out: nothing is sent."
        return "warn", "The visitor declined consent: nothing is sent."
    if after["set_by"] == "default":
        return "info", "Consent is pending: what is sent waits for setConsent."
    return None
