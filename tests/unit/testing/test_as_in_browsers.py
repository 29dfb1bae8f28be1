"""The dry run does what a browser does; tests/browser/test_dry_run.py holds the other half."""

import re

import pytest

from alloy_web.hosts.memory.page import HtmlPage
from alloy_web.testing import render
from tests.dry_run_cases import ACTIONS, SELECTORS, offers


@pytest.mark.parametrize(("name", "html", "actions", "expected"), ACTIONS)
def test_offers_change_the_page_as_in_a_browser(name, html, actions, expected):
    shown = render(offers(actions), html).html

    assert re.sub(r' data-adobe-proposition-ids="[^"]*"', "", shown) == expected


@pytest.mark.parametrize(("selector", "html", "expected"), SELECTORS)
def test_selectors_match_as_in_a_browser(selector, html, expected):
    page = HtmlPage(html)
    try:
        found = [each.get("id") for each in page.query(selector) if each.get("id")]
    except ValueError:
        found = "refused"

    assert found == (["x"] if expected is None else expected)


@pytest.mark.parametrize(
    "given",
    [
        offers([("setText", "h1", "n")]),
        offers([("setText", "h1", "n")])[0],
        {"propositions": offers([("setText", "h1", "n")]), "decisions": []},
        {"type": "personalization:decisions", "payload": offers([("setText", "h1", "n")])},
        [{"type": "personalization:decisions", "payload": offers([("setText", "h1", "n")])},
         {"type": "state:store", "payload": []}],
        {"requestId": "1", "handle": [
            {"type": "personalization:decisions", "payload": offers([("setText", "h1", "n")])},
        ]},
    ],
)
def test_render_takes_what_is_at_hand(given):
    assert "n</h1>" in render(given, "<h1>x</h1>").html


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "there is no proposition in what render was given"),
        ({"handle": []}, "there is no proposition in what render was given"),
        ({"offers": []}, "got a dict with offers"),
        (None, "got NoneType 'None'"),
        ("AT:1", "got str 'AT:1'"),
    ],
)
def test_render_says_why_it_shows_nothing(given, told):
    with pytest.raises((TypeError, ValueError)) as raised:
        render(given, "<h1>x</h1>")

    assert told in str(raised.value)


def test_what_is_no_proposition_is_skipped_with_the_reason():
    shown = render([7, {"id": "a"}, {"id": "b", "scope": "__view__"},
                    {"id": "c", "scope": "__view__", "items": ["x"]}], "<h1>x</h1>")

    assert [(line["proposition"], line["why"]) for line in shown.skipped] == [
        (None, "it is no object"), ("a", "it has no scope"), ("b", "it has no items"),
        ("c", "items[0] is no object"),
    ]


def test_a_shadow_root_that_the_html_declares_is_entered():
    html = (
        '<div id="h"><template shadowrootmode="open"><p>in</p></template></div><p>out</p>'
    )

    shown = render(offers([("setText", "#h:shadow p", "n"), ("setText", "p", "o")]), html).html

    assert re.sub(r' data-adobe-proposition-ids="[^"]*"', "", shown) == (
        '<div id="h"><template shadowrootmode="open"><p>n</p></template></div><p>o</p>'
    )
