"""
Views by themselves: one when the page loads, one for each change of route.

What counts as a change is core/views.py; here is when it is taken. A route's view waits until
title and URL have come to rest. The page's own view takes the place of the automatic one, and
from then on the page speaks for itself. Source: specification, CFG-71.
"""

from alloy_web import flow
from alloy_web.core import views
from alloy_web.errors import describe

_OWN_VIEW_LATE = (
    "The page sent a view of its own after an automatic one had been sent for this document, so "
    "one view may be counted twice. Set autoViews to false, or send the page's view before "
    "DOMContentLoaded. No more automatic views are sent in this document."
)


class Views:
    namespace = "Views"
    config = {"autoViews": views.check_options}

    def __init__(self, tools):
        self.commands = {}
        self._host = tools.host
        self._listen = tools.listen
        self._registry = tools.registry
        self._logger = tools.logger.for_component(self.namespace)
        given = tools.config.get("autoViews")
        self._options = views.normalise_options(tools.auto_views if given is None else given)
        # What is due: None, or {"started": ms, "changed": ms} of a route not yet settled.
        self._due = None
        self._load_is_due = False
        self._has_sent = False
        self._page_speaks = False
        self._is_sending = False

    def on_components_registered(self):
        if not self._options:
            return
        if self._options["load"]:
            self._load_is_due = True
            self._listen("loaded", self._on_loaded)
        if self._options["routes"]:
            self._listen("route", self._on_route)
        self._listen("leave", self._on_leave)

    def on_view(self, event):
        """Any view, ours or the page's own."""
        if not self._options or self._is_sending or self._options["always"]:
            return
        replaces = self._load_is_due or self._due is not None
        self._load_is_due = False
        self._due = None
        if not self._page_speaks and self._has_sent and not replaces:
            self._logger.warn(_OWN_VIEW_LATE)
        self._page_speaks = True

    def _on_loaded(self, details):
        if self._load_is_due:
            self._load_is_due = False
            self._send()

    def _on_route(self, route):
        if self._page_speaks:
            return
        now_ms = self._host.moment()["nowMs"]
        kind = route["kind"]
        is_change = views.is_view_change(
            kind, route["from"], route["to"], self._options, self._host.matches
        )
        if self._due is not None:
            if is_change and kind in ("push", "traverse"):
                # The next route has begun: the one before is over and was a view.
                self._complete()
            else:
                self._due["changed"] = now_ms
                return
        if is_change and not self._load_is_due:
            self._due = {"started": now_ms, "changed": now_ms, "title": None}
            flow.background(self._settle(self._due), self._fail)

    async def _settle(self, due):
        while self._due is due:
            page = self._host.page()
            if page["title"] != due["title"]:
                due["title"] = page["title"]
                due["changed"] = page["nowMs"]
            wait_ms = views.settle_due_ms(due["started"], due["changed"], page["nowMs"])
            if wait_ms <= 0:
                self._complete()
                return
            await self._host.sleep(wait_ms)

    def _complete(self):
        self._due = None
        self._send()

    def _on_leave(self, details):
        if self._due is not None:
            self._complete()

    def _send(self):
        self._has_sent = True
        self._is_sending = True
        try:
            flow.background(self._registry.commands["event"].run({"type": "viewStart",
                            "documentUnloading": False}), self._fail)
        finally:
            self._is_sending = False

    def _fail(self, error):
        self._logger.warn("An automatic view could not be sent. " + describe(error))
