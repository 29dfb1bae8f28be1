from alloy_web.core import overrides


def test_the_calls_top_level_keys_replace_the_configured_ones_whole():
    combined = overrides.combine(
        {"com_adobe_analytics": {"reportSuites": ["a"], "other": 1},
         "com_adobe_target": {"t": "x"}},
        {"com_adobe_analytics": {"reportSuites": ["b"]}},
    )

    assert combined == (None, {
        "com_adobe_analytics": {"reportSuites": ["b"]}, "com_adobe_target": {"t": "x"},
    }), combined


def test_the_calls_datastream_changes_the_address_only():
    assert overrides.combine({"a": 1}, {"datastreamId": "ds", "b": 2}) == ("ds", {"a": 1, "b": 2})
    assert overrides.combine(None, {"datastreamId": "ds"}) == ("ds", None)
    assert overrides.combine(None, {"datastreamId": ""}) == (None, None)
    assert overrides.combine(None, {"datastreamId": 5}) == (None, None)


def test_a_datastream_in_the_configuration_is_a_key_like_any_other():
    assert overrides.combine({"datastreamId": "x"}, None) == (None, {"datastreamId": "x"})


def test_without_overrides_there_is_nothing():
    for configured, per_call in ((None, None), ({}, {}), ({"a": {"enabled": True}}, {"b": ""})):
        assert overrides.combine(configured, per_call) == (None, None), (configured, per_call)


def test_what_says_nothing_is_dropped_at_every_level():
    cleaned = overrides.clean({
        "null": None, "text": "", "list": [], "function": len, "object": {},
        "deep": {"deeper": {"null": None, "deepest": {"enabled": True}}},
        "kept": {"text": "x", "zero": 0, "list": [None], "float": 0.0, "null": None},
    })

    assert cleaned == {"kept": {"text": "x", "zero": 0, "list": [None], "float": 0.0}}, cleaned


def test_enabled_is_told_only_when_it_is_false():
    cleaned = overrides.clean({
        "a": {"enabled": True, "x": 1}, "b": {"enabled": False}, "c": {"active": True},
        "d": {"enabled": 1}, "e": {"enabled": "true"}, "f": {"active": False},
    })

    assert cleaned == {
        "a": {"x": 1}, "b": {"enabled": False}, "c": {"active": True}, "d": {"enabled": 1},
        "e": {"enabled": "true"}, "f": {"active": False},
    }, cleaned


def test_what_is_given_is_not_changed():
    given = {"a": {"enabled": True, "b": {"c": ""}}}
    overrides.clean(given)

    assert given == {"a": {"enabled": True, "b": {"c": ""}}}
