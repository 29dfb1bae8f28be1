"""
What the commands `createMediaSession` and `sendMediaEvent` take; and the option `streamingMedia` of
`configure`, which the first file has, too (app/known.py).

Source: specification, CFG-40, CMD-32, CMD-33.
"""

from alloy_web.core.options import OVERRIDES
from alloy_web.features.media.events import TYPES
from alloy_web.validation import (
    FUNCTION,
    OBJECT,
    SOME_TEXT,
    TEXT,
    Number,
    OneOf,
    Record,
    optional,
    required,
)

CONFIG = {
    "streamingMedia": optional(Record({
        "channel": required(SOME_TEXT, about="The channel that the media belong to."),
        "playerName": required(SOME_TEXT, about="The name of the player."),
        "appVersion": optional(TEXT, about="The version of the player's application."),
        "mainPingInterval": optional(
            Number(10, 50), about="Seconds between two pings of the main content."
        ),
        "adPingInterval": optional(Number(1, 10), about="Seconds between two pings of an ad."),
    }), about="How media sessions are reported."),
}

_WHOLE = Number(whole=True)

_PLAYER_ID = required(SOME_TEXT, about="Which player of the page it is, in the page's own words.")
_DETAILS = required(
    FUNCTION,
    about="Called with `{playerId}`; returns `{playhead, qoeDataDetails}` as they are now.",
)
_TYPE = required(OneOf(*TYPES), about="What happened.")


class ByPlayer:
    """
    A check: one record for callers who name a player, another for those who tell all by themselves.
    """

    def __init__(self, with_player, without):
        self._with_player = with_player
        self._without = without

    def examine(self, value, path, problems):
        if isinstance(value, dict) and (value.get("playerId") or value.get("getPlayerDetails")):
            return self._with_player.examine(value, path, problems)
        found = []
        checked = self._without.examine(value, path, found)
        if found and isinstance(value, dict):
            found.append("playerId: is required, where that is not given")
        problems.extend(found)
        return checked

    def describe(self):
        return self._with_player.describe()


def _xdm(collection, **more):
    """The option `xdm`, with these fields in its `mediaCollection`."""
    fields = {"mediaCollection": collection}
    fields.update(more)
    return required(Record(fields, open=True), about="The event, as XDM.")


_SESSION_DETAILS = required(OBJECT, about="What is played: its name, length, kind of content.")
_PLAYHEAD = required(_WHOLE, about="Where in the content it is, in seconds.")

CREATE_SESSION = ByPlayer(
    Record({
        "playerId": _PLAYER_ID,
        "getPlayerDetails": _DETAILS,
        "xdm": _xdm(required(
            Record({"sessionDetails": _SESSION_DETAILS}, open=True), about="The session.",
        )),
        "edgeConfigOverrides": OVERRIDES,
    }),
    Record({
        "xdm": _xdm(required(
            Record({"playhead": _PLAYHEAD, "sessionDetails": _SESSION_DETAILS}, open=True),
            about="The session.",
        )),
        "edgeConfigOverrides": OVERRIDES,
    }),
)

SEND_EVENT = ByPlayer(
    Record({
        "playerId": _PLAYER_ID,
        "xdm": _xdm(optional(OBJECT, about="More of the event."), eventType=_TYPE),
    }),
    Record({
        "xdm": _xdm(required(Record({
            "playhead": _PLAYHEAD,
            "sessionID": required(SOME_TEXT, about="The session, as `createMediaSession` gave it."),
        }, open=True), about="Where it happened."), eventType=_TYPE),
    }),
)
