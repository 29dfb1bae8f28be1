"""Answers of the edge that come too late: the view counts once, and the page gets its offers."""

import asyncio
import json
import threading

import httpx
import pytest

from alloy_web.server import Alloy, handover
from tests.unit.server.kit import HTML, IDENTITY, ORG, Wire, identity, item, make, offer, run, scope
from tests.unit.server.sites import MAKERS
from tests.unit.server.test_in_the_way import Sockets

VIEW = {"type": "viewStart"}
KNOWN = {"cookie": identity("CgAB")}
FETCH = ["sendEvent", {
    "type": "decisioning.propositionFetch", "renderDecisions": True,
    "personalization": {"defaultPersonalizationEnabled": True},
}]
# Long enough for a request to leave on a busy machine, and all of it is waited for.
BUDGET_MS = 1500


class LateEdge(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Takes a request as far as `step`, as connections tell it, and does not answer in time."""

    def __init__(self, step="http11.send_request_body.complete"):
        self._step = step
        self.may_go = threading.Event()
        self.bodies = []

    def handle_request(self, request):
        self.bodies.append(json.loads(request.content))
        request.extensions["trace"](self._step, {})
        self.may_go.wait(120)
        return httpx.Response(200, json={"handle": []})

    async def handle_async_request(self, request):
        self.bodies.append(json.loads(request.content))
        await request.extensions["trace"](self._step, {})
        while not self.may_go.is_set():
            await asyncio.sleep(0.01)
        return httpx.Response(200, json={"handle": []})


@pytest.fixture
def late_edge():
    made = LateEdge()
    yield made
    made.may_go.set()


def alloy_of(http, **options):
    return Alloy(org_id=ORG, datastream_id="d", budget_ms=BUDGET_MS, http=http, **options)


def ticket_of(texts):
    """The cookie that the page's script takes, `{name: value}`."""
    (text,) = [each.partition(";")[0] for each in texts if each.startswith("alloy_")]
    return dict([text.split("=")])


def asked(alloy, is_sync=False, view=VIEW, **headers):
    visit = alloy.visit(scope(**headers))
    assert (visit.event_sync(view) if is_sync else run(visit.event(view))) is None
    return visit


@pytest.mark.parametrize("is_sync", [False, True])
def test_of_a_view_that_was_sent_the_page_asks_for_the_content_alone(late_edge, is_sync, caplog):
    html = asked(alloy_of(late_edge), is_sync, **KNOWN).render(HTML)

    adopted, fetch = handover.read(html)
    assert adopted == ["applyResponse", {
        "adopt": [], "renderDecisions": True, "responseBody": {"requestId": "", "handle": []},
    }]
    assert fetch == FETCH
    assert '<p id="hero">Hello</p>' in html
    assert len(caplog.records) == 1


def test_the_page_asks_under_the_name_of_the_view(late_edge):
    named = {**VIEW, "xdm": {"web": {"webPageDetails": {"viewName": "home"}}}}

    html = asked(alloy_of(late_edge), view=named, **KNOWN).render(HTML)

    adopted, fetch = handover.read(html)
    assert adopted[1]["viewName"] == "home"
    assert fetch[1]["xdm"] == {"web": {"webPageDetails": {"viewName": "home"}}}


@pytest.mark.parametrize("is_sync", [False, True])
@pytest.mark.parametrize("step", [
    "connection.connect_tcp.started", "connection.start_tls.complete",
    "http11.send_request_body.started",
])
def test_of_a_view_that_was_not_sent_in_time_the_page_sends_its_own(step, is_sync):
    edge = LateEdge(step)

    visit = asked(alloy_of(edge), is_sync, **KNOWN)
    edge.may_go.set()

    assert visit.render(HTML) == HTML


def test_a_request_whose_connection_comes_too_late_never_leaves():
    class LateConnection(LateEdge):
        left = False

        def handle_request(self, request):
            self.may_go.wait(120)
            request.extensions["trace"]("http11.send_request_headers.started", {})
            self.left = True
            return httpx.Response(200, json={"handle": []})

    edge = LateConnection()
    alloy = alloy_of(edge)

    visit = asked(alloy, is_sync=True, **KNOWN)
    edge.may_go.set()
    alloy.close()

    assert edge.left is False
    assert visit.render(HTML) == HTML


@pytest.mark.parametrize("is_sync", [False, True])
def test_a_new_visitor_is_the_same_one_in_the_page_and_its_html_does_not_say_who(
    late_edge, is_sync
):
    visit = asked(alloy_of(late_edge), is_sync)

    html = visit.render(HTML)

    cookies = ticket_of(visit.cookies)
    (own_id,) = cookies.values()
    _, fetch = handover.read(html, cookies)
    identity_map = {"FPID": [{"id": own_id, "authenticatedState": "ambiguous"}]}
    assert fetch == ["sendEvent", {**FETCH[1], "xdm": {"identityMap": identity_map}}]
    assert late_edge.bodies[0]["events"][0]["xdm"]["identityMap"] == identity_map
    assert own_id not in html
    assert handover.read(html, {}) == []


def test_each_new_visitor_is_another_one(late_edge):
    alloy = alloy_of(late_edge)
    visits = [asked(alloy), asked(alloy)]

    ids = {tuple(ticket_of(each.cookies).values()) for each in visits if each.render(HTML)}

    assert len(ids) == 2


def test_who_is_known_gets_no_other_id(late_edge):
    visit = asked(alloy_of(late_edge), **KNOWN)
    visit.render(HTML)

    assert list(ticket_of(visit.cookies).values()) == ["1"]
    assert "identityMap" not in late_edge.bodies[0]["events"][0]["xdm"]


def test_the_id_of_a_new_visitor_whose_answer_came_is_nowhere_in_the_answer():
    wire = Wire()
    visit = make(wire).visit(scope())
    run(visit.event(VIEW))
    html = visit.render(HTML)

    own_id = wire.bodies[0]["events"][0]["xdm"]["identityMap"]["FPID"][0]["id"]
    assert list(ticket_of(visit.cookies).values()) == ["1"]
    assert own_id not in html + "".join(visit.cookies)


def test_who_has_an_id_of_the_sites_own_is_the_same_one_in_the_page(late_edge):
    visit = asked(alloy_of(late_edge, fpid_cookie="FPID"), cookie="FPID=a")

    assert handover.read(visit.render(HTML))[1] == FETCH


def test_another_event_that_is_late_is_no_view(late_edge):
    visit = alloy_of(late_edge).visit(scope(**KNOWN))

    run(visit.event({"type": "search"}))

    assert visit.render(HTML) == HTML


@pytest.mark.parametrize("framework", ["django", "django-async", "flask", "starlette"])
def test_each_framework_says_so_in_its_page(late_edge, framework):
    alloy = alloy_of(late_edge, most_bytes=50_000)

    status, headers, body = MAKERS[framework](alloy)("/noted", cookie=identity("CgAB"))

    assert status == 200
    assert handover.read(body)[1] == FETCH
    assert [value for name, value in headers if name == "etag"] == []
    assert [value for name, value in headers if name == "cache-control"] == [
        "private, max-age=0, must-revalidate, no-cache"
    ]
    (ticket,) = [value for name, value in headers if name == "set-cookie"]
    assert ticket.startswith("alloy_")


# ---- On the wire


class Reader:
    """An edge on a socket that reads a request to its end, and answers when it may."""

    def __init__(self):
        self.has_read = threading.Event()
        self.may_go = threading.Event()
        # Was the connection still there when the answer left?
        self.was_heard = None

    def __call__(self, connection, is_over):
        text = b""
        while b"\r\n\r\n" not in text:
            text += connection.recv(65536)
        head, _, body = text.partition(b"\r\n\r\n")
        (length,) = [
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        ]
        while len(body) < length:
            body += connection.recv(65536)
        self.has_read.set()
        self.may_go.wait(120)
        connection.setblocking(False)
        try:
            self.was_heard = connection.recv(1) != b""
        except BlockingIOError:
            self.was_heard = True
        connection.setblocking(True)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + b'{"handle":[]}')


@pytest.mark.parametrize("is_sync", [False, True])
def test_a_request_that_the_edge_has_is_not_broken_off(is_sync):
    reader = Reader()
    with Sockets(reader) as server:
        alloy = Alloy(
            org_id=ORG, datastream_id="d", budget_ms=BUDGET_MS,
            edge_domain=f"127.0.0.1:{server.port}",
        )
        visit = alloy.visit(scope(**KNOWN))

        async def ask():
            told = await visit.event(VIEW)
            reader.may_go.set()
            while alloy._transport._late:
                await asyncio.sleep(0.01)
            await alloy.aclose()
            return told

        if is_sync:
            told = visit.event_sync(VIEW)
            reader.may_go.set()
            alloy.close()
        else:
            told = run(ask())

        assert reader.has_read.is_set()
        assert told is None
        assert handover.read(visit.render(HTML))[1] == FETCH
    assert reader.was_heard is True


# ---- In the page


def test_the_page_shows_and_reports_the_offers_and_sends_no_view(late_edge, visitor, edge):
    shown = item(type="setText", selector="#hero", content="For you")
    edge.play({"name": "late", "offers": [{"propositions": [
        offer("AT:1", shown, decisionProvider="AJO"),
    ]}]})
    html = asked(alloy_of(late_edge), **KNOWN).render(HTML)
    visitor.cookies[IDENTITY] = "CgAB"

    page = visitor.open("https://shop.example.com/", html=html, autoViews=True)

    assert page.text("#hero") == "For you"
    assert visitor.events.views == []
    assert visitor.events.displays == ["AT:1"]
    assert len(visitor.events.where(type="decisioning.propositionFetch")) == 1
    page.go("/next")
    page.wait("1s")
    assert visitor.events.views == ["/next"]


def test_a_new_visitors_page_sends_no_view_either_and_is_that_visitor(late_edge, visitor, edge):
    visit = asked(alloy_of(late_edge))
    html = visit.render(HTML)
    visitor.cookies.update(ticket_of(visit.cookies))

    visitor.open("https://shop.example.com/", html=html, autoViews=True)

    assert visitor.events.views == []
    fetch = visitor.events.one(type="decisioning.propositionFetch")
    sent = late_edge.bodies[0]["events"][0]["xdm"]
    assert fetch.xdm["identityMap"] == sent["identityMap"]


def test_what_comes_in_time_is_no_late_view():
    wire = Wire()
    wire.edge.offer(offer("AT:1"))
    visit = make(wire).visit(scope(**KNOWN))
    run(visit.event(VIEW))

    assert [command for command, _ in handover.read(visit.render(HTML))] == ["applyResponse"]
