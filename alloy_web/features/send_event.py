"""
The commands `sendEvent` and `applyResponse`: today's way to tell what a visitor does, and to show
what a server of the page's own got as the answer.

The way of the event itself is engine/events.py. Source: specification, CMD-12, CMD-14.
"""

from alloy_web import validation
from alloy_web.core import merge
from alloy_web.core import options as shared
from alloy_web.core.command import Command
from alloy_web.core.event import Event
from alloy_web.core.response import Response
from alloy_web.errors import Cancelled
from alloy_web.validation import array, boolean, mapping, one_of, optional, record, required, text

SEND_EVENT = record({
    "type": text(),
    "xdm": shared.XDM,
    "data": mapping(),
    "mergeId": text(),
    "documentUnloading": optional(boolean, False),
    "renderDecisions": optional(boolean, False),
    "decisionScopes": array(text(), unique=True),
    "personalization": record(shared.PERSONALIZATION, open=True),
    "edgeConfigOverrides": mapping(),
    "datasetId": text(),
    "advertising": record({"handleAdvertisingData": one_of("disabled", "wait", "auto")}, open=True),
})

APPLY_RESPONSE = record({
    "responseBody": required(record({
        "handle": required(array(record(
            {"type": required(text()), "payload": validation.anything}, open=True
        ))),
    }, open=True)),
    "responseHeaders": optional(mapping(text()), {}),
    "renderDecisions": optional(boolean, False),
    "personalization": record({
        "sendDisplayEvent": boolean, "decisionContext": mapping(),
    }, open=True),
})


class DataCollector:
    namespace = "DataCollector"
    config = {}

    def __init__(self, tools):
        self.commands = {
            "sendEvent": Command(SEND_EVENT, self.send_event),
            "applyResponse": Command(APPLY_RESPONSE, self.apply_response),
        }
        self._host = tools.host
        self._events = tools.events
        self._logger = tools.logger.for_component(self.namespace)

    async def send_event(self, options):
        """`{"propositions", "decisions", "destinations"}`, of the components that bring them."""
        if options.get("datasetId"):
            self._logger.warn("sendEvent: datasetId is an older option. Use edgeConfigOverrides: "
                              "com_adobe_experience_platform.datasets.event.datasetId.")
        xdm = {}
        if options.get("type"):
            xdm["eventType"] = options["type"]
        if options.get("mergeId"):
            xdm["eventMergeId"] = options["mergeId"]
        event = Event(
            self._host.page(),
            # Copies: what the caller edits later is another event's.
            merge.merge(xdm, options.get("xdm")),
            merge.merge(options.get("data")),
            may_unload=options["documentUnloading"],
            render=options["renderDecisions"],
        )
        event.personalization = shared.personalization(options)
        try:
            request = await self._events.send(event, shared.overrides(options))
        except Cancelled as cancelled:
            self._logger.info(str(cancelled))
            return {}
        return request.result

    async def apply_response(self, options):
        """As `sendEvent` for the whole page, were this the answer. Consent is not asked."""
        event = Event(self._host.page(), render=options["renderDecisions"])
        event.personalization = shared.personalization(options)
        event.personalization["defaultPersonalizationEnabled"] = True
        response = Response(
            200, options["responseHeaders"], merge.deep_copy(options["responseBody"])
        )
        request = await self._events.apply(event, response)
        return request.result
