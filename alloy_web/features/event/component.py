"""
The `event` command: one call for everything a visitor does, and the one that starts a view.

Source: specification, alpha-event.md part C (ALPHA-30 to ALPHA-35).
"""

from alloy_web.core import merge
from alloy_web.core import options as shared
from alloy_web.core.command import Command
from alloy_web.core.event import Event
from alloy_web.core.request import INTERACT
from alloy_web.errors import Cancelled, CommandError
from alloy_web.features.event import sorting
from alloy_web.validation import (
    BOOLEAN,
    FUNCTION,
    OBJECT,
    SOME_TEXT,
    TEXT,
    Array,
    Either,
    Record,
    optional,
    shown,
)

VIEW_START = "viewStart"
PAGE_VIEW = "web.webpagedetails.pageViews"


class MergeId:
    """A check: text, or what gives it later. The host hands awaitables in as functions."""

    def examine(self, value, path, problems):
        is_later = callable(value) or hasattr(value, "__await__") or hasattr(value, "send")
        return value if is_later else TEXT.examine(value, path, problems)

    def describe(self):
        return Either(TEXT, FUNCTION, "").describe()


OPTIONS = Record({
    "type": optional(
        TEXT, ahead=True,
        about="`viewStart` starts a view. Any other text becomes the `eventType` of the XDM.",
    ),
    "data": optional(
        OBJECT, ahead=True,
        about="XDM fields and any other keys together: what is a known XDM root (`web`, "
              "`commerce`, `_yourtenant`, …) and of its kind goes to the XDM, the rest to free "
              "data.",
    ),
    "xdm": optional(shared.XDM, ahead=True, about="XDM that wins over what `data` brought."),
    "meta": optional(OBJECT, about="Put into the `meta` of the event."),
    "stitchId": optional(MergeId(), about="Older name of `mergeId`."),
    "mergeId": optional(
        MergeId(), about="Becomes the `eventMergeId` of the XDM; a function may give it later."
    ),
    "documentUnloading": optional(
        BOOLEAN, False, ahead=True, about="The page is about to leave: send by beacon."
    ),
    "decisionScopes": shared.DECISION_SCOPES,
    "personalization": optional(
        Record(shared.PERSONALIZATION), about="Which content is asked for by name."
    ),
    "edgeConfigOverrides": shared.OVERRIDES,
})


class EventCommand:
    namespace = "Event"
    config = {
        "xdmRoots": optional(Record({
            "add": optional(Array(SOME_TEXT), about="Keys that are XDM."),
            "remove": optional(Array(SOME_TEXT), about="Keys that are free data."),
        }), about="Changes to the list by which `event` sorts its `data`."),
    }

    def __init__(self, tools):
        tools.event_command = self
        self.commands = {"event": Command(
            OPTIONS, self.run, declined_rejects=True, sends=True, returns=shared.SENT,
            about="Anything a visitor does, and the start of a view.",
        )}
        self._host = tools.host
        self._hooks = tools.hooks
        self._events = tools.events
        self._lifecycle = tools.lifecycle
        self._logger = tools.logger.for_component(self.namespace)
        changes = tools.config.get("xdmRoots") or {}
        self._roots = sorting.roots(changes.get("add") or (), changes.get("remove") or ())

    async def run(self, options, line=None, page=None):
        """
        `line` is the ledger's, of a call. `page` is what a view that starts by itself was taken of,
        over the page as it is now.
        """
        event = self.make(options, page)
        if event.is_view:
            await self._lifecycle.call("on_view", event)
        await self._add_merge_id(event, options)
        try:
            request = await self._events.send(event, options.get("edgeConfigOverrides"), line)
        except Cancelled as cancelled:
            self._logger.info(str(cancelled))
            return {}
        result = {"requestBody": request.payload}
        if request.action == INTERACT and request.response.body is not None:
            result["responseBody"] = request.response.body
        return result

    async def _add_merge_id(self, event, options):
        given = options.get("mergeId") or options.get("stitchId")
        found = given
        if given and not isinstance(given, str):
            later = given if callable(given) else lambda: given
            found = await self._hooks.ask("mergeId (stitchId)", later)
            if not isinstance(found, str):
                raise CommandError("mergeId (stitchId): expected a string in the end, got "
                                   + shown(found))
        if found and event.xdm.get("eventMergeId") is None:
            event.xdm["eventMergeId"] = found

    def make(self, options, page=None):
        """The event these options describe. Source: ALPHA-31, ALPHA-32."""
        now = self._host.page()
        now.update(page or {})
        is_view = options.get("type") == VIEW_START
        sorted_xdm, free = sorting.sort_data(options.get("data") or {}, self._roots)
        xdm = merge.merge(self._defaults(options, is_view), sorted_xdm, options.get("xdm") or {})
        unloading = options["documentUnloading"]
        event = Event(
            now, xdm, free, merge.deep_copy(options.get("meta") or {}),
            may_unload=unloading, render=is_view and not unloading,
        )
        event.is_view = is_view
        event.is_automatic = page is not None
        event.personalization = self._personalization(options, is_view and not unloading)
        asked = event.personalization.get("decisionScopes") or event.personalization.get("surfaces")
        event.expects_response = bool((is_view or asked) and not unloading)
        return event

    def _defaults(self, options, is_view):
        xdm: dict = {}
        if is_view:
            xdm["eventType"] = PAGE_VIEW
            xdm["web"] = {"webPageDetails": {"pageViews": {"value": 1}}}
        elif options.get("type"):
            xdm["eventType"] = options["type"]
        return xdm

    def _personalization(self, options, is_rendered):
        wanted = shared.personalization(options)
        if wanted.get("defaultPersonalizationEnabled") is None:
            # Each view asks for its own content; any other event asks for none.
            wanted["defaultPersonalizationEnabled"] = is_rendered
        return wanted
