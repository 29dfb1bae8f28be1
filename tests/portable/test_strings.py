import json

from alloy_web.core.encoding import from_utf8, utf8, well_formed
from alloy_web.core.letters import lower_case
from alloy_web.core.strings import (
    as_number,
    collapse,
    data_to_json,
    is_blank,
    is_digits,
    leading_number,
    to_json,
)


def test_white_space_collapses_as_in_javascript():
    for text, expected in (
        ("", ""),
        ("  a \n\t b  ", "a b"),
        ("a\u00a0\u2003b\ufeff", "a b"),
        ("a\u200bb", "a\u200bb"),
        ("a\x1cb", "a\x1cb"),
    ):
        assert collapse(text) == expected, (text, collapse(text))


def test_a_value_becomes_the_number_that_javascript_makes_of_it():
    for value, expected in (
        (None, 0), ("", 0), (" 12 ", 12), ("-1.5e2", -150), (7, 7), ("1 2", None), ("0x10", None),
        ("Infinity", None), ("12px", None), ("--1", None), ([], None), ({}, None),
    ):
        assert as_number(value) == expected, (value, as_number(value))


def test_a_text_may_begin_with_a_number():
    for text, expected in (
        ("", None), ("a1", None), ("0", 0), ("007b", 7), ("12.5", 12),
        ("12345678901234567", 123456789012345),
    ):
        assert leading_number(text) == expected, (text, leading_number(text))


def test_digits_are_ascii_and_at_least_one():
    for text, expected in (("0", True), ("120", True), ("", False), ("1 ", False), ("-1", False),
                           ("1_0", False), ("\u00b2", False), ("\u0661", False)):
        assert is_digits(text) == expected, text


def test_surrogates_become_the_letter_they_stand_for_or_a_replacement():
    for text, expected in (
        ("a\ud83d\ude00b", "a\U0001f600b"),
        ("\ud83d", "\ufffd"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        ("\ud83da\ude00", "\ufffda\ufffd"),
        ("\ud800\udc00\udbff\udfff", "\U00010000\U0010ffff"),
        ("\udbff\udfff\udfff", "\U0010ffff\ufffd"),
        ("\ud7ff\ue000", "\ud7ff\ue000"),
    ):
        assert well_formed(text) == expected, [hex(ord(letter)) for letter in well_formed(text)]


def test_text_becomes_the_bytes_that_a_browser_sends():
    for text, expected in (
        ("a\u00e9", b"a\xc3\xa9"),
        ("\ud55c", b"\xed\x95\x9c"),
        ("\ud83d\ude00", b"\xf0\x9f\x98\x80"),
        ("\ud83d", b"\xef\xbf\xbd"),
    ):
        assert utf8(text) == expected, utf8(text)


def test_utf8_is_read_strictly():
    for data, expected in (
        (b"", ""),
        (b"a\xc3\xa9", "a\u00e9"),
        (b"\xed\x95\x9c", "\ud55c"),
        (b"\xf0\x9f\x98\x80", "\U0001f600"),
        (b"\x7f\xc2\x80\xdf\xbf", "\x7f\x80\u07ff"),
        (b"\xe0\xa0\x80\xed\x9f\xbf\xef\xbf\xbf", "\u0800\ud7ff\uffff"),
        (b"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", "\U00010000\U0010ffff"),
        (b"\xff", None),
        (b"\xc3", None),
        (b"\xc3a", None),
        (b"\xa9", None),
        (b"\xc0\xaf", None),
        (b"\xe0\x80\xaf", None),
        (b"\xed\xa0\xbd", None),
        (b"\xf0\x8f\xbf\xbf", None),
        (b"\xe1\x80\xc0", None),
        (b"\xc1\x80", None),
        (b"\xf4\x90\x80\x80", None),
        (b"\xf5\x80\x80\x80", None),
    ):
        assert from_utf8(data) == expected, (data, from_utf8(data))


def test_capital_letters_of_every_script_become_small():
    for given, wanted in (
        ("ABC-xyz 09", "abc-xyz 09"),
        ("Über-Uns ÀÖØÞ ẞ", "über-uns àöøþ ß"),
        ("ŁÓDŹ ĞÜŞ ŽĂŢŸ ƁƊƘ", "łódź ğüş žăţÿ ɓɗƙ"),
        ("ĐIỂM ĐẾN", "điểm đến"),
        ("İzmir", "i\u0307zmir"),
        ("ΆΛΦΑ ἈΡΧΉ", "άλφα ἀρχή"),
        ("ΟΔΟΣ, ΣΟΦΟΣ", "οδος, σοφος"),
        ("Главная ЁЖ ЇЖАК ЎЗБЕК ҚАЗАҚ", "главная ёж їжак ўзбек қазақ"),
        ("ՀԱՅ ᲡᲐᲥ \uff21\uff3a Ⅷ", "հայ საქ \uff41\uff5a ⅷ"),
        ("\U00010400", "\U00010428"),
        ("首页 ראשי ÷\xd7", "首页 ראשי ÷\xd7"),
        ("", ""),
    ):
        assert lower_case(given) == wanted, (given, lower_case(given))


def test_text_is_blank_by_what_javascript_calls_white_space():
    assert is_blank("")
    assert is_blank(" \n\xa0\u3000\ufeff")
    assert not is_blank("\xa0a")
    assert not is_blank("\x1c")


def test_json_is_written_as_it_is_read_however_long_its_texts():
    long = "".join(['"\\\n\u00fc\U0001f600' + str(number) for number in range(2000)])
    deep = []
    for _ in range(100):
        deep = [deep]
    for value in (
        None, True, 0, -1.5, "", "a", long, [], {}, [[]], {"a": {}}, [1, "b", None, {"c": [False]}],
        {"d": long, long: [long]}, deep, [{"a": 1, "b": [2, 3]}] * 50,
    ):
        for write in (to_json, data_to_json):
            assert json.loads(write(value)) == value, write(value)[:100]
    for write in (to_json, data_to_json):
        assert json.loads(write((1, (2,)))) == [1, [2]]
        assert "__proto__" in write({"__proto__": {"a": 1}})


def test_what_has_no_json_form_is_not_written():
    class Basket:
        pass

    for value in (print, [Basket()], {"a": {"b": print}}, b"x"):
        try:
            told = to_json(value)
        except TypeError:
            told = None
        assert told is None, told


def test_each_letter_of_a_text_can_be_asked_about():
    text = "a\U0001f600b"

    assert all(letter in text for letter in text)
    assert not any(letter == "c" for letter in text)
    assert sum(1 for letter in text) == 3
