"""
The way of a request to the Edge Network and back: payload, gate, address, network, handles, hooks.
"""

from alloy_web.core import merge, overrides, payload, urls
from alloy_web.core import request as requests
from alloy_web.errors import describe


class Edge:
    def __init__(self, host, config, logger, lifecycle, cookies, network):
        self._host = host
        self._config = config
        self._logger = logger
        self._lifecycle = lifecycle
        self._cookies = cookies
        self._network = network

    async def send(self, request):
        """
        Send a request and let everyone hear the answer.

        Returns what hooks and callbacks returned, merged into one dict: lists under one key are
        joined, other values overwrite (EDGE-36). The answer itself is `request.response`. Whatever
        goes wrong, failure hooks run before the error is raised.
        """
        return await self._exchange(request, None)

    async def apply(self, request, response):
        """As `send`, for an answer that is there already: nothing leaves the page."""
        return await self._exchange(request, response)

    async def _exchange(self, request, response):
        try:
            await self._lifecycle.call("on_before_request", request)
            if response is None:
                response = await self._network.send(request, *self._address(request))
            request.response = response
            self._cookies.store(response.payloads("state:store"))
        except Exception as error:
            await self.fail(request, error)
            raise
        return await self._hear(request)

    async def fail(self, request, error):
        """Run the failure hooks of a request that failed, or that will not be sent."""
        await self._lifecycle.call("on_request_failure", request, error)
        for callback in request.failure_callbacks:
            try:
                callback(error)
            except Exception as trouble:
                self._logger.error("A failure could not be handled: " + describe(trouble))

    def _address(self, request):
        """The URL and whether the page is hidden; completes the payload with what is read here."""
        reading = self._host.moment()
        request.id = reading["requestId"]
        if request.event:
            request.action = requests.action_for(request.event, request.has_identity)
        datastream_id, config_overrides = overrides.combine(
            self._config.get("edgeConfigOverrides"), request.overrides
        )
        self._add_meta(request, reading, datastream_id, config_overrides)
        url = requests.url(
            self._config["edgeDomain"]["origin"],
            self._config["edgeBasePath"],
            self._cookies.location_hint(reading),
            request.action,
            datastream_id or self._config["datastreamId"],
            request.id,
        )
        return url, reading["hidden"]

    def _add_meta(self, request, reading, datastream_id, config_overrides):
        # Right before sending: cookies may have come while the request waited.
        domain = self._cookies.apex_domain(self._page_of(request))
        endpoint = self._config["edgeDomain"]["hostname"]
        entries = []
        if not urls.is_first_party(endpoint, domain):
            entries = self._cookies.entries(reading)
        meta = {"state": payload.state(domain, entries)}
        if request.event:
            meta["queueTimeMillis"] = payload.queue_time_ms(
                reading["nowMs"], request.event.created_at_ms
            )
        if config_overrides:
            meta["configOverrides"] = config_overrides
        if datastream_id and datastream_id != self._config["datastreamId"]:
            meta["sdkConfig"] = {"datastream": {"original": self._config["datastreamId"]}}
        request.payload = merge.merge(request.payload, {
            "meta": meta,
            "query": payload.identity_query(["ECID"]),
        })

    def _page_of(self, request):
        return request.event.page if request.event else self._host.page()

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
