"""
What became of each call of the page, and of each event that the SDK made by itself: a line each.

A line follows the life of its event (engine/delivery.py) and ends once, with a code that says why;
docs/codes/ has a page for each. A call that sends no event ends with its result. There is no
payload in a line, and nothing of the visitor's: anybody can put `?alloy_debug=true` into a link.

state      ends a line
answered   yes: the server took it, or the call has its result
beaconed   yes: the browser has it, and tells of no answer
failed     yes: it is lost
invalid    yes: the call could not be carried out
cancelled  yes: a function of the page's said no
declined   yes: the visitor said no
dropped    yes: the outbox had it, and gave it up
unloaded   yes: it waited when the page went
kept       when the page goes: another page of the site sends it, and tells of it in a line of its
           own, with the same `_id`

What ended because the page went is open again when the page comes back.
"""

from alloy_web.core import encoding
from alloy_web.core.dates import utc_text
from alloy_web.engine import delivery
from alloy_web.errors import (
    Cancelled,
    CommandError,
    ConfigError,
    DeclinedConsent,
    EdgeError,
    HookError,
    NetworkError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from alloy_web.engine.memory import Memory

_MOST_LINES = 200
# Letters of the steps of a line; what comes between these and the end is left out.
_LONGEST_STEPS = 150

# How lines begin, and how they end.
_COUNTS = (
    "calls", "automatic", "takenOver",
    "answered", "beaconed", "failed", "invalid", "cancelled", "declined", "dropped", "unloaded",
    "kept",
)

# Answers that have a code of their own.
_STATUSES = (400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504)

# Letters of a name of the page's own.
_LONGEST_NAME = 60


class Line:
    """
    `command` is the page's, or says in brackets what the SDK did by itself. `event_id` is the
    event's `_id`. `key` is where the outbox has stored it, "" where it has not.
    """

    def __init__(self, ledger, number, command, kind, at_ms):
        self._ledger = ledger
        self.number = number
        self.command = command
        self.kind = kind
        self.at_ms = at_ms
        self.state = "created"
        self.code = ""
        self.event_id = ""
        self.ms = 0
        self._steps = "created"
        self.is_open = True
        # The life of what carries it now; and did it ever become an event?
        self.delivery: dict = {}
        self.has_event = False
        self.key = ""

    def move(self, state: str, code: str = ""):
        """It is in this state now. What has ended stays as it is."""
        if not self.is_open:
            return
        self.state = state
        is_counted = state in _COUNTS
        is_end = is_counted and state != "kept"
        self.ms = int(self._ledger.host.last_ms() - self.at_ms)
        step = state + " for " + code if state == "waiting" else state
        if is_end or len(self._steps) < _LONGEST_STEPS:
            self._steps += " → " + step + " +" + str(self.ms)
        if is_counted:
            self.code = code
            self._ledger.tell(self, is_end)

    def row(self) -> dict:
        """The line as the page gets it: flat, for `console.table`."""
        return {
            "id": self.number,
            "command": self.command,
            "type": _name(self.kind),
            "state": self.state,
            "code": self.code,
            "at": utc_text(self.at_ms),
            "ms": self.ms,
            "steps": self._steps,
            "_id": self.event_id,
        }


class Ledger:
    def __init__(self, host, logger):
        self.host = host
        self._logger = logger
        self._lines = []
        # Those that are open, however many there are.
        self._open: list[Line] = []
        self._counts = {}
        for name in _COUNTS:
            self._counts[name] = 0
        self._last = 0
        # What the page's end has ended, with the state and the code that it had.
        self._left = []
        # Lines of earlier pages, as `explain` has them, and what keeps ours for later ones.
        self._earlier = []
        self._memory: Memory | None = None

    def outlive(self, memory, consent):
        """Debugging is on: what is in `memory` (engine/memory.py) is explained, too."""
        self._memory = memory
        rows = memory.load().get("events")
        names = sorted(Line(self, 0, "", "", 0).row())
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and sorted(row) == names:
                # The numbers of this page are its own.
                row["id"] = 0
                self._earlier.append(row)

        def forget():
            self._earlier.clear()
            memory.save(None)

        consent.on_declined(forget)

    def call(self, command, options) -> Line:
        """A line for a call of the page."""
        kind = options.get("type") if isinstance(options, dict) else None
        return self._add("calls", _name(command), kind, self.host.last_ms())

    def taken_over(self, event_id, kind, at_ms) -> Line:
        """A line for an event that an earlier page kept."""
        line = self._add("takenOver", "(kept)", kind, at_ms)
        line.event_id = event_id
        line.has_event = True
        return line

    def follow(self, line, request):
        """This request carries the event of a call; without a line the SDK made it by itself."""
        event = request.event
        if line is None:
            line = self._add(
                "automatic", "(view)" if event.is_automatic else "(automatic)", "", 0
            )
        line.at_ms = event.created_at_ms
        line.kind = event.type
        line.has_event = True
        line.delivery = request.delivery
        request.lines.append(line)

    def finish(self, line):
        """The call has its result; an event that it made goes its own way."""
        if not line.has_event:
            line.move("answered", "ok")

    def fail(self, line, error):
        """The call was rejected."""
        if not line.has_event:
            code = code_of(error, True)
            line.move("invalid" if code == "call.invalid" else delivery.end_of(code), code)

    def leave(self, is_online, is_failing):
        """
        The page goes: what is open ends. Those that the browser goes on with count as `beaconed`,
        and are returned; but for what is stored, where the network fails.
        """
        taken = []
        for line in list(self._open):
            self._left.append((line, line.state, line.code))
            is_trusted = is_online and not (is_failing and line.key)
            if is_trusted and line.state == "sent" and delivery.outlives_page(line):
                taken.append(line)
                line.move("beaconed", "beacon.unheard")
            elif line.key:
                if line.state != "kept":
                    line.move("kept", "page.left")
                self._end(line)
            else:
                line.move("unloaded", "page.left")
        if self._memory:
            self._memory.save({"events": self.explain(None)[0]})
        return taken

    def come_back(self):
        """The page is there again, and what its end had ended goes on."""
        for line, state, code in self._left:
            self._count(line.state, -1)
            self._open.append(line)
            line.is_open = True
            line.state = state
            line.code = code
        self._left = []

    def explain(self, number):
        """`(lines, counts)`; all that are remembered, or the one of this number."""
        rows = self._earlier + [line.row() for line in self._lines]
        rows = [row for row in rows if number in (None, row["id"])]
        counts = {"open": len(self._open)}
        counts.update(self._counts)
        return rows[-_MOST_LINES:], counts

    def tell(self, line, is_end):
        """The console has a sentence of it, and at its end monitors hear the line."""
        if is_end:
            self._end(line)
        # That a call has its result is said by engine/commands.py.
        if self._logger.is_heard and (line.has_event or line.code != "ok"):
            what = line.command + " " + _name(line.kind)
            self._logger.info(
                what.strip() + " (" + str(line.number) + ") is " + line.state + ": " + line.code
                + ", see docs/codes/" + line.code + ".md"
            )

    def _add(self, count, command, kind, at_ms):
        self._last += 1
        self._count(count, 1)
        line = Line(self, self._last, command, kind, at_ms)
        self._open.append(line)
        self._lines.append(line)
        if len(self._lines) > _MOST_LINES:
            self._lines.pop(0)
        return line

    def _count(self, name, by):
        self._counts[name] = self._counts[name] + by

    def _end(self, line):
        self._count(line.state, 1)
        self._open.remove(line)
        line.is_open = False
        if self._logger.has_monitors:
            self._logger.notify("onEvent", {"event": line.row()})


def code_of(error: Exception, is_online: bool) -> str:
    """The code of what ended an event; `is_online`: says the browser that it has a network?"""
    if isinstance(error, (CommandError, ConfigError)):
        return "call.invalid"
    if isinstance(error, Cancelled):
        return "hook.false"
    if isinstance(error, DeclinedConsent):
        return "consent.out"
    if isinstance(error, HookError):
        return "hook.threw"
    if isinstance(error, NetworkError):
        if error.name == "AbortError":
            return "network.timeout"
        return "network.blocked" if is_online else "network.offline"
    if isinstance(error, EdgeError):
        if error.status in _STATUSES:
            return "edge." + str(error.status)
        return "edge.unreadable" if error.status < 300 else "edge.other"
    return "sdk.failed"


def _name(text):
    """
    A name of the page's own, if it is fit for a URL as it stands; "(other)" in the place of all
    else, which may be anything, a mail address, too.
    """
    if not text:
        return ""
    is_name = isinstance(text, str) and len(text) <= _LONGEST_NAME
    return text if is_name and encoding.percent_encode(text) == text else "(other)"
