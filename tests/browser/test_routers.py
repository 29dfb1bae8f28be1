"""Exactly one view for each navigation, whatever router makes it: small real applications."""

import pytest

from tests.browser import apps
from tests.browser.apps import CART, HOME


def views(edge):
    """What was said of each view, in order: URL, referrer, name."""
    found = []
    for request in edge.events():
        for event in request["body"]["events"]:
            web = event["xdm"].get("web", {})
            if event["xdm"].get("eventType") == "web.webpagedetails.pageViews":
                page = web["webPageDetails"]
                found.append((page["URL"], web["webReferrer"]["URL"], page.get("name")))
    return found


def wait_for_views(edge, count):
    """The views, once there are so many, and no more come."""
    edge.wait_for(lambda event: len(views(edge)) >= count, timeout_s=20)
    return views(edge)


def walk(visit, edge, cart=CART):
    """Load, follow a link, go back; the views."""
    visit.goto(HOME)
    visit.ready()
    wait_for_views(edge, 1)
    visit.page.click("#to-cart")
    wait_for_views(edge, 2)
    visit.page.evaluate("() => { history.back(); }")
    wait_for_views(edge, 3)
    # Longer than any route settles.
    visit.page.wait_for_timeout(700)
    home, cart = visit.url(HOME), visit.url(cart)
    return views(edge), home, cart


def check(visit, edge, router):
    told, home, cart = walk(visit, edge, HOME + "#/cart" if router == "hash" else CART)

    # A page load tells no fragment of where it came from, and a traversal keeps its referrer.
    back = "" if router == "plain" else cart
    assert told == [(home, "", "Home"), (cart, home, "Cart"), (home, back, "Home")]


@pytest.mark.parametrize("router", apps.ROUTERS)
def test_one_view_for_each_navigation(visit, edge, engine, router):
    if router == "navigation" and engine.name != "chromium":
        pytest.skip("not every browser has the Navigation API")
    apps.serve(edge, router, "direct")
    check(visit, edge, router)


@pytest.mark.full
@pytest.mark.parametrize("router", apps.ROUTERS)
@pytest.mark.parametrize("loader", ["mpy", "py"])
def test_one_view_for_each_navigation_under_pyscript(visit, edge, engine, router, loader):
    if router == "navigation" and engine.name != "chromium":
        pytest.skip("not every browser has the Navigation API")
    apps.serve(edge, router, loader)
    check(visit, edge, router)


@pytest.mark.parametrize("router", ["history", "react", "turbo", "vue"])
@pytest.mark.engines("chromium")
def test_one_view_for_each_navigation_without_the_navigation_api(visit, edge, router):
    visit.at_start("Object.defineProperty(window, 'navigation', {value: undefined});")
    apps.serve(edge, router, "direct")
    check(visit, edge, router)


@pytest.mark.parametrize("loader", ["mpy", pytest.param("py", marks=pytest.mark.full)])
def test_one_view_for_each_navigation_of_a_router_in_python(visit, edge, loader):
    apps.serve_python(edge, loader)
    check(visit, edge, "python")
