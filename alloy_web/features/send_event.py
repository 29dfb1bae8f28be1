"""
The commands `sendEvent` and `applyResponse`: today's way to tell what a visitor does, and to show
what a server of the page's own got as the answer.

The way of the event itself is engine/events.py. Source: specification, CMD-12, CMD-14.
"""

from alloy_web.core import merge
from alloy_web.core import options as shared
from alloy_web.core.command import Command
from alloy_web.core.event import Event
from alloy_web.core.response import Response
from alloy_web.errors import Cancelled
from alloy_web.validation import (
    ANYTHING,
    BOOLEAN,
    OBJECT,
    TEXT,
    Array,
    Either,
    Mapping,
    OneOf,
    Record,
    optional,
    required,
)

SEND_EVENT = Record({
    "type": optional(TEXT, ahead=True, about="Becomes the `eventType` of the XDM."),
    "xdm": optional(shared.XDM, ahead=True, about="The event, as XDM."),
    "data": optional(OBJECT, ahead=True, about="Free data beside it."),
    "mergeId": optional(TEXT, about="Becomes the `eventMergeId` of the XDM."),
    "documentUnloading": optional(
        BOOLEAN, False, ahead=True, about="The page is about to leave: send by beacon."
    ),
    "renderDecisions": optional(BOOLEAN, False, ahead=True, about="Show the content that comes."),
    "decisionScopes": shared.DECISION_SCOPES,
    "personalization": optional(
        Record(shared.PERSONALIZATION, open=True), about="Which content is asked for."
    ),
    "edgeConfigOverrides": shared.OVERRIDES,
    "datasetId": optional(TEXT, about="Older form of an override: the dataset of the event."),
    "advertising": optional(Record({
        "handleAdvertisingData": optional(
            OneOf("disabled", "wait", "auto"),
            about="Does the event report the ids that advertisers know? `auto` reports those "
                  "that are known, `wait` waits for them.",
        ),
    }, open=True), about="Joins the event with views of ads."),
})

APPLY_RESPONSE = Record({
    "responseBody": required(Record({
        "handle": required(Array(Record({
            "type": required(TEXT, about="What the part is."),
            "payload": optional(ANYTHING, about="What it says."),
        }, open=True)), about="The parts of the answer."),
    }, open=True), about="What the server answered, as JSON."),
    "responseHeaders": optional(Mapping(TEXT), {}, about="The headers of the answer, by name."),
    "renderDecisions": optional(BOOLEAN, False, about="Show the content in it."),
    "adopt": optional(
        Either(BOOLEAN, Array(TEXT), "a boolean or a list of names"), False,
        about="A server of the site has put content into the page and sent the view: nothing of "
              "that is done again, and all goes on from there. A list names the items that are in "
              "the page (`data-alloy-adopted`); the others are shown.",
    ),
    "viewName": optional(TEXT, about="The name of the view that the server sent."),
    "personalization": optional(Record({
        "sendDisplayEvent": shared.PERSONALIZATION["sendDisplayEvent"],
        "decisionContext": shared.PERSONALIZATION["decisionContext"],
    }, open=True), about="What is done with the content."),
})


class DataCollector:
    namespace = "DataCollector"
    config = {}

    def __init__(self, tools):
        self.commands = {
            "sendEvent": Command(
                SEND_EVENT, self.send_event, sends=True, returns=shared.ANSWER,
                about="An event in the words of the vendor's Web SDK.",
            ),
            "applyResponse": Command(
                APPLY_RESPONSE, self.apply_response, returns=shared.ANSWER,
                about="Take what a server of the site got as an answer, as if the page had asked.",
            ),
        }
        self._tools = tools
        self._host = tools.host
        self._events = tools.events
        self._logger = tools.logger.for_component(self.namespace)

    async def send_event(self, options, line):
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
        ads = (options.get("advertising") or {}).get("handleAdvertisingData")
        if ads in ("auto", "wait"):
            event.advertising = ads
        try:
            request = await self._events.send(event, shared.overrides(options), line)
        except Cancelled as cancelled:
            self._logger.info(str(cancelled))
            return {}
        return request.result

    async def apply_response(self, options):
        """As `sendEvent` for the whole page, were this the answer. Consent is not asked."""
        event = Event(self._host.page(), render=options["renderDecisions"])
        if options["adopt"] is not False:
            self._adopt(event, options)
        event.personalization = shared.personalization(options)
        event.personalization["defaultPersonalizationEnabled"] = True
        response = Response(
            200, options["responseHeaders"], merge.deep_copy(options["responseBody"])
        )
        request = await self._events.apply(event, response)
        return request.result

    def _adopt(self, event, options):
        """It is the view of the load, and much of it is done."""
        event.adopted = options["adopt"]
        event.is_shown = event.is_view = True
        if options.get("viewName"):
            event.xdm = {"web": {"webPageDetails": {"viewName": options["viewName"]}}}
        self._tools.views.adopt()
