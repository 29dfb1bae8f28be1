"""Properties of merging; the literal cases are in tests/portable/test_merge.py."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from alloy_web.core.merge import DROPPED, deep_copy, merge

keys = st.sampled_from(["a", "b", "c", *DROPPED])
scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=2)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
dicts = st.dictionaries(keys, values, max_size=4)


def merged_simply(first, second):
    """What merging means, in the fewest words."""
    result = dict(first)
    for key, value in second.items():
        both = isinstance(value, dict) and isinstance(first.get(key), dict)
        result[key] = merged_simply(first[key], value) if both else value
    return result


def without_dropped(value):
    if isinstance(value, dict):
        return {key: without_dropped(item) for key, item in value.items() if key not in DROPPED}
    if isinstance(value, list):
        return [without_dropped(item) for item in value]
    return value


def containers(value):
    """The identities of all dicts and lists inside."""
    if not isinstance(value, (dict, list)):
        return set()
    found = {id(value)}
    for item in value.values() if isinstance(value, dict) else value:
        found |= containers(item)
    return found


@given(dicts, dicts)
def test_later_sources_win_leaf_by_leaf_without_javascripts_own_keys(first, second):
    expected = merged_simply(without_dropped(first), without_dropped(second))

    assert merge(first, second) == expected


@given(dicts, dicts, dicts)
def test_merging_all_is_merging_one_after_the_other(first, second, third):
    assert merge(first, second, third) == merge(merge(first, second), third)


@given(dicts, dicts)
def test_sources_are_neither_changed_nor_shared(first, second):
    before = copy.deepcopy((first, second))

    merged = merge(first, second)

    assert (first, second) == before
    given_containers = containers(first) | containers(second)
    assert not containers(merged) & given_containers


@given(values)
def test_a_copy_is_equal_and_apart(value):
    copied = deep_copy(value)

    assert copied == value
    assert not containers(copied) & containers(value)
