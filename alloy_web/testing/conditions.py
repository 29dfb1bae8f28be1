"""
What a test wants of an event: conditions, how far an event is from meeting them, and where it
differs, in words. Events themselves are in events.py.
"""

import json
from difflib import get_close_matches
from typing import Any

VIEW = "web.webpagedetails.pageViews"

# Of long values so much is shown.
_LONGEST = 120


class Whole:
    """See `whole`."""

    def __init__(self, value: Any):
        self.value = value


def whole(value: Any) -> Whole:
    """A dict that must be met completely; one by itself is met by a larger one, too."""
    return Whole(value)


def dig(value: Any, *path: str | int) -> Any:
    """What lies at `path` in dicts and lists, or None."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """
    Where `actual` is not what is `expected`, each as "path: expected …, got …".

    A dict need not be complete unless it is `whole`; everything else is compared as it is.
    """
    if isinstance(expected, Whole):
        return _differences(expected.value, actual, path, is_whole=True)
    return _differences(expected, actual, path, is_whole=False)


def _differences(expected, actual, path, is_whole):
    if isinstance(expected, Whole):
        return differences(expected, actual, path)
    if callable(expected):
        if expected(actual):
            return []
        name = getattr(expected, "__name__", "the function")
        return [f"{path}: {name} is not true of {shown(actual)}"]
    if isinstance(expected, dict) and isinstance(actual, dict):
        found = []
        for key in expected:
            below = f"{path}.{key}" if path else str(key)
            if key in actual:
                found += _differences(expected[key], actual[key], below, is_whole)
            else:
                found.append(f"{below}: expected {shown(expected[key])}, is missing"
                             f"{_similar(key, actual)}")
        if is_whole:
            found += [
                f"{path}.{key}: not expected, is {shown(actual[key])}"
                for key in actual if key not in expected
            ]
        return found
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        found = []
        for index, (one, other) in enumerate(zip(expected, actual)):
            found += _differences(one, other, f"{path}[{index}]", is_whole)
        return found
    if expected == actual and isinstance(expected, bool) == isinstance(actual, bool):
        return []
    return [f"{path}: expected {shown(expected)}, got {shown(actual)}"]


# ---- Conditions: a list of (words, expected), words being the steps to a field or one of these.

_WORDS = ("type", "view", "path")


def conditions_of(pattern, fields):
    wanted: list[tuple[tuple, Any]] = []
    if callable(pattern):
        wanted.append(((), pattern))
    elif isinstance(pattern, dict):
        wanted += [((key,), pattern[key]) for key in pattern]
    elif pattern is not None:
        raise TypeError(
            "a condition is a dict, a function or keywords, as in "
            f'one(type="purchase"); got {shown(pattern)}'
        )
    for name, expected in fields.items():
        steps = name.split("__")
        wanted.append((tuple(int(step) if step.isdigit() else step for step in steps), expected))
    for steps, _ in wanted:
        if steps and steps[0] not in (*_WORDS, "xdm", "data", "query"):
            close = get_close_matches(str(steps[0]), [*_WORDS, "xdm", "data", "query"], 1)
            hint = f' Did you mean "{close[0]}"?' if close else ""
            raise TypeError(
                f'"{steps[0]}" is no part of an event.{hint} A condition begins with type, view, '
                "path, xdm, data or query, as in xdm__commerce__order__purchaseID"
            )
    return wanted


def misses(wanted, event):
    found = []
    for steps, expected in wanted:
        found += _miss(steps, expected, event)
    return found


def distance(wanted, event):
    """
    How far an event is from what is wanted: one for each condition that it misses, and a little
    more for each step of its path that is not there.
    """
    distance = 0.0
    for steps, expected in wanted:
        if _miss(steps, expected, event):
            reached = [n for n in range(len(steps)) if dig(event, *steps[: n + 1]) is not None]
            distance += 1 + (len(steps) - len(reached)) / (len(steps) + 1)
    return distance


def _miss(steps, expected, event):
    if not steps:
        return differences(expected, event, "event")
    if len(steps) == 1 and steps[0] in _WORDS:
        value = getattr(event, steps[0])
        if steps[0] == "type" and expected == "viewStart":
            expected = VIEW
        return differences(expected, value, steps[0])
    value, path = event, ""
    for step in steps:
        below = f"{path}[{step}]" if isinstance(step, int) else f"{path}.{step}" if path else step
        inside = dig(value, step)
        if inside is None:
            if expected is None:
                return []
            return [f"{below}: expected {shown(expected)}, is missing{_similar(step, value)}"]
        value, path = inside, below
    return differences(expected, value, path)


def _similar(key, holder):
    """What stands where the key was looked for: the one that was meant, perhaps."""
    if not isinstance(holder, dict) or not holder:
        return ""
    close = get_close_matches(str(key), list(map(str, holder)), 1, 0.7)
    if close:
        return f"; there is {close[0]}: {shown(holder[close[0]])}"
    return f"; there is {', '.join(sorted(map(str, holder)))}"


def asked(pattern, fields):
    parts = [] if pattern is None else [shown(pattern)]
    parts += [f"{name.replace('__', '.')}={shown(value)}" for name, value in fields.items()]
    return ", ".join(parts)


def shown(value):
    if isinstance(value, Whole):
        return f"whole({shown(value.value)})"
    if callable(value):
        return getattr(value, "__name__", "a function")
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
