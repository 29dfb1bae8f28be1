"""
What the outbox (engine/outbox.py) has in the browser's local storage: an envelope for each event,
plain data under a key of its own.

key    com.adobe.alloy.outbox/<organisation>/<datastream>/<tab>/<made>/<number>/<bytes>
value  {"v": 1, "event": {"xdm": {"_id", …}, …}, "overrides", "visitor"}

`made` is in milliseconds, `number` tells the events of one tab apart, `visitor` has digits of the
ECID. The page's snippet writes the same, as the tab `flight` (static/snippet/outbox.js).

Any script of the site can write there, so what is read is checked like input. What is kept for
other organisations and datastreams is left alone.
"""

import json

from alloy_web.core import encoding, merge
from alloy_web.core.request import byte_length
from alloy_web.core.strings import is_digits

KEYS = "com.adobe.alloy.outbox/"
VERSION = 1
_LONGEST_NUMBER = 15
# An envelope may be this much ahead of a clock that was set back.
_AHEAD_MS = 86400000


class Entry:
    """What the key of an envelope says; `tab` is "" where that is no key of ours."""

    def __init__(self, key, tab, made_ms, number, size):
        self.key = key
        self.tab = tab
        self.made_ms = made_ms
        self.number = number
        self.size = size


class Envelopes:
    """
    Of this configuration, by all tabs. `limits` are those of `keepUnsent`; `on_drop(entry, code)`
    hears of what is thrown away, and why.
    """

    def __init__(self, host, config, limits, on_drop):
        self._host = host
        self._most_events = limits["maxEvents"]
        self._most_bytes = limits["maxKilobytes"] * 1024
        self._oldest_ms = limits["maxAgeHours"] * 3600000
        self._on_drop = on_drop
        self.prefix = prefix(config)
        self.tab = host.uuid()
        # How the keys of this tab begin, and the name of its lock.
        self.own = self.prefix + self.tab
        self._last = 0

    def write(self, text, made_ms):
        """Store an envelope; returns its key, "" where the browser, or the limit, has no room."""
        size = byte_length(text)
        if size > self._most_bytes:
            return ""
        self._make_room(size)
        self._last += 1
        key = "/".join([self.own, str(int(made_ms)), str(self._last), str(size)])
        return key if self._host.storage_set("local", key, text) else ""

    def has(self, key):
        """Is it there? "" and None are not."""
        return bool(key) and self._host.storage_get("local", key) is not None

    def forget(self, key):
        self._host.storage_remove("local", key)

    def stored(self):
        """What is stored, in order of creation."""
        entries = []
        for key in self._host.storage_keys("local"):
            if not key.startswith(self.prefix):
                continue
            parts = key[len(self.prefix):].split("/")
            if len(parts) == 4 and all(is_number(part) for part in parts[1:]):
                entries.append(
                    Entry(key, parts[0], int(parts[1]), int(parts[2]), int(parts[3]))
                )
            else:
                entries.append(Entry(key, "", 0, 0, 0))
        return sorted(entries, key=lambda entry: (entry.made_ms, entry.number, entry.key))

    def open(self, entry, visitor):
        """The envelope; None where it is gone, has to wait, or is not fit, and so dropped."""
        made_ms = entry.made_ms
        text = self._host.storage_get("local", entry.key)
        if text is None:
            return None
        now_ms = self._host.moment()["nowMs"]
        envelope = None
        if entry.tab and len(text) <= self._most_bytes:
            envelope = read(text)
        code = ""
        if envelope is None or made_ms > now_ms + _AHEAD_MS:
            code = "outbox.unreadable"
        elif made_ms < now_ms - self._oldest_ms:
            code = "outbox.old"
        elif envelope["visitor"] not in ("", visitor):
            if not visitor:
                # It may not be known yet: what waits is not lost.
                return None
            code = "identity.changed"
        if code:
            self._drop(entry, code)
            return None
        return envelope

    def erase(self, code):
        for entry in self.stored():
            self._drop(entry, code)

    def _make_room(self, size):
        """For so many bytes the oldest go."""
        entries = self.stored()
        for entry in entries:
            size += entry.size
        while entries and (len(entries) >= self._most_events or size > self._most_bytes):
            entry = entries.pop(0)
            size -= entry.size
            self._drop(entry, "outbox.full")

    def _drop(self, entry, code):
        self.forget(entry.key)
        self._on_drop(entry, code)


def prefix(config: dict) -> str:
    """How the keys of this configuration begin."""
    return KEYS + encoding.percent_encode(config["orgId"]) + "/" + (
        encoding.percent_encode(config["datastreamId"]) + "/"
    )


def read(text: str) -> dict | None:
    """An envelope of ours; None for all else."""
    try:
        envelope = json.loads(text)
        event = envelope["event"]
        overrides = envelope["overrides"]
        # Raises for what is deeper than a page may send.
        merge.deep_copy(envelope)
        if (
            envelope["v"] == VERSION
            and (overrides is None or isinstance(overrides, dict))
            and isinstance(envelope["visitor"], str)
            and isinstance(event["xdm"]["_id"], str)
            and "query" not in event
            and all(isinstance(event[key], dict) for key in event)
        ):
            return envelope
    except Exception:
        # No envelope of ours, either.
        pass
    return None


def is_number(text: str) -> bool:
    return is_digits(text) and len(text) <= _LONGEST_NUMBER
