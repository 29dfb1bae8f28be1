"""
The way of an event, from "it happened" to "it was answered". Every phase stands here, in order.
"""

from alloy_web import flow
from alloy_web.core import merge
from alloy_web.core.request import INTERACT, Request
from alloy_web.errors import Cancelled, HookError, describe


class Events:
    def __init__(self, hooks, config, logger, lifecycle, consent, edge):
        self._hooks = hooks
        self._on_before_send = config.get("onBeforeEventSend")
        self._logger = logger
        self._lifecycle = lifecycle
        self._consent = consent
        self._edge = edge

    async def send(self, event, overrides=None):
        """
        Send an event; returns the request, with `response` and `result` on it.

        Raises `Cancelled`, DeclinedConsent, HookError, NetworkError or EdgeError. Failure hooks
        have run by then.
        """
        request = Request(INTERACT, event, overrides=overrides)
        request.needs_consent = True
        try:
            await self._lifecycle.call("on_before_event", event, request)
            if not event.was_sent:
                await self._consent.wait()
            content = event.content()
            await self._ask_user(content)
        except Exception as error:
            await self._edge.fail(request, error)
            raise
        request.payload = {"events": [event.body(content)]}
        request.result = await self._edge.send(request)
        return request

    async def apply(self, event, response):
        """
        As `send`, for an answer that came another way: consent and the page's hook are not asked,
        and nothing leaves the page. Source: specification, CMD-14.
        """
        request = Request(INTERACT, event)
        try:
            await self._lifecycle.call("on_before_event", event, request)
        except Exception as error:
            await self._edge.fail(request, error)
            raise
        request.payload = {"events": [event.body(event.content())]}
        request.result = await self._edge.apply(request, response)
        return request

    async def _ask_user(self, content):
        """Let the page's hook edit or cancel. Source: specification, CFG-06."""
        if not self._on_before_send:
            return
        content.update(merge.deep_copy(content))
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
        await self._consent.wait()

    def send_in_background(self, event, about):
        """For events nobody waits for: clicks, reports, automatic views. Failures are logged."""

        def report(error):
            if isinstance(error, Cancelled):
                self._logger.info(str(error))
            else:
                self._logger.warn(about + " could not be sent. " + describe(error))

        flow.background(self.send(event), report)
