"""Which pages the inspector of the local edge looks at, and how it is let in."""

from instance_kit import answer, make, result_of

from alloy_web import flow
from alloy_web.app.instance import Instance
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
        ["insert", "append", '<script src="' + address + '/_edge/page/ledger.js?alloy"></script>'],
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


def test_the_script_is_for_the_instance_that_is_looked_at():
    host = MemoryHost(url=ASKED)
    make({"edgeDomain": LOCAL}, name='shop"&1', host=host)

    [action] = host.rendered
    assert "/_edge/page/ledger.js?shop%22%261\"" in action["steps"][0][2]


def test_commands_wait_until_the_script_is_there():
    host = MemoryHost(url=ASKED)
    host.on_send = lambda sent: answer()
    there = flow.Deferred()
    host.render = lambda actions, limits: there
    instance = Instance("alloy", host, "1.2.3")
    instance.execute("configure", {"orgId": "a@AdobeOrg", "datastreamId": "d", "edgeDomain": LOCAL})
    sent = instance.execute("event", {"type": "a.b"})
    explained = result_of(instance.execute("explain"))
    assert host.sent == []

    # It did not come: that is no reason to send nothing.
    there.resolve([[0, "the script did not load"]])

    assert [line["command"] for line in explained["events"]] == ["configure", "event"]
    assert result_of(sent)["requestBody"]
