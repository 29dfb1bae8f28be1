"""
The same visitor in a real browser: `pytest --alloy-browser=chromium`.

Playwright drives the browser, with the built alloy.js, against the local edge on a port of this
process. The site is that edge's own server: what a test calls https://shop.example is served from
there, and read back under the name that the test gave it. Playwright works in a thread of its own,
so that tests may be `async def`.

The SDK tells what it sends (a monitor); whoever asks for events waits until all of that has
arrived, and no timer decides.
"""

import functools
import inspect
import itertools
import json
import os
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from alloy_web.devserver import scenarios
from alloy_web.devserver.server import Server
from alloy_web.errors import AlloyError, of_code
from alloy_web.hosts.browser import ffi
from alloy_web.testing.durations import milliseconds
from alloy_web.testing.edge import Faults, Script, events_of
from alloy_web.testing.events import Event, Events
from alloy_web.testing.page import tells_rejection
from alloy_web.testing.visitor import DEFAULTS, Site, html_of

EXECUTABLES = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "firefox": ("firefox-esr", "firefox"),
    "webkit": (),
}
PATIENCE_S = 60

# Before anything else of the page: the queue that a tag makes, with what the test configures; a
# monitor that tells what the SDK does; and links that are not followed, as in memory.
PRELUDE = """
window.__alloyKit = ((given, places) => {
  const kit = { flying: 0, calls: [], configured: null };
  const tell = (kind, value) => window.__alloyTell(kind, value);
  const answered = () => { kit.flying--; };
  (window.__alloyMonitors = window.__alloyMonitors || []).push({
    onBeforeNetworkRequest({ requestId }) { kit.flying++; tell("sent", requestId); },
    onNetworkResponse: answered,
    onNetworkError({ requestId }) { answered(); tell("lost", requestId); },
    onBeforeLog({ level, arguments: parts }) {
      tell("log", [level, parts.map(String).join(" ")]);
    },
  });
  kit.hook = (number) => async (...args) => {
    const plain = args.map((arg) => (
      JSON.parse(JSON.stringify({ ...arg, clickedElement: undefined }))
    ));
    const told = await window.__alloyHook(number, plain);
    if (told.thrown) throw new Error(told.thrown);
    args.forEach((arg, index) => {
      if (!arg || typeof arg !== "object") return;
      for (const key of Object.keys(arg)) delete arg[key];
      Object.assign(arg, told.edited[index]);
    });
    return told.returned;
  };
  kit.put = (options, where) => {
    for (const [path, number] of where) {
      let target = options;
      for (const step of path.slice(0, -1)) target = target[step];
      target[path[path.length - 1]] = kit.hook(number);
    }
    return options;
  };
  const alloy = (...args) => {
    const isConfigure = args[0] === "configure";
    if (isConfigure) args[1] = { ...args[1], ...kit.put(given, places) };
    const result = new Promise((resolve, reject) => alloy.q.push([resolve, reject, args]));
    if (isConfigure) kit.watch(result, (call) => { kit.configured = call; });
    return result;
  };
  alloy.q = [];
  kit.watch = (promise, done) => promise.then(
    (value) => done({ value: JSON.stringify(value) ?? "null" }),
    (error) => done({ error: {
      code: error.code ?? "alloy", message: String(error.message ?? error),
      name: error.name ?? "", status: error.status ?? null,
    } }),
  );
  kit.start = (name, command, options, where) => {
    const number = kit.calls.push(null) - 1;
    const args = options === null ? [command] : [command, kit.put(options, where)];
    kit.watch(window[name](...args), (call) => { kit.calls[number] = call; });
    return number;
  };
  (window.__alloyNS = window.__alloyNS || []).push("alloy");
  window.alloy = alloy;
  window.addEventListener("click", (event) => {
    const isLeaving = (node) => node.localName === "a" || node.localName === "area" || node.form;
    if (event.composedPath().some(isLeaving)) event.preventDefault();
  });
  return kit;
})(__GIVEN__, __PLACES__);
"""

# At the end of an app: the test calls its functions.
APP_TAIL = """

def _alloy_test():
    import inspect, json, js
    from pyodide.ffi import create_proxy

    async def call(name, text):
        returned = globals()[name](*json.loads(text))
        if inspect.isawaitable(returned):
            returned = await returned
        return json.dumps(returned, default=str)

    js.window.__alloyApp = create_proxy(call)

_alloy_test()
"""
# At its beginning: the edge of the test, whatever the app configures.
APP_HEAD = """
import alloy_web as _alloy_web

def _alloy_test_edge(own, given):
    async def alloy(command, options=None, name="alloy", **more):
        if command == "configure":
            options, more = {**(options or {}), **more, **given}, {}
        return await own(command, options, name, **more)
    return alloy

_alloy_web.alloy = _alloy_test_edge(_alloy_web.alloy, __GIVEN__)
"""


def skip(reason: str):
    """End the test that asked for what only the page in memory can do."""
    import pytest

    pytest.skip(f"only in memory: {reason}")


class Unavailable(Exception):
    """This browser cannot run tests here; the text says why."""


class Driver:
    """One browser for the whole run, in a thread of its own: Playwright works in one only."""

    def __init__(self, name: str):
        self.name = name
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="alloy browser")
        self.do(self._launch)

    def do(self, function, *arguments) -> Any:
        return self._thread.submit(function, *arguments).result()

    def _launch(self):
        from playwright.sync_api import Error, sync_playwright

        self._playwright = sync_playwright().start()
        kind = getattr(self._playwright, self.name)
        path = os.environ.get(f"ALLOY_{self.name.upper()}") if self.name != "webkit" else None
        path = path or (None if Path(kind.executable_path).exists() else _on_path(self.name))
        if path is None and not Path(kind.executable_path).exists():
            self._playwright.stop()
            raise Unavailable(
                f"{self.name} was not found: `playwright install {self.name}` brings it"
            )
        more: dict = {"executable_path": path} if path else {}
        if path and self.name == "firefox":
            # A Firefox that is not Playwright's own build.
            more["channel"] = "moz-firefox"
        if self.name == "chromium":
            more["args"] = ["--no-sandbox"]
        try:
            self.browser = kind.launch(**more)
        except Error as error:
            self._playwright.stop()
            raise Unavailable(f"{self.name} did not start: {error}") from error

    def close(self):
        def end():
            self.browser.close()
            self._playwright.stop()

        self.do(end)
        self._thread.shutdown()


def _on_path(name):
    return next(filter(None, map(shutil.which, EXECUTABLES[name])), None)


def dist_folder(given: str | None) -> Path:
    """The folder with alloy.js; Unavailable where there is none."""
    own = Path(__file__).resolve().parents[2] / "static/dist"
    folder = Path(given) if given else own
    if not (folder / "alloy.js").is_file():
        raise Unavailable(
            f"there is no alloy.js in {folder}. --alloy-dist=DIR, or alloy_dist in pytest's "
            "configuration, names the folder that has it"
        )
    return folder


class BrowserEdge(Faults):
    """The local edge on its port, asked as the edge in memory is."""

    def __init__(self, server: Server):
        self._is_offline = False
        # Who is told when the line is cut, or is whole again.
        self.on_offline: list = []
        super().__init__()
        self.server = server
        self.spoilt: list[str] = []
        self._script = Script()
        server.reset()
        self._start()

    @property
    def offline(self) -> bool:
        return self._is_offline

    @offline.setter
    def offline(self, is_offline: bool):
        self._is_offline = is_offline
        for tell in self.on_offline:
            tell(is_offline)

    @property
    def slow(self) -> float:
        return 0

    @slow.setter
    def slow(self, delay: str | float):
        milliseconds(delay or 0, "slow")
        skip("how late an answer comes is told by the clock of a test")

    def play(self, scenario: Any):
        self._script.play(scenario)
        self._start()

    def answer(self, *handles: dict, **rule):
        self._script.answer(handles, rule)
        self._start()

    def offer(self, *propositions: dict, when: dict | None = None):
        self._script.offer(propositions, when)
        self._start()

    @property
    def requests(self) -> list[dict]:
        return self.server.events()

    @property
    def refused(self) -> list[str]:
        return [
            one["response"]["body"]["detail"] for one in self.requests if _is_refused(one)
        ]

    def _start(self):
        # The server asks this one for its rules, so that a fault counts from when it is set.
        self.server.play(_Running(self, self._script.whole()))


class _Running(scenarios.Running):
    def __init__(self, edge, scenario):
        super().__init__(scenario)
        self._faulty = edge

    def rule_for(self, request):
        rule = {**super().rule_for(request), **self._faulty.rule()}
        if rule.get("fault") or rule.get("status", 200) >= 300:
            self._faulty.spoilt.append(request["query"]["requestId"])
        return rule


def _is_refused(request):
    body = request["response"]["body"]
    return isinstance(body, dict) and body.get("title") in _REFUSALS


_REFUSALS = ("Not found", "Invalid datastream ID", "Invalid request", "Unprocessable entity")
# Scripts of the SDK, wherever the site has them.
_OURS = re.compile(r"""(<script[^>]*src=["'])[^"']*/((?:alloy|base_code|first_flight)\.js)""")
_numbers = itertools.count(1)


class BrowserVisitor:
    """See visitor.Visitor; a browser context is one visitor."""

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
        # What pages told: ids of requests, those that were lost, lines of the log.
        self.sent: list[str] = []
        self.lost: list[str] = []
        self.log: list[tuple[str, str]] = []
        self.uncaught: list[str] = []
        driver.do(self._begin)
        edge.on_offline.append(lambda is_offline: driver.do(self._context.set_offline, is_offline))

    def _begin(self):
        self._context = self.driver.browser.new_context()
        self._context.set_default_timeout(PATIENCE_S * 1000)
        self._context.clock.install()
        self._context.expose_binding("__alloyTell", lambda source, kind, value: self._hear(
            kind, value
        ))
        self._context.expose_binding("__alloyHook", lambda source, number, arguments: self._call(
            number, arguments
        ))
        self._context.on("weberror", lambda error: self.uncaught.append(str(error.error)))
        self.tab = self._context.new_page()

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
            {**one, "refused": _is_refused(one)} for one in self.edge.server.events()
            if one["url"].startswith(f"/{self.base_path}/")
        ]

    @property
    def cookies(self) -> dict[str, str]:
        self.settle()
        return {one["name"]: one["value"] for one in self.driver.do(self._context.cookies)}

    def open(
        self, url: str, html: str | Path | None = None, *, title: str | None = None,
        referrer: str | None = None, configure: bool = True, **options: Any
    ) -> "BrowserPage":
        if referrer is not None:
            skip("a browser tells its own referrer")
        if self.page is not None:
            # A request under way when a page is left may be lost, here as on any site.
            self.settle()
        target = self._site.address(url)
        text = html_of(html)
        if title is not None:
            text = f"<title>{title}</title>{text}"
        page = BrowserPage(self, target)
        page.load(text, options, configure)
        self.page = page
        self.pages.append(page)
        return page

    async def run(
        self, path: str | Path, url: str = "https://app.example/", html: str | Path | None = None
    ) -> "BrowserApp":
        file = self._folder / path
        if not file.is_file():
            raise FileNotFoundError(f"run({str(path)!r}): there is no file {file}")
        page = BrowserPage(self, self._site.address(url))
        page.load_app(html_of(html), file)
        self.page = page
        self.pages.append(page)
        return BrowserApp(page)

    async def settled(self):
        self.settle()

    def consent(self, choice: str):
        if choice not in ("in", "out"):
            raise ValueError(f'consent({choice!r}): expected "in" or "out"')
        if self.page is None:
            raise AssertionError("consent: no page is open. Begin with visitor.open(…)")
        return self.page.alloy("setConsent", {"consent": [
            {"standard": "Adobe", "version": "1.0", "value": {"general": choice}}
        ]})

    def wait(self, duration: str | float):
        self.advance(milliseconds(duration, "wait"))

    def advance(self, delay_ms: float):
        self.settle()
        self.driver.do(self.tab.clock.run_for, int(delay_ms))
        self.settle()

    def come_back(self, after: str | float = "1h"):
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

    def close(self):
        self.driver.do(self._context.close)

    # ---- Names: the site's as the test says them, and where it is served from

    def address(self, url: str) -> str:
        return self._site.address(url)

    def to_local(self, text: str) -> str:
        return text.replace(self._site.origin or "\0", self.edge.server.url.rstrip("/"))

    def to_site(self, text: str) -> str:
        local = self.edge.server.url.rstrip("/")
        origin = self._site.origin or local
        host = origin.partition("//")[2]
        return text.replace(local, origin).replace(local.partition("//")[2], host)

    # ---- Waiting

    def settle(self):
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
            self.tab.wait_for_timeout(10)

    def _hear(self, kind, value):
        getattr(self, kind).append(tuple(value) if isinstance(value, list) else value)

    def keep(self, function) -> int:
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


class BrowserCall:
    """See page.Call."""

    def __init__(self, page: "BrowserPage", command: str, number: int | None, error=None):
        self.command = command
        self._page = page
        self._number = number
        self._known = {"error": error} if error else None
        self._is_seen = False

    def _look(self):
        if self._known is None:
            self._page.visitor.settle()
            told = self._page.evaluate("(n) => window.__alloyKit.calls[n]", self._number)
            if told and "error" in told:
                error = told["error"]
                self._known = {"error": of_code(
                    error["code"], error["message"], error["name"], error["status"]
                )}
            elif told:
                self._known = {"value": json.loads(self._page.visitor.to_site(told["value"]))}
        return self._known

    @property
    def is_open(self) -> bool:
        return self._look() is None

    def result(self) -> Any:
        if self.is_open:
            raise AssertionError(
                f'"{self.command}" is still open: it waits for consent, for an answer or for a '
                "hook. Let time pass with page.wait(…), or await it"
            )
        self._is_seen = True
        assert self._known is not None
        if "error" in self._known:
            raise self._known["error"]
        return self._known["value"]

    @property
    def error(self) -> AlloyError | None:
        found = (self._look() or {}).get("error")
        self._is_seen = self._is_seen or found is not None
        return found

    def __await__(self):
        # Whoever awaits a call waits in the browser's thread: nothing here is left to wait for.
        yield from ()
        return self.result()

    @property
    def unseen(self) -> str | None:
        if self._is_seen or self._page.is_left or "error" not in (self._look() or {}):
            return None
        return f'"{self.command}" was rejected: {(self._known or {})["error"]}'


class BrowserPage:
    """See page.Page."""

    def __init__(self, visitor: BrowserVisitor, url: str):
        self.visitor = visitor
        self.calls: list[BrowserCall] = []
        self.is_left = False
        self._first = url
        self._routes = 0

    def load(self, html: str, options: dict, configure: bool):
        """Go there, with the SDK; done when it is configured."""
        if not configure and options:
            raise TypeError(
                f"open(configure=False) takes no options of configure: {', '.join(options)}"
            )
        given, places = self._given({**DEFAULTS, **options})
        text = PRELUDE.replace("__GIVEN__", json.dumps(given)).replace(
            "__PLACES__", json.dumps(places)
        )
        tail = ""
        if configure and not re.search(r"""alloy\(\s*["']configure""", html):
            tail = '<script>alloy("configure", {}).catch(() => {});</script>'
        html = re.sub(_OURS, r"\1/\2", html)
        if "/alloy.js" not in html:
            tail += '<script async src="/alloy.js"></script>'
        self._serve(html, text.replace("</", "<\\/"), tail)
        if configure:
            self.visitor.driver.do(lambda: self.visitor.tab.wait_for_function(
                "window.__alloyKit.configured"
            ))
            told = self.evaluate("window.__alloyKit.configured")
            if "error" in told:
                error = told["error"]
                raise of_code(error["code"], error["message"], error["name"], error["status"])
        self.visitor.settle()

    def load_app(self, html: str, file: Path):
        """Go to a page that runs this file in PyScript, with Pyodide."""
        import alloy_web

        given, _ = self._given({"bootTimeout": PATIENCE_S * 1000})
        head = APP_HEAD.replace("__GIVEN__", repr(given))
        source = head + file.read_text(encoding="utf-8") + APP_TAIL
        server = self.visitor.edge.server
        plain = {"content-type": "text/x-python; charset=utf-8"}
        server.add_page("/__app/main.py", source, headers=plain)
        files = {}
        for beside in sorted(file.parent.glob("*.py")):
            if beside != file and not beside.name.startswith("test_"):
                server.add_page(
                    f"/__app/{beside.name}", beside.read_text(encoding="utf-8"), headers=plain
                )
                files[f"/__app/{beside.name}"] = beside.name
        config = {
            "interpreter": "/pyodide/pyodide.mjs", "files": files,
            "packages": [f"/alloy_web-{alloy_web.__version__}-0page-py3-none-any.whl"],
        }
        text = json.dumps(config).replace("'", "&#39;")
        tail = (
            '<script type="module" src="/pyscript/core.js"></script>'
            f"<script type=\"py\" src=\"/__app/main.py\" config='{text}'></script>"
        )
        prelude = PRELUDE.replace("__GIVEN__", "{}").replace("__PLACES__", "[]")
        self._serve(html, prelude, tail)
        # PyScript shows what an app raised in an element of this class.
        self.visitor.driver.do(lambda: self.visitor.tab.wait_for_function(
            "!!window.__alloyApp || !!document.querySelector('.py-error')",
            timeout=5 * PATIENCE_S * 1000,
        ))
        failed = self.evaluate("(document.querySelector('.py-error') || {}).textContent")
        if failed:
            raise AssertionError(f"{file.name} failed in the page:\n{failed}")
        self.visitor.settle()

    def _given(self, options):
        """Options as data, with the edge of the test among them, and the places of functions."""
        options = {
            **ffi.read_python_call("alloy", "configure", options),
            "edgeDomain": self.visitor.edge.server.url.split("/")[2],
            "edgeBasePath": self.visitor.base_path,
        }
        places: list = []
        return ffi.take_functions(options, self.visitor.keep, [], places), places

    def _serve(self, html, prelude, tail):
        html = self.visitor.to_local(html)
        begin = f"<script>{prelude}</script>"
        place = re.search(r"<head[^>]*>|<html[^>]*>|<!doctype[^>]*>", html, re.IGNORECASE)
        at = place.end() if place else 0
        if not place:
            begin = "<!doctype html>" + begin
        html = html[:at] + begin + html[at:]
        end = html.lower().rfind("</body>")
        html = html + tail if end < 0 else html[:end] + tail + html[end:]
        local = self.visitor.to_local(self._first)
        path = "/" + local.split("/", 3)[3].split("?")[0].split("#")[0]
        self.visitor.edge.server.add_page(path, html)
        before = self.visitor.page
        referrer = before and self.visitor.to_local(before.url)
        self.visitor.driver.do(functools.partial(
            self.visitor.tab.goto, local, referer=referrer or None
        ))

    def evaluate(self, script: str, *argument) -> Any:
        return self.visitor.driver.do(self.visitor.tab.evaluate, script, *argument)

    # ---- As the page in memory

    @property
    def url(self) -> str:
        return self.visitor.to_site(self.evaluate("location.href"))

    @property
    def title(self) -> str:
        return self.evaluate("document.title")

    @property
    def html(self) -> str:
        self.visitor.settle()
        return self.visitor.to_site(self.evaluate("document.documentElement.outerHTML"))

    def explain(self) -> str:
        skip("a browser does not tell what became of each action")
        return ""

    def alloy(self, command: str, options: Any = None, *, name: str = "alloy", **more) -> Any:
        call = self._begin(name, command, options, more)
        if call.is_open:
            self.calls.append(call)
            raise AssertionError(
                f'"{command}" is still open: it waits for consent, for an answer or for a hook. '
                f'Start it with page.start("{command}", …), and ask for its result later'
            )
        return call.result()

    def start(self, command: str, options: Any = None, *, name: str = "alloy", **more):
        call = self._begin(name, command, options, more)
        self.calls.append(call)
        return call

    def _begin(self, name, command, options, more):
        self._must_be_here("alloy")
        if not self.evaluate("(name) => typeof window[name] === 'function'", name):
            raise AssertionError(f'There is no instance "{name}" on this page. Known: alloy')
        try:
            options = ffi.with_keywords(name, command, options, more)
            options = ffi.read_python_call(name, command, options)
        except AlloyError as error:
            return BrowserCall(self, command, None, error)
        places: list = []
        plain = ffi.take_functions(options, self.visitor.keep, [], places)
        number = self.evaluate(
            "(args) => window.__alloyKit.start(...args)", [name, command, plain, places]
        )
        return BrowserCall(self, command, number)

    def click(self, selector: str):
        self._must_be_here("click")
        self._find(selector)
        # By the page's own hand: what lies over an element does not count, as in memory.
        self.evaluate("(css) => document.querySelector(css).click()", selector)
        self.visitor.settle()

    def text(self, selector: str) -> str:
        self.visitor.settle()
        self._find(selector)
        return self.evaluate("(css) => document.querySelector(css).textContent", selector)

    def _find(self, selector):
        found = self.evaluate("""(css) => {
          try {
            return document.querySelector(css) ? "" : "none";
          } catch (error) {
            return String(error.message || error);
          }
        }""", selector)
        if found == "none":
            ids = self.evaluate(
                "[...document.querySelectorAll('body [id]')].slice(0, 20).map((e) => '#' + e.id)"
            )
            nearby = f"Its ids: {', '.join(ids)}." if ids else "It has no element with an id."
            raise AssertionError(f'No element of {self.url} matches "{selector}". {nearby}')
        if found:
            raise ValueError(f'"{selector}" is no selector that a browser takes: {found}')

    def go(self, url: str, title: str | None = None, *, replace: bool = False):
        self._must_be_here("go")
        target = self.visitor.to_local(self.visitor.address(urljoin(self.url, url)))
        self._routes += 0 if replace else 1
        self.evaluate("""([method, url, title]) => {
          history[method](null, "", url);
          if (title !== null) document.title = title;
        }""", ["replaceState" if replace else "pushState", target, title])

    def back(self, title: str | None = None):
        self._must_be_here("back")
        if not self._routes:
            raise AssertionError(
                f"There is no route before {self.url} on this page. To come back to a page that "
                "was left use its restore()"
            )
        self._routes -= 1
        self.evaluate("""(title) => new Promise((resolve) => {
          addEventListener("popstate", () => {
            if (title !== null) document.title = title;
            resolve();
          }, { once: true });
          history.back();
        })""", title)

    def leave(self):
        self._must_be_here("leave")
        self.visitor.settle()
        self.is_left = True
        self.visitor.driver.do(self.visitor.tab.goto, "about:blank")

    def restore(self):
        skip("Playwright switches the back/forward cache off")

    def hide(self, is_hidden: bool = True):
        self._must_be_here("hide")
        self.evaluate("""(state) => {
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
        }""", "hidden" if is_hidden else "visible")

    def wait(self, duration: str | float):
        self.visitor.wait(duration)

    def _must_be_here(self, what):
        if self.is_left:
            raise AssertionError(
                f"{what}: the visitor has left {self.visitor.to_site(self._first)}. "
                "visitor.open() opens another page"
            )


class BrowserApp:
    """Functions of an app that runs in the page; what they take and return crosses as JSON."""

    def __init__(self, page: BrowserPage):
        self._page = page

    def __getattr__(self, name: str) -> Any:
        async def call(*arguments):
            text = json.dumps(ffi.write_options(list(arguments)))
            told = self._page.evaluate(
                "([name, text]) => window.__alloyApp(name, text)", [name, text]
            )
            return json.loads(told)

        return call
