"""
A shop in PuePy, with its router: a page for all ferns, and one for each.

Routes are views by themselves: `install()` in Python switches autoViews on.
"""

import asyncio

from puepy import Application, Page, t
from puepy.router import Router
from puepy.runtime import is_server_side

from alloy_web import alloy, install

try:
    # The local edge. On a real site leave it out.
    from js import location

    EDGE_DOMAIN = location.host
except ImportError:
    # A test has no page.
    EDGE_DOMAIN = "edge.adobedc.net"

FERNS = {
    "maidenhair": ("Maidenhair fern", 4.9),
    "staghorn": ("Staghorn fern", 12),
}

install()
app = Application()
app.install_router(Router, link_mode=Router.LINK_MODE_HTML5)


async def buy(id):
    """What the button of a fern does."""
    name, price = FERNS[id]
    await alloy("event", type="purchase", xdm={
        "commerce": {"order": {"priceTotal": price, "currencyCode": "EUR"}},
        "productListItems": [{"SKU": id, "name": name, "quantity": 1}],
    })


class ShopPage(Page):
    """A page with links that the router follows."""

    def link(self, id, path, text):
        t.a(text, id=id, href=path, on_click=lambda event: self.follow(event, path))

    def follow(self, event, path):
        event.preventDefault()
        self.router.navigate_to_path(path)


@app.page("/")
class Ferns(ShopPage):
    def page_title(self):
        return "Ferns"

    def populate(self):
        t.h1("Ferns")
        for id in sorted(FERNS):
            self.link(id, "/ferns/" + id, FERNS[id][0])


@app.page("/ferns/<id>")
class Fern(ShopPage):
    props = ["id"]

    def page_title(self):
        return FERNS[self.id][0]

    def populate(self):
        t.h1(FERNS[self.id][0])
        t.button("Buy", id="buy", on_click=self.on_buy)
        self.link("home", "/", "All ferns")

    def on_buy(self, event):
        # Kept, so that it is not collected before it has ended.
        self.buying = asyncio.create_task(buy(self.id))


await alloy("configure", {
    "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "datastreamId": "puepy-example",
    "edgeDomain": EDGE_DOMAIN,
    "thirdPartyCookiesEnabled": False,
})
# A test on CPython has no page to mount it on.
if not is_server_side:
    app.mount("#app")
