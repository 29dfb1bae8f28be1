"""A visit by hand, without a framework: asked, rendered, handed over, cookies set."""

import asyncio
import logging
import threading
import time

import httpx
import pytest

from alloy_web.errors import ConfigError
from alloy_web.server import Alloy
from alloy_web.server.request import UnusableRequest
from tests.unit.server.kit import (
    CONSENT,
    HTML,
    IDENTITY,
    NS,
    ORG,
    PREFIX,
    Wire,
    handed_over,
    identity,
    item,
    make,
    offer,
    run,
    scope,
)


@pytest.fixture
def wire():
    return Wire()


def asked(alloy, **headers):
    """A visit whose view was answered."""
    visit = alloy.visit(scope(**headers))
    run(visit.event({"type": "viewStart"}))
    return visit


def sent_xdm(wire, number=0):
    return wire.bodies[number]["events"][0]["xdm"]


@pytest.mark.parametrize("is_sync", [False, True])
def test_offers_are_put_in_and_the_page_is_told_to_adopt_them(wire, is_sync):
    wire.edge.offer(offer("AT:1"))
    visit = make(wire).visit(scope("/cart"))

    if is_sync:
        answer = visit.event_sync({"type": "viewStart", "data": {"plan": "gold"}})
    else:
        answer = run(visit.event({"type": "viewStart", "data": {"plan": "gold"}}))
    html = visit.render(HTML)

    assert answer["requestBody"]["events"][0]["data"] == {"plan": "gold"}
    assert '<p id="hero" data-alloy-adopted="AT:1/1">For you</p>' in html
    assert handed_over(html)["adopt"] is True
    assert wire.actions == ["interact"]
    assert wire.edge.refused == []


def test_it_sends_what_the_page_would_have_sent_and_of_the_device_what_the_request_says(wire):
    visit = make(wire).visit(scope(
        "/a b", referer="https://search.example/", accept_language="de", user_agent="Firefox 140"
    ))

    run(visit.event({"type": "viewStart"}))

    xdm = sent_xdm(wire)
    assert xdm["web"] == {
        "webPageDetails": {"URL": "https://shop.example.com/a%20b", "pageViews": {"value": 1}},
        "webReferrer": {"URL": "https://search.example/"},
    }
    assert xdm["environment"] == {
        "type": "browser",
        "browserDetails": {"userAgent": "Firefox 140", "acceptLanguage": "de"},
    }
    assert "device" not in xdm and "placeContext" not in xdm
    headers = wire.requests[0].headers
    assert headers["user-agent"] == "Firefox 140"
    assert headers["x-forwarded-for"] == "203.0.113.7"
    assert "cookie" not in headers


def test_client_hints_of_the_request_are_told_where_they_are_asked_for(wire):
    alloy = make(wire, context=["web", "environment", "highEntropyUserAgentHints"])
    visit = alloy.visit(scope(
        sec_ch_ua_arch='"x86"', sec_ch_ua_wow64="?0", sec_ch_ua_model='""', sec_ch_ua_bitness="64"
    ))

    run(visit.event({"type": "viewStart"}))

    details = sent_xdm(wire)["environment"]["browserDetails"]
    assert details["userAgentClientHints"] == {"architecture": "x86", "wow64": False, "model": ""}


@pytest.mark.parametrize(
    "host, scheme, attributes",
    [
        ("shop.example.com", "https", "domain=example.com; samesite=none; secure"),
        ("shop.example.com", "http", "domain=example.com; samesite=lax"),
        ("www.shop.example.co.uk", "https", "domain=example.co.uk; samesite=none; secure"),
        ("someone.github.io", "https", "domain=someone.github.io; samesite=none; secure"),
        ("localhost:8000", "http", "samesite=lax"),
        ("127.0.0.1:8000", "http", "samesite=lax"),
        ("[::1]:8000", "https", "samesite=none; secure"),
    ],
)
def test_cookies_are_set_for_the_widest_domain_that_a_browser_takes(wire, host, scheme, attributes):
    visit = make(wire).visit(scope(host=host, scheme=scheme))

    run(visit.event({"type": "viewStart"}))

    found = [text for text in visit.cookies if text.startswith(IDENTITY + "=")]
    parts = [part for part in found[0].split("; ")[1:] if not part.startswith("expires=")]
    assert "; ".join(parts) == "; ".join(filter(None, ["path=/", attributes]))
    assert len(found) == 1 and "HttpOnly" not in found[0]
    older = [text for text in visit.cookies if text.startswith("AMCV_")]
    assert older[0].startswith("AMCV_0123456789ABCDEF01234567%40AdobeOrg=MCMID|")


def test_a_known_visitor_stays_who_he_is(wire):
    asked(make(wire), cookie=identity("CgAB", other="1", at_qa_mode="x"))

    entries = wire.bodies[0]["meta"]["state"]["entries"]
    assert entries == [{"key": "at_qa_mode", "value": "x"}, {"key": IDENTITY, "value": "CgAB"}]


@pytest.mark.parametrize("name", ["AMCV_0123456789ABCDEF01234567@AdobeOrg",
                                  "AMCV_0123456789ABCDEF01234567%40AdobeOrg"])
def test_a_cookie_with_an_at_in_its_name_is_read_and_so_are_those_after_it(wire, name):
    asked(make(wire), cookie=f"a=1; {name}=MCMID|11112222; {PREFIX}cluster=irl1")

    assert wire.bodies[0]["xdm"]["identityMap"]["ECID"] == [{"id": "11112222"}]
    assert "/irl1/v1/interact" in str(wire.requests[0].url)


def test_a_first_party_id_of_the_sites_own_goes_along(wire):
    asked(make(wire, fpid_cookie="FPID"), cookie="FPID=a%2Db")

    assert sent_xdm(wire)["identityMap"]["FPID"][0]["id"] == "a-b"


def test_an_edge_on_the_sites_own_domain_gets_its_cookies_and_sets_them(wire):
    def instead(request):
        return httpx.Response(200, json={"handle": []}, headers=[
            ("set-cookie", f"{PREFIX}cluster=irl1; Max-Age=60; Domain=evil.example; SameSite=None"),
            ("set-cookie", "session=stolen; Path=/"),
        ])

    wire.instead = instead
    visit = asked(make(wire, edge_domain="data.example.com"), cookie=identity("abc", session="s"))

    assert wire.requests[0].headers["cookie"] == IDENTITY + "=abc"
    (text,) = visit.cookies
    assert text.startswith(f"{PREFIX}cluster=irl1; path=/; domain=example.com; expires=")
    assert text.endswith("samesite=none; secure")


def test_options_are_a_visits_own(wire):
    alloy = make(wire, edge_config_overrides={"com_adobe_target": {"propertyToken": "a"}})
    first = asked(alloy)
    first._engine._instance._tools.config["edgeConfigOverrides"]["com_adobe_target"].clear()
    asked(alloy)

    assert wire.bodies[1]["meta"]["configOverrides"] == {"com_adobe_target": {"propertyToken": "a"}}


@pytest.mark.parametrize("host, edge_domain, is_own", [
    ("192.168.0.7", "192.168.0.7", True), ("192.168.0.7", "10.9.0.7", False),
    ("shop.co.uk", "data.co.uk", False), ("localhost", "localhost", True),
    ("shop.example.com", "badexample.com", False),
])
def test_cookies_are_shared_with_an_edge_of_the_same_site_alone(wire, host, edge_domain, is_own):
    wire.instead = lambda request: httpx.Response(200, json={"handle": []}, headers={
        "set-cookie": f"{PREFIX}cluster=irl1; Max-Age=60"
    })
    visit = asked(make(wire, edge_domain=edge_domain), host=host, cookie=identity("abc"))

    assert wire.requests[0].headers.get("cookie") == (IDENTITY + "=abc" if is_own else None)
    assert [text.partition("; expires")[0] for text in visit.cookies] == (
        [f"{PREFIX}cluster=irl1; path=/"] if is_own else []
    )


@pytest.mark.parametrize("is_sync", [False, True])
@pytest.mark.parametrize("edge_domain", ["data.example.com", "edge.adobedc.net"])
def test_a_cookie_that_the_edge_sets_for_one_visitor_goes_along_with_nobody_elses_request(
    wire, edge_domain, is_sync
):
    """Connections are shared, and what remembers cookies with them would tell one from another."""
    def instead(request):
        return httpx.Response(200, json={"handle": []}, headers=[
            ("set-cookie", f"{IDENTITY}=first; Max-Age=600; Path=/; Secure; SameSite=None"),
            ("set-cookie", "session=first; Path=/"),
        ])

    wire.instead = instead
    alloy = make(wire, edge_domain=edge_domain)

    async def three():
        for cookie in ("", "", identity("third")):
            await alloy.visit(scope(cookie=cookie)).event({"type": "viewStart"})

    if is_sync:
        for cookie in ("", "", identity("third")):
            alloy.visit(scope(cookie=cookie)).event_sync({"type": "viewStart"})
    else:
        run(three())

    own = IDENTITY + "=third" if edge_domain == "data.example.com" else None
    assert [each.headers.get("cookie") for each in wire.requests] == [None, None, own]


# ---- Who has not agreed


@pytest.mark.parametrize(
    "options, headers",
    [
        ({"default_consent": "pending"}, {}),
        ({"default_consent": "out"}, {}),
        ({}, {"cookie": identity("abc", **{CONSENT: "general=out"})}),
        ({}, {"sec_gpc": "1"}),
    ],
)
def test_without_consent_nothing_is_asked_and_the_page_is_as_it_was(wire, options, headers):
    visit = asked(make(wire, **options), **headers)

    assert wire.requests == []
    assert visit.render(HTML) == HTML
    assert [text for text in visit.cookies if not text.endswith("GMT")] == []


@pytest.mark.parametrize(
    "options, headers",
    [
        ({"default_consent": "pending"}, {"cookie": identity("abc", **{CONSENT: "general=in"})}),
        ({"honor_global_privacy_control": False}, {"sec_gpc": "1"}),
        ({}, {"sec_gpc": "1", "cookie": identity("abc", **{CONSENT: "general=in"})}),
        ({}, {"sec_gpc": "0"}),
    ],
)
def test_who_has_agreed_is_asked_for(wire, options, headers):
    asked(make(wire, **options), **headers)

    assert wire.actions == ["interact"]


# ---- Never in the way


def slow_sync(request):
    time.sleep(0.6)
    return httpx.Response(200, json={"handle": []})


async def slow(request):
    await asyncio.sleep(30)
    return httpx.Response(200, json={"handle": []})


def down(request):
    raise httpx.ConnectError("refused\r\nX: y")


ANSWERS = {
    "down": down,
    "garbage": lambda request: httpx.Response(200, text="<html>no"),
    "no handles": lambda request: httpx.Response(200, json={"handle": 5}),
    "nested": lambda request: httpx.Response(200, text="[" * 100_000),
    "huge": lambda request: httpx.Response(200, content=b" " * 3_000_000),
    "500": lambda request: httpx.Response(500, text="oh"),
    "503": lambda request: httpx.Response(503, headers={"retry-after": "1000"}),
    "redirect": lambda request: httpx.Response(302, headers={"location": "https://evil.example/"}),
    "not UTF-8": lambda request: httpx.Response(200, content=b"\xff\xfe{"),
}


@pytest.mark.parametrize("is_sync", [False, True])
@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_an_edge_that_fails_leaves_the_page_as_it_was_with_one_line(wire, caplog, answer, is_sync):
    wire.instead = ANSWERS[answer]
    visit = make(wire, budget_ms=3000).visit(scope())

    with caplog.at_level(logging.INFO, "alloy_web.server"):
        if is_sync:
            told = visit.event_sync({"type": "viewStart"})
        else:
            told = run(visit.event({"type": "viewStart"}))

    assert told is None
    assert visit.render(HTML) == HTML
    assert len(caplog.records) == 1, caplog.text
    assert "\n" not in caplog.records[0].getMessage()


def test_an_edge_that_is_late_is_given_up_within_the_budget(wire, caplog):
    wire.instead = slow
    visit = make(wire, budget_ms=50).visit(scope())

    told = run(asyncio.wait_for(visit.event({"type": "viewStart"}), 20))

    assert told is None
    assert "no answer within" in caplog.text


def test_a_late_edge_is_given_up_without_a_loop_too(wire, caplog):
    held, may_go = threading.Event(), threading.Event()

    def instead(request):
        held.set()
        may_go.wait(60)
        return httpx.Response(200, json={"handle": []})

    wire.instead = instead
    alloy = make(wire, budget_ms=50)
    visit = alloy.visit(scope())

    told = visit.event_sync({"type": "viewStart"})

    # It still hangs there, and nobody waits for it.
    assert not may_go.is_set()
    may_go.set()
    alloy.close()
    assert told is None
    assert "no answer within" in caplog.text


def test_what_was_used_up_by_one_event_is_not_there_for_the_next(wire):
    wire.instead = slow
    visit = make(wire, budget_ms=50).visit(scope())

    run(visit.event({"type": "a"}))
    run(asyncio.wait_for(visit.event({"type": "viewStart"}), 20))

    assert len(wire.requests) == 1


@pytest.mark.parametrize("options", [
    {"tpye": "viewStart"}, {"type": "viewStart", "xdm": 5}, {"type": ["viewStart"]}, "viewStart", 5,
])
def test_wrong_options_are_a_line_in_the_log(wire, caplog, options):
    visit = make(wire).visit(scope())

    run(visit.event(options))

    assert len(caplog.records) == 1
    assert wire.requests == []


def test_what_a_hook_does_to_what_it_gets_is_its_own_visits(wire):
    def edit(content):
        content["xdm"]["web"]["webPageDetails"]["URL"] = "edited"
        content["data"].setdefault("list", []).append(1)

    overrides = {"com_adobe_analytics": {"reportSuites": ["a"]}}
    alloy = make(wire, on_before_event_send=edit, edge_config_overrides=overrides)
    view = {"type": "viewStart", "data": {"list": []}}

    for _ in range(2):
        run(alloy.visit(scope()).event(view))

    assert [body["events"][0]["data"] for body in wire.bodies] == [{"list": [1]}] * 2
    assert view["data"] == {"list": []}
    sent = [body["meta"]["configOverrides"] for body in wire.bodies]
    assert sent == [overrides, overrides]


def test_a_second_view_of_one_visit_is_none(wire, caplog):
    visit = asked(make(wire))

    run(visit.event({"type": "viewStart"}))

    assert wire.actions == ["interact"]
    assert "has a view already" in caplog.text


@pytest.mark.parametrize("is_async", [False, True])
def test_a_hook_edits_what_is_sent_and_one_that_raises_stops_it(wire, caplog, is_async):
    def edit(content):
        content["data"]["seen"] = True

    async def edit_later(content):
        await asyncio.sleep(0)
        edit(content)

    def fail(content):
        raise ValueError("no")

    asked(make(wire, on_before_event_send=edit_later if is_async else edit))
    assert wire.bodies[0]["events"][0]["data"] == {"seen": True}

    visit = asked(make(wire, on_before_event_send=fail))
    assert visit.render(HTML) == HTML
    assert len(wire.requests) == 1
    assert "ValueError: no" in caplog.text


# ---- What only a page can do


def test_what_a_server_cannot_do_is_left_to_the_page_by_name(wire):
    script = item("s", type="appendHtml", selector="#hero", content="<script>go()</script>")
    later = item("l", type="setText", selector="#later", content="x")
    metric = item("m", type="click", selector="#hero")
    wire.edge.offer(offer("AT:1", item("1"), script, later, metric))

    html = asked(make(wire)).render(HTML)

    assert handed_over(html)["adopt"] == ["AT:1/1"]
    assert "go()</script>" not in html.replace("\\u003c/script", "")


def test_the_script_carries_the_nonce_and_the_view_name(wire):
    visit = make(wire).visit(scope())
    named = {"web": {"webPageDetails": {"viewName": "home"}}}
    run(visit.event({"type": "viewStart", "data": named}))

    html = visit.render(HTML, nonce="abc")

    assert '<script nonce="abc">(function' in html
    assert handed_over(html)["viewName"] == "home"


def test_what_makes_the_visitor_who_he_is_stands_in_no_page(wire):
    html = asked(make(wire)).render(HTML)

    kinds = [handle["type"] for handle in handed_over(html)["responseBody"]["handle"]]
    assert kinds == ["personalization:decisions", "activation:pull"]
    assert "ECID" not in html and IDENTITY not in html


@pytest.mark.parametrize(
    "content, expected",
    [
        ("https://shop.example.com/sale", "https://shop.example.com/sale"),
        ("https://shop.example.com/", None),
        ("javascript:alert(1)", None),
        ("https://x.example/\r\nSet-Cookie: a=1", None),
        ("/sale", None),
        ("//evil.example", None),
    ],
)
def test_a_redirect_that_is_alone_is_answered_and_reported(wire, content, expected):
    go = {"id": "r", "schema": NS + "redirect-item", "data": {"content": content}}
    wire.edge.offer(offer("AT:1", go))
    visit = asked(make(wire))

    assert visit.redirect == expected
    if expected:
        run(visit.redirected())
        told = sent_xdm(wire, 1)["_experience"]["decisioning"]
        assert (told["propositions"][0]["id"], told["propositionEventType"]) == (
            "AT:1", {"display": 1}
        )


def test_a_redirect_beside_other_content_is_left_to_the_page(wire):
    go = {"id": "r", "schema": NS + "redirect-item", "data": {"content": "https://a.example/b"}}
    wire.edge.offer(offer("AT:1", go), offer("AT:2"))
    visit = asked(make(wire))

    assert visit.redirect is None
    assert handed_over(visit.render(HTML))["adopt"] == []


# ---- What is asked for wrongly


def test_mistakes_in_the_configuration_show_when_the_site_starts():
    with pytest.raises(ConfigError, match="unknown options: auto_views"):
        Alloy(org_id=ORG, datastream_id="d", auto_views=True)
    with pytest.raises(ConfigError, match="defaultConsent: expected"):
        Alloy(org_id=ORG, datastream_id="d", default_consent="yes")


@pytest.mark.parametrize("option, value, problem", [
    ("hosts", "shop.example.com", "hosts: expected an array, got \"shop.example.com\""),
    ("hosts", [5], "hosts[0]: expected a string, got 5"),
    ("hosts", 5, "hosts: expected an array, got 5"),
    ("trusted_proxies", "10.0.0.0/8", "trusted_proxies: expected an array, got \"10.0.0.0/8\""),
    ("trusted_proxies", ["10.0.0.0/8", "proxy"], "trusted_proxies[1]: expected a network"),
    ("trusted_proxies", [5], "trusted_proxies[0]: expected a string, got 5"),
    ("budget_ms", "250", "budget_ms: expected a number, got \"250\""),
    ("budget_ms", -1, "budget_ms: expected a number of at least 0, got -1"),
    ("budget_ms", float("nan"), "budget_ms: expected a number"),
    ("most_bytes", None, "most_bytes: is required"),
    ("most_bytes", "1 MB", "most_bytes: expected a whole number, got \"1 MB\""),
    ("fpid_cookie", 5, "fpid_cookie: expected a string, got 5"),
    ("collects_streams", "no", "collects_streams: expected a boolean, got \"no\""),
    ("name", "", "name: expected a non-empty string"),
    ("name", ["alloy"], "name: expected a string, got [\"alloy\"]"),
])
def test_mistakes_in_the_servers_own_options_show_when_the_site_starts(option, value, problem):
    with pytest.raises(ConfigError) as raised:
        Alloy(org_id=ORG, datastream_id="d", **{option: value})

    assert problem in str(raised.value)


def test_all_mistakes_in_the_servers_own_options_are_told_at_once():
    with pytest.raises(ConfigError, match="Alloy: 2 problems"):
        Alloy(org_id=ORG, datastream_id="d", hosts="a", budget_ms="b")


def test_hosts_and_proxies_may_be_any_collection(wire):
    alloy = make(wire, hosts={"Shop.example.com"}, trusted_proxies=("10.0.0.0/8",))

    assert alloy.visit_of_page(scope()) is not None


@pytest.mark.parametrize(
    "host", ["evil.example", "shop.example.com.evil.example", "a b", "a\r\nb", "", "x:99999", "é"]
)
def test_a_host_that_is_none_of_the_sites_is_no_visit(wire, host):
    alloy = make(wire, hosts=["shop.example.com", ".example.org"])

    with pytest.raises(UnusableRequest):
        alloy.visit(scope(host=host))
    assert alloy.visit_of_page(scope(host=host)) is None
    assert alloy.visit_of_page(scope(host="WWW.example.org:8000")) is not None


@pytest.mark.parametrize(
    "client, forwarded, expected",
    [
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_the_address_of_a_visitor_comes_from_a_trusted_proxy_or_nobody(
    wire, client, forwarded, expected
):
    alloy = make(wire, trusted_proxies=["10.0.0.0/8"])
    given = scope(x_forwarded_for=forwarded)
    given["client"] = (client, 1)

    run(alloy.visit(given).event({"type": "viewStart"}))

    assert wire.requests[0].headers["x-forwarded-for"] == expected


def test_a_request_of_no_known_kind_is_told():
    with pytest.raises(TypeError, match="expected a request of Starlette, Django or Flask"):
        make(Wire()).visit(object())


def test_one_request_is_one_visit(wire):
    alloy, first, second = make(wire), scope(), scope()

    assert alloy.visit(first) is alloy.visit(first)
    assert alloy.visit(first) is not alloy.visit(second)


@pytest.mark.parametrize("content, in_id", [("\ud800", False), ("Half", True)])
def test_half_a_letter_is_left_to_the_page_and_a_line_of_its_own_kind_is_text(
    wire, content, in_id
):
    half = item("h\ud800" if in_id else "h", type="setText", selector="#hero", content=content)
    line = item("l", type="setText", selector="#list", content="\u2028")
    wire.edge.offer(offer("AT:1", half, line))

    html = asked(make(wire)).render(HTML)

    given = handed_over(html)
    assert given["adopt"] == ["AT:1/l"]
    (told,) = [each for each in given["responseBody"]["handle"] if "decisions" in each["type"]]
    assert told["payload"][0]["items"] == [half, line]
    html.encode("utf-8")
