"""
Checks on options: `(value, path) → value, or one list of problems`.

A check is a function `check(value, path, problems)`: it returns the value to use and appends what
is wrong to `problems`, one sentence each. Checks are put together from the small ones below, so
that a command's options read as a table. `validate` runs one and raises all problems at once.

`None` and absent are the same, and each value is looked at once, however many there are.
Source: specification, CMD-06.
"""

import json

from alloy_web.errors import CommandError

_ENDLESS = float("inf")

# Of more problems than these only the number is told.
_MOST_TOLD = 20
_LONGEST_SHOWN = 100


def validate(command, check, value, error=CommandError):
    """The checked value of a command's options; raises `error` naming every problem."""
    problems = []
    checked = check(value, "", problems)
    if problems:
        count = "1 problem" if len(problems) == 1 else str(len(problems)) + " problems"
        lines = [command + ": " + count]
        for problem in problems[:_MOST_TOLD]:
            lines.append("  - " + problem)
        if len(problems) > _MOST_TOLD:
            lines.append("  - and " + str(len(problems) - _MOST_TOLD) + " more")
        raise error("\n".join(lines))
    return checked


def anything(value, path, problems):
    return value


def text(non_empty=False):
    def check(value, path, problems):
        if not isinstance(value, str):
            # `document.location`, for one: scripts take it for the text it shows.
            has_text = isinstance(value, dict) and isinstance(value.get("href"), str)
            wanted = "a string, such as its href" if has_text else "a string"
            return _expected(wanted, value, path, problems)
        if non_empty and not value:
            return _expected("a non-empty string", value, path, problems)
        return value

    return check


def boolean(value, path, problems):
    return value if isinstance(value, bool) else _expected("a boolean", value, path, problems)


def number(minimum=None, maximum=None, whole=False):
    def check(value, path, problems):
        kind = "a whole number" if whole else "a number"
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return _expected(kind, value, path, problems)
        # Neither is a number that is none, and int() takes no endless one.
        if value != value or abs(value) == _ENDLESS or (whole and value != int(value)):
            return _expected(kind, value, path, problems)
        if minimum is not None and value < minimum:
            return _expected(kind + " of at least " + str(minimum), value, path, problems)
        if maximum is not None and value > maximum:
            return _expected(kind + " of at most " + str(maximum), value, path, problems)
        return value

    return check


def one_of(*choices):
    def check(value, path, problems):
        if isinstance(value, str) and value in choices:
            return value
        names = ['"' + choice + '"' for choice in choices]
        wanted = ", ".join(names[:-1]) + " or " + names[-1] if len(names) > 1 else names[0]
        return _expected(wanted, value, path, problems)

    return check


def function(value, path, problems):
    return value if callable(value) else _expected("a function", value, path, problems)


def array(check_item=anything, non_empty=False, unique=False):
    def check(value, path, problems):
        if not isinstance(value, (list, tuple)):
            return _expected("an array", value, path, problems)
        if non_empty and not value:
            return _expected("a non-empty array", value, path, problems)
        checked = []
        for index in range(len(value)):
            checked.append(check_item(value[index], path + "[" + str(index) + "]", problems))
        if unique:
            # What is no text is a problem already.
            seen = set()
            for index in range(len(value)):
                item = value[index]
                if isinstance(item, str) and item in seen:
                    where = path + "[" + str(index) + "]"
                    problems.append(where + ": " + shown(item) + " is there twice")
                elif isinstance(item, str):
                    seen.add(item)
        return checked

    return check


def mapping(check_value=anything):
    """An object with any keys, each value checked."""

    def check(value, path, problems):
        if not isinstance(value, dict):
            return _expected("an object", value, path, problems)
        checked = {}
        for key in value:
            checked[key] = check_value(value[key], join(path, key), problems)
        return checked

    return check


def record(fields, open=False):
    """
    An object with the named fields, each `required(check)`, `optional(check, default)` or a
    check (optional, no default). Other keys are problems, unless `open`: then they are kept.
    """

    table = []
    for key in fields:
        field = fields[key] if isinstance(fields[key], _Field) else _Field(fields[key])
        table.append((key, field.check, field.is_required, field.default))

    def check(value, path, problems):
        if not isinstance(value, dict):
            return _expected("an object", value, path, problems)
        checked = {}
        known = 0
        for key, check_field, is_required, default in table:
            known += key in value
            given = value.get(key)
            if given is not None:
                checked[key] = check_field(given, join(path, key), problems)
            elif is_required:
                problems.append(join(path, key) + ": is required")
            elif default is not None:
                checked[key] = default
        if known == len(value):
            return checked
        # Python callers may have keys that are no text.
        for key in sorted(value, key=str):
            if key in fields:
                continue
            if open:
                checked[key] = value[key]
            elif len(problems) < _MOST_TOLD:
                problems.append(_unknown(str(key), path, fields))
            else:
                problems.append("")
        return checked

    return check


def either(first, second, wanted):
    """The first check if it holds, else the second; if neither does, `wanted` is told."""

    def check(value, path, problems):
        for attempt in (first, second):
            found = []
            checked = attempt(value, path, found)
            if not found:
                return checked
        return _expected(wanted, value, path, problems)

    return check


def required(check):
    return _Field(check, is_required=True)


def optional(check, default=None):
    return _Field(check, default=default)


class _Field:
    def __init__(self, check, is_required=False, default=None):
        self.check = check
        self.is_required = is_required
        self.default = default


def join(path, key):
    return path + "." + str(key) if path else str(key)


def shown(value):
    """The value as the reader of an error wrote it, shortened."""
    parts = []
    _show(value, parts, _LONGEST_SHOWN)
    written = "".join(parts)
    return written if len(written) <= _LONGEST_SHOWN else written[:_LONGEST_SHOWN - 3] + "..."


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
        return "a function"
    if isinstance(value, float) and (value != value or abs(value) == _ENDLESS):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, str):
        # CPython's json.dumps would escape what is not ASCII.
        return '"' + _escaped(value[:_LONGEST_SHOWN]) + '"'
    if value is None or isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return "what has no JSON form (" + type(value).__name__ + ")"


def _escaped(text):
    for plain, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(plain, escape)
    return text


def _expected(wanted, value, path, problems):
    if len(problems) < _MOST_TOLD:
        problems.append((path or "options") + ": expected " + wanted + ", got " + shown(value))
    else:
        # Counted, and not told.
        problems.append("")
    return value


def _unknown(key, path, fields):
    message = join(path, key) + ": is not a known option"
    meant = nearest(key, fields)
    if meant:
        return message + '. Did you mean "' + meant + '"?'
    return message


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
