"""How recordings are compared, on recordings of a few words; no browser is needed."""

import json

from tests.parity import recorded
from tests.parity.differences import Known, differences
from tests.parity.recording import _Names


def event(**content):
    return {"requests": [{"body": {"events": [content]}}]}


def entry(cases, shown_by=None, why="x"):
    shown = {"shown by": shown_by} if shown_by else {}
    return {
        "cases": cases, **shown, "path": "observed[*].a", "kind": "ours on purpose", "why": why,
    }


def test_the_order_of_the_pages_own_keys_counts():
    theirs = event(data={"b": 1, "a": [{"y": 1, "x": 2}]}, xdm={"commerce": {"b": 1, "a": 2}})
    ours = event(data={"a": [{"x": 2, "y": 1}], "b": 1}, xdm={"commerce": {"a": 2, "b": 1}})

    assert differences(theirs, ours) == [
        ("requests[0].body.events[0].data.a[0] (order)", "y, x", "x, y"),
        ("requests[0].body.events[0].data (order)", "b, a", "a, b"),
        ("requests[0].body.events[0].xdm.commerce (order)", "b, a", "a, b"),
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


def test_no_entry_stands_for_an_order_but_one_that_names_it():
    known = Known([entry("all", shown_by="one")])
    order = ("observed[0].a (order)", "b, a", "a, b")

    assert known.unknown("one", [order]) == [order]
    assert known.outdated("one", [order]) == [
        "entry 1 (observed[*].a): matches nothing any more in 'one'"
    ]
    assert known.outdated("two", [order]) == []


def test_an_entry_that_names_its_cases_stands_for_no_other():
    known = Known([entry(["one", "two"])])
    difference = ("observed[0].a", 1, 2)

    assert known.unknown("one", [difference]) == []
    assert known.unknown("three", [difference]) == [difference]
    assert known.outdated("one", [difference]) == []
    assert known.outdated("two", []) == [
        "entry 1 (observed[*].a): matches nothing any more in 'two'"
    ]


def test_an_entry_without_a_reason_or_for_no_case_is_told():
    known = Known([entry("all", shown_by="gone"), entry(["lost"], why="")])

    assert known.problems(["one"]) == [
        "entry 1 (observed[*].a): there is no case 'gone'",
        "entry 2 (observed[*].a): needs a kind (ours on purpose, newer baseline) and a why",
        "entry 2 (observed[*].a): there is no case 'lost'",
    ]


def test_names_are_given_in_the_order_of_keys_and_keys_stay_where_they_are():
    one, two = "1" * 38, "2" * 38

    named = _Names().named({"b": two, "a": one})

    assert list(named.items()) == [("b", "<ecid 2>"), ("a", "<ecid 1>")]


def test_a_file_whose_recording_is_of_other_files_is_named(tmp_path, monkeypatch):
    made_by = tmp_path / "made_by"
    made_by.write_text("one")
    monkeypatch.setattr(recorded, "PLAYED_BY", [made_by])
    monkeypatch.setattr(recorded, "HERE", tmp_path)
    monkeypatch.setattr(recorded, "FOLDER", tmp_path / "recorded")
    (tmp_path / "cases").mkdir()
    for name in ("kept.py", "new.py"):
        (tmp_path / "cases" / name).write_text(name)
    recorded.FOLDER.mkdir()
    kept = json.dumps({"of": recorded.Recorded("156")._key("kept.py")})
    (recorded.FOLDER / "kept.json").write_text(kept)

    assert recorded.outdated() == ["new.py"]
    made_by.write_text("another")
    assert recorded.outdated() == ["kept.py", "new.py"]
