"""The Python of the worker: prices baskets, and reports each through the page's `alloy`."""

import js

from alloy_web import alloy, install

PRICES = {"fern": 12, "palm": 30}


async def add_plan(content):
    """Every event of the page tells the plan, those that the page sends itself, too."""
    content["data"]["plan"] = "gold"


install()
await alloy("configure", {
    "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "datastreamId": "worker-example",
    # The local edge. On a real site leave this out.
    "edgeDomain": js.location.host,
    "thirdPartyCookiesEnabled": False,
    "onBeforeEventSend": add_plan,
})


async def price(basket):
    total = sum(PRICES[name] for name in basket)
    await alloy("event", type="priced", data={"total": total})
    return f"{total} €"
