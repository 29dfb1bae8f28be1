"""
What errors say of a value, as its writer would write it, and of a name, which may have been meant.
"""

import json

ENDLESS = float("inf")

_LONGEST_SHOWN = 100


def words(text):
    """
    The text, which only a developer reads: in lines of the log that are written when debugging is
    on, and in errors that only a mistake in the page's code leads to. In pages with two files it
    stands in the second (buildtools/compiler/words.py).
    """
    return text


def shown(value):
    """The value as the reader of an error wrote it, shortened."""
    parts = []
    _show(value, parts, _LONGEST_SHOWN)
    written = "".join(parts)
    return written if len(written) <= _LONGEST_SHOWN else written[:_LONGEST_SHOWN - 3] + "..."


def hint(name, names):
    """The end of a sentence on a name that is not among `names`, where one of them is near."""
    meant = nearest(name, names)
    return words('. Did you mean "' + meant + '"?') if meant else ""


def nearest(name, names):
    """The known name the reader may have meant, or None. At most 2 edits away, or 1 in 3."""
    best = None
    best_distance = max(2, len(name) // 3) + 1
    for candidate in sorted(names):
        distance = _edits(name.lower(), candidate.lower())
        if distance < best_distance:
            best = candidate
            best_distance = distance
    return best


def _show(value, parts, room):
    """Writes to `parts` until the room (letters) is used up; what is left of it."""
    if room < 0:
        # Whatever else there is, nobody sees it.
        return room
    if isinstance(value, dict):
        room = _put("{", parts, room)
        for key in value:
            if room < 0:
                break
            room = _put(_scalar(str(key)) + ": ", parts, _comma("{", parts, room))
            room = _show(value[key], parts, room)
        return _put("}", parts, room)
    if isinstance(value, (list, tuple)):
        room = _put("[", parts, room)
        for index in range(len(value)):
            if room < 0:
                break
            room = _show(value[index], parts, _comma("[", parts, room))
        return _put("]", parts, room)
    return _put(_scalar(value), parts, room)


def _comma(opening, parts, room):
    return room if parts[-1] == opening else _put(", ", parts, room)


def _put(text, parts, room):
    parts.append(text)
    return room - len(text)


def _scalar(value):
    if callable(value):
        return words("a function")
    if isinstance(value, float) and (value != value or abs(value) == ENDLESS):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, str):
        # CPython's json.dumps would escape what is not ASCII.
        return '"' + _escaped(value[:_LONGEST_SHOWN]) + '"'
    if value is None or isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return words("what has no JSON form (" + type(value).__name__ + ")")


def _escaped(text):
    for plain, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(plain, escape)
    return text


def _edits(one, other):
    """How many letters to insert, drop or change to get from one to the other."""
    # Long names are no typo of anything; the table would only cost time.
    if len(one) > 60:
        return len(one)
    row = list(range(len(other) + 1))
    for i in range(len(one)):
        previous = row
        row = [i + 1]
        for j in range(len(other)):
            cost = 0 if one[i] == other[j] else 1
            row.append(min(previous[j + 1] + 1, row[j] + 1, previous[j] + cost))
    return row[-1]
