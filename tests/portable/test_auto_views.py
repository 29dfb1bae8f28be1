from instance_kit import CONFIG, answer, make, result_of

from alloy_web.engine.instance import Instance
from alloy_web.hosts.memory import MemoryHost

HOME = "https://www.example.com/"


def views(host):
    """The URLs of the views that were sent."""
    found = []
    for sent in host.sent:
        xdm = sent.body["events"][0]["xdm"]
        if xdm.get("eventType") == "web.webpagedetails.pageViews":
            found.append(xdm["web"]["webPageDetails"]["URL"])
    return found


def go(host, kind, url):
    """The page changes its route."""
    old = host.page()["url"]
    host.go(url)
    host.tell("route", {"kind": kind, "from": old, "to": url})


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
    warned = [text for text in host.logged("warn") if "may be counted twice" in text]
    assert len(warned) == 1, host.logs


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

    assert len(views(host)) == 2, views(host)


def test_a_route_that_is_not_settled_when_the_page_leaves_is_sent_at_once():
    instance, host = make({"autoViews": {"load": False}}, known=True)

    go(host, "push", HOME + "cart")
    host.tell("leave")

    assert views(host) == [HOME + "cart"]


def test_mistakes_in_the_option_are_told():
    host = MemoryHost()
    instance = Instance("alloy", host, "1")
    options = dict(CONFIG)
    options["autoViews"] = {"rotues": True}

    outcome = instance.execute("configure", options)

    told = str(outcome.value)
    assert '  - autoViews.rotues: is not a known option. Did you mean "routes"?' in told, told
