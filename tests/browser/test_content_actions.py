"""Every action on a page, in one batch, as the scenario `every-action` offers them."""

import json
from pathlib import Path

import pytest

from alloy_web.testing import render
from tests.browser.offers import displays, dom, offer, scenario, show
from tests.browser.pages import CORE_LOADERS, PAGES, direct_page

BODY = """
<div id="set-html">old <!-- c --><i>x</i></div>
<div id="append-html"><p>first</p></div>
<div id="prepend-html">text<p>first</p></div>
<div id="custom-code"><p>first</p></div>
<div class="around"><p id="insert-before">here</p></div>
<div class="around"><p id="insert-after">here</p>text<b>b</b></div>
<div class="around"><p id="replace-html">here</p></div>
<p id="set-text">old</p>
<p id="set-attribute" title="old">here</p>
<img id="set-image-source" alt="" src="data:,">
<p id="set-style" style="margin: 0px">here</p>
<p id="move">here</p>
<p id="resize">here</p>
<ul id="rearrange"><li>0</li><li>1</li><li>2</li></ul>
<p id="remove">here</p>
<p id="click">here</p>
<p id="collect-interactions">here</p>
"""
# PyScript pages send a view by themselves unless told otherwise.
OWN_EDGE = {"thirdPartyCookiesEnabled": False, "autoViews": False}

EVERY_ACTION = (
    Path(__file__).parents[2] / "alloy_web/devserver/scenarios/every-action.json"
)
HTML_OF = "(selector) => document.querySelector(selector).innerHTML"
OUTER_OF = "(selector) => document.querySelector(selector).outerHTML"


def html(visit, selector):
    return visit.page.evaluate(HTML_OF, selector)


PAINT_FIRST = """() => new Promise((resolve) => {
  const order = [];
  const note = (what) => {
    if (order.push(what) === 4) resolve(order);
  };
  const { fetch } = window;
  window.fetch = (...given) => {
    note("fetch");
    return fetch(...given);
  };
  new MutationObserver(() => {
    note("content");
    setTimeout(note, 0, "turn over");
  }).observe(document.querySelector("#set-text"), { childList: true });
  alloy("sendEvent", { renderDecisions: true });
})"""


def test_the_page_has_a_turn_between_the_content_and_its_report(visit, edge):
    edge.set_scenario(scenario(offer(dom("setText", "#set-text", "new"))))
    visit.open(direct_page(BODY, configure=OWN_EDGE))
    visit.ready()

    assert visit.page.evaluate(PAINT_FIRST) == ["fetch", "content", "turn over", "fetch"]


@pytest.mark.parametrize("loader", CORE_LOADERS)
def test_every_action_does_what_it_says(visit, edge, loader):
    edge.set_scenario("every-action")
    visit.open(PAGES[loader](BODY, configure=OWN_EDGE))
    visit.ready()

    result = visit.alloy("sendEvent", {"renderDecisions": True})

    assert [one["renderAttempted"] for one in result["propositions"]] == [True] * 17
    edge.wait_for(lambda event: bool(displays(edge)))
    # A click metric is rendered, and not displayed.
    assert len(displays(edge)[0]) == 16
    assert html(visit, "#set-html") == "<b>set by setHtml</b>"
    assert html(visit, "#append-html") == "<p>first</p><i>appended</i>"
    assert html(visit, "#prepend-html") == "text<i>prepended</i><p>first</p>"
    custom = html(visit, "#custom-code")
    assert custom.startswith("<i>custom</i><script>") and custom.endswith("<p>first</p>")
    assert visit.page.evaluate("window.customCodeRuns") == 1
    assert html(visit, ".around:has(#insert-before)").startswith('<i id="inserted-before">')
    assert html(visit, ".around:has(#insert-after)") == (
        '<p id="insert-after">here</p>text<i id="inserted-after">after</i><b>b</b>'
    )
    assert visit.page.query_selector("#replace-html") is None
    assert visit.text("#replacement") == "replaced"
    assert visit.text("#set-text") == "set by setText <plain>"
    assert visit.page.get_attribute("#set-attribute", "title") == "set by setAttribute"
    assert visit.page.get_attribute("#set-attribute", "data-offer") == "7"
    assert visit.page.get_attribute("#set-image-source", "src").startswith("data:image/gif")
    assert visit.page.get_attribute("#set-style", "style") == (
        "margin: 0px; color: rgb(1, 2, 3) !important;"
    )
    # In the order of the offer, which MicroPython does not keep: there by name.
    in_order = loader != "mpy"
    assert visit.page.get_attribute("#move", "style") == (
        "left: 11px; top: 22px; position: relative;" if in_order
        else "left: 11px; position: relative; top: 22px;"
    )
    assert visit.page.get_attribute("#resize", "style") == (
        "width: 120px; height: 40px;" if in_order else "height: 40px; width: 120px;"
    )
    assert html(visit, "#rearrange") == "<li>1</li><li>2</li><li>0</li>"
    assert visit.page.query_selector("#remove") is None
    # Offers of Target are not tracked unless the page says so.
    assert visit.page.query_selector("[data-aep-interact-id]") is None
    # Nothing stays hidden.
    assert visit.page.query_selector("head style") is None


def test_a_dry_run_in_pytest_gives_the_page_that_a_browser_gives(visit, edge):
    offers = json.loads(EVERY_ACTION.read_text("utf-8"))["offers"][0]["propositions"]
    edge.set_scenario("every-action")
    visit.open(direct_page(BODY, configure=OWN_EDGE))
    visit.ready()
    visit.alloy("event", {"type": "viewStart"})
    edge.wait_for(lambda event: bool(displays(edge)))

    dry, shown = visit.page.evaluate(
        """(html) => {
          const holder = document.createElement("template");
          holder.innerHTML = html;
          return [holder.content, document.body].map((parent) =>
            Array.from(parent.children, (one) => one.outerHTML)
              .filter((text) => !text.includes("alloy.js")));
        }""",
        render(offers, BODY).html,
    )

    assert dry == shown


def test_every_matching_element_gets_the_content_and_one_that_fails_stops_no_other(visit, edge):
    visit.open(direct_page('<p class="a">1</p><p class="a">2</p>', configure=OWN_EDGE))
    visit.ready()
    visit.page.evaluate(
        """() => {
          const [first] = document.querySelectorAll(".a");
          Object.defineProperty(first, "textContent", { set() { throw new Error("frozen"); } });
        }"""
    )

    show(visit, edge, dom("setText", ".a", "new"))

    assert visit.page.evaluate(
        "Array.from(document.querySelectorAll('.a'), (p) => p.innerHTML)"
    ) == ["1", "new"]


def test_images_alone_get_image_sources(visit, edge):
    visit.open(direct_page('<p class="a"></p><img class="a" alt="">', configure=OWN_EDGE))
    visit.ready()

    show(visit, edge, dom("setImageSource", ".a", "data:,x"))

    assert visit.page.evaluate(
        "Array.from(document.querySelectorAll('.a'), (p) => p.getAttribute('src'))"
    ) == [None, "data:,x"]


def test_children_that_are_missing_are_not_rearranged(visit, edge):
    visit.open(direct_page("<ul><li>0</li><li>1</li></ul>", configure=OWN_EDGE))
    visit.ready()

    show(visit, edge, dom("rearrange", "ul", {"from": 0, "to": 5}),
         dom("rearrange", "ul", {"from": 1, "to": 0}, item_id="2"))

    assert html(visit, "ul") == "<li>1</li><li>0</li>"


def test_the_head_takes_scripts_links_and_styles_only(visit, edge):
    visit.open(direct_page("", configure=OWN_EDGE))
    visit.ready()

    show(visit, edge, dom(
        "setHtml", "head",
        "<style>b { color: red }</style>text<p>no</p><script>window.ran = true</script>",
    ))

    head = visit.page.evaluate("document.head.innerHTML")
    assert "<title>test page</title>" in head, "the head is added to, never replaced"
    assert "b { color: red }" in head
    assert "<p>" not in head
    assert visit.page.evaluate("window.ran") is True
