"""
Browser engines: which are on this machine, how each is started, what the header says about them.

Playwright drives Chromium and Firefox, Selenium drives WebKit (webkit.py). Where they are looked
for is said in alloy_web/testing/executables.py.
"""

import functools

import pytest

from alloy_web.testing import executables
from alloy_web.testing.browser import driver

CHROMIUM_FLAGS = [
    *driver.CHROMIUM_FLAGS,
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE_MS = 300_000
TITLES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}


class Engine:
    """One browser on this machine."""

    def __init__(self, name, path):
        self.name = name
        self.path = path
        self.title = TITLES[name]

    def __repr__(self):
        return f"{self.name} ({self.path})"

    def launch(self, playwright, headed=False, back_forward_cache=False, flags=(), whole=False):
        """
        A Playwright browser; without `back_forward_cache` as Playwright has it: cache off.
        `flags` are for Chromium's command line; `whole` asks for the one with windows, seen or not.
        """
        if self.name == "webkit":
            return self._webkit(headed)
        if self.name == "firefox":
            return playwright.firefox.launch(
                channel="moz-firefox", executable_path=self.path, headless=not headed
            )
        # The shell keeps no page in the cache.
        needs_whole = headed or whole or back_forward_cache
        path = executables.whole(self.path) if needs_whole else self.path
        if path is None:
            pytest.fail(f"This needs another Chromium than {self.path}", pytrace=False)
        return playwright.chromium.launch(
            executable_path=path,
            headless=not headed,
            args=[*CHROMIUM_FLAGS, *flags],
            ignore_default_args=["--disable-back-forward-cache"] if back_forward_cache else [],
        )

    def version(self, page):
        """What the browser of this page calls itself."""
        return page.version if self.name == "webkit" else page.context.browser.version

    def new_page(self, browser, site):
        """A page with nothing in its cookies and storage."""
        if self.name == "webkit":
            return browser.new_page(site)
        context = browser.new_context()
        # What does not come at all fails late, what is slow does not: Pyodide takes its time, and
        # a busy machine multiplies it.
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    def _webkit(self, headed):
        # Here and not above: a run without WebKit does without Selenium.
        from tests.browser.webkit import WebKitBrowser

        return WebKitBrowser(
            self.path, executables.minibrowser(), PATIENCE_MS // 1000, headed
        )


@functools.cache
def find_engines(wanted=None):
    """(engines found, {name: why it is left out}); `wanted` names the only one asked for."""
    found, left_out = [], {}
    for name in executables.EXECUTABLES:
        path = executables.find(name)
        if path is None:
            left_out[name] = executables.why_not(name)
        elif wanted in (None, name):
            found.append(Engine(name, path))
        else:
            left_out[name] = f"--engine {wanted} was given"
    return found, left_out


def describe(wanted=None):
    """Lines for the header of the test run."""
    found, left_out = find_engines(wanted)
    lines = [", ".join(map(str, found)) or "none found: browser tests fail"]
    return lines + [f"{name} left out: {why}" for name, why in sorted(left_out.items())]


def none_found(wanted=None):
    """What a browser test says when there is no engine to run it in."""
    _, left_out = find_engines(wanted)
    reasons = "".join(f"\n  - {name}: {why}" for name, why in sorted(left_out.items()))
    return (
        f"no browser to run this test in{reasons}\n"
        "Install one of them, or set ALLOY_CHROMIUM or ALLOY_FIREFOX to an executable."
    )
