"""docs/servers.md: its Python as it stands there, in sites that ask the edge of the test."""

import ast
import asyncio
import inspect
import runpy

import flask
import httpx
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import override_settings
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from alloy_web.server.django import AlloyMiddleware, the_alloy
from tests.guides import ROOT, blocks
from tests.unit.server.kit import HTML, ORG, Wire, handed_over, make, offer, scope
from tests.unit.server.sites import set_up_django

SET_UP, DJANGO, VIEW, BY_HAND, TEST = blocks("docs/servers.md", "python")
IDS = 'org_id="…@AdobeOrg", datastream_id="…"'


@pytest.fixture
def wire():
    made = Wire()
    made.edge.offer(offer("AT:1"))
    return made


def set_up(app, wire, framework):
    """The first block, but for the lines of other frameworks; its `alloy`."""
    lines = [line for line in SET_UP.splitlines() if "# " not in line or framework in line
             or "process" in line]
    text = "\n".join(lines)
    assert IDS in text
    own = f'org_id="{ORG}", datastream_id="d", http=http, budget_ms=60_000'
    names = {"app": app, "http": httpx.MockTransport(wire)}
    exec(text.replace(IDS, own), names)
    return names["alloy"]


def ask(app):
    async def work():
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="https://shop.example.com"
        ) as client:
            return (await client.get("/", headers={"accept": "text/html"})).text

    return asyncio.run(work())


def test_starlette_is_set_up_by_its_line_and_a_handler_adds_to_the_view(wire):
    def home(request):
        exec(VIEW.splitlines()[0], {"alloy": alloy, "request": request})
        return HTMLResponse(HTML)

    app = Starlette(routes=[Route("/", home)])
    alloy = set_up(app, wire, "Starlette")

    assert "For you</p>" in ask(app)
    [body] = wire.bodies
    assert body["events"][0]["data"] == {"plan": "gold"}


def test_a_handler_may_leave_a_page_alone(wire):
    def home(request):
        exec(VIEW, {"alloy": alloy, "request": request})
        return HTMLResponse(HTML)

    app = Starlette(routes=[Route("/", home)])
    alloy = set_up(app, wire, "Starlette")

    assert ask(app) == HTML


def test_flask_is_set_up_by_its_line(wire):
    app = flask.Flask("site")
    app.add_url_rule("/", view_func=lambda: HTML)
    set_up(app, wire, "Flask")

    text = app.test_client().get("/", headers={"accept": "text/html"}).text
    assert "For you</p>" in text
    assert handed_over(text)["adopt"] is True


def test_django_is_set_up_by_its_settings(wire):
    set_up_django()
    names = {}
    exec(DJANGO.replace("…@AdobeOrg", ORG), names)
    given = {**names["ALLOY"], "http": httpx.MockTransport(wire), "budget_ms": 60_000}
    the_alloy.cache_clear()
    with override_settings(ALLOY=given, ALLOWED_HOSTS=["*"]):
        answer = AlloyMiddleware(lambda request: HttpResponse(HTML))(
            RequestFactory().get("/", headers={"accept": "text/html"})
        )
    the_alloy.cache_clear()

    assert settings.configured
    assert names["MIDDLEWARE"][1:] == [f"{AlloyMiddleware.__module__}.AlloyMiddleware"]
    assert "For you</p>" in answer.content.decode()


def test_a_handler_does_all_of_it_by_hand(wire):
    response = HTMLResponse()
    names = {"alloy": make(wire), "request": scope(), "html": HTML, "response": response}
    text = BY_HAND.replace('"…"', '"n0nce"')
    code = compile(text, "docs/servers.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)

    async def run():
        made = eval(code, names)
        if inspect.isawaitable(made):
            await made

    asyncio.run(run())

    assert "For you</p>" in names["html"]
    assert 'nonce="n0nce"' in names["html"]
    assert wire.bodies[0]["events"][0]["data"] == {"plan": "gold"}
    assert response.headers["cache-control"] == "private"
    assert response.headers["set-cookie"]


def test_the_test_of_the_guide_passes(visitor, edge, monkeypatch):
    monkeypatch.setenv("ALLOY_EDGE", "edge.shop.example")
    monkeypatch.chdir(ROOT / "examples/shop")
    create_app = runpy.run_path(str(ROOT / "examples/flask/app.py"), run_name="app")["create_app"]
    names = {
        "client_of": lambda app: app.test_client(),
        "create_app": lambda **given: create_app(budget_ms=60_000, **given),
    }
    exec(TEST, names)

    names["test_the_offer_is_there_and_told_once"](visitor, edge)
