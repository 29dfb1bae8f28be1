"""The inboxes of examples/inbox, plain and in React: the same cards, the same reports."""

import functools

import pytest

from alloy_web.buildtools import examples
from tests.browser.test_rules import interactions

FOLDER = examples.FOLDER / "inbox"
KINDS = {".css": "text/css", ".js": "text/javascript"}
TITLES = ["Welcome to Fernway", "Shade > sun"]
DISPLAY = "decisioning.propositionDisplay"


@functools.cache
def files():
    """`{name: text}` of all that the two pages need."""
    made = {
        file.name: file.read_text(encoding="utf-8")
        for file in FOLDER.iterdir() if file.suffix in (".html", *KINDS)
    }
    return {**made, "react.js": examples.script(FOLDER / "react.jsx")}


@pytest.fixture(params=["plain", "react"])
def inbox(request, visit, edge):
    """The path of an inbox, which is open and has cards."""
    for name, text in files().items():
        kind = KINDS.get("." + name.rpartition(".")[2])
        edge.add_page(f"/t/{name}", text, {"content-type": kind} if kind else None)
    edge.set_scenario(FOLDER / "offers.json")
    path = f"/t/{request.param}.html"
    visit.page.goto(visit.url(path))
    shown(visit, 2)
    return path


def shown(visit, count):
    """The titles of the cards, once there are so many."""
    visit.page.wait_for_function(
        "(count) => document.querySelectorAll('#cards h2').length === count", arg=count
    )
    return visit.page.evaluate(
        "Array.from(document.querySelectorAll('#cards h2'), (title) => title.textContent)"
    )


def told(edge, event_type, count):
    """The ids in so many reports of this kind; more would be among them."""
    edge.wait_for(lambda event: len(interactions(edge, event_type)) >= count)
    return [[one["id"] for one in each] for each in interactions(edge, event_type)]


def card(visit, title):
    return visit.page.locator("#cards li", has_text=title)


def test_each_card_is_shown_as_text_and_reported_once(visit, edge, inbox):
    assert shown(visit, 2) == TITLES
    assert card(visit, "Shade").locator("p").inner_text() == "Ferns for <dark> corners are back."
    # One that would run a script is no link.
    assert card(visit, "Welcome").locator("a").get_attribute("href") == "?from=welcome"
    assert card(visit, "Shade").locator("a").count() == 0

    told(edge, DISPLAY, 2)
    visit.page.click("#fill")
    visit.page.click("#fill")

    assert shown(visit, 3) == [*TITLES, "Delivery is free"]
    assert told(edge, DISPLAY, 3) == [["AJO:welcome"], ["AJO:shade"], ["AJO:delivery"]]
    assert visit.page.evaluate("document.querySelectorAll('#cards .new').length") == 1


def test_a_click_on_a_card_is_reported_though_it_leads_away(visit, edge, inbox):
    card(visit, "Welcome").locator("a").click()
    visit.page.wait_for_url("**?from=welcome")

    assert told(edge, "decisioning.propositionInteract", 1) == [["AJO:welcome"]]


def test_a_dismissed_card_is_reported_and_stays_away(visit, edge, inbox):
    told(edge, DISPLAY, 2)
    card(visit, "Welcome").locator("button").click()

    assert shown(visit, 1) == ["Shade > sun"]
    assert told(edge, "decisioning.propositionDismiss", 1) == [["AJO:welcome"]]

    visit.page.goto(visit.url(inbox))
    assert shown(visit, 1) == ["Shade > sun"]
    # It was seen before.
    assert visit.page.evaluate("document.querySelectorAll('#cards .new').length") == 0
