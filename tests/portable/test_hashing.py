import json

from alloy_web.core.hashing import canonical_json, consent_hash, consent_hashes, fnv1a32

OUT = {"standard": "Adobe", "version": "1.0", "value": {"general": "out"}}
IN = {"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}
COLLECT = {
    "version": "2.0",
    "value": {"metadata": {"time": "2026-03-02T09:15:27Z"}, "collect": {"val": "y"}},
    "standard": "Adobe",
}


def test_fnv1a_has_the_known_values():
    for text, expected in (
        ("", "811c9dc5"),
        ("a", "e40c292c"),
        ("foobar", "bf9cf968"),
        ("Gr\u00fc\u00dfe \U0001f600", "8b8dc955"),
        ("Gr\u00fc\u00dfe \ud83d\ude00", "8b8dc955"),
    ):
        assert fnv1a32(text) == expected, (text, fnv1a32(text))


def test_keys_are_sorted_at_every_level_and_nothing_is_spaced():
    written = canonical_json({"b": [{"z": None, "a": True}], "a": {}, "B": False, "c": []})

    assert written == '{"B":false,"a":{},"b":[{"a":true,"z":null}],"c":[]}', written


def test_text_is_escaped_as_by_javascript():
    written = canonical_json(' \x1f\u2028\u00e9\U0001f600\x7f\x01\b\f\n\r\t"\\/')

    assert written == (
        '" \\u001f\u2028\u00e9\U0001f600\x7f\\u0001\\b\\f\\n\\r\\t\\"\\\\/"'
    ), written


def test_numbers_are_written_as_by_javascript():
    for value, expected in (
        (0, "0"), (1.0, "1"), (-0.0, "0"), (-2.5, "-2.5"), (100.0, "100"), (123.456, "123.456"),
        (0.5, "0.5"), (0.000001, "0.000001"), (0.000123, "0.000123"), (1e-7, "1e-7"),
        (1.5e-7, "1.5e-7"),
        (1e20, "100000000000000000000"), (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"), (-1.5e300, "-1.5e+300"), (10**21, "1e+21"),
        (12345678901234.5, "12345678901234.5"), (float("nan"), "null"), (float("inf"), "null"),
        (True, "true"),
    ):
        assert canonical_json(value) == expected, (value, canonical_json(value))


def test_what_is_written_can_be_read_again():
    value = {"a": ["x", 1, 2.5, None, {"deep": [[], {}]}], "\u00e9\"": "\u0002"}

    assert json.loads(canonical_json(value)) == value


def test_ninety_levels_need_no_more_stack_than_one():
    value = "end"
    for _ in range(90):
        value = {"a": [value]}

    assert canonical_json(value) == '{"a":[' * 90 + '"end"' + "]}" * 90


def test_the_hash_of_a_consent_object_leaves_out_standard_and_version():
    assert consent_hash(OUT) == "c9b8d236", consent_hash(OUT)
    assert consent_hash(COLLECT) == "3acb616f", consent_hash(COLLECT)
    assert consent_hash({
        "standard": "IAB TCF", "version": "2.0", "value": "CPcA", "gdprContainsPersonalData": False,
        "gdprApplies": True,
    }) == "f6ad170d"


def test_of_two_objects_with_one_standard_and_version_the_first_hash_counts():
    hashes = consent_hashes([OUT, IN, COLLECT, {"standard": "X", "version": 2.0}])

    assert hashes == {
        "Adobe.1.0": consent_hash(OUT), "Adobe.2.0": consent_hash(COLLECT), "X.2": consent_hash({}),
    }, hashes
