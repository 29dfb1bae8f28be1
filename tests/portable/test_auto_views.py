from instance_kit import CONFIG, answer, make, result_of

from alloy_web.app.instance import Instance
from alloy_web.flow import Deferred
from alloy_web.hosts.memory.host import MemoryHost

HOME = "https://www.example.com/"


def views(host):
    """The URLs of the views that were sent."""
    found = []
    for sent in host.sent + host.beacons:
        xdm = sent.body["events"][0]["xdm"]
        if xdm.get("eventType") == "web.webpagedetails.pageViews":
            found.append(xdm["web"]["webPageDetails"]["URL"])
    return found


def go(host, kind, url, busy=False):
    """The page changes its route."""
    old = host.page()["url"]
    host.go(url)
    host.tell("route", {"kind": kind, "from": old, "to": url, "busy": busy})


def title_of(view):
    return view["title"]


def details(host):
    """`web` of the XDM of all views that were sent."""
    return [sent.body["events"][0]["xdm"]["web"] for sent in host.sent + host.beacons]


def test_nothing_happens_by_itself_unless_it_is_asked_for():
    instance, host = make(known=True)

    host.tell("loaded")
    go(host, "push", HOME + "cart")
    host.advance(1000)

    assert views(host) == []


def test_one_view_when_the_page_has_loaded():
    instance, host = make({"autoViews": True}, known=True)
    assert views(host) == []

    host.tell("loaded")
    host.tell("loaded")

    assert views(host) == [HOME]


def test_an_application_that_has_no_title_yet_is_waited_for_but_not_forever():
    instance, host = make({"autoViews": {"name": title_of}}, known=True, title="")
    host.tell("loaded")
    host.advance(120)
    assert views(host) == []
    host.change(title="Home")
    host.advance(100)
    assert details(host)[0]["webPageDetails"]["name"] == "Home"

    instance, host = make({"autoViews": True}, known=True, title="")
    host.tell("loaded")
    host.advance(499)
    assert views(host) == []
    host.advance(1)
    assert views(host) == [HOME]


def test_the_pages_own_view_takes_the_place_of_one_that_waits_for_a_title():
    instance, host = make({"autoViews": True, "debugEnabled": True}, known=True, title="")
    host.tell("loaded")
    result_of(instance.execute("event", {"type": "viewStart"}))
    host.advance(1000)

    assert views(host) == [HOME]
    assert host.logged("warn") == []


def test_the_default_for_python_pages_is_on_and_configure_may_say_no():
    host = MemoryHost()
    host.on_send = lambda sent: answer()
    result_of(Instance("alloy", host, "1", auto_views=True).execute("configure", CONFIG))
    host.tell("loaded")
    assert views(host) == [HOME]

    host = MemoryHost()
    off = dict(CONFIG)
    off["autoViews"] = False
    result_of(Instance("alloy", host, "1", auto_views=True).execute("configure", off))
    host.tell("loaded")
    assert views(host) == []


def test_the_pages_own_view_takes_the_place_of_the_automatic_one():
    instance, host = make({"autoViews": True, "debugEnabled": True}, known=True)

    result_of(instance.execute("event", {"type": "viewStart"}))
    host.tell("loaded")
    go(host, "push", HOME + "cart")
    host.advance(1000)

    assert views(host) == [HOME]
    assert host.logged("warn") == []


def test_a_late_view_of_the_pages_own_is_sent_and_warned_about_once():
    instance, host = make({"autoViews": True, "debugEnabled": True}, known=True)
    host.tell("loaded")

    result_of(instance.execute("event", {"type": "viewStart"}))
    result_of(instance.execute("event", {"type": "viewStart"}))

    assert views(host) == [HOME, HOME, HOME]
    assert len(host.logged("warn")) == 1, host.logs
    warned = host.logged("warn")[0]
    assert "may be counted twice" in warned, warned
    assert "Set autoViews to false, or send the view before DOMContentLoaded" in warned


def test_a_change_of_route_is_a_view_once_it_has_come_to_rest():
    instance, host = make({"autoViews": True}, known=True)
    host.tell("loaded")

    go(host, "push", HOME + "cart")
    host.advance(49)
    assert views(host) == [HOME]
    host.advance(1)

    assert views(host) == [HOME, HOME + "cart"]


def test_a_title_set_late_is_waited_for_but_not_forever():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "cart")
    for step in range(20):
        host.change(title="title " + str(step))
        host.advance(40)
        if views(host):
            break

    assert views(host) == [HOME + "cart"]
    assert host.now_ms - 1772442927104 <= 540, host.now_ms


def test_a_page_that_is_too_busy_for_timers_has_not_come_to_rest():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "cart")
    host.now_ms += 120
    host.advance(39)
    assert views(host) == []
    host.advance(1)

    assert views(host) == [HOME + "cart"]


def test_for_as_long_as_a_timer_came_late_a_route_has_not_come_to_rest():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "cart")
    host.advance(20)
    # The timer of 30 ms comes at 60, and 20 ms of quiet are left to wait for.
    host.now_ms += 40
    host.advance(19)
    assert views(host) == []
    host.advance(1)

    assert views(host) == [HOME + "cart"]


def test_a_page_at_work_all_the_time_is_waited_for_half_a_second():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "cart")
    for _ in range(2):
        host.now_ms += 240
        host.advance(0)
    assert views(host) == []
    host.now_ms += 20
    host.advance(0)

    assert views(host) == [HOME + "cart"]


def test_where_the_pages_clock_stands_still_a_route_comes_to_rest_all_the_same():
    """A test tool has fixed it, say."""
    instance, host = make({"autoViews": {"load": False}}, known=True)
    now_ms = host.now_ms

    def fixed(read):
        def reading():
            told = dict(read())
            told["nowMs"] = now_ms
            return told

        return reading

    host.page = fixed(host.page)
    host.moment = fixed(host.moment)

    go(host, "push", HOME + "cart")
    host.advance(49)
    assert views(host) == []
    host.advance(1)
    assert views(host) == [HOME + "cart"]

    host.tell("router", "busy")
    go(host, "push", HOME + "pay")
    host.tell("router", "busy")
    host.advance(499)
    assert views(host) == [HOME + "cart"]
    host.advance(1)
    assert views(host) == [HOME + "cart", HOME + "pay"]


def test_each_kind_of_change_by_its_rule():
    for kind, url, is_view in (
        ("push", HOME + "cart", True),
        ("push", HOME + "?page=2", True),
        ("push", HOME, False),
        ("push", HOME + "#top", False),
        ("push", HOME + "#/cart", True),
        ("push", HOME + "#!cart", True),
        ("replace", HOME + "cart", True),
        ("replace", HOME + "?page=2", False),
        ("traverse", HOME + "cart", True),
        ("traverse", HOME + "?page=2", True),
        ("hash", HOME + "#section", False),
        ("hash", HOME + "#/route", True),
    ):
        instance, host = make({"autoViews": {"load": False}}, known=True)
        go(host, kind, url)
        host.advance(1000)
        assert views(host) == ([url] if is_view else []), (kind, url, views(host))


def test_a_replace_while_a_route_settles_belongs_to_the_same_view():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "cart")
    host.advance(20)
    go(host, "replace", HOME + "cart/full")
    host.advance(1000)

    assert views(host) == [HOME + "cart/full"]


def test_two_quick_pushes_are_two_views():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "a")
    host.advance(10)
    go(host, "push", HOME + "b")
    host.advance(1000)

    assert views(host) == [HOME + "a", HOME + "b"]


def test_a_router_that_is_busy_is_waited_for():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "cart", busy=True)
    host.advance(300)
    assert views(host) == []
    host.tell("router", "done")

    assert views(host) == [HOME + "cart"]


def test_a_router_that_becomes_busy_after_the_change_is_waited_for():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "traverse", HOME + "cart")
    host.tell("router", "busy")
    host.advance(300)
    assert views(host) == []
    host.tell("router", "done")

    assert views(host) == [HOME + "cart"]


def test_a_router_that_never_ends_is_waited_for_half_a_second():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "cart", busy=True)
    host.advance(499)
    assert views(host) == []
    host.advance(1)

    assert views(host) == [HOME + "cart"]


def test_the_referrer_of_a_route_is_the_route_before():
    instance, host = make({"autoViews": True}, known=True, referrer="https://search.example/")
    host.tell("loaded")
    go(host, "push", HOME + "a")
    host.advance(10)
    go(host, "push", HOME + "b")
    host.advance(1000)
    go(host, "push", HOME + "c")
    host.advance(10)
    go(host, "replace", HOME + "d")
    host.advance(1000)

    assert [web["webReferrer"]["URL"] for web in details(host)] == [
        "https://search.example/", HOME, HOME + "a", HOME + "b",
    ]


def test_the_pages_own_view_of_a_route_has_the_referrer_too():
    instance, host = make({"autoViews": True}, known=True)
    result_of(instance.execute("event", {"type": "viewStart"}))
    go(host, "push", HOME + "cart")
    result_of(instance.execute("event", {"type": "viewStart"}))

    assert [web["webReferrer"]["URL"] for web in details(host)] == ["", HOME]
    assert views(host) == [HOME, HOME + "cart"]


def test_a_change_of_route_before_the_load_view_belongs_to_it():
    instance, host = make({"autoViews": True}, known=True, referrer="https://search.example/")

    go(host, "replace", HOME + "home")
    host.advance(1000)
    assert views(host) == []
    host.tell("loaded")
    host.advance(1000)

    assert views(host) == [HOME + "home"]
    assert details(host)[0]["webReferrer"] == {"URL": "https://search.example/"}


def test_load_now_takes_the_view_when_the_instance_is_configured():
    instance, host = make({"autoViews": {"load": "now"}}, known=True)
    assert views(host) == [HOME]

    host.tell("loaded")

    assert views(host) == [HOME]


def test_load_now_waits_until_a_prerendered_page_is_seen():
    host = MemoryHost()
    host.on_send = lambda sent: answer()
    host.change(prerendering=True)
    make({"autoViews": {"load": "now"}}, host=host)
    assert views(host) == []

    host.tell("seen")

    assert views(host) == [HOME]


def test_a_page_that_comes_back_out_of_the_cache_is_a_view():
    instance, host = make({"autoViews": True}, known=True)
    host.tell("loaded")
    host.tell("leave")
    host.tell("gone")

    host.tell("restored")

    assert views(host) == [HOME, HOME]
    assert len(host.sent) == 2, "both ask for content"


def test_a_page_that_comes_back_is_none_where_it_says_so_itself_or_is_told_not_to():
    instance, host = make({"autoViews": {"bfcache": False}}, known=True)
    host.tell("loaded")
    host.tell("restored")
    assert views(host) == [HOME]

    instance, host = make({"autoViews": True}, known=True)
    result_of(instance.execute("event", {"type": "viewStart"}))
    host.tell("restored")
    assert views(host) == [HOME]


def test_send_event_may_be_the_pages_own_view():
    for options, is_view in (
        ({"type": "web.webpagedetails.pageViews"}, True),
        ({"xdm": {"eventType": "web.webpagedetails.pageViews"}}, True),
        ({"xdm": {"web": {"webPageDetails": {"pageViews": {"value": 1}}}}}, True),
        ({"type": "commerce.purchases"}, False),
    ):
        instance, host = make({"autoViews": True}, known=True)
        result_of(instance.execute("sendEvent", options))
        host.tell("loaded")
        assert len(host.sent) == (1 if is_view else 2), (options, len(host.sent))


def test_always_goes_on_after_the_pages_own_view_and_lets_it_replace_the_one_that_is_due():
    instance, host = make({"autoViews": {"always": True}, "debugEnabled": True}, known=True)
    result_of(instance.execute("event", {"type": "viewStart"}))
    host.tell("loaded")
    assert views(host) == [HOME]

    go(host, "push", HOME + "cart")
    host.advance(1000)

    assert views(host) == [HOME, HOME + "cart"]
    assert host.logged("warn") == []


def test_the_pages_own_view_of_a_route_replaces_the_one_that_settles():
    instance, host = make({"autoViews": True, "debugEnabled": True}, known=True)
    host.tell("loaded")
    go(host, "push", HOME + "cart")
    result_of(instance.execute("view", {"name": "cart"}))
    host.advance(1000)
    go(host, "push", HOME + "b")
    host.advance(1000)

    assert views(host) == [HOME, HOME + "cart"]
    assert host.logged("warn") == []


def test_view_is_a_named_start_of_a_view():
    instance, host = make(known=True)

    told = result_of(instance.execute("view", {"name": "cart", "data": {"items": 2}}))

    event = host.sent[0].body["events"][0]
    assert event["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    page = event["xdm"]["web"]["webPageDetails"]
    assert page["name"] == "cart" and page["viewName"] == "cart", page
    assert page["pageViews"] == {"value": 1}
    assert event["data"] == {"items": 2}
    assert "responseBody" in told


def test_view_asks_for_a_name():
    instance, host = make(known=True)

    told = str(instance.execute("view", {"nam": "cart"}).value)

    assert '"view"' in told or "view:" in told, told
    assert "name" in told, told


def test_the_name_of_an_automatic_view_comes_from_the_page():
    asked = []

    def name(facts):
        asked.append(facts)
        return "home" if facts["url"] == HOME else None

    instance, host = make({"autoViews": {"name": name}}, known=True, title="Shop", referrer="r")
    host.tell("loaded")
    go(host, "push", HOME + "cart")
    host.advance(1000)

    assert asked == [
        {"url": HOME, "title": "Shop", "referrer": "r"},
        {"url": HOME + "cart", "title": "Shop", "referrer": HOME},
    ]
    assert details(host)[0]["webPageDetails"]["name"] == "home"
    assert details(host)[0]["webPageDetails"]["viewName"] == "home"
    assert "name" not in details(host)[1]["webPageDetails"]


def test_a_name_that_fails_leaves_the_view_without_one():
    def name(facts):
        raise ValueError("no such route")

    instance, host = make({"autoViews": {"name": name}, "debugEnabled": True}, known=True)
    host.tell("loaded")

    assert views(host) == [HOME]
    assert "no such route" in " ".join(host.logged("warn"))


def test_a_name_that_never_comes_leaves_the_view_without_one():
    options = {"autoViews": {"name": lambda facts: Deferred()}, "debugEnabled": True}
    instance, host = make(options, known=True)
    host.tell("loaded")
    assert views(host) == []

    host.advance(2000)

    assert views(host) == [HOME]
    assert "name" not in details(host)[0]["webPageDetails"]
    assert "it took longer than 2000 ms (hookTimeout)" in host.logged("warn")[-1]


def test_ignored_routes_are_no_views():
    options = {"load": False, "ignore": ["^/admin/", "^#/debug"]}
    instance, host = make({"autoViews": options}, known=True)

    for url in (HOME + "admin/users", HOME + "admin/", HOME, HOME + "#/debug"):
        go(host, "push", url)
        host.advance(1000)

    assert views(host) == [HOME]


def test_a_route_that_is_not_settled_when_the_page_leaves_is_sent_at_once():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "cart")
    host.tell("leave")

    assert views(host) == [HOME + "cart"]
    assert len(host.beacons) == 1, "a fetch would not survive"


def test_mistakes_in_the_option_are_told():
    host = MemoryHost()
    instance = Instance("alloy", host, "1")
    options = dict(CONFIG)
    options["autoViews"] = {"rotues": True}

    outcome = instance.execute("configure", options)

    told = str(outcome.value)
    assert '  - autoViews.rotues: is not a known option. Did you mean "routes"?' in told, told


def test_what_happened_before_us_is_counted_in_order_and_as_it_was():
    host = MemoryHost(url=HOME + "start", title="Start")
    host.on_send = lambda sent: answer()
    host.cookies["kndctr_0123456789ABCDEF01234567_AdobeOrg_identity"] = "abc"
    instance = Instance("alloy", host, "1")
    instance.note({"kind": "begin"})
    options = dict(CONFIG)
    options["autoViews"] = {"name": title_of}
    result_of(instance.execute("configure", options))

    instance.note({"kind": "loaded"})
    for kind, url, passed_ms in (
        ("push", HOME + "a", 0), ("replace", HOME + "b", 20), ("replace", HOME + "c", 600),
    ):
        old = host.page()["url"]
        host.advance(passed_ms)
        host.go(url)
        instance.note({"kind": kind, "from": old, "to": url})
        host.change(title="Title of " + url[-1])
    assert views(host) == [HOME + "start", HOME + "b"]
    instance.note({"kind": "end"})
    host.advance(1000)
    go(host, "push", HOME + "d")
    host.advance(1000)

    assert views(host) == [HOME + "start", HOME + "b", HOME + "c", HOME + "d"]
    told = [web for web in details(host) if "pageViews" in web.get("webPageDetails", {})]
    assert [web["webPageDetails"]["name"] for web in told] == [
        "Start", "Title of b", "Title of c", "Title of c",
    ]
    assert [web["webReferrer"]["URL"] for web in told] == [
        "", HOME + "start", HOME + "b", HOME + "c",
    ]
