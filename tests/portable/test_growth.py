"""No text of a page, of a caller or of an answer takes more time than it is long."""

from growth_kit import assert_linear

from alloy_web import validation
from alloy_web.core import (
    browsers,
    cookies,
    dates,
    encoding,
    hashing,
    identity,
    overrides,
    redaction,
    request,
    response,
    retry,
    strings,
    urls,
)
from alloy_web.errors import AlloyError
from alloy_web.features.clicks import links
from alloy_web.features.event import sorting
from alloy_web.features.messages import placement as in_app
from alloy_web.features.personalization import surfaces
from alloy_web.features.rendering import selectors
from alloy_web.features.views import routes as views
from alloy_web.wording import nearest


def repeated(text, before="", after=""):
    """A function: length → about so many letters, the same ones again and again."""
    return lambda length: before + text * (length // len(text)) + after


def keys(length):
    """
    A dict of dicts of 100 keys, in all about so many letters of JSON.

    In one, MicroPython itself takes more than their number to copy them, whoever asks for it.
    """
    made = {}
    for number in range(length // 12):
        made.setdefault("of" + str(number // 100), {})["key" + str(number)] = number
    return made


def options(length):
    """As many unknown options."""
    made = {}
    for number in range(length // 12):
        made["key" + str(number)] = number
    return made


def test_addresses_taken_apart():
    for part in ("x", "/", "?", "#", ":", "@", "%41", "é"):
        assert_linear(
            urls.split, repeated(part, "https://www.example.com/#"),
            repeated(part, "https://www.example.com/?"), repeated(part, "https://"), repeated(part),
        )


def test_values_of_a_query():
    assert_linear(
        lambda query: urls.query_values(query, "a"),
        repeated("a=b&"), repeated("&"), repeated("+", "a="), repeated("%41", "a="),
        repeated("é", "a="), repeated("x"),
    )


def test_text_encoded_and_decoded():
    assert_linear(encoding.percent_encode, repeated("x"), repeated(" "), repeated("é"))
    assert_linear(
        encoding.percent_decode, repeated("%41"), repeated("%C3%A9"), repeated("%41abc"),
        repeated("x", "%41"),
    )
    assert_linear(lambda text: encoding.percent_decode(text, lenient=True), repeated("%"))


def test_letters_and_bytes():
    assert_linear(strings.collapse, repeated("a "), repeated(" "), repeated("a"))
    assert_linear(encoding.utf8, repeated("a"), repeated("\ud7ff"), repeated("é"))
    assert_linear(encoding.well_formed, repeated("\ud800"), repeated("\ud83d\ude00"))
    assert_linear(lambda text: encoding.from_utf8(text.encode()), repeated("a"), repeated("é"))
    assert_linear(strings.is_digits, repeated("1"))
    assert_linear(strings.as_number, repeated("1"), repeated(" ", "", "x"))
    assert_linear(request.byte_length, repeated("a"), repeated("é"))


def test_consent_hashed():
    assert_linear(hashing.fnv1a32, repeated("a"), repeated("é"))
    assert_linear(
        hashing.canonical_json, repeated("a"), repeated('"'), keys, lambda length: [1] * length,
    )


def test_dates_and_times_of_a_server():
    assert_linear(
        dates.parse_http_date, repeated("- "), repeated("9", "Mon, 02 Mar ", " 09:15:27 GMT"),
        repeated("9", "Mon, 02 Mar 2026 09:15:"),
    )
    assert_linear(
        lambda text: retry.delay_ms({"retry-after": text}, 0, 0.5, 0), repeated("9"), repeated("x"),
    )


def test_words_of_links():
    def words(text):
        kinds = {"text": text, "unsupported": True, "texts": [text], "srcs": [text]}
        for kind in ("alts", "titles", "values", "labels", "names"):
            kinds[kind] = [text]
        return links.link_name(kinds)

    assert_linear(words, repeated(" "), repeated("a "), repeated("a"))
    assert_linear(links.bare, repeated("#?"), repeated("X"))
    assert_linear(links.shortened, repeated("x", "data:"), repeated("x", "https://"))
    assert_linear(
        lambda text: links.link_region([{"id": text, "tag": "A"}]), repeated(" "), repeated("a "),
    )


def test_cookies():
    assert_linear(
        cookies.parse, repeated("a=b; "), repeated("; "), repeated("=", "a"), repeated("%41", "a="),
        repeated("%", "a="), repeated('"', "a="), repeated("é", "a="),
    )
    assert_linear(lambda text: cookies.serialize("a", text), repeated("x"), repeated("é"))
    assert_linear(cookies.parse_pairs, repeated("a=b;"), repeated(";"), repeated(" "))


def test_selectors():
    assert_linear(
        selectors.parse, repeated("a:eq(1) "), repeated("a:shadow "), repeated("x", "a:eq(1) ."),
        repeated("x", "a[b='", "']:eq(1)"), repeated("1", "a:eq(", ")"), repeated(".1", "a:eq(0)"),
        repeated(":eq(", "a"),
    )


def test_surfaces():
    start = "web://www.example.com/"
    assert_linear(
        lambda text: surfaces.normalise(text, start),
        repeated("x", start), repeated("%41", start), repeated("/", start), repeated("-", "web://"),
        repeated("@", "web://"), repeated("x", "#"),
    )
    assert_linear(urls.page_surface, repeated("/", "https://www.example.com", "x"),
                  repeated("/", "https://www.example.com"))


def test_an_identity_in_the_address_of_the_page():
    start = "https://www.example.com/?adobe_mc=TS%3D1%7CMCORGID%3Dorg%7CMCMID%3D1"
    assert_linear(
        lambda url: identity.from_page_url(url, "org", 1), repeated("9", start + "%7CTS%3D"),
        repeated("25", start + "%7Ca%3D%"), repeated("%7C", start), repeated("é", start),
        repeated("&adobe_mc=1", start),
    )
    assert_linear(
        lambda url: identity.append_to_url(url, "1", "org", 1), repeated("x"), repeated("#"),
        repeated("?"),
    )


def test_identities_in_cookies():
    assert_linear(
        identity.ecid_from_cookie, repeated("Q"), repeated("AAAA"), repeated("IAAgACAA"),
        repeated("%41"), repeated("%"), repeated("="),
    )
    assert_linear(
        identity.ecid_from_amcv, repeated("|"), repeated("MCMID|"), repeated("9", "MCMID|"),
    )


def test_answers():
    assert_linear(
        lambda text: _refused(lambda: response.read(500, {}, text)),
        repeated("x"), repeated("[1,]"),
    )
    assert_linear(
        lambda text: in_app.problem({"content": text, "contentType": text}), repeated("x"),
    )


def test_the_words_of_a_browser():
    assert_linear(
        browsers.family, repeated("Chrome/"), repeated("Trident/7"), repeated("Version/"),
        repeated(" "),
    )


def test_routes():
    wanted = views.normalise_options(True)
    for part in ("x", "/", "#", "?"):
        assert_linear(
            lambda url: views.is_view_change(
                "push", url, url + "x", wanted, lambda pattern, text: False
            ),
            repeated(part, "https://www.example.com/"),
        )


def test_options_checked():
    check = validation.Record({
        "type": validation.optional(validation.TEXT),
        "data": validation.optional(validation.OBJECT),
    })

    def validate(given):
        return _refused(lambda: validation.validate("sendEvent", check, given))

    assert_linear(validate, options)
    assert_linear(lambda text: validate({text: 1}), repeated("x"))
    assert_linear(lambda text: validate({"data": text}), repeated("x"), repeated('"'))
    assert_linear(lambda text: validate({"type": text}), repeated("x"))
    assert_linear(lambda text: nearest(text, ["sendEvent"]), repeated("x"))
    assert_linear(overrides.clean, keys)


def test_data_sorted():
    known = sorting.roots()
    assert_linear(lambda data: sorting.sort_data(data, known), keys)
    assert_linear(lambda data: sorting.sort_data({"xdm:web": data}, known), keys)


def test_what_the_console_is_told():
    assert_linear(redaction.readable, repeated("x"), keys, lambda length: [[1]] * length)
    assert_linear(redaction.shown, keys, lambda length: [[1]] * length)


def _refused(call):
    try:
        return call()
    except AlloyError:
        return None
