"""Properties of cleaned overrides; the literal cases are in tests/portable/test_overrides.py."""

from hypothesis import given
from hypothesis import strategies as st

from alloy_web.core.overrides import clean

leaves = st.sampled_from([None, "", "text", 0, 1, True, False, [], ["x"], print])
overrides = st.recursive(
    st.dictionaries(st.sampled_from(["a", "enabled"]), leaves),
    lambda inner: st.dictionaries(st.sampled_from(["a", "b", "enabled"]), inner | leaves),
)


def pairs(value):
    """All keys with their values, at every level."""
    for key, item in value.items():
        yield key, item
        if isinstance(item, dict):
            yield from pairs(item)


@given(overrides)
def test_what_is_left_says_something(given_overrides):
    for key, value in pairs(clean(given_overrides)):
        assert value not in (None, "", [], {}, print)
        assert not (key == "enabled" and value is True)


@given(overrides)
def test_cleaning_twice_is_cleaning_once(given_overrides):
    cleaned = clean(given_overrides)

    assert clean(cleaned) == cleaned


@given(overrides)
def test_what_says_something_is_kept(given_overrides):
    cleaned = list(pairs(clean(given_overrides)))

    for key, value in pairs(given_overrides):
        if value in ("text", ["x"]) or (value is True and key != "enabled"):
            assert (key, value) in cleaned
