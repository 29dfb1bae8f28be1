"""
Fixtures of the server tests: the shops of examples/, started by their one command, a local edge
that they and their pages ask, and Chromium, with and without scripts.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alloy_web.devserver.server import Server
from tests.browser.engines import find_engines

ROOT = Path(__file__).resolve().parents[2]
OFFERS = ROOT / "examples/shop/offers.json"
PATIENCE_S = 120


@pytest.fixture(scope="session")
def chromium(request, playwright):
    engines = {one.name: one for one in find_engines(request.config.getoption("--engine"))[0]}
    if "chromium" not in engines:
        pytest.skip("the shops are tried in chromium, which is not here or not asked for")
    browser = engines["chromium"].launch(
        playwright, headed=request.config.getoption("--headed")
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def local_edge(dist):
    with Server(site_dirs=[ROOT / "static"], scenario=OFFERS) as server:
        yield server


@pytest.fixture
def edge(local_edge):
    local_edge.reset()
    return local_edge


@pytest.fixture(scope="session", params=["starlette", "flask", "django"])
def shop(request, local_edge):
    """The address of a shop; its server runs in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "examples" / request.param / "app.py")]
    variables = {
        **os.environ, "PORT": str(port), "ALLOY_EDGE": f"127.0.0.1:{local_edge.port}",
        # No test depends on a quick machine.
        "ALLOY_BUDGET_MS": "60000",
    }
    process = subprocess.Popen(command, env=variables, stderr=subprocess.STDOUT)
    try:
        _wait_for(process, port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def _wait_for(process, port):
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the shop did not start (code {process.poll()})", pytrace=False)


@pytest.fixture
def open_page(chromium):
    """`open_page(url, scripts=True, cookies=())`: a new visitor's page; `at_start` is a script."""
    contexts = []

    def open_it(url, scripts=True, cookies=(), headers=None, at_start=""):
        context = chromium.new_context(java_script_enabled=scripts, extra_http_headers=headers)
        contexts.append(context)
        context.add_cookies([{"url": url, **cookie} for cookie in cookies])
        context.add_init_script(at_start)
        page = context.new_page()
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
