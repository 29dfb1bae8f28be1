"""Python of a PyScript page, where alloy.js serves the page: one engine, programmed from there."""

import json

import pytest

from tests.browser.pages import mpy_page, py_page

PAGES = {"mpy": mpy_page, "py": py_page}
ALLOY_JS = '<script async src="/dist/alloy.js"></script>'
START = """
import js, json
from alloy_web import alloy, create_instance, errors, install

def tell(found):
    js.document.body.setAttribute("data-found", json.dumps(found))

CONFIG = {
    "datastreamId": "d", "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "edgeDomain": js.location.host, "thirdPartyCookiesEnabled": False, "autoViews": False,
}
"""
# Whose engine it is: only an engine that runs in the page's Python has this module.
WHOSE = '"own" if "alloy_web.engine.instance" in __import__("sys").modules else "alloy.js"'

both = pytest.mark.parametrize("kind", ["mpy", "py"])


def found(visit, timeout_s=40):
    visit.page.wait_for_selector("body[data-found]", state="attached", timeout=timeout_s * 1000)
    return json.loads(visit.page.get_attribute("body", "data-found"))


@both
def test_commands_and_hooks_of_the_pages_python_reach_the_engine_of_alloy_js(visit, edge, kind):
    main = START + f"""
import asyncio

async def scrub(content):
    await asyncio.sleep(0.01)
    del content["data"]["email"]
    content["xdm"]["web"]["webPageDetails"]["name"] = "set in Python"

install()
await alloy("configure", dict(CONFIG, onBeforeEventSend=scrub))
result = await alloy("event", {{"type": "a", "data": {{"email": "a@b.c", "n": 2**40, "f": 1.5}}}})
event = result["requestBody"]["events"][0]
tell([type(event).__name__, event["data"], event["xdm"]["eventType"], {WHOSE}])
"""
    visit.open(PAGES[kind]("", configure=None, head=ALLOY_JS, main=main))

    assert found(visit) == ["dict", {"n": 2**40, "f": 1.5}, "a", "alloy.js"]
    sent = edge.events()
    assert len(sent) == 1
    event = sent[0]["body"]["events"][0]
    assert event["data"] == {"n": 2**40, "f": 1.5}
    assert event["xdm"]["web"]["webPageDetails"]["name"] == "set in Python"
