"""
The host of a page in a test: the memory host, with the visitor's own clock, cookies and storage,
the test's edge behind its requests, and clicks that are read from the page's HTML.
"""

import inspect
from functools import wraps
from urllib.parse import urlsplit

from alloy_web import flow
from alloy_web.errors import NetworkError
from alloy_web.hosts.browser import ffi
from alloy_web.hosts.memory import browser as memory
from alloy_web.hosts.memory.host import NOW_MS, MemoryHost, Sent
from alloy_web.hosts.memory.page import HtmlPage
from alloy_web.testing import clicks
from alloy_web.testing.edge import reply_text


class Browser(memory.Browser):
    """And time: what the pages of one visitor share."""

    def __init__(self):
        super().__init__()
        self.now_ms: float = NOW_MS
        self.timers: list[tuple[float, int, flow.Deferred]] = []
        self.last_number = 0

    def number(self) -> int:
        self.last_number += 1
        return self.last_number

    def sleep(self, delay_ms: float) -> flow.Deferred:
        ends = flow.Deferred()
        self.timers.append((self.now_ms + delay_ms, self.number(), ends))
        return ends

    def advance(self, delay_ms: float):
        """Let time pass: what comes due happens in its order."""
        end_ms = self.now_ms + delay_ms
        while True:
            due = [timer for timer in self.timers if timer[0] <= end_ms]
            if not due:
                break
            first = min(due, key=lambda timer: timer[:2])
            self.timers.remove(first)
            self.now_ms = max(self.now_ms, first[0])
            first[2].resolve()
        self.now_ms = end_ms

    def close(self):
        """The browser is closed: cookies without an end of their own are gone."""
        for name in list(self.cookies):
            if self.cookie_ends.get(name) is None:
                self.cookies.pop(name)
                self.cookie_ends.pop(name, None)
        self.timers.clear()


class PageHost(MemoryHost):
    """A page of `browser`, whose requests `edge` answers."""

    def __init__(self, browser: Browser, edge, visitor, url: str, html: str, referrer: str):
        self._browser = browser
        super().__init__(url, referrer, html=html, browser=browser)
        assert self._page is not None
        self.document: HtmlPage = self._page
        self.change(title=self.document.title)
        self._edge = edge
        self._visitor = visitor
        # Is the page left? Its code runs no more, and what is under way loses its answer.
        self.is_left = False
        # The elements of the click that is reported, innermost first.
        self._clicked: list = []

    # Read and set by the memory host, and everybody's: the clock of the browser.

    @property
    def now_ms(self) -> float:
        return self._browser.now_ms

    @now_ms.setter
    def now_ms(self, now_ms: float):
        # Only when the host is made.
        pass

    def sleep(self, delay_ms):
        ends = flow.Deferred()
        self._browser.sleep(delay_ms).on_settled(lambda: None if self.is_left else ends.resolve())
        return ends

    def uuid(self):
        return "00000000-0000-4000-8000-%012d" % self._browser.number()

    # ---- Requests

    def post(self, url, body, keepalive, timeout_ms, all_headers=True):
        sent = Sent(url, body, keepalive)
        self.sent.append(sent)
        reply = self._ask(url, body, False)
        is_late = reply["delay_ms"] > timeout_ms or reply["fault"] == "hang"
        arrives_ms = timeout_ms if is_late else reply["delay_ms"]

        def arrive():
            if self.is_left:
                return
            if is_late:
                sent.outcome.reject(NetworkError(
                    "AbortError: no answer within " + str(timeout_ms) + " ms", name="AbortError"
                ))
            elif reply["fault"]:
                sent.fail()
            else:
                for cookie in reply["set_cookies"]:
                    self.set_cookie(cookie)
                sent.answer(reply_text(reply), reply["status"], dict(reply["headers"]))

        if arrives_ms:
            self._browser.sleep(arrives_ms).on_settled(arrive)
        else:
            arrive()
        return sent.outcome

    def beacon(self, url, body):
        taken = super().beacon(url, body)
        if taken:
            self._ask(url, body, True)
        return taken

    def _ask(self, url, body, is_beacon):
        self.browser.end_cookies(self.now_ms)
        host = urlsplit(url).hostname or ""
        domain = ".".join(self._facts["hostname"].split(".")[-2:])
        is_own = host == domain or host.endswith("." + domain)
        return self._edge.receive(
            url, body, is_beacon, self.cookies if is_own else {}, self.now_ms, self._visitor
        )

    # ---- Functions of the test's

    def call_user(self, function, arguments):
        """What a hook leaves means the same as what a command is given."""

        def again(returned):
            for argument in arguments:
                ffi.read_again(argument)
            return returned

        for argument in arguments:
            if isinstance(argument, dict) and "clickedElement" in argument and self._clicked:
                argument["clickedElement"] = self._clicked[0]

        @wraps(function)
        def called(*given):
            returned = function(*given)
            if not inspect.isawaitable(returned):
                return again(returned)

            async def later():
                return again(await returned)

            return later()

        return super().call_user(called, arguments)

    # ---- Clicks

    def click(self, element):
        """The visitor clicks on an element of the document."""
        self._clicked = clicks.path_of(element)
        self.may_end = True
        try:
            self.tell("click", [
                clicks.facts_of(each, self._facts["url"], self.document.base) for each in
                self._clicked
            ])
        finally:
            self._clicked = []
            self.may_end = False

    def link_text(self, index):
        return clicks.link_text(self._clicked[index])

    def clicked_content(self, targets):
        return self.document.clicked_content(self._clicked, targets)

    def look_at(self, element, answer):
        before, self._clicked = self._clicked, clicks.path_of(element)
        try:
            return answer([
                clicks.facts_of(each, self._facts["url"], self.document.base) for each in
                self._clicked
            ])
        finally:
            self._clicked = before
