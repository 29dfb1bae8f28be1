"""
A banner that asks for consent. In memory the test answers in its place; with
--alloy-browser=chromium the banner's own buttons do.
"""

from pathlib import Path

import pytest

PAGE = Path(__file__).with_name("index.html")
SHOP = "https://fernway.example/"


@pytest.fixture
def shop(visitor):
    return visitor.open(
        SHOP, html=PAGE, autoViews=True, keepUnsent=True, defaultConsent="pending",
        honorGlobalPrivacyControl=True,
    )


def is_asking(page):
    return ' open=""' in page.html


def answer(page, choice):
    """Press the button of the banner that says this."""
    if page.visitor.is_real:
        page.wait("100ms")
        assert is_asking(page)
        page.click(f'#banner button[value="{choice}"]')
    else:
        page.visitor.consent(choice)


def test_nothing_is_sent_or_stored_before_the_visitor_answers(visitor, shop):
    shop.click("#prices")
    shop.wait("1s")

    assert visitor.events == []
    assert visitor.cookies == {}


def test_who_agrees_is_counted_with_what_came_before(visitor, shop):
    shop.click("#prices")
    answer(shop, "in")
    shop.wait("1s")

    assert visitor.events.views == ["/"]
    assert visitor.events.clicks == ["Price list"]


def test_who_declines_is_not_counted_then_or_later(visitor, shop):
    answer(shop, "out")
    shop.wait("1s")
    shop.click("#prices")
    shop.wait("1s")

    assert visitor.events == []


@pytest.mark.alloy_real("the page's own script opens the banner")
def test_the_answer_can_be_changed(visitor, shop):
    answer(shop, "in")
    shop.wait("1s")
    assert not is_asking(shop)
    shop.click("#choose")
    answer(shop, "out")
    shop.wait("1s")
    shop.click("#prices")

    assert visitor.events.clicks == []
