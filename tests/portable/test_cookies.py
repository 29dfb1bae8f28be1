from alloy_web.core import cookies

ORG = "0123456789ABCDEF01234567@AdobeOrg"
IDENTITY = "kndctr_0123456789ABCDEF01234567_AdobeOrg_identity"
NOW_MS = 1772442927104


def stored(item, domain="example.com", is_https=True):
    return cookies.from_state_store(item, domain=domain, is_https=is_https, now_ms=NOW_MS)


def test_the_jar_is_read_with_names_and_values_decoded():
    jar = cookies.parse('a=1; AMCV_x%40AdobeOrg=MCMID%7C5; q="in quotes"; one="; e=; eq=a=b')

    assert jar == {
        "a": "1", "AMCV_x@AdobeOrg": "MCMID|5", "q": "in quotes", "one": '"',
        "e": "", "eq": "a=b",
    }


def test_of_two_cookies_with_one_name_the_first_counts():
    assert cookies.parse("a=first; a=second; %61=third") == {"a": "first"}


def test_what_cannot_be_decoded_is_skipped_alone():
    jar = cookies.parse("bad=%FF; %C3=x; half=100%; good=%C3%A9; nameless; =empty;;  ")

    assert jar == {"half": "100%", "good": "\u00e9"}, jar


def test_an_undecodable_cookie_does_not_hide_a_good_one_of_its_name():
    assert cookies.parse("a=%FF; a=good") == {"a": "good"}


def test_no_cookies_are_an_empty_dict():
    assert cookies.parse("") == {}


def test_values_keep_the_characters_that_cookies_can_hold():
    for value, expected in (
        ("#$&+/:<=>?@[]^`{|}", "#$&+/:<=>?@[]^`{|}"),
        ("a b;c,\"\\%\u00e9", "a%20b%3Bc%2C%22%5C%25%C3%A9"),
        ("general=in", "general=in"),
        ("", ""),
    ):
        text = cookies.serialize("n", value)
        assert text == "n=" + expected + "; path=/", text


def test_names_are_encoded_too_and_more_strictly():
    for name, expected in (
        ("AMCV_0123@AdobeOrg", "AMCV_0123%40AdobeOrg"),
        ("#$&+^`|", "#$&+^`|"),
        ("(a)=b;", "%28a%29%3Db%3B"),
        ("com.adobe.alloy.getTld", "com.adobe.alloy.getTld"),
    ):
        text = cookies.serialize(name, "v")
        assert text == expected + "=v; path=/", text


def test_attributes_are_written_where_given():
    text = cookies.serialize("a", "b", domain="example.com", max_age_s=60, now_ms=NOW_MS,
                             same_site="none", secure=True)

    assert text == ("a=b; path=/; domain=example.com; expires=Mon, 02 Mar 2026 09:16:27 GMT; "
                    "samesite=none; secure"), text


def test_a_lifetime_that_is_over_removes_the_cookie_whatever_the_clock_says():
    for max_age_s in (-1, 0, -10**12):
        text = cookies.serialize("a", "", max_age_s=max_age_s, now_ms=NOW_MS)
        assert text == "a=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT", text


def test_an_endless_lifetime_stays_a_date():
    text = cookies.serialize("a", "b", max_age_s=10**15, now_ms=NOW_MS)

    assert text == "a=b; path=/; expires=Fri, 31 Dec 9999 23:59:59 GMT", text


def test_state_store_items_become_cookies():
    for item, expected in (
        ({"key": IDENTITY, "value": "CiYx", "maxAge": 34128000, "attrs": {"SameSite": "None"}},
         IDENTITY + "=CiYx; path=/; domain=example.com; expires=Thu, 01 Apr 2027 09:15:27 GMT; "
         "samesite=none; secure"),
        ({"key": "k", "value": "v"}, "k=v; path=/; domain=example.com"),
        ({"key": "k", "value": "v", "attrs": {"SameSite": "Strict"}},
         "k=v; path=/; domain=example.com; samesite=strict"),
        ({"key": "k", "value": "v", "maxAge": 0},
         "k=v; path=/; domain=example.com; expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        ({"key": "k", "value": None, "maxAge": "soon", "attrs": {"SameSite": "x; domain=evil"}},
         "k=null; path=/; domain=example.com"),
        ({"key": "k", "value": 5, "attrs": ["SameSite"]}, "k=5; path=/; domain=example.com"),
    ):
        assert stored(item) == expected, stored(item)


def test_lifetimes_and_values_of_other_kinds_are_read_as_javascript_reads_them():
    def written(**item):
        item["key"] = "k"
        return stored(item, domain="")

    day = "Tue, 03 Mar 2026 09:15:27 GMT"
    over = "Thu, 01 Jan 1970 00:00:00 GMT"
    for max_age, expires in (
        (86400, day), ("86400", day), (" 864e2 ", day), (None, over), ("", over), (False, over),
        (True, "Mon, 02 Mar 2026 09:15:28 GMT"), ("soon", None), ("nan", None), ([], None),
        ("1_0", None),
    ):
        ends = "; expires=" + expires if expires else ""
        assert written(value="v", maxAge=max_age) == "k=v; path=/" + ends, (
            max_age, written(value="v", maxAge=max_age),
        )
    for value, text in ((None, "null"), (True, "true"), (5, "5"), (2.0, "2"), ("", "")):
        assert written(value=value) == "k=" + text + "; path=/", (value, written(value=value))
    assert written() == "k=undefined; path=/", written()


def test_without_an_apex_domain_the_cookie_is_the_hosts_own():
    assert stored({"key": "k", "value": "v"}, domain="") == "k=v; path=/"


def test_on_a_page_that_is_not_https_same_site_none_becomes_lax():
    none = {"key": "k", "value": "v", "attrs": {"SameSite": "None"}}
    strict = {"key": "k", "value": "v", "attrs": {"SameSite": "Strict"}}

    assert stored(none, is_https=False) == "k=v; path=/; domain=example.com; samesite=lax"
    assert stored(strict, is_https=False) == "k=v; path=/; domain=example.com; samesite=strict"


def test_cookies_are_named_after_the_organisation():
    assert cookies.org_key("a@b@c") == "a_b@c"
    assert cookies.identity_cookie(ORG) == IDENTITY
    assert cookies.consent_cookie(ORG) == "kndctr_0123456789ABCDEF01234567_AdobeOrg_consent"
    assert cookies.cluster_cookie(ORG) == "kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster"


def test_the_edge_is_told_the_organisations_cookies_only():
    jar = {
        IDENTITY: "id", "kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster": "or2",
        "kndctr_OTHER_AdobeOrg_identity": "x", "at_qa_mode": "qa", "mbox": "m", "session": "s",
    }

    entries = cookies.state_entries(jar, ORG)
    with_target = cookies.state_entries(jar, ORG, target_migration=True)

    assert entries == [
        {"key": "at_qa_mode", "value": "qa"},
        {"key": "kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster", "value": "or2"},
        {"key": IDENTITY, "value": "id"},
    ], entries
    assert with_target == entries + [{"key": "mbox", "value": "m"}], with_target


def test_pairs_inside_a_value_are_read():
    for text, expected in (
        ("general=in", {"general": "in"}),
        (" general = out ; more=a=b;", {"general": "out", "more": "a=b"}),
        ("nothing", {}),
        ("", {}),
    ):
        assert cookies.parse_pairs(text) == expected, text
