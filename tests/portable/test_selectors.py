"""Selectors of offers, cut into what browsers understand. PERS-55."""

from alloy_web.features.rendering import selectors


def problem_of(selector):
    try:
        selectors.parse(selector)
    except ValueError as error:
        return str(error)
    return None


def test_plain_css_stays_as_it_is():
    for selector in ("#a .b > c", "a:nth-child(2)", '[href="a.5b"]', "#a:not(.b)"):
        assert selectors.parse(selector) is None


def test_eq_picks_a_match_that_the_next_segment_starts_from():
    assert selectors.parse("#a > div:eq(0) > P:eq(12)") == [
        ["#a > div", 0, False], ["> P", 12, False],
    ]
    assert selectors.parse("BODY > *:eq(1) .b") == [["BODY > *", 1, False], [".b", None, False]]


def test_an_eq_without_a_name_before_it_means_any_element():
    assert selectors.parse("#a > :eq(2)") == [["#a > *", 2, False]]
    assert selectors.parse(":eq(0)") == [["*", 0, False]]


def test_ids_and_classes_may_begin_with_a_digit_beside_an_eq():
    assert selectors.parse("#1a:eq(0) .2-b") == [["#\\31 a", 0, False], [".\\32 -b", None, False]]


def test_what_is_quoted_or_in_brackets_stays():
    assert selectors.parse('a[href="x.5b#1"]:eq(0)') == [['a[href="x.5b#1"]', 0, False]]
    assert selectors.parse("a[data-x=.5]:eq(0)") == [["a[data-x=.5]", 0, False]]


def test_shadow_enters_the_root_of_the_match():
    assert selectors.parse("my-card:shadow > .title") == [
        ["my-card", None, True], ["> .title", None, False],
    ]
    assert selectors.parse("a:eq(1):shadow b:shadow c:eq(0)") == [
        ["a", 1, True], ["b", None, True], ["c", 0, False],
    ]


def test_a_last_shadow_asks_for_what_hosts_it():
    assert selectors.parse("my-card:shadow") == [["my-card", None, True]]


def test_what_makes_no_sense_is_told():
    assert "without a number" in problem_of("a:eq(x)")
    assert "without a number" in problem_of("a:eq(")
    assert "without a number" in problem_of("a:eq(²)")
    assert "begins with :shadow" in problem_of(":shadow b")
