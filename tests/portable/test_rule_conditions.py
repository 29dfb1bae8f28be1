"""What conditions of rules hold for. RULE-02 to RULE-04."""

from rule_kit import group, happened, historical, matcher

from alloy_web.core import hashing
from alloy_web.features.rules import conditions, history

YES = matcher("a", "ex")
NO = matcher("a", "nx")


def holds(condition, context=None, events=None):
    return conditions.read(condition).holds(context or {"a": 1}, events or {})


def outcomes(code, cases):
    """The cases `(value, candidates)` for which the matcher does not say what is expected."""
    wrong = []
    for value, candidates, expected in cases:
        context = {"k": value}
        if value == "(absent)":
            context = {}
        if holds(matcher("k", code, *candidates), context) != expected:
            wrong.append((value, candidates, expected))
    return wrong


def test_presence_is_of_what_is_there_and_not_null():
    cases = [(0, [], True), ("", [], True), (False, [], True), (None, [], False),
             ("(absent)", [], False), ({}, [], True)]
    assert outcomes("ex", cases) == []
    assert outcomes("nx", [(value, given, not yes) for value, given, yes in cases]) == []


def test_equality_is_of_texts_without_regard_to_case():
    cases = [("Cart", ["cart"], True), ("cart", ["home", "CART"], True), ("cart", ["car"], False),
             (1, ["1"], True), ("1", [1], True), (1.5, [1.5], True), (2.0, ["2"], True),
             (True, ["TRUE"], True), ("null", [None], True), ("\xdcber", ["\xfcBER"], True),
             ("cart", [], False)]
    assert outcomes("eq", cases) == []
    assert outcomes("ne", [(value, given, not yes) for value, given, yes in cases]) == []


def test_a_part_of_a_text_is_found_wherever_it_stands():
    cases = [("/shop/Cart", ["cart"], True), ("/shop", ["cart", "SHOP"], True),
             ("/shop", ["cart"], False), (12345, [234], True), ("x", [""], True), ("x", [], False)]
    assert outcomes("co", cases) == []
    assert outcomes("nc", [(value, given, not yes) for value, given, yes in cases]) == []


def test_beginnings_and_ends_are_compared_and_ends_with_texts_alone():
    assert outcomes("sw", [("/Cart/1", ["/cart"], True), ("/cart", ["cart"], False),
                           (123, [12], True), ("x", [], False)]) == []
    assert outcomes("ew", [("/Cart", ["cart"], True), ("/cart/1", ["cart"], False),
                           (123, ["23"], True), (123, [23], False)]) == []


def test_what_is_absent_null_or_an_object_compares_with_no_text():
    for code in ("eq", "ne", "co", "nc", "sw", "ew"):
        cases = [(value, ["x"], False) for value in (None, "(absent)", {"b": 1}, ["x"])]
        assert outcomes(code, cases) == [], code


def test_numbers_are_compared_with_numbers_alone():
    assert outcomes("gt", [(2, [1], True), (1, [1], False), (2, [3, 1], True), ("2", [1], False),
                           (2, ["1"], False), (True, [0], False), (None, [0], False)]) == []
    assert outcomes("ge", [(1, [1], True), (0.5, [1], False)]) == []
    assert outcomes("lt", [(1, [2], True), (2, [2], False), (1, [0, 2], True)]) == []
    assert outcomes("le", [(2, [2], True), (2.5, [2], False)]) == []


def test_a_matcher_of_no_known_code_and_one_without_a_key_match_nothing():
    assert not holds(matcher("a", "xx", 1))
    assert not holds({"type": "matcher", "definition": {"matcher": "eq", "values": [1]}})
    assert not holds({"type": "matcher", "definition": {"key": {"a": 1}, "matcher": ["eq"]}})
    assert not holds({"type": "matcher", "definition": {"key": "a", "matcher": "eq", "values": 1}})


def test_groups_join_conditions():
    assert holds(group("and", YES, YES)) and not holds(group("and", YES, NO))
    assert holds(group("or", NO, YES)) and not holds(group("or", NO, NO))
    assert holds(group("and")) and not holds(group("or"))
    assert holds(group("and", group("or", NO, YES), YES))
    for logic in ("xor", "AND", None, 1):
        assert not holds(group(logic, YES))


def why(condition):
    try:
        conditions.read(condition)
    except ValueError as error:
        return str(error)
    return None


def test_what_is_no_condition_is_refused_and_named():
    assert why({"type": "maybe", "definition": {}}) == 'a condition is of the unknown type "maybe"'
    for given in (None, [], "x", {}, {"type": "group"}, {"type": "matcher", "definition": []}):
        assert why(given) == "a condition has no definition", given
    assert why(group("and", YES, {"type": "or", "definition": {}}))
    assert why(group("and", None)) == "a condition has no definition"


def test_groups_without_end_are_refused():
    deep = YES
    for _ in range(30):
        deep = group("and", deep)
    assert why(deep) is None and holds(deep)
    for _ in range(970):
        deep = group("and", deep)
    circle = group("and")
    circle["definition"]["conditions"].append(circle)

    for given in (deep, circle):
        assert why(given) == ("conditions are nested deeper than 30 groups, or contain themselves")


# ---- What happened


def past(**times):
    """A history of events of the activity "act": `shown=[1, 2]`."""
    kinds = {"shown": "display", "clicked": "interact", "closed": "dismiss"}
    return {
        history.key_of(happened(kinds[name])): {"timestamps": times[name]} for name in times
    }


SHOWN = happened("display")
CLICKED = happened("interact")


def test_the_key_of_an_event_is_the_vendors():
    # FNV-1a of "eventId:act#1eventType:display".
    assert history.key_of(happened("display", "act#1")) == "%08x" % fnv(
        "eventId:act#1eventType:display"
    )
    assert history.key_of({"type": "display", "id": "act#1", "note": None, "empty": ""}) \
        == history.key_of({"eventType": "display", "iam.id": "act#1"})
    assert history.key_of({"eventType": "a", "id": "b", "action": "c"}) == hashing.fnv1a32(
        "action:ceventId:beventType:a"
    )


def test_of_several_names_of_an_event_the_first_counts():
    assert history.fields({
        "type": "3", "eventType": "2", "iam.eventType": "1", "id": "b", "iam.id": "a",
    }) == {"eventType": "1", "eventId": "a"}
    assert history.fields({"type": "3", "eventType": "2", "id": "b", "iam.id": None}) == {
        "eventType": "2", "eventId": "b",
    }


def fnv(text):
    value = 0x811C9DC5
    for letter in text:
        value = ((value ^ ord(letter)) * 0x01000193) & 0xFFFFFFFF
    return value


def test_any_counts_all_that_happened_within_the_time():
    events = past(shown=[10, 20, 30], clicked=[25])

    assert holds(historical(SHOWN, matcher="eq", value=3), None, events)
    assert holds(historical(SHOWN, CLICKED, matcher="eq", value=4), None, events)
    assert holds(historical(SHOWN, matcher="eq", value=2, from_=20, to=30), None, events)
    assert holds(historical(SHOWN, matcher="lt", value=1, from_=31), None, events)
    assert holds(historical(happened("dismiss"), matcher="lt", value=1), None, events)


def test_the_count_is_compared_by_each_matcher():
    events = past(shown=[10, 20])
    expected = {"gt": [1], "ge": [1, 2], "lt": [3], "le": [2, 3], "eq": [2], "ne": [1, 3]}
    for code in expected:
        held = [
            value for value in (1, 2, 3)
            if holds(historical(SHOWN, matcher=code, value=value), None, events)
        ]
        assert held == expected[code], code
    assert not holds(historical(SHOWN, matcher="co", value=2), None, events)
    assert not holds(historical(SHOWN, matcher="ge", value="1"), None, events)
    assert not holds(historical(SHOWN, matcher="ge", value=None), None, events)


def test_ordered_looks_at_when_each_happened_first():
    def ordered(events, *wanted, **between):
        return holds(
            historical(*wanted, matcher="eq", value=1, search="ordered", **between), None, events
        )

    assert ordered(past(shown=[10], clicked=[20]), SHOWN, CLICKED)
    assert ordered(past(shown=[10], clicked=[10]), SHOWN, CLICKED)
    # Shown again later, but clicked first.
    assert not ordered(past(shown=[30, 10], clicked=[20]), SHOWN, CLICKED)
    assert not ordered(past(shown=[10]), SHOWN, CLICKED)
    assert not ordered(past(shown=[10], clicked=[20]), SHOWN, CLICKED, from_=11)
    assert not ordered(past(shown=[10], clicked=[20]), SHOWN, CLICKED, to=19)


def test_most_recent_is_the_index_of_what_happened_last():
    def latest(events, value, **between):
        return holds(
            historical(SHOWN, CLICKED, matcher="eq", value=value, search="mostRecent", **between),
            None, events,
        )

    assert latest(past(shown=[10, 40], clicked=[20]), 0)
    assert latest(past(shown=[10], clicked=[20]), 1)
    assert latest(past(shown=[10, 40], clicked=[20]), 1, to=30)
    assert latest({}, -1)
    assert latest(past(shown=[10]), -1, from_=11)


def test_events_that_name_nothing_count_nothing():
    events = past(shown=[10])
    for bad in (None, "x", {}, {"iam.id": "act"}, {"iam.eventType": "display"}):
        assert holds(historical(bad, matcher="eq", value=0), None, events), bad
        assert holds(historical(bad, SHOWN, matcher="eq", value=1), None, events), bad
    assert holds(historical(SHOWN, matcher="eq", value=1, search="sometimes"), None, events)
    assert holds({"type": "historical", "definition": {"matcher": "eq", "value": 0}})


def test_a_history_that_is_too_long_keeps_the_newest():
    day = 86400000
    now = 100 * day
    long = {"old": {"timestamps": [now - 31 * day] * 5}, "a": {"timestamps": []},
            "b": {"timestamps": [now - 1]}}
    for index in range(2000):
        long["a"]["timestamps"].append(now - 2000 + index)
    assert not history.is_too_long(long)

    kept = history.pruned(long, now)
    assert sorted(kept) == ["a", "b"]
    assert len(kept["a"]["timestamps"]) + len(kept["b"]["timestamps"]) == 1000
    assert kept["a"]["timestamps"][-1] == now - 1
    assert history.is_too_long({"a": {"timestamps": [now] * 140000}})
