"""A visitor's tab in a browser that Playwright drives: a context of its own, with one page."""

from collections.abc import Callable
from typing import Any

PATIENCE_S = 60
TURN_MS = 10


class PlaywrightTab:
    """
    `hear(kind, value)` is told what the page tells, `call(number, arguments)` calls a hook of the
    test; for the rest see webkit_tab.WebKitTab, which has the same methods.
    """

    def __init__(self, browser: Any, hear: Callable, call: Callable):
        self._context = browser.new_context()
        self._context.set_default_timeout(PATIENCE_S * 1000)
        self._context.clock.install()
        self._context.expose_binding("__alloyTell", lambda source, *told: hear(*told))
        self._context.expose_binding("__alloyHook", lambda source, *asked: call(*asked))
        self._context.on("weberror", lambda error: hear("uncaught", str(error.error)))
        self._page = self._context.new_page()
        self._is_offline = False
        # The protocol of a Firefox as it is installed knows no referrer.
        self._knows_referrer = browser.browser_type.name != "firefox"

    def prelude(self) -> str:
        """What a page has to begin with."""
        return ""

    def go_to(self, url: str, referrer: str | None, is_there: bool) -> None:
        """Go there, from the page that is open, where there is one."""
        if is_there and not self._knows_referrer:
            # The page itself goes.
            with self._page.expect_navigation():
                self._page.evaluate("(url) => { location.href = url; }", url)
        else:
            self._page.goto(url, referer=referrer or None)

    def leave(self) -> None:
        self._page.goto("about:blank")

    def evaluate(self, script: str, *argument: Any) -> Any:
        return self._page.evaluate(script, *argument)

    def wait_for(self, script: str, patience: float = 1) -> None:
        self._page.wait_for_function(script, timeout=patience * PATIENCE_S * 1000)

    def turn(self) -> None:
        """Let the page do something, and hear what it tells."""
        self._page.wait_for_timeout(TURN_MS)

    def run_for(self, delay_ms: int) -> None:
        """Set the clock ahead; what comes due happens."""
        self._page.clock.run_for(delay_ms)

    def cookies(self) -> dict[str, str]:
        return {one["name"]: one["value"] for one in self._context.cookies()}

    def storage(self) -> dict[str, str]:
        # Where no page is open Playwright opens one, which Firefox refuses without a network.
        needs_network = self._is_offline and self._page.url == "about:blank"
        if needs_network:
            self._context.set_offline(False)
        sites = self._context.storage_state()["origins"]
        if needs_network:
            self._context.set_offline(True)
        return {one["name"]: one["value"] for site in sites for one in site["localStorage"]}

    def set_offline(self, is_offline: bool) -> None:
        self._is_offline = is_offline
        self._context.set_offline(is_offline)

    def close(self) -> None:
        self._context.close()
