"""Notebooks as they are published: a cell of docs/workers.md, run by JupyterLite's kernel."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from alloy_web import __version__
from alloy_web.devserver.server import Server
from tests.browser import notebooks

pytestmark = [pytest.mark.full, pytest.mark.engines("chromium")]
ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/workers.md"
ORG = '"0123456789ABCDEF01234567@AdobeOrg", '


@pytest.fixture(scope="module")
def lite(dist):
    """A server with the notebook's site, `dist/` and an edge."""
    with Server(site_dirs=[notebooks.built(), ROOT / "static"], scenario="empty") as server:
        yield server


def test_a_cell_of_jupyterlite_sends_an_event_by_the_engine_of_its_page(lite, page):
    text = GUIDE.read_text("utf-8")
    [cell] = [each for each in re.findall(r"```python\n(.*?)```", text, re.S) if "piplite" in each]
    assert f"JupyterLite {notebooks.VERSION} " in text and f"alloy_web-{__version__}-" in cell
    # The edge of the test, in place of the one of a real site.
    host = f'{ORG}edgeDomain="{lite.url.split("/")[2]}", thirdPartyCookiesEnabled=False, '
    foreign = []
    page.on("request", lambda request: foreign.append(request.url)
            if request.url.startswith("http") and not request.url.startswith(lite.url) else None)

    page.goto(f"{lite.url}lite/repl/index.html?kernel=python&code={quote(cell.replace(ORG, host))}")
    [record] = lite.wait_for(1, action="interact", timeout_s=300)

    [event] = record["body"]["events"]
    assert event["xdm"]["eventType"] == "notebook.run"
    assert event["data"] == {"cells": 1}
    assert event["xdm"]["web"]["webPageDetails"]["URL"].startswith(f"{lite.url}lite/repl/")
    page.evaluate("0")  # Playwright tells of requests between its calls.
    assert foreign == []
