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

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from alloy_web.testing import masking
from alloy_web.testing.conditions import (
    VIEW,
    asked,
    conditions_of,
    dig,
    distance,
    misses,
    shown,
)

CLICK = "web.webinteraction.linkClicks"

# Of many events so many are shown.
_MOST_SHOWN = 30


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
        """Its XDM; empty where it has none."""
        return self.get("xdm", {})

    @property
    def data(self) -> dict:
        """Its `data`; empty where it has none."""
        return self.get("data", {})

    @property
    def type(self) -> str | None:
        """`xdm.eventType`."""
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


class Events(Sequence):
    """
    Events in their order; a test compares them with a list, or asks for those it means:

        events.one(type="purchase", xdm__commerce__order__purchaseID="7")

    A condition is `type`, `path` or `view`, or the way to a field with `__` between its steps; its
    value is what has to be there, or a function that is asked.
    """

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
        wanted = conditions_of(pattern, fields)
        return Events([event for event in self._events if not misses(wanted, event)])

    def one(self, pattern: dict | Callable | None = None, /, **fields: Any) -> Event:
        """The only event that meets the condition."""
        __tracebackhide__ = True
        found = self.where(pattern, **fields)
        if len(found) != 1:
            call = f"one({asked(pattern, fields)})"
            raise self._complaint(call, found, conditions_of(pattern, fields))
        return found[0]

    def none(self, pattern: dict | Callable | None = None, /, **fields: Any) -> bool:
        """True if no event meets the condition; raises where one does."""
        __tracebackhide__ = True
        found = self.where(pattern, **fields)
        if found:
            raise self._complaint(f"none({asked(pattern, fields)})", found, [])
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
            call = f"exactly({', '.join(filter(None, [str(count), asked(pattern, fields)]))})"
            wanted = conditions_of(pattern, fields) if len(found) < count else []
            raise self._complaint(call, found, wanted)
        return found

    def in_order(self, *patterns: dict | str | Callable) -> list[Event]:
        """
        For each pattern an event, each after the one before; others may stand between them.

        A pattern is a dict of conditions, or the text of a type.
        """
        __tracebackhide__ = True
        found, at = [], 0
        for number, pattern in enumerate(patterns):
            wanted = conditions_of({"type": pattern} if isinstance(pattern, str) else pattern, {})
            rest = self._events[at:]
            place = next((i for i, event in enumerate(rest) if not misses(wanted, event)), None)
            if place is None:
                call = f"in_order: number {number + 1}, {shown(pattern)},"
                after = f" after {at}. {_line(found[-1])}" if found else ""
                raise self._complaint(call + after, Events([]), wanted, at)
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

    def _complaint(self, call, found, wanted, start=0):
        if not self._events:
            return AssertionError(f"{call}: no event was sent.")
        if not found:
            what = "no event is like that"
        else:
            what = f"{len(found)} event{'s are' if len(found) > 1 else ' is'} like that"
        lines = [f"{call}: {what}, of {len(self._events)} sent."]
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
            (distance(wanted, event), -number, event)
            for number, event in enumerate(self._events[start:], start + 1)
        ]
        if not rated:
            return []
        # Of equally near ones the latest.
        _, number, event = min(rated, key=lambda one: one[:2])
        number = -number
        lines = [f"Nearest is {number}. {_line(event)}, which differs at"]
        return lines + [f"    {line}" for line in misses(wanted, event)]


def _line(event):
    parts = [event.type or "(no type)", event.path or ""]
    if event.view:
        parts.append(f"view {event.view}")
    name = dig(event, "xdm", "web", "webInteraction", "name")
    if name:
        parts.append(shown(name))
    return " ".join(filter(None, parts))
