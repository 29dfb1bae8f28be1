"""
Where a visitor's id (ECID) is found and put: the identity cookie, older cookies, the page's URL.

The gate in front of the network is the engine's. Source: specification, ID-02, ID-05 to ID-08.
"""

from alloy_web.core.encoding import from_utf8, percent_decode, percent_encode
from alloy_web.core.strings import is_digits, leading_number
from alloy_web.core.urls import query_values, split
from alloy_web.wording import words

# One host for all sites; see engine/identity_domain.py.
IDENTITY_DOMAIN = "adobedc.demdex.net"

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

_PARAMETER = "adobe_mc"
_LONGEST_AGE_S = 300
# Redirects on the way encode it again, each once.
_MOST_DECODED = 10

# What a value of the parameter may consist of; all else is stripped.
_PLAIN = _BASE64[:62] + "@."


def ecid_from_cookie(value):
    """
    The ECID of the identity cookie's value; None if the value is empty. Source: ID-02.

    Raises ValueError where it cannot be read.
    """
    if not value:
        return None
    try:
        return _ecid(_from_base64(percent_decode(value, lenient=True) or value))
    except (IndexError, ValueError):
        raise ValueError("The identity cookie cannot be read: it is not the Edge Network's.")


def _ecid(message):
    """The text of field 1 of a message in the form of protocol buffers; an error without it."""
    at = 0
    while True:
        tag, at = _varint(message, at)
        wire = tag & 7
        if wire == 0:
            _, at = _varint(message, at)
        elif wire == 1:
            at += 8
        elif wire == 2:
            size, start = _varint(message, at)
            at = start + size
            if tag == 10:
                break
        elif wire == 5:
            at += 4
        elif wire > 5:
            raise ValueError()
    ecid = from_utf8(message[start:at])
    if ecid is None or at > len(message):
        raise ValueError()
    return ecid


def why_no_cookie(cookie_names, org_id):
    """
    What may be the cause where an answer left no identity cookie; `cookie_names` are those of
    the cookies that it had the page write. Source: EDGE-41.
    """
    for name in cookie_names:
        if isinstance(name, str) and name.startswith("kndctr_") and name.endswith("_identity"):
            return words("It is for another organisation (" + name + "): orgId (" + org_id
                         + ") is not that of the datastream.")
    return words("It told the page to write none. Does orgId belong to the datastream? May cookies "
                 "be set for this domain?")


def ecid_from_amcv(value):
    """The ECID of an older cookie (`…|MCMID|<digits>|…`), or None. Source: ID-05."""
    parts = (value or "").split("|")
    for index in range(len(parts) - 1):
        if parts[index] == "MCMID" and is_digits(parts[index + 1]):
            return parts[index + 1]
    return None


def amcv_cookie(org_id):
    """The name of the older cookie: it has the organisation as it is."""
    return "AMCV_" + org_id


def amcv_value(ecid):
    return "MCMID|" + ecid


def from_page_url(url, org_id, now_s):
    """
    What the parameter `adobe_mc` of the page's URL says.

    `{"ecid": …}`, or `{"problem": "invalid" | "organisation" | "expired"}`, or `{}` without the
    parameter. `"several": True` is added where it stands more than once; the last one counts.
    Source: ID-06.
    """
    parts = split(url)
    values = query_values(parts["query"], _PARAMETER)
    if not values:
        values = query_values(parts["fragment"].partition("?")[2], _PARAMETER)
    if not values:
        return {}
    found = _judge(_pairs(values[-1]), org_id, now_s)
    if len(values) > 1:
        found["several"] = True
    return found


def append_to_url(url, ecid, org_id, now_s):
    """
    The URL with the visitor's id as the parameter `adobe_mc`, in front of the fragment.

    The organisation is encoded twice, as its readers expect. Source: ID-08.
    """
    value = "TS=" + str(int(now_s + 0.5)) + "|MCMID=" + ecid + "|MCORGID=" + percent_encode(org_id)
    address, mark, fragment = url.partition("#")
    _, question, query = address.partition("?")
    separator = "&" if query else "" if question else "?"
    return address + separator + _PARAMETER + "=" + percent_encode(value) + mark + fragment


def _pairs(value):
    # Until nothing is left to decode; but `%252525…` would take as long as it is long.
    for _ in range(_MOST_DECODED):
        value = percent_decode(value) or value
    pairs = {}
    for pair in value.split("|"):
        key, _, text = pair.partition("=")
        pairs[key] = "".join([letter for letter in text if letter in _PLAIN])
    return pairs


def _judge(pairs, org_id, now_s):
    ecid, written_s = pairs.get("MCMID"), leading_number(pairs.get("TS", ""))
    if not ecid or written_s is None:
        return {"problem": "invalid"}
    if pairs.get("MCORGID") != org_id:
        return {"problem": "organisation"}
    if written_s + _LONGEST_AGE_S < now_s:
        return {"problem": "expired"}
    return {"ecid": ecid}


def _from_base64(text):
    """Bytes of base64, of the URL-safe alphabet too, with or without padding."""
    text = text.replace("-", "+").replace("_", "/").rstrip("=")
    if len(text) % 4 == 1:
        raise ValueError()
    # A list: MicroPython's bytearray is moved with every 8 bytes that it grows.
    found = []
    bits, count = 0, 0
    for letter in text:
        six = _BASE64.find(letter)
        if six < 0:
            raise ValueError()
        bits = ((bits << 6) + six) & 0xFFFF
        count += 6
        if count >= 8:
            count -= 8
            found.append(bits >> count & 0xFF)
    return found


def _varint(message, at):
    """The number that begins at `at`, and where it ends: 7 bits a byte, the lowest first."""
    value = 0
    for index in range(10):
        byte = message[at + index]
        value += (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, at + index + 1
    raise ValueError()
