"""
Who the visitor is: never let two requests without an identity be in flight, or two are made.

The gate looks at the cookie only. Without one, a single request, the asker, passes; the others
wait for how it ends, and then pass together or appoint the next asker.
Source: specification, EDGE-41, ID-03.
"""

from alloy_web import flow
from alloy_web.core import merge


class Identity:
    namespace = "Identity"
    config = {}

    def __init__(self, tools):
        self.commands = {}
        self._host = tools.host
        self._cookies = tools.cookies
        self._logger = tools.logger.for_component(self.namespace)
        self._asker_done = None
        self.known = {}

    async def on_before_request(self, request):
        while not self._has_cookie():
            if self._asker_done is None:
                self._asker_done = flow.Deferred()
                request.is_asker = True
                return
            await self._asker_done
        request.has_identity = True

    def on_response(self, response, request):
        for identity in response.payloads("identity:result"):
            code = merge.get_path(identity, "namespace.code")
            if isinstance(code, str):
                self.known[code] = identity.get("id")
        if request.is_asker and not self._has_cookie():
            self._logger.warn(
                "The server answered, but there is no identity cookie, so the visitor will be new "
                "again on the next request. Does orgId belong to the datastream? May cookies be "
                "set for this domain (configure: edgeDomain, third-party cookie rules)?"
            )
        self._let_next_pass(request)

    def on_request_failure(self, request, error):
        self._let_next_pass(request)

    def _let_next_pass(self, request):
        if request.is_asker:
            request.is_asker = False
            done = self._asker_done
            self._asker_done = None
            done.resolve()

    def _has_cookie(self):
        return self._cookies.identity(self._host.moment()) is not None
