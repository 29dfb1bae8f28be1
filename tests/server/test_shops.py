"""The shops of examples/: one request of the edge, one view and one report for each visit."""

import json

import pytest

from tests.server.conftest import OFFERS

ORG = "kndctr_0123456789ABCDEF01234567_AdobeOrg_"
PAGE_VIEW = "web.webpagedetails.pageViews"
DISPLAY = "decisioning.propositionDisplay"


def told(edge, kind):
    """The events of one type so far."""
    return [
        event for request in edge.events() for event in request["body"]["events"]
        if event["xdm"].get("eventType") == kind
    ]


def asked(edge):
    """The requests for content; a report is a request of its own."""
    return [one for one in edge.events() if "query" in one["body"]["events"][0]]


def cart_of(page):
    return page.inner_text("#cart").split("\n")


def test_a_visitor_without_scripts_gets_the_offers(edge, shop, open_page):
    page = open_page(shop, scripts=False)

    assert page.inner_text("#hero") == "Delivery is free"
    assert cart_of(page) == ["A fern for dark corners", "A gift"]
    assert page.query_selector("#note") is None
    assert len(edge.events()) == len(asked(edge)) == 1
    assert [view["data"] for view in told(edge, PAGE_VIEW)] == [{"plan": "gold"}]
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert {ORG + "identity", ORG + "cluster"} <= names


def test_the_sdk_takes_over_what_is_there_and_reports_it_once(edge, shop, open_page):
    page = open_page(shop)

    edge.wait_for(lambda request: DISPLAY in str(request["body"]))
    page.wait_for_selector("#note")
    page.wait_for_timeout(1500)

    assert page.inner_text("#hero") == "Delivery is free"
    assert cart_of(page) == ["A fern for dark corners", "A gift"]
    # It has a script, so the page has put it in, and run it.
    assert page.evaluate("window.noted") == 1
    assert len(asked(edge)) == 1
    assert [view["data"] for view in told(edge, PAGE_VIEW)] == [{"plan": "gold"}]
    (report,) = told(edge, DISPLAY)
    shown = report["xdm"]["_experience"]["decisioning"]["propositions"]
    assert [one["id"] for one in shown] == ["AT:spring"]
    assert page.evaluate("document.querySelectorAll('#alloy-prehiding').length") == 0


def test_clicks_and_later_views_go_on_from_there(edge, shop, open_page):
    page = open_page(shop)
    edge.wait_for(lambda request: DISPLAY in str(request["body"]))

    page.click("#gift")
    edge.wait_for(lambda request: "propositionInteract" in str(request["body"]))
    page.evaluate("history.pushState(null, '', '/next')")
    edge.wait_for(lambda request: "/next" in str(request["body"]) and "query" in str(
        request["body"]["events"]
    ))
    page.wait_for_timeout(1000)

    urls = [view["xdm"]["web"]["webPageDetails"]["URL"] for view in told(edge, PAGE_VIEW)]
    assert urls == [shop, shop + "next"]
    # The same offers came with the next view, and stand there once.
    assert cart_of(page) == ["A fern for dark corners", "A gift"]
    assert page.locator("#note").count() == 1
    ids = {
        request["response"]["body"]["handle"][0]["payload"][0]["id"]
        for request in edge.events("interact")
    }
    assert len(ids) == 1


@pytest.mark.parametrize("cookies, headers", [
    ([{"name": ORG + "identity", "value": "abc"},
      {"name": ORG + "consent", "value": "general=out"}], {}),
    ([], {"Sec-GPC": "1"}),
])
def test_who_has_not_agreed_is_not_asked_for_by_the_server(
    edge, shop, open_page, cookies, headers
):
    page = open_page(shop, scripts=False, cookies=cookies, headers=headers)

    assert page.inner_text("#hero") == "Your cart"
    assert edge.events() == []


def test_where_the_edge_fails_the_server_the_page_does_it_all(edge, shop, open_page):
    offers = json.loads(OFFERS.read_text(encoding="utf-8"))
    edge.set_scenario({**offers, "answers": [{"times": 1, "status": 500}]})
    page = open_page(shop)

    page.wait_for_selector("#note")

    assert cart_of(page) == ["A fern for dark corners", "A gift"]
    assert page.inner_text("#hero") == "Delivery is free"
    assert len(asked(edge)) == 2


def test_a_page_from_a_cache_asks_for_itself_and_shows_nothing_twice(edge, shop, open_page):
    # A stranger's, just now.
    text = open_page("about:blank").request.get(shop, headers={"accept": "text/html"}).text()

    page = open_page(edge.add_page("/old", text))
    edge.wait_for(lambda request: DISPLAY in str(request["body"]))
    page.wait_for_selector("#note")

    assert len(told(edge, PAGE_VIEW)) == 2
    assert cart_of(page) == ["A fern for dark corners", "A gift"]


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_visitor_whose_clock_is_wrong_takes_over_as_others_do(edge, shop, open_page, minutes):
    wrong = f"Date.now = ((now) => () => now() + {minutes} * 60000)(Date.now)"

    page = open_page(shop, at_start=wrong)
    edge.wait_for(lambda request: DISPLAY in str(request["body"]))
    page.wait_for_selector("#note")

    assert len(asked(edge)) == 1
    assert len(told(edge, PAGE_VIEW)) == 1
    assert cart_of(page) == ["A fern for dark corners", "A gift"]


def test_a_forged_hand_over_in_the_page_is_never_taken_for_one(edge, shop, open_page):
    page = open_page("about:blank")
    forged = (
        '<div id="alloy-hand-over" data-alloy-adopted="AT:spring/note @AT:spring/note">'
        '{"adopt": true, "responseBody": {"handle": []}}</div>'
        '<script type="application/json">{"adopt": true}</script></body>'
    )
    text = page.request.get(shop, headers={"accept": "text/html"}).text()

    page.goto(edge.add_page("/forged", text.replace("</body>", forged)))
    page.wait_for_selector("#note")
    edge.wait_for(lambda request: DISPLAY in str(request["body"]))

    assert page.evaluate("window.noted") == 1
    assert len(told(edge, PAGE_VIEW)) == 1
    assert page.get_attribute("#alloy-hand-over", "data-aep-interact-id") is None
