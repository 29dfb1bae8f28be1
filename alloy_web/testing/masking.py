"""
What is another in each run, on each machine and in each release, masked: for snapshots.

`events == snapshot` compares what remains, with syrupy's `snapshot` or with the fixture
`alloy_snapshot`, which keeps a JSON file beside the test.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# By what a value looks like.
_LOOKS = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:\d+)?", re.IGNORECASE), "<id>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), "<time>"),
    (re.compile(r"\d{38}"), "<ECID>"),
)
# By where it stands: the SDK's own version, and what the screen and the machine are like.
_PLACES = {
    ("xdm", "implementationDetails", "version"): "<version>",
    ("xdm", "environment"): "<environment>",
    ("xdm", "device"): "<device>",
    ("xdm", "placeContext"): "<place>",
}


def masked(value: Any, path: tuple = ()) -> Any:
    """A copy of an event for a snapshot."""
    if path in _PLACES:
        return _PLACES[path]
    if isinstance(value, dict):
        return {key: masked(value[key], (*path, key)) for key in sorted(value)}
    if isinstance(value, list):
        return [masked(item, path) for item in value]
    if isinstance(value, str):
        for look, mask in _LOOKS:
            if look.fullmatch(value):
                return mask
    return value


class JsonSnapshot:
    """
    JSON files to compare with, one for each comparison of a test, in their order. With `is_updated`
    they are written anew; else where there is none yet, if somebody `is_there` to look at them and
    keep them with the tests.
    """

    def __init__(self, path: Path, is_updated: bool, is_there: bool):
        # The file compared with last.
        self.path = path
        self._is_updated = is_updated
        self._is_there = is_there
        self._first = path
        self._count = 0
        self._known: Any = None
        self._events: Any = None

    def __eq__(self, other: object) -> bool:
        self._count += 1
        if self._count > 1:
            self.path = self._first.with_name(f"{self._first.stem}.{self._count}.json")
        if isinstance(other, Sequence) and not isinstance(other, str):
            other = list(other)
        self._events = json.loads(json.dumps(masked(other)))
        if self._is_updated or (self._is_there and not self.path.exists()):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(self._events, indent=2, ensure_ascii=False) + "\n"
            self.path.write_text(text, encoding="utf-8")
        if not self.path.exists():
            return False
        self._known = json.loads(self.path.read_text(encoding="utf-8"))
        return bool(self._known == self._events)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"the snapshot {self.path.name}"

    def differences(self) -> list[str]:
        """Where what was compared last is not as in the file."""
        if not self.path.exists():
            return [
                f"there is no snapshot {self.path.name}, and on CI none is written: run the test "
                "on your machine, and keep the file with it"
            ]
        from alloy_web.testing.conditions import differences, whole

        known, events = self._known, self._events
        if not isinstance(known, list) or not isinstance(events, list):
            return differences(whole(known), events)
        found = []
        for number, (one, other) in enumerate(zip(known, events), 1):
            found += differences(whole(one), other, f"event {number}")
        if len(known) != len(events):
            found.append(f"the snapshot has {len(known)} events, {len(events)} were sent")
        return found
