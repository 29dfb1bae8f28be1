"""The site's answer goes out, whatever happens: over real sockets, and with handlers that fail."""

import asyncio
import re
import socket
import threading

import pytest
from flask import Flask
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from alloy_web.server import Alloy
from alloy_web.server import visit as visits
from alloy_web.server.html import Page
from tests.unit.server.kit import HTML, ORG, Wire, make, offer, run, scope

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


class Sockets:
    """A server that does with each connection what it is told, until it is closed."""

    def __init__(self, behave):
        self.is_over = threading.Event()
        self._behave = behave
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    def _serve(self):
        while not self.is_over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._one, args=[connection], daemon=True)
            self._threads.append(thread)
            thread.start()

    def _one(self, connection):
        with connection:
            try:
                self._behave(connection, self.is_over)
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join()


def drip(connection, is_over):
    """Byte by byte, each soon enough, and never the last."""
    connection.sendall(HEAD)
    while not is_over.wait(0.01):
        connection.sendall(b"1\r\n \r\n")


def drip_head(connection, is_over):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while not is_over.wait(0.01):
        number += 1
        connection.sendall(b"X-%d: 1\r\n" % number)


def silent(connection, is_over):
    is_over.wait()


def cut(connection, is_over):
    connection.sendall(HEAD + b"5\r\n{\"ha")


def no_http(connection, is_over):
    connection.sendall(b"\x00\xff garbage\r\n\r\n")


@pytest.mark.parametrize("is_sync", [False, True])
@pytest.mark.parametrize("behave", [drip, drip_head, silent, cut, no_http])
def test_an_edge_that_misbehaves_on_the_wire_is_given_up(behave, is_sync, caplog):
    with Sockets(behave) as server:
        alloy = Alloy(
            org_id=ORG, datastream_id="d", budget_ms=300, edge_domain=f"127.0.0.1:{server.port}"
        )
        visit = alloy.visit(scope())

        if is_sync:
            answer = visit.event_sync({"type": "viewStart"})
        else:
            async def ask():
                told = await visit.event({"type": "viewStart"})
                await alloy.aclose()
                return told

            answer = run(ask())

        # The server is still at it, and nobody waits for its end.
        assert not server.is_over.is_set()
        assert answer is None
        # But for the script that says so, where the request was sent in time.
        assert re.sub(r"<script>.*</script>", "", visit.render(HTML), flags=re.DOTALL) == HTML
        assert len([each for each in caplog.records if each.name == "alloy_web.server"]) == 1
    alloy.close()


def test_an_address_where_nobody_listens_is_given_up(caplog):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        alloy = Alloy(
            org_id=ORG, datastream_id="d", edge_domain=f"127.0.0.1:{probe.getsockname()[1]}"
        )

        assert alloy.visit(scope()).event_sync({"type": "viewStart"}) is None
    alloy.close()


def test_a_handler_that_raises_is_heard_as_ever():
    def fail(request):
        raise ValueError("the shop's own")

    wire = Wire()
    app = Starlette(routes=[Route("/", fail)])
    app.add_middleware(make(wire).middleware)
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    with pytest.raises(ValueError, match="the shop's own"):
        run(app(scope(), receive, send))
    assert sent[0]["status"] == 500
    assert wire.requests == []


def test_a_handler_of_flasks_that_raises_is_heard_as_ever():
    app = Flask("site")
    wire = Wire()

    @app.get("/")
    def page():
        raise ValueError("the shop's own")

    make(wire).init_app(app)

    assert app.test_client().get("/").status_code == 500
    assert wire.requests == []


def messages_of(app, request=None):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    run(app(request or scope(), receive, send))
    return sent


def test_what_goes_wrong_in_our_own_code_is_one_line(monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("ours")

    wire = Wire()
    wire.edge.offer(offer("AT:1"))
    monkeypatch.setattr(Page, "finish", fail)
    app = Starlette(routes=[Route("/", lambda request: HTMLResponse(HTML))])
    app.add_middleware(make(wire).middleware)

    sent = messages_of(app)

    assert sent[1]["body"].decode() == HTML
    assert len([each for each in caplog.records if "ours" in each.getMessage()]) == 1


def test_an_answer_that_is_longer_than_it_said_goes_on_as_it_comes():
    wire = Wire()
    alloy = make(wire, most_bytes=1000)

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [
            (b"content-type", b"text/html"), (b"content-length", b"900"),
        ]})
        for _ in range(3):
            await send({"type": "http.response.body", "body": b"x" * 600, "more_body": True})
        await send({"type": "http.response.body", "body": b"end"})

    sent = messages_of(alloy.middleware(app))

    assert b"".join(each.get("body", b"") for each in sent) == b"x" * 1800 + b"end"
    assert [each["type"] for each in sent].count("http.response.start") == 1
    assert wire.requests == []


@pytest.mark.parametrize("consent, parts", [("in", 1), ("pending", 2)])
def test_a_stream_is_held_only_for_a_visitor_who_is_asked_for(consent, parts):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [
            (b"content-type", b"text/html"),
        ]})
        await send({"type": "http.response.body", "body": HTML[:50].encode(), "more_body": True})
        await send({"type": "http.response.body", "body": HTML[50:].encode()})

    alloy = make(Wire(), collects_streams=True, default_consent=consent)
    sent = messages_of(alloy.middleware(app))

    assert len([each for each in sent if each["type"] == "http.response.body"]) == parts


def test_messages_that_are_not_known_pass():
    alloy = make(Wire())

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [
            (b"content-type", b"text/html"), (b"content-length", b"9"),
        ]})
        await send({"type": "http.response.pathsend", "path": "/a"})

    kinds = [each["type"] for each in messages_of(alloy.middleware(app))]

    assert kinds == ["http.response.start", "http.response.pathsend"]


def test_what_is_no_http_is_none_of_ours():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["type"])

    messages_of(make(Wire()).middleware(app), {"type": "lifespan"})

    assert seen == ["lifespan"]


def test_a_handler_that_did_it_by_hand_is_not_helped_again():
    wire = Wire()
    wire.edge.offer(offer("AT:1"))
    alloy = make(wire)

    async def page(request):
        visit = alloy.visit(request)
        await visit.event({"type": "viewStart"})
        return visit.apply(HTMLResponse(visit.render(HTML)))

    app = Starlette(routes=[Route("/", page)])
    app.add_middleware(alloy.middleware)

    start, body = messages_of(app)

    text = body["body"].decode()
    assert text.count("(function(w,d,n,o,c,t)") == text.count("For you</p>") == 1
    assert len(wire.requests) == 1
    headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
    assert [value for name, value in headers if name == "cache-control"] == ["private"]
    names = [value.partition("=")[0] for name, value in headers if name == "set-cookie"]
    assert len(names) == len(set(names)) == 4


def test_a_handler_that_asks_and_sets_cookies_leaves_the_page_to_the_middleware():
    wire = Wire()
    wire.edge.offer(offer("AT:1"))
    alloy = make(wire)

    async def page(request):
        visit = alloy.visit(request)
        await visit.event({"type": "viewStart"})
        return visit.apply(HTMLResponse(HTML))

    app = Starlette(routes=[Route("/", page)])
    app.add_middleware(alloy.middleware)

    start, body = messages_of(app)

    assert b"For you</p>" in body["body"]
    cookies = [value.decode() for name, value in start["headers"] if name == b"set-cookie"]
    names = [text.partition("=")[0] for text in cookies]
    assert len(names) == len(set(names)) == 4
    # Without it the page would not take over, and send the view once more.
    assert [name for name in names if name.startswith("alloy_")]


def test_a_visitor_who_goes_away_ends_the_visit_and_nothing_else():
    wire = Wire()
    asked = asyncio.Event()

    async def hang(request):
        asked.set()
        await asyncio.Event().wait()

    wire.instead = hang
    visit = make(wire).visit(scope())

    async def leave():
        task = asyncio.ensure_future(visit.event({"type": "viewStart"}))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(leave())
    assert visit.render(HTML) == HTML


def test_a_visit_that_has_to_wait_without_a_loop_says_so(monkeypatch):
    async def wait(*_):
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="had to wait"):
        visits.to_its_end(wait())


# ---- What is done meanwhile


@pytest.mark.parametrize("is_sync", [False, True])
def test_the_page_is_read_while_the_edge_is_waited_for(is_sync, monkeypatch):
    has_read = threading.Event()
    read = Page.read

    def noted(page):
        read(page)
        has_read.set()

    monkeypatch.setattr(Page, "read", noted)

    def answer_when_it_is_read(connection, is_over):
        while b"}" not in connection.recv(65536):
            pass
        if has_read.wait(20):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + b'{"handle":[]}')

    with Sockets(answer_when_it_is_read) as server:
        alloy = Alloy(
            org_id=ORG, datastream_id="d", budget_ms=60_000,
            edge_domain=f"127.0.0.1:{server.port}",
        )
        visit = alloy.visit(scope())
        assert visit.can_render(HTML)
        assert not has_read.is_set()

        async def ask():
            answer = await visit.event({"type": "viewStart"})
            await alloy.aclose()
            return answer

        answer = visit.event_sync({"type": "viewStart"}) if is_sync else run(ask())
        alloy.close()

    assert answer["responseBody"] == {"handle": []}
