"""
The page's cookies as the SDK sees them: the organisation's own, and the domain they live on.
"""

from alloy_web.core import cookies, urls

_PROBE = "com.adobe.alloy.getTld"


class Cookies:
    """
    Reads come from a reading of the page (`page` or `moment` of the host), so that one crossing
    serves a whole request.
    """

    def __init__(self, host, config):
        self._host = host
        self._org_id = config["orgId"]
        self._apex_domain = None

    def identity(self, reading):
        """The text of the identity cookie, or None."""
        return self._value(reading, cookies.identity_cookie(self._org_id))

    def consent(self, reading):
        """The text of the consent cookie, or None."""
        return self._value(reading, cookies.consent_cookie(self._org_id))

    def location_hint(self, reading):
        """The path segment that leads to the visitor's own edge, or None. Source: EDGE-03."""
        jar = cookies.parse(reading["cookies"])
        hint = jar.get(cookies.cluster_cookie(self._org_id))
        if hint:
            return hint
        target = jar.get("mboxEdgeCluster")
        return "t" + target if target else None

    def entries(self, reading, target_migration=False):
        """What a third-party endpoint gets in the body. Source: EDGE-21."""
        jar = cookies.parse(reading["cookies"])
        return cookies.state_entries(jar, self._org_id, target_migration)

    def store(self, items):
        """Write the cookies of `state:store` items. Source: EDGE-32."""
        if not items:
            return
        page = self._host.page()
        for item in items:
            if isinstance(item, dict) and item.get("key"):
                self._host.set_cookie(
                    cookies.from_state_store(
                        item,
                        domain=self.apex_domain(page),
                        is_https=page["isHttps"],
                        now_ms=page["nowMs"],
                    )
                )

    def apex_domain(self, page):
        """
        The widest domain the page may set cookies for; empty where there is none.

        Found by trying, once, since only the browser knows the public suffixes. Source: CFG-60.
        """
        if self._apex_domain is None:
            self._apex_domain = self._probe(page["hostname"])
        return self._apex_domain

    def _probe(self, hostname):
        for domain in urls.apex_candidates(hostname):
            self._host.set_cookie(cookies.serialize(_PROBE, _PROBE, domain=domain))
            found = _PROBE in cookies.parse(self._host.moment()["cookies"])
            self._host.set_cookie(cookies.serialize(_PROBE, "", domain=domain, max_age_s=-1))
            if found:
                return domain
        return ""

    def _value(self, reading, name):
        return cookies.parse(reading["cookies"]).get(name) or None
