"""
The gate that events wait at until the visitor's choice is known.

What a state means is core/consent.py, what changes it features/consent.py; here is who waits.
Source: specification, CON-04.
"""

from alloy_web import flow
from alloy_web.core import consent
from alloy_web.errors import DeclinedConsent


class ConsentGate:
    """Open, unless someone sets another state."""

    def __init__(self, logger):
        self._logger = logger
        # As core/consent.py makes them; only `set` changes it.
        self.state = consent.initial(None, "in", False)
        self._is_new = True
        self._changed = flow.Deferred()
        self._on_declined = []
        # How often the visitor has declined.
        self.withdrawals = 0
        self._on_changed = []
        # Looks whether the visitor chose in another tab; only where events are kept.
        self.look = None
        # What made the default what it is, for messages.
        self.default_reason = ""

    @property
    def is_open(self):
        return self.state["value"] == "in"

    @property
    def is_declined(self):
        """Did the visitor say no? A default of `out` is no answer of the visitor's."""
        return self.state["value"] == "out" and self.state["set_by"] != "default"

    def set(self, state):
        """A new state; calls that wait go on, in their order, if it lets them."""
        before = None if self._is_new else self.state
        was_declined = self.is_declined
        self._is_new = False
        self.state = state
        line = consent.log_line(before, state)
        if line and line[0] == "warn":
            self._logger.warn(line[1])
        elif line:
            self._logger.info(line[1])
        if self.is_declined and not was_declined:
            self._withdraw()
        for callback in self._on_changed:
            callback(state["value"])
        if consent.frees_waiters(before, state):
            changed = self._changed
            self._changed = flow.Deferred()
            changed.resolve()

    def note_withdrawal(self):
        """The visitor said no, and chooses anew already: who waits goes on waiting."""
        self._withdraw()
        for callback in self._on_changed:
            callback("out")

    def _withdraw(self):
        self.withdrawals += 1
        for callback in self._on_declined:
            callback()

    def on_declined(self, callback):
        """Call `callback()` whenever the visitor declines; at once if that is so already."""
        self._on_declined.append(callback)
        if self.is_declined:
            callback()

    def on_changed(self, callback):
        """Call `callback(value)` with each new state: `in`, `out` or `pending`."""
        self._on_changed.append(callback)

    async def wait(self, request=None):
        """
        Go on when consent is in; raises DeclinedConsent. While it is pending: wait. A `request`
        that had passed is declined, too, where consent was withdrawn since and given anew.
        """
        if self.look:
            self.look()
        while consent.decision(self.state, True) == "wait":
            await self._changed
        self.check()
        if request and request.withdrawals != self.withdrawals:
            raise DeclinedConsent("Consent was withdrawn meanwhile")

    def check(self):
        """As `wait`, but pending is a failure too."""
        decision = consent.decision(self.state, False)
        if decision == "pass":
            return
        if decision == "pending":
            raise DeclinedConsent("The visitor has not decided about consent yet")
        if self.state["set_by"] == "default":
            raise DeclinedConsent(
                "No consent preference was given, and the default is out (" + self.default_reason
                + ")"
            )
        raise DeclinedConsent("The visitor declined consent")
