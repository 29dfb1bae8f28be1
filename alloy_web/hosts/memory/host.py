"""
A host for tests: no browser, no network, no clock but the one you turn.

    host = MemoryHost(url="https://www.example.com/cart")
    host.on_send = lambda sent: reply({"handle": []})
    instance = Instance("alloy", host, "test")
    instance.execute("configure", {...})
    instance.execute("event", {"type": "viewStart"})
    host.sent[0].body["events"][0]["xdm"]["web"]

With `html="…"` content is shown on that page, for tests of offers: see alloy_web.testing.

What the SDK sent is in `sent` and `beacons`, what it logged in `logs`, the cookies it set in
`cookies`, where they end by the clock that you turn. Runs on CPython, MicroPython and Pyodide.

Hooks may be `async def`. One that awaits something of asyncio's needs its loop; a test that runs in
it waits for a command with `await host.result(instance.execute("event", {...}))`.
"""

from alloy_web import flow
from alloy_web.hosts.memory.browser import Browser
from alloy_web.hosts.memory.hooks import call_hook, result_of
from alloy_web.hosts.memory.push import Push
from alloy_web.hosts.memory.sent import Sent, reply  # noqa: F401
from alloy_web.hosts.memory.streams import Streams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NOW_MS = 1772442927104  # 2026-03-02T09:15:27.104Z


class MemoryHost:
    """`browser` is that of another tab's host; without it, this is the only tab."""

    def __init__(
        self, url: str = "https://www.example.com/", referrer: str = "", title: str = "Page",
        cookies: dict | None = None, html: str | None = None, browser: Browser | None = None
    ):
        self.now_ms: float = NOW_MS
        self.browser = browser or Browser(cookies)
        self.browser.tabs.append(self)
        self.cookies = self.browser.cookies
        self.storage: dict = {"local": self.browser.local, "session": {}}
        # Letters that the local storage takes, in values; None: as many as one likes.
        self.storage_limit: int | None = None
        # False: a page whose storage is blocked.
        self.takes_storage = True
        self.has_locks = True
        self._is_closed = False
        self.sent: list[Sent] = []
        self.beacons: list[Sent] = []
        self.logs: list[tuple] = []
        # Functions of the page's that nobody calls any more.
        self.released = []
        # A function that answers: gets a `Sent`, returns `reply(…)` or None to leave it open.
        self.on_send: Callable[[Sent], dict | None] | None = None
        self.takes_beacons = True
        # Answers that come piece by piece: see streams.py.
        self.streams = Streams()
        # The browser's push notifications: see push.py.
        self.push = Push()
        # A Deferred, for a browser that takes its time.
        self.hints = flow.resolved({"hints": {}})
        self.is_online = True
        self._timers = []
        self._handlers = {}
        self._have_content(html)
        self._have_partners()
        self._be_seen(title, referrer)
        self.go(url)

    def _have_content(self, html):
        self.styles = {}
        self.rendered = []
        # What was tried on the page, where `html` gives one; see alloy_web.testing.
        self.report = []
        self._page = None
        if html is not None:
            # Only where there is Beautiful Soup, which is on CPython.
            from alloy_web.hosts.memory.page import HtmlPage

            self._page = HtmlPage(html)
            self.report = self._page.report
        self.elements = None
        # What stands around a click (interactions/clicked.py), the in-app message on the page,
        # and where the SDK sent the page: `(url, replaces)`.
        self.click_facts = []
        self.message: dict | None = None
        self.gone_to = []
        self.link_texts = {}

    def _have_partners(self):
        # What the page's `Visitor` answers: see the contract. A Deferred makes the SDK wait.
        self.visitor = {}
        # What advertising partners answer, by source, as the contract has it; a Deferred makes the
        # SDK wait. And what they were asked, `(source, url, key)`.
        self.partners = {}
        self.partners_asked = []
        # The pixels requested, `(url, hide_referrer)`, and whether pixels load.
        self.pixels = []
        self.loads_pixels = True

    def _be_seen(self, title, referrer):
        self.is_hidden = False
        # How far the page is scrolled.
        self.scrolled = [0, 0]
        self.may_end = False
        self._facts: dict = {
            "title": title, "referrer": referrer, "userAgent": "memory", "timezoneOffset": -60,
            "timezone": "Europe/Madrid", "screenWidth": 1920, "screenHeight": 1080,
            "orientation": "landscape", "viewportWidth": 1200, "viewportHeight": 800,
            "prerendering": False, "globalPrivacyControl": False,
        }

    # ---- For the test

    def go(self, url: str) -> None:
        """The page is at `url` now. Says nothing to the SDK; see `tell`."""
        hostname = url.split("//")[1].split("/")[0].split("?")[0].split("#")[0].split(":")[0]
        self._facts["url"] = url
        self._facts["hostname"] = hostname
        self._facts["isHttps"] = url.startswith("https:")

    def change(self, **facts: object) -> None:
        """Change what `page` returns, by name."""
        self._facts.update(facts)

    def tell(self, kind: str, details: object = None) -> None:
        """Something happens in the page: `click`, `leave`, `loaded`, `route`."""
        for handler in list(self._handlers.get(kind, ())):
            handler(details)

    def advance(self, delay_ms: float) -> None:
        """Let time pass: timers that come due run in their order."""
        end_ms = self.now_ms + delay_ms
        while True:
            due = [timer for timer in self._timers if timer[0] <= end_ms]
            if not due:
                break
            first = due[0]
            for timer in due:
                if timer[0] < first[0]:
                    first = timer
            self._timers.remove(first)
            self.now_ms = max(self.now_ms, first[0])
            first[1].resolve()
        self.now_ms = end_ms
        self.browser.end_cookies(self.now_ms)

    def close(self) -> None:
        """The tab is gone, without a word to the page: nothing of it runs any more."""
        self._timers = []
        self._handlers = {}
        self.on_send = None
        self.browser.forget(self)
        # Python may run what its coroutines still have to do, whenever it collects garbage.
        self._is_closed = True
        self.storage = {area: dict(stored) for area, stored in self.storage.items()}

    async def result(self, deferred: flow.Deferred) -> dict:
        """What a command comes to, awaited in asyncio; raises its error."""
        return await result_of(deferred)

    def html(self) -> str:
        """The page as it is now, where `html` gave one."""
        if self._page is None:
            raise ValueError("This host has no page to show. Give it one: MemoryHost(html=…)")
        return self._page.html()

    def logged(self, level: str) -> list[str]:
        """The messages of one level, each as one text."""
        return [" ".join([str(part) for part in parts]) for at, parts in self.logs if at == level]

    # ---- The contract

    def page(self) -> dict:
        facts = dict(self._facts)
        facts["nowMs"] = self.now_ms
        facts["cookies"] = self._cookie_text()
        return facts

    def moment(self) -> dict:
        return {
            "nowMs": self.now_ms, "cookies": self._cookie_text(), "hidden": self.is_hidden,
            "mayEnd": self.may_end, "online": self.is_online, "title": self._facts["title"],
        }

    def last_ms(self) -> float:
        return self.now_ms

    def uuid(self) -> str:
        self.browser.uuids += 1
        return "00000000-0000-4000-8000-%012d" % self.browser.uuids

    def random(self) -> float:
        return 0.5

    def set_cookie(self, text: str) -> None:
        if self._is_closed:
            return
        self.browser.set_cookie(text, self._facts["hostname"], self.now_ms)
        for tab in self.browser.tabs:
            if tab is not self:
                tab.tell("cookies")

    def storage_get(self, area: str, key: str) -> str | None:
        return self.storage[area].get(key)

    def storage_set(self, area: str, key: str, value: str) -> bool:
        if not self.takes_storage:
            return False
        stored = self.storage[area]
        if area == "local" and self.storage_limit is not None:
            others = [len(stored[name]) for name in stored if name != key]
            if sum(others) + len(value) > self.storage_limit:
                return False
        stored[key] = value
        return True

    def storage_remove(self, area: str, key: str) -> None:
        self.storage[area].pop(key, None)

    def storage_keys(self, area: str) -> list[str]:
        return sorted(self.storage[area])

    def lock(self, name: str, waits: bool) -> flow.Deferred:
        if self._is_closed:
            return flow.Deferred()
        return self.browser.lock(self, name, waits) if self.has_locks else flow.resolved(None)

    def unlock(self, name: str) -> None:
        self.browser.unlock(self, name)

    def post(
        self, url: str, body: str, keepalive: bool, timeout_ms: float, all_headers: bool = True
    ) -> flow.Deferred:
        sent = Sent(url, body, keepalive)
        self.sent.append(sent)
        answer = self.on_send(sent) if self.on_send else None
        if answer:
            sent.outcome.resolve(answer)
        return sent.outcome

    def beacon(self, url: str, body: str) -> bool | None:
        if self.takes_beacons:
            self.beacons.append(Sent(url, body, True))
        return self.takes_beacons

    def ask_page(self, verb: str, *arguments: "Any", raw: "Any" = None) -> flow.Deferred:
        if verb == "openStream":
            return self.streams.open(arguments[0], raw, arguments[1])
        if verb == "readStream":
            return self.streams.read(arguments[0])
        if verb == "closeStream":
            return self.streams.close(arguments[0])
        if verb == "visitorId":
            return _deferred(self.visitor)
        if verb == "partnerId":
            self.partners_asked.append(arguments[:3])
            return _deferred(self.partners.get(arguments[0], {"failed": "nobody is there"}))
        if verb == "pixel":
            self.pixels.append(arguments)
            return _deferred(self.loads_pixels)
        return flow.resolved(self.push.serve(verb, arguments))

    def has_visitor(self) -> bool:
        return bool(self.visitor)

    def tell_page(self, verb: str, *arguments: "Any", raw: "Any" = None) -> "Any":
        if verb == "scroll":
            return list(self.scrolled)
        if verb == "showMessage":
            self.message = {
                "key": arguments[0], "html": arguments[1], "elements": arguments[2],
            }
        elif verb == "removeMessage":
            self.message = None
        else:
            raise ValueError("no such verb: " + verb)
        return None

    def sleep(self, delay_ms: float) -> flow.Deferred:
        ends = flow.Deferred()
        self._timers.append((self.now_ms + delay_ms, ends))
        return ends

    def turn_end(self) -> flow.Deferred:
        return flow.resolved()

    def log(self, level: str, parts: list) -> None:
        self.logs.append((level, parts))

    def call_user(self, function: "Any", arguments: list) -> flow.Deferred:
        return call_hook(function, arguments)

    def release(self, function: "Any") -> None:
        if function is not None:
            self.released.append(function)

    def client_hints(self, names: list) -> flow.Deferred:
        return self.hints

    def source(self, function: "Any") -> str:
        return "def " + getattr(function, "__name__", "function") + "(…)"

    def matches(self, pattern: str, text: str) -> bool | None:
        import re

        try:
            return bool(re.search(pattern, text))
        except Exception:
            return None

    def listen(self, kind: str, handler: "Callable") -> None:
        self._handlers.setdefault(kind, []).append(handler)

    def link_text(self, index: int) -> str:
        return self.link_texts[index]

    def look_at(self, element: "Any", answer: "Callable") -> "Any":
        # Here an element is its path.
        return answer(element)

    def hide(self, style_id: str, css: str) -> None:
        self.styles.setdefault(style_id, css)

    def show(self, style_id: str) -> None:
        self.styles.pop(style_id, None)

    def render(self, actions: list, limits: dict) -> flow.Deferred:
        self.rendered.extend(actions)
        failed = []
        if self._page:
            outcomes = [self._page.perform(action) for action in actions]
            for index in range(len(outcomes)):
                if not outcomes[index]["ok"]:
                    failed.append([index, outcomes[index]["error"]])
        return flow.resolved(failed)

    def stop_waiting(self, view: str) -> None:
        # Nothing waits here.
        pass

    def clicked_content(self, targets: list) -> list:
        return self.click_facts

    def go_to(self, url: str, replaces: bool) -> None:
        self.gone_to.append((url, replaces))

    # ---- Inside

    def _cookie_text(self):
        # A test may have set `now_ms`.
        self.browser.end_cookies(self.now_ms)
        return "; ".join([name + "=" + self.cookies[name] for name in sorted(self.cookies)])


def _deferred(answer):
    return answer if isinstance(answer, flow.Deferred) else flow.resolved(answer)
