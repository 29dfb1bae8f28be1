"""
What the audiences of a visitor bring: cookies, requests to other servers, and what the page gets.

Source: specification, AUD-01 to AUD-03.
"""

from alloy_web.core import cookies
from alloy_web.validation import BOOLEAN, optional


class Audiences:
    namespace = "Audiences"
    config = {
        "destinationsEnabled": optional(
            BOOLEAN, True, "The datastream says which destinations there are.",
            about="Set the cookies and request the addresses that audiences bring.",
        ),
    }

    def __init__(self, tools):
        self.commands = {}
        self._host = tools.host
        self._cookies = tools.cookies
        self._pixels = tools.pixels
        self._logger = tools.logger.for_component(self.namespace)
        self._is_enabled = tools.config["destinationsEnabled"]

    def on_response(self, response, request):
        if self._is_enabled:
            pushed = response.payloads("activation:push")
            self._set_cookies(pushed)
            self._pixels.fire(pushed, "URL destination", self._logger)
        pulled = response.payloads("activation:pull")
        return {"destinations": [item for item in pulled if item is not None]}

    def _set_cookies(self, pushed):
        specs = []
        for item in pushed:
            spec = item.get("spec") if isinstance(item, dict) else None
            if isinstance(spec, dict) and item.get("type") == "cookie" and spec.get("name"):
                specs.append(spec)
        if not specs:
            return
        page = self._host.page()
        for spec in specs:
            text = cookies.from_destination(
                spec, is_https=page["isHttps"], now_ms=page["nowMs"]
            )
            if text:
                self._cookies.write(text)
            else:
                self._logger.warn("A cookie destination is ignored: its domain is not valid.", spec)
