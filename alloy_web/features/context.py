"""
What is known of page and device, added to every event.

All of it comes with the one reading of the page that an event is made from; only high-entropy
hints are asked for besides, once for the page.
Source: specification, CTX-01 to CTX-08.
"""

from alloy_web.core import urls
from alloy_web.core.dates import local_text, utc_text
from alloy_web.core.merge import get_path
from alloy_web.core.strings import as_number
from alloy_web.validation import TEXT, Array, optional, unknown

GROUPS = ("web", "device", "environment", "placeContext")
HINTS = "highEntropyUserAgentHints"
ONE_TIME_REFERRER = "oneTimeAnalyticsReferrer"

NAME = "https://ns.alloy-web.dev/alloy_web"

_IS_WOW64 = "wow64"
# Texts, but for the last.
_HINTS = ["architecture", "bitness", "model", "platformVersion", _IS_WOW64]

_REPORTS = (
    "decisioning.propositionFetch", "decisioning.propositionDisplay",
    "decisioning.propositionInteract",
)


class Context:
    namespace = "Context"
    config = {
        "context": optional(
            Array(TEXT), list(GROUPS), ahead=r'\[("(' + "|".join(GROUPS) + r')",?)+\]',
            about="What is sent of page and device. Besides the default there are "
                  "`highEntropyUserAgentHints` and `oneTimeAnalyticsReferrer`.",
        ),
    }

    def __init__(self, tools):
        self.commands = {}
        self._host = tools.host
        self._version = tools.version
        self._logger = tools.logger.for_component(self.namespace)
        self._collectors = []
        wanted = tools.config["context"]
        self._wants_hints = HINTS in wanted
        self._wants_referrer = ONE_TIME_REFERRER in wanted
        self._wants_source = get_path(tools.config, "conversation.collectSources")
        self._asking_for_hints = None
        self._last_referrer = None
        for name in wanted:
            if name in _COLLECTORS:
                self._collectors.append(_COLLECTORS[name])
            elif name not in (HINTS, ONE_TIME_REFERRER):
                known = GROUPS + (HINTS, ONE_TIME_REFERRER)
                self._logger.warn("configure: " + unknown(name, "context", known))

    def on_before_event(self, event, request):
        xdm = {
            "timestamp": utc_text(event.reading["nowMs"]),
            "implementationDetails": {
                "name": NAME, "version": self._version, "environment": "browser",
            },
        }
        for collect in self._collectors:
            xdm.update(collect(event.reading))
        if self._wants_source:
            xdm.update(source(event.reading))
        event.collect(xdm=xdm)
        if self._wants_referrer and event.type not in _REPORTS:
            self._add_referrer(event)
        # Last, since the event may have to wait; what components add after us comes after us.
        return self._add_hints(event) if self._wants_hints else None

    async def _add_hints(self, event):
        hints = await self._hints()
        if hints:
            event.collect(xdm={"environment": {
                "browserDetails": {"userAgentClientHints": hints},
            }})

    def _add_referrer(self, event):
        """The referrer once, and then no more, as Analytics counts it. Source: CTX-07."""
        referrer = get_path(event.data, "__adobe.analytics.referrer")
        if referrer is None:
            referrer = event.reading["referrer"] or ""
        reported = "" if referrer == self._last_referrer else referrer
        self._last_referrer = referrer
        event.collect(data={"__adobe": {"analytics": {"referrer": reported}}})

    async def _hints(self):
        if self._asking_for_hints is None:
            self._asking_for_hints = self._host.client_hints(_HINTS)
            outcome = await self._asking_for_hints
            if "error" in outcome:
                self._logger.warn("The browser's high-entropy hints could not be read. "
                                  + str(outcome["error"]))
        return readable_hints((await self._asking_for_hints).get("hints"))


def web(page):
    return {"web": {
        "webPageDetails": {"URL": page["url"]},
        "webReferrer": {"URL": page["referrer"] or ""},
    }}


def source(page):
    """Which page led to the assistant, a list where several are named. Source: CTX-08."""
    named = urls.query_values(urls.split(page["url"])["query"], "adobe_brand_concierge_source")
    told = named if len(named) > 1 else named[0] if named else ""
    return {"channel": {"referringSource": told}} if told else {}


def device(page):
    facts = _sizes(page, "screen")
    if page["orientation"] in ("portrait", "landscape"):
        facts["screenOrientation"] = page["orientation"]
    return {"device": facts} if facts else {}


def environment(page):
    details = _sizes(page, "viewport")
    facts: dict = {"type": "browser"}
    if details:
        facts["browserDetails"] = details
    return {"environment": facts}


def _sizes(page, of):
    """Width and height of the screen or the viewport, as far as they are known."""
    facts = {}
    for name in (of + "Width", of + "Height"):
        size = whole(page[name])
        if size is not None:
            facts[name] = size
    return facts


def place_context(page):
    offset = page["timezoneOffset"]
    facts = {}
    if offset is not None:
        facts["localTimezoneOffset"] = int(offset)
        local = local_text(page["nowMs"], int(offset))
        if local:
            facts["localTime"] = local
    if page["timezone"]:
        facts["ianaTimezone"] = page["timezone"]
    return {"placeContext": facts} if facts else {}


_COLLECTORS = {
    "web": web, "device": device, "environment": environment, "placeContext": place_context,
}


def readable_hints(given):
    """Of what the browser said, what has the right name and type."""
    hints = {}
    for name in _HINTS:
        value = given.get(name) if isinstance(given, dict) else None
        if isinstance(value, bool) if name == _IS_WOW64 else isinstance(value, str):
            hints[name] = value
    return hints


def whole(value):
    """A size as an integer, from text too; None if it is not a number."""
    size = None if value is None or value == "" else as_number(value)
    # As JavaScript rounds: halves up. No number less itself is nothing, but an endless one.
    return int(size + 0.5) if size is not None and size >= 0 and size - size == 0 else None
