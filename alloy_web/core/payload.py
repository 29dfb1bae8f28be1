"""
Request bodies. Absent branches are left out, never null. Source: specification, EDGE-20 to 27.
"""

from alloy_web.core import merge

_LONGEST_QUEUE_MS = 300000


def state(domain, are_cookies_enabled, entries):
    """`meta.state`; `entries` are the cookies a third-party endpoint needs (EDGE-21)."""
    built = {"domain": domain, "cookiesEnabled": are_cookies_enabled}
    if entries:
        built["entries"] = entries
    return built


def queue_time_ms(now_ms, created_at_ms):
    """How long the event waited, within 0 and five minutes (EDGE-22)."""
    return int(min(max(now_ms - created_at_ms, 0), _LONGEST_QUEUE_MS))


def identity_query(namespaces):
    """`query` that asks for identities (EDGE-23)."""
    return {"identity": {"fetch": namespaces}}


def add_identity(payload, namespace, identity_id):
    """
    Add an identity that the SDK itself knows; `payload` is changed.

    Its place is the top of the payload, not the event's own map of identities (EDGE-20); a payload
    of consent has a map of its own, with the caller's identities in it (EDGE-26).
    """
    holder = payload if _is_of_consent(payload) else payload.setdefault("xdm", {})
    identities = holder.setdefault("identityMap", {})
    identities.setdefault(namespace, []).append({"id": identity_id})


def has_identity(payload, namespace):
    """Is there one where `add_identity` would put it?"""
    path = "identityMap." if _is_of_consent(payload) else "xdm.identityMap."
    return bool(merge.get_path(payload, path + namespace))


def _is_of_consent(payload):
    return "consent" in payload
