"""How recordings are compared, on recordings of a few words; no browser is needed."""

from tests.parity.differences import Known, differences
from tests.parity.recording import _Names


def event(**content):
    return {"requests": [{"body": {"events": [content]}}]}


def test_the_order_of_the_pages_own_keys_counts():
    theirs = event(data={"b": 1, "a": [{"y": 1, "x": 2}]})
    ours = event(data={"a": [{"x": 2, "y": 1}], "b": 1})

    assert differences(theirs, ours) == [
        ("requests[0].body.events[0].data.a[0] (order)", "y, x", "x, y"),
        ("requests[0].body.events[0].data (order)", "b, a", "a, b"),
    ]


def test_a_key_that_is_missing_is_no_other_order():
    theirs = event(data={"b": 1, "a": 2, "c": 3})
    ours = event(data={"b": 1, "c": 3})

    assert differences(theirs, ours) == [
        ("requests[0].body.events[0].data.a", 2, "(absent)"),
    ]


def test_how_a_script_orders_what_it_puts_together_means_nothing():
    theirs = event(xdm={"web": {"b": 1, "a": 2}, "device": {}}, data={"__adobe": {"b": 1, "a": 2}})
    ours = event(data={"__adobe": {"a": 2, "b": 1}}, xdm={"device": {}, "web": {"a": 2, "b": 1}})

    assert differences(theirs, ours) == []


def test_one_entry_stands_for_every_order_and_for_nothing_else():
    known = Known([{"cases": "all", "path": "anywhere (order)", "kind": "interpreter", "why": "x"}])
    order = ("observed[0] (order)", "b, a", "a, b")
    value = ("observed[0].a", 1, 2)

    assert known.unknown("one", [order, value]) == [value]
    assert known.problems(["one"]) == []


def test_the_entry_is_out_of_date_once_no_order_differs():
    known = Known([{"cases": "all", "path": "anywhere (order)", "kind": "interpreter", "why": "x"}])
    known.unknown("one", [])

    assert known.problems(["one"]) == ["entry 1 (anywhere (order)): matches nothing any more"]


def test_names_are_given_in_the_order_of_keys_and_keys_stay_where_they_are():
    one, two = "1" * 38, "2" * 38

    named = _Names().named({"b": two, "a": one})

    assert list(named.items()) == [("b", "<ecid 2>"), ("a", "<ecid 1>")]
