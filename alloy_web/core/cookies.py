"""
Cookie text: read, written, named. Source: specification, EDGE-21, EDGE-32, EDGE-33, EDGE-34.
"""

from alloy_web.core.dates import http_date
from alloy_web.core.urls import percent_decode, percent_encode

# Escaped by encodeURIComponent, and put back in values; fewer in names.
_PLAIN_IN_VALUES = "#$&+/:<=>?@[]^`{|}"
_PLAIN_IN_NAMES = "#$&+^`|"


def parse(text):
    """The cookies of `document.cookie` as a dict; of two with one name the first counts."""
    found = {}
    for pair in text.split(";"):
        name, _, value = pair.strip().partition("=")
        name = percent_decode(name)
        if len(value) > 1 and value[0] == '"' and value[-1] == '"':
            value = value[1:-1]
        value = percent_decode(value)
        if name and value is not None and name not in found:
            found[name] = value
    return found


def serialize(name, value, *, domain="", max_age_s=None, now_ms=0, same_site="", secure=False):
    """The text that `document.cookie` takes. Without `max_age_s` it lives as long as the session."""
    parts = [_encode(name, _PLAIN_IN_NAMES).replace("(", "%28").replace(")", "%29")
             + "=" + _encode(value, _PLAIN_IN_VALUES), "path=/"]
    if domain:
        parts.append("domain=" + domain)
    if max_age_s is not None:
        parts.append("expires=" + http_date(max(0, now_ms + max_age_s * 1000)))
    if same_site:
        parts.append("sameSite=" + same_site)
    if secure:
        parts.append("secure")
    return "; ".join(parts)


def from_state_store(item, *, domain, is_https, now_ms):
    """
    The cookie of a `state:store` item.

    On a page that is not https browsers refuse `SameSite=None` and `Secure`, so it is lax there.
    """
    same_site = str((item.get("attrs") or {}).get("SameSite") or "").lower()
    if same_site and not is_https:
        same_site = "lax"
    return serialize(
        item["key"], str(item.get("value") or ""), domain=domain, max_age_s=item.get("maxAge"),
        now_ms=now_ms, same_site=same_site, secure=same_site == "none",
    )


def org_key(org_id):
    """The organisation as it stands in cookie names."""
    return org_id.replace("@", "_", 1)


def identity_cookie(org_id):
    return "kndctr_" + org_key(org_id) + "_identity"


def consent_cookie(org_id):
    return "kndctr_" + org_key(org_id) + "_consent"


def cluster_cookie(org_id):
    return "kndctr_" + org_key(org_id) + "_cluster"


def state_entries(cookies, org_id, target_migration=False):
    """What a third-party endpoint needs to be told of the cookies, sorted by name."""
    prefix = "kndctr_" + org_key(org_id) + "_"
    also = ["at_qa_mode", "mbox"] if target_migration else ["at_qa_mode"]
    entries = []
    for name in sorted(cookies):
        if name.startswith(prefix) or name in also:
            entries.append({"key": name, "value": cookies[name]})
    return entries


def parse_pairs(text):
    """`general=in;other=out` as a dict."""
    pairs = {}
    for pair in text.split(";"):
        key, _, value = pair.partition("=")
        if key.strip():
            pairs[key.strip()] = value.strip()
    return pairs


def _encode(text, plain):
    parts = []
    for letter in text:
        parts.append(letter if letter in plain else percent_encode(letter))
    return "".join(parts)
