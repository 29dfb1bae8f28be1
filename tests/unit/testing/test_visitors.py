"""Several visitors in memory, made without the fixtures."""

import threading

from alloy_web.testing.edge import Edge
from alloy_web.testing.visitor import Visitor

SHOP = "https://shop.example/"


def test_visitors_in_threads_do_not_meet():
    found = {}

    def work(name):
        visitor = Visitor(Edge())
        page = visitor.open(f"https://{name}.example/", autoViews=True)
        for number in range(20):
            page.alloy("event", type=f"{name}{number}")
        found[name] = [event.type for event in visitor.events][1:]

    threads = [threading.Thread(target=work, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)

    assert found == {name: [f"{name}{number}" for number in range(20)] for name in "abcd"}


def test_two_visitors_of_one_edge_have_their_own_events():
    edge = Edge()
    first, second = Visitor(edge), Visitor(edge)
    first.open(SHOP).alloy("event", type="first")
    second.open(SHOP).alloy("event", type="second")

    assert [event.type for event in first.events] == ["first"]
    assert [event.type for event in edge.events()] == ["first", "second"]
