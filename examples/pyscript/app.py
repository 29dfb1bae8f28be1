"""The Python of a shop's page, in PyScript: `<script type="py" src="app.py">`."""

import datetime
from decimal import Decimal

from prices import price_of

from alloy_web import alloy, install


async def add_plan(content):
    """Every event tells the plan of the customer."""
    content["data"]["plan"] = "gold"


install()
await alloy("configure", {
    "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "datastreamId": "pyscript-example",
    "thirdPartyCookiesEnabled": False,
    "onBeforeEventSend": add_plan,
})


async def buy(product, count=1):
    """What the page calls when the visitor buys."""
    total = price_of(product) * count
    await alloy("event", type="purchase", data={"day": datetime.date(2026, 3, 2)}, xdm={
        "commerce": {"order": {"priceTotal": total, "currencyCode": "EUR"}},
        "productListItems": [{"name": product, "quantity": count}],
    })
    return {"total": Decimal(total)}
