"""
A visitor of the real browser: its tab, and what its pages tell.

The SDK reports what it sends (a monitor); whoever asks for events waits until all of that has
arrived, and no timer decides.
"""

import inspect
import itertools
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from alloy_web.hosts.browser import ffi
from alloy_web.testing.browser import apps
from alloy_web.testing.browser.driver import PATIENCE_S, Driver, skip
from alloy_web.testing.browser.edge import BrowserEdge, is_refused
from alloy_web.testing.browser.page import BrowserPage
from alloy_web.testing.durations import milliseconds
from alloy_web.testing.edge import events_of
from alloy_web.testing.events import Event, Events
from alloy_web.testing.page import tells_rejection
from alloy_web.testing.visitor import Site, html_of

_numbers = itertools.count(1)


class BrowserVisitor:
    """See visitor.Visitor; a tab is one visitor, with cookies and storage of its own."""

    is_real = True

    def __init__(self, driver: Driver, edge: BrowserEdge, folder: Path):
        self.edge = edge
        self.driver = driver
        self.page: BrowserPage | None = None
        self.pages: list[BrowserPage] = []
        # In the address of each request, so that what comes late is nobody else's.
        self.base_path = f"test-{next(_numbers)}"
        self._folder = folder
        self._site = Site()
        self._hooks: list = []
        # What pages said: ids of requests, those that were lost, lines of the log.
        self.sent: list[str] = []
        self.lost: list[str] = []
        self.log: list[tuple[str, str]] = []
        self.uncaught: list[str] = []
        self.tab = driver.new_tab(edge.server, self._hear, self._call)
        edge.on_offline.append(lambda is_offline: driver.do(self.tab.set_offline, is_offline))

    # ---- As the visitor in memory

    @property
    def events(self) -> Events:
        self.settle()
        found = []
        for event in events_of(self.requests):
            body = json.loads(self.to_site(json.dumps(dict(event))))
            found.append(Event(body, event.request))
        return Events(found)

    @property
    def requests(self) -> list[dict]:
        return [
            {**one, "refused": is_refused(one)} for one in self.edge.server.events()
            if one["url"].startswith(f"/{self.base_path}/")
        ]

    @property
    def cookies(self) -> dict[str, str]:
        self.settle()
        return self.driver.do(self.tab.cookies)

    @property
    def storage(self) -> dict[str, str]:
        self.settle()
        return self.driver.do(self.tab.storage)

    def open(
        self, url: str, html: str | Path | None = None, *, title: str | None = None,
        referrer: str | None = None, configure: bool = True, **options: Any
    ) -> "BrowserPage":
        if referrer is not None:
            skip("a browser has its own referrer")
        if self.page is not None:
            # A request under way when a page is left may be lost, here as on any site.
            self.settle()
        target = self._site.address(url)
        text = html_of(html)
        if isinstance(html, Path):
            # What lies beside it: scripts, styles, images.
            self.edge.server.add_folder("/", html.parent)
            self.edge.server.add_folder(urlsplit(target).path.rpartition("/")[0], html.parent)
        if title is not None:
            text = f"<title>{escape(title)}</title>{text}"
        page = BrowserPage(self, target)
        page.load(text, options, configure)
        self.page = page
        self.pages.append(page)
        return page

    async def run(
        self, path: str | Path, url: str = "https://app.example/", html: str | Path | None = None
    ) -> apps.BrowserApp:
        file = self._folder / path
        if not file.is_file():
            raise FileNotFoundError(f"run({str(path)!r}): there is no file {file}")
        page = BrowserPage(self, self._site.address(url))
        apps.load(page, html_of(html), file)
        self.page = page
        self.pages.append(page)
        return apps.BrowserApp(page)

    async def settled(self) -> None:
        self.settle()

    def consent(self, choice: str) -> dict:
        if choice not in ("in", "out"):
            raise ValueError(f'consent({choice!r}): expected "in" or "out"')
        if self.page is None:
            raise AssertionError("consent: no page is open. Begin with visitor.open(…)")
        return self.page.alloy("setConsent", {"consent": [
            {"standard": "Adobe", "version": "1.0", "value": {"general": choice}}
        ]})

    def wait(self, duration: str | float) -> None:
        self.advance(milliseconds(duration, "wait"))

    def advance(self, delay_ms: float) -> None:
        self.settle()
        self.driver.do(self.tab.run_for, int(delay_ms))
        self.settle()

    def come_back(self, after: str | float = "1h") -> None:
        milliseconds(after, "come_back")
        skip("a browser's cookies do not end by the clock of a test")

    def problems(self) -> dict[str, list[str]]:
        self.settle()
        errors = [
            text for level, text in self.log if level == "error" and not tells_rejection(text)
        ]
        return {
            "rejections": [call.unseen for page in self.pages for call in page.calls
                           if call.unseen],
            "errors": [
                text for text in errors
                if not any(number and number in text for number in self.edge.spoilt + self.lost)
            ] + [f"uncaught in the page: {text}" for text in self.uncaught],
        }

    def close(self) -> None:
        self.driver.do(self.tab.close)

    # ---- Names: the site's as the test says them, and where it is served from

    def address(self, url: str, what: str, base: str) -> str:
        return self._site.address(url, what, base)

    def to_local(self, text: str) -> str:
        return text.replace(self._site.origin or "\0", self.edge.server.url.rstrip("/"))

    def to_site(self, text: str) -> str:
        local = self.edge.server.url.rstrip("/")
        origin = self._site.origin or local
        host = origin.partition("//")[2]
        return text.replace(local, origin).replace(local.partition("//")[2], host)

    # ---- Waiting

    def settle(self) -> None:
        """Until the page has nothing under way, and what it sent has arrived."""
        self.driver.do(self._settle)

    def _settle(self):
        deadline = time.monotonic() + PATIENCE_S
        quiet = 0
        while quiet < 3:
            flying = self.tab.evaluate("window.__alloyKit ? window.__alloyKit.flying : 0")
            arrived = {one["query"].get("requestId") for one in self.edge.server.events()}
            missing = [one for one in self.sent if one not in arrived and one not in self.lost]
            # While the line is cut nothing arrives.
            quiet = 0 if flying or (missing and not self.edge.offline) else quiet + 1
            if time.monotonic() > deadline:
                break
            self.tab.turn()

    def _hear(self, kind, value):
        getattr(self, kind).append(tuple(value) if isinstance(value, list) else value)

    def keep(self, function: Callable) -> int:
        self._hooks.append(function)
        return len(self._hooks) - 1

    def _call(self, number, arguments):
        try:
            returned = self._hooks[number](*arguments)
            if inspect.isawaitable(returned):
                returned = _awaited(returned)
            for argument in arguments:
                ffi.read_again(argument)
            return {"edited": arguments, "returned": ffi.write_options(returned)}
        except Exception as error:
            return {"thrown": f"{type(error).__name__}: {error}"}


def _awaited(awaitable):
    import asyncio

    async def wait():
        return await awaitable

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, wait()).result()
