"""
The `event` command: one call for everything a visitor does, and the one that starts a view.

Source: specification, alpha-event.md part C (ALPHA-30 to ALPHA-35).
"""

from alloy_web.core import merge, sorting
from alloy_web.core.command import Command
from alloy_web.core.event import Event
from alloy_web.core.request import INTERACT
from alloy_web.errors import Cancelled
from alloy_web.validation import array, boolean, mapping, optional, record, text

VIEW_START = "viewStart"
PAGE_VIEW = "web.webpagedetails.pageViews"

PERSONALIZATION = record({
    "decisionScopes": array(text(), unique=True),
    "surfaces": array(text(), unique=True),
    "sendDisplayEvent": boolean,
    "includeRenderedPropositions": boolean,
    "defaultPersonalizationEnabled": boolean,
    "decisionContext": mapping(),
})

OPTIONS = record({
    "type": text(),
    "data": mapping(),
    "xdm": mapping(),
    "meta": mapping(),
    "stitchId": text(),
    "mergeId": text(),
    "documentUnloading": optional(boolean, False),
    "decisionScopes": array(text(), unique=True),
    "personalization": PERSONALIZATION,
    "edgeConfigOverrides": mapping(),
})


class EventCommand:
    namespace = "Event"
    config = {
        "xdmRoots": record({
            "add": array(text(non_empty=True)),
            "remove": array(text(non_empty=True)),
        }),
    }

    def __init__(self, tools):
        self.commands = {"event": Command(OPTIONS, self.run, declined_rejects=True)}
        self._host = tools.host
        self._events = tools.events
        self._lifecycle = tools.lifecycle
        self._logger = tools.logger.for_component(self.namespace)
        changes = tools.config.get("xdmRoots") or {}
        self._roots = sorting.roots(changes.get("add") or (), changes.get("remove") or ())

    async def run(self, options):
        event = self.make(options)
        if event.is_view:
            await self._lifecycle.call("on_view", event)
        try:
            request = await self._events.send(event, options.get("edgeConfigOverrides"))
        except Cancelled as cancelled:
            self._logger.info(str(cancelled))
            return {}
        result = {"requestBody": request.payload}
        if request.action == INTERACT and request.response.body is not None:
            result["responseBody"] = request.response.body
        return result

    def make(self, options):
        """The event these options describe. Source: ALPHA-31, ALPHA-32."""
        is_view = options.get("type") == VIEW_START
        sorted_xdm, free = sorting.sort_data(options.get("data") or {}, self._roots)
        xdm = merge.merge(self._defaults(options, is_view), sorted_xdm, options.get("xdm") or {})
        unloading = options["documentUnloading"]
        event = Event(
            self._host.page(), xdm, free, merge.deep_copy(options.get("meta") or {}),
            may_unload=unloading, render=is_view and not unloading,
        )
        event.is_view = is_view
        event.personalization = self._personalization(options, is_view and not unloading)
        asked = event.personalization.get("decisionScopes") or event.personalization.get("surfaces")
        event.expects_response = bool((is_view or asked) and not unloading)
        return event

    def _defaults(self, options, is_view):
        xdm = {}
        if is_view:
            xdm["eventType"] = PAGE_VIEW
            xdm["web"] = {"webPageDetails": {"pageViews": {"value": 1}}}
        elif options.get("type"):
            xdm["eventType"] = options["type"]
        merge_id = options.get("mergeId") or options.get("stitchId")
        if merge_id:
            xdm["eventMergeId"] = merge_id
        return xdm

    def _personalization(self, options, is_rendered):
        wanted = dict(options.get("personalization") or {})
        scopes = list(options.get("decisionScopes") or [])
        scopes.extend(wanted.get("decisionScopes") or [])
        wanted["decisionScopes"] = scopes
        if wanted.get("defaultPersonalizationEnabled") is None:
            # Each view asks for its own content; any other event asks for none.
            wanted["defaultPersonalizationEnabled"] = is_rendered
        return wanted
