from alloy_web import validation as v
from alloy_web import wording
from alloy_web.errors import CommandError

OPTIONS = v.Record({
    "type": v.optional(v.TEXT),
    "count": v.required(v.Number(minimum=1, whole=True)),
    "mode": v.optional(v.OneOf("in", "out", "pending"), "in"),
    "scopes": v.optional(v.Array(v.TEXT, unique=True)),
    "deep": v.optional(v.Record({"on": v.optional(v.BOOLEAN)})),
    "free": v.optional(v.OBJECT),
})


def problems_of(value):
    try:
        v.validate("demo", OPTIONS, value)
    except CommandError as error:
        return str(error)
    return ""


def test_good_options_come_back_with_their_defaults():
    checked = v.validate("demo", OPTIONS, {"count": 2, "free": {"a": [1]}})

    assert checked == {"count": 2, "mode": "in", "free": {"a": [1]}}, checked


def test_null_and_absent_are_the_same():
    assert v.validate("demo", OPTIONS, {"count": 1, "type": None, "mode": None}) == {
        "count": 1, "mode": "in",
    }
    assert problems_of({"count": None}) == "demo: 1 problem\n  - count: is required"


def test_all_problems_are_told_at_once_with_path_and_value():
    told = problems_of({
        "type": 42, "count": 0, "mode": "yes", "scopes": ["a", 5, "a"],
        "deep": {"on": "x", "of": 1}, "tpye": "a",
    })

    for line in (
        "demo: 8 problems",
        "  - type: expected a string, got 42",
        "  - count: expected a whole number of at least 1, got 0",
        '  - mode: expected "in", "out" or "pending", got "yes"',
        "  - scopes[1]: expected a string, got 5",
        '  - scopes[2]: "a" is there twice',
        '  - deep.on: expected a boolean, got "x"',
        '  - deep.of: is not a known option. Did you mean "on"?',
        '  - tpye: is not a known option. Did you mean "type"?',
    ):
        assert line in told.split("\n"), (line, told)


def test_options_that_are_no_object_are_told_as_options():
    assert problems_of("x") == 'demo: 1 problem\n  - options: expected an object, got "x"'


def test_a_long_value_is_shortened():
    told = problems_of({"count": 1, "type": ["x" * 500]})

    assert told.endswith("x..."), told
    assert len(told) < 200, len(told)


def test_a_number_is_no_boolean_and_a_boolean_no_number():
    assert "got true" in problems_of({"count": True})
    assert "got 1" in problems_of({"count": 1, "deep": {"on": 1}})


def test_what_python_alone_can_give_is_refused_in_words():
    endless = {}
    endless["again"] = endless

    told = problems_of({"count": float("inf"), "type": endless, 5: 1, 60: 2})

    for line in (
        "demo: 4 problems",
        '  - type: expected a string, got {"again": {"again": {"again": {"again": '
        '{"again": {"again": {"again": {"again": {"again": {"again...',
        "  - 5: is not a known option",
        "  - 60: is not a known option",
    ):
        assert line in told.split("\n"), (line, told)
    assert "  - count: expected a whole number, got " in told, told
    assert "  - count: expected a whole number, got " in problems_of({"count": float("nan")})


def test_of_many_problems_twenty_are_told_and_the_rest_counted():
    told = problems_of({"count": 1, "scopes": list(range(100)), "x": 1}).split("\n")

    assert told[0] == "demo: 101 problems", told
    assert told[1] == "  - scopes[0]: expected a string, got 0", told
    assert told[20] == "  - scopes[19]: expected a string, got 19", told
    assert told[21:] == ["  - and 81 more"], told


def test_values_are_written_as_a_reader_would_write_them():
    class PageFunction:
        def __call__(self):
            pass

    class Basket:
        pass

    for given, wanted in (
        ({"on": PageFunction(), "off": [None, True, 1.5]}, (
            '{"on": a function, "off": [null, true, 1.5]}',
            '{"off": [null, true, 1.5], "on": a function}',
        )),
        ([PageFunction()], ("[a function]",)),
        ({"of": Basket()}, ('{"of": what has no JSON form (Basket)}',)),
        ('say "ü"\n', ('"say \\"ü\\"\\n"',)),
        ((1, {}), ("[1, {}]",)),
        (float("inf"), ("Infinity",)),
        (-float("inf"), ("-Infinity",)),
        (float("nan"), ("NaN",)),
        (PageFunction(), ("a function",)),
    ):
        assert wording.shown(given) in wanted, (given, wording.shown(given))


def test_an_address_in_the_place_of_its_text_is_told_where_the_text_is():
    told = problems_of({"count": 1, "type": {"href": "https://a.example/", "assign": print}})

    assert told.startswith(
        "demo: 1 problem\n  - type: expected a string, such as its href, got {"
    ), told


def test_the_nearest_name_is_suggested_only_when_it_is_near():
    assert wording.nearest("sendEvnt", ["configure", "sendEvent", "event"]) == "sendEvent"
    assert wording.nearest("frobnicate", ["configure", "sendEvent", "event"]) is None
