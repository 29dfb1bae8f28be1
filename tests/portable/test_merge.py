from alloy_web.core.merge import absorb, absorb_xdm, deep_copy, get_path, merge, set_path


def propositions(*items):
    return {"_experience": {"decisioning": {"propositions": list(items)}}}


def joined(collected, users):
    """Copies of both, put together."""
    merged = merge(collected)
    absorb_xdm(merged, merge(users))
    return merged


def nested(levels):
    value = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return value


def test_later_sources_win_leaf_by_leaf():
    merged = merge(
        {"web": {"page": {"URL": "/a", "name": "A"}}, "n": 1, "list": [1, 2]},
        {"web": {"page": {"name": "B"}, "referrer": ""}, "list": [3]},
        {"n": None},
    )

    assert merged == {
        "web": {"page": {"URL": "/a", "name": "B"}, "referrer": ""}, "n": None, "list": [3],
    }, merged


def test_a_dict_and_something_else_replace_each_other():
    for first, second, expected in (
        ({"a": 1}, {"a": {"b": 2}}, {"a": {"b": 2}}),
        ({"a": {"b": 2}}, {"a": 1}, {"a": 1}),
        ({"a": [1]}, {"a": {}}, {"a": {}}),
        ({"a": {"b": 2}}, {"a": {}}, {"a": {"b": 2}}),
    ):
        assert merge(first, second) == expected, (first, second, merge(first, second))


def test_no_sources_or_empty_ones_make_an_empty_dict():
    assert merge() == {}
    assert merge(None, {}, None) == {}


def test_keys_that_javascript_takes_for_its_own_are_dropped_at_every_level():
    merged = merge({
        "__proto__": {"x": 1}, "constructor": 1, "prototype": 2, "proto": 3,
        "deep": {"__proto__": 1, "ok": [{"constructor": 1, "ok": 1}]},
    })

    assert merged == {"proto": 3, "deep": {"ok": [{"ok": 1}]}}, merged


def test_nothing_given_is_changed_or_shared():
    first, second = {"a": {"b": [{"c": 1}]}}, {"a": {"d": {"e": 1}}}

    merged = merge(first, second)
    merged["a"]["b"][0]["c"] = 2
    merged["a"]["d"]["e"] = 2

    assert first == {"a": {"b": [{"c": 1}]}}, first
    assert second == {"a": {"d": {"e": 1}}}, second


def test_one_source_given_twice_is_not_changed_either():
    source = {"a": {"b": {"c": [1]}}}

    assert merge(source, source) == {"a": {"b": {"c": [1]}}}
    assert source == {"a": {"b": {"c": [1]}}}


def test_a_hundred_levels_are_merged_and_more_are_refused():
    assert merge(nested(100), nested(100)) == nested(100)
    for data in (nested(101), {"a": [nested(99)]}):
        assert refusal(merge, {"a": {}}, data) == (
            "the data is nested deeper than 100 levels, or contains itself"
        ), data


def test_data_that_contains_itself_is_refused():
    data = {"list": [1]}
    data["list"].append(data)
    data["again"] = data

    for function in (merge, deep_copy):
        assert "contains itself" in refusal(function, data)


def refusal(function, *arguments):
    try:
        function(*arguments)
    except ValueError as error:
        return str(error)
    return "accepted"


def test_a_copy_shares_no_dict_or_list_with_the_original():
    original = {"a": [{"b": 1}, (2, [3])], "__proto__": 1}

    copied = deep_copy(original)
    copied["a"][0]["b"] = 2

    assert original["a"][0] == {"b": 1}
    assert copied == {"a": [{"b": 2}, [2, [3]]], "__proto__": 1}, copied
    assert deep_copy("text") == "text"
    assert deep_copy(None) is None


def test_propositions_of_both_sides_are_kept_each_once():
    one = {"id": "1", "scope": "a"}
    same_id_other_scope = {"id": "1", "scope": "b"}
    one_again = {"id": "1", "scope": "a", "more": True}
    empty_view = {"scope": "cart"}
    for collected, users, expected in (
        ([one], [same_id_other_scope], [same_id_other_scope, one]),
        ([one], [one_again], [one_again]),
        ([one, empty_view], [empty_view], [empty_view, one]),
        ([{"x": 1}], [{"x": 1}], [{"x": 1}]),
        ([{"x": 1}], [{"x": 2}], [{"x": 2}, {"x": 1}]),
        (["odd"], ["odd", 1], ["odd", 1]),
    ):
        found = joined(propositions(*collected), propositions(*users))
        assert found == propositions(*expected), (collected, users, found)


def test_without_propositions_on_both_sides_xdm_is_merged_as_usual():
    for collected, users in (
        (propositions({"id": "1"}), {"web": {}}),
        ({"web": {}}, propositions({"id": "1"})),
    ):
        assert joined(collected, users) == merge(collected, users)
    assert joined(propositions(1), propositions(1)["_experience"]) == merge(
        propositions(1), propositions(1)["_experience"]
    )


def test_merged_propositions_are_copies_without_keys_of_javascripts_own():
    users = propositions({"id": "1", "scope": "a", "constructor": 1})

    merged = joined(propositions({"id": "2", "scope": "a"}), users)
    merged["_experience"]["decisioning"]["propositions"][0]["id"] = "changed"

    assert "constructor" not in merged["_experience"]["decisioning"]["propositions"][0]
    assert users == propositions({"id": "1", "scope": "a", "constructor": 1})


def test_a_path_is_read_as_far_as_it_goes():
    source = {"web": {"page": {"name": "A", "none": None, "zero": 0}, "list": [1]}}
    for path, expected in (
        ("web.page.name", "A"), ("web.page.zero", 0), ("web.page", source["web"]["page"]),
        ("web.page.none", "?"), ("web.page.name.more", "?"), ("web.list.0", "?"), ("x.y", "?"),
    ):
        assert get_path(source, path, "?") == expected, path
    assert get_path(None, "a") is None


def test_a_path_is_written_through_what_stands_in_the_way():
    target = {"web": {"page": "text", "keep": 1}}

    set_path(target, "web.page.name", "A")
    set_path(target, "n", 1)

    assert target == {"web": {"page": {"name": "A"}, "keep": 1}, "n": 1}, target


def test_absorb_joins_into_its_target_as_merge_does():
    target = {"web": {"page": {"URL": "a", "name": "n"}}, "kept": 1, "list": [1, 2]}

    absorb(target, {"web": {"page": {"URL": "b"}, "views": 2}, "list": [3], "new": {"x": 1}})

    assert target == {
        "web": {"page": {"URL": "b", "name": "n"}, "views": 2}, "kept": 1, "list": [3],
        "new": {"x": 1},
    }


def test_absorb_may_be_given_what_the_target_holds_already():
    target = {"a": {"b": {"c": 1}}}

    absorb(target, {"a": target["a"]})

    assert target == {"a": {"b": {"c": 1}}}


def test_absorb_xdm_keeps_the_propositions_of_both_sides():
    collected = propositions({"id": "1", "scope": "a"})

    absorb_xdm(collected, propositions({"id": "2", "scope": "a"}, {"id": "1", "scope": "a"}))

    assert collected == propositions({"id": "2", "scope": "a"}, {"id": "1", "scope": "a"})
