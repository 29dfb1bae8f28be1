"""Notebooks as they are published: cells of docs/workers.md, run by their kernels in a page."""

from pathlib import Path
from urllib.parse import quote

import pytest

from alloy_web import __version__
from alloy_web.devserver.server import Server
from tests.browser import notebooks
from tests.guides import blocks

pytestmark = [pytest.mark.full, pytest.mark.engines("chromium")]
ROOT = Path(__file__).resolve().parents[2]
GUIDE = "docs/workers.md"
TEXT = (ROOT / GUIDE).read_text("utf-8")
LITE, *MARIMO = blocks(GUIDE, "python")[2:]
ORG = '"0123456789ABCDEF01234567@AdobeOrg", '


@pytest.fixture
def foreign(page):
    """Addresses of other servers that the page has asked."""
    found = []
    page.context.on("request", lambda request: found.append(request.url))
    return found


def sent(page, server, cell, foreign, open_page):
    """The event of a cell that has the edge of the test in place of the one of a real site."""
    host = f'{ORG}edgeDomain="{server.url.split("/")[2]}", thirdPartyCookiesEnabled=False, '
    assert cell.count(ORG) == 1
    open_page(cell.replace(ORG, host))
    [record] = server.wait_for(1, action="interact", timeout_s=300)

    page.evaluate("0")  # Playwright tells of requests between its calls.
    asked = [url for url in foreign if url.startswith("http")]
    assert [url for url in asked if not url.startswith(server.url)] == []
    [event] = record["body"]["events"]
    assert event["xdm"]["eventType"] == "notebook.run"
    assert event["data"] == {"cells": 1}
    return event


def test_a_cell_of_jupyterlite_sends_an_event_by_the_engine_of_its_page(dist, page, foreign):
    assert f"JupyterLite {notebooks.VERSION} " in TEXT and f"alloy_web-{__version__}-" in LITE
    with Server(site_dirs=[notebooks.built(), ROOT / "static"], scenario="empty") as server:
        lite = f"{server.url}lite/repl/"
        event = sent(page, server, LITE, foreign, lambda cell: page.goto(
            f"{lite}index.html?kernel=python&code={quote(cell)}"
        ))

    assert event["xdm"]["web"]["webPageDetails"]["URL"].startswith(lite)


def test_a_cell_of_marimo_sends_an_event_by_the_engine_of_its_page(dist, page, foreign, tmp_path):
    first, second = MARIMO
    [head] = [html for html in blocks(GUIDE, "html") if "data-alloy" in html]
    assert f"marimo {notebooks.MARIMO}." in TEXT and f"alloy_web-{__version__}-" in first
    with Server(site_dirs=[tmp_path, ROOT / "static"], scenario="empty") as server:

        def open_page(cell):
            notebooks.exported(tmp_path, [first, cell], head)
            page.goto(f"{server.url}page/index.html")

        event = sent(page, server, second, foreign, open_page)

    assert event["xdm"]["web"]["webPageDetails"]["URL"] == f"{server.url}page/index.html"
