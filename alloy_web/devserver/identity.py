"""
Who the visitor is: ECIDs, the identity cookie, and where a request carries them.

The identity cookie is URL-safe base64 of a protobuf message. It is written and read
here by hand, so that the SDK's reader meets a real message and not its own mirror image.
Which cookies an answer sets is decided in `edge.py`.

Source: specification, ID-01, ID-02, ID-04, EDGE-20, EDGE-21, EDGE-34.
"""

import base64
import hashlib
import re

from .incoming import dig, events_of

DEFAULT_ORG = "0123456789ABCDEF01234567@AdobeOrg"

_ECID = re.compile(r"[0-9]{38}")
# Of an organisation's name no more than a cookie's name can hold.
_COOKIE = re.compile(r"kndctr_([\w.@-]{1,100})_(?:identity|consent|cluster)", re.ASCII)
# A number of 64 bits is as long as protobuf has them.
_MOST_BITS = 64


def cookie_name(org, kind):
    """`kndctr_<ORG_>_<kind>`; the organisation's first `@` becomes `_`."""
    return f"kndctr_{org.replace('@', '_', 1)}_{kind}"


def org_of(request, orgs):
    """
    The organisation a request belongs to.

    Requests do not name it; their cookies do. What the body carries comes first, then the
    scenario's `orgs` for this datastream, then the Cookie header (which may hold several).
    """
    in_body = _orgs_in(_state_entries(request))
    in_scenario = orgs.get(request["query"].get("configId"))
    in_header = _orgs_in(request["cookies"])
    return next(iter(in_body), None) or in_scenario or next(iter(in_header), DEFAULT_ORG)


def ecid_of(request, org, random):
    """The visitor's ECID as the request has it, else a new one."""
    return known_ecid(request, org) or new_ecid(random)


def known_ecid(request, org):
    """
    The ECID in the body's cookies, the Cookie header, one the SDK added (migration, URL), or that
    of a first-party device id; None where there is nothing of it.
    """
    name = cookie_name(org, "identity")
    for cookies in (_state_entries(request), request["cookies"]):
        ecid = read_cookie(cookies.get(name, ""))
        if ecid:
            return ecid

    body = request["body"]
    for identities in (dig(body, "xdm", "identityMap"), dig(body, "identityMap")):
        ecid = dig(identities, "ECID", 0, "id")
        if isinstance(ecid, str) and _ECID.fullmatch(ecid):
            return ecid

    for event in events_of(request):
        device = dig(event, "xdm", "identityMap", "FPID", 0, "id")
        if device:
            return derived_id(device)

    return None


def new_ecid(random):
    """38 decimal digits, the first of them not zero."""
    return str(random.randrange(10**37, 10**38))


def derived_id(text):
    """An id that looks like an ECID and is always the same for the same text."""
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest(), "big")
    return str(10**37 + number % (9 * 10**37))


# The cookie's message: field 1 the ECID, 10 metadata (a message of its own), 30 the write time.


def write_cookie(ecid, now_ms):
    """The identity cookie's value."""
    metadata = _varint_field(1, now_ms) + _bytes_field(2, b"VA6")
    message = (
        _bytes_field(1, ecid.encode()) + _bytes_field(10, metadata) + _varint_field(30, now_ms)
    )
    return base64.urlsafe_b64encode(message).decode().rstrip("=")


def read_cookie(value):
    """The ECID inside an identity cookie's value, or None if there is none to be read."""
    try:
        message = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        at = 0
        while at < len(message):
            tag, at = _read_varint(message, at)
            field, wire = tag >> 3, tag & 7
            if wire == 2:
                length, at = _read_varint(message, at)
                content = message[at : at + length]
                if field == 1:
                    ecid = content.decode()
                    return ecid if _ECID.fullmatch(ecid) else None
                at += length
            elif wire == 0:
                _, at = _read_varint(message, at)
            elif wire in (1, 5):
                at += 8 if wire == 1 else 4
            else:
                return None
    except (ValueError, IndexError):
        pass
    return None


def _read_varint(message, at):
    number = shift = 0
    while True:
        byte = message[at]
        number |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if not byte & 0x80:
            return number, at
        if shift >= _MOST_BITS:
            raise ValueError("a number without end")


def _varint(number):
    groups = []
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])


def _varint_field(field, number):
    return _varint(field << 3) + _varint(number)


def _bytes_field(field, content):
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _state_entries(request):
    entries = dig(request["body"], "meta", "state", "entries") or []
    return {entry["key"]: entry["value"] for entry in entries}


def _orgs_in(cookies):
    return [match[1] for match in map(_COOKIE.fullmatch, sorted(cookies)) if match]
