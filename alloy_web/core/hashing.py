"""
Hashes that tell whether a consent object changed since it was last sent, and by which an event is
found among those that a visitor met before.

They equal the reference's, so that a site that moves over does not send all consent again, and
keeps the history of its visitors. Source: specification, CON-06, RULE-06.
"""

from alloy_web.core.strings import utf8, well_formed, word

_OFFSET_BASIS = 0x811C9DC5
_PRIME = 0x01000193

_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
}


def fnv1a32(text):
    """32-bit FNV-1a of the UTF-8 bytes, as 8 lower-case hex digits."""
    value = _OFFSET_BASIS
    for byte in utf8(text):
        value = ((value ^ byte) * _PRIME) & 0xFFFFFFFF
    return hex_digits(value, 8)


def hex_digits(value, count):
    """So many digits of a whole number to the base 16, in lower case."""
    digits = ""
    while len(digits) < count:
        digits = "0123456789abcdef"[value & 15] + digits
        value >>= 4
    return digits


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


def canonical_json(value):
    """
    JSON text as JSON.stringify writes it, with the keys of every object sorted.

    `json.dumps` is no help: it writes 1.0 and 1e-06, and CPython's escapes what is not ASCII.
    """
    written = []
    # What is to be written, last first: (True, finished text) or (False, value).
    work = [(False, value)]
    while work:
        is_text, item = work.pop()
        if is_text:
            written.append(item)
        elif isinstance(item, dict):
            work.extend(reversed(_object_parts(item)))
        elif isinstance(item, (list, tuple)):
            work.extend(reversed(_array_parts(item)))
        else:
            written.append(_scalar(item))
    return "".join(written)


def _object_parts(value):
    parts = [(True, "{")]
    for key in sorted(value):
        comma = "," if len(parts) > 1 else ""
        parts.append((True, comma + _text(key) + ":"))
        parts.append((False, value[key]))
    parts.append((True, "}"))
    return parts


def _array_parts(value):
    parts = [(True, "[")]
    for item in value:
        if len(parts) > 1:
            parts.append((True, ","))
        parts.append((False, item))
    parts.append((True, "]"))
    return parts


def _scalar(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number(value)
    return _text(str(value))


def _plain(value):
    """As JavaScript puts a value into a text."""
    return value if isinstance(value, str) else _scalar(value)


def _text(text):
    parts = ['"']
    for letter in well_formed(text):
        if letter in _ESCAPES:
            parts.append(_ESCAPES[letter])
        elif ord(letter) < 32:
            parts.append("\\u" + hex_digits(ord(letter), 4))
        else:
            parts.append(letter)
    parts.append('"')
    return "".join(parts)


def _number(value):
    """The digits are Python's, the notation JavaScript's: 1, 0.000001, 1e+21."""
    if isinstance(value, int) and abs(value) < 10**21:
        return str(value)
    mantissa, _, exponent = str(abs(float(value))).partition("e")
    if mantissa in ("inf", "nan"):
        return "null"
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # Where the decimal point stands, counted from the first digit that is not 0.
    point = len(digits) - len(fraction) + int(exponent or 0)
    digits = digits.rstrip("0")
    if not digits:
        return "0"
    return ("-" if value < 0 else "") + _notation(digits, point)


def _notation(digits, point):
    if 0 < point <= 21:
        whole = digits[:point] + "0" * (point - len(digits))
        return whole + "." + digits[point:] if len(digits) > point else whole
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = point - 1
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return mantissa + "e" + ("+" if exponent > 0 else "") + str(exponent)
