"""Tables of options: mistakes in them stop the build, and what is made from them is current."""

import re

import pytest

from alloy_web.buildtools import flight, reference, tables
from alloy_web.buildtools.console import BuildError
from alloy_web.core.command import Command
from alloy_web.hosts.browser import ffi
from alloy_web.validation import (
    BOOLEAN,
    FUNCTION,
    OBJECT,
    SOME_TEXT,
    TEXT,
    Array,
    Function,
    Number,
    OneOf,
    Record,
    optional,
    required,
)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            {"colour": optional("red", about="The colour.")},
            "features/a.py: colour: 'red' is no check (alloy_web/validation.py)",
        ),
        (
            {"colour": TEXT},
            "features/a.py: colour: <Text> is no Option (alloy_web/validation.py)",
        ),
        ({"colour": optional(TEXT)}, "features/a.py: colour: has no about"),
        (
            {"colour": optional(OneOf("red", "blue"), "green", about="The colour.")},
            'features/a.py: colour: expected "red" or "blue", got "green" (its default)',
        ),
        (
            {"size": optional(Number(1, 9), 10, about="How large.")},
            "features/a.py: size: expected a number of at most 9, got 10 (its default)",
        ),
        (
            {"deep": optional(Array(Record({"on": optional(BOOLEAN, 1, about="Is it?")})),
                              about="Some.")},
            "features/a.py: deep.on: expected a boolean, got 1 (its default)",
        ),
        (
            {"deep": optional(Array(Record({"on": optional(None, about="It?")})), about="Some.")},
            "features/a.py: deep.on: None is no check (alloy_web/validation.py)",
        ),
    ],
)
def test_a_mistake_in_a_table_is_told_with_option_and_file(table, told):
    with pytest.raises(BuildError) as caught:
        tables.joined([("features/a.py", table)])

    lines = str(caught.value).split("\n  ")
    assert [re.sub("<alloy_web.validation.(Text) object.*?>", r"<\1>", each) for each in lines] == [
        "the tables of options have mistakes:", told,
    ]


def test_an_option_of_two_features_is_told_with_both_files():
    one = {"colour": optional(TEXT, about="The colour.")}

    with pytest.raises(BuildError) as caught:
        tables.joined([("features/a.py", one), ("features/b.py", one)])

    assert str(caught.value).split("\n  ")[1:] == [
        "features/b.py: the option colour is there already, in features/a.py"
    ]


def test_components_of_one_file_may_share_an_option():
    one = {"colour": optional(TEXT, about="The colour.")}

    assert tables.joined([("features/a.py", one), ("features/a.py", one)]) == one


def test_the_tables_of_the_features_have_no_mistakes():
    assert {"orgId", "autoViews", "clickCollection"} <= set(tables.configuration())
    assert {"configure", "event", "sendEvent", "setDebug", "view"} <= set(tables.commands())


def test_functions_cross_to_where_the_tables_have_them():
    """All else is content, and goes to the engine as JSON; said in Python and JavaScript."""
    commands = tables.commands().values()
    paths = {path for each in commands for path in paths_of_functions(each.takes)}
    json_js = (reference.FILE.parents[1] / "static/bridge/json.js").read_text(encoding="utf-8")
    [pattern] = re.findall("^const TAKES_FUNCTIONS = /(.+)/;$", json_js, re.MULTILINE)

    assert {"onBeforeEventSend", "clickCollection.filterClickDetails"} <= paths
    assert [path for path in sorted(paths) if not ffi._takes_functions(path)] == []
    assert [path for path in sorted(paths) if not re.search(pattern, path)] == []
    for content in ("data.track", "xdm.web.name", "surfaces[0]", "data", "clickCollection.a.b"):
        assert ffi._takes_functions(content) == bool(re.search(pattern, content)), content


def paths_of_functions(check, path=""):
    if isinstance(check, Function):
        yield path
    if isinstance(check, Record):
        for name, option in check.fields.items():
            yield from paths_of_functions(option.check, f"{path}.{name}" if path else name)
    for inner in vars(check).values():
        if hasattr(inner, "examine"):
            yield from paths_of_functions(inner, path)


def test_the_reference_is_what_the_tables_say():
    current = reference.FILE.read_text(encoding="utf-8")

    assert current == reference.written(), "docs/reference.md is stale: python build.py reference"


def test_what_the_snippet_understands_is_what_is_marked():
    takes = Record({
        "on": optional(BOOLEAN, ahead=True), "off": optional(BOOLEAN),
        "waitTimeout": optional(Number(1), ahead=True),
        "name": required(SOME_TEXT, ahead=True),
        "mode": optional(TEXT, ahead='"(in|pending)"'),
        "free": optional(OBJECT, ahead=True),
        "hook": optional(FUNCTION, ahead=True),
        "clicks": optional(Record({
            "inLinkEnabled": optional(BOOLEAN, ahead=True),
            "exLinkEnabled": optional(BOOLEAN, ahead=True),
            "kept": optional(BOOLEAN, ahead="false"),
            "other": optional(BOOLEAN),
            "filter": optional(FUNCTION, ahead=True),
        }), ahead=True),
    })

    forms = re.compile(
        flight.forms({"do": Command(takes, None), "make": Command(takes, None)})
        .replace("[^]", r"[\s\S]").replace("{", r"\{")
    )

    understood = [
        "do ontrue", "make onfalse", "do waitTimeout15", 'do name"cart"', 'make mode"pending"',
        'do free{"a":1}', "do clicks{}",
        'do clicks{"inLinkEnabled":true,"exLinkEnabled":false,"kept":false}',
    ]
    others = [
        "be ontrue", "do offtrue", "do on1", "do waitTimeout0", 'do name""', 'do mode"out"',
        "do free[]", 'do clicks{"kept":true}', 'do clicks{"other":true}', "do hook1",
    ]
    assert [each for each in understood if not forms.search(each)] == []
    assert [each for each in others if forms.search(each)] == []
    assert flight.silent(takes.fields) == ["hook", "filter"]


def test_a_mark_that_no_form_fits_stops_the_build():
    takes = Record({"mode": optional(OneOf("in", "out"), ahead=True)})

    with pytest.raises(BuildError, match=r"do\.mode: the snippet needs a regular expression"):
        flight.forms({"do": Command(takes, None)})
