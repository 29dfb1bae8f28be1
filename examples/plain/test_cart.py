"""
The cart of a plain site. In memory, and with --alloy-browser=chromium in a browser, where the
page's own scripts run.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
CART = "https://fernway.example/cart"


@pytest.fixture
def cart(visitor, edge):
    edge.play(HERE / "offers.json")
    return visitor.open(CART, html=HERE / "cart.html", autoViews=True, keepUnsent=True)


def test_the_cart_is_one_view(visitor, cart):
    assert visitor.events.views == ["/cart"]


def test_the_offer_is_shown_and_told(visitor, cart):
    assert cart.text("#hero") == "Delivery is free"
    assert visitor.events.displays == ["AT:spring"]


def test_a_click_on_pay_is_told_by_its_words(visitor, cart):
    cart.click("#pay b")

    click = visitor.events.one(type="web.webinteraction.linkClicks")
    assert click.xdm["web"]["webInteraction"]["name"] == "Pay now"


def test_a_price_list_is_a_download(visitor, cart):
    cart.click("#prices")

    visitor.events.one(xdm__web__webInteraction__type="download")


@pytest.mark.alloy_real("the page's own script goes to the route")
def test_pay_is_a_view_of_its_own(visitor, cart):
    cart.click("#pay")
    cart.wait("1s")

    assert visitor.events.views == ["/cart", "/pay"]


def test_what_the_cart_sends(visitor, cart, alloy_snapshot):
    cart.click("#pay")

    assert visitor.events[0:1] == alloy_snapshot
