"""
The shop in memory: PuePy runs on CPython, too, but what its router does in a page the test does.
The page itself is tried in tests/browser/test_examples.py.
"""

import pytest

pytestmark = pytest.mark.alloy_memory("the kit's pages of Python have no packages of others")


async def test_a_fern_is_a_view_of_its_own_and_so_is_the_way_back(visitor):
    await visitor.run("app.py")
    visitor.page.go("/ferns/maidenhair", title="Maidenhair fern")
    visitor.page.back()
    visitor.page.wait("1s")

    assert visitor.events.views == ["/", "/ferns/maidenhair", "/"]


async def test_what_is_bought_has_its_price(visitor):
    shop = await visitor.run("app.py")
    await shop.buy("staghorn")

    purchase = visitor.events.one(type="purchase", xdm__commerce__order__priceTotal=12)
    assert purchase.xdm["productListItems"] == [
        {"SKU": "staghorn", "name": "Staghorn fern", "quantity": 1}
    ]


async def test_each_fern_has_a_page(visitor):
    shop = await visitor.run("app.py")

    for id in shop.FERNS:
        route, given = shop.app.router.match(f"/ferns/{id}")
        assert (route.page, given["id"]) == (shop.Fern, id)
