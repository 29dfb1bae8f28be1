"""
The page's cookies as the SDK sees them: the organisation's own, older ones, and the domain they
live on. What the browser refuses to keep (a sandboxed page, a frame of another site) is kept here,
so that a visitor stays one visitor for the life of the page.
"""

from alloy_web.core import cookies, forms, identity, urls

_PROBE = "com.adobe.alloy.getTld"
_OLDER_LIFETIME_S = 390 * 24 * 60 * 60

# How many names of a list the log shows.
_MOST_NAMED = 20


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
        # Is the visitor shared with pages that still have at.js? A feature says so.
        self.is_migrating_target = False
        # None: not known yet.
        self._apex_domain = config.get("cookieDomain")
        self._are_enabled = None
        # Cookies that the browser refused, by name; and those of an answer, of which nobody has
        # looked yet whether it did. Empty is the value of what was removed.
        self._refused = {}
        self._stored = {}
        # The last text read and what it says: it is looked at several times in a request, and
        # few requests change it.
        self._text = ""
        self._jar = {}
        self._hint = None
        self._entries = {}

    def identity_text(self, reading):
        """The text of the identity cookie, or None."""
        return self._all(reading).get(self._identity_name) or None

    def consent_text(self, reading):
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

    def state_entries(self, reading, target_migration=False):
        """What a third-party endpoint gets in the body. Source: EDGE-21."""
        jar = self._all(reading)
        if target_migration not in self._entries:
            self._entries[target_migration] = cookies.state_entries(
                jar, self._org_id, target_migration
            )
        return self._entries[target_migration]

    def are_enabled(self, reading):
        """Does the browser keep cookies for this page? As the apex domain, found by trying."""
        if reading["cookies"]:
            return True
        if self._are_enabled is None:
            self._are_enabled = self._takes("")
        return self._are_enabled

    def is_in_memory(self):
        """Is the identity one that the browser refused to keep?"""
        self.look()
        return self._identity_name in self._refused

    def write(self, text):
        """Write a cookie; `text` is what `document.cookie` takes."""
        self._host.set_cookie(text)
        self._logger.info("Cookie written: " + text)

    def store(self, items, page):
        """Write the cookies of `state:store` items, the organisation's. Source: EDGE-32."""
        now_ms = self._host.last_ms()
        foreign = []
        for item in items:
            name = item.get("key") if isinstance(item, dict) else None
            if not name or not isinstance(name, str):
                continue
            if not self._is_ours(name):
                foreign.append(name)
                continue
            self.write(cookies.from_state_store(
                item, domain=self.apex_domain(page), is_https=page["isHttps"], now_ms=now_ms
            ))
            self._stored[name] = cookies.value_left(item)
        if foreign:
            self._logger.warn("Cookies of an answer are not the organisation's, and left out: "
                              + ", ".join(foreign[:_MOST_NAMED]))

    def _is_ours(self, name):
        if self.is_migrating_target and name in ("mbox", "mboxEdgeCluster"):
            return True
        return name.startswith(cookies.prefix(self._org_id))

    def look(self):
        """
        Keep what the browser refused of what was stored.

        Whoever reads cookies comes by here. Storing does not: a browser takes long to tell its
        cookies, and what came with them is to be shown first.
        """
        if not self._stored:
            return
        stored = self._stored
        self._stored = {}
        text = self._host.moment()["cookies"]
        told = cookies.parse(text)
        for name in stored:
            self._refused.pop(name, None)
            if stored[name] and name not in told:
                self._refused[name] = stored[name]
        self._note(text, told)

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
            if self._takes(domain):
                self._are_enabled = True
                return domain
        return ""

    def _takes(self, domain):
        """Does the browser take a cookie for this domain, or the page's own host?"""
        self._host.set_cookie(cookies.serialize(_PROBE, _PROBE, domain=domain))
        is_taken = _PROBE in cookies.parse(self._host.moment()["cookies"])
        self._host.set_cookie(cookies.serialize(_PROBE, "", domain=domain, max_age_s=-1))
        return is_taken

    def _all(self, reading):
        self.look()
        text = reading["cookies"]
        if text != self._text:
            self._note(text, cookies.parse(text))
        return self._jar

    def _note(self, text, told):
        self._text = text
        self._jar = dict(self._refused)
        self._jar.update(told)
        self._hint = self._hint_of(self._jar)
        self._entries = {}

    def _hint_of(self, jar):
        # Other scripts write cookies too: only a name may become part of an address.
        hint = jar.get(cookies.cluster_cookie(self._org_id), "")
        if forms.is_label(hint):
            return hint
        target = jar.get("mboxEdgeCluster", "")
        return "t" + target if forms.is_label(target) else None
