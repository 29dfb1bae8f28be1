from alloy_web.core import encoding, forms, urls


def parts_of(url, *names):
    parts = urls.split(url)
    return tuple([parts[name] for name in names])


def test_a_url_comes_apart():
    assert urls.split("https://Shop.Example.com:8443/a/b?x=1&y=2?#top?z") == {
        "scheme": "https", "host": "shop.example.com:8443", "hostname": "shop.example.com",
        "port": "8443", "path": "/a/b", "query": "x=1&y=2?", "fragment": "top?z",
        "origin": "https://shop.example.com:8443",
    }


def test_unusual_urls_come_apart_too():
    for url, hostname, path, origin in (
        ("https://a.com", "a.com", "/", "https://a.com"),
        ("https://a.com?x", "a.com", "/", "https://a.com"),
        ("HTTP://user:secret@a.com/p", "a.com", "/p", "http://a.com"),
        ("http://[::1]:8000/p", "[::1]", "/p", "http://[::1]:8000"),
        ("mailto:me@a.com", "", "me@a.com", ""),
        ("javascript:void(0)", "", "void(0)", ""),
        ("about:blank", "", "blank", ""),
        ("file:///tmp/x.html", "", "/tmp/x.html", ""),
        ("/a/b:c?x", "", "/a/b:c", ""),
        ("page.html#x", "", "page.html", ""),
        ("", "", "", ""),
    ):
        found = parts_of(url, "hostname", "path", "origin")
        assert found == (hostname, path, origin), (url, found)


def test_all_values_of_a_parameter_are_found_and_decoded():
    for query, expected in (
        ("a=1&b=2&a=3", ["1", "3"]),
        ("a=x%20y+z", ["x y z"]),
        ("%61=1", ["1"]),
        ("a", [""]),
        ("a=b=c", ["b=c"]),
        ("a=100%", ["100%"]),
        ("aa=1", []),
        ("", []),
    ):
        assert urls.query_values(query, "a") == expected, (query, urls.query_values(query, "a"))


def test_encoding_is_that_of_encodeuricomponent():
    for text, expected in (
        ("a b+c/\u00e9\U0001f600~!*'()-_.%#", "a%20b%2Bc%2F%C3%A9%F0%9F%98%80~!*'()-_.%25%23"),
        ("\ud83d\ude00", "%F0%9F%98%80"),
        ("", ""),
    ):
        assert encoding.percent_encode(text) == expected, encoding.percent_encode(text)


def test_decoding_gives_none_where_decodeuricomponent_throws():
    for text, expected in (
        ("plain \u00e9+", "plain \u00e9+"),
        ("%C3%A9%f0%9F%98%80x", "\u00e9\U0001f600x"),
        ("%2540", "%40"),
        ("%", None),
        ("%4", None),
        ("%zz", None),
        ("a%C3", None),
        ("%C3a%A9", None),
        ("%ED%A0%BD", None),
        ("%C0%AF", None),
    ):
        assert encoding.percent_decode(text) == expected, (text, encoding.percent_decode(text))


def test_lenient_decoding_keeps_a_stray_percent_sign():
    for text, expected in (
        ("100% of %41%zz", "100% of A%zz"),
        ("%", "%"),
        ("%C3 and %", None),
    ):
        assert encoding.percent_decode(text, lenient=True) == expected, text


def test_addresses_are_told_from_names():
    for hostname, expected in (
        ("127.0.0.1", True), ("[::1]", True), ("::1", True), ("1.2.3.example", False),
        ("localhost", False), ("1.2.3", False), ("", False),
    ):
        assert forms.is_ip(hostname) == expected, hostname


def test_apex_candidates_grow_from_two_labels():
    for hostname, expected in (
        ("www.Shop.example.co.uk",
         ["co.uk", "example.co.uk", "shop.example.co.uk", "www.shop.example.co.uk"]),
        ("example.com", ["example.com"]),
        ("example.com.", ["example.com"]),
        ("localhost", []),
        ("127.0.0.1", []),
        ("[::1]", []),
        ("", []),
    ):
        found = urls.apex_candidates(hostname)
        assert found == expected, (hostname, found)


def test_an_endpoint_is_first_party_if_it_ends_with_the_apex_domain():
    for endpoint, apex, expected in (
        ("data.example.com", "example.com", True),
        ("example.com", "example.com", True),
        ("edge.adobedc.net", "example.com", False),
        ("localhost", "", False),
    ):
        assert urls.is_first_party(endpoint, apex) == expected, (endpoint, apex)


def test_an_edge_domain_is_https_but_on_this_machine():
    for text, origin, host, hostname in (
        ("edge.adobedc.net", "https://edge.adobedc.net", "edge.adobedc.net", "edge.adobedc.net"),
        ("Data.Example.com:8443", "https://data.example.com:8443", "data.example.com:8443",
         "data.example.com"),
        ("localhost:8000", "http://localhost:8000", "localhost:8000", "localhost"),
        ("127.0.0.1", "http://127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("https://localhost:8443", "https://localhost:8443", "localhost:8443", "localhost"),
        ("http://edge.example.com", "http://edge.example.com", "edge.example.com",
         "edge.example.com"),
        ("HTTP://[::1]:8000", "http://[::1]:8000", "[::1]:8000", "[::1]"),
        ("[2001:db8::1]", "https://[2001:db8::1]", "[2001:db8::1]", "[2001:db8::1]"),
    ):
        found = urls.parse_edge_domain(text)
        assert found == {"origin": origin, "host": host, "hostname": hostname}, (text, found)


def test_what_is_no_edge_domain_is_none():
    for text in (
        "", "edge.example.com/ee", "https://edge.example.com/", "edge.example.com?x",
        "edge.example.com#x", "ftp://edge.example.com", "://edge.example.com", "edge example.com",
        "https://https://edge.example.com", "user@edge.example.com", "b\u00fccher.example", "::1",
        "[::1", "[]", "[1.2.3.4]", "[fe80::1%25eth0]", ".", "localhost:", "localhost:0",
        "localhost:65536", "localhost:8e3", "localhost:" + "9" * 5000,
    ):
        assert urls.parse_edge_domain(text) is None, text


def test_an_address_on_the_same_page_is_known_by_its_fragment():
    page = "https://www.example.com/a?b=1#here"
    for url, expected in (
        ("#x", True), (" #x", True), ("#", True), ("https://www.example.com/a?b=1#x", True),
        ("https://www.example.com/a?b=1", False), ("https://www.example.com/a#x", False),
        ("/other#x", False), ("", False), ("/a", False),
    ):
        assert urls.is_same_page(url, page) == expected, url
