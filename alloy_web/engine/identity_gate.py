"""
The gate that requests wait at so that a new visitor gets one identity, not two.

It looks at the identity cookie only. Without one a single request, the asker, passes; the others
wait for how it ends, and then pass together or make the first of them the next asker.
Source: specification, EDGE-41, EDGE-42.
"""

from alloy_web import flow
from alloy_web.core import identity


class IdentityGate:
    def __init__(self, host, logger, cookies):
        self._host = host
        self._logger = logger
        self._cookies = cookies
        # Settled when the asker is done; None while nobody asks.
        self._asker_done = None
        self._answered = flow.Deferred()

    async def enter(self, request):
        """Wait for the turn of `request`: then it has an identity, or is the asker."""
        while not self.is_established():
            if self._asker_done is None:
                self._asker_done = flow.Deferred()
                request.is_asker = True
                return
            await self._asker_done
        request.has_identity = True

    def leave(self, request):
        """`request` was answered, or never will be: if it was the asker, the next may pass."""
        if request.is_asker:
            request.is_asker = False
            done = self._asker_done
            self._asker_done = None
            done.resolve()
        answered = self._answered
        self._answered = flow.Deferred()
        answered.resolve()

    def is_established(self):
        """Is there an identity cookie? What is in it does not matter here."""
        return self._cookies.identity(self._host.moment()) is not None

    def ecid(self):
        """The visitor's ECID as the identity cookie tells it now, or None."""
        try:
            return identity.ecid_from_cookie(self._cookies.identity(self._host.moment()))
        except ValueError as error:
            self._logger.warn("The identity cookie cannot be read: " + str(error) + ".")
            return None

    async def acquired(self):
        """Wait until the identity cookie tells an ECID; returns it. Asks nobody for one."""
        ecid = self.ecid()
        while ecid is None:
            await self._answered
            ecid = self.ecid()
        return ecid
