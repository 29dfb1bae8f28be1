"""
Hooks in Python that take their time: they await what their interpreter offers.

MicroPython has asyncio and PyScript's fetch; Pyodide besides pyfetch, httpx over it, and urllib as
pyodide-http makes it work. There is no httpx for MicroPython.
"""

import importlib.util
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.browser.pages import IN_PYTHON, PAGES, py_page, wheel

# Every event names the step that the hook takes with it; what came of each ends on the body.
MAIN = """
import asyncio, js, json
from alloy_web import alloy, install

install()

async def sleep(content):
    await asyncio.sleep(0.01)
    content["data"]["found"] = "slept"

async def fetch(content):
    from pyscript import fetch
    content["data"]["found"] = await (await fetch("/t/plan.txt")).text()

async def several(content):
    first, second = await asyncio.gather(later(1), later(2))
    content["data"] = {"found": first + second}

async def later(number):
    await asyncio.sleep(0.01 * number)
    return number

async def cancel(content):
    await asyncio.sleep(0.01)
    return False

async def fail(content):
    await asyncio.sleep(0.01)
    raise ValueError("no plan today")

async def dawdle(content):
    await asyncio.sleep(5)
    content["data"]["found"] = "too late"

STEPS = {
    "sleep": sleep, "fetch": fetch, "several": several, "cancel": cancel, "fail": fail,
    "dawdle": dawdle,
}

async def hook(content):
    return await STEPS[content["data"]["step"]](content)

async def try_all(steps, timeout):
    await alloy("configure", {
        "datastreamId": "d", "orgId": "0123456789ABCDEF01234567@AdobeOrg",
        "edgeDomain": js.location.host, "thirdPartyCookiesEnabled": False, "autoViews": False,
        "hookTimeout": timeout, "onBeforeEventSend": hook,
    })
    outcomes = []
    for step in steps:
        try:
            result = await alloy("event", {"data": {"step": step}})
            outcomes.append(result and result["requestBody"]["events"][0]["data"]["found"])
        except Exception as error:
            outcomes.append(str(error))
    js.document.body.setAttribute("data-outcomes", json.dumps(outcomes))
"""
PLAN = {"/t/plan.txt": "gold"}


def outcomes_of(visit, html, pages=PLAN):
    """What the page's events came to, once all steps are taken."""
    for path, content in pages.items():
        visit.site.add_page(path, content, headers={"content-type": "text/plain"})
    visit.open(html)
    visit.page.wait_for_selector("body[data-outcomes]", state="attached")
    return json.loads(visit.page.get_attribute("body", "data-outcomes"))


@pytest.mark.parametrize("loader", IN_PYTHON)
def test_a_hook_may_await_what_every_interpreter_offers(visit, edge, loader):
    steps = ["sleep", "fetch", "several", "cancel", "fail", "dawdle", "sleep"]
    main = MAIN + f"await try_all({steps!r}, 3000)"

    outcomes = outcomes_of(visit, PAGES[loader](configure=None, main=main))

    assert outcomes[:4] == ["slept", "gold", 3, {}]
    assert "[alloy] " in outcomes[4]
    assert "ValueError: no plan today" in outcomes[4]
    assert "onBeforeEventSend took longer than 3000 ms (hookTimeout)" in outcomes[5]
    assert outcomes[6] == "slept", "the hook goes on being asked"
    sent = [request["body"]["events"][0]["data"] for request in edge.events()]
    assert [data["found"] for data in sent] == ["slept", "gold", 3, "slept"]


ON_PYODIDE = """
async def use_pyfetch(content):
    from pyodide.http import pyfetch
    content["data"]["found"] = await (await pyfetch("/t/plan.txt")).string()

async def use_httpx(content):
    import httpx
    from pyodide.http import pyfetch

    class Transport(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            answer = await pyfetch(str(request.url), method=request.method)
            return httpx.Response(answer.status, content=await answer.bytes())

    async with httpx.AsyncClient(transport=Transport(), base_url=js.location.origin) as client:
        answer = await client.get("/t/plan.txt")
        content["data"]["found"] = [answer.status_code, answer.text]

async def use_urllib(content):
    import pyodide_http, urllib.request
    pyodide_http.patch_all()
    with urllib.request.urlopen(js.location.origin + "/t/plan.txt") as answer:
        content["data"]["found"] = answer.read().decode()

STEPS.update({"pyfetch": use_pyfetch, "httpx": use_httpx, "urllib": use_urllib})
"""


@pytest.mark.full
def test_a_hook_on_pyodide_may_use_the_clients_there_are(visit, edge):
    visit.site.add_page(
        "/t/httpx.zip", packed("httpx", "idna"), headers={"content-type": "application/zip"}
    )
    steps = ["several", "cancel", "fail", "pyfetch", "httpx", "urllib"]
    main = MAIN + ON_PYODIDE + f"await try_all({steps!r}, 20000)"
    config = {"packages": [wheel(), "pyodide-http"], "files": {"/t/httpx.zip": "./*"}}
    html = py_page(configure=None, main=main, config=config)

    outcomes = outcomes_of(visit, html)

    assert outcomes[:2] == [3, {}]
    assert "ValueError: no plan today" in outcomes[2]
    assert outcomes[3:] == ["gold", [200, "gold"], "gold"]
    sent = [request["body"]["events"][0]["data"] for request in edge.events()]
    assert [data["found"] for data in sent] == [3, "gold", [200, "gold"], "gold"]


def packed(*names):
    """Packages of this Python in one archive; they are Python all through."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name in names:
            folder = Path(importlib.util.find_spec(name).origin).parent
            for module in sorted(folder.rglob("*.py")):
                file.write(module, Path(name, module.relative_to(folder)))
    return archive.getvalue()
