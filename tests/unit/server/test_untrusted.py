"""Requests, answers and offers that mean harm: no header, script or cookie comes of them."""

import json
import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloy_web.server import eligible
from alloy_web.server.request import Request, UnusableRequest
from tests.unit.server.kit import (
    HTML,
    IDENTITY,
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
from tests.unit.server.sites import MAKERS, site

BREAKOUTS = [
    "</script><script>alert(1)</script>", "<!--<script>", "]]>", "<!--", "</SCRIPT >", "&lt;",
    "--!>", "</title></head><body>", "\u2028\u2029", "\\u003c/script>", "'\"`${1}",
]


@pytest.fixture
def wire():
    return Wire()


@pytest.mark.parametrize("text", BREAKOUTS)
def test_text_of_offers_is_no_markup_of_the_hand_over(wire, text):
    shown = item(text, type="setText", selector="#hero", content=text)
    wire.edge.offer(offer(text, shown, decisionProvider=text))
    visit = make(wire).visit(scope())
    run(visit.event({"type": "viewStart", "data": {"note": text}}))

    html = visit.render(HTML)

    assert html.lower().count("<script") == html.lower().count("</script") == 1
    assert "<!--" not in html
    (decisions,) = [
        each for each in handed_over(html)["responseBody"]["handle"] if "decisions" in each["type"]
    ]
    assert decisions["payload"][0]["items"] == [shown]


def test_a_forged_hand_over_in_the_page_is_text_like_any_other(wire):
    forged = (
        '<div id="alloy-hand-over" type="application/json" data-alloy-adopted="AT:1/1">'
        '{"adopt":true,"responseBody":{"handle":[]}}</div>'
        '<script type="application/json" id="__alloy">{"handle": [1]}</script>'
    )
    wire.edge.offer(offer("AT:1"))
    visit = make(wire).visit(scope())
    run(visit.event({"type": "viewStart"}))

    html = visit.render(HTML.replace("<ul", forged + "<ul"), nonce="n0")

    assert html.count('nonce="n0"') == 1
    assert html.count('data-alloy-adopted="AT:1/1"') == 1
    assert html.index('nonce="n0"') < html.index("</head>") < html.index("alloy-hand-over")


@pytest.mark.parametrize("entry", [
    {"key": "session", "value": "stolen"},
    {"key": "kndctr_FFFF_AdobeOrg_identity", "value": "other"},
    {"key": PREFIX + "identity\r\nSet-Cookie: a", "value": "1"},
    {"key": PREFIX + "x; Domain=evil.example", "value": "1"},
    {"key": PREFIX + "x", "value": "1\r\nSet-Cookie: session=2"},
    {"key": PREFIX + "x", "value": "1; Domain=evil.example; HttpOnly"},
    {"key": PREFIX + "x", "value": "1", "attrs": {"SameSite": "None\r\nX: 1"}},
    {"key": PREFIX + "x", "value": "1", "maxAge": "1\r\nX: 1"},
    {"key": PREFIX + "é", "value": "é\ud800"},
    {"key": None, "value": {}}, 5, None,
])
@pytest.mark.parametrize("framework", sorted(MAKERS))
def test_no_answer_sets_a_cookie_of_anothers_or_a_header(wire, framework, entry):
    text = json.dumps({"handle": [{"type": "state:store", "payload": [entry]}]})
    wire.instead = lambda request: httpx.Response(200, content=text)

    status, headers, _ = site(framework, wire)("/", cookie=identity())

    assert status == 200
    cookies = [value for name, value in headers if name == "set-cookie"]
    (ticket,) = [text for text in cookies if text.startswith("alloy_")]
    assert ticket.endswith("=1; path=/; max-age=30; samesite=lax; secure")
    cookies.remove(ticket)
    for text in cookies:
        name, *parts = text.split("; ")
        assert name.startswith(PREFIX), text
        assert {part.partition("=")[0] for part in parts} <= {
            "path", "domain", "expires", "samesite", "secure"
        }
        assert [part for part in parts if part.startswith("domain")] == ["domain=example.com"]
        assert text.isascii() and text.isprintable()
    assert "x" not in {name for name, _ in headers}


@pytest.mark.parametrize("cookie", [
    "", ";;;", "=", "a", '"', "a=\"", IDENTITY, IDENTITY + "=", IDENTITY + "=%", IDENTITY + "=%FF",
    IDENTITY + "=\x00\x7f", IDENTITY + "=" + "x" * 20_000, f"{PREFIX}cluster=../../evil",
    f"{PREFIX}consent=general=maybe; {IDENTITY}=1", "\xff\xfe=\xfd", f"{PREFIX}cluster=a\tb",
])
def test_cookies_of_any_form_are_taken_as_they_are(wire, cookie, caplog):
    visit = make(wire).visit(scope(cookie=cookie))

    run(visit.event({"type": "viewStart"}))

    assert len(wire.requests) == 1, caplog.text
    assert wire.requests[0].url.path in ("/ee/v1/interact", "/ee/va6/v1/interact")


@pytest.mark.parametrize(
    "name", ["user_agent", "referer", "accept_language", "sec_gpc", "sec_ch_ua"]
)
@pytest.mark.parametrize("value", ["\xff", "<script>", "a\tb", "x" * 9000, "", "{{7*7}}", "%0d%0a"])
def test_headers_of_any_form_are_text(wire, name, value):
    wire.edge.offer(offer("AT:1"))
    visit = make(wire).visit(scope(**{name: value}))

    run(visit.event({"type": "viewStart"}))
    html = visit.render(HTML)

    assert handed_over(html)["adopt"] is True
    assert html.count("<script") == 1


@pytest.mark.parametrize("path, expected", [
    ("/a/../b", "/a/../b"), ("/%2e%2e", "/%252e%252e"), ("/<script>", "/%3Cscript%3E"),
    ("/\r\nX: 1", "/%0D%0AX:%201"), ("//evil.example/", "//evil.example/"), ("", "/"),
    ("/é", "/%C3%A9"),
])
def test_the_address_of_the_page_is_an_address(wire, path, expected):
    visit = make(wire).visit(scope(path))

    run(visit.event({"type": "viewStart"}))

    url = wire.bodies[0]["events"][0]["xdm"]["web"]["webPageDetails"]["URL"]
    assert url == "https://shop.example.com" + expected


HOSTS = st.text(st.sampled_from("aZ0.-_:@/\\[]\r\n\t <>\"'?#%é\x00"), max_size=12)


@given(HOSTS)
def test_a_host_that_is_taken_is_a_name_and_nothing_else(host):
    try:
        request = Request("GET", "https", host, "/", "", {})
    except UnusableRequest:
        return

    assert re.fullmatch(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]", request.hostname)
    assert re.fullmatch(r"https://[a-z0-9._:\[\]-]+/", request.url)


@pytest.mark.parametrize("policy, nonce", [
    ("", ""),
    ("img-src 'self'", ""),
    ("script-src 'unsafe-inline'", ""),
    ("script-src 'self'", None),
    ("default-src 'none'", None),
    ("default-src 'self'; script-src 'nonce-a1'", "a1"),
    ("script-src 'NONCE-A1=='", "A1=="),
    ("script-src-elem 'nonce-e'; script-src 'nonce-s'", "e"),
    ("script-src 'unsafe-inline' 'sha256-x'", None),
    ("script-src 'unsafe-inline' 'strict-dynamic'", None),
    ("script-src 'unsafe-inline' 'nonce-a'", "a"),
    ("script-src 'nonce-a', script-src 'nonce-b'", None),
    ("script-src 'nonce-a', script-src 'nonce-b' 'nonce-a'", "a"),
    ("script-src 'nonce-a', img-src *", "a"),
    ("script-src 'nonce-a'; sandbox", None),
    ("sandbox; script-src 'nonce-a'", None),
    ("script-src 'nonce-a'; sandbox allow-scripts", "a"),
    ("script-src 'nonce-a'; script-src 'none'", "a"),
    ("script-src", None),
])
def test_the_nonce_is_the_one_that_all_policies_let_run(policy, nonce):
    assert eligible.nonce_of([policy]) == nonce


def test_a_policy_in_the_page_counts_and_one_in_its_text_does_not(wire):
    wire.edge.offer(offer("AT:1"))
    meta = '<meta http-equiv="Content-Security-Policy" content="script-src \'nonce-{}\'">'
    visits = []
    for _ in range(3):
        visit = make(wire).visit(scope())
        run(visit.event({"type": "viewStart"}))
        visits.append(visit)
    own = HTML.replace("<title>", meta.format("own") + "<title>")
    strict = HTML.replace("<title>", meta.format("").replace("nonce-", "none") + "<title>")

    assert '<script nonce="own">' in visits[0].render(own)
    assert visits[1].render(strict) == strict
    forged = visits[2].render(HTML.replace("<ul", meta.format("forged") + "<ul"))
    assert "<script>(function" in forged
