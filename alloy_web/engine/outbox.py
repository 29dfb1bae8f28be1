"""
The outbox: events that the network did not take are kept in the browser, and sent later, by this
page or another one of the site. Option `keepUnsent`; without it none of this is there.

An event is stored before it is sent the first time, once consent is in and the page's functions
have spoken, as an envelope: plain data under a key of its own, which says whose it is, how old and
how large. When the server has taken it, it is removed. What comes twice all the same carries one
`_id`. The storage is what counts: what is not there any more, another tab has sent or erased.

answer                          what becomes of the event
none; 429, 502, 503, 504; 2xx   kept: sent again after 1 s, then 2 s, 4 s and so on, 5 min at most;
that cannot be read             or when `Retry-After` says, when the browser is online again, and
                                when a page of the site loads
400                             of several events: each alone. Of one: given up
413                             of several events: each half. Of one: given up
other failures                  given up: the server may have taken it

A tab holds a lock of its own name as long as it lives; what it stored is touched by others when
that lock is free. Where there are no locks, they wait until it is 10 s old; so they do with what a
page's snippet has stored (static/snippet/outbox.js), which holds none.
"""

import json

from alloy_web import flow
from alloy_web.core import retry, urls
from alloy_web.core.consent import parse_cookie, transition
from alloy_web.core.request import COLLECT, LEAVING_BYTES, Request, byte_length
from alloy_web.core.strings import is_digits, to_json
from alloy_web.engine import delivery
from alloy_web.errors import EdgeError, NetworkError, describe

# The snippet stores events, too (static/snippet/outbox.js): under the name of this tab.
KEYS = "com.adobe.alloy.outbox/"
_SNIPPET = "flight"
_VERSION = 1
_LEASE = "lease:"
_MOST_EVENTS = 20
_LONGEST_WAIT_MS = 300000
_LEASE_MS = 10000
# Between two attempts to be the tab that sends.
_TURN_MS = 1000
_LONGEST_NUMBER = 15
# An envelope may be this much ahead of a clock that was set back.
_AHEAD_MS = 86400000


class Outbox:
    """`limits` are those of the option `keepUnsent` (core/config.py)."""

    def __init__(self, tools, limits, ledger):
        self._host = tools.host
        self._logger = tools.logger
        self._consent = tools.consent
        self._cookies = tools.cookies
        self._identity = tools.identity
        self._tools = tools
        self._limits = limits
        self._ledger = ledger
        # Of the organisation and the datastream alone: what others keep is theirs.
        self._prefix = prefix(tools.config)
        self._tab = self._host.uuid()
        self._last = 0
        # Lines of the ledger by their keys: what failed, and is to be sent again.
        self._kept = {}
        self._is_ready = False
        self._is_flushing = False
        self._is_waiting = False
        self._is_watching = False
        # The time came to send, while it did.
        self._is_wanted = False
        self._failures = 0
        # Then others may send what waits here, and this page may come back.
        self._has_left = False
        self._has_complained = False
        self._is_leased = False
        tools.consent.on_changed(self._on_consent)
        tools.consent.look = self._look
        tools.listen("online", self._on_online)

    @property
    def is_failing(self):
        """Did the network fail, and has taken nothing since?"""
        return self._failures > 0

    @property
    def size(self):
        """How many events are stored, of all tabs."""
        return len(self._entries())

    def start(self):
        """All parts of the instance are there: send what earlier pages kept."""
        self._is_ready = True
        self._hold()

    # ---- On an event's road (engine/edge.py)

    def put(self, request):
        """
        Give the event its `_id`, and store it. What the page's snippet has sent ahead is stored
        already, in this tab's name from now on; or not at all, where it is there no more.
        """
        self._look()
        line = request.lines[0]
        body = request.payload["events"][0]
        flight = request.event.flight
        if flight:
            key = flight.get("key")
            if not key or self._host.storage_get("local", key) is None:
                return
            self._host.storage_remove("local", key)
            body = json.loads(flight["body"])["events"][0]
            if not self._consent.is_open:
                return
        xdm = body.setdefault("xdm", {})
        event_id = xdm.get("_id")
        if not event_id or not isinstance(event_id, str):
            event_id = self._host.uuid()
            xdm["_id"] = event_id
        line.event_id = event_id
        stored = dict(body)
        # Sent late, it asks for nothing.
        stored.pop("query", None)
        line.text = to_json({
            "v": _VERSION, "event": stored, "overrides": request.overrides,
            "visitor": self._visitor(),
        })
        self._write(line)

    def is_taken(self, request):
        """Has another tab sent the event, while this page was away?"""
        if not self._has_left or not request.lines or not request.lines[0].key:
            return False
        return self._host.storage_get("local", request.lines[0].key) is None

    def give_up(self, request):
        """That other tab tells what comes of it."""
        for line in request.lines:
            line.key = ""
            line.move("dropped", "outbox.taken")
        request.lines = []
        delivery.join(request, request)

    def finish(self, request):
        """The server, or the browser, has taken these events."""
        for line in request.lines:
            self._remove(line)
        self._failures = 0

    def fail(self, request, error, code):
        """
        The request failed: `kept` or `dropped`, or "" where the outbox has nothing of it. Those
        that cannot be kept have failed, with this code.
        """
        is_again = isinstance(error, NetworkError)
        is_split = False
        if isinstance(error, EdgeError):
            is_again = error.status in retry.STATUSES or error.status < 300
            is_split = error.status in (400, 413) and len(request.lines) > 1 and request.is_late
        if not (is_again or is_split):
            for line in request.lines:
                self._remove(line)
            return "dropped" if request.is_late else ""
        is_kept = False
        for line in request.lines:
            if self._keep(line):
                is_kept = True
            else:
                line.move("failed", code)
        if is_kept and is_again:
            error.kept = True
            self._later(error.wait_ms)
        return "kept" if is_kept else ""

    def leave(self, taken):
        """The page goes, and the browser goes on with these; others see to what is kept."""
        self._has_left = True
        for line in taken:
            self._remove(line)
        self._host.unlock(self._prefix + self._tab)

    def come_back(self):
        """The page is there again."""
        self._hold()

    # ---- The storage

    def _write(self, line):
        size = byte_length(line.text)
        self._last += 1
        line.key = self._prefix + "/".join(
            [self._tab, str(int(line.at_ms)), str(self._last), str(size)]
        )
        if self._has_room(size) and self._host.storage_set("local", line.key, line.text):
            return
        line.key = ""
        if not self._has_complained:
            self._has_complained = True
            self._logger.warn("The browser stores no event, so what the network does not take is "
                              "lost. Is its storage full, or blocked?")

    def _has_room(self, size):
        """Make room for so many bytes: the oldest go."""
        room = self._limits["maxKilobytes"] * 1024 - size
        entries = self._entries()
        left = len(entries)
        for entry in entries:
            room -= entry[4]
        for entry in entries:
            if left < self._limits["maxEvents"] and room >= 0:
                break
            left -= 1
            room += entry[4]
            self._drop(entry, "outbox.full")
        return room >= 0

    def _entries(self):
        """What is stored, in order of creation: `(made, number, key, tab, bytes)` each."""
        entries = []
        for key in self._host.storage_keys("local"):
            if not key.startswith(self._prefix):
                continue
            parts = key[len(self._prefix):].split("/")
            if len(parts) == 4 and all(_is_number(part) for part in parts[1:]):
                entries.append((int(parts[1]), int(parts[2]), key, parts[0], int(parts[3])))
            else:
                entries.append((0, 0, key, "", 0))
        return sorted(entries)

    def _keep(self, line):
        if not line.text or not self._consent.is_open:
            return False
        if not line.key:
            self._write(line)
        if not line.key or self._host.storage_get("local", line.key) is None:
            return False
        self._kept[line.key] = line
        return True

    def _remove(self, line):
        if line.key:
            self._host.storage_remove("local", line.key)
            self._kept.pop(line.key, None)
            line.key = ""

    def _drop(self, entry, code):
        self._host.storage_remove("local", entry[2])
        line = self._kept.pop(entry[2], None)
        if line is None and entry[3] != self._tab:
            line = self._ledger.taken_over("", "", entry[0])
        if line:
            line.key = ""
            line.move("dropped", code)

    def _erase(self):
        """The visitor declined: nothing is left, in any tab."""
        for entry in self._entries():
            self._drop(entry, "consent.out")

    # ---- Sending again

    def _on_consent(self, value):
        if value == "out":
            self._erase()
        elif value == "in":
            self._flush_in_background()

    def _on_online(self, details):
        self._failures = 0
        self._flush_in_background()

    def _hold(self):
        self._host.lock(self._prefix + self._tab, True).on_settled(self._flush_in_background)

    def _flush_in_background(self):
        if self._is_ready and not self._is_flushing:
            flow.background(self._flush(), self._complain)

    def _complain(self, error):
        self._logger.warn("What was kept could not be sent. " + describe(error))

    def _later(self, wait_ms):
        if self._is_waiting:
            return
        self._is_waiting = True
        if wait_ms is None:
            wait_ms = min(1000 * 2 ** min(self._failures, 9), _LONGEST_WAIT_MS)
            wait_ms = int(wait_ms * (0.7 + 0.6 * self._host.random()))
        self._failures += 1
        self._host.sleep(wait_ms).on_settled(self._wake)

    def _wake(self):
        self._is_waiting = False
        self._flush_in_turn()

    def _watch_others(self, wait_ms):
        """Others send now, or what they have stored is theirs as yet: look again a little later."""
        if not self._is_watching:
            self._is_watching = True
            self._host.sleep(wait_ms).on_settled(self._see_others)

    def _see_others(self):
        self._is_watching = False
        self._flush_in_turn()

    def _flush_in_turn(self):
        """A time that was set has come: send now, or when what is being sent has its answers."""
        self._is_wanted = self._is_flushing
        self._flush_in_background()

    def _look(self):
        """The visitor may have said no in another tab: then the cookie tells."""
        gate = self._consent
        if gate.is_open and parse_cookie(self._cookies.consent(self._host.moment())) == "out":
            gate.set(transition(gate.state, "out"))

    def _may_send(self):
        self._look()
        is_online = self._host.moment()["online"]
        return self._consent.is_open and is_online and not self._tools.is_retired

    async def _flush(self):
        self._is_flushing = True
        locks = []
        try:
            entries = self._entries()
            self._note_missing(entries)
            if entries and self._may_send():
                is_alone = await self._has_lock("flush", locks)
                if is_alone is None:
                    is_alone = self._has_lease()
                if is_alone:
                    await self._send_all(await self._free(entries, locks))
                else:
                    self._watch_others(_TURN_MS)
        finally:
            self._is_flushing = False
            for name in locks:
                self._host.unlock(self._prefix + name)
            if self._is_leased:
                self._is_leased = False
                self._host.storage_remove("local", _LEASE + self._prefix)
        if self._is_wanted:
            self._flush_in_turn()

    async def _has_lock(self, name, locks):
        """None where the browser has no locks."""
        is_held = await self._host.lock(self._prefix + name, False)
        if is_held:
            locks.append(name)
        return is_held

    def _has_lease(self):
        """Does no other tab send what is kept? It says so for a while."""
        now_ms = int(self._host.moment()["nowMs"])
        until = self._host.storage_get("local", _LEASE + self._prefix) or ""
        if _is_number(until) and now_ms < int(until) <= now_ms + _LEASE_MS:
            return False
        self._host.storage_set("local", _LEASE + self._prefix, str(now_ms + _LEASE_MS))
        self._is_leased = True
        return True

    async def _free(self, entries, locks):
        """Those that this tab kept, and those of tabs that are gone."""
        tabs: dict = {}
        now_ms = self._host.moment()["nowMs"]
        free = []
        for entry in entries:
            tab = entry[3]
            if tab == self._tab:
                if entry[2] in self._kept:
                    free.append(entry)
                continue
            if tab not in tabs:
                tabs[tab] = None if tab == _SNIPPET else await self._has_lock(tab, locks)
            is_free = tabs[tab]
            if is_free is None:
                is_free = entry[0] + _LEASE_MS <= now_ms
                if not is_free:
                    self._watch_others(_LEASE_MS)
            if is_free:
                free.append(entry)
        return free

    async def _send_all(self, entries):
        batch = []
        size = 0
        for entry in entries:
            envelope = self._envelope(entry)
            if envelope is None:
                continue
            if batch and (
                len(batch) == _MOST_EVENTS or size + entry[4] > LEAVING_BYTES
                or envelope["overrides"] != batch[0][1]["overrides"]
            ):
                if not await self._send(batch):
                    return
                batch = []
                size = 0
                # Time has passed.
                envelope = self._envelope(entry)
                if envelope is None:
                    continue
            batch.append((self._kept[entry[2]], envelope))
            size += entry[4]
        await self._send(batch)

    async def _send(self, batch):
        """Send these in one request; True where what follows may be sent, too."""
        batch = [each for each in batch if self._is_there(each[0])]
        if not batch:
            return True
        if not self._may_send():
            return False
        request = Request(
            COLLECT, payload={"events": [each[1]["event"] for each in batch]},
            overrides=batch[0][1]["overrides"],
        )
        request.is_late = True
        for line, _ in batch:
            line.request = request
            request.lines.append(line)
        try:
            await self._tools.edge.carry(request)
            return True
        except Exception as error:
            status = error.status if isinstance(error, EdgeError) else 0
            if status not in (400, 413) or len(batch) == 1:
                return request.delivery["state"] == "dropped"
        part = 1 if status == 400 else len(batch) // 2
        for start in range(0, len(batch), part):
            if not await self._send(batch[start:start + part]):
                return False
        return True

    def _is_there(self, line):
        return bool(line.key) and self._host.storage_get("local", line.key) is not None

    def _note_missing(self, entries):
        keys = [entry[2] for entry in entries]
        for key in list(self._kept):
            if key not in keys:
                line = self._kept.pop(key)
                line.key = ""
                line.move("dropped", "outbox.taken")

    def _envelope(self, entry):
        """What is stored, checked like anything that comes from outside; None if it is dropped."""
        text = self._host.storage_get("local", entry[2])
        if text is None:
            return None
        now_ms = self._host.moment()["nowMs"]
        limits = self._limits
        envelope = None
        if entry[3] and len(text) <= limits["maxKilobytes"] * 1024:
            envelope = read(text)
        if envelope is None or entry[0] > now_ms + _AHEAD_MS:
            self._drop(entry, "outbox.unreadable")
        elif entry[0] < now_ms - limits["maxAgeHours"] * 3600000:
            self._drop(entry, "outbox.old")
        elif envelope["visitor"] and envelope["visitor"] != self._visitor():
            self._drop(entry, "identity.changed")
        else:
            if entry[2] not in self._kept:
                xdm = envelope["event"]["xdm"]
                line = self._ledger.taken_over(xdm["_id"], xdm.get("eventType"), entry[0])
                line.key = entry[2]
                line.text = text
                self._kept[entry[2]] = line
            return envelope
        return None

    def _visitor(self):
        """Digits of the ECID, enough to notice another one; "" where nobody knows it yet."""
        return (self._identity.ecid() or "")[1:10]


def _is_number(text):
    return is_digits(text) and len(text) <= _LONGEST_NUMBER


def prefix(config: dict) -> str:
    """How the keys of the outbox of this configuration begin."""
    return KEYS + urls.percent_encode(config["orgId"]) + "/" + (
        urls.percent_encode(config["datastreamId"]) + "/"
    )


def read(text: str) -> dict | None:
    """An envelope of ours: `{"event": {"xdm", …}, "overrides", "visitor"}`; None for all else."""
    try:
        envelope = json.loads(text)
        event = envelope["event"]
        for key in ("xdm", "data", "meta"):
            if not isinstance(event.get(key, {}), dict):
                return None
        overrides = envelope["overrides"]
        is_ours = (
            envelope["v"] == _VERSION
            and (overrides is None or isinstance(overrides, dict))
            and isinstance(envelope["visitor"], str)
            and isinstance(event["xdm"]["_id"], str)
            and "query" not in event
        )
    except Exception:
        return None
    return envelope if is_ours else None
