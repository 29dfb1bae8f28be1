"""
Request bodies. Absent branches are left out, never null. Source: specification, EDGE-20 to 27.
"""

from alloy_web.core import merge

_LONGEST_QUEUE_MS = 300000


def state(domain, entries):
    """`meta.state`; `entries` are the cookies a third-party endpoint needs (EDGE-21)."""
    built = {"domain": domain, "cookiesEnabled": True}
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
    """Add an identity that the SDK itself knows, at the top of the payload (EDGE-20)."""
    identities = payload.setdefault("xdm", {}).setdefault("identityMap", {})
    identities.setdefault(namespace, []).append({"id": identity_id})


def has_identity(payload, namespace):
    return bool(merge.get_path(payload, "xdm.identityMap." + namespace))
