"""
The page's cookies as the SDK sees them: the organisation's own, older ones, and the domain they
live on.
"""

from alloy_web.core import cookies, identity, urls

_PROBE = "com.adobe.alloy.getTld"
_OLDER_LIFETIME_S = 390 * 24 * 60 * 60


class Cookies:
    """
    Reads come from a reading of the page (`page` or `moment` of the host), so that one crossing
    serves a whole request.
    """

    def __init__(self, host, config, logger):
        self._host = host
        self._logger = logger
        self._org_id = config["orgId"]
        self._identity_name = cookies.identity_cookie(self._org_id)
        self._consent_name = cookies.consent_cookie(self._org_id)
        # None: not known yet.
        self._apex_domain = config.get("cookieDomain")
        # The last text read and what it says: it is looked at several times in a request, and
        # few requests change it.
        self._text = ""
        self._jar = {}
        self._hint = None
        self._entries = {}

    def identity(self, reading):
        """The text of the identity cookie, or None."""
        return self._all(reading).get(self._identity_name) or None

    def consent(self, reading):
        """The text of the consent cookie, or None."""
        return self._all(reading).get(self._consent_name) or None

    def older_ecid(self, reading):
        """The ECID that an earlier library left in a cookie, or None. Source: ID-05."""
        jar = self._all(reading)
        for name in ("s_ecid", identity.amcv_cookie(self._org_id)):
            ecid = identity.ecid_from_amcv(jar.get(name))
            if ecid:
                return ecid
        return None

    def location_hint(self, reading):
        """The path segment that leads to the visitor's own edge, or None. Source: EDGE-03."""
        self._all(reading)
        return self._hint

    def entries(self, reading, target_migration=False):
        """What a third-party endpoint gets in the body. Source: EDGE-21."""
        jar = self._all(reading)
        if target_migration not in self._entries:
            self._entries[target_migration] = cookies.state_entries(
                jar, self._org_id, target_migration
            )
        return self._entries[target_migration]

    def write(self, text):
        """Write a cookie; `text` is what `document.cookie` takes."""
        self._host.set_cookie(text)
        self._logger.info("Cookie written: " + text)

    def store(self, items, page):
        """Write the cookies of `state:store` items. Source: EDGE-32."""
        now_ms = self._host.moment()["nowMs"]
        for item in items:
            if isinstance(item, dict) and item.get("key") and isinstance(item["key"], str):
                self.write(
                    cookies.from_state_store(
                        item,
                        domain=self.apex_domain(page),
                        is_https=page["isHttps"],
                        now_ms=now_ms,
                    )
                )

    def store_older_ecid(self, ecid):
        """Tell the ECID to earlier libraries too. Source: ID-07."""
        page = self._host.page()
        self.write(
            cookies.serialize(
                identity.amcv_cookie(self._org_id),
                identity.amcv_value(ecid),
                domain=self.apex_domain(page),
                max_age_s=_OLDER_LIFETIME_S,
                now_ms=page["nowMs"],
                same_site="none" if page["isHttps"] else "",
                secure=page["isHttps"],
            )
        )

    def remove_consent(self, page):
        """
        Remove the consent cookie, whatever domain it lives on.

        All domains are tried instead of the apex domain alone: finding that one would write a
        cookie, and consent is not known yet. Source: CON-03.
        """
        name = cookies.consent_cookie(self._org_id)
        for domain in [""] + urls.apex_candidates(page["hostname"]):
            self.write(cookies.serialize(name, "", domain=domain, max_age_s=-1))

    def apex_domain(self, page):
        """
        The widest domain the page may set cookies for; empty where there is none.

        Found by trying, once, since only the browser knows the public suffixes. Trying writes a
        cookie for a moment, so nobody asks before consent is given. Source: CFG-60.
        """
        if self._apex_domain is None:
            self._apex_domain = self._probe(page["hostname"])
            self._logger.info(
                "Cookies are written for " + (self._apex_domain or "this host alone") + "."
            )
        return self._apex_domain

    def _probe(self, hostname):
        for domain in urls.apex_candidates(hostname):
            self._host.set_cookie(cookies.serialize(_PROBE, _PROBE, domain=domain))
            found = _PROBE in cookies.parse(self._host.moment()["cookies"])
            self._host.set_cookie(cookies.serialize(_PROBE, "", domain=domain, max_age_s=-1))
            if found:
                return domain
        return ""

    def _all(self, reading):
        if reading["cookies"] != self._text:
            self._text = reading["cookies"]
            self._jar = cookies.parse(self._text)
            self._hint = self._hint_of(self._jar)
            self._entries = {}
        return self._jar

    def _hint_of(self, jar):
        hint = jar.get(cookies.cluster_cookie(self._org_id))
        if hint:
            return urls.percent_encode(hint)
        target = jar.get("mboxEdgeCluster")
        return urls.percent_encode("t" + target) if target else None
