from alloy_web.core import browsers

_CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "


def test_the_family_is_guessed_from_the_user_agent():
    for user_agent, expected in (
        (_CHROME + "Chrome/140.0.0.0 Safari/537.36", "Chrome"),
        (_CHROME + "Chromium/140.0.0.0", "Chrome"),
        (_CHROME + "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "EdgeChromium"),
        (_CHROME + "Chrome/51.0.2704.79 Safari/537.36 Edge/14.14393", "Edge"),
        (_CHROME + "Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0", "Unknown"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox"),
        (_MAC + "Version/18.5 Safari/605.1.15", "Safari"),
        (_MAC + "CriOS/140.0 Mobile/15E148 Safari/604.1", "Unknown"),
        ("Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko", "IE"),
        ("Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)", "Unknown"),
        ("Chrome/", "Unknown"),
        ("", "Unknown"),
    ):
        assert browsers.family(user_agent) == expected, user_agent


def test_safari_and_firefox_refuse_third_party_cookies():
    for user_agent, expected in (
        (_MAC + "Version/18.5 Safari/605.1.15", False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", False),
        (_CHROME + "Chrome/140.0.0.0 Safari/537.36", True),
        (_CHROME + "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", True),
        ("something else", True),
        (None, True),
    ):
        assert browsers.accepts_third_party_cookies(user_agent) == expected, user_agent
