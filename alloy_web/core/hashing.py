"""
Hashes that tell whether a consent object changed. Source: specification, CON-06.
"""

import json

_OFFSET = 0x811C9DC5
_PRIME = 0x01000193


def fnv1a32(text):
    """32-bit FNV-1a of the UTF-8 bytes, as 8 lower-case hex digits."""
    value = _OFFSET
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * _PRIME) & 0xFFFFFFFF
    return "%08x" % value


def canonical_json(value):
    """JSON text with the keys of every object sorted and no spaces, as JavaScript writes it."""
    if isinstance(value, dict):
        parts = []
        for key in sorted(value):
            parts.append(_text(key) + ":" + canonical_json(value[key]))
        return "{" + ",".join(parts) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([canonical_json(item) for item in value]) + "]"
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        # JavaScript has one kind of number: 1.0 is written 1.
        return str(int(value))
    return _text(value) if isinstance(value, str) else json.dumps(value)


def consent_hash(consent):
    """The hash of a consent object without its standard and version."""
    content = {}
    for key in consent:
        if key not in ("standard", "version"):
            content[key] = consent[key]
    return fnv1a32(canonical_json(content))


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _text(text):
    # json.dumps escapes what is not ASCII in CPython, and does not in MicroPython.
    parts = ['"']
    for letter in text:
        if letter in _ESCAPES:
            parts.append(_ESCAPES[letter])
        elif ord(letter) < 32:
            parts.append("\\u%04x" % ord(letter))
        else:
            parts.append(letter)
    parts.append('"')
    return "".join(parts)
