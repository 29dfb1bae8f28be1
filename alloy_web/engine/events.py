"""
Events as features send them. The road itself, with every phase, is `Edge.carry`.
"""

from alloy_web import flow
from alloy_web.core.request import INTERACT, Request
from alloy_web.errors import Cancelled, describe


class Events:
    def __init__(self, logger, edge, ledger):
        self._logger = logger
        self._ledger = ledger
        self._edge = edge

    async def send(self, event, overrides=None, line=None):
        """
        Send an event; returns the request, with `response` and `result` on it. `line` is the
        ledger's, of the call that made it.

        Raises `Cancelled`, DeclinedConsent, HookError, NetworkError or EdgeError. Failure hooks
        have run by then.
        """
        request = Request(INTERACT, event, overrides=overrides)
        self._ledger.follow(line, request)
        request.result = await self._edge.carry(request)
        return request

    async def apply(self, event, response):
        """As `send`, for an answer that came another way. Source: specification, CMD-14."""
        request = Request(INTERACT, event)
        request.result = await self._edge.apply(request, response)
        return request

    def send_in_background(self, event, about):
        """For events nobody waits for: clicks, reports, automatic views. Failures are logged."""

        def report(error):
            if isinstance(error, Cancelled):
                self._logger.info(str(error))
            else:
                self._logger.warn(about + " could not be sent. " + describe(error))

        flow.background(self.send(event), report)
