"""
Checks on options: `(value, path) → value, or one list of problems`.

A check is a function `check(value, path, problems)`: it returns the value to use and appends what
is wrong to `problems`, one sentence each. Checks are put together from the small ones below, so
that a command's options read as a table. `validate` runs one and raises all problems at once.

`None` and absent are the same. Source: specification, CMD-06.
"""

import json

from alloy_web.errors import CommandError

_ENDLESS = float("inf")


def validate(command, check, value, error=CommandError):
    """The checked value of a command's options; raises `error` naming every problem."""
    problems = []
    checked = check(value, "", problems)
    if problems:
        count = "1 problem" if len(problems) == 1 else str(len(problems)) + " problems"
        lines = [command + ": " + count]
        for problem in problems:
            lines.append("  - " + problem)
        raise error("\n".join(lines))
    return checked


def anything(value, path, problems):
    return value


def text(non_empty=False):
    def check(value, path, problems):
        if not isinstance(value, str):
            return _expected("a string", value, path, problems)
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
            for index in range(len(value)):
                if value[index] in value[:index]:
                    where = path + "[" + str(index) + "]"
                    problems.append(where + ": " + shown(value[index]) + " is there twice")
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
            else:
                # To look for what was meant takes long, and nobody reads so many lines.
                known_names = fields if len(problems) < 20 else ()
                problems.append(_unknown(str(key), path, known_names))
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
    if callable(value):
        return "a function"
    try:
        written = json.dumps(value)
    except (TypeError, ValueError, RuntimeError):
        # Not JSON, or it contains itself, or is nested deeper than there is stack.
        written = "what has no JSON form (" + type(value).__name__ + ")"
    return written if len(written) <= 100 else written[:97] + "..."


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


def _expected(wanted, value, path, problems):
    problems.append((path or "options") + ": expected " + wanted + ", got " + shown(value))
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
