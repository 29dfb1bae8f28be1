"""Offers on HTML, without a browser: the dry run, and a whole visit on the memory host."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from alloy_web.testing import Instance, MemoryHost, render, reply

NS = "https://ns.adobe.com/personalization/"
EVERY_ACTION = Path(__file__).parents[3] / "alloy_web/devserver/scenarios/every-action.json"


def item(kind, selector, content=None, item_id="1", schema="dom-action"):
    data = {"type": kind, "selector": selector, "content": content}
    return {"id": item_id, "schema": NS + schema, "data": data}


def offer(*items, offer_id="AT:1", scope="__view__", **characteristics):
    details = {"decisionProvider": "TGT", "characteristics": characteristics}
    return {"id": offer_id, "scope": scope, "scopeDetails": details, "items": list(items)}


def shown(html, *items):
    return render([offer(*items)], html).html


@pytest.mark.parametrize(
    "kind, content, expected",
    [
        ("setHtml", "1<b>2</b>", '<p id="a">1<b>2</b></p><i>z</i>'),
        ("appendHtml", "<b>2</b>", '<p id="a">x<u>y</u><b>2</b></p><i>z</i>'),
        ("prependHtml", "1<b>2</b>", '<p id="a">x1<b>2</b><u>y</u></p><i>z</i>'),
        ("customCode", "<b>2</b>", '<p id="a">x<b>2</b><u>y</u></p><i>z</i>'),
        ("insertBefore", "1<b>2</b>", '1<b>2</b><p id="a">x<u>y</u></p><i>z</i>'),
        ("insertAfter", "1<b>2</b>", '<p id="a">x<u>y</u></p>1<b>2</b><i>z</i>'),
        ("replaceHtml", "<b>2</b>", "<b>2</b><i>z</i>"),
        ("setText", "a < b", '<p id="a">a &lt; b</p><i>z</i>'),
        ("setAttribute", {"title": 2.0}, '<p id="a" title="2">x<u>y</u></p><i>z</i>'),
        ("setStyle", {"color": "red"}, '<p id="a" style="color: red;">x<u>y</u></p><i>z</i>'),
        ("remove", None, "<i>z</i>"),
        ("click", None, '<p id="a">x<u>y</u></p><i>z</i>'),
    ],
)
def test_each_action_changes_the_page_as_in_a_browser(kind, content, expected):
    html = shown('<p id="a">x<u>y</u></p><i>z</i>', item(kind, "#a", content))

    assert html.replace(' data-adobe-proposition-ids=",1"', "") == expected


def test_lists_are_rearranged_and_images_get_their_source():
    swap = item("rearrange", "ul", {"from": 0, "to": 1})
    assert shown("<ul><li>0</li><li>1</li></ul>", swap) == (
        '<ul data-adobe-proposition-ids=",1"><li>1</li><li>0</li></ul>'
    )
    assert shown('<img alt="">', item("setImageSource", "img", "/a.png")) == (
        '<img alt="" src="/a.png">'
    )


def test_selectors_with_eq_and_children():
    html = "<main><p>0</p><p>1</p></main>"

    assert shown(html, item("setText", "main > P:eq(1)", "new")) == (
        "<main><p>0</p><p>new</p></main>"
    )


def test_a_dry_run_says_why_something_is_not_shown():
    result = render(
        [
            offer(item("setText", "h1", "Sale"), item("explode", "h1", item_id="2"),
                  item("setText", "#none", "x", item_id="3"),
                  item("setText", "p[[", "x", item_id="4"),
                  item(None, None, schema="json-content-item", item_id="5")),
            offer(item("setText", "h1", "Cart"), offer_id="AT:2", scope="cart", scopeType="view"),
            offer(item("setText", "h1", "Hero"), offer_id="AT:3", scope="hero"),
        ],
        "<h1>Welcome</h1>",
    )

    assert result.html == "<h1>Sale</h1>"
    assert result.applied == [
        {"proposition": "AT:1", "item": "1", "selector": "h1", "elements": 1},
    ]
    reasons = {(line["proposition"], line["item"]): line["why"] for line in result.skipped}
    assert reasons.pop(("AT:1", "4")).startswith('"p[[" is no selector that a browser takes: ')
    assert reasons == {
        ("AT:1", "2"): 'its type "explode" is not known',
        ("AT:1", "3"): "no element matches #none",
        ("AT:1", "5"): "items of the kind json-content-item are not shown by themselves",
        ("AT:2", "1"): "it is for the view cart",
        ("AT:3", "1"): "it is for the scope hero, which the page shows itself",
    }
    assert result.reported == ["AT:1"]


def test_a_dry_run_says_that_an_element_without_a_source_gets_none():
    result = render([offer(item("setImageSource", "h1", "/a.png"))], "<h1>Welcome</h1>")

    assert (result.html, result.applied) == ("<h1>Welcome</h1>", [])
    assert [line["why"] for line in result.skipped] == ["it changes images alone, not h1"]


def test_a_dry_run_of_a_view_and_of_a_redirect():
    cart = offer(item("setText", "h1", "Cart"), scope="cart", scopeType="view")
    assert render([cart], "<h1></h1>", view="CART").html == "<h1>Cart</h1>"

    away = offer({"id": "1", "schema": NS + "redirect-item", "data": {"content": "/new"}})
    result = render([cart, away], "<h1>old</h1>", view="cart")
    assert (result.redirect, result.html) == ("/new", "<h1>old</h1>")


def test_a_dry_run_tells_of_clicks_and_of_the_message():
    def message(text):
        data = {"content": text, "contentType": "text/html", "mobileParameters": {}}
        return {"id": "m", "schema": NS + "message/in-app", "data": data}

    result = render(
        [offer(item("click", "#buy"), message("<p>1</p>"), message("<p>2</p>"))], "<b id=buy></b>"
    )

    assert result.clicks == [{"proposition": "AT:1", "item": "1", "selector": "#buy"}]
    assert result.message == "<p>1</p>"
    assert result.skipped == [
        {"proposition": "AT:1", "item": "m", "why": "another message is shown already"},
    ]


def test_what_is_shown_again_on_its_own_result_is_not_there_twice():
    offers = [offer(item("appendHtml", "h1", "<b>new</b>"), item("setText", "p", "new", "2"))]
    once = render(offers, "<h1></h1><p></p>")

    again = render(offers, once.html)

    assert again.html == once.html
    assert [line["item"] for line in again.applied] == ["2"]
    assert again.skipped == [
        {"proposition": "AT:1", "item": "1", "why": "its content is there already"},
    ]


def test_the_page_comes_before_its_view_as_in_an_answer():
    view = offer(item("setText", "h1", "view"), offer_id="AT:2", scope="cart", scopeType="view")
    page = offer(item("setText", "h1", "page"))

    assert render([view, page], "<h1></h1>", view="cart").html == "<h1>view</h1>"


def test_the_head_takes_scripts_links_and_styles_only():
    html = "<html><head><title>t</title></head><body></body></html>"

    result = render([offer(item("setHtml", "head", "<style>b{}</style><p>no</p>text"))], html)

    assert "<title>t</title><style>b{}</style></head>" in result.html


def test_a_whole_visit_on_html():
    host = MemoryHost(html="<main><p>own</p></main>")
    content = offer(item("appendHtml", "main", "<b>offer</b>"), item("setText", "#x", "y", "2"))
    host.on_send = lambda sent: reply(
        {"handle": [{"type": "personalization:decisions", "payload": [content]}]}
    )
    instance = Instance("alloy", host, "test")
    instance.execute("configure", {
        "orgId": "A@AdobeOrg", "datastreamId": "d", "thirdPartyCookiesEnabled": False,
    })

    instance.execute("event", {"type": "viewStart"}).result()
    once = host.html()
    instance.execute("event", {"type": "viewStart"}).result()

    assert once == '<main data-adobe-proposition-ids=",1"><p>own</p><b>offer</b></main>'
    assert host.html() == once, "what survived is not inserted twice"
    assert host.report[:2] == [
        {"selector": "main", "applied": True, "elements": 1},
        {"selector": "#x", "applied": False, "why": "no element matches #x"},
    ]


def test_every_action_of_the_demo_offers_finds_its_place():
    offers = json.loads(EVERY_ACTION.read_text())["offers"][0]["propositions"]
    ids = [each["items"][0]["data"]["selector"][1:] for each in offers]
    page = "".join(f'<div id="{each}"><i>1</i><i>2</i><i>3</i></div>' for each in ids)
    page = page.replace('<div id="set-image-source">', '<div><img id="set-image-source" alt="">')

    result = render(offers, page)

    assert result.skipped == []
    assert len(result.applied) == len(offers) - 1


def test_without_what_reads_html_only_the_dry_run_is_missing():
    """In a fresh interpreter in which Beautiful Soup cannot be found."""
    program = (
        "import sys; sys.modules['bs4'] = None\n"
        "from alloy_web.testing import Instance, MemoryHost, reply\n"
        "try:\n    from alloy_web.testing import render\n"
        "except ImportError as error:\n    print(error)\n"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert said.stdout == (
        "alloy_web.testing.render reads HTML, and bs4 is not installed: "
        'pip install "alloy-web[testing]"\n'
    ), said.stderr
