from instance_kit import answer, error_of, make, result_of
from offer_kit import (
    IN_APP,
    REDIRECT,
    decisioning,
    decisions,
    item,
    offering,
    proposition,
    reports,
    view,
)

# The page's SDK takes over what a server of the site has asked for, and put into the page.

PREHIDING = {"prehidingStyle": "#hero { opacity: 0 }"}


def block(item_id, content="<b>New</b>"):
    return item(item_id, type="insertAfter", selector="#hero", content=content)


def hand_over(instance, *propositions, **options):
    given = {
        "adopt": True, "responseBody": {"requestId": "r", "handle": [decisions(*propositions)]},
    }
    given.update(options)
    return instance.execute("applyResponse", given)


def load(host):
    host.tell("loaded")
    host.advance(1000)


def views(host):
    return [
        event["xdm"]["web"]["webPageDetails"]["URL"]
        for sent in host.sent for event in sent.body["events"]
        if event["xdm"].get("eventType") == "web.webpagedetails.pageViews"
    ]


def test_what_is_adopted_is_named_by_proposition_and_item_and_reported_once():
    instance, host = make(known=True)

    result = result_of(hand_over(
        instance, proposition("p 1", block("0")), proposition("q", block("0"), item("1"))
    ))

    adopted = [action.get("adopted") for action in host.rendered]
    assert adopted == ["p_1/0", "q/0", "q/1"]
    assert reports(host) == [["p 1", "q"]]
    assert [one["renderAttempted"] for one in result["propositions"]] == [True, True]
    assert host.styles == {}


def test_what_the_server_could_not_do_is_rendered_by_the_page():
    instance, host = make(PREHIDING, known=True)

    result_of(hand_over(
        instance, proposition("p", block("0"), item("1")), adopt=["p/0"]
    ))

    adopted = [action.get("adopted") for action in host.rendered]
    assert adopted == ["p/0", None]
    assert reports(host) == [["p"]]


def test_a_message_beside_what_is_adopted_is_shown_by_the_page():
    instance, host = make(known=True)
    message = item("1", schema=IN_APP, content="<p>Hi</p>", contentType="text/html",
                   mobileParameters={"uiTakeover": True})

    result_of(hand_over(
        instance, proposition("p", block("0")), proposition("AJO:1", message), adopt=["p/0"]
    ))

    assert host.message["html"] == "<p>Hi</p>"
    assert reports(host) == [["p", "AJO:1"]]


def test_a_redirect_beside_what_is_adopted_is_followed_by_the_page():
    instance, host = make(known=True)
    go = item("1", schema=REDIRECT, content="https://shop.example/spring")

    hand_over(instance, proposition("p", block("0")), proposition("q", go), adopt=["p/0"])
    host.advance(1000)

    assert host.gone_to == [("https://shop.example/spring", True)]
    (report,) = host.beacons
    assert [one["id"] for one in decisioning(report)["propositions"]] == ["q"]


def test_nothing_is_adopted_where_that_is_not_asked_for():
    for adopt in (False, None):
        instance, host = make(known=True)

        result_of(hand_over(
            instance, proposition("p", block("0")), adopt=adopt, renderDecisions=True
        ))

        assert "adopted" not in host.rendered[0], adopt


def test_an_empty_list_is_a_view_of_which_the_server_could_do_nothing():
    instance, host = make({"autoViews": True}, known=True)

    result_of(hand_over(instance, proposition("p", block("0")), adopt=[]))
    load(host)

    assert "adopted" not in host.rendered[0]
    assert views(host) == []
    assert reports(host) == [["p"]]


def test_nothing_is_hidden_for_what_is_there_and_what_the_base_code_hid_is_shown():
    instance, host = make(PREHIDING, known=True)
    host.styles["alloy-prehiding"] = "hidden by the base code"
    hidden = []
    host.hide = lambda style_id, css: hidden.append(style_id)

    result_of(hand_over(instance, proposition("p", block("0"))))

    assert hidden == []
    assert host.styles == {}


def test_the_automatic_view_of_the_load_is_the_adopted_one_and_later_ones_are_sent():
    instance, host = make({"autoViews": True}, known=True)

    result_of(hand_over(instance, proposition("p", block("0"))))
    load(host)
    assert views(host) == []

    host.go("https://www.example.com/next")
    host.tell("route", {
        "kind": "push", "from": "https://www.example.com/", "to": "https://www.example.com/next",
    })
    host.advance(1000)

    assert views(host) == ["https://www.example.com/next"]
    (sent,) = [one for one in host.sent if "query" in one.body["events"][0]]
    web = sent.body["events"][0]["xdm"]["web"]
    assert web["webReferrer"] == {"URL": "https://www.example.com/"}


def test_a_view_without_a_title_that_waits_for_one_is_the_adopted_one_too():
    instance, host = make({"autoViews": True}, known=True, title="")
    host.tell("loaded")

    result_of(hand_over(instance, proposition("p", block("0"))))
    host.advance(1000)

    assert views(host) == []


def test_who_adopts_after_the_view_was_sent_is_told_that_it_counts_twice():
    instance, host = make({"autoViews": True, "debugEnabled": True}, known=True)
    load(host)

    result_of(hand_over(instance, proposition("p", block("0"))))

    told = [text for text in host.logged("warn") if "counted twice" in text]
    assert len(told) == 1, host.logs
    assert views(host) == ["https://www.example.com/"]


def test_content_that_a_later_view_brings_again_is_known_as_that_of_the_same_item():
    instance, host = make(known=True)
    host.on_send = offering(proposition("p", block("0")))

    result_of(hand_over(instance, proposition("p", block("0"))))
    result_of(instance.execute("event", {"type": "viewStart"}))

    first, second = host.rendered
    assert first["once"] == second["once"] == ["0", "p/0"]
    assert (first["adopted"], second.get("adopted")) == ("p/0", None)


def test_clicks_on_adopted_content_and_click_metrics_are_tracked():
    instance, host = make(known=True)
    metric = item("m", type="click", selector="#buy")

    result_of(hand_over(
        instance, proposition("p", block("0"), provider="AJO"), proposition("q", metric)
    ))
    key = host.rendered[0]["track"]["key"]
    host.click_facts = [{"keys": [key], "label": None, "token": None, "matches": [0]}]
    host.tell("click", [{"tag": "A", "href": None, "url": "", "protocol": "", "onclick": False,
                         "type": "", "src": "", "download": "", "id": "", "role": "",
                         "ariaLabel": ""}])

    told = decisioning(host.beacons[-1])
    assert told["propositionEventType"] == {"interact": 1}
    assert sorted([one["id"] for one in told["propositions"]]) == ["p", "q"]


def test_content_of_the_view_that_the_server_named_is_adopted_and_others_wait():
    instance, host = make(known=True)
    home = view("v", "Home", block("0"))
    cart = view("w", "cart", item("1"))

    result_of(hand_over(instance, home, cart, viewName="home"))
    assert [action.get("adopted") for action in host.rendered] == ["v/0"]
    result_of(instance.execute("sendEvent", {
        "renderDecisions": True, "xdm": {"web": {"webPageDetails": {"viewName": "cart"}}},
    }))

    assert [action.get("adopted") for action in host.rendered] == ["v/0", None]


def test_the_next_view_asks_for_content_of_its_own():
    instance, host = make(known=True)
    host.on_send = lambda sent: answer()

    result_of(hand_over(instance, proposition("p", block("0"))))
    result_of(instance.execute("event", {"type": "viewStart"}))

    asked = [one.body["events"][0].get("query") for one in host.sent]
    assert [bool(query) for query in asked] == [False, True]


def test_without_the_component_for_content_the_view_is_adopted_all_the_same():
    from alloy_web.app.instance import Instance
    from alloy_web.hosts.memory.host import MemoryHost

    host = MemoryHost()
    instance = Instance("alloy", host, "test", components=[], auto_views=True)
    instance.execute("configure", {"orgId": "A@AdobeOrg", "datastreamId": "d"})

    assert result_of(hand_over(instance, proposition("p", block("0")))) == {}
    load(host)

    assert host.sent == []


def test_what_may_be_adopted_is_told_where_it_is_something_else():
    instance, host = make(known=True)

    for given, got in (("yes", '"yes"'), (1, "1"), ({}, "{}"), ([1], "")):
        told = error_of(hand_over(instance, adopt=given))

        assert "  - adopt" in told and got in told, told
