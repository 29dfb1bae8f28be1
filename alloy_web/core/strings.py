"""
Text as JavaScript and the wire understand it, where Python or MicroPython see it differently.

MicroPython decodes UTF-8 without checking it, keeps surrogates, and knows only ASCII white space;
CPython knows more digits and more white space than JavaScript.

Compiled, JavaScript does it (buildtools/compiler/instead/strings.py).
"""

import json
import sys

IS_MICROPYTHON = sys.implementation.name == "micropython"

# How much of a text MicroPython writes as fast as less.
_PIECE = 2000

_DIGITS = "0123456789"

# \s of JavaScript's regular expressions.
_SPACES = (
    "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


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


def is_blank(text):
    """Nothing, or white space as JavaScript knows it."""
    return all(letter in _SPACES for letter in text)


def word(value):
    """A value that is no text as JavaScript would write it."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value - value != 0:
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, float) and float(value) % 1 == 0:
        return str(int(value))
    if isinstance(value, list):
        return ",".join(["" if each is None else word(each) for each in value])
    return "[object Object]" if isinstance(value, dict) else str(value)


def as_number(value):
    """A value as JavaScript makes a number of it; None where that is NaN."""
    if value is None:
        return 0
    if isinstance(value, str):
        digits = value.strip()
        if not all(letter in "0123456789+-.eE" for letter in digits):
            return None
        try:
            return float(digits or 0)
        except ValueError:
            return None
    return value if isinstance(value, (bool, int, float)) else None


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


def collapse(text):
    """Runs of white space become one space; none is left at the ends."""
    words = []
    word = []
    for letter in text:
        if letter not in _SPACES:
            word.append(letter)
        elif word:
            words.append("".join(word))
            word = []
    words.append("".join(word))
    return " ".join(words).strip(" ")


def indented(text: str) -> str:
    """JSON text in lines, for readers; MicroPython's `json` writes one line only."""
    parts = []
    line = "\n"
    in_string = False
    is_escaped = False
    for letter in text:
        if in_string or letter == '"':
            parts.append(letter)
            if letter == '"' and not is_escaped:
                in_string = not in_string
            is_escaped = letter == "\\" and not is_escaped
        elif letter in "{[":
            line += "  "
            parts.append(letter + line)
        elif letter in "}]":
            line = line[:-2]
            # Nothing inside: both brackets in one line.
            if parts[-1][0] in "{[":
                parts[-1] = parts[-1][0]
                parts.append(letter)
            else:
                parts.append(line + letter)
        elif letter == ",":
            parts.append(letter + line)
        elif letter == ":":
            parts.append(": ")
        elif letter not in " \t\r\n":
            parts.append(letter)
    return "".join(parts)


def data_to_json(value):
    """As `to_json`, of plain data: it is not looked through for what has no JSON form."""
    return to_json(value)


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
