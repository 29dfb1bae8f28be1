"""
Media events as XDM, and what follows from each of them for the pings of its session.

Source: specification, MEDIA-01 to MEDIA-03.
"""

from alloy_web.core import merge

# Whether a ping of the main content or of an ad comes next; None: as before.
_NEXT_PING = {
    "sessionStart": "main", "adBreakComplete": "main", "chapterStart": "main",
    "chapterComplete": "main", "chapterSkip": "main",
    "adBreakStart": "ad", "adStart": "ad", "adSkip": "ad", "adComplete": "ad",
    "sessionEnd": "", "sessionComplete": "",
    "pauseStart": None, "play": None, "bufferStart": None, "ping": None, "bitrateChange": None,
    "error": None, "statesUpdate": None,
}

TYPES = tuple(["media." + name for name in sorted(_NEXT_PING)])

# Seconds, where the configuration does not tell.
_INTERVAL_S = 10


def name_of(event_type):
    """`play` of `media.play`: the last part of the address that the event goes to."""
    return event_type.split(".")[1]


def session_start(given, settings, time):
    """The XDM of a session's start, made of the caller's; `settings` are of `streamingMedia`."""
    details = {}
    for key in ("playerName", "channel", "appVersion"):
        if settings.get(key):
            details[key] = settings[key]
    return merge.merge({"mediaCollection": {"sessionDetails": details}}, given, {
        "eventType": "media.sessionStart", "timestamp": time,
    })


def event(given, settings, time):
    """The XDM of any other event."""
    xdm = merge.merge(given, {"timestamp": time})
    if given["eventType"] == "media.adStart":
        xdm = merge.merge({"mediaCollection": {
            "advertisingDetails": {"playerName": settings["playerName"]},
        }}, xdm)
    return xdm


def read_details(details):
    """
    `(playhead, quality, problem)` of what a page's function says of its player.

    The playhead is a whole number, or None, as quality and problem are where there is none.
    """
    if not isinstance(details, dict):
        return None, None, "it returned no object"
    playhead = whole_seconds(details.get("playhead"))
    quality = details.get("qoeDataDetails")
    problem = None
    if playhead is None:
        problem = "it returned no number as playhead"
    if quality is not None and not isinstance(quality, dict):
        problem = "it returned no object as qoeDataDetails"
        quality = None
    return playhead, quality, problem


def whole_seconds(value):
    """A time as a whole number, halves up; None for what is no time."""
    return int((value + 0.5) // 1) if is_finite(value) else None


def is_finite(value):
    """Is it a number, and neither NaN nor endless?"""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and value - value == 0


def place(xdm, playhead, quality, session_id=None):
    """Tell in an event's XDM, which is changed, where in which session it was, and how well."""
    collection = xdm.setdefault("mediaCollection", {})
    if playhead is not None:
        # What the page says in the event itself wins.
        collection.setdefault("playhead", playhead)
    if quality:
        collection["qoeDataDetails"] = merge.merge(collection.get("qoeDataDetails"), quality)
    if session_id:
        collection["sessionID"] = session_id


def session_id_of(response):
    """The id that the server gave to a new session, or None."""
    for item in response.payloads("media-analytics:new-session"):
        if isinstance(item, dict) and isinstance(item.get("sessionId"), str) and item["sessionId"]:
            return item["sessionId"]
    return None


def next_ping(event_type, before):
    """The kind of ping that comes after an event: `main` or `ad`, and empty where none does."""
    kind = _NEXT_PING[name_of(event_type)]
    return before if kind is None else kind


def interval_ms(kind, settings):
    """Milliseconds until the next ping."""
    return settings.get(kind + "PingInterval", _INTERVAL_S) * 1000
