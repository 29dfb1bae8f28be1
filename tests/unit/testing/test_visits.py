"""A visitor in memory: what its pages send, keep and are told, through the fixtures."""

import datetime
import json
from pathlib import Path

import pytest

from alloy_web.errors import CommandError, NetworkError

SHOP = "https://shop.example/"
HTML = """<title>Cart</title>
<nav><a id="pay" href="/pay"><b>Pay</b> now</a><a id="out" href="https://other.example/">Out</a></nav>
<form><input type="text" name="card" value="secret"><button id="go">Go on</button></form>
<h1 id="hero">Hello</h1>"""


def offer(content, selector="#hero", offer_id="AT:1", **more):
    item = {
        "id": "1", "schema": "https://ns.adobe.com/personalization/dom-action",
        "data": {"type": "setHtml", "selector": selector, "content": content}, **more,
    }
    return {
        "id": offer_id, "scope": "__view__", "scopeDetails": {"decisionProvider": "AJO"},
        "items": [item],
    }


def test_a_visit_from_cart_to_purchase(visitor, edge):
    edge.play("demo")
    page = visitor.open(SHOP + "cart", html=HTML, autoViews=True)
    page.alloy("event", {"type": "cart.opened"})
    page.click("#pay b")
    page.go("/pay", title="Pay")
    page.wait("5s")
    page.alloy("event", type="purchase", xdm={"commerce": {"order": {"purchaseID": "7"}}})

    assert visitor.events.one(type="purchase", xdm__commerce__order__purchaseID="7").path == "/pay"
    assert visitor.events.views == ["/cart", "/pay"]
    assert visitor.events.clicks == ["Pay now"]
    assert visitor.events.none(type="error")


def test_what_a_click_tells_is_read_from_the_html(visitor):
    page = visitor.open(SHOP + "cart", html=HTML)
    for selector in ("#pay b", "#out", "#go", "#hero"):
        page.click(selector)

    told = [event["xdm"]["web"]["webInteraction"] for event in visitor.events]
    assert [(one["name"], one["type"], one["region"], one["URL"]) for one in told] == [
        ("Pay now", "other", "NAV", SHOP + "pay"),
        ("Out", "exit", "NAV", "https://other.example/"),
        ("Go on", "other", "BODY", SHOP + "cart"),
    ]


def test_an_offer_is_shown_told_and_clicked(visitor, edge):
    edge.offer(offer("<a href='/sale'>Sale</a>"), when={"path": "/cart"})
    page = visitor.open(SHOP + "cart", html=HTML, autoViews=True)
    page.click("#hero a")

    assert page.text("#hero") == "Sale"
    assert visitor.events.displays == ["AT:1"]
    clicked = visitor.events.one(type="decisioning.propositionInteract")
    assert clicked["xdm"]["_experience"]["decisioning"]["propositions"][0]["id"] == "AT:1"
    assert page.explain() == "#hero: applied to 1 element"


def test_what_an_offer_could_not_do_is_explained(visitor, edge):
    edge.offer(offer("x", "#none"), offer("x", "a:contains(Pay)", offer_id="AT:2"))
    page = visitor.open(SHOP, html=HTML, autoViews=True)

    assert "#none: not applied: no element matches #none" in page.explain()
    assert ":contains is not CSS" in page.explain()


def test_a_visitor_who_comes_back_is_known_until_the_cookies_end(visitor):
    visitor.open(SHOP, autoViews=True)
    visitor.come_back("7d")
    visitor.open(SHOP, autoViews=True)
    visitor.come_back("400d")
    visitor.open(SHOP, autoViews=True)

    ids = [
        next(one["id"] for handle in request["response"]["body"]["handle"]
             if handle["type"] == "identity:result" for one in handle["payload"])
        for request in visitor.requests
    ]
    assert ids[0] == ids[1] != ids[2]


def test_pages_of_a_visit_share_cookies_and_tell_their_referrer(visitor):
    visitor.open(SHOP + "a", autoViews=True)
    visitor.open(SHOP + "b", autoViews=True)

    assert visitor.events.where(type="viewStart")[1]["xdm"]["web"]["webReferrer"]["URL"] == (
        SHOP + "a"
    )


def test_events_wait_for_consent(visitor):
    page = visitor.open(SHOP, defaultConsent="pending")
    call = page.start("event", type="a")
    assert call.is_open
    assert visitor.events == []

    visitor.consent("in")

    assert call.result()["requestBody"]
    assert visitor.events.one(type="a")


def test_a_command_that_stays_open_says_how_to_ask_later(visitor):
    page = visitor.open(SHOP, defaultConsent="pending")

    with pytest.raises(AssertionError, match=r'"event" is still open: .* page\.start'):
        page.alloy("event", type="a")


@pytest.mark.alloy_memory("in a browser time goes on by itself, too")
def test_what_waits_when_the_page_is_left_goes_as_a_beacon(visitor, edge):
    page = visitor.open(SHOP, autoViews=True)
    page.go("/pay", title="Pay")
    page.leave()

    assert visitor.events.views == ["/", "/pay"]
    assert visitor.requests[-1]["transport"]["is_beacon"]


def test_a_page_comes_back_out_of_the_cache(visitor):
    page = visitor.open(SHOP, autoViews=True)
    page.leave()
    page.restore()

    assert visitor.events.views == ["/", "/"]


def test_back_leads_to_the_route_before(visitor):
    page = visitor.open(SHOP + "a", autoViews=True)
    page.go("/b", title="b")
    page.wait("1s")
    page.back()
    page.wait("1s")

    assert visitor.events.views == ["/a", "/b", "/a"]


# ---- Faults


def test_a_slow_edge_answers_when_its_time_has_come(visitor, edge):
    edge.slow = "2s"
    page = visitor.open(SHOP)
    call = page.start("event", type="a")

    page.wait("1999ms")
    assert call.is_open
    page.wait("1ms")
    assert call.result()


@pytest.mark.parametrize(
    ("fault", "error"),
    [("offline", NetworkError), ("cut", NetworkError), ("garbage", Exception)],
)
def test_faults_of_the_edge_are_errors_of_the_command(visitor, edge, fault, error):
    page = visitor.open(SHOP)
    setattr(edge, fault, True)

    with pytest.raises(error):
        page.alloy("event", type="a")


@pytest.mark.alloy_memory("in a browser time goes on by itself, too")
def test_a_status_is_answered_until_it_is_taken_away(visitor, edge):
    page = visitor.open(SHOP)
    edge.status = 503
    call = page.start("event", type="a")
    page.wait("1m")
    assert "503" in str(call.error)

    edge.status = None

    assert page.alloy("event", type="b")


@pytest.mark.alloy_memory("in a browser time goes on by itself, too")
def test_a_rule_of_the_test_comes_before_the_scenario(visitor, edge):
    edge.answer(status=503, headers={"Retry-After": "1"}, times=1)
    page = visitor.open(SHOP)
    call = page.start("event", type="a")
    page.wait("2s")

    assert call.result()
    assert [one["response"]["status"] for one in visitor.requests] == [503, 200]


# ---- Values


def test_values_of_python_mean_the_same_in_commands_and_hooks(visitor):
    day = datetime.date(2026, 3, 2)

    def hook(content):
        content["data"]["hooked"] = {day}

    page = visitor.open(SHOP, onBeforeEventSend=hook)
    page.alloy("event", data={"given": day})
    with pytest.raises(CommandError, match=r"data\.sum: nan is no number that JSON knows"):
        page.alloy("event", data={"sum": float("nan")})

    assert visitor.events.one()["data"] == {"given": "2026-03-02", "hooked": ["2026-03-02"]}


def test_what_the_browser_keeps_can_be_read_also_when_the_page_is_left(visitor, edge):
    page = visitor.open(SHOP, keepUnsent=True)
    assert visitor.storage == {}

    edge.offline = True
    assert page.start("event", type="a").error
    [[key, kept]] = visitor.storage.items()
    page.leave()

    assert key.startswith("com.adobe.alloy.outbox/")
    assert json.loads(kept)["event"]["xdm"]["eventType"] == "a"
    assert visitor.storage == {key: kept}


@pytest.mark.alloy_memory("in a browser time goes on by itself, too")
def test_a_page_that_is_left_holds_nothing_back_from_the_next(visitor, edge):
    page = visitor.open(SHOP, keepUnsent=True)
    edge.offline = True
    assert page.start("event", type="a").error
    edge.offline = False
    # What was kept is on its way when the page goes, and nobody hears the answer.
    edge.slow = "10s"
    page.wait("2s")
    page.leave()
    edge.slow = None
    visitor.open(SHOP + "next", keepUnsent=True)
    visitor.wait("5m")

    visitor.events.exactly(2, type="a")
    assert visitor.storage == {}


class Snapshot:
    """What it is compared with last, as those of any snapshot library see it."""

    def __eq__(self, other):
        self.seen = other
        return True

    __hash__ = None


def test_one_event_is_a_dict_to_a_test_and_masked_to_a_snapshot(visitor):
    page = visitor.open(SHOP)
    page.alloy("event", type="a")
    event, snapshot = visitor.events.one(), Snapshot()

    assert event == dict(event)
    assert event != {"xdm": {}}
    assert event != "a"
    assert event == snapshot
    assert (event != snapshot) is False
    assert snapshot.seen["xdm"]["timestamp"] == "<time>"
    assert snapshot.seen["xdm"]["eventType"] == "a"


# ---- Mistakes of a test: one sentence, with the place


# What is told stands in the text of the error.
MISTAKES = [
    (lambda page, edge: page.visitor.open("https://other.example/"),
     "'https://other.example/' is outside of https://shop.example, the site"),
    (lambda page, edge: page.go("https://other.example/"), "is outside of https://shop.example"),
    (lambda page, edge: page.visitor.open("http://["), "open('http://['): no address"),
    (lambda page, edge: page.visitor.open("https://shop.example:99999/"),
     "open('https://shop.example:99999/'): no address"),
    (lambda page, edge: page.visitor.open(None), "open(None): an address is a text"),
    (lambda page, edge: page.visitor.open("file:///cart.html"),
     "open('file:///cart.html'): a page has an address of http or https"),
    (lambda page, edge: page.go(5), "go(5): an address is a text"),
    (lambda page, edge: page.go("mailto:a@shop.example"),
     "go('mailto:a@shop.example'): a page has an address of http or https"),
    (lambda page, edge: page.visitor.open("cart", configure=False, autoViews=True),
     "open(configure=False) takes no options of configure: autoViews"),
    (lambda page, edge: page.visitor.open("cart", html=5),
     "html=5: expected a text, or the path of a file"),
    (lambda page, edge: page.visitor.open("cart", html=Path("no/cart.html")),
     "html: there is no file no/cart.html"),
    (lambda page, edge: page.visitor.open("cart.html", html="cart.html"),
     "html='cart.html' is no HTML. For a file give its path"),
    (lambda page, edge: page.click("a:contains('Pay')"), "is no selector that a browser takes"),
    (lambda page, edge: page.click(""), '"" is no selector that a browser takes'),
    (lambda page, edge: page.click(None), "click(None): a selector is a text, such as \"#pay\""),
    (lambda page, edge: page.text(5), "text(5): a selector is a text"),
    (lambda page, edge: page.click("p[["), '"p[[" is no selector that a browser takes'),
    (lambda page, edge: page.click("#nothing"),
     'No element of https://shop.example/cart matches "#nothing". Its ids: #pay, #out, #go'),
    (lambda page, edge: page.wait("-5s"), "wait('-5s'): time does not go backwards"),
    (lambda page, edge: page.wait("soon"), "wait('soon'): expected a time such as"),
    (lambda page, edge: page.wait(float("inf")), "wait(inf): longer than 100 years"),
    (lambda page, edge: page.wait("999999999d"), "wait('999999999d'): longer than 100 years"),
    (lambda page, edge: page.back(), "There is no route before https://shop.example/cart"),
    (lambda page, edge: page.alloy("event", {}, name="shop"), 'There is no instance "shop"'),
    (lambda page, edge: edge.play("dmeo"),
     'There is no scenario \'dmeo\'. Did you mean "demo"'),
    (lambda page, edge: edge.answer(time=3), "answers[0].time: not a word of scenarios"),
    (lambda page, edge: edge.offer({"id": "1"}), "offers[0].propositions[0].scope: missing"),
    (lambda page, edge: page.visitor.consent("maybe"), "consent('maybe'): expected \"in\" or"),
    (lambda page, edge: page.visitor.events.one(tpye="a"), 'Did you mean "type"?'),
    (lambda page, edge: page.visitor.events.exactly("2"), "exactly('2'): expected a number"),
    (lambda page, edge: setattr(edge, "slow", "-1s"),
     "slow('-1s'): time does not go backwards"),
    (lambda page, edge: setattr(edge, "status", "503"),
     "status = '503': expected a number from 200 to 599, or None"),
    (lambda page, edge: setattr(edge, "status", 99), "status = 99: expected a number from 200"),
    (lambda page, edge: setattr(edge, "offlin", True),
     'An edge has no offlin. Did you mean "offline"?'),
]


def test_a_mistake_is_told_with_its_place(visitor, edge):
    """On one page, one after the other: none of them changes it, or the edge."""
    page = visitor.open(SHOP + "cart", html=HTML)
    wrong = []
    for mistake, told in MISTAKES:
        try:
            mistake(page, edge)
            said = "nothing was raised"
        except (AssertionError, AttributeError, OSError, TypeError, ValueError) as error:
            said = str(error)
        if told not in said:
            wrong.append(f"expected {told!r}, got {said!r}")

    assert wrong == []
    assert page.alloy("event", type="a")
    assert visitor.events.one().url == SHOP + "cart"


@pytest.mark.alloy_memory("a driven browser keeps no back/forward cache")
def test_a_page_that_was_not_left_is_not_restored(visitor):
    page = visitor.open(SHOP + "cart", html=HTML)

    with pytest.raises(AssertionError, match="was not left, so there is nothing to restore"):
        page.restore()
