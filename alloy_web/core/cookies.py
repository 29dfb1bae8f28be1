"""
Cookies as text: read, written, named. Who writes them when is the engine's.

Source: specification, EDGE-21, EDGE-32, EDGE-33, EDGE-34.
"""

from alloy_web.core.dates import http_date
from alloy_web.core.encoding import PLAIN, UNRESERVED, percent_decode, percent_encode, plain
from alloy_web.core.forms import is_domain
from alloy_web.core.strings import as_number, word

# encodeURIComponent would escape these; in values more of them stay than in names.
_PLAIN_IN_VALUES = plain(UNRESERVED + "#$&+/:<=>?@[]^`{|}")
_PLAIN_IN_NAMES = plain(UNRESERVED.replace("()", "") + "#$&+^`|")

_DESTINATION_DAYS = 10

# The last second that a date with four digits for the year can tell, in milliseconds.
_LATEST_MS = 253402300799000


def parse(text):
    """
    The cookies of `document.cookie` as a dict, names and values decoded.

    Of two with one name the first counts: it has the longer path. What cannot be decoded is
    left out.
    """
    found = {}
    for pair in text.split(";"):
        if "=" not in pair:
            continue
        name, _, value = pair.strip(" \t").partition("=")
        name = percent_decode(name, lenient=True)
        if not name or name in found:
            continue
        if len(value) > 1 and value[0] == '"' and value[-1] == '"':
            value = value[1:-1]
        value = percent_decode(value, lenient=True)
        if value is not None:
            found[name] = value
    return found


def serialize(
    name, value, *, domain="", max_age_s=None, now_ms=0, same_site="", secure=False,
    stays=_PLAIN_IN_VALUES
):
    """
    What `document.cookie` takes to write a cookie with path `/`.

    Without `max_age_s` it lives as long as the browser's session; with 0 or less it is removed.
    `stays` says which bytes of the value stay as they are.
    """
    parts = [
        percent_encode(name, _PLAIN_IN_NAMES) + "=" + percent_encode(value, stays),
        "path=/",
    ]
    if domain:
        parts.append("domain=" + domain)
    if max_age_s is not None:
        # A lifetime that is over counts from 1970, whatever the visitor's clock says.
        expires_ms = now_ms + max_age_s * 1000 if max_age_s > 0 else 0
        parts.append("expires=" + http_date(min(expires_ms, _LATEST_MS)))
    if same_site:
        parts.append("samesite=" + same_site)
    if secure:
        parts.append("secure")
    return "; ".join(parts)


def from_state_store(item, *, domain, is_https, now_ms):
    """
    What `document.cookie` takes for a `state:store` item, `{"key", "value", "maxAge"?, "attrs"?}`.

    Lifetimes and values of other kinds are read as JavaScript reads them: a lifetime of null is
    over. `SameSite=None` needs `secure`, and a page that is not https can set neither: there it
    is lax.
    """
    attributes = item.get("attrs")
    same_site = attributes.get("SameSite") if isinstance(attributes, dict) else ""
    same_site = str(same_site).lower()
    if same_site not in ("none", "lax", "strict"):
        same_site = ""
    if same_site == "none" and not is_https:
        same_site = "lax"
    return serialize(
        item["key"],
        word(item.get("value", "undefined")),
        domain=domain,
        max_age_s=as_number(item["maxAge"]) if "maxAge" in item else None,
        now_ms=now_ms,
        same_site=same_site,
        secure=same_site == "none",
    )


def value_left(item):
    """The value that a `state:store` item leaves the cookie with; empty where it removes it."""
    max_age_s = as_number(item["maxAge"]) if "maxAge" in item else None
    if max_age_s is not None and max_age_s <= 0:
        return ""
    return word(item.get("value", "undefined"))


def from_destination(spec, *, is_https, now_ms):
    """
    The text that writes a cookie destination: `{"name", "value"?, "domain"?, "ttlDays"?}`.

    Its value is encoded more strictly than that of other cookies. None where its domain is not one.
    Source: AUD-01.
    """
    domain = spec.get("domain") or ""
    if not is_domain(domain):
        return None
    value = spec.get("value")
    days = _number(spec.get("ttlDays")) or _DESTINATION_DAYS
    return serialize(
        str(spec["name"]),
        "" if value is None else str(value),
        domain=domain,
        max_age_s=days * 86400,
        now_ms=now_ms,
        same_site="none" if is_https else "",
        secure=is_https,
        stays=PLAIN,
    )


def org_key(org_id):
    """The organisation as it stands in the names of cookies and storage keys."""
    return org_id.replace("@", "_", 1)


def prefix(org_id):
    """What the names of all the organisation's cookies begin with."""
    return "kndctr_" + org_key(org_id) + "_"


def identity_cookie(org_id):
    return prefix(org_id) + "identity"


def consent_cookie(org_id):
    return prefix(org_id) + "consent"


def cluster_cookie(org_id):
    """The name of the cookie that holds the location hint."""
    return prefix(org_id) + "cluster"


def state_entries(cookies, org_id, target_migration=False):
    """
    `[{"key", "value"}]`, sorted by key: what a third-party endpoint gets of the cookies.

    `cookies` is what `parse` returned.
    """
    named = ("at_qa_mode", "mbox") if target_migration else ("at_qa_mode",)
    start = prefix(org_id)
    # Of the many that a page may have, these few are sorted.
    chosen = sorted([name for name in cookies if name.startswith(start) or name in named])
    return [{"key": name, "value": cookies[name]} for name in chosen]


def parse_pairs(text):
    """`general=in;other=out` as a dict."""
    pairs = {}
    for pair in text.split(";"):
        if "=" not in pair:
            continue
        key, _, value = pair.partition("=")
        if key.strip():
            pairs[key.strip()] = value.strip()
    return pairs


def _number(value):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number else None
