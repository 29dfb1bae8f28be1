from alloy_web.core import identity

ORG = "0123456789ABCDEF01234567@AdobeOrg"
ECID = "12345678901234567890123456789012345678"
NOW_S = 1772442927

# Field 1 is the id, field 10 metadata.
COOKIE = "CiYxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3OFIDAQID"


def reason(value):
    try:
        return "read as " + str(identity.ecid_from_cookie(value))
    except ValueError as error:
        return str(error)


def page(value):
    return "https://www.example.com/?a=1&adobe_mc=" + value + "#top"


def read(url):
    return identity.from_page_url(url, ORG, NOW_S)


def test_the_id_is_read_from_the_identity_cookie():
    for value in (
        COOKIE,
        COOKIE[:56] + "==",
        # Fields of every other type stand in front.
        "UJYBEQECAwQFBgcIHQECAwQjJAomMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2NzhSAwECAw",
        "UJYBEQECAwQFBgcIHQECAwQjJAomMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2NzhSAwECAw%3D%3D",
    ):
        assert identity.ecid_from_cookie(value) == ECID, (value, reason(value))


def test_both_alphabets_of_base64_are_read():
    # Field 10 holds bytes ff ef be; then the id "7".
    assert identity.ecid_from_cookie("UgP_774KATc") == "7"
    assert identity.ecid_from_cookie("UgP/774KATc=") == "7"
    assert identity.ecid_from_cookie("UgP7774KATc") == "7"
    assert identity.ecid_from_cookie("UgP-_v4KATc") == "7"
    assert identity.ecid_from_cookie("UgP+/v4KATc") == "7"


def test_a_length_may_take_more_than_one_byte():
    # Field 10 holds 200 bytes of zero; then the id "7".
    assert identity.ecid_from_cookie("UsgB" + "A" * 267 + "KATc") == "7"


def test_no_cookie_is_no_id():
    assert identity.ecid_from_cookie("") is None
    assert identity.ecid_from_cookie(None) is None


def test_a_malformed_cookie_is_refused():
    for value in (
        # Cut off; no base64; in the middle of a field, of a number; a number too long; a field of
        # no known type; no text; without an id.
        "abcde", "ab!d", "\u00e9abc", COOKIE[:20], "Cg", "gICAgICAgICAgAE", "Dg", "CgH_", "UAE",
        "CAE",
    ):
        assert reason(value) == (
            "The identity cookie cannot be read: it is not the Edge Network's."
        ), (value, reason(value))


def test_the_id_is_read_from_the_older_cookie():
    for value, expected in (
        ("MCMID|" + ECID, ECID),
        ("-1124106680|MCIDTS|19784|MCMID|" + ECID + "|MCAID|NONE", ECID),
        ("MCMID|NONE", None),
        ("XMCMID|" + ECID, None),
        ("MCMID", None),
        ("", None),
        (None, None),
    ):
        assert identity.ecid_from_amcv(value) == expected, value


def test_the_older_cookie_is_written_under_the_organisations_own_name():
    assert identity.amcv_cookie(ORG) == "AMCV_" + ORG
    assert identity.amcv_value("42") == "MCMID|42"


def test_an_id_in_the_url_is_read():
    plain = ("TS%3D1772442900%7CMCMID%3D" + ECID
             + "%7CMCORGID%3D0123456789ABCDEF01234567%2540AdobeOrg")
    for url in (
        page(plain),
        page(plain.replace("%", "%25")),
        "https://www.example.com/#/route?adobe_mc=" + plain,
        page("TS=1772442900|MCMID=" + ECID + "|MCORGID=" + ORG),
        page("MCORGID=" + ORG + "|MCMID=<" + ECID + ">|TS=1772442900|other"),
    ):
        assert read(url) == {"ecid": ECID}, (url, read(url))


def test_a_url_without_the_parameter_tells_nothing():
    for url in ("https://www.example.com/", "https://www.example.com/?adobe=1#adobe_mc=TS%3D1"):
        assert read(url) == {}, url


def test_an_id_counts_five_minutes():
    for written_s, expected in (
        (NOW_S - 300, {"ecid": "1"}),
        (NOW_S - 301, {"problem": "expired"}),
        (NOW_S + 1000, {"ecid": "1"}),
    ):
        found = read(page("TS=" + str(written_s) + "|MCMID=1|MCORGID=" + ORG))
        assert found == expected, (written_s, found)


def test_of_the_time_the_leading_digits_count():
    for written, expected in (
        ("1772442900.5", {"ecid": "1"}),
        ("1772442900000.25", {"ecid": "1"}),
        ("1772442900abc", {"ecid": "1"}),
        ("9" * 5000, {"ecid": "1"}),
        ("1.5e9", {"problem": "expired"}),
        ("17", {"problem": "expired"}),
        (".5", {"problem": "invalid"}),
        ("x1772442900", {"problem": "invalid"}),
        ("", {"problem": "invalid"}),
    ):
        found = read(page("TS=" + written + "|MCMID=1|MCORGID=" + ORG))
        assert found == expected, (written, found)


def test_what_is_wrong_with_the_parameter_is_told():
    for value, problem in (
        ("", "invalid"),
        ("%E0%A4%A", "invalid"),
        ("TS=1772442900|MCORGID=" + ORG, "invalid"),
        ("TS=1772442900|MCMID=|MCORGID=" + ORG, "invalid"),
        ("TS=now|MCMID=1|MCORGID=" + ORG, "invalid"),
        ("MCMID=1|MCORGID=" + ORG, "invalid"),
        ("TS=1772442900|MCMID=1|MCORGID=OTHER@AdobeOrg", "organisation"),
        ("TS=1772442900|MCMID=1", "organisation"),
    ):
        assert read(page(value)) == {"problem": problem}, (value, read(page(value)))


def test_of_several_values_the_last_counts_and_that_is_told():
    url = page("TS=1|MCMID=1|MCORGID=x&adobe_mc=TS=1772442900|MCMID=2|MCORGID=" + ORG)

    assert read(url) == {"ecid": "2", "several": True}, read(url)


def test_the_id_is_put_in_front_of_the_fragment():
    added = "adobe_mc=TS%3D1772442927%7CMCMID%3D1111%7CMCORGID%3D0123%2540AdobeOrg"
    for url, expected in (
        ("https://shop.example.com/a?x=1#top", "https://shop.example.com/a?x=1&" + added + "#top"),
        ("https://shop.example.com/a", "https://shop.example.com/a?" + added),
        ("https://shop.example.com/a?", "https://shop.example.com/a?" + added),
        ("/a#x?y#z", "/a?" + added + "#x?y#z"),
        ("/a?adobe_mc=old", "/a?adobe_mc=old&" + added),
    ):
        found = identity.append_to_url(url, "1111", "0123@AdobeOrg", 1772442926.5)
        assert found == expected, (url, found)


def test_what_is_appended_can_be_read_again():
    url = identity.append_to_url("https://www.example.com/#top", ECID, ORG, NOW_S)

    assert read(url) == {"ecid": ECID}
