"""
The third-party identity domain: one host for all sites, where browsers allow it.

The request that asks for a visitor's identity goes there, so that the visitor is known across
sites. Blockers know the domain; once it failed, it is left alone for the life of the page.
Source: specification, EDGE-04, EDGE-23.
"""

from alloy_web.core import browsers
from alloy_web.core.identity import IDENTITY_DOMAIN

_RESENT_AFTER = ("TypeError", "NetworkError")


class IdentityDomain:
    def __init__(self, config, logger):
        self._is_enabled = config["thirdPartyCookiesEnabled"]
        self._logger = logger
        self._has_failed = False
        self._is_supported_by = {}
        # In the form of the option `edgeDomain`.
        self.address = {"origin": "https://" + IDENTITY_DOMAIN, "hostname": IDENTITY_DOMAIN}

    def is_for(self, request, page):
        """Does this request go there?"""
        return request.is_asker and not self._has_failed and self._is_supported(page)

    def namespaces(self, page):
        """The identities to ask for; CORE is the one of the identity domain."""
        return ["ECID", "CORE"] if self._is_supported(page) else ["ECID"]

    def take_failure(self, error):
        """Note that a request there failed; True if it is to be sent to the edge domain instead."""
        name = getattr(error, "name", None)
        is_of_network = name is not None or getattr(error, "status", None) == 0
        if not is_of_network:
            return False
        self._has_failed = True
        # A request that ran into its timeout may have arrived: it is not sent twice.
        is_resent = name is None or name in _RESENT_AFTER
        if is_resent:
            self._logger.warn(IDENTITY_DOMAIN + " cannot be reached, so this request and all that "
                              "follow are sent to the edge domain.")
        return is_resent

    def _is_supported(self, page):
        if not self._is_enabled:
            return False
        browser = page["userAgent"]
        if browser not in self._is_supported_by:
            self._is_supported_by[browser] = browsers.accepts_third_party_cookies(browser)
        return self._is_supported_by[browser]
