"""Properties of URL text; the literal cases are in tests/portable/test_urls.py."""

from urllib.parse import parse_qs, quote, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from alloy_web.core import encoding, identity, urls

letters = st.text(st.characters(exclude_categories=["Cs"]))


@given(letters)
def test_encoding_is_undone_by_decoding(text):
    encoded = encoding.percent_encode(text)

    assert encoded == quote(text, safe="-_.!~*'()")
    assert encoding.percent_decode(encoded) == text
    assert encoding.percent_decode(encoded, lenient=True) == text


@given(st.text() | st.text("%C3a9fF"))
def test_decoding_gives_text_or_none_whatever_it_gets(text):
    for decoded in (encoding.percent_decode(text), encoding.percent_decode(text, lenient=True)):
        if decoded is not None:
            decoded.encode("utf-8")


@given(st.dictionaries(letters.filter(bool), letters, min_size=1))
def test_parameters_are_found_by_name(parameters):
    query = "&".join(
        encoding.percent_encode(name) + "=" + encoding.percent_encode(parameters[name])
        for name in parameters
    )

    for name in parameters:
        assert urls.query_values(query, name) == [parameters[name]]


@given(
    st.sampled_from(["http", "https"]),
    st.from_regex(r"[a-z][a-z0-9-]{0,8}(\.[a-z]{2,5}){0,3}(:[1-9][0-9]{0,3})?", fullmatch=True),
    st.from_regex(r"(/[a-z:@.]{0,5}){0,3}", fullmatch=True),
    st.from_regex(r"(\?[a-z=&/:?]{0,5})?(#[a-z/?#:]{0,5})?", fullmatch=True),
)
def test_urls_come_apart_as_the_standard_library_has_it(scheme, host, path, rest):
    url = scheme + "://" + host + path + rest
    expected = urlsplit(url)

    found = urls.split(url)

    assert (found["scheme"], found["host"]) == (expected.scheme, expected.netloc)
    assert (found["hostname"], found["port"]) == (expected.hostname, str(expected.port or ""))
    assert found["path"] == (expected.path or "/")
    assert (found["query"], found["fragment"]) == (expected.query, expected.fragment)


@given(st.text())
def test_an_edge_domain_is_taken_or_none(text):
    parsed = urls.parse_edge_domain(text)

    assert parsed is None or urls.split(parsed["origin"])["hostname"] == parsed["hostname"]


@given(
    st.from_regex(r"https://a\.example/[a-z]?(\?[a-z=&]{0,5})?(#[a-z?=]{0,5})?", fullmatch=True),
    st.from_regex(r"[0-9]{38}", fullmatch=True),
)
def test_an_appended_id_is_found_again_and_the_rest_of_the_url_stays(url, ecid):
    org_id = "0123456789ABCDEF01234567@AdobeOrg"

    appended = identity.append_to_url(url, ecid, org_id, 1772442927)

    assert identity.from_page_url(appended, org_id, 1772442927) == {"ecid": ecid}
    before, after = urlsplit(url), urlsplit(appended)
    assert (before.path, before.fragment) == (after.path, after.fragment)
    kept = parse_qs(after.query, keep_blank_values=True)
    del kept["adobe_mc"]
    assert kept == parse_qs(before.query, keep_blank_values=True)


@given(st.text() | st.text("ABCgikCAQ_-=%"))
def test_an_identity_cookie_is_read_or_refused_by_its_own_error(value):
    try:
        identity.ecid_from_cookie(value)
    except ValueError as error:
        assert str(error).startswith("The identity cookie cannot be read")


@given(st.text())
def test_any_text_can_be_the_pages_url(text):
    for url in (text, "https://a.example/?adobe_mc=" + text):
        assert isinstance(identity.from_page_url(url, "x@AdobeOrg", 1772442927), dict)
