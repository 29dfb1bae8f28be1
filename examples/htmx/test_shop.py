"""
A shop whose pages htmx fetches. In memory no script runs: the test goes to the page, and what only
scripts do is tried with --alloy-browser=chromium.
"""

from pathlib import Path

import pytest

SHOP = "https://fernway.example/"
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def site(pytestconfig, tmp_path_factory):
    """The first page, with its script made and the other pages beside it."""
    if not pytestconfig.getoption("--alloy-browser"):
        return HERE / "index.html"
    from alloy_web.buildtools import examples

    return examples.built("htmx", tmp_path_factory.mktemp("site"))


@pytest.fixture
def shop(visitor, site):
    return visitor.open(SHOP, html=site, autoViews=True, keepUnsent=True)


def follow(page, link, route):
    """Click on a link that htmx follows."""
    page.click(link)
    if not page.visitor.is_real:
        page.go(route)
    page.wait("1s")


def test_a_fern_is_a_view_of_its_own_and_so_is_the_way_back(visitor, shop):
    follow(shop, "#maidenhair", "/maidenhair/")
    shop.back()
    shop.wait("1s")

    assert visitor.events.views == ["/", "/maidenhair/", "/"]
    assert visitor.events.clicks == ["Maidenhair fern"]


@pytest.mark.alloy_real("the page's own script tells of the purchase")
def test_what_is_bought_is_told_once(visitor, shop):
    follow(shop, "#staghorn", "/staghorn/")
    assert shop.text("h1") == "Staghorn fern"
    shop.click("#buy")

    purchase = visitor.events.one(type="purchase", xdm__commerce__order__priceTotal=12)
    assert purchase.path == "/staghorn/"
    assert purchase.xdm["productListItems"] == [{"SKU": "staghorn", "quantity": 1}]
