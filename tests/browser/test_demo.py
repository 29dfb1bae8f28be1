"""The demo pages: what each is there to show."""

import pytest

from tests.browser.support import until
from tests.browser.test_rules import interactions

DISMISS = "decisioning.propositionDismiss"


@pytest.mark.parametrize(
    ("path", "slots", "has_buttons", "snippet"),
    [
        ("/direct/", 5, True, '<script src="/dist/alloy.js" async></script>'),
        ("/mpy/", 5, True, '<script type="mpy"'),
        # By default its own button is pressed, in test_attach.py.
        pytest.param("/py/", 5, True, '<script type="py"', marks=pytest.mark.full),
        ("/spa/", 1, False, "autoViews: true"),
        pytest.param("/app/", 5, False, 'await alloy("event"', marks=pytest.mark.full),
    ],
)
def test_a_page_is_personalised_says_how_and_its_buttons_call_the_sdk(
    visit, edge, path, slots, has_buttons, snippet
):
    edge.set_scenario("demo")
    visit.goto(path)

    visit.ready()
    visit.page.wait_for_selector(f"#wire .entry:has-text('View of {path}')")
    visit.page.wait_for_selector("#wire .entry:has-text('shown')")
    assert visit.page.locator(".slot.is-personal").count() == slots
    assert visit.page.locator(".slot:not(.is-personal)").count() == 0
    until(visit, lambda: snippet in visit.page.locator("#source").text_content())
    if has_buttons:
        visit.page.click("#send-event")
        visit.page.wait_for_selector("#wire .entry:has-text('commerce.productListAdds')")


@pytest.fixture
def more(visit, edge):
    edge.set_scenario("demo")
    visit.goto("/more/")
    visit.page.wait_for_selector("#inbox li:nth-child(2)")
    return visit.page


def titles(more):
    return more.locator("#inbox b").all_inner_texts()


def test_cards_come_with_a_full_cart_and_go_when_they_are_dismissed(more, edge):
    assert titles(more) == ["Welcome to Fernway", "Ferns for dark corners"]

    more.click("#fill")
    more.click("#fill")
    more.wait_for_selector("#inbox li:nth-child(3)")
    more.locator("#inbox li", has_text="Welcome").locator("button").click()
    edge.wait_for(lambda event: bool(interactions(edge, DISMISS)))
    more.wait_for_selector("#inbox li:nth-child(3)", state="detached")

    assert titles(more) == ["Ferns for dark corners", "Delivery is free"]
    more.wait_for_selector("#wire .entry:has-text('Report: an offer was dismissed')")


def test_a_message_is_shown_to_who_pays_and_goes(more):
    more.click("#pay")
    more.frame_locator("#alloy-content-iframe").locator("a").click()

    more.wait_for_selector("#alloy-content-iframe", state="detached")


def test_a_player_is_followed(more, edge):
    more.evaluate("document.querySelector('#player').muted = true")
    more.evaluate("document.querySelector('#player').play()")
    more.wait_for_selector("#wire .entry:has-text('media.play')")
    more.evaluate("document.querySelector('#player').pause()")
    more.wait_for_selector("#wire .entry:has-text('media.pauseStart')")
    # The page notes it as it leaves, and the edge when it has come.
    edge.wait_for(lambda event: "media.pauseStart" in event["body_text"])

    told = [
        event["body"]["events"][0]["xdm"]["eventType"] for event in edge.events()
        if event["action"] != "collect"
    ]
    assert told[1:] == ["media.sessionStart", "media.play", "media.pauseStart"]


def test_the_assistant_answers_piece_by_piece(more):
    more.click("#ask button")

    more.wait_for_selector("#talk .answer:has-text('it forgives the rest.')")
    assert more.locator("#talk p").all_inner_texts() == [
        "How much light does a fern need?",
        "Little: a bright room without sun is best. Water it when the soil begins to dry, and it "
        "forgives the rest.",
    ]
