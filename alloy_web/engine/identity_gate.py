"""
The gate that requests wait at so that a new visitor gets one identity, not two.

It looks at the identity cookie only, unless the browser keeps none. Without one a single request,
the asker, passes; the others wait for how it ends, and then pass together or make the first of them
the next asker.
Source: specification, EDGE-41, EDGE-42.
"""

from alloy_web import flow
from alloy_web.core import identity


class IdentityGate:
    def __init__(self, host, logger, cookies, consent):
        self._host = host
        self._logger = logger
        self._cookies = cookies
        self._consent = consent
        # The request that asks, and those that wait for how it ends, in their order.
        self._asker = None
        self._waiting = []
        # The ECID that an answer told, where there can be no cookie: requests carry it themselves.
        self.kept_ecid = None
        # While the page leaves nobody asks alone: see `gather`.
        self._is_gathering = False
        # Settled when those that wait are to look again.
        self._turn = flow.Deferred()
        self._answered = flow.Deferred()

    def admits(self, request):
        """May `request` pass at once, since the visitor has an identity?"""
        request.has_identity = request is not self._asker and self.is_established()
        return request.has_identity

    async def enter(self, request):
        """
        Wait for the turn of `request`: then it has an identity, or is the asker, or was sent along
        with others (`is_sent_along`).
        """
        while request is not self._asker and not self.is_established():
            if self._asker is None and not self._is_gathering:
                self.admit(request)
                return
            self._waiting.append(request)
            await self._turn
            if request.is_sent_along:
                return
            if request.needs_consent:
                # While it waited here, the visitor may have decided otherwise.
                await self._consent.wait()
        request.has_identity = not request.is_asker

    def admit(self, request):
        """Make this the asker, whoever was it; an earlier one is cut off by the page's end."""
        if self._asker:
            self._asker.is_asker = False
        self._asker = request
        request.is_asker = True

    def leave(self, request):
        """`request` was answered, or never will be: if it was the asker, the next may pass."""
        if request is self._asker:
            self._asker = None
            request.is_asker = False
            self.call_waiting()
        answered = self._answered
        self._answered = flow.Deferred()
        answered.resolve()

    def gather(self):
        """The page leaves: from here on requests only wait, so that they can ask together."""
        self._is_gathering = True

    def gathered(self):
        """
        The requests that wait, in their order; none where the one that asks outlives the page,
        since another would make a second identity. Ends the gathering.
        """
        self._is_gathering = False
        if self._asker and self._asker.outlives_page:
            return []
        return list(self._waiting)

    def call_waiting(self):
        """Let those that wait look again."""
        self._waiting = []
        turn = self._turn
        self._turn = flow.Deferred()
        turn.resolve()

    def is_established(self):
        """Is there an identity cookie? What is in it does not matter here."""
        return bool(self.kept_ecid) or self._cookies.identity(self._host.moment()) is not None

    def keep(self, ecid):
        """
        An answer told the asker this ECID, and no cookie. Where the browser keeps none, the ECID
        is what makes the visitor one, as long as the page lives.
        """
        if not self._cookies.are_enabled(self._host.moment()):
            self.kept_ecid = ecid

    def ecid(self):
        """The visitor's ECID as the identity cookie tells it now, or None."""
        try:
            told = identity.ecid_from_cookie(self._cookies.identity(self._host.moment()))
            return told or self.kept_ecid
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
