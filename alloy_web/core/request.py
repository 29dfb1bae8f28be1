"""
A request on its way: what it is, where it goes, how it travels. Decided here, done by the engine.
"""

import json

from alloy_web.core import merge
from alloy_web.core.strings import to_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from alloy_web.core.event import Event
    from alloy_web.core.response import Response

INTERACT = "interact"
COLLECT = "collect"
ACQUIRE = "identity/acquire"
SET_CONSENT = "privacy/set-consent"

# A browser lets this many bytes be in flight while the page leaves (64 KiB, less what it adds).
LEAVING_BYTES = 60000

# What a payload gets besides its events: cookies, mostly.
_META_BYTES = 5000


class Request:
    """
    The context of one request; hooks and components hang on it what they need later.

    `event` is None for acquire and set-consent, and where it `carries_kept`: the events that an
    outbox kept (engine/outbox.py), sent once more. `delivery` is what becomes of it, as plain data:
    engine/delivery.py has the table. `response` is the answer, `result` what hooks made of it.
    """

    def __init__(
        self, action: str, event: "Event | None" = None, payload: dict | None = None,
        overrides: dict | None = None, carries_kept: bool = False
    ):
        self.action = action
        self.event = event
        self.payload = payload or {}
        self.overrides = overrides
        # Of those addresses that are not the Edge Network's own: `/va` of media events.
        self.sub_path = ""
        self.delivery: dict = {
            "state": "created", "waitsFor": None, "identity": None, "transport": None,
        }
        self.id: str | None = None
        self.body = None
        # How often the visitor had withdrawn consent when it passed (engine/consent_gate.py).
        self.withdrawals = 0
        # Of the ledger: what became of the events in it.
        self.lines: list = []
        self.carries_kept = carries_kept
        self.response: Response | None = None
        self.result: dict | None = None
        self._on_response = []
        self._on_failure = []

    @property
    def has_identity(self) -> bool:
        """Has the visitor an identity, so that this goes without asking for one?"""
        return self.delivery["identity"] == "known"

    @property
    def is_asker(self) -> bool:
        """Is this the one request that is to bring an identity?"""
        return self.delivery["identity"] == "asking"

    @property
    def needs_consent(self) -> bool:
        """All but the visitor's own choice is for a visitor who agreed."""
        return self.action != SET_CONSENT

    @property
    def is_waited_for(self) -> bool:
        """Does anything but its own caller wait for how this ends?"""
        if self.is_asker or self.action == SET_CONSENT:
            return True
        return self.event is not None and self.event.is_waited_for

    def on_response(self, callback: "Callable"):
        """`callback(response)`, plain or async, after the components' own hooks."""
        self._on_response.append(callback)

    def on_failure(self, callback: "Callable"):
        """`callback(error)`: the request failed, was cancelled, or was never sent."""
        self._on_failure.append(callback)

    @property
    def response_callbacks(self):
        return self._on_response

    @property
    def failure_callbacks(self):
        return self._on_failure


def adopt(request) -> dict:
    """
    Make `request` the one that the page's snippet sent ahead; its `{"id", "url", "body"}`.

    Once: should it have failed, the next address is another.
    """
    flight = request.event.flight
    request.event.flight = None
    request.action = INTERACT
    request.id = flight["id"]
    request.payload = json.loads(flight["body"])
    return flight


def url(origin, base_path, hint, action, datastream_id, request_id, sub_path="", assurance=""):
    """The address of a request. Source: specification, EDGE-01."""
    # In one piece: each string on the way costs time.
    return "".join([
        origin, "/", base_path, "/" if hint else "", hint or "", sub_path, "/v1/", action,
        "?configId=", datastream_id, "&requestId=", request_id,
        "&adobeAepValidationToken=" if assurance else "", assurance,
    ])


def action_for(event: "Event", has_identity: bool) -> str:
    """
    `collect` or `interact`, once it is known whether the visitor has an identity.

    Source: specification, EDGE-12 and ALPHA-31.
    """
    if not has_identity:
        return INTERACT
    if event.may_unload or not event.expects_response:
        return COLLECT
    return INTERACT


def transport_for(action: str, is_urgent: bool, size: int, bytes_in_flight: int) -> str:
    """
    `beacon`, `keepalive` (a fetch that outlives the page) or `fetch`. Source: ALPHA-31, EDGE-12.

    Urgent is what the page may not live to see answered. A beacon may be refused by the browser;
    a keepalive fetch too large for it fails, so that one is not tried.
    """
    if action == COLLECT and is_urgent:
        return "beacon"
    if action == COLLECT or is_urgent:
        return "keepalive" if bytes_in_flight + size <= LEAVING_BYTES else "fetch"
    return "fetch"


def join(waiting: list[Request]) -> tuple[dict, list[Request]]:
    """
    `(payload, requests)`: one payload with the events of all these requests, and those it has.

    Left out is what no such payload can hold: what is no event, has other overrides than the
    first one, or would make it too large to outlive the page.
    """
    payload, taken, size = {}, [], 0
    for request in waiting:
        if not request.event or (taken and request.overrides != taken[0].overrides):
            continue
        size += byte_length(to_json(request.payload))
        if size > LEAVING_BYTES - _META_BYTES:
            break
        events = payload.get("events", []) + request.payload["events"]
        payload = merge.merge(payload, request.payload)
        payload["events"] = events
        taken.append(request)
    return payload, taken


def byte_length(text: str) -> int:
    """How many bytes a body is."""
    return len(text.encode())
