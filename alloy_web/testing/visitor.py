"""
A visitor of a test: one browser with its cookies, storage and clock, on one site.

    page = visitor.open("https://shop.example/cart", html=HTML, autoViews=True)
    page.click("#pay b")
    assert visitor.events.clicks == ["Pay now"]

What the pages sent is in `events`. In a real browser the visitor of browser.py stands in for this
one.
"""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from alloy_web.hosts.memory.loop import Loop
from alloy_web.server import handover
from alloy_web.testing import _prepare, apps
from alloy_web.testing.durations import milliseconds
from alloy_web.testing.edge import Edge
from alloy_web.testing.events import Events
from alloy_web.testing.host import Browser, PageHost
from alloy_web.testing.page import Page

ORG = "0123456789ABCDEF01234567@AdobeOrg"
DEFAULTS = {
    "orgId": ORG, "datastreamId": "test-datastream",
    # The identity domain is another server; a test that asks for it names it.
    "thirdPartyCookiesEnabled": False,
}
BLANK = "<!doctype html><title>Page</title><body></body>"

_prepare()


class Site:
    """The origin that a visitor is on: the first address decides."""

    def __init__(self):
        self.origin: str | None = None

    def address(self, url: str, what: str = "open", base: str | None = None) -> str:
        """
        A whole address of this site, from one that may be relative to `base`; TypeError or
        ValueError for what is none, or outside of the site. `what` was called with it.
        """
        asked = f"{what}({url!r})"
        if not isinstance(url, str):
            raise TypeError(f"{asked}: an address is a text")
        try:
            parts = urlsplit(urljoin(base or (self.origin or "") + "/", url))
            # Reading it is what checks it.
            _ = parts.port
        except ValueError as error:
            raise ValueError(f"{asked}: no address: {error}") from error
        if not parts.scheme:
            raise ValueError(
                f'{asked}: the first page of a visitor has a whole address, such as '
                '"https://shop.example/cart"'
            )
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(
                f'{asked}: a page has an address of http or https, such as '
                '"https://shop.example/cart"'
            )
        origin = f"{parts.scheme}://{parts.netloc}"
        if self.origin is None:
            self.origin = origin
        if origin != self.origin:
            raise ValueError(
                f"{url!r} is outside of {self.origin}, the site that this visitor is on. A test "
                "of another site has a visitor of its own"
            )
        return parts._replace(path=parts.path or "/").geturl()


def html_of(html: str | Path | None) -> str:
    """HTML as a test gives it: itself, or the path of its file."""
    if html is None:
        return BLANK
    if isinstance(html, Path):
        if not html.is_file():
            raise FileNotFoundError(f"html: there is no file {html}")
        return html.read_text(encoding="utf-8")
    if not isinstance(html, str):
        raise TypeError(f"html={html!r}: expected a text, or the path of a file")
    if "<" not in html and html.endswith((".html", ".htm")):
        raise ValueError(f"html={html!r} is no HTML. For a file give its path: Path({html!r})")
    return html


class Visitor:
    """Made by the fixture `alloy_visitor`; `edge` answers its pages."""

    is_real = False

    def __init__(self, edge: Edge | None = None, folder: Path | None = None):
        self.edge = edge or Edge()
        # The page opened last, and all of them.
        self.page: Page | None = None
        self.pages: list[Page] = []
        self._browser = Browser()
        self._site = Site()
        # Where apps are looked for: beside the test.
        self._folder = folder or Path.cwd()

    @property
    def events(self) -> Events:
        """What this visitor's pages sent so far and the edge took."""
        return Events(self.edge.events(self))

    @property
    def requests(self) -> list[dict]:
        """The requests of these, as the local edge records them."""
        return [one for one in self.edge.requests if one["visitor"] is self]

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, by name; those whose time is over are gone."""
        self._browser.end_cookies(self.now_ms)
        return self._browser.cookies

    @property
    def storage(self) -> dict[str, str]:
        """The site's local storage."""
        return self._browser.local

    @property
    def now_ms(self) -> float:
        """The test's clock, in milliseconds since 1970."""
        return self._browser.now_ms

    def open(
        self, url: str, html: str | Path | None = None, *, title: str | None = None,
        referrer: str | None = None, configure: bool = True, **options: Any
    ) -> Page:
        """
        Open a page, with the SDK on it. A page that was open is left.

        `html` is its HTML, or the path of a file. `options` are those of `configure`, over
        `visitor.DEFAULTS`; with `configure=False` the test or an app configures.
        """
        if options and not configure:
            raise TypeError(
                f"open(configure=False) takes no options of configure: {', '.join(options)}"
            )
        target, text, before = self._site.address(url), html_of(html), self.page
        if before is not None and not before.host.is_left:
            before.leave()
        if referrer is None:
            referrer = before.url if before else ""
        host = PageHost(self._browser, self.edge, self, target, text, referrer)
        if before is not None:
            # One tab: its session storage is one.
            host.storage["session"] = before.host.storage["session"]
        if title is not None:
            host.change(title=title)
        page = self.page = Page(self, host)
        self.pages.append(page)
        if configure:
            try:
                self._configure(page, text, options)
            except BaseException:
                host.is_left = True
                self.pages.remove(page)
                self.page = before
                raise
        return page

    def _configure(self, page, html, options):
        page.install("alloy")
        page.alloy("configure", {**DEFAULTS, **options})
        # A server's script, which would run here.
        for command, given in handover.read(html, self.cookies):
            page.alloy(command, given)
        page.loaded()

    async def run(
        self, path: str | Path, url: str = "https://app.example/", html: str | Path | None = None
    ) -> apps.App:
        """
        Run a PyScript app's module as it is, on a page of its own: its `install()` and `alloy()`
        reach that page, and it may await what it likes. Its functions are those of the result.
        """
        file = self.file(path)
        page = self.open(url, html, configure=False)
        app = await apps.run(page, file)
        page.loaded()
        return app

    async def settled(self) -> None:
        """Wait until hooks that are `async def` have come to their end."""
        while tasks := Loop.tasks():
            await asyncio.wait(tasks)

    def consent(self, choice: str) -> dict:
        """The visitor agrees (`"in"`) or declines (`"out"`), on the page that is open."""
        if choice not in ("in", "out"):
            raise ValueError(f'consent({choice!r}): expected "in" or "out"')
        return self._open_page("consent").alloy("setConsent", {"consent": [
            {"standard": "Adobe", "version": "1.0", "value": {"general": choice}}
        ]})

    def wait(self, duration: str | float) -> None:
        """Let time pass: `"5s"`, `"30d"`, a number of milliseconds."""
        self.advance(milliseconds(duration, "wait"))

    def come_back(self, after: str | float = "1h") -> None:
        """
        The visit is over: the browser is closed, and opened again later. What a browser keeps
        (cookies with an end, local storage) is still there, and the next page is the first.
        """
        if self.page is not None and not self.page.host.is_left:
            self.page.leave()
        self.page = None
        self._browser.close()
        self.advance(milliseconds(after, "come_back"))

    # ---- For pages, apps and the plugin

    def address(self, url: str, what: str, base: str) -> str:
        return self._site.address(url, what, base)

    def advance(self, delay_ms: float) -> None:
        self._browser.advance(delay_ms)

    def file(self, path: str | Path) -> Path:
        """A file beside the test."""
        file = self._folder / path
        if not file.is_file():
            raise FileNotFoundError(f"run({str(path)!r}): there is no file {file}")
        return file

    def problems(self) -> dict[str, list[str]]:
        """What fails the test unless it looked at it."""
        found: dict[str, list[str]] = {"rejections": [], "errors": []}
        for page in self.pages:
            of_page = page.problems()
            found["rejections"] += of_page["rejections"]
            # What went wrong because the test wanted it to is no surprise.
            found["errors"] += [
                text for text in of_page["errors"]
                if not any(number and number in text for number in self.edge.spoilt)
            ]
        return found

    def close(self) -> None:
        self._browser.timers.clear()

    def _open_page(self, what):
        if self.page is None:
            raise AssertionError(f"{what}: no page is open. Begin with visitor.open(…)")
        return self.page
