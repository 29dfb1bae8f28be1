"""
The gate that requests wait at so that a new visitor gets one identity, not two.

It looks at the identity cookie only, unless the browser keeps none. Without one a single request,
the asker, passes; the others wait for how it ends, and then pass together or make the first of them
the next asker.
Source: specification, EDGE-41, EDGE-42.
"""

from alloy_web import flow
from alloy_web.core import identity
from alloy_web.core.request import Request
from alloy_web.engine import delivery


class IdentityGate:
    def __init__(self, host, logger, cookies, consent):
        self._host = host
        self._logger = logger
        self._cookies = cookies
        self._consent = consent
        # The request that asks, and those that wait for how it ends, in their order.
        self._asker: Request | None = None
        self._waiting = []
        # The ECID of an answer, where there can be no cookie: requests carry it themselves.
        self.kept_ecid = None
        # How the identity cookie began when it was last read, and what it said: that takes long.
        self._beginning = self._ecid = None
        # While the page leaves nobody asks alone: see `gather`.
        self._is_gathering = False
        # Settled when those that wait are to look again.
        self._turn = flow.Deferred()

    def admits(self, request: Request) -> bool:
        """May `request` pass at once, since the visitor has an identity?"""
        if request is self._asker or not self.is_established():
            return False
        request.delivery["identity"] = "known"
        return True

    async def enter(self, request: Request):
        """
        Wait for the turn of `request`: then it has an identity, or is the asker, or was joined
        with others.
        """
        while request is not self._asker and not self.admits(request):
            if self._asker is None and not self._is_gathering:
                self.admit(request)
                return
            delivery.wait(request, "identity")
            self._waiting.append(request)
            await self._turn
            if delivery.is_joined(request):
                return
            if request.needs_consent:
                # While it waited here, the visitor may have decided otherwise.
                await self._consent.wait(request)

    def admit(self, request: Request):
        """Make this the asker, whoever was it; an earlier one is cut off by the page's end."""
        if self._asker:
            self._asker.delivery["identity"] = None
        self._asker = request
        request.delivery["identity"] = "asking"

    def leave(self, request: Request):
        """`request` was answered, or never will be: if it was the asker, the next may pass."""
        if request is self._asker:
            self._asker = None
            request.delivery["identity"] = None
            self.call_waiting()

    def gather(self):
        """The page leaves: from here on requests only wait, so that they can ask together."""
        self._is_gathering = True

    def gathered(self) -> list[Request]:
        """
        The requests that wait, in their order; none where the one that asks outlives the page,
        since another would make a second identity. Those that the visitor has withdrawn consent
        from stay. Ends the gathering.
        """
        self._is_gathering = False
        if self._asker and delivery.outlives_page(self._asker):
            return []
        now = self._consent.withdrawals
        return [request for request in self._waiting if request.withdrawals == now]

    def call_waiting(self):
        """Let those that wait look again."""
        self._waiting = []
        turn = self._turn
        self._turn = flow.Deferred()
        turn.resolve()

    def is_established(self):
        """Is there an identity cookie? What is in it does not matter here."""
        return bool(self.kept_ecid) or self._cookies.identity_text(self._host.moment()) is not None

    def keep(self, ecid):
        """
        The answer to the asker brought this ECID, and no cookie. Where the browser keeps none, the
        ECID is what makes the visitor one, as long as the page lives.
        """
        if not self._cookies.are_enabled(self._host.moment()):
            self.kept_ecid = ecid

    def standing(self) -> str:
        """`known`, `asking` or `none`: has the visitor an identity?"""
        if self.is_established():
            return "known"
        return "asking" if self._asker else "none"

    def ecid(self):
        """The visitor's ECID as it stands in the identity cookie now, or None."""
        try:
            text = self._cookies.identity_text(self._host.moment())
            # As the Edge Network writes it the ECID comes first, and the rest is new each time.
            beginning = text[:54] if text and text[:3] == "CiY" else text
            if beginning != self._beginning:
                self._ecid = identity.ecid_from_cookie(text)
                self._beginning = beginning
            return self._ecid or self.kept_ecid
        except ValueError as error:
            self._logger.warn(str(error))
            return None
