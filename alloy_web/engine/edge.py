"""
The way of a request to the Edge Network and back: payload, gate, address, network, handles, hooks.
"""

from alloy_web.core import merge, overrides, payload, urls
from alloy_web.core import request as requests
from alloy_web.core.response import Response
from alloy_web.errors import AlloyError, describe

# How many of a list the log tells.
_MOST_NAMED = 20


class Edge:
    def __init__(
        self, host, config, logger, lifecycle, cookies, network, identity_domain, assurance
    ):
        self._host = host
        self._config = config
        self._logger = logger
        self._lifecycle = lifecycle
        self._cookies = cookies
        self._network = network
        self._identity_domain = identity_domain
        self._assurance = assurance
        self._is_migrating_target = config.get("targetMigrationEnabled") is True
        # Of requests without overrides of their own: most.
        self._own_overrides = overrides.combine(config.get("edgeConfigOverrides"), None)

    def send(self, request):
        """
        Send a request and let everyone hear the answer.

        Returns what hooks and callbacks returned, merged into one dict: lists under one key are
        joined, other values overwrite (EDGE-36). The answer itself is `request.response`. Whatever
        goes wrong, failure hooks run before the error is raised.
        """
        return self._exchange(request, None)

    def apply(self, request, response):
        """As `send`, for an answer that is there already: nothing leaves the page."""
        return self._exchange(request, response)

    async def _exchange(self, request, response):
        try:
            await self._lifecycle.call("on_before_request", request)
            if request.is_sent_along:
                response = Response(204, {}, None)
            elif response is None:
                response = await self._deliver(request)
            request.response = response
            kept = response.payloads("state:store")
            if kept:
                self._store(kept, self._page_of(request))
        except Exception as error:
            await self.fail(request, error)
            raise
        return await self._hear(request)

    def _store(self, items, page):
        foreign = self._cookies.store(items, page)
        if foreign:
            self._logger.warn("Cookies of an answer are left out, because they are not the "
                              "organisation's: " + ", ".join(foreign[:_MOST_NAMED]))

    async def fail(self, request, error):
        """Run the failure hooks of a request that failed, or that will not be sent."""
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
                return await self._network.send(
                    request, *self._address(request, page, self._identity_domain.address)
                )
            except AlloyError as error:
                if not self._identity_domain.take_failure(error):
                    raise
        return await self._network.send(
            request, *self._address(request, page, self._config["edgeDomain"])
        )

    def _page_of(self, request):
        return request.event.page if request.event else self._host.page()

    def _address(self, request, page, endpoint):
        """The URL and what was read for it; completes the payload with that."""
        reading = self._host.moment()
        # Kept when the request is sent again, to another domain.
        request.id = request.id or self._host.uuid()
        if request.event:
            if self._network.is_leaving:
                request.event.may_unload = True
            request.action = requests.action_for(request.event, request.has_identity)
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
            entries = self._cookies.entries(reading, self._is_migrating_target)
        meta = {"state": payload.state(domain, are_enabled, entries)}
        if self._is_migrating_target:
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
        returned = await self._lifecycle.call("on_response", response, request)
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
