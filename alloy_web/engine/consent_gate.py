"""
The gate that events wait at until the visitor's choice is known.

What a state means is core/consent.py; here is who waits. Source: specification, CON-04.
"""

from alloy_web import flow
from alloy_web.core import consent
from alloy_web.errors import DeclinedConsent


class ConsentGate:
    def __init__(self, logger):
        self._logger = logger
        self._state = None
        self._changed = flow.Deferred()

    def set(self, state):
        """A new state, as core/consent.py makes them. A visitor's choice lets waiters look again."""
        self._state = state
        if state["set_by"] == "default":
            return
        changed = self._changed
        self._changed = flow.Deferred()
        changed.resolve()

    @property
    def state(self):
        return self._state

    async def wait(self):
        """Go on when consent is in; raises DeclinedConsent. While it is pending: wait."""
        decision = consent.decision(self._state, True)
        while decision == "wait":
            await self._changed
            decision = consent.decision(self._state, True)
        self._raise_unless_in(decision)

    def check(self):
        """As `wait`, but pending is a failure too."""
        self._raise_unless_in(consent.decision(self._state, False))

    def _raise_unless_in(self, decision):
        if decision == "pass":
            return
        if decision == "pending":
            raise DeclinedConsent("The visitor has not decided about consent yet")
        if self._state["set_by"] == "default":
            raise DeclinedConsent(
                "No consent preference was given, and the default is out (defaultConsent)"
            )
        raise DeclinedConsent("The visitor declined consent")
