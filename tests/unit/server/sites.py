"""
The same site in each framework, for tests: `SITES[name](alloy options)` gives a function that asks
for a path, and returns `(status, headers, body)`, headers as a list of pairs in lower case.
"""

import asyncio

import django
import httpx
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.test import AsyncRequestFactory, RequestFactory
from django.test.utils import override_settings
from flask import Flask, Response
from starlette.applications import Starlette
from starlette.responses import Response as StarletteResponse
from starlette.responses import StreamingResponse
from starlette.routing import Route

from tests.unit.server.kit import HTML, ORG, make

SECURE = "script-src 'self' 'nonce-n0nce'"

# path: (status, headers, body); a list of parts is streamed.
PAGES = {
    "/": (200, {"content-type": "text/html; charset=utf-8"}, HTML),
    "/plain": (200, {"content-type": "text/html"}, HTML),
    "/nonce": (200, {"content-type": "text/html", "content-security-policy": SECURE}, HTML),
    "/noted": (200, {
        "content-type": "text/html", "etag": '"1"', "x-own": "1",
        "last-modified": "Tue, 03 Mar 2026 10:00:00 GMT",
        "cache-control": "max-age=0, must-revalidate",
    }, HTML),
    "/cookie": (200, {"content-type": "text/html", "set-cookie": "session=1; Path=/"}, HTML),
    "/json": (200, {"content-type": "application/json"}, '{"html": "<html>"}'),
    "/missing": (404, {"content-type": "text/html"}, HTML),
    "/part": (200, {"content-type": "text/html"}, "<p id=hero>1</p>"),
    "/stream": (200, {"content-type": "text/html", "x-own": "1"}, [HTML[:50], HTML[50:]]),
    "/torn": (200, {"content-type": "text/html"}, [HTML[:50], ZeroDivisionError]),
    "/latin": (200, {"content-type": "text/html; charset=iso-8859-1"}, HTML),
    "/bytes": (200, {"content-type": "text/html"}, HTML.encode() + b"\xff"),
    "/packed": (200, {"content-type": "text/html", "content-encoding": "gzip"}, HTML),
    "/public": (200, {"content-type": "text/html", "cache-control": "public, max-age=60"}, HTML),
    "/shared": (200, {"content-type": "text/html", "cache-control": "max-age=60"}, HTML),
    "/strict": (200, {
        "content-type": "text/html", "content-security-policy": "default-src 'self'",
    }, HTML),
    "/file": (200, {"content-type": "text/html", "content-disposition": "attachment"}, HTML),
    "/big": (200, {"content-type": "text/html"}, HTML + " " * 100_000),
    "/frames": (200, {"content-type": "text/html"}, "<html><frameset></frameset></html>"),
    "/empty": (200, {"content-type": "text/html"}, ""),
}


def streamed(parts):
    for part in parts:
        if part is ZeroDivisionError:
            raise part
        yield part


async def streamed_later(parts):
    for part in streamed(parts):
        yield part


def starlette(alloy):
    def page(request):
        status, headers, body = PAGES[request.url.path]
        if isinstance(body, list):
            return StreamingResponse(streamed(body), status, headers)
        return StarletteResponse(body, status, headers)

    app = Starlette(routes=[Route("/{path:path}", page, methods=["GET", "HEAD", "POST"])])
    app.add_middleware(alloy.middleware)

    def ask(path="/", method="GET", **headers):
        async def work():
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="https://shop.example.com"
            ) as client:
                asked = client.build_request(method, path, headers=_headers(headers))
                answer = await client.send(asked, stream=True)
                # As it travels: what says that it is packed is not.
                body = b"".join([part async for part in answer.aiter_raw()])
            await alloy.aclose()
            return answer, body

        answer, body = asyncio.run(work())
        return answer.status_code, answer.headers.multi_items(), body.decode("utf-8", "replace")

    return ask


def flask(alloy):
    app = Flask("site")

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
    @app.route("/<path:path>", methods=["GET", "POST"])
    def page(path):
        status, headers, body = PAGES["/" + path]
        return Response(streamed(body) if isinstance(body, list) else body, status, headers)

    alloy.init_app(app)

    def ask(path="/", method="GET", **headers):
        answer = app.test_client(use_cookies=False).open(
            path, method=method, headers=_headers(headers), base_url="https://shop.example.com"
        )
        found = [(name.lower(), value) for name, value in answer.headers.items()]
        text = answer.get_data().decode("utf-8", "replace")
        answer.close()
        return answer.status_code, found, text

    return ask


def _django_page(request, stream=streamed):
    status, headers, body = PAGES[request.path]
    # HttpResponse takes one cookie of a name, not a header of that name.
    headers = dict(headers)
    cookie = headers.pop("set-cookie", None)
    if isinstance(body, list):
        answer = StreamingHttpResponse(stream(body), status=status, headers=headers)
    else:
        answer = HttpResponse(body, status=status, headers=headers)
    if cookie:
        answer.set_cookie("session", "1")
    return answer


def _django_answer(answer):
    headers = [(name.lower(), value) for name, value in answer.headers.items()]
    headers += [("set-cookie", each.OutputString()) for each in answer.cookies.values()]
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return answer.status_code, headers, b"".join(parts).decode("utf-8", "replace")


# Whoever comes first configures Django, for the whole process.
OURS = {
    "ALLOWED_HOSTS": [".example.com"], "ALLOY": {"org_id": ORG, "datastream_id": "stream-1"},
}


def set_up_django():
    if not settings.configured:
        settings.configure()
        django.setup()


def _django(alloy, get_response, factory, run):
    from alloy_web.server.django import AlloyMiddleware

    with override_settings(**OURS):
        middleware = AlloyMiddleware(get_response)
    # Usually the one of the settings.
    middleware._alloy = alloy

    def ask(path="/", method="GET", **headers):
        host = headers.pop("host", "shop.example.com")
        request = factory.generic(method, path, headers=_headers(headers), secure=True)
        request.META["HTTP_HOST"] = host
        request.META["HTTP_COOKIE"] = headers.get("cookie", "")
        with override_settings(**OURS):
            return _django_answer(run(middleware, request))

    return ask


def django_sync(alloy):
    set_up_django()
    return _django(
        alloy, _django_page, RequestFactory(), lambda middleware, request: middleware(request)
    )


def django_async(alloy):
    set_up_django()

    async def page(request):
        return _django_page(request, streamed_later)

    def run(middleware, request):
        async def work():
            answer = await middleware(request)
            if answer.streaming:
                answer.streaming_content = [part async for part in answer.streaming_content]
            await alloy.aclose()
            return answer

        return asyncio.run(work())

    return _django(alloy, page, AsyncRequestFactory(), run)


def _headers(given):
    usual = {"accept": "text/html", "user-agent": "Firefox"}
    return {**usual, **{name.replace("_", "-"): value for name, value in given.items()}}


MAKERS = {
    "starlette": starlette, "flask": flask, "django": django_sync, "django-async": django_async,
}


def site(name, wire, **options):
    return MAKERS[name](make(wire, **{"most_bytes": 50_000, **options}))
