"""
Where each line of the result comes from, in the form that browsers read (source map, version 3):
a debugger then steps through the Python.
"""

import json
import re

# Before each statement stands one of these, with where it comes from.
MARK, END = "\x01", "\x02"
_MARK = re.compile(f"{MARK}([^{END}]*):(\\d+):(\\d+){END}")
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def without_marks(text):
    return _MARK.sub("", text)


def separate(text, sources):
    """
    (the text without marks, its map as JSON text); `sources` is {path: Python}, for readers who
    have not got the files.
    """
    files, mappings = [], []
    # The last position; each is written as its distance from the one before.
    last = [0, 0, 0]
    lines = []
    for line in text.split("\n"):
        segments, plain, end, column = [], [], 0, 0
        for found in _MARK.finditer(line):
            part = line[end : found.start()]
            plain.append(part)
            column += len(part)
            end = found.end()
            if found[1] not in files:
                files.append(found[1])
            segments.append((column, files.index(found[1]), int(found[2]) - 1, int(found[3])))
        plain.append(line[end:])
        lines.append("".join(plain))
        mappings.append(_line(segments, last))
    made = {
        "version": 3, "sources": files, "names": [], "mappings": ";".join(mappings),
        "sourcesContent": [sources[path].decode() if path in sources else None for path in files],
    }  # fmt: skip
    return "\n".join(lines), json.dumps(made)


def _line(segments, last):
    parts, before = [], 0
    for column, *place in segments:
        distances = [column - before, *(new - old for new, old in zip(place, last, strict=True))]
        parts.append("".join(_number(each) for each in distances))
        before, last[:] = column, place
    return ",".join(parts)


def _number(value):
    """Base 64, five bits a digit, the lowest first; the lowest bit of all is the sign."""
    rest = (-value << 1 | 1) if value < 0 else value << 1
    digits = ""
    while True:
        digit, rest = rest & 31, rest >> 5
        digits += _DIGITS[digit | (32 if rest else 0)]
        if not rest:
            return digits
