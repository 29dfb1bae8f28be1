"""What the SDK makes of an answer: the checks of status and body, and the handles by type."""

import json

from alloy_web.core import response
from alloy_web.core.strings import indented
from alloy_web.errors import EdgeError


def failure(status, text):
    try:
        response.read(status, {}, text)
    except EdgeError as error:
        assert (error.status, error.body) == (status, text)
        return str(error)
    return None


def test_what_counts_as_an_answer():
    for status, text, is_good in (
        (200, '{"handle": []}', True),
        (207, '{"handle": [], "errors": [{"status": 504}]}', True),
        (299, '{"handle": [{"type": "a"}]}', True),
        (204, "", True),
        (204, '{"handle": []}', True),
        (204, "<html>", True),
        (200, "", False),
        (202, "", False),
        (200, "<html>", False),
        (200, "[]", False),
        (200, "null", False),
        (200, '"handle"', False),
        (200, "{}", False),
        (200, '{"handle": {}}', False),
        (200, '{"handle": null}', False),
        (199, '{"handle": []}', False),
        (300, '{"handle": []}', False),
        (304, "", False),
        (400, '{"handle": []}', False),
        (500, "", False),
        (0, "", False),
    ):
        assert (failure(status, text) is None) == is_good, (status, text)


def test_a_failure_tells_status_and_body():
    assert failure(500, "") == "The server answered with status 500.\nThere was no response body."
    assert failure(200, "") == (
        "The server answered with status 200 and no body.\nThere was no response body."
    )
    assert failure(200, "<html>") == (
        "The server answered with status 200 and what is not JSON.\nResponse body: <html>"
    )
    assert failure(200, '{"a":1}') == (
        "The server answered with status 200, but without a list of handles.\n"
        'Response body: {\n  "a": 1\n}'
    )


def test_a_long_body_is_shortened():
    told = failure(400, "x" * 5000)

    assert told.endswith("x..."), told
    assert len(told) < 2100, len(told)


def test_a_json_body_is_told_in_lines():
    body = '{"title":"no, {really}","report":{"errors":["a\\"]","b"],"none":[],"last" : { } }}'

    told = indented(body)

    assert told == "\n".join([
        "{",
        '  "title": "no, {really}",',
        '  "report": {',
        '    "errors": [',
        '      "a\\"]",',
        '      "b"',
        "    ],",
        '    "none": [],',
        '    "last": {}',
        "  }",
        "}",
    ]), told
    assert json.loads(told) == json.loads(body)


def test_handles_of_one_type_are_joined_in_their_order():
    found = response.read(200, {}, json.dumps({"handle": [
        {"type": "a", "payload": [1, 2]},
        {"type": "b", "payload": [{"x": 1}]},
        {"type": "a", "payload": {"y": 1}},
        {"type": "a"},
        "no handle",
        None,
        {"payload": [5]},
    ]}))

    assert found.payloads("a") == [1, 2, {"y": 1}, None]
    assert found.payloads("b") == [{"x": 1}]
    assert found.payloads("locationHint:result") == []


def test_an_answer_without_a_body_has_no_handles_and_no_notes():
    found = response.read(204, {}, "")

    assert found.body is None
    assert found.payloads("a") == []
    assert found.notes("warnings") == []


def test_notes_are_lines_and_other_things_are_none():
    found = response.read(200, {}, json.dumps({
        "handle": [], "warnings": [{"title": "old"}, "odd"], "errors": {"title": "no list"},
    }))

    assert [json.loads(note) for note in found.notes("warnings")] == [{"title": "old"}, "odd"]
    assert found.notes("errors") == []
