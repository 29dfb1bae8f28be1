"""
Visitors that an earlier library knows: take their ECID over, and tell it the one in use.

The earlier libraries keep it in cookies, or the `Visitor` object of the page knows it.
Source: specification, ID-05, ID-07.
"""

from alloy_web.core.strings import is_digits
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
        answer = await self._host.visitor_id(self._org_id, self._timeout_ms)
        if answer.get("declined"):
            self._logger.info("The page's Visitor is not asked for an ECID, since adobe.optIn was "
                              "declined.")
        elif answer.get("failed"):
            self._logger.warn("The page's Visitor gave no ECID: " + answer["failed"])
        ecid = answer.get("ecid")
        return ecid if isinstance(ecid, str) and ecid else None
