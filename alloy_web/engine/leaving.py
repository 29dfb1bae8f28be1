"""
The end of the page: what still waits for an identity then goes in one request.

How each single request travels while the page leaves, engine/network.py decides. What waits for
consent, or for a hook of the page's, stays where it is and is never sent, unless the page comes
back out of the back/forward cache. Source: design, "Leaving".
"""

from alloy_web import flow
from alloy_web.core import request as requests
from alloy_web.engine import delivery
from alloy_web.errors import describe


class Leaving:
    def __init__(self, host, logger, network, gate, edge, ledger, outbox):
        self._outbox = outbox
        self._host = host
        self._ledger = ledger
        self._logger = logger
        self._network = network
        self._gate = gate
        self._edge = edge
        host.listen("leave", self._on_leave)
        host.listen("gone", self._on_gone)
        host.listen("restored", self._on_restored)

    def _on_leave(self, details):
        self._network.is_leaving = True
        self._gate.gather()

    def _on_gone(self, details):
        if not self._network.is_leaving:
            return
        waiting = self._gate.gathered()
        if self._outbox:
            waiting = [each for each in waiting if not self._outbox.is_gone(each)]
        payload, joined = requests.join(waiting)
        if joined:
            together = requests.Request(
                requests.INTERACT, payload=payload, overrides=joined[0].overrides
            )
            self._gate.admit(together)
            for request in joined:
                delivery.join(request, together)
            flow.background(self._edge.carry(together), self._fail)
        if len(joined) < len(waiting):
            self._logger.warn(
                str(len(waiting) - len(joined)) + " requests waited for an identity, and "
                "could not go with the others."
            )
        self._gate.call_waiting()
        is_online = self._host.moment()["online"]
        if self._outbox:
            self._outbox.leave(is_online)
        else:
            self._ledger.leave(is_online, False)

    def _on_restored(self, details):
        self._ledger.come_back()
        self._network.is_leaving = False
        self._gate.gathered()
        self._gate.call_waiting()
        if self._outbox:
            self._outbox.start()

    def _fail(self, error):
        self._logger.warn("What waited when the page was left could not be sent. "
                          + describe(error))
