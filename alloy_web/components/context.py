"""
What is known of page and device, added to every event. Source: specification, CTX-01 to CTX-05.
"""

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


def utc_text(now_ms):
    """`2026-03-02T09:15:27.104Z`"""
    return _clock_text(now_ms) + "Z"


def local_text(now_ms, offset):
    """`2026-03-02T11:15:27.104+02:00`; `offset` is minutes behind UTC. None if it is absurd."""
    if abs(offset) >= 6000:
        return None
    sign = "-" if offset > 0 else "+"
    hours, minutes = divmod(abs(offset), 60)
    return (_clock_text(now_ms - offset * 60000) + sign
            + "%02d:%02d" % (hours, minutes))


def _clock_text(now_ms):
    now_ms = int(now_ms)
    days, day_ms = divmod(now_ms, 86400000)
    year, month, day = _civil(days)
    hours, rest = divmod(day_ms, 3600000)
    minutes, rest = divmod(rest, 60000)
    seconds, ms = divmod(rest, 1000)
    return "%04d-%02d-%02dT%02d:%02d:%02d.%03d" % (year, month, day, hours, minutes, seconds, ms)


def _civil(days):
    """Year, month and day of a count of days since 1970, in the Gregorian calendar."""
    # Years are counted from March, so that the leap day is the last of its year.
    days += 719468
    era, day_of_era = divmod(days, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524
                   - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, day_of_year - (153 * shifted + 2) // 5 + 1
