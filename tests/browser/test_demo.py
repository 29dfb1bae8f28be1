"""The demo page of what is in the second file: what it is there to show."""

import pytest

from tests.browser.test_rules import interactions

DISMISS = "decisioning.propositionDismiss"


@pytest.fixture
def page(visit, edge):
    edge.set_scenario("demo")
    visit.goto("/more/")
    visit.page.wait_for_selector("#inbox li:nth-child(2)")
    return visit.page


def titles(page):
    return page.locator("#inbox b").all_inner_texts()


def test_cards_come_with_a_full_cart_and_go_when_they_are_dismissed(page, edge):
    assert titles(page) == ["Welcome to Fernway", "Ferns for dark corners"]

    page.click("#fill")
    page.click("#fill")
    page.wait_for_selector("#inbox li:nth-child(3)")
    page.locator("#inbox li", has_text="Welcome").locator("button").click()
    edge.wait_for(lambda event: bool(interactions(edge, DISMISS)))

    assert titles(page) == ["Ferns for dark corners", "Delivery is free"]
    page.wait_for_selector("#wire .entry:has-text('Report: an offer was dismissed')")


def test_a_message_is_shown_to_who_pays_and_goes(page):
    page.click("#pay")
    page.frame_locator("#alloy-content-iframe").locator("a").click()

    page.wait_for_selector("#alloy-content-iframe", state="detached")


def test_a_player_is_followed(page, edge):
    page.evaluate("document.querySelector('#player').muted = true")
    page.evaluate("document.querySelector('#player').play()")
    page.wait_for_selector("#wire .entry:has-text('media.play')")
    page.evaluate("document.querySelector('#player').pause()")
    page.wait_for_selector("#wire .entry:has-text('media.pauseStart')")

    told = [
        event["body"]["events"][0]["xdm"]["eventType"] for event in edge.events()
        if event["action"] != "collect"
    ]
    assert told[1:] == ["media.sessionStart", "media.play", "media.pauseStart"]


def test_the_assistant_answers_piece_by_piece(page):
    page.click("#ask button")

    page.wait_for_selector("#talk .answer:has-text('it forgives the rest.')")
    assert page.locator("#talk p").all_inner_texts() == [
        "How much light does a fern need?",
        "Little: a bright room without sun is best. Water it when the soil begins to dry, and it "
        "forgives the rest.",
    ]
