"""Views by themselves: one for the page, one for each route."""

import pytest

from tests.browser.pages import CORE_LOADERS, PAGES, direct_page
from tests.browser.support import sent, wait_for_views


def views(edge, count):
    """The URLs of the views at the edge, once `count` of them are there."""
    return [url for url, _, _ in wait_for_views(edge, count)]


@pytest.mark.parametrize("loader", CORE_LOADERS)
def test_one_view_for_the_page_and_one_for_each_route(visit, edge, loader):
    visit.open(PAGES[loader]("<h1>Shop</h1>", configure={"autoViews": True}))
    visit.ready()
    home = visit.url("/t/page")
    assert views(edge, 1) == [home]

    visit.page.evaluate("history.pushState({}, '', '/t/cart')")
    assert views(edge, 2) == [home, visit.url("/t/cart")]

    visit.page.evaluate("history.replaceState({}, '', '/t/checkout')")
    assert views(edge, 3)[2:] == [visit.url("/t/checkout")]

    visit.page.evaluate("history.back()")
    assert views(edge, 4)[3:] == [home]

    visit.page.evaluate("history.pushState({}, '', '#section')")
    visit.page.evaluate("history.pushState({}, '', '/t/page#section')")
    visit.page.wait_for_timeout(700)
    assert len(views(edge, 4)) == 4, "a change of hash alone is no view"


def test_without_auto_views_a_page_sends_only_what_it_says(visit, edge):
    visit.open(direct_page("<h1>Shop</h1>"))
    visit.ready()

    visit.page.evaluate("history.pushState({}, '', '/t/cart')")
    visit.page.wait_for_timeout(700)

    assert edge.events() == []


@pytest.mark.core
def test_the_pages_own_view_replaces_the_automatic_one(visit, edge):
    own = """<script>alloy("event", {type: "viewStart", data: {mine: true}});</script>"""
    visit.open(direct_page(own, configure={"autoViews": True}))
    visit.ready()
    edge.wait_for(1)
    visit.page.evaluate("history.pushState({}, '', '/t/cart')")
    visit.page.wait_for_timeout(700)

    assert [event.data for event in sent(edge)] == [{"mine": True}]
