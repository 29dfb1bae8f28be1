"""Clicks on content: marked elements, click metrics, and a link in an offer as one event."""

from tests.browser.offers import dom, show
from tests.browser.pages import direct_page

CONFIG = {"thirdPartyCookiesEnabled": False}
TRACKED = {**CONFIG, "autoCollectPropositionInteractions": {"TGT": "always"}}
STAY = "<script>document.addEventListener('click', (event) => event.preventDefault());</script>"


def opened(visit, body, config=CONFIG):
    visit.open(direct_page(body + STAY, configure=config))
    visit.ready()


def clicked(visit, edge, selector):
    """The event of a click."""
    before = len(edge.events("collect"))
    visit.page.click(selector)
    request = edge.wait_for(before + 1, action="collect")[-1]
    return request["body"]["events"][0]["xdm"]


def says_nothing(visit, edge, selector):
    """Is a click left untold?"""
    before = len(edge.events("collect"))
    visit.page.click(selector)
    # What a click tells leaves while it is clicked, so this comes behind it.
    visit.alloy("event", {"type": "after"})
    visit.page.wait_for_timeout(100)
    [after] = edge.events("collect")[before:]
    return after["body"]["events"][0]["xdm"]["eventType"] == "after"


def ids(xdm):
    return [one["id"] for one in xdm["_experience"]["decisioning"]["propositions"]]


def test_inserted_elements_and_containers_are_marked_as_each_action_says(visit, edge):
    opened(visit, "<p id='a'>1</p><p id='b'>2</p><ul><li>0<li>1<li>2</ul>", TRACKED)

    show(visit, edge,
         dom("setHtml", "#a", "<b>x</b>"), dom("prependHtml", "#b", "text<b>y</b>", "2"),
         dom("insertAfter", "#b", "<i>z</i>", "3", label="Label"),
         dom("rearrange", "ul", {"from": 0, "to": 1}, "4"),
         dom("remove", "li:last-child", None, "5"))

    marked = visit.page.evaluate(
        """Array.from(document.querySelectorAll("[data-aep-interact-id]"),
                     (one) => one.localName + one.dataset.aepInteractId)"""
    )
    assert marked == ["p1", "b2", "i3", "li5", "li4"]
    assert visit.page.get_attribute("i", "data-aep-click-label") == "Label"


def test_a_click_on_marked_content_is_an_interaction(visit, edge):
    opened(visit, "<p id='a'>1</p>", TRACKED)
    show(visit, edge, dom("setHtml", "#a", "<span data-aep-click-token='t'>x</span>", label="Hero"))

    xdm = clicked(visit, edge, "#a span")

    assert xdm["eventType"] == "decisioning.propositionInteract"
    told = xdm["_experience"]["decisioning"]
    assert told["propositionEventType"] == {"interact": 1}
    assert told["propositionAction"] == {"label": "Hero", "tokens": ["t"]}
    assert [(one["id"], one["items"]) for one in told["propositions"]] == [("AT:1", [{"id": "1"}])]


def test_a_link_in_marked_content_is_one_event(visit, edge):
    opened(visit, "<main><p id='a'>1</p></main>", TRACKED)
    show(visit, edge, dom("setHtml", "#a", "<a href='/t/buy'>Buy <b>now</b></a>"))

    xdm = clicked(visit, edge, "#a b")

    assert xdm["eventType"] == "decisioning.propositionInteract"
    assert xdm["web"]["webInteraction"]["name"] == "Buy now"
    assert xdm["web"]["webInteraction"]["region"] == "a"
    assert ids(xdm) == ["AT:1"]
    visit.page.wait_for_timeout(200)
    assert len(edge.events("collect")) == 1


def test_content_that_is_not_tracked_is_not_told(visit, edge):
    opened(visit, "<p id='a'>1</p>")
    show(visit, edge, dom("setHtml", "#a", "<b>x</b>"))

    assert says_nothing(visit, edge, "#a b")


def test_click_metrics_by_selector(visit, edge):
    opened(visit, "<main><p>0</p><p id='a'>1 <b>x</b></p></main><i>y</i>")
    show(visit, edge, dom("click", "#a", label="Buy"), dom("click", "main > p:eq(0)", item_id="2"),
         dom("setText", "i", "z", item_id="3"))

    xdm = clicked(visit, edge, "#a b")
    assert ids(xdm) == ["AT:1"]
    assert xdm["_experience"]["decisioning"]["propositionAction"] == {"label": "Buy"}
    assert ids(clicked(visit, edge, "main > p:first-child")) == ["AT:1"]
    assert says_nothing(visit, edge, "i")


def test_content_of_the_body_itself_is_told_too(visit, edge):
    opened(visit, "<p>1</p><div style='height: 200px'></div>", TRACKED)
    show(visit, edge, dom("setAttribute", "body", {"title": "x"}))

    assert ids(clicked(visit, edge, "div")) == ["AT:1"]
