"""The app as it is, in memory; with --alloy-browser=chromium in PyScript, on Pyodide."""


async def test_the_app_starts_a_view(visitor):
    await visitor.run("app.py")
    await visitor.settled()

    assert visitor.events.views == ["/"]


async def test_a_purchase_tells_what_was_paid_and_the_plan(visitor):
    app = await visitor.run("app.py")
    await app.buy("fern", 2)
    await visitor.settled()

    purchase = visitor.events.one(type="purchase", xdm__commerce__order__priceTotal=9.8)
    assert purchase.xdm["productListItems"] == [{"name": "fern", "quantity": 2}]
    assert purchase.data == {"day": "2026-03-02", "plan": "gold"}
