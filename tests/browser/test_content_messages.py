"""In-app messages as dialogs, and redirects."""

import pytest

from tests.browser.offers import NS, displays, offer, scenario
from tests.browser.pages import direct_page
from tests.browser.support import sent

CONFIG = {"thirdPartyCookiesEnabled": False}
HTML = """<!doctype html><title>Spring sale</title><body><p>Hi</p>
<a id="more" href="adbinapp://clicked?interaction=cta&link=%23sale" data-uuid="u1">More</a>
<a id="close" href="adbinapp://dismiss?interaction=x">Close</a></body>"""


def message(take_over=True, html=HTML):
    return {
        "id": "m1",
        "schema": NS + "message/in-app",
        "data": {
            "content": html,
            "contentType": "text/html",
            "mobileParameters": {
                "uiTakeover": take_over, "width": 50, "height": 40, "verticalAlign": "center",
                "horizontalAlign": "center", "backdropOpacity": 0.3, "cornerRadius": 8,
            },
        },
    }


def opened(visit, edge, item):
    edge.set_scenario(scenario(offer(item, offer_id="AJO:1", provider="AJO")))
    visit.open(direct_page("<button id='before'>x</button>", configure=CONFIG))
    visit.ready()
    visit.page.focus("#before")
    visit.alloy("sendEvent", {"renderDecisions": True})
    visit.page.wait_for_function(
        "!!document.querySelector('#alloy-content-iframe')?.contentDocument?.querySelector('#close')"
    )


def inside(visit, expression):
    return visit.page.evaluate(
        f"document.querySelector('#alloy-content-iframe').contentDocument.{expression}"
    )


def told(edge, count):
    found = edge.wait_for(lambda event: len(interactions(edge)) >= count) and interactions(edge)
    return [event["_experience"]["decisioning"] for event in found]


def interactions(edge):
    return [event.xdm for event in sent(edge).where(type="decisioning.propositionInteract")]


@pytest.mark.core
def test_a_message_is_a_dialog_that_keeps_the_focus_and_gives_it_back(visit, edge):
    opened(visit, edge, message())

    for name, value in (("role", "dialog"), ("aria-modal", "true"), ("aria-label", "Spring sale")):
        assert visit.page.get_attribute("#alloy-messaging-container", name) == value
    assert visit.page.query_selector("#alloy-overlay-container")
    assert inside(visit, "activeElement.id") == "more"

    for _ in range(5):
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.id") != "before"
    visit.page.keyboard.press("Escape")

    visit.page.wait_for_selector("#alloy-messaging-container", state="detached")
    assert visit.page.query_selector("#alloy-overlay-container") is None
    assert visit.page.evaluate("document.activeElement.id") == "before"
    assert told(edge, 1)[0]["propositionEventType"] == {"interact": 1, "dismiss": 1}


def test_links_of_a_message_are_reported_and_followed(visit, edge):
    opened(visit, edge, message())

    inside(visit, "querySelector('#more').click()")

    action = told(edge, 1)[0]
    assert action["propositionAction"] == {
        "label": "More", "id": "cta", "uuid": "u1", "link": "#sale",
    }
    assert action["propositions"][0]["id"] == "AJO:1"
    visit.page.wait_for_function("location.hash === '#sale'")
    edge.wait_for(lambda event: bool(displays(edge)))
    assert len(displays(edge)) == 1


def test_a_message_that_does_not_take_over_leaves_the_page_usable(visit, edge):
    opened(visit, edge, message(take_over=False))

    assert visit.page.query_selector("#alloy-overlay-container") is None
    assert visit.page.evaluate("document.activeElement.id") == "before"
    # The page's Escape is its own; inside of the message it closes the message.
    visit.page.keyboard.press("Escape")
    assert visit.page.query_selector("#alloy-messaging-container")
    inside(visit, "querySelector('#close').click()")
    visit.page.wait_for_selector("#alloy-messaging-container", state="detached")


def test_a_redirect_is_reported_and_leaves_no_way_back(visit, edge):
    visit.site.add_page("/t/start", "<p>start</p>")
    visit.site.add_page("/t/new", "<p>new</p>")
    away = {"id": "1", "schema": NS + "redirect-item", "data": {"content": "/t/new"}}
    edge.set_scenario(scenario(offer(away)))
    visit.goto("/t/start")
    visit.open(direct_page("<p>old</p>", configure=CONFIG))
    visit.ready()

    visit.page.evaluate("void alloy('sendEvent', {renderDecisions: true})")

    visit.page.wait_for_url("**/t/new")
    edge.wait_for(lambda event: bool(displays(edge)))
    assert [[one["id"] for one in each] for each in displays(edge)] == [["AT:1"]]
    # In a turn of its own: what is asked of a page that goes is not answered.
    visit.page.evaluate("void setTimeout(() => history.back())")
    visit.page.wait_for_function("location.pathname === '/t/start'")
