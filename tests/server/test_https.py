"""A shop on https, under a name with subdomains: the cookies that its server and page set."""

import asyncio
import runpy
import socket
import threading
import time

import httpx
import pytest
import uvicorn

from alloy_web.devserver.server import Server
from alloy_web.devserver.tls import Certificate
from tests.browser.engines import find_engines
from tests.server.conftest import OFFERS, PATIENCE_S, ROOT

SITE, EDGE = "shop.example.com", "edge.example.net"
PREFIX = "kndctr_0123456789ABCDEF01234567_AdobeOrg_"
AMCV = "AMCV_0123456789ABCDEF01234567"
DISPLAY = "decisioning.propositionDisplay"


class ToThisMachine(httpx.AsyncBaseTransport):
    """The network of the shop's server, in which the edge has its name."""

    def __init__(self, port):
        self._port = port
        self._network = httpx.AsyncHTTPTransport(verify=False)

    async def aclose(self):
        await self._network.aclose()

    async def handle_async_request(self, request):
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return await self._network.handle_async_request(request)


@pytest.fixture(scope="module")
def edge(dist):
    with Server(site_dirs=[ROOT / "static"], scenario=OFFERS, tls_names=[EDGE]) as server:
        yield server


@pytest.fixture
def shop_port(edge, monkeypatch):
    """The shop in Starlette, on https."""
    edge.reset()
    monkeypatch.setenv("ALLOY_EDGE", EDGE)
    create_app = runpy.run_path(str(ROOT / "examples/starlette/app.py"), run_name="app")
    network = ToThisMachine(edge.port)
    app = create_app["create_app"](http=network, budget_ms=60_000)
    certificate = Certificate([SITE])
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(
        app, log_level="warning", lifespan="off",
        ssl_context_factory=lambda *_: certificate.serving_context(),
    ))

    async def serve():
        await server.serve([listener])
        await network.aclose()

    thread = threading.Thread(target=asyncio.run, args=[serve()], daemon=True)
    thread.start()
    ends = time.monotonic() + PATIENCE_S
    while not server.started and time.monotonic() < ends:
        time.sleep(0.05)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def context(request, playwright, edge, shop_port):
    engines = {one.name: one for one in find_engines(request.config.getoption("--engine"))[0]}
    if "chromium" not in engines:
        pytest.skip("the shops are tried in chromium, which is not here or not asked for")
    rules = f"MAP {SITE}:443 127.0.0.1:{shop_port}, MAP {EDGE}:443 127.0.0.1:{edge.port}"
    browser = engines["chromium"].launch(playwright, flags=[f"--host-resolver-rules={rules}"])
    yield browser.new_context(ignore_https_errors=True)
    browser.close()


def cookies_of(context):
    return {cookie["name"]: cookie for cookie in context.cookies()}


def opened(context, edge):
    page = context.new_page()
    page.goto(f"https://{SITE}/")
    edge.wait_for(lambda request: DISPLAY in str(request["body"]))
    return page


def test_cookies_on_https_are_for_the_whole_site_and_the_page_goes_on_with_them(context, edge):
    page = opened(context, edge)

    found = cookies_of(context)
    for name in (PREFIX + "identity", PREFIX + "cluster", AMCV + "%40AdobeOrg"):
        cookie = found[name]
        assert (cookie["domain"], cookie["path"]) == (".example.com", "/")
        assert (cookie["secure"], cookie["sameSite"], cookie["httpOnly"]) == (True, "None", False)
    # The page has taken it.
    assert [name for name in found if name.startswith("alloy_")] == []
    assert page.inner_text("#hero") == "Delivery is free"
    # One visitor: the page has read what the server has set.
    assert len([one for one in edge.events() if "query" in one["body"]["events"][0]]) == 1
    for request in edge.events()[1:]:
        entries = {one["key"]: one["value"] for one in request["body"]["meta"]["state"]["entries"]}
        assert entries[PREFIX + "identity"] == found[PREFIX + "identity"]["value"]


@pytest.mark.parametrize("name", [AMCV + "@AdobeOrg", AMCV + "%40AdobeOrg"])
def test_a_cookie_whose_name_has_an_at_tells_the_server_who_the_visitor_is(context, edge, name):
    ecid = "12345678901234567890123456789012345678"
    context.add_cookies([{
        "name": name, "value": "MCMID|" + ecid, "domain": ".example.com", "path": "/",
        "secure": True, "sameSite": "None",
    }])

    opened(context, edge)

    first = edge.events()[0]["body"]
    assert first["xdm"]["identityMap"]["ECID"] == [{"id": ecid}]
