"""
The consent machine, as tables; who waits and who writes logs is the engine's.

A state is `{"value": "in" | "out" | "pending", "set_by": "default" | "initial" | "user"}`, and
besides what it may go back to: `"default"` and, while a setConsent runs, `"before"`.
Source: specification, CON-01 to CON-05.
"""

from alloy_web.core.cookies import parse_pairs
from alloy_web.wording import words

ASKED = "asked"    # setConsent was called; what it brings is not known yet
ENDED = "ended"    # the last setConsent went well, and no cookie has a choice
FAILED = "failed"  # the last setConsent failed, and no cookie has a choice

_DEFAULT = " by default"

_LOG = {
    "in": ("info", words("The visitor consented.")),
    "out": ("warn", words("The visitor declined consent: events are not sent.")),
    "out" + _DEFAULT: (
        "warn", words("No consent was given and the default is out: events are not sent."),
    ),
    "pending" + _DEFAULT: (
        "info", words("Consent is pending: events wait until setConsent is called."),
    ),
}


def initial(cookie_text, default, has_identity):
    """
    The state at configure.

    Consent belongs to an identity: without one the cookie counts for nothing. Source: CON-03.
    """
    stored = parse_cookie(cookie_text) if has_identity else None
    if stored:
        return _state(stored, "initial", default)
    return _state(default, "default", default)


def transition(state, cause):
    """
    The state after `cause`: `in` or `out` as the cookie was read, ASKED, ENDED or FAILED.

    Where the reference stays pending for good, since a setConsent brought no cookie, this goes
    back to what it was before. Source: CON-04, CON-05.
    """
    default = state["default"]
    if cause in ("in", "out"):
        return _state(cause, "user", default)
    if cause == ASKED:
        asked = _state("pending", "user", default)
        # Of several calls in a row the first knows what was before.
        asked["before"] = state.get("before") or state
        return asked
    if cause not in (ENDED, FAILED):
        raise ValueError("no such cause: " + str(cause))
    before = state.get("before")
    if not before:
        # No setConsent is running, or the cookie has said it already.
        return state
    if cause == FAILED:
        return _state(default, "default", default)
    return _state(before["value"], before["set_by"], default)


def decision(state, waiting):
    """`pass`, `wait`, `declined` or `pending`: what becomes of a call in this state."""
    value = state["value"]
    if value == "pending":
        return "wait" if waiting else value
    return "pass" if value == "in" else "declined"


def frees_waiters(before, after):
    """
    Do waiting calls get an answer now? `before` is None at configure.

    By CON-04 a state that is set by default keeps them; but a setConsent that came to nothing
    lets them go on as they would have without it, or they would never settle.
    """
    return before is not None and before["value"] == "pending" and after["value"] != "pending"


def current(state):
    """The state as features ask for it: `{"state", "wasSet"}`."""
    was_set = state["value"] != "pending" and state["set_by"] != "default"
    return {"state": state["value"], "wasSet": was_set}


def log_line(before, after):
    """`(level, message)`, or None where nothing is to be said. `before` is None at configure."""
    if before is not None and _seen(before) == _seen(after):
        return None
    return _LOG.get(_seen(after))


def parse_cookie(text):
    """`in` or `out`; None where the cookie is missing or says neither."""
    value = parse_pairs(text or "").get("general")
    return value if value in ("in", "out") else None


def unknown_value(text):
    """What the cookie says in place of in and out, for a warning; None if all is well."""
    if not text or parse_cookie(text):
        return None
    return parse_pairs(text).get("general", text)


def _state(value, set_by, default):
    return {"value": value, "set_by": set_by, "default": default}


def _seen(state):
    return state["value"] + (_DEFAULT if state["set_by"] == "default" else "")
