"""
The outbox: events that the network did not take are kept in the browser, and sent later, by this
page or another one of the site. Option `keepUnsent`; without it none of this is there.

An event is stored before it is sent the first time, once consent is in and the page's functions
have spoken (engine/envelopes.py). When the server has taken it, it is removed. What comes twice all
the same carries one `_id`. The storage is what counts: what is not there any more, another tab has
sent or erased.

answer                          what becomes of the event
none; 429, 502, 503, 504; 2xx   kept: sent again after 1 s, then 2 s, 4 s and so on, 5 min at most;
that cannot be read             or when `Retry-After` says, when the browser is online again, and
                                when a page of the site loads
400                             of several events: each alone. Of one: given up
413                             of several events: each half. Of one: given up
other failures                  given up: the server may have taken it

One tab sends at a time, and only what is its own or was left behind (engine/turns.py).

There is one time at which the outbox looks next at what is stored, `_look_in`: whatever gives a
reason to look says when, and the earliest counts. After a failure the outbox rests, and none counts
that is before the end of that.
"""

import json

from alloy_web import flow
from alloy_web.core import retry
from alloy_web.core.consent import parse_cookie, transition
from alloy_web.core.request import COLLECT, LEAVING_BYTES, Request
from alloy_web.core.strings import data_to_json
from alloy_web.engine import delivery
from alloy_web.engine.envelopes import VERSION, Envelopes
from alloy_web.engine.network import stored_key
from alloy_web.engine.turns import Turns
from alloy_web.errors import EdgeError, NetworkError, describe

_MOST_EVENTS = 20
_LONGEST_REST_MS = 300000
# Of several events, these may be the fault of one.
_SPLIT = (400, 413)
# Somebody sends, or takes events again: look after so long.
_TURN_MS = 1000


class Outbox(Turns):
    """`limits` are those of the option `keepUnsent` (core/config.py)."""

    def __init__(self, tools, limits, ledger):
        super().__init__(
            tools.host, Envelopes(tools.host, tools.config, limits, self._on_drop)
        )
        self._logger = tools.logger
        self._consent = tools.consent
        self._cookies = tools.cookies
        self._tools = tools
        self._ledger = ledger
        # Lines of the ledger by their keys: what failed, and is to be sent again.
        self._kept = {}
        # Nothing begins until the page is there.
        self._is_flushing = True
        # When it is time to look; 0: nothing is planned.
        self._look_at_ms = 0
        # Nothing is sent again before; and is that the server's wish? The last rest that was ours,
        # 0 where the network works.
        self._rest_until_ms = 0
        self._is_asked = False
        self._rest_ms = 0
        self._has_complained = False
        self._consent.on_changed(self._on_consent)
        self._consent.look = self._read_choice
        tools.listen("online", self._on_online)
        tools.listen("cookies", lambda details: self._read_choice(True))

    @property
    def size(self):
        """How many events are stored, of all tabs."""
        return len(self._store.stored())

    def start(self):
        """The page is there, perhaps once more: send what earlier pages kept."""
        self._is_flushing = False
        self._look_at_ms = 0
        self._host.lock(self._store.own, True).on_settled(self._look_in)

    # ---- On an event's road (engine/edge.py)

    def put(self, request):
        """
        Give the event its `_id`, and store it. What the page's snippet has sent ahead is stored
        already, in this tab's name from now on; or not at all, where it is there no more.
        """
        self._read_choice()
        line = request.lines[0]
        body = request.payload["events"][0]
        flight = request.event.flight
        if flight:
            key = flight.get("key")
            if not self._store.has(key):
                return
            self._store.forget(key)
            body = json.loads(flight["body"])["events"][0]
            if not self._consent.is_open:
                return
        xdm = body.setdefault("xdm", {})
        event_id = xdm.get("_id")
        if not event_id or not isinstance(event_id, str):
            # One id will do for both.
            event_id = request.id = request.id or self._host.uuid()
            xdm["_id"] = event_id
        line.event_id = event_id
        stored = dict(body)
        # Sent late, it asks for nothing.
        stored.pop("query", None)
        line.key = self._store.write(data_to_json({
            "v": VERSION, "event": stored, "overrides": request.overrides,
            "visitor": self._visitor(),
        }), line.at_ms)
        if not line.key and not self._has_complained:
            self._has_complained = True
            self._logger.warn("The browser stores no events. Is its storage full, or blocked?")

    def is_gone(self, request):
        """Was its event stored, and is not any more: another tab has sent it, or erased it."""
        key = stored_key(request)
        return key and not self._store.has(key)

    def recheck(self, request):
        """It waited. Where another tab has its event, that one tells of it."""
        if self.is_gone(request):
            for line in request.lines:
                self._end(line, "outbox.taken")
            request.lines = []
            delivery.join(request, request)

    def finish(self, request):
        """The server, or the browser, has taken these events."""
        self._remove(request.lines)
        if self._rest_ms:
            self._end_rest()
            self._look_in(_TURN_MS)

    def fail(self, request, error, code):
        """
        The request failed: `kept` or `dropped`, or "" where the outbox has nothing of it. Those
        that cannot be kept have failed, with this code.
        """
        is_again = isinstance(error, NetworkError)
        is_split = False
        if isinstance(error, EdgeError):
            is_again = error.status in retry.STATUSES or error.status < 300
            is_split = error.status in _SPLIT and request.carries_kept and len(request.lines) > 1
        if not (is_again or is_split):
            self._remove(request.lines)
            return "dropped" if request.carries_kept else ""
        is_kept = False
        for line in request.lines:
            # While the visitor's choice is under way it is still stored, and may be withdrawn.
            if self._consent.is_open and self._store.has(line.key):
                self._kept[line.key] = line
                is_kept = True
            else:
                line.move("failed", code)
        if is_kept and is_again:
            error.kept = True
            self._rest(error.wait_ms)
        return "kept" if is_kept else ""

    def leave(self, is_online):
        """
        The page goes: the browser goes on with some, unless the network failed and has taken
        nothing since; others see to what is kept.
        """
        self._remove(self._ledger.leave(is_online, self._rest_ms > 0))
        self._host.unlock(self._store.own)

    # ---- What is stored

    def _remove(self, lines):
        for line in lines:
            if line.key:
                self._store.forget(line.key)
                self._kept.pop(line.key, None)
                line.key = ""

    def _on_drop(self, entry, code):
        line = self._kept.pop(entry.key, None)
        if line is None and entry.tab != self._store.tab:
            line = self._ledger.taken_over("", "", entry.made_ms)
        if line:
            self._end(line, code)

    def _note_missing(self):
        for key in list(self._kept):
            if not self._store.has(key):
                self._end(self._kept.pop(key), "outbox.taken")

    def _end(self, line, code):
        line.key = ""
        line.move("dropped", code)

    def _visitor(self):
        """Digits of the ECID, enough to notice another one; "" where nobody knows it yet."""
        return (self._tools.identity.ecid() or "")[1:10]

    # ---- When to look at it

    def _on_online(self, details):
        if not self._is_asked:
            self._end_rest()
        self._look_in()

    def _on_consent(self, value):
        if value == "out":
            self._store.erase("consent.out")
        elif value == "in":
            self._look_in()

    def _rest(self, asked_ms):
        """
        The network fails: rest for as long as the server asks, or else twice as long as the last
        time. What fails meanwhile had been sent before.
        """
        now_ms = self._now_ms()
        until_ms = now_ms + (asked_ms or 0)
        if self._rest_until_ms <= now_ms:
            self._rest_ms = min(self._rest_ms * 2 or 1000, _LONGEST_REST_MS)
            if not asked_ms:
                until_ms += self._rest_ms * (0.7 + 0.6 * self._host.random())
        if until_ms > self._rest_until_ms:
            self._rest_until_ms = until_ms
            self._is_asked = bool(asked_ms)
            self._look_at_ms = 0
            # Not at once: the event that failed is still on its way through the engine.
            self._look_in(1)

    def _end_rest(self):
        self._rest_ms = 0
        self._rest_until_ms = 0

    def _look_in(self, wait_ms=0):
        """Look after so many milliseconds, if that is not planned for earlier anyway."""
        if self._is_flushing:
            wait_ms = max(wait_ms, _TURN_MS)
        now_ms = self._now_ms()
        at_ms = max(now_ms + wait_ms, self._rest_until_ms)
        if at_ms <= now_ms:
            flow.background(self._flush(), self._complain)
        elif not self._look_at_ms or at_ms < self._look_at_ms:
            self._look_at_ms = at_ms
            self._host.sleep(at_ms - now_ms).on_settled(lambda: self._wake(at_ms))

    def _wake(self, at_ms):
        # Another one may have been set since. And not by the clock, which may have been, too.
        if at_ms == self._look_at_ms:
            self._look_at_ms = 0
            self._rest_until_ms = 0
            self._look_in()

    def _now_ms(self):
        return self._host.moment()["nowMs"]

    def _complain(self, error):
        self._is_flushing = False
        self._logger.warn("What was kept could not be sent. " + describe(error))
        self._rest(None)

    # ---- Sending again

    def _read_choice(self, may_change=False):
        """
        Did the visitor say no in another tab? Then the cookie tells. Returns the moment.
        `may_change`: a yes may follow before anything is sent here.
        """
        gate = self._consent
        reading = self._host.moment()
        if gate.is_open and parse_cookie(self._cookies.consent_text(reading)) == "out":
            if may_change:
                gate.note_withdrawal()
            else:
                gate.set(transition(gate.state, "out"))
        return reading

    def _may_send(self):
        reading = self._read_choice()
        may = self._consent.is_open and not self._tools.is_retired
        return may and reading["online"] and self._rest_until_ms <= reading["nowMs"]

    async def _flush(self):
        self._is_flushing = True
        self._note_missing()
        entries = self._store.stored()
        if entries and self._may_send() and await self._take_turn():
            try:
                await self._send(await self._free(entries, self._kept), _MOST_EVENTS)
            finally:
                self._end_turn()
        self._is_flushing = False

    async def _send(self, entries, most):
        """Send these, so many in one request at most, as long as that may be."""
        while entries and self._may_send():
            request = Request(COLLECT, payload={"events": []}, carries_kept=True)
            batch = []
            size = 0
            while entries and len(batch) < most:
                entry = entries[0]
                # Read only now: time has passed since the last request.
                envelope = self._envelope(entry)
                if envelope:
                    if batch and (
                        size + entry.size > LEAVING_BYTES
                        or envelope["overrides"] != request.overrides
                    ):
                        break
                    request.overrides = envelope["overrides"]
                    request.payload["events"].append(envelope["event"])
                    line = self._kept[entry.key]
                    line.delivery = request.delivery
                    request.lines.append(line)
                    size += entry.size
                    batch.append(entry)
                entries.pop(0)
            try:
                if batch:
                    await self._tools.edge.carry(request)
            except Exception as error:
                status = error.status if isinstance(error, EdgeError) else 0
                if status in _SPLIT and len(batch) > 1:
                    await self._send(batch, 1 if status == 400 else len(batch) // 2)

    def _envelope(self, entry):
        """What is stored, with a line of the ledger; None where it is not to be sent."""
        envelope = self._store.open(entry, self._visitor())
        if envelope and entry.key not in self._kept:
            xdm = envelope["event"]["xdm"]
            line = self._ledger.taken_over(xdm["_id"], xdm.get("eventType"), entry.made_ms)
            line.key = entry.key
            self._kept[entry.key] = line
        return envelope
