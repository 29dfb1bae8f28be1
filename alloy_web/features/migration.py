"""
Visitors that an earlier library knows: take their ECID over, and tell it the one in use.

The earlier libraries keep it in cookies, or the `Visitor` object of the page knows it.
Source: specification, ID-05, ID-07.
"""

from alloy_web.core.strings import is_digits
from alloy_web.errors import AlloyError, describe
from alloy_web.validation import BOOLEAN, optional


class Migration:
    config = {
        "idMigrationEnabled": optional(
            BOOLEAN, True, ahead=True,
            about="Take over visitors that an earlier library knows, and let it know them.",
        ),
    }

    def __init__(self, tools):
        tools.migration = self
        self._tools = tools
        self._is_enabled = tools.config["idMigrationEnabled"]
        self._org_id = tools.config["orgId"]
        self._timeout_ms = tools.config["requestTimeout"]
        self._host = tools.host
        self._cookies = tools.cookies
        self._logger = tools.logger.for_component("Identity")

    async def find(self):
        """The ECID the visitor had before, or None."""
        if not self._is_enabled:
            return None
        ecid = self._cookies.older_ecid(self._host.moment())
        return ecid if ecid else await self._ask_visitor()

    def hand_back(self, ecid):
        """Let the earlier libraries know the visitor by the ECID that the server gave."""
        if not self._is_enabled or not is_digits(ecid):
            return
        if self._cookies.older_ecid(self._host.moment()) != ecid:
            self._cookies.store_older_ecid(ecid)

    async def _ask_visitor(self):
        if not self._host.has_visitor():
            return None
        try:
            ask = await self._tools.part("visitor")
        except AlloyError as error:
            self._logger.alert(describe(error))
            return None
        return await ask(self._host, self._org_id, self._timeout_ms, self._logger)


async def ask_visitor(host, org_id, timeout_ms, logger):
    """
    The ECID that the page's `Visitor` knows, or None; once its `adobe.optIn` allows to ask, and
    `timeout_ms` after that at most. In the second file (app/parts.py).
    """
    answer = await host.ask_page("visitorId", org_id, timeout_ms)
    if answer.get("declined"):
        logger.info("The page's Visitor is not asked for an ECID, since adobe.optIn was declined.")
    elif answer.get("failed"):
        logger.warn("The page's Visitor gave no ECID: " + answer["failed"])
    ecid = answer.get("ecid")
    return ecid if isinstance(ecid, str) and ecid else None
