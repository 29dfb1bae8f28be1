"""What the tabs of one browser share: local storage, cookies and their ends, locks."""

from alloy_web import flow
from alloy_web.core.dates import parse_http_date
from alloy_web.core.strings import is_digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from alloy_web.hosts.memory.host import MemoryHost


class Browser:
    """`cookies` are those it has from before, by name."""

    def __init__(self, cookies: dict | None = None):
        self.local: dict[str, str] = {}
        self.cookies: dict[str, str] = dict(cookies or {})
        # When those end that do so before the browser is closed.
        self.cookie_ends: dict[str, float | None] = {}
        self.public_suffixes = ["com", "net", "org", "co.uk"]
        # Who holds which lock, and who waits for it: `[host, name, Deferred]`.
        self.locks: dict[str, MemoryHost] = {}
        self.lock_waiters: list = []
        self.uuids = 0
        # Those that live.
        self.tabs: list[MemoryHost] = []

    # ---- Cookies

    def set_cookie(self, text: str, hostname: str, now_ms: float) -> None:
        """Take what a page of that host sets, unless it is for a domain that is not its own."""
        parts = [part.strip() for part in text.split(";")]
        name, _, value = parts[0].partition("=")
        attributes = {}
        for part in parts[1:]:
            key, _, attribute = part.partition("=")
            attributes[key.lower()] = attribute
        domain = attributes.get("domain", "")
        if domain in self.public_suffixes:
            return
        if domain and domain != hostname and not hostname.endswith("." + domain):
            return
        self.cookies[name] = value
        self.cookie_ends[name] = _end_ms(attributes, now_ms)
        self.end_cookies(now_ms)

    def end_cookies(self, now_ms: float) -> None:
        """Those whose time is over are gone."""
        for name in list(self.cookie_ends):
            end_ms = self.cookie_ends[name]
            if end_ms is not None and end_ms <= now_ms:
                del self.cookie_ends[name]
                self.cookies.pop(name, None)

    # ---- Locks

    def lock(self, host: "MemoryHost", name: str, waits: bool) -> flow.Deferred:
        if name not in self.locks:
            self.locks[name] = host
            return flow.resolved(True)
        if not waits:
            return flow.resolved(False)
        held = flow.Deferred()
        self.lock_waiters.append([host, name, held])
        return held

    def unlock(self, host: "MemoryHost", name: str) -> None:
        if self.locks.get(name) is not host:
            return
        del self.locks[name]
        for waiter in list(self.lock_waiters):
            if waiter[1] == name:
                self.lock_waiters.remove(waiter)
                self.locks[name] = waiter[0]
                waiter[2].resolve(True)
                return

    def forget(self, host: "MemoryHost") -> None:
        """This tab is gone: what it holds is free, and what it waits for is nobody's."""
        self.tabs = [tab for tab in self.tabs if tab is not host]
        for waiter in list(self.lock_waiters):
            if waiter[0] is host:
                self.lock_waiters.remove(waiter)
        for name in list(self.locks):
            self.unlock(host, name)


def _end_ms(attributes, now_ms):
    """When a cookie with these attributes ends, None: with the browser (RFC 6265, 5.3)."""
    age = attributes.get("max-age", "")
    if is_digits(age[1:] if age.startswith("-") else age):
        return now_ms + int(age) * 1000
    return parse_http_date(attributes.get("expires", ""))
