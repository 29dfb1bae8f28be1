"""
Checks on options: `examine(value, path, problems) → the value to use`, and what readers see.

A check is an object with two methods. `examine` returns the value to use and appends what is wrong
to `problems`, one sentence each; `validate` runs one and raises all problems at once. `describe`
gives the check as plain data, `{"kind": …}`, from which the build writes `alloy.d.ts`,
`docs/reference.md` and what the page's snippet understands (alloy_web/buildtools/tables.py).

Checks are put together from the small ones below, so that a command's options read as a table. What
only readers need of a table is not in pages: `describe`, and whatever is called `about`, `ahead`,
`returns`, `takes` or `written` (alloy_web/buildtools/flatten.py).

`None` and absent are the same, and each value is looked at once, however many there are.
Source: specification, CMD-06.
"""

from alloy_web.errors import CommandError
from alloy_web.wording import ENDLESS, hint, shown, words

# Of more problems than these only the number is given.
_MOST_SHOWN = 20


def validate(command, check, value, error=CommandError):
    """The checked value of a command's options; raises `error` naming every problem."""
    problems = []
    checked = check.examine(value, "", problems)
    refuse(command, problems, error)
    return checked


def refuse(command, problems, error):
    """Raise `error` naming every problem, if there are any."""
    if problems:
        count = words("1 problem" if len(problems) == 1 else str(len(problems)) + " problems")
        lines = [command + ": " + count]
        for problem in problems[:_MOST_SHOWN]:
            lines.append("  - " + problem)
        if len(problems) > _MOST_SHOWN:
            lines.append(words("  - and " + str(len(problems) - _MOST_SHOWN) + " more"))
        raise error("\n".join(lines))


class Anything:
    def examine(self, value, path, problems):
        return value

    def describe(self):
        return {"kind": "anything"}


class Text:
    def __init__(self, non_empty=False):
        self._non_empty = non_empty

    def examine(self, value, path, problems):
        if not isinstance(value, str):
            # `document.location`, for one: scripts take it for the text it shows.
            has_text = isinstance(value, dict) and isinstance(value.get("href"), str)
            wanted = words("a string, such as its href" if has_text else "a string")
            return expected(wanted, value, path, problems)
        if self._non_empty and not value:
            return expected("a non-empty string", value, path, problems)
        return value

    def describe(self):
        return {"kind": "text", "nonEmpty": self._non_empty}


class Boolean:
    def examine(self, value, path, problems):
        return value if isinstance(value, bool) else expected("a boolean", value, path, problems)

    def describe(self):
        return {"kind": "boolean"}


class Number:
    def __init__(self, minimum=None, maximum=None, whole=False):
        self._minimum = minimum
        self._maximum = maximum
        self._whole = whole

    def examine(self, value, path, problems):
        kind = words("a whole number" if self._whole else "a number")
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        # False for NaN, too; and int() takes no endless one.
        is_number = is_number and abs(value) < ENDLESS
        if is_number and not (self._whole and value != int(value)):
            if self._minimum is not None and value < self._minimum:
                kind += words(" of at least " + str(self._minimum))
            elif self._maximum is not None and value > self._maximum:
                kind += words(" of at most " + str(self._maximum))
            else:
                return value
        return expected(kind, value, path, problems)

    def describe(self):
        return {
            "kind": "number", "minimum": self._minimum, "maximum": self._maximum,
            "whole": self._whole,
        }


class OneOf:
    def __init__(self, *choices):
        self._choices = choices

    def examine(self, value, path, problems):
        if isinstance(value, str) and value in self._choices:
            return value
        names = ['"' + choice + '"' for choice in self._choices]
        wanted = ", ".join(names[:-1]) + " or " + names[-1] if len(names) > 1 else names[0]
        return expected(wanted, value, path, problems)

    def describe(self):
        return {"kind": "choice", "choices": list(self._choices)}


class Function:
    """`takes` shows readers what it is called with: a check, as if that were an option."""

    def __init__(self, *, takes=None):
        self.takes = takes

    def examine(self, value, path, problems):
        return value if callable(value) else expected("a function", value, path, problems)

    def describe(self):
        return {"kind": "function", "takes": self.takes.describe() if self.takes else None}


ANYTHING = Anything()
BOOLEAN = Boolean()
FUNCTION = Function()
TEXT = Text()
SOME_TEXT = Text(non_empty=True)
# A regular expression. Only the host knows whether it is one: core/config.py asks.
PATTERN = Text()


class Array:
    def __init__(self, item, non_empty=False, unique=False):
        self._item = item
        self._non_empty = non_empty
        self._unique = unique

    def examine(self, value, path, problems):
        if not isinstance(value, (list, tuple)):
            return expected("an array", value, path, problems)
        if self._non_empty and not value:
            return expected("a non-empty array", value, path, problems)
        checked = []
        for index in range(len(value)):
            checked.append(self._item.examine(value[index], _at(path, index), problems))
        if self._unique:
            # What is no text is a problem already.
            seen = set()
            for index in range(len(value)):
                item = value[index]
                if isinstance(item, str) and item in seen:
                    problems.append(_at(path, index) + ": " + shown(item) + " is there twice")
                elif isinstance(item, str):
                    seen.add(item)
        return checked

    def describe(self):
        return {
            "kind": "array", "item": self._item.describe(), "nonEmpty": self._non_empty,
            "unique": self._unique,
        }


class Mapping:
    """An object with any keys, each value checked."""

    def __init__(self, value):
        self._value = value

    def examine(self, value, path, problems):
        if not isinstance(value, dict):
            return expected("an object", value, path, problems)
        checked = {}
        for key in value:
            checked[key] = self._value.examine(value[key], join(path, key), problems)
        return checked

    def describe(self):
        return {"kind": "mapping", "value": self._value.describe()}


# An object, whatever is in it.
OBJECT = Mapping(ANYTHING)


class Record:
    """
    An object with these fields: `{key: Option}`. Other keys are problems, unless `open`: then they
    are kept.
    """

    def __init__(self, fields, open=False):
        self.fields = fields
        self._open = open

    def examine(self, value, path, problems):
        if not isinstance(value, dict):
            return expected("an object", value, path, problems)
        checked = {}
        known = 0
        for key in self.fields:
            option = self.fields[key]
            known += key in value
            given = value.get(key)
            if given is not None:
                checked[key] = option.check.examine(given, join(path, key), problems)
            elif option.is_required:
                problems.append(join(path, key) + ": is required")
            elif option.default is not None:
                checked[key] = option.default
        if known == len(value):
            return checked
        # Python callers may have keys that are no text.
        for key in sorted(value, key=str):
            if key in self.fields:
                continue
            if self._open:
                checked[key] = value[key]
            elif len(problems) < _MOST_SHOWN:
                problems.append(unknown(str(key), path, self.fields))
            else:
                problems.append("")
        return checked

    def describe(self):
        fields = {}
        for key in self.fields:
            fields[key] = self.fields[key].describe()
        return {"kind": "record", "fields": fields, "open": self._open}


class Either:
    """
    The first check if it holds, else the second; if neither does, `wanted` is named. Of an object
    that may be a record, all that is wrong in it is named.
    """

    def __init__(self, first, second, wanted):
        self._first = first
        self._second = second
        self._wanted = wanted

    def examine(self, value, path, problems):
        if isinstance(value, dict) and isinstance(self._second, Record):
            return self._second.examine(value, path, problems)
        for attempt in (self._first, self._second):
            found = []
            checked = attempt.examine(value, path, found)
            if not found:
                return checked
        return expected(self._wanted, value, path, problems)

    def describe(self):
        return {"kind": "either", "of": [self._first.describe(), self._second.describe()]}


class Option:
    """
    One row of a table: the check, and the value where none is given, as a caller would write it.

    An option of earlier days is `outdated`: a text that says what to do without it. Where it is
    true it may mean a value of a newer one: `(name, value)`.

    For readers: `about` says in one line what it does. `ahead` says what the page's snippet
    understands of it, so that it sends the first request by itself: True for whatever the check
    takes, or a regular expression of the value's JSON.
    """

    def __init__(
        self, check, default=None, is_required=False, outdated=None, means=None, *, about="",
        ahead=None
    ):
        self.check = check
        self.is_required = is_required
        self.default = None if default is None else check.examine(default, "", [])
        self.written = default
        self.outdated = outdated
        self.means = means
        self.about = about
        self.ahead = ahead

    def describe(self):
        return {
            "check": self.check.describe(), "required": self.is_required,
            "default": self.written, "about": self.about, "ahead": self.ahead,
        }


def required(check, *, about="", ahead=None):
    return Option(check, is_required=True, about=about, ahead=ahead)


def optional(check, default=None, outdated=None, means=None, *, about="", ahead=None):
    return Option(check, default, False, outdated, means, about=about, ahead=ahead)


def join(path, key):
    return path + "." + str(key) if path else str(key)


def _at(path, index):
    return path + "[" + str(index) + "]"


def expected(wanted, value, path, problems):
    """Note that this was wanted in the place of the value; returns that."""
    if len(problems) < _MOST_SHOWN:
        problems.append((path or "options") + ": expected " + wanted + ", got " + shown(value))
    else:
        # Counted, and not shown.
        problems.append("")
    return value


def unknown(key, path, fields):
    """What is said of a key that these fields have not."""
    return join(path, key) + words(": is not a known option") + hint(key, fields)
