"""
Text as the wire has it: UTF-8, percent signs, JSON. As JavaScript does it, where Python or
MicroPython do it otherwise.

Compiled, JavaScript does it (buildtools/compiler/instead/encoding.py).
"""

from alloy_web.core.strings import hex_digits

# Letters, digits and the hyphen come first.
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What encodeURIComponent leaves as it is.
UNRESERVED = _LETTERS + _LETTERS.upper() + "0123456789-_.!~*'()"

_HEX = "0123456789abcdefABCDEF"
_HEX_DIGITS = b"0123456789ABCDEF"

# What may follow these first bytes; all others take 80 to BF.
_SECOND_BYTE = {0xE0: (0xA0, 0xBF), 0xED: (0x80, 0x9F), 0xF0: (0x90, 0xBF), 0xF4: (0x80, 0x8F)}

_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
}


def plain(letters):
    """For `percent_encode`: 1 for each byte that is one of these letters."""
    return bytes([int(chr(byte) in letters) for byte in range(128)]) + bytes(128)


PLAIN = plain(UNRESERVED)


def well_formed(text):
    """Surrogate pairs become the letter they stand for, surrogates alone become U+FFFD."""
    try:
        # Encoded surrogates begin so, and CPython refuses them anyway.
        if 0xED not in text.encode("utf-8"):
            return text
    except UnicodeError:
        pass
    letters = []
    high = 0
    for letter in text:
        code = ord(letter)
        if high and 0xDC00 <= code <= 0xDFFF:
            letters[-1] = chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00)
            high = 0
            continue
        high = code if 0xD800 <= code <= 0xDBFF else 0
        letters.append("\ufffd" if 0xD800 <= code <= 0xDFFF else letter)
    return "".join(letters)


def utf8(text):
    """The UTF-8 bytes that a browser would send."""
    return well_formed(text).encode("utf-8")


def from_utf8(data):
    """The text of UTF-8 bytes, or None where they are not UTF-8."""
    missing = 0
    low, high = 0x80, 0xBF
    for byte in data:
        if missing:
            if not low <= byte <= high:
                return None
            missing -= 1
            low, high = 0x80, 0xBF
        elif byte >= 0x80:
            if not 0xC2 <= byte <= 0xF4:
                return None
            missing = 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
            low, high = _SECOND_BYTE.get(byte, (0x80, 0xBF))
    return None if missing else bytes(data).decode("utf-8")


def percent_encode(text, stays=PLAIN):
    """As JavaScript's encodeURIComponent; `stays` says which bytes stay as they are (`plain`)."""
    data = utf8(text)
    # A list, here and below: MicroPython's bytearray grows by 8 bytes and moves each time.
    encoded = []
    # Byte by byte, since in MicroPython a letter is a string, which costs more.
    for byte in data:
        if stays[byte]:
            encoded.append(byte)
        else:
            encoded.extend([37, _HEX_DIGITS[byte >> 4], _HEX_DIGITS[byte & 15]])
    return text if len(encoded) == len(data) else str(bytes(encoded), "ascii")


def percent_decode(text, lenient=False):
    """
    As JavaScript's decodeURIComponent, with None where that throws.

    `lenient` keeps a percent sign that begins no sequence; bytes that are no UTF-8 still give None.
    """
    if "%" not in text:
        return text
    parts = text.split("%")
    found = list(utf8(parts[0]))
    for part in parts[1:]:
        if len(part) > 1 and part[0] in _HEX and part[1] in _HEX:
            found.append(int(part[:2], 16))
            found.extend(utf8(part[2:]))
        elif lenient:
            found.extend(utf8("%" + part))
        else:
            return None
    return from_utf8(found)


def scalar_json(value):
    """The JSON of a value that holds no others, as JSON.stringify writes it; others as texts."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number_json(value)
    return _text_json(str(value))


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
            written.append(scalar_json(item))
    return "".join(written)


def _object_parts(value):
    parts = [(True, "{")]
    for key in sorted(value):
        comma = "," if len(parts) > 1 else ""
        parts.append((True, comma + scalar_json(key) + ":"))
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


def _text_json(text):
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


def _number_json(value):
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
