"""PyScript apps in the real browser: a page that runs the file, with the test's hand around it."""

import json
from pathlib import Path
from typing import Any

from alloy_web import __version__
from alloy_web.hosts.browser import ffi
from alloy_web.testing.browser import served
from alloy_web.testing.browser.driver import PATIENCE_S

TYPE_CHECKING = False
if TYPE_CHECKING:
    from alloy_web.testing.browser.page import BrowserPage

# At the end of an app: the test calls its functions.
APP_TAIL = """

def _alloy_test():
    import inspect, json, js
    from pyodide.ffi import create_proxy

    async def call(name, text):
        returned = globals()[name](*json.loads(text))
        if inspect.isawaitable(returned):
            returned = await returned
        return json.dumps(returned, default=str)

    js.window.__alloyApp = create_proxy(call)

_alloy_test()
"""
# At its beginning: the edge of the test, whatever the app configures.
APP_HEAD = """
import alloy_web as _alloy_web

def _alloy_test_edge(own, given):
    async def alloy(command, options=None, name="alloy", **more):
        if command == "configure":
            options, more = {**(options or {}), **more, **given}, {}
        return await own(command, options, name, **more)
    return alloy

_alloy_web.alloy = _alloy_test_edge(_alloy_web.alloy, __GIVEN__)
"""


def load(page: "BrowserPage", html: str, file: Path) -> None:
    """Go to a page that runs this file in PyScript, with Pyodide."""
    server = page.visitor.edge.server
    given, _ = page.given({"bootTimeout": PATIENCE_S * 1000})
    head = APP_HEAD.replace("__GIVEN__", repr(given))
    texts = {"main.py": head + file.read_text(encoding="utf-8") + APP_TAIL}
    for beside in sorted(file.parent.glob("*.py")):
        if beside != file and not beside.name.startswith("test_"):
            texts[beside.name] = beside.read_text(encoding="utf-8")
    plain = {"content-type": "text/x-python; charset=utf-8"}
    for name, text in texts.items():
        server.add_page(f"/__app/{name}", text, headers=plain)
    page.serve(html, served.hand({}, []), _scripts([name for name in texts if name != "main.py"]))
    # PyScript shows what an app raised in an element of this class.
    page.wait_for("!!window.__alloyApp || !!document.querySelector('.py-error')", patience=5)
    failed = page.evaluate("(document.querySelector('.py-error') || {}).textContent")
    if failed:
        raise AssertionError(f"{file.name} failed in the page:\n{failed}")
    page.visitor.settle()


def _scripts(beside):
    config = {
        "interpreter": "/pyodide/pyodide.mjs",
        "files": {f"/__app/{name}": name for name in beside},
        "packages": [
            f"/{name}-{__version__}-0page-py3-none-any.whl"
            for name in ("alloy_web", "alloy_web_extras")
        ],
    }
    text = json.dumps(config).replace("'", "&#39;")
    return (
        '<script type="module" src="/pyscript/core.js"></script>'
        f"<script type=\"py\" src=\"/__app/main.py\" config='{text}'></script>"
    )


class BrowserApp:
    """Functions of an app that runs in the page; what they take and return crosses as JSON."""

    def __init__(self, page: "BrowserPage"):
        self._page = page

    def __getattr__(self, name: str) -> Any:
        async def call(*arguments):
            text = json.dumps(ffi.write_options(list(arguments)))
            returned = self._page.evaluate(
                "([name, text]) => window.__alloyApp(name, text)", [name, text]
            )
            return json.loads(returned)

        return call
