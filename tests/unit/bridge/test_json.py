"""
Values of the page as Python gets them (static/bridge/json.js), under Node: what `JSON.stringify`
makes of them, but for what an option may be besides, and for text that is none. Interpreters get
text, compiled Python values.
"""

import json
import subprocess
from pathlib import Path

import pytest

from alloy_web.buildtools.constants import SHARED
from tests.portable import runtimes

HERE = Path(__file__).parent
MODULE = HERE.parents[2] / "static/bridge/json.js"

# Read as JSON.stringify reads them. Each is an expression of JavaScript.
ORDINARY = [
    '{"b": 1, "a": [true, null, "x"], "10": 1, "2": 2}',
    "{a: undefined, b: [undefined, 1]}",
    "[NaN, Infinity, -0, 1e21, 1e-7, 0.1]",
    "new Date(0)",
    "{at: new Date(NaN)}",
    "{toJSON: (key) => key + '!'}",
    "{a: {toJSON: (key) => key}, b: [{toJSON: (key) => typeof key + key}]}",
    "[new String('s'), new Number(1), new Boolean(false)]",
    "Object.create({inherited: 1}, {hidden: {value: 1}, own: {value: 1, enumerable: true}})",
    "new Map([[1, 2]])",
    "[[], {}, [[]]]",
    "Array(3)",
    "Object.assign([1], {more: 1})",
    "(() => { const one = {a: 1}; return [one, one, {one}]; })()",
    "{data: {late: Promise.resolve(1)}}",
    "{quotes: '\"\\\\\\n\\u2028'}",
    "Object.assign(Object.create(null), {a: 1})",
]

# With a `toJSON` of the page's for big integers, as some pages define it.
BIG = "(BigInt.prototype.toJSON = function (key) { return key + ':' + this; }, %s)"


def outcomes(*values, texts=(), compiled=True):
    constants = {**SHARED, "__ALLOY_COMPILED__": compiled}
    given = json.dumps(
        {"module": str(MODULE), "constants": constants, "values": values, "texts": texts}
    )
    command = [runtimes.node(), "--max-old-space-size=2000", str(HERE / "json_side.mjs")]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def values(*expressions, compiled=True):
    return outcomes(*expressions, compiled=compiled)["values"]


def texts(*given, compiled=False):
    return outcomes(texts=given, compiled=compiled)["texts"]


@pytest.mark.parametrize("compiled", [False, True])
def test_ordinary_values_are_written_as_json_stringify_writes_them(compiled):
    found = values(*ORDINARY, compiled=compiled)

    for expression, told in zip(ORDINARY, found, strict=True):
        assert told["text"] == told["wanted"], expression
        assert told["left"] == told["functions"] == [], expression


def test_big_integers_are_written_by_the_pages_own_rule():
    given = [BIG % "{xdm: {size: 10n}}", BIG % "[1n, Object(2n)]", BIG % "3n"]

    told = values(*given)

    assert [one["text"] for one in told] == [one["wanted"] for one in told]
    assert told[0]["text"] == '{"xdm":{"size":"size:10"}}'


def test_a_big_integer_without_a_rule_is_refused_with_its_path():
    told = values("{xdm: {sizes: [1n]}}", "{a: Object(2n)}")

    assert [one["refused"] for one in told] == [
        "xdm.sizes[0]: the BigInt 1 has no JSON form",
        "a: the BigInt 2 has no JSON form",
    ]


def test_functions_and_promises_are_kept_only_where_options_take_them():
    told = values(
        "{onBeforeEventSend() {}, clickCollection: {filterClickDetails() {}},"
        " autoViews: {name() {}}, mergeId: Promise.resolve('x')}"
    )[0]

    assert [trail for trail, number in told["functions"]] == [
        ["onBeforeEventSend"],
        ["clickCollection", "filterClickDetails"],
        ["autoViews", "name"],
        ["mergeId"],
    ]
    assert told["left"] == []


@pytest.mark.parametrize(
    "place",
    [
        "meta.a",
        "meta.deep.list[0]",
        "consent[0].value",
        "identityMap.Email[0].id",
        "responseBody.handle[0].payload[0]",
        "edgeConfigOverrides.a.b",
        "personalization.decisionContext.a",
        "propositions[0].items[0].data",
        "decisionScopes[0]",
        "xdm.a",
        "data.a",
    ],
)
def test_elsewhere_they_are_left_out_with_their_path(place):
    told = values(holding(place, "() => 1"), holding(place, "Promise.resolve(1)"))

    assert told[0]["text"] == told[0]["wanted"]
    assert told[0]["left"] == [f"{place} (a function)"]
    assert told[1]["text"] == told[1]["wanted"]
    assert told[0]["functions"] == told[1]["functions"] == []


def holding(place, value):
    """An expression of an object that holds the value there."""
    for step in reversed(place.replace("[0]", ".0").split(".")):
        value = f"[{value}]" if step == "0" else f"{{{step}: {value}}}"
    return value


def test_compiled_no_object_has_what_objects_of_the_page_have():
    expression = "JSON.parse('{\"__proto__\": {\"a\": 1}, \"constructor\": [{\"b\": {}}]}')"

    told = values(expression)[0]

    assert told["text"] == '{"__proto__":{"a":1},"constructor":[{"b":{}}]}'
    assert told["prototypes"] == 0


@pytest.mark.parametrize("compiled", [False, True])
def test_half_of_a_surrogate_pair_is_a_replacement_character_wherever_it_stands(compiled):
    told = values(
        r"{'\ud800': ['\udc00x', '\ud83d\ude00', {'a\ud800b': 1}]}",
        r"{'\ud800'() {}, clickCollection: {'\udfff'() {}}}",
        r"{data: {'\ud800': () => 1}}",
        r"{'\ud800': 1n}",
        compiled=compiled,
    )

    assert told[0]["text"] == '{"\ufffd":["\ufffdx","\U0001f600",{"a\ufffdb":1}]}'
    trails = [trail for trail, number in told[1]["functions"]]
    assert trails == [["\ufffd"], ["clickCollection", "\ufffd"]]
    assert told[2]["left"] == ["data.\ufffd (a function)"]
    assert told[3]["refused"].startswith("\ufffd: ")


def test_the_limit_counts_all_that_is_sent():
    doubled = "(() => { let a = []; for (let i = 0; i < 22; i++) a = [a, a]; return {a}; })()"
    long_keys = "{data: {['k'.repeat(1e7)]: 1}}"
    sparse = "{data: {a: Array(1e9)}}"
    many = "{data: {a: Array(5000001).fill(1)}}"
    escaped = r"{data: {a: '\n'.repeat(5000001)}}"
    escaped_keys = r"{data: {['\u0001'.repeat(2e6)]: 1}}"
    long_text = "{data: {a: 'x'.repeat(10000001)}}"
    told = values(doubled, long_keys, sparse, many, long_text, escaped, escaped_keys)

    for one in told:
        assert "larger than 10 MB of JSON" in one["refused"], one


def test_large_options_below_the_limit_are_taken():
    many = "{data: {a: Array(4900000).fill(1)}}"
    keys = "{data: Object.fromEntries(Array.from({length: 300000}, (_, at) => ['key' + at, true]))}"
    told = values("{data: {a: 'x'.repeat(9000000)}}", many, keys)

    for one in told:
        assert one["text"] == one["wanted"]


def test_where_an_interpreter_takes_them_small_values_count_for_their_trouble():
    taken, refused = values(
        "{data: {a: Array(240000).fill(1)}}", "{data: {a: Array(250000).fill(1)}}", compiled=False
    )

    assert taken["text"] == taken["wanted"]
    assert "larger than 10 MB of JSON" in refused["refused"]


def test_answers_that_interpreters_would_misread_are_written_anew():
    told = texts(
        '{"id": ' + "9" * 100_000 + "}",
        '{"id": 12345678901234567890123}',
        '{"a": 1e999, "b": -1E999, "c": 1e5}',
        r'{"a": "\ud83d\ude00", "b": "\ud800", "\udc00": "\\ud800"}',
        '{"z": 1, "a": [1.5]}',
        "not JSON 1e999",
        "",
    )

    assert told == [
        '{"id":null}',
        '{"id":1.2345678901234568e+22}',
        '{"a":null,"b":null,"c":100000}',
        '{"a":"\U0001f600","b":"\ufffd","\ufffd":"\\\\ud800"}',
        '{"z": 1, "a": [1.5]}',
        "not JSON 1e999",
        "",
    ]


def test_compiled_an_answer_stays_as_it_is_unless_half_a_letter_is_in_it():
    plain = [
        '{"id": ' + "9" * 100 + ', "a": 1e999, "b": 12345678901234567890}',
        r'{"a": "\u00e9 \\u0041"}',
        "not JSON 1e999",
        r'not JSON "\ud800"',
        "",
    ]

    half = r'{"a": "\ud83d\ude00", "b": "\uD800", "\udc00": "\\ud800"}'

    told = texts(*plain, half, compiled=True)

    assert told == [*plain, '{"a":"\U0001f600","b":"\ufffd","\ufffd":"\\\\ud800"}']


DEEP = [
    "[" * 10_000 + "]" * 10_000,
    '{"a":' * 200 + "1" + "}" * 200,
    '[{"a":"' + '\\\\"},' + "[" * 101 + "]" * 101 + "]",
    "[" * 50 + '{"a\\"b": ' * 51 + "1" + "}" * 51 + "]" * 50,
]
NOT_DEEP = [
    "[" * 90 + "]" * 90,
    "[" * 100 + "]" * 100,
    "[" + ",".join(["[{}]"] * 200) + "]",
    # Brackets in texts, and marks and backslashes before them.
    '{"a": "' + "[" * 200 + '", "b": "' + '\\"' + "{" * 200 + '", "c": "' + "\\\\" + '"}',
    '{"' + "[" * 200 + '\\\\\\"' + "[" * 200 + '": "\\\\\\\\"}',
    # No JSON, so there are no levels.
    "<p>" + "[" * 300,
    '{"a": "' + "[" * 300,
]


@pytest.mark.parametrize("compiled", [False, True])
def test_an_answer_nested_too_deep_is_refused_in_words(compiled):
    told = texts(*DEEP, *NOT_DEEP, compiled=compiled)

    assert told == [{"refused": "it is nested deeper than 100 levels"}] * 4 + NOT_DEEP
