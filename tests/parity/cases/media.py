"""Cases: media sessions, their events, and the older library's tracker."""

from tests.parity.script import Js, answers, arrive, call, case, configure, observe, run, start

MEDIA = {"channel": "sports", "playerName": "shop player", "appVersion": "2.1"}
DETAILS = {"name": "film-1", "friendlyName": "A film", "length": 100, "contentType": "VOD"}
PLAYER = "() => ({playhead: 7.9, qoeDataDetails: {bitrate: 500}})"


def session(player=PLAYER, **more):
    return {
        "playerId": "p",
        "getPlayerDetails": Js(player),
        "xdm": {"mediaCollection": {"sessionDetails": DETAILS}},
        **more,
    }


def event(name, **collection):
    xdm = {"eventType": f"media.{name}"}
    if collection:
        xdm["mediaCollection"] = collection
    return {"playerId": "p", "xdm": xdm}


def own(name, **collection):
    """An event without a player."""
    return {"xdm": {"eventType": f"media.{name}", "mediaCollection": collection}}


configured = configure(streamingMedia=MEDIA)

case(
    "a media session of a player, and events of it",
    configured,
    call("createMediaSession", session()),
    call("sendMediaEvent", event("play")),
    call("sendMediaEvent", event("bufferStart", customMetadata=[{"name": "a", "value": "b"}])),
    call("sendMediaEvent", event("sessionEnd")),
    requests=4,
)

case(
    "what the page says of its session and its ads wins",
    configured,
    call(
        "createMediaSession",
        session(
            xdm={
                "mediaCollection": {
                    "playhead": 50,
                    "sessionDetails": {"playerName": "own", "channel": "own", "appVersion": "1"},
                },
            }
        ),
    ),
    call("sendMediaEvent", event("adStart", advertisingDetails={"name": "ad", "length": 5})),
    call("sendMediaEvent", event("adStart", advertisingDetails={"playerName": "own"})),
    call("sendMediaEvent", event("adBreakStart", advertisingPodDetails={"index": 1})),
    call("sendMediaEvent", event("sessionComplete", playhead=99)),
    requests=5,
)

case(
    "a media session whose page tells all by itself",
    configured,
    call(
        "createMediaSession",
        {"xdm": {"mediaCollection": {"playhead": 3, "sessionDetails": DETAILS}}},
    ),
    call("sendMediaEvent", own("play", playhead=4, sessionID="mine")),
    call("sendMediaEvent", own("ping", playhead=5, sessionID="mine")),
    requests=3,
)

case(
    "media events wait for their session",
    configured,
    start("createMediaSession", session()),
    start("sendMediaEvent", event("play")),
    scenario=answers({"when": {"action": "interact"}, "delay_ms": 50}),
    requests=2,
)

case(
    "a session's overrides, and its events",
    configured,
    call(
        "createMediaSession",
        session(edgeConfigOverrides={"datastreamId": "other", "com_adobe_x": {"enabled": False}}),
    ),
    call("sendMediaEvent", event("sessionEnd")),
    requests=2,
)

case(
    "media events of no session",
    configured,
    call("sendMediaEvent", event("play")),
    call("createMediaSession", session()),
    call("sendMediaEvent", event("play")),
    scenario=answers({"when": {"action": "interact"}, "replace_handle": []}),
    requests=1,
)

case(
    "a media session that fails",
    configured,
    call("createMediaSession", session()),
    call("sendMediaEvent", event("play")),
    scenario=answers({"status": 500}),
    requests=1,
)

case(
    "media commands without the configuration",
    configure(),
    call("createMediaSession", session()),
    call("sendMediaEvent", own("play", playhead=4, sessionID="mine")),
    call("getMediaAnalyticsTracker"),
    requests=0,
)

WRONG = (
    ("createMediaSession", {}),
    ("createMediaSession", {"playerId": "p", "xdm": {"mediaCollection": {"sessionDetails": {}}}}),
    ("createMediaSession", {"xdm": {"mediaCollection": {"sessionDetails": {}}}}),
    ("createMediaSession", {"xdm": {"mediaCollection": {"playhead": "1", "sessionDetails": {}}}}),
    ("createMediaSession", session(player="5")),
    ("sendMediaEvent", {}),
    ("sendMediaEvent", event("jump")),
    ("sendMediaEvent", {"playerId": "p"}),
    ("sendMediaEvent", own("play", playhead=1.5, sessionID="mine")),
    ("sendMediaEvent", own("play", sessionID="mine")),
    ("sendMediaEvent", own("play", playhead=1)),
)

case(
    "media commands with wrong options",
    configured,
    *[call(command, options) for command, options in WRONG],
    requests=0,
)

case(
    "settings of streaming media that are wrong",
    configure(streamingMedia={"channel": "a", "playerName": "b", "mainPingInterval": 5}),
    configure(streamingMedia={"channel": "a", "playerName": "b", "adPingInterval": 11}),
    configure(streamingMedia={"channel": "a"}),
    requests=0,
)

# ---- The older library

LIBRARY = (
    run(
        "window.library = alloy('getMediaAnalyticsTracker')"
        ".then((found) => { window.M = found; })"
    ),
    observe("library.then(() => 'there')"),
)


def built(*calls):
    """What builders make."""
    return [observe(f"M.{one}") for one in calls]


case(
    "the constants of the older media library",
    configured,
    *LIBRARY,
    observe("Object.keys(M).sort()"),
    *[
        observe(f"M.{name}")
        for name in (
            "Event", "MediaType", "PlayerState", "StreamType", "MediaObjectKey",
            "VideoMetadataKeys", "AudioMetadataKeys", "AdMetadataKeys",
        )
    ],
    observe("Object.keys(M.getInstance()).sort()"),
    requests=0,
)  # fmt: skip

case(
    "the builders of the older media library",
    configured,
    *LIBRARY,
    *built(
        "createMediaObject('A film', 'film-1', 100.6, M.StreamType.VOD, M.MediaType.Video)",
        "createMediaObject('A film', 'film-1', 100.4, 'own', M.MediaType.Audio)",
        "createAdBreakObject('mid', 1, 30)",
        "createAdBreakObject('mid', 1, 30.6)",
        "createAdObject('Shoes', 'ad-1', 2, 15)",
        "createChapterObject('One', 1, 60, 0)",
        "createStateObject('full_screen_1')",
        "createQoEObject(500000, 2, 24, 7)",
        "createQoEObject(500000.5, 2.5, 24.5, 7.5)",
    ),
    requests=0,
)

case(
    "builders of the older media library that are given wrong things",
    configured,
    *LIBRARY,
    *built(
        "createMediaObject()",
        "createMediaObject('', 'film-1', 100, 'vod', 'video')",
        "createMediaObject('A film', '', 100, 'vod', 'video')",
        "createMediaObject('A film', 'film-1', '100', 'vod', 'video')",
        "createMediaObject('A film', 'film-1', -1, 'vod', 'video')",
        "createMediaObject('A film', 'film-1', 100, 'vod', 'film')",
        "createAdBreakObject('mid', '1', 30)",
        "createAdBreakObject('mid', -1, 30)",
        "createAdBreakObject('mid', 0, 30)",
        "createAdObject('Shoes', 'ad-1', 0, 15)",
        "createAdObject('Shoes', 7, 1, 15)",
        "createChapterObject('One', 0, 60, 0)",
        "createChapterObject('One', 1)",
        "createStateObject('')",
        "createStateObject('full screen')",
        "createStateObject('a'.repeat(65))",
        "createStateObject('a'.repeat(64))",
        "createStateObject('\\u00e4')",
        "createQoEObject(1, 2, 3)",
        "createQoEObject('1', 2, 3, 4)",
        "createQoEObject(-1, 2, 3, 4)",
    ),
    requests=0,
)

FILM = """
window.tracker = M.getInstance();
window.film = M.createMediaObject('A film', 'film-1', 100, M.StreamType.VOD, M.MediaType.Video);
"""


def tracked(*calls):
    """Calls of the tracker, each with its request awaited before the next."""
    steps = []
    for count, one in enumerate(calls, 1):
        steps += [run(f"tracker.{one}"), arrive(count)]
    return steps


case(
    "a session as the older media library tells it",
    configured,
    *LIBRARY,
    run(FILM + "tracker.updatePlayhead(1.5);"),
    *tracked(
        "trackSessionStart(film)",
        "trackPlay()",
        "trackPause()",
        "trackError('404')",
        "trackEvent(M.Event.SeekStart)",
        "trackEvent(M.Event.SeekComplete)",
        "trackEvent(M.Event.BufferStart)",
        "trackEvent(M.Event.BufferComplete)",
        "trackEvent(M.Event.BitrateChange)",
        "trackEvent(M.Event.StateStart, M.createStateObject('mute'))",
        "trackEvent(M.Event.StateEnd, M.createStateObject('mute'))",
        "trackComplete()",
    ),
    requests=12,
)

case(
    "ads and chapters as the older media library tells them",
    configured,
    *LIBRARY,
    run(FILM),
    *tracked(
        "trackSessionStart(film)",
        "trackEvent(M.Event.AdBreakStart, M.createAdBreakObject('mid', 1, 30))",
        "trackEvent(M.Event.AdStart, M.createAdObject('Shoes', 'ad-1', 2, 15), {own: 'x', "
        "'a.media.ad.advertiser': 'a', 'a.media.ad.campaign': 'b', 'a.media.ad.creative': 'c', "
        "'a.media.ad.placement': 'd', 'a.media.ad.site': 'e', 'a.media.ad.creativeURL': 'f'})",
        "trackEvent(M.Event.AdComplete)",
        "trackEvent(M.Event.AdSkip)",
        "trackEvent(M.Event.AdBreakComplete)",
        "trackEvent(M.Event.ChapterStart, M.createChapterObject('One', 1, 60, 0), {own: 'x'})",
        "trackEvent(M.Event.ChapterSkip)",
        "trackEvent(M.Event.ChapterComplete)",
        "trackSessionEnd()",
    ),
    requests=10,
)

case(
    "context data and quality as the older media library takes them",
    configured,
    *LIBRARY,
    run(
        FILM + "window.context = {own: 'x', other: 7, [M.MediaObjectKey.MediaResumed]: true};"
        "for (const keys of [M.VideoMetadataKeys, M.AudioMetadataKeys])"
        "  for (const key of Object.values(keys)) context[key] = 'of ' + key;"
    ),
    *tracked("trackSessionStart(film, context)"),
    run(
        "tracker.updatePlayhead(12.7); tracker.updateQoEObject(M.createQoEObject(1, 2, 3, 4));"
        "tracker.trackPlay()"
    ),
    arrive(2),
    run("tracker.updatePlayhead('13'); tracker.updateQoEObject(null); tracker.trackSessionEnd()"),
    requests=3,
)
