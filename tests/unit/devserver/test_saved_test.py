"""A visit saved as a pytest file: what is in it, and that nothing of a payload becomes code."""

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloy_web.devserver.inspector.saved_test import test_file as saved

ADA, BOB = "1" * 38, "2" * 38


def record(*events, action="interact", status=200, visitor=ADA, **more):
    body = {"xdm": {"identityMap": {"ECID": [{"id": visitor}]}}, "events": list(events), **more}
    return {
        "id": 1, "action": action, "query": {}, "headers": {}, "cookies": {}, "body": body,
        "response": {"status": status, "body": None},
    }  # fmt: skip


def event(kind, url="https://shop.example/cart", data=None, **xdm):
    page = {"webPageDetails": {"URL": url}}
    return {"xdm": {"eventType": kind, "web": page, **xdm}, "data": data or {}}


def literals(text):
    """Each literal of the file that is an object, as a value."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            found += [ast.literal_eval(each) for each in node.args if isinstance(each, ast.Dict)]
    return found


def functions(text):
    return [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]


def test_the_file_of_a_visit_in_full():
    opened = event("cart.opened", data={"plan": "gold"}, timestamp="2026", _id="1", device={})
    consents = [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]
    records = [
        record(action="privacy/set-consent", consent=consents),
        record(opened),
        record(event("cart.left"), status=400),
    ]

    assert saved(records) == '''"""
Saved by the inspector: 1 event.
1 request left out: refused, or spoilt by a fault.

`visit` sends what the visitor's pages sent. Put your own page in its place, such as
`visitor.open(url, html=HTML)` and `page.click("#pay")`, and keep the expectations.
"""


def visit(visitor):
    page = visitor.open('https://shop.example/cart')
    page.alloy("setConsent", {
        'consent': [{'standard': 'Adobe', 'version': '1.0', 'value': {'general': 'in'}}],
    })
    page.alloy("sendEvent", {
        'xdm': {
            'eventType': 'cart.opened',
            'web': {'webPageDetails': {'URL': 'https://shop.example/cart'}},
        },
        'data': {'plan': 'gold'},
    })


def test_visit_sends_what_it_sent(visitor):
    visit(visitor)

    visitor.events.exactly(1)
    visitor.events.in_order(
        {
            'xdm': {
                'eventType': 'cart.opened',
                'web': {'webPageDetails': {'URL': 'https://shop.example/cart'}},
            },
            'data': {'plan': 'gold'},
        },
    )
'''


def test_each_visitor_and_each_site_has_a_test_of_its_own():
    text = saved(
        [
            record(event("a")),
            record(event("b", "https://other.example/")),
            record(event("c"), visitor=BOB),
            record(event("d")),
        ]
    )

    names = [f"{name}{number}" for number in (1, 2, 3) for name in ("visit_", "test_visit_")]
    assert [name.removesuffix("_sends_what_it_sent") for name in functions(text)] == names
    assert [each["xdm"]["eventType"] for each in literals(text)] == list("ad" * 2 + "bb" + "cc")


def test_an_opt_out_after_which_something_arrived_is_not_replayed():
    consents = [{"standard": "Adobe", "version": "1.0", "value": {"general": "out"}}]
    out = record(action="privacy/set-consent", consent=consents)

    assert "setConsent" not in saved([record(event("a")), out, record(event("b"))])
    assert "setConsent" in saved([record(event("a")), out])


@pytest.mark.parametrize(
    "url", ["", "about:blank", "file:///a", "https://[", "https://a:b/", "javascript:alert(1)", 5]
)
def test_a_page_that_no_visitor_can_open_is_another_one(url):
    assert "visitor.open('https://www.example.com/')" in saved([record(event("a", url))])


def test_a_visit_without_an_event_is_told():
    with pytest.raises(ValueError, match="There is no event in it that a test could expect"):
        saved([record(event("a"), status=503)])


TEXTS = st.text() | st.sampled_from(
    ['"""', "'''", "{0}", "{calls}", "\\", '\n"""\nimport os\n', "\r", "\u2028", "\ud800", "#"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(kind=TEXTS, url=TEXTS, data=st.dictionaries(TEXTS, VALUES, max_size=3))
def test_no_text_of_a_payload_becomes_anything_but_a_literal(kind, url, data):
    text = saved([record(event(kind, url, data))])
    empty = saved([record(event("kind"))])

    assert shape(text) == shape(empty)
    for each in literals(text):
        assert each["xdm"]["eventType"] == kind
        assert json.dumps(each["data"]) == json.dumps(finite(data))


def shape(text):
    """The file's code, with its literals and what is in them left out."""
    tree = ast.parse(text.encode("utf-8", "surrogatepass") if "\ud800" in text else text)

    class Blank(ast.NodeTransformer):
        def visit_Dict(self, node):
            return ast.Constant("a dict")

        def visit_Constant(self, node):
            return ast.Constant(type(node.value).__name__)

    return ast.dump(Blank().visit(tree))


def finite(value):
    """What of a value JSON can carry."""

    def is_kept(each):
        return not isinstance(each, float) or abs(each) != float("inf")

    if isinstance(value, dict):
        return {name: finite(value[name]) for name in value if is_kept(value[name])}
    return [finite(each) for each in value if is_kept(each)] if isinstance(value, list) else value


def test_a_payload_nested_deeply_is_still_a_file_that_python_reads():
    data = {}
    for _ in range(150):
        data = {"a": [data]}

    text = saved([record(event("a", data=data))])
    ast.parse(text)
    assert "json.loads(" in text
    assert "\nimport json\n" in text
