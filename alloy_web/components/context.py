"""
What is known of page and device, added to every event. Source: specification, CTX-01 to CTX-05.
"""

from alloy_web.core.dates import local_text, utc_text
from alloy_web.validation import array, optional, text

GROUPS = ("web", "device", "environment", "placeContext")

_NAME = "https://ns.alloy-web.dev/alloy_web"


class Context:
    namespace = "Context"
    config = {"context": optional(array(text()), list(GROUPS))}

    def __init__(self, tools):
        self.commands = {}
        self._version = tools.version
        self._collectors = []
        for name in tools.config["context"]:
            if name in _COLLECTORS:
                self._collectors.append(_COLLECTORS[name])
            else:
                tools.logger.for_component(self.namespace).warn(
                    'context: "' + name + '" is not known and is left out. Known: '
                    + ", ".join(GROUPS)
                )

    def on_before_event(self, event, request):
        xdm = {
            "timestamp": utc_text(event.page["nowMs"]),
            "implementationDetails": {
                "name": _NAME, "version": self._version, "environment": "browser",
            },
        }
        for collect in self._collectors:
            xdm.update(collect(event.page))
        event.collect(xdm=xdm)


def web(page):
    return {"web": {
        "webPageDetails": {"URL": page["url"]},
        "webReferrer": {"URL": page["referrer"] or ""},
    }}


def device(page):
    facts = {}
    for name in ("screenWidth", "screenHeight"):
        size = whole(page[name])
        if size is not None:
            facts[name] = size
    if page["orientation"] in ("portrait", "landscape"):
        facts["screenOrientation"] = page["orientation"]
    return {"device": facts} if facts else {}


def environment(page):
    details = {}
    for name in ("viewportWidth", "viewportHeight"):
        size = whole(page[name])
        if size is not None:
            details[name] = size
    facts = {"type": "browser"}
    if details:
        facts["browserDetails"] = details
    return {"environment": facts}


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


def whole(value):
    """A size as an integer; None if it is none. Sizes given as text are taken too."""
    try:
        size = round(float(value))
    except (TypeError, ValueError):
        return None
    return size if size >= 0 else None
