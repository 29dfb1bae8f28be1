"""
What an answer has the page tell others of a visitor: id syncs and destinations. Nobody waits for
it, and a failure harms nothing.

What carries it out comes with the first answer that brings some (app/parts.py). Source:
specification, EDGE-43, ID-10, AUD-01, AUD-02.
"""

from alloy_web import flow
from alloy_web.core import cookies
from alloy_web.errors import describe

ID_SYNCS = "identity:exchange"


class Destinations:
    config = {}

    def __init__(self, tools):
        tools.destinations = self
        self._tools = tools

    def carry_out(self, response, kind, logger):
        """What the handles of this type ask for: `activation:push` or ID_SYNCS."""
        items = response.payloads(kind)
        if items:
            flow.background(
                self._carry_out(items, kind, logger), lambda error: logger.alert(describe(error))
            )

    async def _carry_out(self, items, kind, logger):
        make = await self._tools.part("destinations")
        make(self._tools, kind, logger).carry_out(items)


class Delivery:
    """Of one answer."""

    def __init__(self, tools, kind, logger):
        self._host = tools.host
        self._cookies = tools.cookies
        self._consent = tools.consent
        self._logger = logger
        self._is_sync = kind == ID_SYNCS
        self._about = "Id sync" if self._is_sync else "URL destination"

    def carry_out(self, items):
        """
        Items are `{"type": "url", "spec": {"url", "hideReferrer"?}}`, or of destinations
        `{"type": "cookie", "spec": {"name", "value"?, "domain"?, "ttlDays"?}}`; others are ignored.
        """
        if self._consent.is_declined:
            # While this was loaded.
            return
        for item in items:
            spec = item.get("spec") if isinstance(item, dict) else None
            if not isinstance(spec, dict):
                continue
            if item.get("type") == "url" and spec.get("url"):
                flow.background(
                    self._request(str(spec["url"]), spec.get("hideReferrer") is True),
                    lambda error: self._logger.warn(self._about + " failed. " + describe(error)),
                )
            elif item.get("type") == "cookie" and spec.get("name") and not self._is_sync:
                self._set_cookie(spec)

    async def _request(self, url, hide_referrer):
        if await self._host.ask_page("pixel", url, hide_referrer):
            self._logger.info(self._about + " done: " + url)
        else:
            self._logger.warn(self._about + " failed: " + url)

    def _set_cookie(self, spec):
        page = self._host.page()
        text = cookies.from_destination(spec, is_https=page["isHttps"], now_ms=page["nowMs"])
        if text:
            self._cookies.write(text)
        else:
            self._logger.warn("A cookie destination is ignored: its domain is not valid.", spec)
