"""A site's handler raises: its own error page goes out as it does without us, in each framework."""

import asyncio
import logging
import types
from typing import Any

import httpx
import pytest
from django.http import HttpResponse, HttpResponseServerError
from django.test import AsyncClient, Client
from django.test.utils import override_settings
from django.urls import path
from flask import Flask
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from alloy_web.server.django import the_alloy
from tests.unit.server.kit import HTML, ORG, Wire, make, offer
from tests.unit.server.sites import set_up_django

URL = "https://shop.example.com/"
SORRY = HTML.replace("Hello", "Sorry")
HEADERS = {"accept": "text/html", "user-agent": "Firefox"}


def fail(*_):
    raise ValueError("the shop's own")


async def fail_later(*_):
    raise ValueError("the shop's own")


def starlette(view, has_page, wire):
    handlers = {500: lambda request, error: HTMLResponse(SORRY, 500)} if has_page else {}
    app = Starlette(routes=[Route("/", view)], exception_handlers=handlers)
    if wire:
        app.add_middleware(make(wire).middleware)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    async def work():
        async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
            answer = await client.get("/", headers=HEADERS)
            return answer.status_code, sorted(answer.headers.multi_items()), answer.text

    return asyncio.run(work())


def flask(view, has_page, wire):
    app = Flask("site")
    app.get("/")(view)
    if has_page:
        app.errorhandler(500)(lambda error: (SORRY, 500))
    if wire:
        make(wire).init_app(app)
    answer = app.test_client().get("/", headers=HEADERS, base_url=URL)
    return answer.status_code, sorted(answer.headers.items()), answer.text


def django_site(view, has_page, wire):
    set_up_django()
    urls: Any = types.ModuleType("urls")
    urls.urlpatterns = [path("", view)]
    if has_page:
        urls.handler500 = lambda request: HttpResponseServerError(SORRY)
    options = {
        "org_id": ORG, "datastream_id": "d", "budget_ms": 60_000,
        "http": wire and httpx.MockTransport(wire),
    }
    the_alloy.cache_clear()
    return override_settings(
        ALLOWED_HOSTS=["testserver"], ROOT_URLCONF=urls, ALLOY=options,
        MIDDLEWARE=["alloy_web.server.django.AlloyMiddleware"] if wire else [],
    )


def django(view, has_page, wire):
    with django_site(view, has_page, wire):
        answer = Client(raise_request_exception=False, headers=HEADERS).get("/", secure=True)
    return answer.status_code, sorted(answer.headers.items()), answer.text


def django_async(view, has_page, wire):
    async def work():
        client = AsyncClient(raise_request_exception=False, headers=HEADERS)
        return await client.get("/", secure=True)

    with django_site(view, has_page, wire):
        answer = asyncio.run(work())
    return answer.status_code, sorted(answer.headers.items()), answer.text


SITES = [(starlette, fail), (starlette, fail_later), (flask, fail), (django, fail),
         (django, fail_later), (django_async, fail), (django_async, fail_later)]


@pytest.fixture(autouse=True)
def forget_django():
    yield
    the_alloy.cache_clear()


@pytest.mark.parametrize("has_page", [False, True], ids=["usual page", "own page"])
@pytest.mark.parametrize("site, view", SITES, ids=lambda each: each.__name__)
def test_a_view_that_raises_is_answered_as_without_us(site, view, has_page, caplog):
    wire = Wire()
    wire.edge.offer(offer("AT:1"))
    usual = site(view, has_page, None)
    caplog.clear()

    with caplog.at_level(logging.DEBUG, "alloy_web.server"):
        answer = site(view, has_page, wire)

    assert answer == usual
    assert answer[0] == 500
    assert answer[2] == SORRY if has_page else "Server Error" in answer[2]
    assert wire.requests == []
    lines = [each.getMessage() for each in caplog.records if each.name == "alloy_web.server"]
    # Starlette makes the answer to an error around all middleware.
    assert lines == ([] if site is starlette else ["An answer is left alone: its status is 500"])


def page(*_):
    return HTML


def starlette_page(request):
    return HTMLResponse(HTML)


def django_page(request):
    return HttpResponse(HTML)


async def django_page_later(request):
    return HttpResponse(HTML)


@pytest.mark.parametrize("site, view", [
    (starlette, starlette_page), (flask, page), (django, django_page),
    (django_async, django_page), (django_async, django_page_later),
], ids=lambda each: each.__name__)
def test_the_same_site_is_personalised_where_nothing_raises(site, view):
    wire = Wire()
    wire.edge.offer(offer("AT:1"))

    status, _, text = site(view, False, wire)

    assert status == 200
    assert ">For you</p>" in text
    assert wire.actions == ["interact"]
