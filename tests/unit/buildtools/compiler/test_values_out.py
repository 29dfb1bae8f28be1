"""
What compiled Python gives to JavaScript: copies, of the kind that `JSON.parse` would make of the
JSON, in pages that have changed what all objects have, too. And what it takes from there.
"""

import json
import subprocess

import pytest

from alloy_web.buildtools import environment, javascript
from tests.unit.buildtools.compiler.kit import LIBRARY

SCRIPT = """
import { bytes, eq, for_javascript, from_javascript, key, loads, set, tuple_ } from "LIBRARY";
import { latest } from "BRIDGE/dicts.js";
const isAlike = (one, other) => {
  if (one === null || typeof one !== "object") return Object.is(one, other);
  const names = Object.keys(one);
  return other !== null && typeof other === "object"
    && Object.getPrototypeOf(one) === Object.getPrototypeOf(other)
    && Object.getOwnPropertySymbols(one).length === 0
    && JSON.stringify(names) === JSON.stringify(Object.keys(other))
    && names.every((name) => isAlike(one[name], other[name]));
};
const told = [];
PROGRAM
console.log(JSON.stringify(told));
"""

# JSON as servers and pages write it.
TEXTS = [
    "null", "true", '"a"', "1.5", "[]", "{}", '""', "0",
    '{"b": 1, "a": [true, null, "x", [[], {}]], "10": 1, "2": {"c": {}}}',
    '{"__proto__": {"a": 1}, "constructor": 2, "toString": {"__proto__": null}, "z": 3}',
    '{"toJSON": 1, "valueOf": [2], "hasOwnProperty": "x"}',
    '{"": 1, "\\ud800": "\\ud800", "a\\u2028": "\\u0000"}',
    '[1e21, -1e-7, 123456789012345680000]',
]


def told_by(tmp_path, program):
    source = tmp_path / "program.mjs"
    text = SCRIPT.replace("LIBRARY", str(LIBRARY)).replace("PROGRAM", program)
    text = text.replace("BRIDGE", str(LIBRARY.parents[1] / "bridge"))
    source.write_text(text, encoding="utf-8")
    bundled = tmp_path / "bundled.mjs"
    bundled.write_bytes(javascript.plain_bundle(source))
    said = subprocess.run([environment.node(), str(bundled)], capture_output=True, check=True)
    return json.loads(said.stdout)


@pytest.mark.parametrize(
    "change",
    [
        "",
        "Object.freeze(Object.prototype); Object.freeze(Array.prototype);",
        "Object.defineProperty(Object.prototype, 'b', {set() {}, get() { return 7; }});",
        "Object.prototype.more = 1;",
    ],
)
def test_what_is_read_and_given_out_is_what_javascript_reads(tmp_path, change):
    program = change + """
      for (const text of %s) {
        const given = for_javascript(loads(text));
        told.push(isAlike(JSON.parse(text), given) || [text, JSON.stringify(given)]);
      }
    """

    told = told_by(tmp_path, program % json.dumps(TEXTS))

    assert told == [True] * len(TEXTS)


def test_it_is_a_copy_that_shares_nothing(tmp_path):
    told = told_by(tmp_path, """
      const value = loads('{"a": [{"b": []}]}');
      const given = for_javascript(value);
      given.a[0].b.push(1);
      given.a.push(2);
      told.push(JSON.stringify(value));
    """)

    assert told == ['{"a":[{"b":[]}]}']


def test_what_stands_in_several_places_is_copied_once(tmp_path):
    told = told_by(tmp_path, """
      const value = loads('{"a": [{"b": 1}]}');
      const given = for_javascript([value, value.a, value]);
      told.push(given[0].a === given[1], given[0] === given[2], given[1][0] === value.a[0]);
      told.push(JSON.stringify(given));
    """)

    assert told == [True, True, False, '[{"a":[{"b":1}]},[{"b":1}],{"a":[{"b":1}]}]']


def test_what_lies_deep_is_a_copy_wherever_it_stands(tmp_path):
    told = told_by(tmp_path, """
      const value = loads('{"a":' .repeat(2000) + "[1]" + "}".repeat(2000));
      let at = value;
      for (let level = 0; level < 1990; level++) {
        if (Object.getPrototypeOf(at)) told.push(level);
        at = at.a;
      }
      const given = for_javascript({ __proto__: null, one: [[[[[at, at]]]]] });
      const [one, other] = given.one[0][0][0][0];
      one.a.a.push = 2;
      told.push(JSON.stringify(other), JSON.stringify(other) === JSON.stringify(at));
    """)

    assert told == ['{"a":' * 10 + "[1]" + "}" * 10, True]


def test_keys_that_are_no_text_are_what_json_makes_of_them(tmp_path):
    told = told_by(tmp_path, """
      const odd = { __proto__: null, [key(null)]: "none", z: [], [key(1.5)]: { __proto__: null } };
      told.push(for_javascript(odd));
    """)

    assert told == [{"null": "none", "z": [], "1.5": {}}]


def test_an_answer_that_was_read_on_its_way_is_taken_once(tmp_path):
    told = told_by(tmp_path, """
      const value = { __proto__: null, read: true };
      Object.assign(latest, { text: "{}", value });
      told.push(loads("[]"), loads("{}"), loads("{}"), latest);
    """)

    assert told == [[], {"read": True}, {}, {"text": None, "value": None}]


def test_what_comes_from_javascript_is_as_if_its_json_were_read(tmp_path):
    texts = [text for text in TEXTS if "ud800" not in text]

    told = told_by(tmp_path, """
      for (const text of %s) told.push(eq(from_javascript(JSON.parse(text)), loads(text)) || text);
      const odd = from_javascript({half: "\\ud800", none: undefined, nan: NaN, list: [undefined]});
      told.push(Object.getPrototypeOf(odd), JSON.stringify(odd));
    """ % json.dumps(texts))

    odd = '{"half":"\ufffd","none":null,"nan":null,"list":[null]}'
    assert told == [True] * len(texts) + [None, odd]


def test_what_json_has_another_form_for_comes_in_that(tmp_path):
    told = told_by(tmp_path, """
      const odd = { __proto__: null, list: tuple_([1, tuple_([])]), nan: NaN, endless: -Infinity };
      const given = for_javascript(odd);
      told.push(isAlike({list: [1, []], nan: null, endless: null}, given));
      told.push(Object.is(for_javascript(-0), 0));
    """)

    assert told == [True, True]


def test_what_json_has_no_form_for_is_an_error_of_pythons(tmp_path):
    told = told_by(tmp_path, """
      const round = [1];
      round.push([round]);
      for (const value of [bytes("a", "ascii"), set([1]), () => 1, {}, undefined, round]) {
        try {
          told.push(JSON.stringify(for_javascript([value])));
        } catch (error) {
          told.push(error.constructor.$__name__);
        }
      }
    """)

    assert told == ["TypeError"] * 5 + ["ValueError"]
