"""
Clicks on links, tracked by one listener on the document.

No handler is ever bound to a link, so content that comes later is covered too. What counts as a
link and what is said of it is core/links.py. Source: specification, click-collection.md.
"""

from alloy_web import flow, validation
from alloy_web.core import links, urls
from alloy_web.core.event import Event
from alloy_web.errors import DeclinedConsent, describe
from alloy_web.validation import boolean, optional, record, text

QUALIFIER = r"\.(exe|zip|wav|mp3|mov|mpg|avi|wmv|pdf|doc|docx|xls|xlsx|ppt|pptx)$"

_SWITCHES = {
    "download": "downloadLinkEnabled", "exit": "externalLinkEnabled", "other": "internalLinkEnabled",
}


class Links:
    namespace = "ActivityCollector"
    config = {
        "clickCollectionEnabled": optional(boolean, True),
        "clickCollection": optional(record({
            "internalLinkEnabled": optional(boolean, True),
            "externalLinkEnabled": optional(boolean, True),
            "downloadLinkEnabled": optional(boolean, True),
            "filterClickDetails": validation.function,
        }), {"internalLinkEnabled": True, "externalLinkEnabled": True, "downloadLinkEnabled": True}),
        "downloadLinkQualifier": optional(text(), QUALIFIER),
    }

    def __init__(self, tools):
        self.commands = {}
        self._host = tools.host
        self._listen = tools.listen
        self._events = tools.events
        self._lifecycle = tools.lifecycle
        self._logger = tools.logger.for_component(self.namespace)
        self._is_enabled = tools.config["clickCollectionEnabled"]
        self._options = tools.config["clickCollection"]
        self._qualifier = tools.config["downloadLinkQualifier"]
        self._page_name = None

    def on_components_registered(self):
        self._listen("click", self._on_document_click)

    def on_before_event(self, event, request):
        # A view without a name must not leave its links to the view before. Source: ALPHA-36.
        if event.page_name or event.is_view:
            self._page_name = event.page_name

    async def on_click(self, event, path):
        if not self._is_enabled:
            return
        details = self._details(event, path)
        if details and await self._is_wanted(details) and links.is_valid_link(details):
            if not self._options[_SWITCHES[details["linkType"]]]:
                self._logger.info("A click is not sent, since " + _SWITCHES[details["linkType"]]
                                  + " is false.", details["linkUrl"])
                return
            event.collect(xdm=links.link_xdm(details), data=links.activity_data(details))

    def _on_document_click(self, path):
        flow.background(self._handle(path), self._report)

    async def _handle(self, path):
        event = Event(self._host.page(), may_unload=True)
        await self._lifecycle.call("on_click", event, path)
        if not event.is_empty:
            await self._events.send(event)

    def _details(self, event, path):
        index = links.clickable(path)
        if index is None:
            return None
        facts = path[index]
        url = facts["url"] or event.page["url"]
        bare = url.split("#")[0].split("?")[0].lower()
        return {
            "clickedElement": {"$node": 0},
            "linkUrl": url,
            "linkType": links.link_type(
                url, facts["download"], urls.split(event.page["url"])["hostname"],
                bool(self._host.matches(self._qualifier, bare)),
            ),
            "linkRegion": links.link_region(path[index + 1:]),
            "linkName": links.link_name(self._host.link_text(index)),
            "pageIDType": 1 if self._page_name else 0,
            "pageName": self._page_name or event.page["url"],
        }

    async def _is_wanted(self, details):
        """Let the page's own filter edit or reject. Source: CLK-20."""
        user_filter = self._options.get("filterClickDetails")
        if user_filter and await self._host.call_user(user_filter, [details]) is False:
            self._logger.info("A click is not sent, since filterClickDetails returned false.", details)
            return False
        return True

    def _report(self, error):
        if isinstance(error, DeclinedConsent):
            self._logger.info("A click is not sent. " + str(error))
        else:
            self._logger.error("Click collection failed. " + describe(error))
