"""
The engine's host on a server: a request stands in the place of the page.

It does nothing by itself. What is to be sent waits in `outgoing` for visit.py, and cookies wait in
`set_cookies` for the answer. What only a page can do is not done here: the page's SDK does it.
"""

import random
import re
import time
import uuid
from functools import lru_cache
from typing import Any

from publicsuffixlist import PublicSuffixList

from alloy_web import flow
from alloy_web.core import cookies as cookie_text
from alloy_web.core import urls
from alloy_web.core.dates import parse_http_date
from alloy_web.core.encoding import percent_decode
from alloy_web.core.identity import amcv_cookie
from alloy_web.errors import HookError, NetworkError
from alloy_web.hosts.contract import Host
from alloy_web.server.log import logger
from alloy_web.server.request import Request

_suffixes = PublicSuffixList()


@lru_cache(maxsize=1000)
def _is_public(domain):
    return _suffixes.is_public(domain)


@lru_cache(maxsize=1000)
def _site_of(hostname):
    """The widest domain that may have cookies of this host's; "" for the host alone."""
    candidates = urls.apex_candidates(hostname)
    return next((each for each in candidates if not _is_public(each)), "")


# What a cookie may be made of in a header.
_PRINTABLE = re.compile(r"[\x20-\x7e]+")

# Client hints that the browser sent, by their names in `navigator.userAgentData`.
_HINTS = {
    "architecture": "sec-ch-ua-arch", "bitness": "sec-ch-ua-bitness", "model": "sec-ch-ua-model",
    "platformVersion": "sec-ch-ua-platform-version", "wow64": "sec-ch-ua-wow64",
}


class Outgoing:
    """A request to the Edge Network that waits to be carried; `outcome` gets what hosts give."""

    def __init__(self, url: str, body: str):
        self.url = url
        self.body = body
        self.outcome = flow.Deferred()

    def answer(self, status: int, headers: dict, body: str):
        self.outcome.resolve({"status": status, "headers": headers, "body": body})

    def fail(self, why: str):
        self.outcome.reject(NetworkError(why))


class ServerHost(Host):
    def __init__(self, request: Request, org_id: str):
        self._request = request
        self._prefix = cookie_text.prefix(org_id)
        self._older = amcv_cookie(org_id)
        # Values as they travel, by the name as it travels.
        self._jar: dict[str, str] = {}
        for pair in request.header("cookie").split(";"):
            name, equals, value = pair.strip(" \t").partition("=")
            if equals and name:
                self._jar.setdefault(name, value)
        self.queue = flow.Queue()
        self.outgoing: list[Outgoing] = []
        # `(seconds, Deferred)`: who waits before trying again.
        self.timers: list[tuple[float, flow.Deferred]] = []
        # Coroutines of the site's own, `(coroutine, Deferred)`.
        self.awaited: list[tuple[Any, flow.Deferred]] = []
        # Texts of Set-Cookie headers, by name and domain.
        self.set_cookies: dict[tuple[str, str], str] = {}
        self._storage: dict[str, dict[str, str]] = {"local": {}, "session": {}}

    # ---- For visit.py

    def is_ours(self, name: str) -> bool:
        """Is it a name of a cookie of this organisation's?"""
        plain = name.replace("%40", "@")
        return plain.startswith(self._prefix) or plain == self._older

    def own_cookies(self) -> str:
        """The organisation's cookies, as a Cookie header."""
        return "; ".join(
            f"{name}={value}" for name, value in self._jar.items() if self.is_ours(name)
        )

    def is_known(self) -> bool:
        """Has the visitor been here before?"""
        return self._prefix + "identity" in self._jar

    def cookie(self, name: str) -> str:
        """The value of a cookie of the site's, or ""."""
        return cookie_text.parse(f"x={self._jar.get(name, '')}").get("x", "")

    def is_first_party(self, hostname: str) -> bool:
        """Would the visitor's browser send cookies of this site to a server of that name?"""
        own = self._request.hostname
        domain = _site_of(own) or own
        return hostname == domain or hostname.endswith("." + domain)

    def take_cookie(self, text: str):
        """A Set-Cookie header of the edge's, for the site's own domain."""
        pair, *parts = text.split(";")
        name, _, value = pair.strip().partition("=")
        if not self.is_ours(name):
            return
        attributes = dict(part.strip().lower().partition("=")[::2] for part in parts)
        age = attributes.get("max-age", "")
        item = {"key": name.replace("%40", "@"), "value": percent_decode(value, lenient=True) or ""}
        if age.lstrip("-").isdigit():
            item["maxAge"] = int(age)
        if attributes.get("samesite"):
            item["attrs"] = {"SameSite": attributes["samesite"]}
        self.set_cookie(cookie_text.from_state_store(
            item, domain=_site_of(self._request.hostname), is_https=self._request.is_https,
            now_ms=self.last_ms(),
        ))

    # ---- The page

    def page(self):
        request = self._request
        return {
            "url": request.url, "hostname": request.hostname, "isHttps": request.is_https,
            "referrer": request.header("referer"), "title": "",
            "userAgent": request.header("user-agent"), "nowMs": self.last_ms(),
            "timezoneOffset": None, "timezone": None, "screenWidth": None, "screenHeight": None,
            "orientation": None, "viewportWidth": None, "viewportHeight": None,
            "cookies": self._cookie_text(), "prerendering": False,
            "globalPrivacyControl": request.header("sec-gpc").strip() == "1",
        }

    def moment(self):
        return {
            "nowMs": self.last_ms(), "cookies": self._cookie_text(), "hidden": False, "title": "",
            "mayEnd": False, "online": True,
        }

    def last_ms(self):
        return int(time.time() * 1000)

    def uuid(self):
        return str(uuid.uuid4())

    def random(self):
        return random.random()

    def client_hints(self, names):
        hints: dict[str, Any] = {}
        for name in names:
            text = self._request.header(_HINTS.get(name, "")).strip()
            if text in ("?0", "?1"):
                hints[name] = text == "?1"
            elif len(text) > 1 and text[0] == text[-1] == '"':
                hints[name] = text[1:-1]
        return flow.resolved({"hints": hints})

    # ---- Cookies

    def set_cookie(self, text):
        """As a browser takes it; those of the organisation's go out with the answer."""
        name, _, rest = text.partition("=")
        value, *parts = rest.split("; ")
        attributes = dict(part.partition("=")[::2] for part in parts)
        domain = attributes.get("domain", "")
        if not _PRINTABLE.fullmatch(text) or not self._takes(domain):
            return
        ends_ms = parse_http_date(attributes.get("expires", ""))
        if ends_ms is not None and ends_ms <= self.last_ms():
            self._jar.pop(name, None)
        else:
            self._jar[name] = value
        if self.is_ours(name):
            self.set_cookies[name, domain] = text

    def _takes(self, domain):
        hostname = self._request.hostname
        if not domain or domain == hostname:
            return not domain or not _is_public(domain)
        return hostname.endswith("." + domain) and not _is_public(domain)

    def _cookie_text(self):
        return "; ".join(f"{name}={value}" for name, value in self._jar.items())

    # ---- Storage: as long as the request

    def storage_get(self, area, key):
        return self._storage[area].get(key)

    def storage_set(self, area, key, value):
        self._storage[area][key] = value
        return True

    def storage_remove(self, area, key):
        self._storage[area].pop(key, None)

    def storage_keys(self, area):
        return sorted(self._storage[area])

    def lock(self, name, waits):
        return flow.resolved(None)

    def unlock(self, name):
        pass

    # ---- What leaves

    def post(self, url, body, keepalive, timeout_ms, all_headers):
        outgoing = Outgoing(url, body)
        self.outgoing.append(outgoing)
        return outgoing.outcome

    def beacon(self, url, body):
        return None

    def sleep(self, delay_ms):
        ends = flow.Deferred()
        self.timers.append((delay_ms / 1000, ends))
        return ends

    def turn_end(self):
        return flow.resolved()

    def log(self, level, parts):
        logger.debug("%s", " ".join(str(part) for part in parts))

    def call_user(self, function, arguments):
        try:
            returned = function(*arguments)
        except Exception as error:
            return flow.rejected(HookError(f"{type(error).__name__}: {error}", error))
        if not hasattr(returned, "__await__"):
            return flow.resolved(returned)
        outcome = flow.Deferred()
        self.awaited.append((returned, outcome))
        return outcome

    def release(self, function):
        return

    def source(self, function):
        return "def " + getattr(function, "__name__", "function") + "(…)"

    def matches(self, pattern, text):
        try:
            return bool(re.search(pattern, text))
        except re.error:
            return None

    # ---- What only a page can do

    def ask_page(self, verb, *arguments, raw=None):
        return flow.resolved({"failed": {"name": "NotSupportedError", "message": "no page"}})

    def has_visitor(self):
        return False

    def tell_page(self, verb, *arguments, raw=None):
        return None

    def listen(self, kind, handler):
        pass

    def link_text(self, index):
        return ""

    def look_at(self, element, answer):
        return None

    def hide(self, style_id, css):
        pass

    def show(self, style_id):
        pass

    def render(self, actions, limits):
        # The HTML comes later, and what was shown the page reports.
        return flow.Deferred()

    def stop_waiting(self, view):
        pass

    def clicked_content(self, targets):
        return []

    def go_to(self, url, replaces):
        pass
