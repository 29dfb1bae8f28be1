"""
Events as a test asks for them: what a visitor's pages sent, in the order in which the edge got it.

    visitor.events.one(type="purchase", xdm__commerce__order__purchaseID="7")
    visitor.events.none(type="error")
    visitor.events.where(path="/cart").exactly(2)
    visitor.events.in_order({"type": "cart.opened"}, {"type": "purchase"})
    visitor.events.views == ["/cart", "/pay"]

A condition is a keyword: `type`, `view` and `path` for what is asked most, else the way to a field,
its steps parted by `__`, numbers for places in a list. A value may be a function, which is asked; a
dict, which need not be complete; or `whole({…})`, which must be. When a condition is not met the
error shows what was sent, the event that comes nearest, and where that one differs.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from alloy_web.testing import masking

VIEW = "web.webpagedetails.pageViews"
CLICK = "web.webinteraction.linkClicks"

# Of many events, and of long values, so much is shown.
_MOST_SHOWN = 30
_LONGEST = 120


class Event(dict):
    """
    One event as it was sent: a dict with `xdm`, and `data`, `query` where it has them.

    `request` is the request it came in, as the local edge records them.
    """

    def __init__(self, body: dict, request: dict):
        super().__init__(body)
        self.request = request

    def __eq__(self, other: object) -> bool:
        if isinstance(other, dict):
            return super().__eq__(other)
        # A snapshot, as for Events.
        return bool(other == self.masked())

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def masked(self) -> dict:
        """Plain data for a snapshot; see masking.py."""
        return masking.masked(dict(self))

    @property
    def xdm(self) -> dict:
        return self.get("xdm", {})

    @property
    def data(self) -> dict:
        return self.get("data", {})

    @property
    def type(self) -> str | None:
        return self.xdm.get("eventType")

    @property
    def url(self) -> str | None:
        """The address of the page that sent it."""
        return dig(self, "xdm", "web", "webPageDetails", "URL")

    @property
    def path(self) -> str | None:
        """The path of that address."""
        return urlsplit(self.url).path if self.url else None

    @property
    def view(self) -> str | None:
        """The name of the view."""
        return dig(self, "xdm", "web", "webPageDetails", "viewName")


class Whole:
    """See `whole`."""

    def __init__(self, value: Any):
        self.value = value


def whole(value: Any) -> Whole:
    """A dict that must be met completely; one by itself is met by a larger one, too."""
    return Whole(value)


class Events(Sequence):
    """Events in their order; a test compares them with a list, or asks as above."""

    def __init__(self, events: Sequence[Event]):
        self._events = list(events)

    def __len__(self) -> int:
        return len(self._events)

    def __getitem__(self, index):
        return Events(self._events[index]) if isinstance(index, slice) else self._events[index]

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def __repr__(self) -> str:
        return repr(self._events)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (Events, list, tuple)):
            return self._events == list(other)
        # A snapshot: ids, times and versions are others in each run.
        return bool(other == self.masked())

    __hash__ = None  # type: ignore[assignment]

    def masked(self) -> list[dict]:
        """Plain data for a snapshot; see masking.py."""
        return [event.masked() for event in self._events]

    # ---- Asking

    def where(self, pattern: dict | Callable | None = None, /, **fields: Any) -> "Events":
        """Those that meet the condition, perhaps none."""
        wanted = _conditions(pattern, fields)
        return Events([event for event in self._events if not _misses(wanted, event)])

    def one(self, pattern: dict | Callable | None = None, /, **fields: Any) -> Event:
        """The only event that meets the condition."""
        __tracebackhide__ = True
        found = self.where(pattern, **fields)
        if len(found) != 1:
            asked = f"one({_asked(pattern, fields)})"
            raise self._complaint(asked, found, _conditions(pattern, fields))
        return found[0]

    def none(self, pattern: dict | Callable | None = None, /, **fields: Any) -> bool:
        """True if no event meets the condition; raises where one does."""
        __tracebackhide__ = True
        found = self.where(pattern, **fields)
        if found:
            raise self._complaint(f"none({_asked(pattern, fields)})", found, [])
        return True

    def exactly(
        self, count: int, pattern: dict | Callable | None = None, /, **fields: Any
    ) -> "Events":
        """The events that meet the condition, of which there are `count`."""
        __tracebackhide__ = True
        if not isinstance(count, int):
            raise TypeError(f"exactly({count!r}): expected a number, then conditions")
        found = self.where(pattern, **fields)
        if len(found) != count:
            asked = f"exactly({', '.join(filter(None, [str(count), _asked(pattern, fields)]))})"
            wanted = _conditions(pattern, fields) if len(found) < count else []
            raise self._complaint(asked, found, wanted)
        return found

    def in_order(self, *patterns: dict | str | Callable) -> list[Event]:
        """
        For each pattern an event, each after the one before; others may stand between them.

        A pattern is a dict of conditions, or the text of a type.
        """
        __tracebackhide__ = True
        found, at = [], 0
        for number, pattern in enumerate(patterns):
            wanted = _conditions({"type": pattern} if isinstance(pattern, str) else pattern, {})
            rest = self._events[at:]
            place = next((i for i, event in enumerate(rest) if not _misses(wanted, event)), None)
            if place is None:
                asked = f"in_order: number {number + 1}, {_shown(pattern)},"
                after = f" after {at}. {_line(found[-1])}" if found else ""
                raise self._complaint(asked + after, Events([]), wanted, at)
            found.append(rest[place])
            at += place + 1
        return found

    # ---- What is asked most

    @property
    def views(self) -> list[str | None]:
        """The paths of the pages viewed."""
        return [event.path for event in self._events if event.type == VIEW]

    @property
    def clicks(self) -> list[str | None]:
        """The words of the links clicked."""
        return [
            dig(event, "xdm", "web", "webInteraction", "name")
            for event in self._events if event.type == CLICK
        ]

    @property
    def displays(self) -> list[str]:
        """The ids of the propositions that were reported as shown, by events of any type."""
        found = []
        for event in self._events:
            decisioning = dig(event, "xdm", "_experience", "decisioning") or {}
            if dig(decisioning, "propositionEventType", "display"):
                found += [one.get("id") for one in decisioning.get("propositions", [])]
        return found

    # ---- Failing

    def _complaint(self, asked, found, wanted, start=0):
        if not self._events:
            return AssertionError(f"{asked}: no event was sent.")
        if not found:
            what = "no event is like that"
        else:
            what = f"{len(found)} event{'s are' if len(found) > 1 else ' is'} like that"
        lines = [f"{asked}: {what}, of {len(self._events)} sent."]
        chosen = [id(event) for event in found]
        lines.append("Sent (>: like that):" if found else "Sent:")
        for number, event in enumerate(self._events[:_MOST_SHOWN], 1):
            mark = ">" if id(event) in chosen else " "
            lines.append(f" {mark} {number}. {_line(event)}")
        if len(self._events) > _MOST_SHOWN:
            lines.append(f"   and {len(self._events) - _MOST_SHOWN} more")
        if wanted and not found:
            lines += self._nearest(wanted, start)
        return AssertionError("\n".join(lines))

    def _nearest(self, wanted, start):
        rated = [
            (_distance(wanted, event), -number, event)
            for number, event in enumerate(self._events[start:], start + 1)
        ]
        if not rated:
            return []
        # Of equally near ones the latest.
        _, number, event = min(rated, key=lambda one: one[:2])
        number = -number
        lines = [f"Nearest is {number}. {_line(event)}, which differs at"]
        return lines + [f"    {line}" for line in _misses(wanted, event)]


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
        return [f"{path}: {name} is not true of {_shown(actual)}"]
    if isinstance(expected, dict) and isinstance(actual, dict):
        found = []
        for key in expected:
            below = f"{path}.{key}" if path else str(key)
            if key in actual:
                found += _differences(expected[key], actual[key], below, is_whole)
            else:
                found.append(f"{below}: expected {_shown(expected[key])}, is missing"
                             f"{_similar(key, actual)}")
        if is_whole:
            found += [
                f"{path}.{key}: not expected, is {_shown(actual[key])}"
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
    return [f"{path}: expected {_shown(expected)}, got {_shown(actual)}"]


# ---- Conditions: a list of (words, expected), words being the steps to a field or one of these.

_WORDS = ("type", "view", "path")


def _conditions(pattern, fields):
    wanted: list[tuple[tuple, Any]] = []
    if callable(pattern):
        wanted.append(((), pattern))
    elif isinstance(pattern, dict):
        wanted += [((key,), pattern[key]) for key in pattern]
    elif pattern is not None:
        raise TypeError(
            "a condition is a dict, a function or keywords, as in "
            f'one(type="purchase"); got {_shown(pattern)}'
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


def _misses(wanted, event):
    found = []
    for steps, expected in wanted:
        found += _miss(steps, expected, event)
    return found


def _distance(wanted, event):
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
            return [f"{below}: expected {_shown(expected)}, is missing{_similar(step, value)}"]
        value, path = inside, below
    return differences(expected, value, path)


def _similar(key, holder):
    """What stands where the key was looked for: the one that was meant, perhaps."""
    if not isinstance(holder, dict) or not holder:
        return ""
    close = get_close_matches(str(key), list(map(str, holder)), 1, 0.7)
    if close:
        return f"; there is {close[0]}: {_shown(holder[close[0]])}"
    return f"; there is {', '.join(sorted(map(str, holder)))}"


def _asked(pattern, fields):
    parts = [] if pattern is None else [_shown(pattern)]
    parts += [f"{name.replace('__', '.')}={_shown(value)}" for name, value in fields.items()]
    return ", ".join(parts)


def _line(event):
    parts = [event.type or "(no type)", event.path or ""]
    if event.view:
        parts.append(f"view {event.view}")
    name = dig(event, "xdm", "web", "webInteraction", "name")
    if name:
        parts.append(_shown(name))
    return " ".join(filter(None, parts))


def _shown(value):
    if isinstance(value, Whole):
        return f"whole({_shown(value.value)})"
    if callable(value):
        return getattr(value, "__name__", "a function")
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
