from instance_kit import make, result_of

from alloy_web import flow
from alloy_web.hosts.memory.host import MemoryHost

BASICS = ["implementationDetails", "timestamp"]


def sent(config=None, options=None, **facts):
    """The event that leaves for these facts of the page."""
    instance, host = make(config, known=True)
    host.change(**facts)
    result_of(instance.execute("sendEvent", options))
    return host.sent[0].body["events"][0]


def test_all_four_groups_are_collected_unless_told_otherwise():
    xdm = sent(url="https://www.example.com/cart?a=1#b", referrer="https://search.example/")["xdm"]

    assert xdm == {
        "web": {
            "webPageDetails": {"URL": "https://www.example.com/cart?a=1#b"},
            "webReferrer": {"URL": "https://search.example/"},
        },
        "device": {"screenWidth": 1920, "screenHeight": 1080, "screenOrientation": "landscape"},
        "environment": {
            "type": "browser", "browserDetails": {"viewportWidth": 1200, "viewportHeight": 800},
        },
        "placeContext": {
            "localTimezoneOffset": -60, "localTime": "2026-03-02T10:15:27.104+01:00",
            "ianaTimezone": "Europe/Madrid",
        },
        "timestamp": "2026-03-02T09:15:27.104Z",
        "implementationDetails": {
            "name": "https://ns.alloy-web.dev/alloy_web", "version": "1.2.3",
            "environment": "browser",
        },
    }, xdm


def test_a_list_replaces_the_groups_and_time_and_sdk_are_always_told():
    assert sorted(sent({"context": ["web"]})["xdm"]) == BASICS + ["web"]
    assert sorted(sent({"context": []})["xdm"]) == BASICS


def test_an_unknown_group_is_warned_about_and_ignored():
    instance, host = make({"context": ["weather", "web"], "debugEnabled": True}, known=True)

    result_of(instance.execute("sendEvent"))

    assert sorted(host.sent[0].body["events"][0]["xdm"]) == BASICS + ["web"]
    warned = " ".join(host.logged("warn"))
    assert "configure: context.weather: is not a known option" in warned, warned


def test_a_context_that_is_no_list_of_names_is_refused():
    from instance_kit import CONFIG, error_of

    from alloy_web.app.instance import Instance

    options = dict(CONFIG)
    options["context"] = ["web", 5]
    told = error_of(Instance("alloy", MemoryHost(), "1").execute("configure", options))

    assert "- context[1]: expected a string, got 5" in told, told


def test_no_referrer_is_told_as_empty_text():
    assert sent(referrer="")["xdm"]["web"]["webReferrer"] == {"URL": ""}


def test_sizes_are_whole_numbers_and_what_is_none_is_left_out():
    for given, expected in (
        (1080.4, 1080), (1080.5, 1081), ("640", 640), (0, 0),
        (-1, None), ("wide", None), (None, None), ("", None),
    ):
        found = sent(screenWidth=given, viewportWidth=given)["xdm"]
        assert found["device"].get("screenWidth") == expected, (given, found["device"])
        details = found["environment"]["browserDetails"]
        assert details.get("viewportWidth") == expected, (given, details)


def test_groups_without_anything_to_tell():
    facts = {
        "screenWidth": None, "screenHeight": None, "orientation": "square", "viewportWidth": None,
        "viewportHeight": None, "timezoneOffset": None, "timezone": None,
    }

    xdm = sent(**facts)["xdm"]

    assert "device" not in xdm and "placeContext" not in xdm, xdm
    assert xdm["environment"] == {"type": "browser"}


def test_local_time_is_told_with_its_distance_to_utc():
    for offset, expected in (
        (0, "2026-03-02T09:15:27.104+00:00"),
        (-330, "2026-03-02T14:45:27.104+05:30"),
        (360, "2026-03-02T03:15:27.104-06:00"),
        (6000, None),
    ):
        place = sent(timezoneOffset=offset)["xdm"]["placeContext"]
        assert place["localTimezoneOffset"] == offset
        assert place.get("localTime") == expected, place


def test_the_page_is_read_once_for_an_event():
    instance, host = make(known=True)
    readings = []
    page = host.page

    def counted():
        readings.append(1)
        return page()

    host.page = counted
    host.on_send = None
    instance.execute("sendEvent", {"xdm": {"web": {"webPageDetails": {"name": "a"}}}})

    assert (len(readings), len(host.sent)) == (1, 1)


HINTS = {
    "architecture": "x86", "bitness": "64", "model": "", "platformVersion": "15.0", "wow64": False,
}


def test_high_entropy_hints_are_waited_for_and_asked_once():
    instance, host = make({"context": ["environment", "highEntropyUserAgentHints"]}, known=True)
    asked = []
    host.hints = flow.Deferred()
    ask = host.client_hints

    def counted(names):
        asked.append(sorted(names))
        return ask(names)

    host.client_hints = counted
    first = instance.execute("sendEvent", {"type": "a"})
    second = instance.execute("sendEvent", {"type": "b"})
    assert first.is_pending and host.sent == []

    told = dict(HINTS)
    told["brands"] = ["left out"]
    host.hints.resolve({"hints": told})
    result_of(first)
    result_of(second)
    result_of(instance.execute("sendEvent", {"type": "c"}))

    assert asked == [["architecture", "bitness", "model", "platformVersion", "wow64"]]
    assert len(host.sent) == 3
    for request in host.sent:
        details = request.body["events"][0]["xdm"]["environment"]["browserDetails"]
        assert details == {
            "viewportWidth": 1200, "viewportHeight": 800, "userAgentClientHints": HINTS,
        }, details


def test_hints_of_the_wrong_type_are_left_out():
    instance, host = make({"context": ["highEntropyUserAgentHints"]}, known=True)
    host.hints = flow.resolved({"hints": {"architecture": 5, "wow64": "no", "model": "Pixel"}})

    result_of(instance.execute("sendEvent"))

    details = host.sent[0].body["events"][0]["xdm"]["environment"]["browserDetails"]
    assert details == {"userAgentClientHints": {"model": "Pixel"}}, details


def test_a_browser_without_hints_or_one_that_fails_changes_nothing():
    for outcome in ({"hints": {}}, {"error": "NotAllowedError: no"}):
        instance, host = make(
            {"context": ["highEntropyUserAgentHints"], "debugEnabled": True}, known=True
        )
        host.hints = flow.resolved(outcome)
        result_of(instance.execute("sendEvent"))
        assert sorted(host.sent[0].body["events"][0]["xdm"]) == BASICS
        assert ("NotAllowedError: no" in " ".join(host.logged("warn"))) == ("error" in outcome)


def test_hints_are_not_asked_for_unless_wanted():
    instance, host = make(known=True)
    host.hints = flow.Deferred()

    result_of(instance.execute("sendEvent"))

    assert len(host.sent) == 1


def analytics(request):
    data = request.body["events"][0].get("data") or {}
    return data.get("__adobe", {}).get("analytics")


def test_the_referrer_for_analytics_is_told_once_for_a_page():
    instance, host = make({"context": ["oneTimeAnalyticsReferrer"]}, known=True)
    host.change(referrer="https://search.example/")

    for _ in range(2):
        result_of(instance.execute("sendEvent"))
    host.change(referrer="https://other.example/")
    result_of(instance.execute("sendEvent"))

    found = [analytics(request) for request in host.sent]
    assert found == [
        {"referrer": "https://search.example/"}, {"referrer": ""},
        {"referrer": "https://other.example/"},
    ], found


def test_the_referrer_for_analytics_is_not_told_unless_wanted():
    event = sent(referrer="https://search.example/")

    assert "data" not in event, event


def test_the_callers_own_referrer_for_analytics_counts_and_wins():
    instance, host = make({"context": ["oneTimeAnalyticsReferrer"]}, known=True)
    own = {"data": {"__adobe": {"analytics": {"referrer": "https://own.example/"}}}}
    host.change(referrer="https://own.example/")

    result_of(instance.execute("sendEvent", own))
    result_of(instance.execute("sendEvent"))

    assert analytics(host.sent[0]) == {"referrer": "https://own.example/"}
    assert analytics(host.sent[1]) == {"referrer": ""}, "it is the one that was told"


def test_reports_of_content_do_not_use_up_the_referrer():
    instance, host = make({"context": ["oneTimeAnalyticsReferrer"]}, known=True)
    host.change(referrer="https://search.example/")

    for kind in ("Fetch", "Display", "Interact"):
        result_of(instance.execute("sendEvent", {"type": "decisioning.proposition" + kind}))
    result_of(instance.execute("sendEvent", {"type": "a"}))

    assert [analytics(request) for request in host.sent] == [
        None, None, None, {"referrer": "https://search.example/"},
    ]


# ---- Where a conversation began

NAME = "adobe_brand_concierge_source="
SOURCE = "https://www.example.com/?x=1&" + NAME + "home%20page"


def sources(urls, conversation=None):
    """What the events say that leave at these addresses, one after the other."""
    config = {} if conversation is None else {"conversation": conversation}
    instance, host = make(config, known=True)
    found = []
    for url in urls:
        host.change(url=url)
        result_of(instance.execute("sendEvent"))
        found.append(host.sent[-1].body["events"][0]["xdm"].get("channel"))
    return found


def test_each_event_tells_which_page_led_to_the_assistant_where_the_site_wants_it():
    urls = [SOURCE, "https://www.example.com/?" + NAME, SOURCE + "#menu"]

    found = sources(urls, {"collectSources": True})
    assert found == [{"referringSource": "home page"}, None, {"referringSource": "home page"}]


def test_pages_that_are_named_more_than_once_are_told_as_a_list():
    found = sources([SOURCE + "&" + NAME + "b", SOURCE + "&" + NAME], {"collectSources": True})

    assert found == [
        {"referringSource": ["home page", "b"]}, {"referringSource": ["home page", ""]},
    ]


def test_no_event_tells_that_unless_wanted():
    for conversation in (None, {}, {"collectSources": False}):
        assert sources([SOURCE], conversation) == [None], conversation


def test_the_callers_own_channel_counts():
    instance, host = make({"conversation": {"collectSources": True}}, known=True)
    host.change(url=SOURCE)
    own = {"xdm": {"channel": {"referringSource": "own", "mediaType": "earned"}}}
    result_of(instance.execute("sendEvent", own))

    told = host.sent[0].body["events"][0]["xdm"]["channel"]
    assert told == {"referringSource": "own", "mediaType": "earned"}
