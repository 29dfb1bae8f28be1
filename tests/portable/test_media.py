from instance_kit import CONSENT, answer, error_of, make, result_of, store

from alloy_web import flow
from alloy_web.hosts.memory.host import NOW_MS, reply

MEDIA = {"channel": "sports", "playerName": "shop player", "appVersion": "2.1"}
DETAILS = {"name": "film-1", "friendlyName": "A film", "length": 100, "contentType": "VOD"}
NEW_SESSION = {"type": "media-analytics:new-session", "payload": [{"sessionId": "s-1"}]}
TIME = "2026-03-02T09:15:27.104Z"


class Player:
    """What a page has: a player, and the function that tells where it is."""

    def __init__(self):
        self.playhead = 0
        self.quality = None
        self.tells = None
        self.asked = []

    def details(self, asked):
        self.asked.append(asked["playerId"])
        if self.tells:
            return self.tells()
        told = {"playhead": self.playhead}
        if self.quality:
            told["qoeDataDetails"] = self.quality
        return told


def configured(media=None, session=NEW_SESSION, **more):
    more["streamingMedia"] = media or MEDIA
    instance, host = make(more, known=True)
    host.on_send = lambda sent: (
        reply("", 204) if "/va/" in sent.url else answer(session) if session else answer()
    )
    return instance, host


def begin(instance, player, player_id="p"):
    return instance.execute("createMediaSession", {
        "playerId": player_id, "getPlayerDetails": player.details,
        "xdm": {"mediaCollection": {"sessionDetails": DETAILS}},
    })


def tell(instance, name, player_id="p", **collection):
    xdm = {"eventType": "media." + name}
    if collection:
        xdm["mediaCollection"] = collection
    return instance.execute("sendMediaEvent", {"playerId": player_id, "xdm": xdm})


def sent(host):
    """What was sent, each as the last part of its path and the seconds since the beginning."""
    return [
        (each.url.split("/v1/")[1].split("?")[0], round((_ms(each) - NOW_MS) / 1000))
        for each in host.sent
    ]


def _ms(each):
    text = each.body["events"][0]["xdm"]["timestamp"]
    minutes, seconds = int(text[14:16]), float(text[17:23])
    return NOW_MS - 27104 + (minutes - 15) * 60000 + int(seconds * 1000)


def xdm_of(each):
    [event] = each.body["events"]
    assert sorted(event) == ["xdm"], event
    return event["xdm"]


def path_of(each):
    return each.url.split("?")[0]


def refused(command, options):
    instance, host = configured()
    told = error_of(instance.execute(command, options))
    assert host.sent == []
    first, *problems = told.split("\n")
    # MicroPython looks at options in an order of its own.
    return [first] + sorted(problems)


# ---- Sessions


def test_a_session_starts_with_an_event_that_has_the_settings_and_where_the_player_is():
    instance, host = configured()
    player = Player()
    player.playhead = 7.9
    player.quality = {"bitrate": 500}

    result = result_of(begin(instance, player))

    assert result["sessionId"] == "s-1"
    assert result["propositions"] == []
    [start] = host.sent
    assert path_of(start) == "https://edge.example.com/ee/v1/interact"
    xdm = start.body["events"][0]["xdm"]
    assert xdm["eventType"] == "media.sessionStart"
    assert xdm["timestamp"] == TIME
    assert xdm["mediaCollection"] == {
        "sessionDetails": {
            "name": "film-1", "friendlyName": "A film", "length": 100, "contentType": "VOD",
            "playerName": "shop player", "channel": "sports", "appVersion": "2.1",
        },
        "playhead": 8, "qoeDataDetails": {"bitrate": 500},
    }
    # As any other event it tells of page and device.
    assert xdm["web"]["webPageDetails"]["URL"] == "https://www.example.com/"
    assert player.asked == ["p"]


def test_what_the_caller_says_of_the_session_wins_over_the_settings():
    instance, host = configured()

    result_of(instance.execute("createMediaSession", {"xdm": {"mediaCollection": {
        "playhead": 3, "sessionDetails": {"channel": "own", "playerName": "own"},
    }}}))

    [start] = host.sent
    assert start.body["events"][0]["xdm"]["mediaCollection"] == {
        "playhead": 3,
        "sessionDetails": {"channel": "own", "playerName": "own", "appVersion": "2.1"},
    }


def test_events_of_a_player_go_to_an_address_each_with_the_session_and_xdm_alone():
    instance, host = configured()
    player = Player()
    result_of(begin(instance, player))
    player.playhead = 12
    player.quality = {"droppedFrames": 2}

    assert result_of(tell(instance, "play")) == {}
    assert result_of(tell(
        instance, "bufferStart", customMetadata=[{"name": "a", "value": "b"}]
    )) == {}

    start, play, buffer = host.sent
    assert path_of(play) == "https://edge.example.com/ee/va/v1/play"
    assert xdm_of(play) == {
        "eventType": "media.play", "timestamp": TIME,
        "mediaCollection": {
            "playhead": 12, "qoeDataDetails": {"droppedFrames": 2}, "sessionID": "s-1",
        },
    }
    assert path_of(buffer) == "https://edge.example.com/ee/va/v1/bufferStart"
    assert xdm_of(buffer)["mediaCollection"]["customMetadata"] == [{"name": "a", "value": "b"}]


def test_the_hint_of_the_cluster_stands_before_the_part_for_media():
    instance, host = configured()
    host.cookies["kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster"] = "or2"
    result_of(begin(instance, Player()))

    result_of(tell(instance, "play"))

    assert path_of(host.sent[1]) == "https://edge.example.com/ee/or2/va/v1/play"


def test_an_ad_has_the_players_name_unless_it_has_its_own():
    instance, host = configured()
    result_of(begin(instance, Player()))

    result_of(tell(instance, "adStart", advertisingDetails={"name": "ad-1", "length": 5}))
    result_of(tell(instance, "adStart", advertisingDetails={"playerName": "own"}))

    ads = [xdm_of(each)["mediaCollection"]["advertisingDetails"] for each in host.sent[1:]]
    assert ads == [
        {"playerName": "shop player", "name": "ad-1", "length": 5}, {"playerName": "own"},
    ]


def test_without_a_player_the_caller_tells_session_and_playhead():
    instance, host = configured()

    result = result_of(instance.execute("sendMediaEvent", {"xdm": {
        "eventType": "media.play", "mediaCollection": {"playhead": 4, "sessionID": "mine"},
    }}))
    host.advance(100000)

    assert result == {}
    [play] = host.sent
    assert path_of(play) == "https://edge.example.com/ee/va/v1/play"
    assert xdm_of(play) == {
        "eventType": "media.play", "timestamp": TIME,
        "mediaCollection": {"playhead": 4, "sessionID": "mine"},
    }


def test_events_wait_for_the_session_and_tell_what_was_when_they_happened():
    instance, host = configured()
    host.on_send = None
    player = Player()
    creating = begin(instance, player)
    player.playhead = 1
    playing = tell(instance, "play")
    player.playhead = 60
    host.advance(5000)
    assert len(host.sent) == 1 and playing.is_pending

    host.on_send = lambda each: reply("", 204)
    host.sent[0].answer({"handle": [NEW_SESSION]})

    assert result_of(creating)["sessionId"] == "s-1"
    assert result_of(playing) == {}
    xdm = xdm_of(host.sent[1])
    assert xdm["mediaCollection"] == {"playhead": 1, "sessionID": "s-1"}
    assert xdm["timestamp"] == TIME


def test_events_go_to_the_datastream_of_their_session():
    instance, host = configured()
    result_of(instance.execute("createMediaSession", {
        "playerId": "p", "getPlayerDetails": Player().details,
        "xdm": {"mediaCollection": {"sessionDetails": DETAILS}},
        "edgeConfigOverrides": {"datastreamId": "other"},
    }))

    result_of(tell(instance, "play"))

    assert ["configId=other" in each.url for each in host.sent] == [True, True]


def test_a_second_session_of_a_player_takes_the_place_of_the_first():
    instance, host = configured()
    player = Player()
    player.details = lambda asked: {"playhead": 1}
    result_of(begin(instance, player))
    host.on_send = lambda each: reply("", 204) if "/va/" in each.url else answer(
        {"type": "media-analytics:new-session", "payload": [{"sessionId": "s-2"}]}
    )
    host.advance(4000)
    assert host.released == []
    result_of(begin(instance, Player()))
    assert host.released == [player.details]

    host.advance(10000)

    assert sent(host) == [("interact", 0), ("interact", 4), ("ping", 14)]
    assert xdm_of(host.sent[2])["mediaCollection"]["sessionID"] == "s-2"


def test_hooks_of_the_page_hear_of_the_start_and_not_of_media_events():
    heard = []
    instance, host = configured(
        onBeforeEventSend=lambda content: heard.append(content["xdm"]["eventType"])
    )
    result_of(begin(instance, Player()))

    result_of(tell(instance, "play"))

    assert heard == ["media.sessionStart"]


# ---- Pings


def test_a_session_pings_and_each_event_begins_the_time_anew():
    instance, host = configured()
    player = Player()
    result_of(begin(instance, player))

    host.advance(10000)
    player.playhead = 15
    host.advance(5000)
    result_of(tell(instance, "pauseStart"))
    host.advance(20000)

    assert sent(host) == [
        ("interact", 0), ("ping", 10), ("pauseStart", 15), ("ping", 25), ("ping", 35),
    ]
    assert xdm_of(host.sent[3]) == {
        "eventType": "media.ping", "timestamp": "2026-03-02T09:15:52.104Z",
        "mediaCollection": {"playhead": 15, "sessionID": "s-1"},
    }


def test_ads_have_a_time_of_their_own_between_pings():
    media = dict(MEDIA)
    media.update({"mainPingInterval": 30, "adPingInterval": 2})
    for ad_event, main_event in (
        ("adStart", "adBreakComplete"), ("adBreakStart", "chapterStart"),
        ("adSkip", "chapterComplete"), ("adComplete", "chapterSkip"),
    ):
        instance, host = configured(media)
        result_of(begin(instance, Player()))

        result_of(tell(instance, ad_event))
        host.advance(2000)
        result_of(tell(instance, "bufferStart"))
        host.advance(2000)
        result_of(tell(instance, main_event))
        host.advance(30000)

        assert sent(host)[1:] == [
            (ad_event, 0), ("ping", 2), ("bufferStart", 2), ("ping", 4), (main_event, 4),
            ("ping", 34),
        ], sent(host)


def test_the_end_of_a_session_ends_its_pings():
    for last in ("sessionEnd", "sessionComplete"):
        instance, host = configured()
        result_of(begin(instance, Player()))

        result_of(tell(instance, last))
        host.advance(60000)

        assert sent(host) == [("interact", 0), (last, 0)]


def test_pings_stop_when_the_page_is_left_and_go_on_when_it_comes_back():
    instance, host = configured()
    result_of(begin(instance, Player()))
    result_of(begin(instance, Player(), "ended"))
    result_of(tell(instance, "sessionEnd", "ended"))

    host.tell("leave")
    host.tell("gone")
    host.advance(60000)
    assert sent(host)[3:] == []
    host.tell("restored")
    host.advance(10000)

    assert sent(host)[3:] == [("ping", 70)]


def test_a_tab_that_is_hidden_goes_on_pinging():
    instance, host = configured()
    result_of(begin(instance, Player()))

    host.is_hidden = True
    host.advance(20000)

    assert sent(host)[1:] == [("ping", 10), ("ping", 20)]
    assert all(each.keepalive for each in host.sent[1:])


def test_a_ping_that_is_lost_does_not_end_the_session():
    instance, host = configured(debugEnabled=True)
    result_of(begin(instance, Player()))
    host.on_send = lambda each: reply("", 500) if len(host.sent) == 2 else reply("", 204)

    host.advance(20000)

    assert sent(host)[1:] == [("ping", 10), ("ping", 20)]
    told = [line for line in host.logged("warn") if "A ping of a media session" in line]
    assert len(told) == 1, host.logged("warn")


def test_an_instance_whose_name_went_to_another_pings_no_more():
    instance, host = configured()
    result_of(begin(instance, Player()))

    instance.retire()
    host.advance(60000)

    assert sent(host) == [("interact", 0)]


# ---- Consent


def test_media_events_wait_for_consent_and_are_dropped_without():
    instance, host = configured(defaultConsent="pending", debugEnabled=True)
    creating = begin(instance, Player())
    playing = tell(instance, "play")
    assert creating.is_pending and playing.is_pending and host.sent == []
    host.on_send = lambda each: answer(store({CONSENT: "general=out"}))

    result_of(instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "out"}},
    ]}))

    assert result_of(creating) == {}
    assert result_of(playing) == {}
    assert [path_of(each).split("/v1/")[1] for each in host.sent] == ["privacy/set-consent"]


def test_pings_end_with_consent():
    instance, host = configured(debugEnabled=True)
    result_of(begin(instance, Player()))
    host.on_send = lambda each: answer(store({CONSENT: "general=out"}))
    result_of(instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "out"}},
    ]}))

    host.advance(60000)

    assert len(host.sent) == 2
    told = [line for line in host.logged("info") if "sends no more pings" in line]
    assert len(told) == 1, told


# ---- Bad input


def test_commands_reject_where_streaming_media_is_not_configured():
    instance, host = make(known=True)

    for outcome in (
        begin(instance, Player()),
        instance.execute("sendMediaEvent", {"xdm": {
            "eventType": "media.play", "mediaCollection": {"playhead": 4, "sessionID": "mine"},
        }}),
    ):
        assert "Streaming media is not configured. Add streamingMedia: {" in error_of(outcome)
    assert host.sent == []


def test_an_event_without_a_session_names_event_and_player():
    instance, host = configured()

    told = error_of(tell(instance, "play", "unknown"))

    assert told.endswith(
        'media.play: the player "unknown" has no media session. Call "createMediaSession" with '
        "this playerId first"
    ), told
    assert host.sent == []


def test_a_session_that_the_server_did_not_begin_is_none():
    for session in (
        None, {"type": "media-analytics:new-session", "payload": []},
        {"type": "media-analytics:new-session", "payload": [None, "s", {"sessionId": 7}]},
    ):
        instance, host = configured(session=session, debugEnabled=True)

        assert "sessionId" not in result_of(begin(instance, Player()))
        assert 'the player "p" has no media session' in error_of(tell(instance, "play"))
        host.advance(60000)

        assert sent(host) == [("interact", 0)]
        assert "[alloy] [StreamingMedia] The server began no media session, so none can be " \
            "reported." in host.logged("warn")


def test_a_session_that_failed_rejects_and_so_do_its_events():
    instance, host = configured()
    host.on_send = lambda each: reply("no", 500)

    assert "status 500" in error_of(begin(instance, Player()))
    assert 'the player "p" has no media session' in error_of(tell(instance, "play"))


def test_a_start_that_the_pages_hook_cancels_begins_no_session():
    instance, host = configured(onBeforeEventSend=lambda content: False)

    assert result_of(begin(instance, Player())) == {}
    assert 'the player "p" has no media session' in error_of(tell(instance, "play"))
    assert host.sent == []


def fails():
    raise ValueError("no player")


def test_where_the_page_cannot_tell_where_its_player_is_the_event_goes_with_what_was_known():
    for returned, problem in (
        (fails, "ValueError: no player"),
        (lambda: flow.rejected(ValueError("later")), "ValueError: later"),
        (lambda: "12", "it returned no object"),
        (lambda: [12], "it returned no object"),
        (lambda: {"playhead": "12"}, "it returned no number as playhead"),
        (lambda: {"playhead": float("nan")}, "it returned no number as playhead"),
        (lambda: {"playhead": float("inf")}, "it returned no number as playhead"),
        (lambda: {"playhead": True}, "it returned no number as playhead"),
        (dict, "it returned no number as playhead"),
        (lambda: {"playhead": 5, "qoeDataDetails": "good"},
         "it returned no object as qoeDataDetails"),
    ):
        instance, host = configured(debugEnabled=True)
        player = Player()
        player.playhead = 5
        result_of(begin(instance, player))
        player.tells = returned

        result_of(tell(instance, "play"))
        result_of(tell(instance, "pauseStart"))

        for each in host.sent[1:]:
            assert xdm_of(each)["mediaCollection"] == {"playhead": 5, "sessionID": "s-1"}, problem
        told = [line for line in host.logged("warn") if "getPlayerDetails" in line]
        # Once, however many events there are.
        assert told == [
            '[alloy] [StreamingMedia] getPlayerDetails of the player "p": ' + problem
            + ". Its events have the last known playhead."
        ], told


def test_a_player_that_takes_too_long_to_tell_is_not_waited_for():
    instance, host = configured(debugEnabled=True, hookTimeout=500)
    player = Player()
    player.tells = flow.Deferred

    creating = begin(instance, player)
    assert host.sent == []
    host.advance(500)

    assert result_of(creating)["sessionId"] == "s-1"
    assert host.sent[0].body["events"][0]["xdm"]["mediaCollection"]["playhead"] == 0
    assert "it took longer than 500 ms (hookTimeout)" in host.logged("warn")[-1]


def test_a_callers_playhead_counts_where_the_player_tells_none():
    instance, host = configured()
    player = Player()
    result_of(begin(instance, player))
    player.tells = dict

    result_of(tell(instance, "play", playhead=31))

    assert xdm_of(host.sent[1])["mediaCollection"]["playhead"] == 31


def test_events_are_those_that_the_server_knows():
    names = (
        "pauseStart", "play", "bufferStart", "adStart", "adBreakStart", "sessionEnd",
        "sessionStart", "sessionComplete", "ping", "adBreakComplete", "adComplete", "adSkip",
        "bitrateChange", "chapterComplete", "chapterSkip", "chapterStart", "error", "statesUpdate",
    )
    for name in names:
        instance, host = configured()
        result_of(begin(instance, Player()))

        assert result_of(tell(instance, name)) == {}
        assert path_of(host.sent[1]) == "https://edge.example.com/ee/va/v1/" + name
    assert "expected" in error_of(tell(instance, "stop"))


def test_wrong_options_are_told_all_at_once():
    assert refused("createMediaSession", {"playerId": "p"}) == [
        "[alloy] createMediaSession: 2 problems",
        "  - getPlayerDetails: is required",
        "  - xdm: is required",
    ]
    assert refused("createMediaSession", {
        "playerId": "p", "getPlayerDetails": 5, "xdm": {"mediaCollection": {}}, "sped": 1,
    }) == [
        "[alloy] createMediaSession: 3 problems",
        "  - getPlayerDetails: expected a function, got 5",
        "  - sped: is not a known option",
        "  - xdm.mediaCollection.sessionDetails: is required",
    ]
    assert refused("createMediaSession", {"xdm": {"mediaCollection": {"playhead": 1.5}}}) == [
        "[alloy] createMediaSession: 3 problems",
        "  - playerId: is required, where that is not given",
        "  - xdm.mediaCollection.playhead: expected a whole number, got 1.5",
        "  - xdm.mediaCollection.sessionDetails: is required",
    ]
    assert refused("sendMediaEvent", {"xdm": {"eventType": "media.play"}}) == [
        "[alloy] sendMediaEvent: 2 problems",
        "  - playerId: is required, where that is not given",
        "  - xdm.mediaCollection: is required",
    ]
    assert refused("sendMediaEvent", {"playerId": "p", "xdm": {"eventType": "play"}})[1].startswith(
        '  - xdm.eventType: expected "media.adBreakComplete", "media.adBreakStart", '
    )
    for options in (None, [], "play", 5):
        assert "problem" in refused("sendMediaEvent", options)[0]
