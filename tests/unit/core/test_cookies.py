"""Properties of cookie text; the literal cases are in tests/portable/test_cookies.py."""

from hypothesis import given
from hypothesis import strategies as st

from alloy_web.core import cookies

letters = st.text(st.characters(exclude_categories=["Cs"]))
names = letters.filter(bool)


@given(names, letters)
def test_what_is_written_is_read_again(name, value):
    written = cookies.serialize(name, value, domain="example.com", max_age_s=5, secure=True)
    pair = written.split("; ")[0]

    assert cookies.parse(pair) == {name: value}


@given(st.dictionaries(names, letters))
def test_a_whole_jar_is_read_again(jar):
    pairs = [cookies.serialize(name, value).split("; ")[0] for name, value in jar.items()]

    assert cookies.parse("; ".join(pairs)) == jar


@given(names, letters)
def test_written_pairs_hold_only_what_a_cookie_may_hold(name, value):
    pair = cookies.serialize(name, value).split("; ")[0]

    assert pair.isascii()
    assert pair.isprintable()
    assert not set(pair) & set(' ;,"\\')


@given(st.text() | st.text("%;=\" aC3Ff"))
def test_any_text_can_be_read_as_a_jar(text):
    for name, value in cookies.parse(text).items():
        assert name
        assert isinstance(value, str)
