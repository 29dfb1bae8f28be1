from instance_kit import CONFIG, answer, error_of, make, result_of

from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost, reply

MEDIA = {"channel": "sports", "playerName": "shop player"}
NEW_SESSION = {"type": "media-analytics:new-session", "payload": [{"sessionId": "s-1"}]}


def library(**more):
    """The library as a page gets it, its host, and a media object."""
    more["streamingMedia"] = MEDIA
    instance, host = make(more, known=True)
    host.on_send = lambda sent: reply("", 204) if "/va/" in sent.url else answer(NEW_SESSION)
    return result_of(instance.execute("getMediaAnalyticsTracker")), host


def started(context=None, **more):
    """A tracker that plays; the library and the host."""
    media, host = library(**more)
    tracker = media["getInstance"]()
    tracker["trackSessionStart"](film(media), context)
    return tracker, media, host


def film(media):
    return media["createMediaObject"]("A film", "film-1", 100.6, "vod", "video")


def last(host):
    """Name and `mediaCollection` of the last request, without session and playhead."""
    [event] = host.sent[-1].body["events"]
    collection = dict(event["xdm"]["mediaCollection"])
    collection.pop("playhead")
    collection.pop("sessionID", None)
    return host.sent[-1].url.split("/v1/")[1].split("?")[0], collection


def test_builders_make_the_objects_of_media_events():
    media, host = library()

    assert film(media) == {"sessionDetails": {
        "friendlyName": "A film", "name": "film-1", "length": 101, "contentType": "vod",
        "streamType": "video",
    }}
    assert media["createAdBreakObject"]("mid", 1, 30) == {"advertisingPodDetails": {
        "friendlyName": "mid", "index": 1, "offset": 30,
    }}
    assert media["createAdObject"]("Shoes", "ad-1", 2, 15) == {"advertisingDetails": {
        "friendlyName": "Shoes", "name": "ad-1", "podPosition": 2, "length": 15,
    }}
    assert media["createChapterObject"]("One", 1, 60, 0) == {"chapterDetails": {
        "friendlyName": "One", "index": 1, "length": 60, "offset": 0,
    }}
    assert media["createStateObject"]("full_screen_1") == {"name": "full_screen_1"}
    assert media["createQoEObject"](500000, 2, 24, 7) == {
        "bitrate": 500000, "timeToStart": 2, "framesPerSecond": 24, "droppedFrames": 7,
    }


def test_numbers_that_are_not_given_are_left_out():
    media, host = library()

    assert media["createChapterObject"]("One", 1) == {
        "chapterDetails": {"friendlyName": "One", "index": 1},
    }
    assert media["createQoEObject"](1, None, 3) == {"bitrate": 1, "framesPerSecond": 3}


def test_what_makes_no_object_is_a_warning_and_an_empty_one():
    media, host = library(debugEnabled=True)

    for builder, given in (
        ("createMediaObject", ()), ("createMediaObject", ("", "id", 1, "vod", "video")),
        ("createMediaObject", ("A", "id", "1", "vod", "video")),
        ("createMediaObject", ("A", "id", float("nan"), "vod", "video")),
        ("createMediaObject", ("A", "id", 1, "vod", 7)),
        ("createAdBreakObject", ("A", "1", 1)), ("createAdObject", ("A", 7, 1, 1)),
        ("createChapterObject", ({}, 1, 1, 1)), ("createQoEObject", (1, "1", 1, 1)),
        ("createStateObject", ("",)), ("createStateObject", ("full screen",)),
        ("createStateObject", ("a" * 65,)), ("createStateObject", (7,)),
    ):
        before = len(host.logged("warn"))

        assert media[builder](*given) == {}, (builder, given)
        [told] = host.logged("warn")[before:]
        assert builder + ": " in told and "expected" in told and told.endswith("It made {}."), told


def test_constants_are_those_of_the_older_library():
    media, host = library()

    assert media["Event"]["SeekStart"] == "seekStart"
    assert media["MediaType"] == {"Video": "video", "Audio": "audio"}
    assert media["StreamType"]["AOD"] == "aod"
    assert media["PlayerState"]["ClosedCaption"] == "closedCaptioning"
    assert media["MediaObjectKey"]["MediaResumed"] == "media.resumed"
    assert media["VideoMetadataKeys"]["AssetId"] == "a.media.asset"
    assert media["AudioMetadataKeys"]["Artist"] == "a.media.artist"
    assert media["AdMetadataKeys"]["CreativeUrl"] == "a.media.ad.creativeURL"


def test_the_library_tells_its_version():
    assert library()[0]["version"] == "alloy_web"


def test_each_key_of_context_data_has_its_field():
    media = {
        "show": "show", "season": "season", "episode": "episode", "asset": "assetID",
        "genre": "genre", "airDate": "firstAirDate", "digitalDate": "firstDigitalDate",
        "rating": "rating", "originator": "originator", "network": "network",
        "type": "showType", "adLoad": "adLoad", "pass.mvpd": "mvpd", "pass.auth": "authorized",
        "dayPart": "dayPart", "feed": "feed", "format": "streamFormat", "artist": "artist",
        "album": "album", "label": "label", "author": "author", "station": "station",
        "publisher": "publisher",
    }
    ad = {
        "advertiser": "advertiser", "campaign": "campaignID", "creative": "creativeID",
        "placement": "placementID", "site": "siteID", "creativeURL": "creativeURL",
    }
    tracker, made, host = started({"a.media." + key: key for key in media})
    details = last(host)[1]["sessionDetails"]
    for key in media:
        assert details[media[key]] == key

    tracker["trackEvent"](
        "adStart", {"advertisingDetails": {"name": "n"}}, {"a.media.ad." + key: key for key in ad}
    )
    details = last(host)[1]["advertisingDetails"]
    for key in ad:
        assert details[ad[key]] == key
    assert "customMetadata" not in last(host)[1]


def test_context_data_goes_to_its_fields_and_all_else_is_kept_by_name():
    tracker, media, host = started({
        "a.media.show": "Show", "a.media.asset": "asset", "a.media.airDate": "2026-01-01",
        "a.media.digitalDate": "2026-01-02", "a.media.type": "full", "a.media.pass.mvpd": "m",
        "a.media.pass.auth": "yes", "a.media.format": "hd", "a.media.artist": "Artist",
        "media.resumed": True, "own": "value",
    })

    name, collection = last(host)
    assert name == "interact"
    assert collection == {
        "sessionDetails": {
            "friendlyName": "A film", "name": "film-1", "length": 101, "contentType": "vod",
            "streamType": "video", "playerName": "shop player", "channel": "sports",
            "show": "Show", "assetID": "asset", "firstAirDate": "2026-01-01",
            "firstDigitalDate": "2026-01-02", "showType": "full", "mvpd": "m",
            "authorized": "yes", "streamFormat": "hd", "artist": "Artist", "hasResume": True,
        },
        "customMetadata": [{"name": "own", "value": "value"}],
    }


def test_calls_of_a_tracker_are_media_events():
    tracker, media, host = started()
    event = media["Event"]
    ad_break = media["createAdBreakObject"]("mid", 1, 30)
    ad = media["createAdObject"]("Shoes", "ad-1", 2, 15)
    chapter = media["createChapterObject"]("One", 1, 60, 0)
    state = media["createStateObject"]("mute")

    for call, name, collection in (
        (("trackPlay",), "play", {}),
        (("trackPause",), "pauseStart", {}),
        (("trackError", "404"), "error", {"errorDetails": {"name": "404", "source": "player"}}),
        (("trackEvent", event["SeekStart"]), "pauseStart", {}),
        (("trackEvent", event["SeekComplete"]), "play", {}),
        (("trackEvent", event["BufferStart"]), "bufferStart", {}),
        (("trackEvent", event["BufferComplete"]), "play", {}),
        (("trackEvent", event["BitrateChange"]), "bitrateChange", {}),
        (("trackEvent", event["AdBreakStart"], ad_break), "adBreakStart", ad_break),
        (("trackEvent", event["AdStart"], ad, {"a.media.ad.campaign": "c", "own": 1}), "adStart", {
            "advertisingDetails": {
                "friendlyName": "Shoes", "name": "ad-1", "podPosition": 2, "length": 15,
                "campaignID": "c", "playerName": "shop player",
            },
            "customMetadata": [{"name": "own", "value": 1}],
        }),
        (("trackEvent", event["AdSkip"]), "adSkip", {}),
        (("trackEvent", event["AdComplete"]), "adComplete", {}),
        (("trackEvent", event["AdBreakComplete"]), "adBreakComplete", {}),
        (("trackEvent", event["ChapterStart"], chapter, {"own": 1}), "chapterStart", {
            "chapterDetails": chapter["chapterDetails"],
            "customMetadata": [{"name": "own", "value": 1}],
        }),
        (("trackEvent", event["ChapterSkip"]), "chapterSkip", {}),
        (("trackEvent", event["ChapterComplete"]), "chapterComplete", {}),
        (("trackEvent", event["StateStart"], state), "statesUpdate", {
            "statesStart": [{"name": "mute"}],
        }),
        (("trackEvent", event["StateEnd"], state), "statesUpdate", {
            "statesEnd": [{"name": "mute"}],
        }),
        (("trackComplete",), "sessionComplete", {}),
    ):
        assert tracker[call[0]](*call[1:]) is None
        assert last(host) == (name, collection), (call, last(host))


def test_a_tracker_tells_where_it_was_last_and_how_well_it_played():
    tracker, media, host = started()

    tracker["updatePlayhead"](12.7)
    tracker["updateQoEObject"](media["createQoEObject"](1, 2, 3, 4))
    tracker["trackPlay"]()
    tracker["updatePlayhead"]("13")
    tracker["updateQoEObject"](None)
    host.advance(10000)

    for sent in host.sent[1:]:
        assert sent.body["events"][0]["xdm"]["mediaCollection"] == {
            "playhead": 12, "sessionID": "s-1", "qoeDataDetails": {
                "bitrate": 1, "timeToStart": 2, "framesPerSecond": 3, "droppedFrames": 4,
            },
        }
    assert "/va/v1/ping" in host.sent[2].url


def test_pings_of_a_tracker_end_with_its_session_or_when_it_is_destroyed():
    for method in ("trackSessionEnd", "trackComplete", "destroy"):
        tracker, media, host = started()
        tracker[method]()
        sent = len(host.sent)

        host.advance(60000)

        assert len(host.sent) == sent


def test_a_tracker_may_begin_again():
    tracker, media, host = started()
    tracker["trackSessionEnd"]()

    tracker["trackSessionStart"](film(media))
    tracker["trackPlay"]()

    assert [sent.url.split("/v1/")[1].split("?")[0] for sent in host.sent] == [
        "interact", "sessionEnd", "interact", "play",
    ]


def test_calls_that_tell_nothing_are_a_warning_each_and_send_nothing():
    tracker, media, host = started(debugEnabled=True)
    idle = media["getInstance"]()

    for of, call in (
        (idle, ("trackPlay",)), (idle, ("trackSessionStart",)), (idle, ("trackSessionStart", {})),
        (idle, ("trackSessionStart", "film")), (idle, ("trackSessionStart", {"sessionDetails": 1})),
        (tracker, ("trackError",)), (tracker, ("trackError", 404)),
        (tracker, ("trackEvent",)), (tracker, ("trackEvent", "adstart")),
        (tracker, ("trackEvent", {})), (tracker, ("trackEvent", "adStart", {})),
        (tracker, ("trackEvent", "adBreakStart", "x")), (tracker, ("trackEvent", "stateStart")),
        (tracker, ("updatePlayhead", "12")), (tracker, ("updatePlayhead", None)),
        (tracker, ("updateQoEObject", 5)), (tracker, ("updateQoEObject", {})),
    ):
        before = len(host.logged("warn"))

        assert of[call[0]](*call[1:]) is None
        [told] = host.logged("warn")[before:]
        assert call[0] + " is not reported: " in told, told
    assert len(host.sent) == 1


def test_a_tracker_needs_the_configuration_of_streaming_media():
    instance, host = make(known=True)

    told = error_of(instance.execute("getMediaAnalyticsTracker"))

    assert "Streaming media is not configured" in told, told


def test_a_tracker_needs_no_other_component():
    host = MemoryHost()
    host.on_send = lambda sent: answer(NEW_SESSION)
    instance = Instance("alloy", host, "1.2.3", components=["mediaAnalyticsBridge"])
    options = dict(CONFIG)
    options["streamingMedia"] = MEDIA
    result_of(instance.execute("configure", options))
    media = result_of(instance.execute("getMediaAnalyticsTracker"))
    media["getInstance"]()["trackSessionStart"](film(media))

    assert last(host)[0] == "interact"
    assert last(host)[1]["sessionDetails"]["channel"] == "sports"
