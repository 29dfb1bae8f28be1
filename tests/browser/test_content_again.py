"""
Content that is shown again: never twice on what survived, always on what is new. PERS-43, ALPHA-37.

Elsewhere this went wrong in turn: content was applied twice, the cure stopped HTML offers, and the
next one stopped rendering after a re-render.
"""

from tests.browser.offers import dom, offer, scenario
from tests.browser.pages import direct_page

OWN_EDGE = {"thirdPartyCookiesEnabled": False}
MARK = "data-adobe-proposition-ids"


def opened(visit, edge, *propositions, body="<main><p>own</p></main>"):
    edge.set_scenario(scenario(*propositions))
    visit.open(direct_page(body, configure=OWN_EDGE))
    visit.ready()
    visit.alloy("sendEvent", {"renderDecisions": True})


def go(visit, name):
    visit.alloy("sendEvent", {
        "renderDecisions": True, "xdm": {"web": {"webPageDetails": {"viewName": name}}},
    })


def main(visit):
    return visit.page.evaluate("document.querySelector('main').innerHTML")


def of_view(*items, name="home", offer_id="AT:home"):
    return offer(*items, offer_id=offer_id, scope=name, view=True)


def test_a_view_that_is_visited_again_shows_its_insertion_once(visit, edge):
    opened(visit, edge, of_view(dom("appendHtml", "main", "<b>offer</b>")))

    for name in ("home", "cart", "home", "home"):
        go(visit, name)

    assert main(visit) == "<p>own</p><b>offer</b>"
    assert visit.page.get_attribute("main", MARK) == ",1"


def test_an_element_that_gets_much_is_marked_once(visit, edge):
    items = [dom("appendHtml", "main", f"<i>{number}</i>", str(number)) for number in range(300)]
    opened(visit, edge, body="<main></main>")
    edge.set_scenario(scenario(of_view(*items)))
    visit.page.evaluate("""(mark) => {
      const { setAttribute } = Element.prototype;
      window.written = 0;
      Element.prototype.setAttribute = function (name, value) {
        if (name === mark) window.written += 1;
        return setAttribute.call(this, name, value);
      };
    }""", MARK)

    visit.alloy("sendEvent", {
        "renderDecisions": True, "personalization": {"decisionScopes": ["__view__"]},
        "xdm": {"web": {"webPageDetails": {"viewName": "home"}}},
    })
    visit.page.wait_for_function("document.querySelectorAll('i').length === 300")

    marks = visit.page.get_attribute("main", MARK).split(",")
    assert sorted(marks) == sorted(["", *map(str, range(300))])
    assert visit.page.evaluate("written") == 1


def test_html_that_replaces_is_shown_each_time(visit, edge):
    count = "<script>window.runs = (window.runs || 0) + 1</script>"
    opened(visit, edge, of_view(
        dom("setHtml", "main", "<b>offer</b>"), dom("customCode", "main", count, "2"),
    ))
    go(visit, "home")
    visit.page.evaluate("document.querySelector('main').innerHTML = 'other view'")

    go(visit, "home")

    assert "<b>offer</b>" in main(visit)
    assert visit.page.evaluate("runs") == 2, "custom code runs each time"


def test_an_insertion_that_a_framework_threw_away_is_shown_again(visit, edge):
    opened(visit, edge, of_view(dom("appendHtml", "main", "<b>offer</b>")))
    go(visit, "home")
    # The element stays, with its mark; what is in it is made anew.
    visit.page.evaluate("document.querySelector('main').innerHTML = '<p>again</p>'")

    go(visit, "home")

    assert main(visit) == "<p>again</p><b>offer</b>"


def test_an_element_that_a_framework_made_anew_gets_the_insertion(visit, edge):
    opened(visit, edge, of_view(dom("insertAfter", "main p", "<b>offer</b>")))
    go(visit, "home")
    visit.page.evaluate("document.querySelector('main').innerHTML = '<p>again</p>'")

    go(visit, "home")

    assert main(visit).endswith("again</p><b>offer</b>")


def test_a_copy_of_an_element_brings_its_content_along(visit, edge):
    opened(visit, edge, of_view(dom("appendHtml", "main", "<b>offer</b>")))
    go(visit, "home")
    visit.page.evaluate(
        "document.querySelector('main').replaceWith(document.querySelector('main').cloneNode(true))"
    )

    go(visit, "home")

    assert main(visit) == "<p>own</p><b>offer</b>"


def test_items_of_two_offers_with_the_same_id_are_both_shown(visit, edge):
    opened(visit, edge, of_view(dom("appendHtml", "main", "<b>1</b>")),
           of_view(dom("appendHtml", "main", "<b>2</b>"), offer_id="AT:other"))

    go(visit, "home")
    go(visit, "home")

    assert main(visit) == "<p>own</p><b>1</b><b>2</b>"


def test_new_content_of_an_offer_takes_the_place_of_its_old(visit, edge):
    opened(visit, edge, offer(dom("appendHtml", "main", "<b>old</b>")))
    visit.alloy("event", {"type": "viewStart"})
    visit.page.evaluate("document.querySelectorAll('b')[0].remove()")
    edge.set_scenario(scenario(offer(dom("appendHtml", "main", "<b>new</b>"))))

    visit.alloy("event", {"type": "viewStart"})
    visit.alloy("event", {"type": "viewStart"})

    assert main(visit) == "<p>own</p><b>new</b>"


def test_a_list_is_rearranged_once_and_again_when_it_is_new(visit, edge):
    opened(visit, edge, of_view(dom("rearrange", "ul", {"from": 0, "to": 1})),
           body="<main><ul><li>0</li><li>1</li></ul></main>")
    go(visit, "home")
    go(visit, "home")
    assert visit.text("ul") == "10"

    visit.page.evaluate("document.querySelector('ul').innerHTML = '<li>0</li><li>1</li>'")
    go(visit, "home")

    assert visit.text("ul") == "10"


def test_what_a_view_adds_to_the_head_is_added_once(visit, edge):
    opened(visit, edge, of_view(dom("setHtml", "head", "<style id=own>b{}</style>")))

    for name in ("home", "cart", "home"):
        go(visit, name)

    assert visit.page.evaluate("document.querySelectorAll('#own').length") == 1
