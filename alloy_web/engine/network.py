"""
A request and its answer: fetch with retries, or a beacon.

What is decided here comes from core/request.py and core/retry.py; waiting and sending is the
host's. Source: specification, EDGE-10 to EDGE-15.
"""

import json

from alloy_web.core import request as requests
from alloy_web.core import response, retry
from alloy_web.core.strings import to_json
from alloy_web.engine import delivery
from alloy_web.errors import EdgeError, NetworkError

# How long a beacon is taken to be under way.
_BEACON_MS = 5000


class Network:
    def __init__(self, host, config, logger, consent):
        self._host = host
        self._consent = consent
        self._timeout_ms = config["requestTimeout"]
        self._logger = logger
        # The page goes (engine/leaving.py): what is sent now will see no answer.
        self.is_leaving = False
        # Bytes of the keepalive fetches under way, and `(when, bytes)` of beacons, whose end
        # nobody reports: they count for as long as they may take.
        self._fetched_bytes = 0
        self._beacons = []

    async def exchange(self, request, url, moment):
        """The `Response` to a request; raises NetworkError or EdgeError. `moment`: the host's."""
        flight = None
        if request.event and request.event.flight:
            flight = requests.adopt(request)
            url = flight["url"]
        body = flight["body"] if flight else to_json(request.payload)
        request.body = body
        self._notify("onBeforeNetworkRequest", request, url)
        about = "Request " + request.id + ": "
        self._logger.info(
            about + ("was sent by the page's snippet." if flight
                     else "sending (" + request.action + ")."),
            request.payload,
        )
        try:
            answer = await self._deliver(request, url, body, moment, bool(flight))
        except NetworkError as error:
            self._notify("onNetworkError", request, url, error=error)
            self._logger.error(about + "failed. " + str(error))
            raise NetworkError("The network request failed.", error, error.name)
        if self._logger.has_monitors:
            self._notify_response(request, url, answer)
        try:
            received = response.read(answer["status"], answer["headers"], answer["body"])
        except EdgeError as error:
            error.wait_ms = retry.asked_ms(answer["headers"], self._host.last_ms())
            # Its first line; the others show the body.
            self._logger.error(about + str(error).partition("\n")[0], answer["body"])
            raise
        if answer.get("isBeacon"):
            self._logger.info(about + "is the browser's to deliver. Its answer is not heard.")
        else:
            self._logger.info(
                about + "answered with status " + str(answer["status"]) + ".", received.body
            )
        for note in received.notes("warnings"):
            self._logger.warn(about + "the server warns: " + note)
        for note in received.notes("errors"):
            self._logger.error(about + "the server reports: " + note)
        return received

    def _notify(self, method, request, url, **more):
        if not self._logger.has_monitors:
            return
        details = {"requestId": request.id, "url": url, "payload": request.payload}
        details.update(more)
        self._logger.notify(method, details)

    def _notify_response(self, request, url, answer):
        headers = answer["headers"]
        try:
            parsed = json.loads(answer["body"])
        except ValueError:
            parsed = None
        self._notify(
            "onNetworkResponse", request, url, statusCode=answer["status"], body=answer["body"],
            parsedBody=parsed, retriesAttempted=answer["retries"],
            # JavaScript gets its getHeader from the bridge, made of the headers.
            headers=headers, getHeader=lambda name: headers.get(name.lower()),
        )

    async def _deliver(self, request, url, body, moment, is_flown):
        size = requests.byte_length(body)
        if stored_key(request) and self.is_leaving and not moment["online"]:
            # A beacon would be taken, and go nowhere.
            raise NetworkError("the browser has no network")
        transport = "flight" if is_flown else self._transport(request, moment, size)
        if request.action == requests.COLLECT and size > requests.LEAVING_BYTES:
            self._logger.warn(
                "Request " + request.id + ": the event has " + str(size) + " bytes, and a browser "
                "sends at most " + str(requests.LEAVING_BYTES) + " after a page has gone. Send "
                "less."
            )
        if transport == "beacon":
            if self._beacon(request, url, body, size):
                return {"status": 204, "headers": {}, "body": "", "retries": 0, "isBeacon": True}
            # It leaves the page as any other fetch does.
            transport = "fetch"
        delivery.depart(request, transport)
        if self.is_leaving and not delivery.outlives_page(request):
            self._logger.warn(
                "Request " + request.id + ": a browser sends no more after a page has gone, so "
                "this may be lost. Send less."
            )
        return await self._post_with_retries(
            request, url, body, size, "keepalive" if is_flown else transport
        )

    def _transport(self, request, moment, size):
        """`beacon`, `keepalive` or `fetch`."""
        event = request.event
        # Who asks for an identity is heard to the end: cut off, it has made one that nobody keeps,
        # and what asks next makes another.
        is_urgent = self.is_leaving or moment["hidden"] or request.is_asker
        is_urgent = is_urgent or bool(event and event.may_unload)
        # Where the page stays after all, an answer is worth having: then no beacon. A view of a
        # route may be followed by a page load at once, which cancels in WebKit what is under way.
        may_end = moment["mayEnd"] or bool(request.has_identity and event and event.is_view)
        may_end = may_end and request.action != requests.COLLECT
        bytes_in_flight = self._bytes_in_flight()
        transport = requests.transport_for(
            request.action, is_urgent or may_end, size, bytes_in_flight
        )
        fits = bytes_in_flight + size <= requests.LEAVING_BYTES
        if transport == "beacon" and fits and stored_key(request):
            # Should the page stay, the answer is heard, and a failure.
            return "keepalive"
        return transport

    def _beacon(self, request, url, body, size):
        """Did the browser take it?"""
        taken = self._host.beacon(url, body)
        if taken:
            delivery.depart(request, "beacon")
            self._beacons.append((self._host.moment()["nowMs"], size))
        elif taken is False:
            self._logger.info(
                "Request " + request.id + ": the browser refused the beacon; it goes by fetch."
            )
        return taken

    async def _post_with_retries(self, request, url, body, size, transport):
        """The answer, or that of the last attempt; `transport` is that of the others."""
        key = stored_key(request)
        retries = 0
        waited_ms = 0
        while True:
            answer = await self._post(url, body, delivery.outlives_page(request), size)
            answer["retries"] = retries
            if request.carries_kept or not retry.should_retry(answer["status"], retries):
                return answer
            delay_ms = retry.delay_ms(
                answer["headers"], retries, self._host.random(), self._host.moment()["nowMs"]
            )
            waited_ms += delay_ms
            about = "Request " + request.id + ": "
            if request.is_waited_for and waited_ms > retry.LONGEST_HELD_MS:
                self._logger.warn(
                    about + "the server wants it sent again in " + str(delay_ms)
                    + " ms. Others wait for it, so it is given up."
                )
                return answer
            self._logger.info(
                about + "status " + str(answer["status"]) + ", sent again in " + str(delay_ms)
                + " ms."
            )
            delivery.wait(request, "retry")
            await self._host.sleep(delay_ms)
            if request.needs_consent:
                # Meanwhile the visitor may have decided otherwise.
                await self._consent.wait(request)
            if key and self._host.storage_get("local", key) is None:
                # Another tab has sent the event, or erased it.
                return answer
            retries += 1
            delivery.depart(request, transport)

    async def _post(self, url, body, keepalive, size):
        counted = size if keepalive else 0
        self._fetched_bytes += counted
        try:
            return await self._host.post(
                url, body, keepalive, self._timeout_ms, self._logger.has_monitors
            )
        finally:
            self._fetched_bytes -= counted

    def _bytes_in_flight(self):
        bytes_in_flight = self._fetched_bytes
        if self._beacons:
            since_ms = self._host.moment()["nowMs"] - _BEACON_MS
            self._beacons = [beacon for beacon in self._beacons if beacon[0] > since_ms]
            for beacon in self._beacons:
                bytes_in_flight += beacon[1]
        return bytes_in_flight


def stored_key(request):
    """Where the outbox has stored its event; "" where nothing is kept."""
    return request.lines[0].key if request.lines else ""
