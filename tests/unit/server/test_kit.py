"""The test kit with a server part: one edge for both, and pages that take the hand-over."""

import pytest

from tests.unit.server.kit import HTML, ORG, item, offer, run, scope

SHOP = "https://shop.example.com/"


def appended(text):
    return offer("AT:1", item(type="appendHtml", selector="#list", content=f"<li>{text}</li>"),
                 item("2", type="insertBefore", selector="#hero", content=text),
                 decisionProvider="AJO")


@pytest.fixture
def opened(visitor, edge):
    from alloy_web.server import Alloy

    edge.play({"name": "first", "offers": [{"propositions": [appended("3")]}]})
    alloy = Alloy(org_id=ORG, datastream_id="d", http=edge.http, budget_ms=60_000)
    visit = alloy.visit(scope())
    run(visit.event({"type": "viewStart"}))
    visitor.cookies.update(text.partition(";")[0].split("=", 1) for text in visit.cookies)
    return visitor.open(SHOP, html=visit.render(HTML), autoViews=True)


def test_what_the_server_put_in_is_reported_and_stays(opened, visitor, edge):
    assert opened.text("#list") == "123"
    assert opened.html.count("3<p") == 1
    assert visitor.events.displays == ["AT:1"]
    assert visitor.events.views == []
    assert len(edge.requests) == 2


def test_a_later_view_leaves_it_or_puts_something_else_in_its_place(opened, visitor, edge):
    opened.go("/next")
    opened.wait("1s")
    assert opened.text("#list") == "123"
    assert visitor.events.views == ["/next"]

    edge.play({"name": "other", "offers": [{"propositions": [appended("4")]}]})
    opened.go("/third")
    opened.wait("1s")

    assert opened.text("#list") == "124"


def test_a_click_on_it_is_told(opened, visitor):
    opened.click("#list li:last-child")

    (told,) = visitor.events.where(type="decisioning.propositionInteract")
    assert told.xdm["_experience"]["decisioning"]["propositions"][0]["id"] == "AT:1"


@pytest.mark.alloy_allows("errors")
def test_an_edge_that_is_offline_is_so_for_the_server_too(edge, caplog):
    from alloy_web.server import Alloy

    edge.offline = True
    visit = Alloy(org_id=ORG, datastream_id="d", http=edge.http).visit(scope())

    assert run(visit.event({"type": "viewStart"})) is None
    assert "the edge is offline" in caplog.text
