"""
Pixels: images that tell other servers of a visit, for id syncs and URL destinations.

Nobody waits for them, and a failure harms nothing. Source: specification, EDGE-43, ID-10, AUD-02.
"""

from alloy_web import flow
from alloy_web.errors import describe


class Pixels:
    def __init__(self, host):
        self._host = host

    def fire(self, items, about, logger):
        """
        Request the images of all items `{"type": "url", "spec": {"url", "hideReferrer"?}}`.

        Other items are left alone. `about` names them in the log, for example `Id sync`.
        """
        for item in items:
            spec = item.get("spec") if isinstance(item, dict) else None
            if isinstance(spec, dict) and item.get("type") == "url" and spec.get("url"):
                flow.background(
                    self._fire(str(spec["url"]), spec.get("hideReferrer") is True, about, logger),
                    lambda error: logger.warn(about + " failed. " + describe(error)),
                )

    async def _fire(self, url, hide_referrer, about, logger):
        if await self._host.pixel(url, hide_referrer):
            logger.info(about + " done: " + url)
        else:
            logger.warn(about + " failed: " + url)
