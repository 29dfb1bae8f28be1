"""
The way of a request to the Edge Network and back. `Edge.carry` is that road, with every phase and
every gate on it: features, consent, the page's hook, identity, network, cookies, features again.
"""

from alloy_web.core import merge, overrides, payload, urls
from alloy_web.core import request as requests
from alloy_web.core.response import Response
from alloy_web.engine import delivery
from alloy_web.engine.ledger import code_of
from alloy_web.errors import AlloyError, Cancelled, HookError, describe


class Edge:
    def __init__(
        self, host, config, logger, lifecycle, consent, hooks, identity, cookies, network,
        identity_domain, assurance, outbox
    ):
        # None where nothing is kept.
        self._outbox = outbox
        self._host = host
        self._config = config
        self._logger = logger
        self._lifecycle = lifecycle
        self._consent = consent
        self._hooks = hooks
        self._identity = identity
        self._on_before_send = config.get("onBeforeEventSend")
        self._cookies = cookies
        self._network = network
        self._identity_domain = identity_domain
        self._assurance = assurance
        # Of requests without overrides of their own: most.
        self._own_overrides = overrides.combine(config.get("edgeConfigOverrides"), None)

    def carry(self, request):
        """
        Send a request and let everyone hear the answer.

        Returns what hooks and callbacks returned, merged into one dict: lists under one key are
        joined, other values overwrite (EDGE-36). The answer itself is `request.response`. Raises
        `Cancelled`, DeclinedConsent, HookError, NetworkError or EdgeError; whatever goes wrong,
        failure hooks have run by then.
        """
        return self._travel(request, None)

    def apply(self, request, response):
        """
        As `carry`, for an answer that is there already: consent and the page's hook are not asked,
        and nothing leaves the page. Source: specification, CMD-14.
        """
        return self._travel(request, response)

    async def _travel(self, request, response):
        request.withdrawals = self._consent.withdrawals
        try:
            if request.event:
                await self._lifecycle.call("on_before_event", request.event, request)
                content = request.event.content()
                if response is None:
                    await self._pass_consent(request)
                    if self._on_before_send:
                        await self._pass_hook(request, content)
                request.payload = {"events": [request.event.body(content)]}
                if self._outbox and request.lines:
                    self._outbox.put(request)
            await self._lifecycle.call("on_before_request", request)
            # A visitor who is known waits for nothing.
            is_held = not self._identity.admits(request)
            if is_held:
                await self._identity.enter(request)
            await self._lifecycle.call("on_identity", request)
            if self._outbox and is_held:
                self._outbox.recheck(request)
            if delivery.is_joined(request):
                response = Response(204, {}, None)
            elif response is None:
                # What was stored just now was asked for then.
                may_differ = self._outbox and (is_held or not request.event)
                if request.needs_consent and (may_differ or not self._consent.is_open):
                    await self._pass_consent_again(request)
                response = await self._deliver(request)
            request.response = response
            kept = response.payloads("state:store")
            if kept:
                self._cookies.store(kept, self._page_of(request))
            delivery.answer(request)
            if self._outbox:
                self._outbox.finish(request)
        except Exception as error:
            await self._fail(request, error)
            raise
        returned = await self._hear(request)
        # Before the page's own code goes on, which may remove them.
        self._cookies.look()
        return returned

    async def _pass_consent(self, request):
        """Wait until the visitor agrees. What the page's snippet sent ahead had consent then."""
        if not request.event.flight and not self._consent.is_open:
            delivery.wait(request, "consent")
            await self._consent.wait()
            request.withdrawals = self._consent.withdrawals

    async def _pass_consent_again(self, request):
        """While it waited, the visitor may have decided otherwise."""
        if not (request.event and request.event.flight):
            await self._consent.wait(request)

    async def _pass_hook(self, request, content):
        """Let the page's hook edit or cancel. Source: specification, CFG-06."""
        content.update(merge.deep_copy(content))
        delivery.wait(request, "hook")
        if await self._hooks.ask("onBeforeEventSend", self._on_before_send, content) is False:
            raise Cancelled("onBeforeEventSend returned false, so the event was not sent")
        for key in ("xdm", "data"):
            if content.get(key) is None:
                # Taken out by the hook: nothing of it is sent.
                content[key] = {}
            if not isinstance(content[key], dict):
                raise HookError(
                    "onBeforeEventSend left " + key + " as " + type(content[key]).__name__
                    + ", where an object is needed. The event was not sent"
                )
        # While the hook took its time, the visitor may have decided otherwise.
        await self._consent.wait(request)

    async def _fail(self, request, error):
        """It failed, or will not be sent: run the failure hooks."""
        code = code_of(error, self._host.moment()["online"])
        kept = self._outbox.fail(request, error, code) if self._outbox else ""
        delivery.fail(request, code, kept)
        self._identity.leave(request)
        await self._lifecycle.call("on_request_failure", request, error)
        for callback in request.failure_callbacks:
            try:
                callback(error)
            except Exception as trouble:
                self._logger.error("A failure could not be handled: " + describe(trouble))

    async def _deliver(self, request):
        """To the identity domain, if this request is for it and it can be reached; or our own."""
        page = self._page_of(request)
        if self._identity_domain.is_for(request, page):
            try:
                return await self._network.exchange(
                    request, *self._address(request, page, self._identity_domain.address)
                )
            except AlloyError as error:
                if not self._identity_domain.take_failure(error):
                    raise
        return await self._network.exchange(
            request, *self._address(request, page, self._config["edgeDomain"])
        )

    def _page_of(self, request):
        return request.event.reading if request.event else self._host.page()

    def _address(self, request, page, endpoint):
        """The URL and what was read for it; completes the payload with that."""
        reading = self._host.moment()
        # Kept when the request is sent again, to another domain.
        request.id = request.id or self._host.uuid()
        if request.event:
            if self._network.is_leaving:
                request.event.may_unload = True
            request.action = requests.action_for(request.event, request.has_identity)
        elif request.carries_kept:
            request.action = requests.COLLECT if request.has_identity else requests.INTERACT
        datastream_id, config_overrides = self._own_overrides
        if request.overrides:
            datastream_id, config_overrides = overrides.combine(
                self._config.get("edgeConfigOverrides"), request.overrides
            )
        self._add_meta(request, reading, page, endpoint, datastream_id, config_overrides)
        url = requests.url(
            endpoint["origin"],
            self._config["edgeBasePath"],
            self._cookies.location_hint(reading),
            request.action,
            datastream_id or self._config["datastreamId"],
            request.id,
            request.sub_path,
            assurance=self._assurance.token(page),
        )
        return url, reading

    def _add_meta(self, request, reading, page, endpoint, datastream_id, config_overrides):
        # Right before sending: cookies may have come while the request waited.
        domain = self._cookies.apex_domain(page)
        are_enabled = self._cookies.are_enabled(reading)
        entries = []
        if not are_enabled:
            # However near the endpoint is, no cookie comes from it or goes to it.
            domain = ""
        if not urls.is_first_party(endpoint["hostname"], domain):
            entries = self._cookies.state_entries(reading, self._cookies.is_migrating_target)
        meta = {"state": payload.state(domain, are_enabled, entries)}
        if self._cookies.is_migrating_target:
            meta["target"] = {"migration": True}
        if request.event:
            meta["queueTimeMillis"] = payload.queue_time_ms(
                reading["nowMs"], request.event.created_at_ms
            )
        if config_overrides:
            meta["configOverrides"] = config_overrides
        if datastream_id and datastream_id != self._config["datastreamId"]:
            meta["sdkConfig"] = {"datastream": {"original": self._config["datastreamId"]}}
        merge.absorb(request.payload, {
            "meta": meta,
            "query": payload.identity_query(self._identity_domain.namespaces(page)),
        })

    async def _hear(self, request):
        response = request.response
        try:
            returned = await self._lifecycle.call("on_response", response, request)
        finally:
            # Who waits for the identity that this was to bring waits no longer.
            self._identity.leave(request)
        for callback in request.response_callbacks:
            returned.append(callback(response))
        return joined(returned)


def joined(results):
    """Dicts merged left to right; lists under one key are joined. Source: EDGE-36."""
    merged = {}
    for result in results:
        if not isinstance(result, dict):
            continue
        for key in result:
            if isinstance(result[key], list) and isinstance(merged.get(key), list):
                merged[key] = merged[key] + result[key]
            else:
                merged[key] = result[key]
    return merged
