"""
An event's life, in one table: its states, and which may follow which.

A life is plain data, and can be written down: `request.delivery`. Only the functions here change
it; a step that the table does not have is a mistake of ours, and says so. The lines of the ledger
(engine/ledger.py) that a request has follow each step.

    state      where it is in its life, below
    waitsFor   what it waits for: `consent`, `hook` (a function of the page's), `identity`, `retry`
               (the server asked to be left alone for a while); or None
    identity   `known`: the visitor has one; `asking`: this request is to bring one; None: not
               looked at
    transport  how it left: `fetch`, `keepalive` (a fetch that outlives the page), `beacon`,
               `flight` (the page's snippet sent it ahead of us); None while it waits

state      means                                           ends its life
created    it happened, and features add to it
waiting    for `waitsFor`
sent       under way, an answer is to come
joined     it went as part of another, at the page's end   yes; its lines go on there
beaconed   the browser has it, and reports no answer       yes
answered   the server took it                              yes
failed     it did not get there, or was refused            yes
kept       it did not get there, and the outbox has it     yes; another request will carry it
dropped    the outbox had it, and gave it up               yes
cancelled  a function of the page's said no                yes
declined   the visitor said no                             yes
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from alloy_web.core.request import Request
    from alloy_web.engine.ledger import Line

_ENDS = ("answered", "failed", "kept", "dropped", "cancelled", "declined")

# An answer that the page brings itself (`applyResponse`) comes without being sent for; a request is
# sent again to another address where the first cannot be reached.
TRANSITIONS: dict[str, tuple] = {
    "created": ("waiting", "sent", "beaconed") + _ENDS,
    "waiting": ("waiting", "sent", "joined", "beaconed") + _ENDS,
    "sent": ("waiting", "sent", "beaconed", "answered", "failed", "kept", "dropped", "declined"),
    "joined": (),
    "beaconed": (),
    "answered": (),
    "failed": (),
    "kept": (),
    "dropped": (),
    "cancelled": (),
    "declined": (),
}

# What ends with one of these codes was not to be sent; with any other it has failed.
_UNWANTED = {"hook.false": "cancelled", "consent.out": "declined"}

# What the browser goes on with when the page has gone.
_OUTLIVING = ("keepalive", "beacon", "flight")


def wait(request: "Request", reason: str):
    """It waits for `consent`, the `hook`, an `identity` or a `retry`."""
    _move(request, "waiting", reason)
    request.delivery["waitsFor"] = reason
    request.delivery["transport"] = None


def depart(request: "Request", transport: str):
    """It leaves now, by this transport."""
    _move(request, "beaconed" if transport == "beacon" else "sent", "beacon.unheard")
    request.delivery["transport"] = transport


def join(request: "Request", other: "Request"):
    """It goes as part of this other request, and so do its lines."""
    _move(request, "joined")
    for line in request.lines:
        line.delivery = other.delivery
        other.lines.append(line)
    request.lines = []


def answer(request: "Request"):
    """It was answered, unless it went where no answer is heard."""
    if request.delivery["state"] not in ("joined", "beaconed"):
        _move(request, "answered", "ok")


def fail(request: "Request", code: str, kept: str = ""):
    """
    It ends without an answer; `code` is the ledger's of the error. `kept`: what the outbox says of
    it, `kept` or `dropped`, if it has it.
    """
    _move(request, end_of(code, kept), code)


def end_of(code: str, kept: str = "") -> str:
    """The state of what ends with an error of this code."""
    return _UNWANTED.get(code) or kept or "failed"


def is_joined(request: "Request") -> bool:
    return request.delivery["state"] == "joined"


def outlives_page(carried: "Request | Line") -> bool:
    """Is it under way, and will the browser complete it even if the page goes?"""
    return carried.delivery["transport"] in _OUTLIVING


def _move(request: "Request", state: str, code: str = ""):
    life = request.delivery
    if state not in TRANSITIONS[life["state"]]:
        raise ValueError("a request that is " + life["state"] + " cannot become " + state)
    life["state"] = state
    life["waitsFor"] = None
    for line in request.lines:
        line.move(state, code)
