"""
Clicks on links, tracked by one listener on the document.

No handler is ever bound to a link, so content that comes later is covered too. What counts as a
link and what is said of it is links.py's. A click may be held for the next page view, and a view's
name is remembered for its clicks.
Source: specification, click-collection.md.
"""

from alloy_web import flow
from alloy_web.core import urls
from alloy_web.core.event import Event
from alloy_web.errors import Cancelled, DeclinedConsent, describe
from alloy_web.features.clicks import links
from alloy_web.validation import (
    ANYTHING,
    BOOLEAN,
    OBJECT,
    PATTERN,
    TEXT,
    Function,
    Number,
    OneOf,
    Record,
    optional,
    unknown,
)
from alloy_web.wording import words

QUALIFIER = r"\.(exe|zip|wav|mp3|mov|mpg|avi|wmv|pdf|doc|docx|xls|xlsx|ppt|pptx)$"

# What a filter gets, and may edit.
_DETAILS = Record({
    "clickedElement": optional(ANYTHING, about="The element."),
    "linkUrl": optional(TEXT, about="Where the link leads."),
    "linkType": optional(OneOf("download", "exit", "other"), about="What kind of link it is."),
    "linkName": optional(TEXT, about="Its words."),
    "linkRegion": optional(TEXT, about="Where on the page it stands."),
    "pageName": optional(TEXT, about="The name of the page."),
    "pageIDType": optional(Number(0, 1), about="1 where it was given, 0 where it is the URL."),
})

_EVENT = Record({
    "clickedElement": optional(ANYTHING, about="The element."),
    "xdm": optional(OBJECT, about="The event's XDM."),
    "data": optional(OBJECT, about="Its free data."),
})

_COLLECTION = Record({
    "internalLinkEnabled": optional(
        BOOLEAN, True, ahead=True, about="Tell of links to pages of this site."
    ),
    "externalLinkEnabled": optional(
        BOOLEAN, True, ahead=True, about="Tell of links to other sites."
    ),
    "downloadLinkEnabled": optional(BOOLEAN, True, ahead=True, about="Tell of downloads."),
    "eventGroupingEnabled": optional(
        BOOLEAN, False, ahead=True,
        about="Send clicks on links of this site with the next page view, not by themselves.",
    ),
    "sessionStorageEnabled": optional(
        BOOLEAN, False, ahead="false", about="Keep them, and the page's name, from page to page."
    ),
    "filterClickDetails": optional(
        Function(takes=_DETAILS), ahead=True,
        about="Called with the details of each click, to edit them. Where it returns `false` the "
              "click is not sent.",
    ),
    # Open, as in the reference; what is not known is logged.
}, open=True)

_REPORTED = ("pageName", "linkName", "linkRegion", "linkType", "linkUrl", "pageIDType")


class Links:
    namespace = "ActivityCollector"
    config = {
        "clickCollectionEnabled": optional(
            BOOLEAN, True, ahead=True, about="Send an event for each click on a link."
        ),
        "clickCollection": optional(
            _COLLECTION, {}, ahead=True, about="Which clicks are reported, and what of them."
        ),
        "downloadLinkQualifier": optional(
            PATTERN, QUALIFIER, ahead=True,
            about="A regular expression of addresses that are downloads.",
        ),
        "onBeforeLinkClickSend": optional(
            Function(takes=_EVENT), None, words("Use clickCollection.filterClickDetails."),
            ahead=True,
            about="Older form of `clickCollection.filterClickDetails`.",
        ),
    }

    def __init__(self, tools):
        tools.clicks = self
        self.commands = {}
        self._host = tools.host
        self._hooks = tools.hooks
        self._listen = tools.listen
        self._events = tools.events
        self._lifecycle = tools.lifecycle
        self._logger = tools.logger.for_component(self.namespace)
        config = tools.config
        self._is_enabled = config["clickCollectionEnabled"]
        self._options = config["clickCollection"]
        self._qualifier = config["downloadLinkQualifier"]
        self._filter = self._options.get("filterClickDetails")
        self._before_send = None if self._filter else config.get("onBeforeLinkClickSend")
        # The page's name, and a click held for the next page view.
        self._memory = tools.memory(
            "session" if self._options["sessionStorageEnabled"] else None,
            "com.adobe.alloy." + config["orgId"] + "clickData",
        )
        self._warn_of_config()

    def _warn_of_config(self):
        for key in sorted(self._options):
            if key not in _COLLECTION.fields:
                told = unknown(key, "clickCollection", _COLLECTION.fields)
                self._logger.warn("configure: " + told)
        if not self._is_enabled and (
            self._filter or self._before_send or self._qualifier != QUALIFIER
        ):
            self._logger.warn("configure: clickCollectionEnabled is false, so what is said of "
                              "clicks is ignored.")

    def link_details(self, path):
        """
        What a click on the first element of `path` would tell, filtered; {} where that is nothing.

        Sends nothing. A filter that takes its time cannot be waited for. Source: CLK-32.
        """
        details = self._details(self._host.page(), path)
        if details is None:
            return {}
        filtering = flow.start(self._filtered(details))
        if filtering.state == flow.RESOLVED:
            if filtering.value is None:
                return {}
            details = filtering.value[0]
        chosen = {}
        for key in _REPORTED:
            if key in details:
                chosen[key] = details[key]
        return chosen

    # ---- Hooks

    def on_components_registered(self):
        self._listen("click", self._on_document_click)

    def on_before_event(self, event, request):
        # A view without a name must not leave its clicks to the view before. Source: ALPHA-36.
        if not self._is_enabled or not (event.page_name or event.is_view):
            return
        held = self._memory.load()
        if links.is_valid_link(held):
            event.collect(xdm=links.link_xdm(held, with_type=False))
        if links.is_valid_activity(held):
            event.collect(data=links.activity_data(held))
        name = event.page_name
        self._memory.save({"pageName": name, "pageIDType": 1} if name else None)

    def on_before_request(self, request):
        # Consent is in by now.
        self._memory.flush()

    async def on_click(self, event, path):
        details = self._details(event.reading, path) if self._is_enabled else None
        filtered = await self._filtered(details) if details else None
        if filtered is None:
            return
        details, xdm, data = filtered
        if not links.is_valid_link(details):
            if links.is_valid_activity(details):
                self._memory.save(details)
            return
        if not links.is_enabled(details["linkType"], self._options):
            self._logger.info("A click is not sent, since " + links.SWITCHES[details["linkType"]]
                              + " is false.", details["linkUrl"])
        elif self._is_held(details, event.reading["url"]):
            self._logger.info("A click waits for the next page view.", details)
            self._memory.save(details)
        else:
            self._memory.save(links.page_of(details))
            event.collect(xdm=xdm, data=data)

    # ---- One click

    def _on_document_click(self, path):
        flow.background(self._handle(path), self._report)

    async def _handle(self, path):
        event = Event(self._host.page(), may_unload=True)
        await self._lifecycle.call("on_click", event, path)
        if not event.is_empty:
            await self._events.send(event)

    def _details(self, page, path):
        index = links.clickable(path)
        if index is None:
            return None
        facts = path[index]
        url = links.shortened(facts["url"] or page["url"])
        remembered = links.page_of(self._memory.load()) or {
            "pageName": links.shortened(page["url"]), "pageIDType": 0,
        }
        return {
            "linkUrl": url,
            "linkType": links.link_type(
                url, facts["download"], urls.split(page["url"])["hostname"],
                # An empty expression would match everything, and is meant to match nothing.
                bool(self._qualifier and self._host.matches(self._qualifier, links.bare(url))),
            ),
            "linkRegion": links.link_region(path[index + 1:]),
            "linkName": links.link_name(self._host.link_text(index)),
            "pageIDType": remembered["pageIDType"],
            "pageName": remembered["pageName"],
        }

    async def _filtered(self, details):
        """
        `(details, xdm, data)` as the page's own function left them, or None if it said no.

        Source: CLK-20, CLK-21.
        """
        xdm, data = _content(details)
        if self._filter:
            given = dict(details)
            wanted = await self._asked("filterClickDetails", self._filter, given)
            details = _without_element(given)
            xdm, data = _content(details)
        elif self._before_send:
            given = {"xdm": xdm, "data": data}
            wanted = await self._asked("onBeforeLinkClickSend", self._before_send, given)
            xdm, data = _object(given.get("xdm")), _object(given.get("data"))
            details = links.details_of(xdm, data)
        else:
            wanted = True
        if not wanted:
            self._logger.info(
                "A click is not sent, since the page's filter returned false.", details
            )
            return None
        return details, xdm, data

    async def _asked(self, name, function, given):
        # The host puts the clicked element here (hosts/contract.py).
        given["clickedElement"] = {"$node": 0}
        return await self._hooks.ask(name, function, given) is not False

    def _is_held(self, details, page_url):
        return (
            self._options["eventGroupingEnabled"] and not self._before_send
            and links.is_for_next_view(details, page_url)
        )

    def _report(self, error):
        if isinstance(error, Cancelled):
            self._logger.info("A click is not sent. " + str(error))
        elif isinstance(error, DeclinedConsent):
            self._logger.warn("A click is not sent. " + str(error))
        else:
            self._logger.error("Click collection failed. " + describe(error))


def _content(details):
    """The XDM and the data of a click, each empty where the details are not enough for it."""
    return (
        links.link_xdm(details) if links.is_valid_link(details) else {},
        links.activity_data(details) if links.is_valid_activity(details) else {},
    )


def _object(value):
    return value if isinstance(value, dict) else {}


def _without_element(given):
    details = dict(given)
    details.pop("clickedElement", None)
    return details
