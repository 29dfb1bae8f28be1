"""One site in Starlette, Flask and Django: what is personalised there, and what is left alone."""

import logging

import httpx
import pytest

from tests.unit.server.kit import HTML, IDENTITY, NS, PREFIX, Wire, handed_over, identity, offer
from tests.unit.server.sites import MAKERS, PAGES, site

pytestmark = pytest.mark.parametrize("framework", sorted(MAKERS))

NO_HEADERS = {"content-length", "content-type", "set-cookie"}


@pytest.fixture
def wire():
    made = Wire()
    made.edge.offer(offer("AT:1"))
    return made


def cookies_of(headers):
    return [value for name, value in headers if name == "set-cookie"]


def of_name(headers, wanted):
    return [value for name, value in headers if name == wanted]


def untouched(path):
    body = PAGES[path][2]
    if isinstance(body, list):
        return "".join(body)
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else body


@pytest.mark.parametrize("path", ["/", "/plain", "/cookie"])
def test_a_page_is_personalised_with_one_request_of_the_edge(framework, wire, path):
    status, headers, body = site(framework, wire)(path)

    assert status == 200
    assert '<p id="hero" data-alloy-adopted="AT:1/1">For you</p>' in body
    assert handed_over(body)["adopt"] is True
    assert wire.actions == ["interact"]
    assert of_name(headers, "cache-control") == ["private, no-cache"]
    assert of_name(headers, "content-length") == [str(len(body.encode()))]
    names = {text.partition("=")[0] for text in cookies_of(headers)}
    # Its name is another for each answer.
    (ticket,) = [name for name in names if name.startswith("alloy_")]
    names.remove(ticket)
    amcv = "AMCV_0123456789ABCDEF01234567%40AdobeOrg"
    own = {"session"} if path == "/cookie" else set()
    assert names == {IDENTITY, PREFIX + "cluster", amcv} | own
    assert all("samesite=none; secure" in text for text in cookies_of(headers) if "kndctr" in text)


def test_the_visitor_of_the_cookies_is_the_one_who_is_asked_for(framework, wire):
    site(framework, wire)("/", cookie=identity("CgAB"))

    assert wire.bodies[0]["meta"]["state"]["entries"] == [{"key": IDENTITY, "value": "CgAB"}]


def test_the_script_has_the_nonce_of_the_policy(framework, wire):
    body = site(framework, wire)("/nonce")[2]

    assert '<script nonce="n0nce">(function' in body


def test_what_was_said_of_the_page_before_is_said_no_more(framework, wire):
    headers = site(framework, wire)("/noted")[1]

    assert of_name(headers, "etag") == of_name(headers, "last-modified") == []
    (control,) = of_name(headers, "cache-control")
    assert control == "private, max-age=0, must-revalidate, no-cache"
    assert of_name(headers, "x-own") == ["1"]


@pytest.mark.parametrize("path", [
    "/json", "/missing", "/stream", "/latin", "/bytes", "/packed", "/public", "/shared", "/strict",
    "/file", "/big",
])
def test_what_is_no_page_for_one_visitor_is_left_alone_and_nobody_is_asked(
    framework, wire, path, caplog
):
    with caplog.at_level(logging.DEBUG, "alloy_web.server"):
        status, headers, body = site(framework, wire)(path)

    assert status == PAGES[path][0]
    assert body == untouched(path)
    assert wire.requests == []
    assert cookies_of(headers) == []
    # Why, in one line for whoever looks for it.
    assert len([each for each in caplog.records if each.name == "alloy_web.server"]) == 1


def test_a_stream_is_collected_where_the_site_wants_it(framework, wire):
    status, headers, body = site(framework, wire, collects_streams=True)("/stream")

    assert status == 200
    assert body.count("For you") == 2
    assert "<script>(function" in body
    assert of_name(headers, "content-length") == [str(len(body.encode()))]
    assert of_name(headers, "x-own") == ["1"]
    assert len(wire.requests) == 1


@pytest.mark.parametrize("options", [
    {"most_bytes": 60}, {"default_consent": "pending"}, {"hosts": ["other.example"]},
])
def test_of_a_stream_that_is_left_alone_nothing_is_lost(framework, wire, options):
    _, headers, body = site(framework, wire, collects_streams=True, **options)("/stream")

    assert body == HTML
    assert of_name(headers, "x-own") == ["1"]
    assert wire.requests == []


def test_a_stream_that_raises_is_the_handlers_to_answer_for(framework, wire):
    ask = site(framework, wire, collects_streams=True)

    if framework == "flask":
        assert ask("/torn")[0] == 500
    else:
        with pytest.raises(ZeroDivisionError):
            ask("/torn")
    assert wire.requests == []


@pytest.mark.parametrize("path", ["/part", "/frames", "/empty"])
def test_html_that_is_no_whole_page_goes_out_as_it_is(framework, wire, path):
    status, _, body = site(framework, wire)(path)

    assert (status, body) == (200, untouched(path))
    # The page sends the view itself, and one is enough.
    assert wire.requests == []


@pytest.mark.parametrize("headers", [
    {"hx_request": "true"}, {"x_requested_with": "XMLHttpRequest"}, {"sec_purpose": "prefetch"},
    {"sec_fetch_dest": "iframe"}, {"turbo_frame": "main"}, {"accept": "application/json"},
    {"range": "bytes=0-1"}, {"sec_gpc": "1"}, {"host": "a b"},
])
def test_requests_for_no_page_are_left_alone(framework, wire, headers):
    if headers.get("host") and framework == "flask":
        # Werkzeug refuses the request itself.
        headers = {"sec_fetch_dest": "empty"}
    _, _, body = site(framework, wire)("/", **headers)

    assert body == HTML
    assert wire.requests == []


def test_a_post_is_left_alone(framework, wire):
    assert site(framework, wire)("/", method="POST")[2] == HTML
    assert wire.requests == []


def test_who_asks_for_the_headers_alone_is_left_alone(framework, wire):
    status, headers, _ = site(framework, wire)("/", method="HEAD")

    assert status == 200
    assert wire.requests == cookies_of(headers) == []


@pytest.mark.parametrize("answer", [
    lambda request: httpx.Response(500), lambda request: httpx.Response(200, text="garbage"),
])
def test_an_edge_that_fails_leaves_the_answer_as_it_was(framework, wire, caplog, answer):
    wire.instead = answer

    with caplog.at_level(logging.INFO, "alloy_web.server"):
        status, headers, body = site(framework, wire)("/noted")

    assert (status, body) == (200, HTML)
    assert of_name(headers, "etag") == ['"1"']
    assert of_name(headers, "cache-control") == ["max-age=0, must-revalidate"]
    lines = [each for each in caplog.records if each.name == "alloy_web.server"]
    assert len(lines) == 1, caplog.text


def test_a_redirect_is_answered_and_its_report_is_the_servers(framework, wire):
    wire = Wire()
    go = {"id": "r", "schema": NS + "redirect-item", "data": {"content": "https://a.example/b"}}
    wire.edge.offer(offer("AT:1", go))

    status, headers, body = site(framework, wire)("/", cookie=identity())

    assert (status, body) == (302, "")
    assert of_name(headers, "location") == ["https://a.example/b"]
    assert of_name(headers, "cache-control") == ["private, no-cache"]
    assert wire.actions == ["interact", "interact"]
