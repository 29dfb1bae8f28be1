"""Properties of hashes and of text; the literal cases are in tests/portable/test_hashing.py."""

import json

from hypothesis import given
from hypothesis import strategies as st

from alloy_web.core.encoding import from_utf8, utf8, well_formed
from alloy_web.core.hashing import canonical_json, fnv1a32
from alloy_web.testing import strategies

values = strategies.json_values(keys=strategies.texts)


@given(values)
def test_canonical_json_says_the_same_as_the_value(value):
    # JavaScript has one kind of number, and may write a float without a point.
    assert json.loads(canonical_json(value), parse_int=float) == value


@given(st.dictionaries(strategies.texts, values))
def test_the_order_of_keys_does_not_show(value):
    turned = dict(reversed(list(value.items())))

    assert canonical_json(turned) == canonical_json(value)


@given(st.text())
def test_any_text_has_a_hash(text):
    assert len(fnv1a32(text)) == 8


@given(st.text())
def test_any_text_has_bytes_that_are_read_as_the_text_a_browser_would_send(text):
    assert from_utf8(utf8(text)) == well_formed(text)


@given(st.binary())
def test_utf8_is_read_as_the_standard_library_has_it(data):
    try:
        expected = data.decode("utf-8")
    except UnicodeDecodeError:
        expected = None

    assert from_utf8(data) == expected
