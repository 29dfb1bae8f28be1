"""Literals and calls in JavaScript, read and not run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloy_web.cli import javascript
from alloy_web.cli.javascript import Expression, calls, code_only


def value(text):
    return javascript.value_at(text, code_only(text), 0)[0]


@pytest.mark.parametrize("text, expected", [
    ('"a"', "a"),
    ("'it\\'s'", "it's"),
    ("`plain`", "plain"),
    (r'"\u0041\x42\n"', "AB\n"),
    ("12", 12),
    ("-1.5e2", -150),
    ("0xff", 255),
    ("1_000", 1000),
    ("true", True),
    ("!1", False),
    ("null", None),
    ("undefined", None),
    ("void 0", None),
    ("[1, [2], ]", [1, [2]]),
    ("{}", {}),
    ('{a: 1, "b-c": [true], 2: "x",}', {"a": 1, "b-c": [True], "2": "x"}),
    ("{ // one: 1\n two: /* three */ 2 }", {"two": 2}),
    ('{url: "https://a.example//b", re: "/*"}', {"url": "https://a.example//b", "re": "/*"}),
])
def test_a_literal_is_its_value(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize("text, shown, is_function", [
    ("location.host", "location.host", False),
    ("`a${b}c`", "`a${b}c`", False),
    ('"a" + b', '"a" + b', False),
    ("1 + 2", "1 + 2", False),
    ("/[/]},/.test(x)", "/[/]},/.test(x)", False),
    ("function (a) { return {b: 1}; }", "function (a) { return {b: 1}; }", True),
    ("async ({xdm}) => { xdm.a = '}'; }", "async ({xdm}) => { xdm.a = '}'; }", True),
    ("content => content", "content => content", True),
])
def test_what_is_no_literal_is_an_expression_with_its_text(text, shown, is_function):
    [found, after] = value(f"[{text}, 7]")

    assert isinstance(found, Expression)
    assert (found.text, found.is_function, after) == (shown, is_function, 7)


def test_an_object_keeps_what_can_be_read_beside_what_cannot():
    found = value("{...base, a: 1, [key]: 2, short, run() { return '}'; }, async wait(x) {}, b: 2}")

    assert {name: each for name, each in found.items() if not isinstance(each, Expression)} == {
        "a": 1, "b": 2,
    }
    assert [name for name, each in found.items()
            if isinstance(each, Expression) and each.is_function] == ["run", "wait"]
    assert [*found] == ["...base", "a", "[key]: 2", "short", "run", "wait", "b"]


def test_calls_are_found_in_code_and_nowhere_else():
    text = """
      // alloy("configure", {a: 1});
      /* alloy("configure", {a: 2}); */
      const help = 'alloy("configure", {a: 3})', re = /alloy("configure")/;
      window.alloy("configure", {a: 4});
      shop('sendEvent');
      other("unknown", {});
      alloy ( `configure` , {a: 5} );
    """
    found = [(call.name, *call.arguments) for call in calls(text, {"configure", "sendEvent"})]

    assert found == [
        ("alloy", "configure", {"a": 4}), ("shop", "sendEvent"), ("alloy", "configure", {"a": 5}),
    ]


def test_division_is_no_regular_expression():
    text = 'const half = (a) / 2; alloy("sendEvent"); const b = c / 3;'

    assert [call.name for call in calls(text, {"sendEvent"})] == ["alloy"]


@given(st.text("a1\"'`/\\*{}[](),:;=>$.!- \n<", max_size=60))
def test_no_text_makes_it_fail(text):
    code = code_only(text)
    javascript.value_at(text, code, 0)
    calls('alloy("configure", ' + text, {"configure"})

    assert len(code) == len(text)


def test_what_is_nested_a_thousand_deep_is_an_expression_within():
    text = "[" * 1000 + "]" * 1000

    assert isinstance(value(text), list)
