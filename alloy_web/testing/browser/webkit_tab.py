"""
A visitor's tab in WebKitGTK. What Playwright does from outside stands here in the page (webkit.js):
the page keeps what it tells until it is asked for.
"""

import time
from collections.abc import Callable
from typing import Any

from alloy_web.devserver.server import Server
from alloy_web.testing.browser import served
from alloy_web.testing.browser.driver import PATIENCE_S, TURN_S, skip
from alloy_web.testing.browser.webkit import WebKit

# Where a visitor is who has left.
_NOWHERE = "/__alloy/left"


class WebKitTab:
    """See playwright_tab.PlaywrightTab; the methods are the same."""

    def __init__(self, browser: WebKit, server: Server, hear: Callable, call: Callable):
        self._window = browser.new_window()
        self._nowhere = server.url.rstrip("/") + _NOWHERE
        self._server = server
        self._hear = hear
        self._call = call
        self._ahead_ms = 0
        self.leave()

    def prelude(self) -> str:
        return served.script("webkit.js", (
            f"__alloyDriver = window.__alloyMakeDriver({self._ahead_ms})"
        ))

    def go_to(self, url: str, referrer: str | None, is_there: bool) -> None:
        if not is_there:
            self._window.goto(url)
            return
        # The page itself goes, so that the next one knows where the visitor comes from.
        self.turn()
        self._window.evaluate("(url) => { window.__alloyGoes = true; location.href = url; }", url)
        self.wait_for("!window.__alloyGoes && document.readyState === 'complete'")

    def leave(self) -> None:
        # A page of the same site hears what the one that is left had to say.
        self._server.add_page(_NOWHERE, f"<!doctype html><script>{self.prelude()}</script>")
        self._window.goto(self._nowhere)
        self.turn()

    def evaluate(self, script: str, *argument: Any) -> Any:
        return self._window.evaluate(script, *argument)

    def wait_for(self, script: str, patience: float = 1) -> None:
        def is_so():
            self.turn()
            return self._window.evaluate(script)

        self._window.wait_until(is_so, script, patience * PATIENCE_S)

    def turn(self) -> None:
        take = "window.__alloyDriver ? window.__alloyDriver.take() : []"
        for kind, value in self._window.evaluate(take):
            if kind == "asked":
                asked, number, arguments = value
                self._window.evaluate(
                    "([asked, answer]) => window.__alloyDriver.answer(asked, answer)",
                    [asked, self._call(number, arguments)],
                )
            else:
                self._hear(kind, value)
        time.sleep(TURN_S)

    def run_for(self, delay_ms: int) -> None:
        self._ahead_ms += delay_ms
        self._window.evaluate("(delayMs) => window.__alloyDriver.run(delayMs)", delay_ms)
        self.wait_for("!window.__alloyDriver.isRunning")

    def cookies(self) -> dict[str, str]:
        return {one["name"]: one["value"] for one in self._window.cookies()}

    def storage(self) -> dict[str, str]:
        return self._window.evaluate("Object.assign({}, localStorage)")

    def set_offline(self, is_offline: bool) -> None:
        skip("WebDriver does not cut the line", "not in WebKitGTK")

    def close(self) -> None:
        self._window.close()
