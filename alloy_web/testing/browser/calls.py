"""A command in a page of the real browser, from its start to what it comes to."""

import json
from typing import Any

from alloy_web.errors import AlloyError, of_code
from alloy_web.testing.calls import Started

TYPE_CHECKING = False
if TYPE_CHECKING:
    from alloy_web.testing.browser.page import BrowserPage


def error_of(told: dict) -> AlloyError:
    """The error that hand.js told of."""
    return of_code(told["code"], told["message"], told["name"], told["status"])


class BrowserCall(Started):
    """See page.Call."""

    def __init__(self, page: "BrowserPage", command: str, number: int | None, error: Any = None):
        super().__init__(command)
        self._page = page
        self._number = number
        self._known = {"error": error} if error else None

    def _look(self):
        if self._known is None:
            self._page.visitor.settle()
            state = self._page.evaluate("(n) => window.__alloyKit.calls[n]", self._number)
            if state and "error" in state:
                self._known = {"error": error_of(state["error"])}
            elif state:
                self._known = {"value": json.loads(self._page.visitor.to_site(state["value"]))}
        return self._known

    @property
    def is_open(self) -> bool:
        return self._look() is None

    def _come_to(self) -> Any:
        assert self._known is not None
        if "error" in self._known:
            raise self._known["error"]
        return self._known["value"]

    @property
    def error(self) -> AlloyError | None:
        found = (self._look() or {}).get("error")
        self._is_seen = self._is_seen or found is not None
        return found

    def __await__(self):
        # Whoever awaits a call waits in the browser's thread: nothing here is left to wait for.
        yield from ()
        return self.result()

    @property
    def unseen(self) -> str | None:
        if self._is_seen or self._page.is_left or "error" not in (self._look() or {}):
            return None
        return f'"{self.command}" was rejected: {(self._known or {})["error"]}'
