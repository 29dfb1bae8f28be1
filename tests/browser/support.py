"""
`Visit`: what a browser test does with its page, and what is held against the page afterwards.

A test opens HTML, calls `alloy` in the page and looks at the result as plain Python data.
Whatever the page throws, rejects without a handler, or fetches from a host that is not ours makes
the test fail at its end, unless the test said that it expects it.
"""

import json
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError as TooLate

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
        self.console = []
        self.page_errors = []
        self.foreign_requests = []
        self._expected_errors = []
        self._allowed_hosts = list(OWN_HOSTS)
        page.context.add_init_script(NOTE_READY)
        page.context.on(
            "console", lambda message: self.console.append((message.type, message.text))
        )
        page.context.on("weberror", lambda error: self.page_errors.append(str(error.error)))
        page.context.on("request", self._note_request)

    def open(self, html, path="/t/page", headers=None):
        """Serve `html` at `path` and go there."""
        self.site.add_page(path, html, headers=headers)
        self.goto(path)

    def goto(self, path):
        self.page.goto(self.url(path))

    def url(self, path):
        return self.site.url.rstrip("/") + path

    def ready(self, name="alloy", timeout_s=30):
        """Wait until the instance is connected."""
        try:
            self.page.wait_for_function(
                "(name) => (window.__testReady || []).includes(name)",
                arg=name,
                timeout=timeout_s * 1000,
            )
        except TooLate:
            said = "\n".join(
                f"  {kind}: {text}" for kind, text in self.console + self._errors_as_console()
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
        """The texts logged with console.<kind>; Playwright calls console.warn "warning"."""
        return [text for logged, text in self.console if logged == kind]

    def expect_page_error(self, part):
        """An uncaught error or unhandled rejection with `part` in its text belongs to this test."""
        self._expected_errors.append(part)

    def allow_host(self, host):
        """Requests to `host` belong to this test."""
        self._allowed_hosts.append(host)

    def problems(self):
        """What is held against the page when the test has ended."""
        found = [
            f"uncaught in the page: {error}"
            for error in self.page_errors
            if not any(part in error for part in self._expected_errors)
        ]
        found += [
            f"expected an uncaught error with {part!r}, and there was none"
            for part in self._expected_errors
            if not any(part in error for error in self.page_errors)
        ]
        return found + [
            f"request to a host that is not ours: {url}" for url in self.foreign_requests
        ]

    def _note_request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.hostname not in self._allowed_hosts:
            self.foreign_requests.append(request.url)

    def _errors_as_console(self):
        return [("uncaught", text) for text in self.page_errors]
