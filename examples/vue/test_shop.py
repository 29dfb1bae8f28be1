"""
A shop in Vue. In memory no script runs: what the router does there the test does, and what only
Vue does is tried with --alloy-browser=chromium.
"""

from pathlib import Path

import pytest

SHOP = "https://fernway.example/"
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def site(pytestconfig, tmp_path_factory):
    """The page as the build leaves it. Yours is made by `npm run build`."""
    if not pytestconfig.getoption("--alloy-browser"):
        return HERE / "index.html"
    from alloy_web.buildtools import examples

    return examples.built("vue", tmp_path_factory.mktemp("site"))


@pytest.fixture
def shop(visitor, site):
    return visitor.open(SHOP, html=site, autoViews=True, keepUnsent=True)


def follow(page, link, route):
    """Click on a link of the router's."""
    page.click(link)
    if not page.visitor.is_real:
        page.go(route)
    page.wait("1s")


def test_a_fern_is_a_view_of_its_own_and_so_is_the_way_back(visitor, shop):
    follow(shop, "#maidenhair", "/ferns/maidenhair")
    shop.back()
    shop.wait("1s")

    assert visitor.events.views == ["/", "/ferns/maidenhair", "/"]
    assert visitor.events.clicks == ["Maidenhair fern"]


@pytest.mark.alloy_real("Vue tells of the purchase")
def test_what_is_bought_is_told_once(visitor, shop):
    follow(shop, "#staghorn", "/ferns/staghorn")
    assert shop.text("h1") == "Staghorn fern"
    shop.click("#buy")

    purchase = visitor.events.one(type="purchase", xdm__commerce__order__priceTotal=12)
    assert purchase.path == "/ferns/staghorn"
    assert purchase.xdm["productListItems"] == [
        {"SKU": "staghorn", "name": "Staghorn fern", "quantity": 1}
    ]
