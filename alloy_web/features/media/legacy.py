"""
The words of the older media library: its constants, what its builders make, and which media event
each call of its tracker is.

Source: specification, MEDIA-04; the constants' values are those of Adobe's public documentation of
the Media SDK for JavaScript.
"""

from alloy_web.core.merge import merge
from alloy_web.features.media.events import is_finite, whole_seconds
from alloy_web.validation import SOME_TEXT, TEXT, Number

VERSION = "alloy_web"

CONSTANTS = {
    "MediaType": {"Video": "video", "Audio": "audio"},
    "PlayerState": {
        "FullScreen": "fullScreen", "ClosedCaption": "closedCaptioning", "Mute": "mute",
        "PictureInPicture": "pictureInPicture", "InFocus": "inFocus",
    },
    "StreamType": {
        "VOD": "vod", "Live": "live", "Linear": "linear", "Podcast": "podcast",
        "Audiobook": "audiobook", "AOD": "aod",
    },
    "MediaObjectKey": {
        "MediaResumed": "media.resumed", "GranularAdTracking": "media.granularadtracking",
    },
}

# Fields of the XDM by the name that follows `a.media.` and `a.media.ad.`, with the constant's name.
_VIDEO = (
    ("Show", "show", "show"), ("Season", "season", "season"), ("Episode", "episode", "episode"),
    ("AssetId", "asset", "assetID"), ("Genre", "genre", "genre"),
    ("FirstAirDate", "airDate", "firstAirDate"),
    ("FirstDigitalDate", "digitalDate", "firstDigitalDate"), ("Rating", "rating", "rating"),
    ("Originator", "originator", "originator"), ("Network", "network", "network"),
    ("ShowType", "type", "showType"), ("AdLoad", "adLoad", "adLoad"),
    ("MVPD", "pass.mvpd", "mvpd"), ("Authorized", "pass.auth", "authorized"),
    ("DayPart", "dayPart", "dayPart"), ("Feed", "feed", "feed"),
    ("StreamFormat", "format", "streamFormat"),
)
_AUDIO = (
    ("Artist", "artist", "artist"), ("Album", "album", "album"), ("Label", "label", "label"),
    ("Author", "author", "author"), ("Station", "station", "station"),
    ("Publisher", "publisher", "publisher"),
)
_AD = (
    ("Advertiser", "advertiser", "advertiser"), ("CampaignId", "campaign", "campaignID"),
    ("CreativeId", "creative", "creativeID"), ("PlacementId", "placement", "placementID"),
    ("SiteId", "site", "siteID"), ("CreativeUrl", "creativeURL", "creativeURL"),
)

# What the tracker's events are called, and the media event that each is.
_EVENTS = (
    ("AdBreakStart", "adBreakStart"), ("AdBreakComplete", "adBreakComplete"),
    ("AdStart", "adStart"), ("AdComplete", "adComplete"), ("AdSkip", "adSkip"),
    ("ChapterStart", "chapterStart"), ("ChapterComplete", "chapterComplete"),
    ("ChapterSkip", "chapterSkip"), ("SeekStart", "pauseStart"), ("SeekComplete", "play"),
    ("BufferStart", "bufferStart"), ("BufferComplete", "play"),
    ("BitrateChange", "bitrateChange"), ("StateStart", "statesUpdate"),
    ("StateEnd", "statesUpdate"),
)

_NUMBER = Number()
_STATE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
_LONGEST_STATE = 64


class StateName:
    """A check: 1 to 64 letters, digits and underscores."""

    def examine(self, value, path, problems):
        is_name = isinstance(value, str) and 1 <= len(value) <= _LONGEST_STATE
        if not is_name or not all(letter in _STATE_LETTERS for letter in value):
            problems.append(path + ": expected 1 to 64 letters, digits and underscores")
        return value

    def describe(self):
        return TEXT.describe()


# For each builder the object that it makes, "" for a bare one, and `(argument, field, check)` of
# what that is made of.
BUILDERS = {
    "createMediaObject": ("sessionDetails", (
        ("name", "friendlyName", SOME_TEXT), ("id", "name", SOME_TEXT),
        ("length", "length", _NUMBER), ("streamType", "contentType", SOME_TEXT),
        ("mediaType", "streamType", SOME_TEXT),
    )),
    "createAdBreakObject": ("advertisingPodDetails", (
        ("name", "friendlyName", SOME_TEXT), ("position", "index", _NUMBER),
        ("startTime", "offset", _NUMBER),
    )),
    "createAdObject": ("advertisingDetails", (
        ("name", "friendlyName", SOME_TEXT), ("id", "name", SOME_TEXT),
        ("position", "podPosition", _NUMBER), ("length", "length", _NUMBER),
    )),
    "createChapterObject": ("chapterDetails", (
        ("name", "friendlyName", SOME_TEXT), ("position", "index", _NUMBER),
        ("length", "length", _NUMBER), ("startTime", "offset", _NUMBER),
    )),
    "createStateObject": ("", (("name", "name", StateName()),)),
    "createQoEObject": ("", (
        ("bitrate", "bitrate", _NUMBER), ("startupTime", "timeToStart", _NUMBER),
        ("fps", "framesPerSecond", _NUMBER), ("droppedFrames", "droppedFrames", _NUMBER),
    )),
}

# Calls of a tracker without details, and the media event of each.
_PLAIN = {
    "trackPlay": "play", "trackPause": "pauseStart", "trackSessionEnd": "sessionEnd",
    "trackComplete": "sessionComplete",
}

# Those that end a session.
LAST = ("trackSessionEnd", "trackComplete")
METHODS = (
    "trackSessionStart", "trackPlay", "trackPause", "trackSessionEnd", "trackComplete",
    "trackError", "trackEvent", "updatePlayhead", "updateQoEObject", "destroy",
)


def constants():
    """What the page finds beside the functions, a copy."""
    made = merge(CONSTANTS)
    made["VideoMetadataKeys"] = _keys("a.media.", _VIDEO)
    made["AudioMetadataKeys"] = _keys("a.media.", _AUDIO)
    made["AdMetadataKeys"] = _keys("a.media.ad.", _AD)
    made["Event"] = {}
    for name, _ in _EVENTS:
        made["Event"][name] = _event_name(name)
    made["version"] = VERSION
    return made


def build(builder, given):
    """
    `(object, problems)` of a builder's positional arguments; the object is {} with problems.

    Numbers that are not given are left out, but for the length of what is played.
    """
    holder, parts = BUILDERS[builder]
    problems: list[str] = []
    made = {}
    for index in range(len(parts)):
        name, field, check = parts[index]
        value = given[index] if index < len(given) else None
        if value is not None or check is not _NUMBER or holder == "sessionDetails":
            made[field] = check.examine(value, name, problems)
    if problems:
        return {}, problems
    if holder == "sessionDetails":
        made["length"] = whole_seconds(made["length"])
    return ({holder: made} if holder else made), problems


def session_start(media, context):
    """The XDM of `trackSessionStart(media, context)`; `(None, problem)` of what is no media."""
    details = media.get("sessionDetails") if isinstance(media, dict) else None
    if not isinstance(details, dict) or not details:
        return None, "the first argument is not what createMediaObject made"
    fields, custom = _sorted(context, "a.media.", _VIDEO + _AUDIO)
    for source in (media, context):
        if isinstance(source, dict) and source.get("media.resumed") is not None:
            fields["hasResume"] = bool(source["media.resumed"])
    collection = {"sessionDetails": merge(details, fields)}
    if custom:
        collection["customMetadata"] = custom
    return {"mediaCollection": collection}, None


def track(method, given):
    """
    The XDM of a call of the tracker, without the session: `(xdm, problem)`, one of them None.

    `given` are the call's arguments, whatever they are.
    """
    if method in _PLAIN:
        return {"eventType": "media." + _PLAIN[method]}, None
    first = given[0] if given else None
    if method == "trackError":
        if not isinstance(first, str) or not first:
            return None, "the error needs a name, a non-empty string"
        return {"eventType": "media.error", "mediaCollection": {
            "errorDetails": {"name": first, "source": "player"},
        }}, None
    return _event(first, given[1] if len(given) > 1 else None, given[2] if len(given) > 2 else None)


def _event(kind, info, context):
    name = event = ""
    for constant, meant in _EVENTS:
        if kind == _event_name(constant):
            name, event = constant, meant
    if not name:
        return None, "there is no such event; the constants `Event` have those there are"
    info = info if isinstance(info, dict) else {}
    collection = {}
    custom: list = []
    if name in ("StateStart", "StateEnd"):
        if not isinstance(info.get("name"), str):
            return None, "the second argument is not what createStateObject made"
        collection["states" + name[5:]] = [{"name": info["name"]}]
    holder = _HOLDERS.get(name)
    if holder:
        if not isinstance(info.get(holder), dict) or not info[holder]:
            return None, "the second argument has no " + holder
        fields = {}
        if name == "AdStart":
            fields, custom = _sorted(context, "a.media.ad.", _AD)
        elif name == "ChapterStart":
            fields, custom = _sorted(context, "", ())
        collection[holder] = merge(info[holder], fields)
    if custom:
        collection["customMetadata"] = custom
    xdm: dict = {"eventType": "media." + event}
    if collection:
        xdm["mediaCollection"] = collection
    return xdm, None


_HOLDERS = {
    "AdBreakStart": "advertisingPodDetails", "AdStart": "advertisingDetails",
    "ChapterStart": "chapterDetails",
}


def quality(given):
    """What `updateQoEObject` is to remember, or None."""
    return given if isinstance(given, dict) and given else None


def playhead(given):
    """What `updatePlayhead` is to remember, without its fraction, or None."""
    return int(given) if is_finite(given) else None


def _event_name(constant):
    return constant[0].lower() + constant[1:]


def _keys(prefix, table):
    return {name: prefix + key for name, key, _ in table}


def _sorted(context, prefix, table):
    """
    The context data of a call: `(fields, custom)`, what the XDM has a field for, and all else as
    `[{"name", "value"}]`.
    """
    fields, custom = {}, []
    known = {prefix + key: field for _, key, field in table}
    for key in context if isinstance(context, dict) else ():
        value = context[key]
        if key in known:
            fields[known[key]] = value
        elif key != "media.resumed":
            custom.append({"name": key, "value": value})
    return fields, custom
