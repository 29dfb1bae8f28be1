"""What a page tells the inspector of the local edge: where, when, and what of offers."""

from instance_kit import answer, make, result_of
from offer_kit import decisions, item, proposition

from alloy_web.hosts.memory.host import MemoryHost

ASKED = "http://localhost:3000/cart?alloy_inspect"
LOCAL = "127.0.0.1:8000"


def opened(url, edge_domain, session=None):
    """A configured instance at this address, and the actions that its page carried out."""
    host = MemoryHost(url=url)
    host.on_send = lambda sent: answer()
    for key in session or {}:
        host.storage_set("session", key, session[key])
    return make({"edgeDomain": edge_domain}, host=host)


def script_of(address):
    return [{"selector": "head", "steps": [
        ["insert", "append", '<script src="' + address + '/_edge/page/ledger.js"></script>'],
    ]}]


def test_where_page_and_edge_are_on_this_machine_the_edge_gives_the_script_that_tells():
    for url, edge_domain, origin in (
        (ASKED, LOCAL, "http://127.0.0.1:8000"),
        ("http://127.0.0.1/?a=1&alloy_inspect=1#top", "localhost", "http://localhost"),
        ("https://localhost/?alloy_inspect=", "https://LOCALHOST:8443", "https://localhost:8443"),
    ):
        instance, host = opened(url, edge_domain)
        assert host.rendered == script_of(origin), url


def test_the_tab_is_asked_once_for_all_its_pages():
    instance, host = opened("http://localhost/next", LOCAL, session={"alloy_inspect": "1"})

    assert host.rendered == script_of("http://127.0.0.1:8000")


def test_elsewhere_and_unasked_nothing_is_told():
    asked_before = {"alloy_inspect": "1"}
    for url, edge_domain, session in (
        ("http://localhost/cart", LOCAL, None),
        ("http://localhost/cart?x=alloy_inspect", LOCAL, None),
        ("http://localhost/cart#alloy_inspect", LOCAL, None),
        (ASKED, "edge.adobedc.net", asked_before),
        (ASKED, "localhost.example.com", asked_before),
        (ASKED, "http://127.0.0.1.example.com", asked_before),
        ("https://shop.example/?alloy_inspect", LOCAL, asked_before),
        ("https://localhost.example.com/?alloy_inspect", LOCAL, asked_before),
        ("https://shop.example/?alloy_inspect=http://localhost:8000", LOCAL, None),
        # The parameter names no address that anything would go to.
        ("http://localhost/?alloy_inspect=https://evil.example", "edge.example.com", None),
    ):
        instance, host = opened(url, edge_domain, session)
        assert host.rendered == [], url + " " + edge_domain
        assert "offers" not in result_of(instance.execute("explain")), url


def test_offers_are_told_with_what_became_of_each():
    instance, host = opened(ASKED, LOCAL)
    host.on_send = lambda sent: answer(decisions(
        proposition("AT:1", item("1"), item("2", type="setText", content="n"), item("3", type="x")),
    ))
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert result_of(instance.execute("explain"))["offers"] == [
        {"level": "warn", "text":
            "An item of proposition AT:1 is not shown: it has no selector."},
        {"level": "warn", "text":
            'An item of proposition AT:1 is not shown: its type "x" is not known.'},
        {"level": "info", "text": "Done: setText on #greeting (proposition AT:1, item 1)."},
    ]


def test_no_more_than_the_last_hundred_lines_of_offers_are_kept():
    instance, host = opened(ASKED, LOCAL)
    items = [item(str(number), type="x" + str(number)) for number in range(150)]
    host.on_send = lambda sent: answer(decisions(proposition("AT:1", *items)))
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    offers = result_of(instance.execute("explain"))["offers"]
    assert len(offers) == 100
    assert '"x149"' in offers[-1]["text"]
