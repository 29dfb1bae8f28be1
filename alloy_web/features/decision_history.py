"""
What became of content of Journey Optimizer so far, for rules that ask for it: shown, clicked,
dismissed, and when.

It is kept as `{hash of the event: {"timestamps": [ms, …]}}`: in memory, or with
`personalizationStorageEnabled` in the browser's storage, as far as the visitor agrees. Source:
specification, RULE-06.
"""

import json

from alloy_web.core import cookies, hashing
from alloy_web.core.merge import get_path
from alloy_web.validation import BOOLEAN, optional


class DecisionHistory:
    config = {
        "personalizationStorageEnabled": optional(
            BOOLEAN, False,
            about="Leave what rules noted of the visitor in the browser's storage.",
        ),
    }

    def __init__(self, tools):
        tools.decision_history = self
        self._host = tools.host
        self._consent = tools.consent
        self._key = (
            "com.adobe.alloy." + cookies.org_key(tools.config["orgId"]) + ".decisioning.events"
        )
        self._is_stored = tools.config["personalizationStorageEnabled"]
        self._is_read = not self._is_stored
        self._events = {}
        # When the visit of the page began.
        self.since_ms = tools.host.moment()["nowMs"]
        if self._is_stored:
            tools.consent.on_declined(self._erase)
        else:
            # What an earlier version, or the vendor's, left of the visitor. A browser takes
            # milliseconds to open the storage: not while content is asked for.
            self._host.turn_end().on_settled(
                lambda: self._host.storage_remove("local", self._key)
            )

    def seen(self):
        """All of them; what happened before consent is part of it."""
        if not self._is_read and self._consent.is_open:
            self._is_read = True
            since = self._events
            self._events = _readable(
                self._host.storage_get("local", self._key), self._host.moment()["nowMs"]
            )
            for key in since:
                self._times(key).extend(since[key]["timestamps"])
        return self._events

    def add(self, key):
        """What has this key, the hash of its fields, happens now; `save` makes it last."""
        self.seen()
        self._times(key).append(self._host.moment()["nowMs"])

    def save(self, events=None):
        """Let it outlive the page, where it may; `events` take the place of those so far."""
        if events is not None:
            self._events = events
        if self._is_stored and self._consent.is_open:
            self._host.storage_set("local", self._key, json.dumps(self.seen()))

    def note(self, request):
        """Add what the events of a request tell of propositions."""
        is_new = False
        for body in request.payload.get("events") or ():
            decisioning = get_path(body, "xdm._experience.decisioning", {})
            for event in _noted(decisioning) if isinstance(decisioning, dict) else ():
                self.add(hashing.fields_hash(event))
                is_new = True
        if is_new:
            self.save()

    def _times(self, key):
        return self._events.setdefault(key, {"timestamps": []})["timestamps"]

    def _erase(self):
        self._events = {}
        self._host.storage_remove("local", self._key)


def _noted(decisioning):
    """The events that an event reports, one for each kind and proposition."""
    kinds = get_path(decisioning, "propositionEventType")
    propositions = get_path(decisioning, "propositions")
    if not isinstance(kinds, dict) or not isinstance(propositions, list):
        return []
    noted = []
    for kind in kinds:
        for each in propositions:
            if kinds[kind] == 1 and get_path(each, "scopeDetails.decisionProvider") == "AJO":
                noted.append({
                    "eventId": get_path(each, "scopeDetails.activity.id"), "eventType": kind,
                    "action": get_path(decisioning, "propositionAction.id"),
                })
    return noted


def _readable(text, now_ms):
    """
    What is in the storage, without what cannot be used. What a clock that stood ahead dated into
    the future happened all the same, by now at the latest.
    """
    try:
        stored = json.loads(text or "{}")
    except Exception:
        # Anything may stand there: what is no JSON, and what is nested deeper than a stack.
        return {}
    events = {}
    for key in stored if isinstance(stored, dict) else ():
        times = get_path(stored[key], "timestamps")
        if isinstance(times, list):
            events[key] = {"timestamps": [
                min(each, now_ms) for each in times if isinstance(each, (int, float))
            ]}
    return events
