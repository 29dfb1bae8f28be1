"""
Hashes that tell whether a consent object changed since it was last sent, and by which an event is
found among those that a visitor met before.

They equal the reference's, so that a site that moves over does not send all consent again, and
keeps the history of its visitors. Source: specification, CON-06, RULE-06.
"""

from alloy_web.core.encoding import canonical_json, scalar_json, utf8
from alloy_web.core.strings import hex_digits, word

_OFFSET_BASIS = 0x811C9DC5
_PRIME = 0x01000193


def fnv1a32(text):
    """32-bit FNV-1a of the UTF-8 bytes, as 8 lower-case hex digits."""
    value = _OFFSET_BASIS
    for byte in utf8(text):
        value = ((value ^ byte) * _PRIME) & 0xFFFFFFFF
    return hex_digits(value, 8)


def fields_hash(fields):
    """The hash of what an event is: its fields in the order of their names, empty ones left out."""
    parts = []
    for key in sorted(fields):
        if fields[key] is not None and fields[key] != "":
            parts.append(key + ":" + word(fields[key]))
    return fnv1a32("".join(parts))


def consent_hash(consent):
    """The hash of one consent object; its standard and version are the key it is kept under."""
    content = {}
    for key in consent:
        if key not in ("standard", "version"):
            content[key] = consent[key]
    return fnv1a32(canonical_json(content))


def consent_hashes(consents):
    """
    `{"<standard>.<version>": hash}` of a list of consent objects.

    Two objects of one standard and version share a key; the first one's hash counts.
    """
    hashes = {}
    for consent in consents:
        key = _plain(consent.get("standard")) + "." + _plain(consent.get("version"))
        if key not in hashes:
            hashes[key] = consent_hash(consent)
    return hashes


def _plain(value):
    """As JavaScript puts a value into a text."""
    return value if isinstance(value, str) else scalar_json(value)
