from instance_kit import CONSENT, answer, make, result_of, store

from alloy_web import flow
from alloy_web.core import encoding
from alloy_web.features.advertising import ids
from alloy_web.features.advertising.murmur import murmur3_128
from alloy_web.hosts.memory.host import NOW_MS, MemoryHost, reply

COOKIE = "kndctr_0123456789ABCDEF01234567_AdobeOrg_advertising"
TIME = "2026-03-02T09:15:27.104Z"
ADS = {"advertiserSettings": [
    {"advertiserId": "11", "enabled": True}, {"advertiserId": "12", "enabled": False},
    {"advertiserId": "13", "enabled": True},
]}
ALL = dict(ADS, id5PartnerId="1650", rampIdJSPath="https://ramp.example/ats.js", dspEnabled=True)
HASH = "af7c1ccf494fa24314f2d27db05200f4"
FRAME = {"answer": "#gsurfer=surfer-1&clientIp=1.2.3.4&ev_lcc=__LCC__"}
CLICK = "https://www.example.com/?s_kwcid=AL!1!2&ef_id=a:G:s&s_kwcid=other"


def page(ads=None, partners=None, state=None, config=None, **facts):
    """An instance that counts ads, and its host; `state` is what the cookie says already."""
    agent = facts.pop("userAgent", "memory")
    cookies = {"kndctr_0123456789ABCDEF01234567_AdobeOrg_identity": "abc"}
    host = MemoryHost(cookies=cookies, **facts)
    host.change(userAgent=agent)
    if state:
        host.cookies[COOKIE] = encoding.percent_encode(ids.serialize(state))
    host.partners = partners or {}
    host.on_send = lambda sent: answer()
    options = dict(config or {})
    options["advertising"] = ADS if ads is None else ads
    return make(options, host=host)


def cookie(host):
    return ids.parse(encoding.percent_decode(host.cookies.get(COOKIE, "")))


def events(host):
    return [sent.body["events"][0] for sent in host.sent if "events" in sent.body]


def send(instance, mode, **more):
    options = {"xdm": {"own": 1}, "advertising": {"handleAdvertisingData": mode}}
    options.update(more)
    return instance.execute("sendEvent", options)


def told(event):
    """What an event tells of ads: the stitch id, and the query."""
    adcloud = event["xdm"].get("_experience", {}).get("adcloud", {})
    return adcloud.get("stitchId"), event.get("query", {}).get("advertising")


# ---- Clicks on ads


def test_a_click_on_an_ad_is_reported_at_once_and_remembered():
    instance, host = page(url=CLICK)

    assert events(host) == [{"xdm": {
        "eventType": "advertising.enrichment_ct", "timestamp": TIME,
        "_experience": {"adcloud": {"conversionDetails": {
            "trackingCode": "AL!1!2", "trackingIdentities": "a:G:s",
        }}},
    }}]
    assert host.sent[0].url.split("?")[0].endswith("/ee/v1/interact")
    assert cookie(host) == {
        "_les_lsc": {"click_time": NOW_MS, "skwcid": "AL!1!2", "efid": "a:G:s"},
        "lastConversionTimeExpires": NOW_MS + 91 * 86400000,
    }
    assert host.partners_asked == []


def test_half_a_click_is_reported_too_and_is_no_search_click():
    for query, details in (
        ("?s_kwcid=AL!1", {"trackingCode": "AL!1"}), ("?ef_id=a", {"trackingIdentities": "a"}),
        ("?ef_id=a&s_kwcid=TC!1", {"trackingCode": "TC!1", "trackingIdentities": "a"}),
    ):
        # Whether or not there are advertisers.
        instance, host = page({}, url="https://www.example.com/" + query)

        [event] = events(host)
        assert event["xdm"]["_experience"]["adcloud"]["conversionDetails"] == details
        assert sorted(cookie(host)) == ["lastConversionTimeExpires"]


def test_a_click_whose_report_fails_is_a_warning_and_not_remembered():
    host = MemoryHost(url=CLICK)
    host.on_send = lambda sent: reply("no", 500)

    make({"advertising": ADS, "debugEnabled": True}, host=host)

    assert cookie(host) == {}
    [line] = [each for each in host.logged("warn") if "[Advertising]" in each]
    assert "Something of ads could not be reported." in line and "status 500" in line


# ---- Views of ads


def test_without_a_click_partners_are_asked_and_each_new_id_is_reported_once():
    frame, id5 = flow.Deferred(), flow.Deferred()
    instance, host = page(ALL, {
        "frame": frame, "id5": id5, "rampId": {"answer": '{"envelope": "ramp-1"}'},
    })

    assert [asked[0] for asked in host.partners_asked] == ["frame", "id5", "rampId"]
    assert host.partners_asked[0][1].startswith("https://pixel.everesttech.net/1/gr?ev_gb=0&url=")
    assert host.partners_asked[1][1:] == ("https://www.everestjs.net/static/id5-api.js", "1650")
    assert host.partners_asked[2][1:] == ("https://ramp.example/ats.js", "")
    frame.resolve(FRAME)
    id5.resolve({"answer": "id5-1"})

    assert [event["xdm"] for event in events(host)] == [
        {"eventType": "advertising.enrichment", "timestamp": TIME},
    ] * 3
    assert [event["query"]["advertising"] for event in events(host)] == [
        {"advIds": "11, 13", "eventType": "advertising.enrichment", "stitchIds": stitch_ids}
        for stitch_ids in (
            {"rampIdEnv": "ramp-1"},
            {"rampIdEnv": "ramp-1", "surferId": "surfer-1", "hashedIp": HASH},
            {"rampIdEnv": "ramp-1", "surferId": "surfer-1", "hashedIp": HASH, "id5": "id5-1"},
        )
    ]
    assert cookie(host) == {
        "rampId": "ramp-1", "rampIdExpires": NOW_MS + 2 * 86400000, "surferId": "surfer-1",
        "hashedIPAddr": HASH, "lastConversionTime": NOW_MS, "rampId_last_conversion": NOW_MS,
        "surferId_last_conversion": NOW_MS, "id5Id_last_conversion": NOW_MS,
    }
    # The address itself is nowhere.
    assert "1.2.3.4" not in str(host.cookies) and "1.2.3.4" not in str(host.logs)


def test_without_dsp_only_the_frame_is_asked_and_without_advertisers_nobody():
    instance, host = page(dict(ALL, dspEnabled=False))
    assert [asked[0] for asked in host.partners_asked] == ["frame"]

    for ads in ({}, {"advertiserSettings": []}, {"advertiserSettings": [
        {"advertiserId": "1", "enabled": False},
    ]}):
        instance, host = page(ads)
        assert host.partners_asked == [] and host.sent == []


def test_an_id_is_not_reported_again_within_half_an_hour():
    for minutes, count in ((29, 0), (31, 1)):
        state = {"surferId": "s", "hashedIPAddr": "h", "rampId": "r",
                 "rampIdExpires": NOW_MS + 1, "surferId_last_conversion": NOW_MS - minutes * 60000,
                 "rampId_last_conversion": NOW_MS - minutes * 60000}
        instance, host = page(ADS, state=state)

        assert len(host.sent) == count
        # It is known, so nobody is asked.
        assert host.partners_asked == []


def test_a_browser_without_third_party_cookies_has_no_surfer_id():
    firefox = "Mozilla/5.0 (X11; rv:128.0) Gecko/20100101 Firefox/128.0"
    instance, host = page(ADS, {"frame": FRAME}, userAgent=firefox)

    assert host.sent == []
    assert cookie(host) == {"hashedIPAddr": HASH}


def test_a_click_on_a_display_ad_is_told_for_a_quarter_of_an_hour():
    instance, host = page(ADS, {"frame": {"answer": "#gsurfer=s&ev_lcc=1795941000"}})
    [view] = events(host)
    assert view["query"]["advertising"]["lastDisplayClick"] == "1795941000"

    state = cookie(host)
    assert ids.clicks(state, NOW_MS + 14 * 60000) == {"lastDisplayClick": "1795941000"}
    assert ids.clicks(state, NOW_MS + 16 * 60000) == {}


# ---- Other events


def test_auto_tells_what_is_known_and_waits_for_nobody():
    instance, host = page(ALL, {"frame": flow.Deferred(), "id5": {"answer": "id5-1"}}, state={
        "_les_lsc": {"click_time": 5, "skwcid": "AL!", "efid": "e"},
    })
    before = len(host.sent)

    result_of(send(instance, "auto"))

    [event] = events(host)[before:]
    # The id of ID5 was reported just now, and nothing else is known.
    assert told(event) == (None, None)


def test_an_event_tells_ids_that_were_not_used_lately():
    instance, host = page(ADS, state={
        "surferId": "s", "hashedIPAddr": "h", "rampId": "r", "rampIdExpires": NOW_MS + 9,
        "_les_lsc": {"click_time": 5, "skwcid": "AL!", "efid": "e"},
        "rampId_last_conversion": NOW_MS - 1,
    })
    host.advance(31 * 60000)
    before = len(host.sent)

    result_of(send(instance, "auto"))

    [event] = events(host)[before:]
    assert told(event) == ("s|h|||", {
        "lastSearchClick": 5, "stitchIds": {"surferId": "s", "hashedIp": "h"}, "advIds": "11, 13",
    })
    assert event["xdm"]["own"] == 1


def test_wait_waits_for_the_partners_and_not_for_ever():
    frame, id5 = flow.Deferred(), flow.Deferred()
    instance, host = page(ALL, {"frame": frame, "id5": id5}, userAgent="x Chrome/120.0 y")
    sending = send(instance, "wait")
    host.advance(1999)
    assert sending.is_pending
    frame.resolve({"answer": "#clientIp=1.2.3.4"})
    assert sending.is_pending
    host.advance(1)

    result_of(sending)
    assert told(events(host)[-1]) == ("|" + HASH + "|||", {
        "stitchIds": {"hashedIp": HASH}, "advIds": "11, 13",
    })


def test_an_event_asks_ramp_id_without_dsp_too_and_in_chrome_never():
    firefox, chrome = "x Firefox/128.0", "x Chrome/120.0 y"
    for agent, dsp, asked in (
        (firefox, False, ["frame", "rampId"]), (chrome, False, ["frame"]),
        # A view has asked already.
        (chrome, True, ["frame", "rampId"]),
    ):
        ads = dict(ADS, rampIdJSPath="https://ramp.example/ats.js", dspEnabled=dsp)
        instance, host = page(ads, userAgent=agent)
        sending = send(instance, "wait")
        host.advance(5000)

        result_of(sending)
        assert [each[0] for each in host.partners_asked] == asked, (agent, dsp)


def test_an_event_that_leaves_with_its_page_waits_for_nobody():
    instance, host = page(ADS, {"frame": flow.Deferred()})

    result_of(send(instance, "wait", documentUnloading=True))

    assert told((host.beacons or host.sent)[-1].body["events"][0]) == (None, {
        "stitchIds": {}, "advIds": "11, 13",
    })


def test_events_that_do_not_ask_for_it_tell_nothing():
    for ads, mode, url in (
        (ADS, "disabled", "https://www.example.com/"), (ADS, None, "https://www.example.com/"),
        ({}, "auto", "https://www.example.com/"), (ADS, "auto", CLICK), (ADS, "wait", CLICK),
    ):
        instance, host = page(ads, url=url, state={"surferId": "s", "hashedIPAddr": "h"})

        more = {"advertising": None} if mode is None else {}
        result_of(send(instance, mode, **more))

        assert told(events(host)[-1]) == (None, None), mode


# ---- Consent


def test_nothing_begins_before_consent():
    instance, host = page(ALL, {"frame": FRAME}, config={"defaultConsent": "pending"})
    assert host.partners_asked == [] and host.sent == [] and COOKIE not in host.cookies
    host.on_send = lambda sent: answer(store({CONSENT: "general=in"}))

    result_of(instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "in"}},
    ]}))

    assert [asked[0] for asked in host.partners_asked] == ["frame", "id5", "rampId"]
    assert events(host)[-1]["query"]["advertising"]["stitchIds"]["surferId"] == "surfer-1"


def test_a_visitor_who_declines_is_not_told_of_and_nothing_is_kept():
    instance, host = page(ALL, {"frame": FRAME}, config={"defaultConsent": "out"})

    assert host.partners_asked == [] and host.sent == [] and COOKIE not in host.cookies


def test_an_answer_that_comes_after_the_visitor_declined_is_not_kept():
    frame = flow.Deferred()
    instance, host = page(ADS, {"frame": frame})
    host.on_send = lambda sent: answer(store({CONSENT: "general=out"}))
    result_of(instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "out"}},
    ]}))

    frame.resolve(FRAME)

    assert len(host.sent) == 1 and COOKIE not in host.cookies


# ---- Bad input


def test_partners_that_fail_or_talk_nonsense_are_left_out_with_a_line_each():
    for said in (
        {"failed": "no answer within 5000 ms"}, {"answer": ""}, {"answer": None}, {"answer": 7},
        {"answer": "nonsense"}, {"answer": "#gsurfer=__EFGSURFER__&clientIp=__EFREMOTEADDR__"},
        {"answer": "#=&&%&gsurfer="}, {},
    ):
        instance, host = page(
            ALL, {"frame": said, "id5": {"answer": ""}, "rampId": {"answer": "{}"}},
            config={"debugEnabled": True},
        )

        assert host.sent == []
        lines = [each for each in host.logged("warn") if "of an advertising partner" in each]
        assert len(lines) == 3, lines
        result_of(send(instance, "wait"))
        assert told(events(host)[0]) == (None, {"stitchIds": {}, "advIds": "11, 13"})


def test_a_cookie_that_is_no_state_counts_for_nothing():
    for text in (
        "x", "[]", "%", "%7B", "null", "7", '{"surferId": 5, "hashedIPAddr": [], "rampId": "r"}',
        '{"surferId_last_conversion": "x", "_les_lsc": 5, "rampIdExpires": true}',
    ):
        state = ids.parse(text)

        assert ids.known(state, NOW_MS) == {}, text
        assert ids.fresh({"surferId": "s"}, state, NOW_MS) == ["surferId"]
        assert ids.clicks(state, NOW_MS) == {}


def test_the_hash_of_an_address_is_the_one_that_advertisers_know():
    for text, wanted in (
        ("", "00000000000000000000000000000000"),
        ("a", "897859f6655555855a890e51483ab5e6"),
        ("1.2.3.4", HASH),
        ("hello", "029bbd41b3a7d8cb191dae486a901e5b"),
        ("2001:db8:85a3:8d3:1319:8a2e:370:7348", "0dd5e6de5877f37bb860b3662ea14af7"),
    ):
        assert murmur3_128(text) == wanted, (text, murmur3_128(text))
