"""What rules are asked about, and the part of the traffic a visitor is in. RULE-05, RULE-11."""

from alloy_web.features.rules import allocation, context
from alloy_web.hosts.memory.host import NOW_MS, MemoryHost


def made(url="https://www.example.com/", **facts):
    host = MemoryHost(url=url, title="Shoes", referrer=facts.pop("referrer", ""))
    host.change(**facts)
    return context.of_page(host.page(), [3, 40], NOW_MS - 1500, "1.2.3")


def test_the_page_and_where_it_was_come_from():
    found = made("https://shop.example.com/Cart/1?a=b&c#top", referrer="https://example.co.uk")

    assert found["page.title"] == "Shoes"
    assert found["page.url"] == "https://shop.example.com/Cart/1?a=b&c#top"
    assert (found["page.path"], found["page.query"], found["page.fragment"]) == (
        "/Cart/1", "a=b&c", "top",
    )
    assert found["page.domain"] == "shop.example.com"
    assert (found["page.subdomain"], found["page.topLevelDomain"]) == ("shop", "com")
    assert found["referringPage.domain"] == "example.co.uk"
    assert found["referringPage.path"] == ""
    assert "referringPage.title" not in found
    alone = made()
    assert alone["referringPage.url"] is None and alone["referringPage.path"] == ""


def test_domains_of_one_to_five_labels():
    def parts(host):
        found = made("https://" + host + "/")
        return found["page.domain"], found["page.subdomain"], found["page.topLevelDomain"]

    assert parts("localhost") == ("localhost", "", "")
    assert parts("example.com") == ("example.com", "", "com")
    assert parts("www.example.com") == ("www.example.com", "", "com")
    assert parts("a.example.com") == ("a.example.com", "a", "com")
    assert parts("a.example.co.uk") == ("a.example.co.uk", "a", "co.uk")
    assert parts("www.example.co.uk") == ("www.example.co.uk", "", "co.uk")
    assert parts("a.b.example.co.uk") == ("a.b.example.co.uk", "", "")


def test_the_time_is_the_visitors():
    # 2026-03-02T09:15:27.104Z, a Monday; an hour ahead of UTC.
    found = made(timezoneOffset=-60)

    assert (found["currentYear"], found["currentMonth"], found["currentDate"]) == (2026, 2, 2)
    assert found["currentMinute"] == 15
    assert found["currentTimestamp"] == NOW_MS and found["~timestampu"] == NOW_MS / 1000
    assert found["~timestampz"] == "2026-03-02T09:15:27.104Z"
    lifecycle = "~state.com.adobe.module.lifecycle/lifecyclecontextdata."
    assert found[lifecycle + "dayofweek"] == 2 and found[lifecycle + "hourofday"] == 10
    assert found["pageLoadTimestamp"] == NOW_MS - 1500 and found["pageVisitDuration"] == 1500

    # Still Sunday, the 1st, where it is 12 hours earlier.
    west = made(timezoneOffset=720)
    assert west["currentDate"] == 1 and west[lifecycle + "dayofweek"] == 1


def test_the_window_the_browser_and_the_library():
    found = made(userAgent="Mozilla/5.0 Firefox/120.0", viewportWidth=800, viewportHeight=600)

    assert found["browser.name"] == "Firefox"
    assert (found["window.width"], found["window.height"]) == (800, 600)
    assert (found["window.scrollX"], found["window.scrollY"]) == (3, 40)
    assert found["~sdkver"] == "1.2.3"
    assert found["~source"] == "com.adobe.eventSource.requestContent"


def test_nested_data_is_flat_and_has_an_end():
    assert context.flat({"a": {"b": [1, {"c": None}]}, "d": "x", "e": {}}) == {
        "a.b.0": 1, "a.b.1.c": None, "d": "x",
    }
    circle = {}
    circle["a"] = circle
    try:
        context.flat(circle)
    except ValueError as error:
        assert "contains itself" in str(error)
    else:
        raise AssertionError("a circle was made flat")


def test_the_hash_is_murmur3_of_utf_16_units():
    # Known values of MurmurHash3 with 32 bits: of the bytes "test" and "ab", and of nothing.
    assert allocation.murmur3("\u6574\u7473") == 0xBA6BD213
    assert allocation.murmur3("\u6261") == 0x9BBFD75F
    assert allocation.murmur3("") == 0
    # A letter of two units.
    assert allocation.murmur3("\U0001f600") == allocation.murmur3("\ud83d\ude00")


def test_a_visitor_always_falls_into_the_same_part():
    template = "client.<key>.<identity>.salt"
    first = allocation.share(template, "k1", "1111", 1000)

    assert first == allocation.share(template, "k1", "1111", 1000)
    assert 0 <= first < 100 and round(first * 100) == first * 100
    shares = [allocation.share(template, "k1", str(number), 1000) for number in range(400)]
    low = len([each for each in shares if each < 50])
    assert 140 < low < 260
    # Of the hash ba6bd213: as a signed number -1167338989, without its sign 1167338989.
    assert allocation.share("<key><identity>", "\u6574", "\u7473", 1000) == 98.9
