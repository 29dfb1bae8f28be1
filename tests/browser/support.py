"""
`Visit`: what a browser test does with its page, and what is held against the page afterwards.

A test opens HTML, calls `alloy` in the page and looks at the result as plain Python data.
Whatever the page throws, rejects without a handler, or fetches from a host that is not ours makes
the test fail at its end, unless the test said that it expects it.
"""

import json
import time
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError as TooLate

from alloy_web.testing.edge import events_of
from alloy_web.testing.events import Events

OWN_HOSTS = ("localhost", "127.0.0.1", "::1")

# Noted from the first moment on: the event may be long gone when the test asks.
NOTE_READY = """
(window.__testReady = window.__testReady || []);
document.addEventListener("alloy:ready", (event) => {
  window.__testReady.push((event.detail || {}).name || "alloy");
});
"""

# The result is cloned as postMessage would: a proxy from the interpreter does not pass.
CALL = """
async ([name, command, options]) => {
  try {
    const result = await window[name](...(options === null ? [command] : [command, options]));
    return JSON.stringify(structuredClone(result)) ?? "null";
  } catch (error) {
    const {name, message = String(error)} = error ?? {};
    return JSON.stringify({rejected: {name, message, isError: error instanceof Error}});
  }
}
"""


class Visit:
    """One test's visit of the site: a fresh context with one page, and what happened in it."""

    def __init__(self, page, site):
        self.page = page
        self.site = site
        # WebKit's page notes by itself what happens in it; the others are listened to.
        self._notes = getattr(page, "notes", None) or listen(page.context)
        self._expected_errors = []
        self._allowed_hosts = list(OWN_HOSTS)
        self.at_start(NOTE_READY)

    @property
    def console(self):
        """(kind, text) of what was logged; the kind of console.warn is "warning"."""
        return [note for note in self._notes() if note[0] not in ("uncaught", "request")]

    def at_start(self, script):
        """Run the script before anything else in the pages that are opened from now on."""
        self.page.context.add_init_script(script)

    def open(self, html, path="/t/page", headers=None):
        """Serve `html` at `path` and go there."""
        self.site.add_page(path, html, headers=headers)
        self.goto(path)

    def goto(self, path):
        self.page.goto(self.url(path))

    def url(self, path):
        return self.site.url.rstrip("/") + path

    def ready(self, name="alloy", timeout_s=180):
        """Wait until the instance is connected."""
        try:
            self.page.wait_for_function(
                "(name) => (window.__testReady || []).includes(name)",
                arg=name,
                timeout=timeout_s * 1000,
            )
        except TooLate:
            said = "\n".join(
                f"  {kind}: {text}" for kind, text in self._notes() if kind != "request"
            )
            raise AssertionError(
                f"{name} was not ready after {timeout_s} s; the page said:\n{said}"
            ) from None

    def alloy(self, command, options=None, name="alloy"):
        """The result as Python data, or `{"rejected": {"name", "message", "isError"}}`."""
        return json.loads(self.page.evaluate(CALL, [name, command, options]))

    def text(self, selector):
        return self.page.text_content(selector)

    def console_texts(self, kind):
        """The texts logged with console.<kind>; that of console.warn is "warning"."""
        return [text for logged, text in self.console if logged == kind]

    def debug_texts(self, kind):
        """
        As `console_texts`, once all that was said so far is there: its words may be on their way.
        A command that nobody knows is rejected behind it.
        """
        self.alloy("nothing")
        return self.console_texts(kind)

    def expect_page_error(self, part):
        """An uncaught error or unhandled rejection with `part` in its text belongs to this test."""
        self._expected_errors.append(part)

    def allow_host(self, host):
        """Requests to `host` belong to this test."""
        self._allowed_hosts.append(host)

    def problems(self):
        """What is held against the page when the test has ended."""
        notes = self._notes()
        errors = [text for kind, text in notes if kind == "uncaught"]
        found = [
            f"uncaught in the page: {error}"
            for error in errors
            if not any(part in error for part in self._expected_errors)
        ]
        found += [
            f"expected an uncaught error with {part!r}, and there was none"
            for part in self._expected_errors
            if not any(part in error for error in errors)
        ]
        return found + [
            f"request to a host that is not ours: {url}"
            for kind, url in notes
            if kind == "request" and self._is_foreign(url)
        ]

    def _is_foreign(self, url):
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and parts.hostname not in self._allowed_hosts


def listen(context):
    """A function that gives what was logged, was not caught, and was asked for so far."""
    notes = []
    context.on("console", lambda message: notes.append((message.type, message.text)))
    context.on("weberror", lambda error: notes.append(("uncaught", str(error.error))))
    context.on("request", lambda request: notes.append(("request", request.url)))
    return lambda: list(notes)


def sent(edge):
    """The events that came in, to be asked as those of a visitor (testing/events.py)."""
    return Events(events_of(edge.events()))


def views(edge):
    """What was said of each view, in order: URL, referrer, name."""
    webs = [event.xdm["web"] for event in sent(edge).where(type="viewStart")]
    pages = [web["webPageDetails"] for web in webs]
    return [
        (page["URL"], web["webReferrer"]["URL"], page.get("name")) for web, page in zip(webs, pages)
    ]


def wait_for_views(edge, count, timeout_s=60):
    """The views, once there are so many."""
    edge.wait_for(lambda event: len(views(edge)) >= count, timeout_s=timeout_s)
    return views(edge)


def wait_until(is_so, timeout_s=60):
    """
    Wait until the function says so, of all that the edge has; is it so? Looks ever more seldom:
    while the edge is looked at it does not answer, and a page that waits for 30 s sends again.
    """
    end, pause_s = time.monotonic() + timeout_s, 0.1
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(pause_s)
        pause_s = min(1, 2 * pause_s)
    return is_so()


def until(visit, is_so, timeout_s=60):
    """Wait until the function says so, of what the driver has noted; a moment more for the rest."""
    for _ in range(timeout_s * 20):
        if is_so():
            visit.page.wait_for_timeout(50)
            return
        visit.page.wait_for_timeout(50)
    raise AssertionError(f"not so after {timeout_s} s")
