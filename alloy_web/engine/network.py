"""
A request and its answer: fetch with retries, or a beacon.

What is decided here comes from core/request.py and core/retry.py; waiting and sending is the
host's. Source: specification, EDGE-10 to EDGE-15.
"""

import json

from alloy_web.core import request as requests
from alloy_web.core import response, retry
from alloy_web.errors import NetworkError


class Network:
    def __init__(self, host, config, logger):
        self._host = host
        self._timeout_ms = config["requestTimeout"]
        self._logger = logger
        self._bytes_in_flight = 0
        self._is_leaving = False
        host.listen("leave", self._on_leave)

    async def send(self, request, url, is_hidden):
        """The `Response` to a request; raises NetworkError or EdgeError."""
        body = json.dumps(request.payload)
        request.body = body
        told = {"requestId": request.id, "url": url, "payload": request.payload}
        self._logger.notify("onBeforeNetworkRequest", told)
        self._logger.info("Request " + request.id + ": sending.", request.payload)
        try:
            answer = await self._deliver(request, url, body, is_hidden)
        except NetworkError as error:
            self._logger.notify("onNetworkError", {
                "requestId": request.id, "url": url, "payload": request.payload, "error": str(error),
            })
            raise NetworkError("The network request failed.", error, error.name)
        self._logger.notify("onNetworkResponse", {
            "requestId": request.id, "url": url, "payload": request.payload,
            "statusCode": answer["status"], "body": answer["body"],
            "retriesAttempted": answer["retries"],
        })
        received = response.read(answer["status"], answer["headers"], answer["body"])
        self._logger.info("Request " + request.id + ": answered with status "
                          + str(answer["status"]) + ".", received.body)
        for note in received.notes("warnings"):
            self._logger.warn("Request " + request.id + ": the server warns: " + note)
        for note in received.notes("errors"):
            self._logger.error("Request " + request.id + ": the server reports: " + note)
        return received

    async def _deliver(self, request, url, body, is_hidden):
        may_unload = bool(request.event and request.event.may_unload)
        transport = requests.transport_for(
            request.action, may_unload, is_hidden or self._is_leaving,
            len(body), self._bytes_in_flight,
        )
        if transport == "beacon":
            taken = self._host.beacon(url, body)
            if taken:
                return {"status": 204, "headers": {}, "body": "", "retries": 0}
            if taken is False:
                self._logger.info("Request " + request.id + ": the browser refused the beacon; "
                                  "it goes by fetch.")
        retries = 0
        while True:
            answer = await self._fetch(url, body, transport == "keepalive")
            if not retry.should_retry(answer["status"], retries):
                answer["retries"] = retries
                return answer
            delay_ms = retry.delay_ms(
                answer["headers"], retries, self._host.random(), self._host.moment()["nowMs"]
            )
            self._logger.info("Request " + request.id + ": status " + str(answer["status"])
                              + ", sent again in " + str(delay_ms) + " ms.")
            await self._host.sleep(delay_ms)
            retries += 1

    async def _fetch(self, url, body, keepalive):
        if keepalive:
            self._bytes_in_flight += len(body)
        try:
            return await self._host.send(url, body, keepalive, self._timeout_ms)
        finally:
            if keepalive:
                self._bytes_in_flight -= len(body)

    def _on_leave(self, details):
        self._is_leaving = True
