"""Whatever the strategies draw, the SDK sends and the edge takes."""

from hypothesis import given, settings

from alloy_web.testing import strategies
from alloy_web.testing.edge import Edge
from alloy_web.testing.offers import render
from alloy_web.testing.visitor import Visitor

SHOP = "https://shop.example/"


@settings(max_examples=20)
@given(strategies.event_options())
def test_every_event_is_taken(options):
    visitor = Visitor(Edge())
    visitor.open(SHOP).alloy("event", options)

    assert len(visitor.events) == 1
    assert visitor.edge.refused == []


@settings(max_examples=20)
@given(strategies.send_event_options())
def test_every_sent_event_is_taken(options):
    visitor = Visitor(Edge())
    visitor.open(SHOP).alloy("sendEvent", options)

    assert visitor.edge.refused == []


@settings(max_examples=20)
@given(strategies.answers())
def test_of_every_answer_each_item_is_shown_or_said_why_not(answer):
    (handle,) = answer["handle"]
    if not handle["payload"]:
        return
    shown = render(answer, '<main><h1 id="hero">x</h1><p><b>y</b></p></main>')

    told = len(shown.applied) + len(shown.skipped) + len(shown.clicks)
    assert told >= sum(len(one["items"]) for one in handle["payload"])
