"""The dry run of rules: which hold, and which condition of the others met which value."""

import json

import pytest

from alloy_web.buildtools.environment import ROOT
from alloy_web.core import hashing
from alloy_web.features.rules import evaluation
from alloy_web.features.rules.rulesets import Ruleset, payload
from alloy_web.testing import evaluate

# The engine is asked about them on all its runtimes (tests/portable/test_rulesets.py).
CASES = json.loads((ROOT / "tests/cases/rulesets.json").read_text(encoding="utf-8"))

CARD = "https://ns.adobe.com/personalization/message/content-card"


def matcher(key, code, *values):
    return {"type": "matcher", "definition": {"key": key, "matcher": code, "values": list(values)}}


def group(logic, *conditions):
    return {"type": "group", "definition": {"logic": logic, "conditions": list(conditions)}}


def historical(event, code, value, **more):
    return {"type": "historical", "definition": {
        "events": [event], "matcher": code, "value": value, **more,
    }}


def ruleset(*rules):
    return {"version": 1, "rules": [
        {"condition": condition, "consequences": [
            {"id": name, "type": "schema", "detail": {"id": name, "schema": CARD, "data": {}}},
        ]}
        for name, condition in rules
    ]}


SHOWN = {"iam.eventType": "display", "iam.id": "act#1"}
CART = ruleset(
    ("full", group("and", matcher("cart.size", "ge", 2), matcher("page.path", "co", "/cart"))),
    ("first", historical(SHOWN, "lt", 1)),
)


def test_what_holds_is_told_by_id():
    told = evaluate(CART, {"cart": {"size": 3}, "page.path": "/shop/Cart"})

    assert told.ids == ["full", "first"]
    assert told.failed == [] and told.problems == []
    assert told.items[0] == {"id": "full", "schema": CARD, "data": {}}


def test_what_fails_names_each_condition_with_the_value_it_met():
    told = evaluate([CART], {"page": {"path": "/home"}}, [SHOWN, SHOWN])

    assert told.ids == []
    assert told.failed[0].why == [
        "cart.size ge 2: it is not there", 'page.path co "/cart": it is "/home"',
    ]
    assert told.failed[1].why == ["any of display act#1 lt 1: it is 2"]


@pytest.mark.parametrize("given", CASES["rulesets"], ids=lambda given: given["name"])
def test_each_condition_that_fails_says_what_it_wanted_and_what_it_met(given):
    told = evaluate({"rules": given["rules"]}, CASES["context"], CASES["history"])

    assert [rule.why for rule in told.rules] == [rule["why"] or [] for rule in given["rules"]]
    assert [rule.holds for rule in told.rules] == [rule["why"] is None for rule in given["rules"]]


def ruled(name, rank, *rules):
    details = {"activity": {"id": name}, "rank": rank}
    item = {"schema": "https://ns.adobe.com/personalization/ruleset-item", "data": ruleset(*rules)}
    return {"id": name, "scope": "s", "scopeDetails": details, "items": [item]}


def test_what_qualifies_counts_for_what_is_asked_later_as_in_a_page():
    first = {"iam.eventType": "trigger", "iam.id": "first"}
    noted = {"iam.eventType": "seen", "iam.id": "own"}
    note = ruled("first", 1, ("card", group("and")), ("note", group("and")))
    note["items"][0]["data"]["rules"][1]["consequences"][0]["detail"] = {
        "schema": "https://ns.adobe.com/personalization/eventHistoryOperation",
        "data": {"operation": "insert", "content": noted},
    }
    later = ruled("later", 2, ("after", historical(first, "eq", 2)), ("own", historical(
        noted, "eq", 1
    )))

    told = evaluate([later, note], {})

    assert told.failed == []
    # In the order in which they were given; what is noted is no content.
    assert told.ids == ["after", "own", "card"]
    assert evaluate([later]).ids == []


def test_of_alternatives_all_are_told():
    told = evaluate(ruleset(("x", group("or", matcher("a", "eq", 1), matcher("b", "ex")))))

    assert told.failed[0].why == [
        "none of these holds:", "    a eq 1: it is not there", "    b ex: it is not there",
    ]
    logic = evaluate(ruleset(("x", group("xor"))))
    assert logic.failed[0].why == ['a group of the logic "xor" never holds']


def test_times_of_what_happened_count():
    rule = ruleset(("x", historical(SHOWN, "ge", 1, **{"from": 100})))

    assert evaluate(rule, {}, [SHOWN | {"timestamp": 100}]).ids == ["x"]
    assert evaluate(rule, {}, [SHOWN | {"timestamp": 99}]).ids == []


def test_it_reads_as_text():
    told = evaluate(CART, {"cart": {"size": 3}, "page": {"path": "/home"}})

    assert repr(told) == (
        "1 of 2 rules hold\n"
        "  rule 1 fails: full\n"
        '      page.path co "/cart": it is "/home"\n'
        "  rule 2 holds: first"
    )


def test_propositions_are_taken_as_the_server_sends_them():
    proposition = {"id": "p", "scope": "s", "scopeDetails": {"activity": {"id": "act"}}, "items": [
        {"schema": "https://ns.adobe.com/personalization/ruleset-item", "data": CART},
    ]}

    assert evaluate([proposition], {}).ids == ["first"]
    del proposition["scopeDetails"]
    assert evaluate([proposition], {}).problems == [
        "proposition p: it has no activity.id, or no rules",
    ]


def test_what_cannot_be_read_is_told():
    told = evaluate([ruleset(("x", {"type": "maybe", "definition": {}})), CART, None])

    assert told.problems == [
        'a condition is of the unknown type "maybe"', "it has no list of rules",
    ]
    assert told.ids == ["first"]
    assert "left out: it has no list of rules" in repr(told)


def test_rules_deeper_than_any_stack_and_those_that_contain_themselves_are_told():
    circle = group("and")
    circle["definition"]["conditions"].append(circle)
    deep = matcher("a", "ex")
    for _ in range(1000):
        deep = group("and", deep)

    for condition in (circle, deep):
        assert "nested deeper than 30" in evaluate(ruleset(("x", condition))).problems[0]


def test_a_context_that_contains_itself_is_refused():
    circle = {}
    circle["a"] = circle
    with pytest.raises(ValueError, match="contains itself"):
        evaluate(CART, circle)


@pytest.mark.parametrize(
    ("context", "history", "problem"),
    [
        ("x", [], "context: expected a dict, got 'x'"),
        ([1], [], "context: expected a dict, got [1]"),
        ({}, SHOWN, f"history: expected a list of events, got {SHOWN}"),
        ({}, [SHOWN, None], "history[1]: an event needs iam.eventType and iam.id, got None"),
        ({}, [{"iam.id": "x"}],
         "history[0]: an event needs iam.eventType and iam.id, got {'iam.id': 'x'}"),
        ({}, [SHOWN | {"timestamp": "2026"}],
         "history[0].timestamp: expected a number, milliseconds since 1970, got '2026'"),
    ],
)
def test_a_context_or_a_history_of_another_form_is_refused(context, history, problem):
    with pytest.raises(ValueError) as raised:
        evaluate(CART, context, history)

    assert str(raised.value) == problem


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        (matcher("n", "gt", "1"), 'n gt "1": it is 3, and "1" is no number'),
        (matcher("n", "ew", 3, "4"), 'n ew 3 "4": it is 3, and 3 is no text'),
        (matcher("n", "eq", {"a": 1}), 'n eq {"a": 1}: it is 3, and {"a": 1} is no text'),
        (matcher("list", "eq", "a"), 'list eq "a": it is not there, but list.0 is'),
        (matcher("page", "ex"), "page ex: it is not there, but page.path is"),
        (matcher("n", "nx", 1), "n nx 1: it is 3"),
        (group("or"), "a group of alternatives has none"),
        ({"type": "historical", "definition": {"matcher": "ge", "value": 1}},
         "any of no events ge 1: it is 0"),
    ],
)
def test_what_can_never_hold_says_so(condition, why):
    context = {"n": 3, "list": ["a", "b"], "page": {"path": "/"}}

    assert evaluate(ruleset(("x", condition)), context).failed[0].why == [why]


def test_a_thousand_rules_look_at_a_large_context_once():
    class Counted(dict):
        reads = 0

        def get(self, key, default=None):
            Counted.reads += 1
            return super().get(key, default)

    rules = [(str(index), matcher(f"key{index % 200}", "eq", index)) for index in range(1000)]
    context = Counted({f"key{index}": index for index in range(200)})
    held = Ruleset(ruleset(*rules)).holding(context, {})

    assert len(held) == 200
    assert Counted.reads == 1000


def test_a_thousand_cards_ask_the_history_for_their_dates_once(monkeypatch):
    class Counted(dict):
        asked = 0

        def __contains__(self, key):
            Counted.asked += 1
            return super().__contains__(key)

    made = []
    fields_hash = hashing.fields_hash
    monkeypatch.setattr(hashing, "fields_hash", lambda event: made.append(1) or fields_hash(event))
    many, _ = payload(ruled("many", 1, *((str(index), group("and")) for index in range(1000))))
    history = Counted()
    [proposition] = evaluation.run(
        [many], {}, history, lambda key: history.update({key: {"timestamps": [7]}})
    )

    assert len(proposition["items"]) == 1000
    assert (len(made), Counted.asked) == (2, 2)
