"""
Text as JavaScript and the wire understand it, where Python or MicroPython see it differently.

MicroPython decodes UTF-8 without checking it, keeps surrogates, and knows only ASCII white space;
CPython knows more digits and more white space than JavaScript.
"""

import json
import sys

IS_MICROPYTHON = sys.implementation.name == "micropython"

# How much of a text MicroPython writes as fast as less.
_PIECE = 2000

_DIGITS = "0123456789"

def is_digits(text):
    """One or more of 0 to 9, and nothing else."""
    return bool(text) and all(letter in _DIGITS for letter in text)


def hex_digits(value, count):
    """So many digits of a whole number to the base 16, in lower case."""
    digits = ""
    while len(digits) < count:
        digits = "0123456789abcdef"[value & 15] + digits
        value >>= 4
    return digits


def word(value):
    """A value that is no text as JavaScript would write it."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and float(value) % 1 == 0:
        return str(int(value))
    if isinstance(value, list):
        return ",".join(["" if each is None else word(each) for each in value])
    return "[object Object]" if isinstance(value, dict) else str(value)


def leading_number(text):
    """
    The number that the text begins with, or None. What is of more than 15 digits is cut to them.
    """
    found = []
    # Letter by letter: in MicroPython an index into a text costs all that stands before it.
    for letter in text:
        if letter not in _DIGITS:
            break
        found.append(letter)
    digits = "".join(found).lstrip("0")[:15]
    return int(digits or "0") if found else None


def to_json(value):
    """
    `value` as JSON text, in time that grows with its length; raises TypeError for what has none.

    MicroPython's own takes the square of that, eight seconds for a megabyte, and writes whatever
    it is given.
    """
    if not IS_MICROPYTHON:
        return json.dumps(value)
    written = []
    # What is to be written, last first: (True, finished text) or (False, value).
    work = [(False, value)]
    while work:
        is_text, item = work.pop()
        if is_text:
            written.append(item)
        elif isinstance(item, dict):
            work.append((True, "}"))
            parts = []
            for key in item:
                comma = ", " if parts else ""
                parts.append((True, comma + json.dumps(str(key)) + ": "))
                parts.append((False, item[key]))
            work.extend(reversed(parts))
            written.append("{")
        elif isinstance(item, (list, tuple)):
            work.append((True, "]"))
            parts = []
            for each in item:
                if parts:
                    parts.append((True, ", "))
                parts.append((False, each))
            work.extend(reversed(parts))
            written.append("[")
        elif isinstance(item, str):
            _write_text(item, written)
        elif item is None or isinstance(item, (bool, int, float)):
            written.append(json.dumps(item))
        else:
            raise TypeError(type(item).__name__ + " has no JSON form")
    return "".join(written)


def _write_text(text, written):
    if len(text) <= _PIECE:
        written.append(json.dumps(text))
        return
    written.append('"')
    for start in range(0, len(text), _PIECE):
        written.append(json.dumps(text[start:start + _PIECE])[1:-1])
    written.append('"')
