"""
A page in the real browser: what the visitor and the page's code do there. What is put at its
beginning (`PRELUDE`) is the test's hand in it.
"""

import json
import re
from pathlib import Path
from typing import Any

from alloy_web.errors import AlloyError, of_code
from alloy_web.hosts.browser import ffi
from alloy_web.testing.browser.driver import PATIENCE_S, skip
from alloy_web.testing.page import check_selector
from alloy_web.testing.visitor import DEFAULTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from alloy_web.testing.browser.visitor import BrowserVisitor

# Before anything else of the page: the queue that a tag makes, with what the test configures; a
# monitor that reports what the SDK does; and links that are not followed, as in memory.
PRELUDE = """
window.__alloyKit = ((given, places) => {
  const kit = { flying: 0, calls: [], configured: null, routes: 0 };
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
  const { pushState } = History.prototype;
  History.prototype.pushState = function (...args) {
    pushState.apply(this, args);
    kit.routes++;
  };
  kit.hook = (number) => async (...args) => {
    const plain = args.map((arg) => (
      JSON.parse(JSON.stringify({ ...arg, clickedElement: undefined }))
    ));
    const answer = await window.__alloyHook(number, plain);
    if (answer.thrown) throw new Error(answer.thrown);
    args.forEach((arg, index) => {
      if (!arg || typeof arg !== "object") return;
      for (const key of Object.keys(arg)) delete arg[key];
      Object.assign(arg, answer.edited[index]);
    });
    return answer.returned;
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

# Scripts of the SDK, wherever the site has them.
_OURS = re.compile(r"""(<script[^>]*src=["'])[^"']*/((?:alloy|base_code|first_flight)\.js)""")


class BrowserCall:
    """See page.Call."""

    def __init__(self, page: "BrowserPage", command: str, number: int | None, error: Any = None):
        self.command = command
        self._page = page
        self._number = number
        self._known = {"error": error} if error else None
        self._is_seen = False

    def _look(self):
        if self._known is None:
            self._page.visitor.settle()
            state = self._page.evaluate("(n) => window.__alloyKit.calls[n]", self._number)
            if state and "error" in state:
                error = state["error"]
                self._known = {"error": of_code(
                    error["code"], error["message"], error["name"], error["status"]
                )}
            elif state:
                self._known = {"value": json.loads(self._page.visitor.to_site(state["value"]))}
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

    def __init__(self, visitor: "BrowserVisitor", url: str):
        self.visitor = visitor
        self.calls: list[BrowserCall] = []
        self.is_left = False
        self._first = url

    def load(self, html: str, options: dict, configure: bool) -> None:
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
            configured = self.evaluate("window.__alloyKit.configured")
            if "error" in configured:
                error = configured["error"]
                raise of_code(error["code"], error["message"], error["name"], error["status"])
        self.visitor.settle()

    def load_app(self, html: str, file: Path) -> None:
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
        self.visitor.driver.do(self._go_to, local, referrer)

    def _go_to(self, url, referrer):
        tab, before = self.visitor.tab, self.visitor.page
        is_there = before is not None and not before.is_left
        if is_there and self.visitor.driver.name == "firefox":
            # The protocol of a Firefox as it is installed knows no referrer: the page itself goes.
            with tab.expect_navigation():
                tab.evaluate("(url) => { location.href = url; }", url)
        else:
            tab.goto(url, referer=referrer or None)

    def evaluate(self, script: str, *argument: Any) -> Any:
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

    def alloy(self, command: str, options: Any = None, *, name: str = "alloy", **more: Any) -> Any:
        call = self._begin(name, command, options, more)
        if call.is_open:
            self.calls.append(call)
            raise AssertionError(
                f'"{command}" is still open: it waits for consent, for an answer or for a hook. '
                f'Start it with page.start("{command}", …), and ask for its result later'
            )
        return call.result()

    def start(
        self, command: str, options: Any = None, *, name: str = "alloy", **more: Any
    ) -> BrowserCall:
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

    def click(self, selector: str) -> None:
        self._must_be_here("click")
        self._find(selector, "click")
        # By the page's own hand: what lies over an element does not count, as in memory.
        self.evaluate("(css) => document.querySelector(css).click()", selector)
        self.visitor.settle()

    def text(self, selector: str) -> str:
        self.visitor.settle()
        self._find(selector, "text")
        return self.evaluate("(css) => document.querySelector(css).textContent", selector)

    def _find(self, selector, what):
        check_selector(selector, what)
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

    def go(self, url: str, title: str | None = None, *, replace: bool = False) -> None:
        self._must_be_here("go")
        target = self.visitor.to_local(self.visitor.address(url, "go", self.url))
        self.evaluate("""([method, url, title]) => {
          history[method](null, "", url);
          if (title !== null) document.title = title;
        }""", ["replaceState" if replace else "pushState", target, title])

    def back(self, title: str | None = None) -> None:
        self._must_be_here("back")
        if not self.evaluate("window.__alloyKit.routes"):
            raise AssertionError(
                f"There is no route before {self.url} on this page. To come back to a page that "
                "was left use its restore()"
            )
        self.evaluate("""(title) => new Promise((resolve) => {
          window.__alloyKit.routes--;
          addEventListener("popstate", () => {
            if (title !== null) document.title = title;
            resolve();
          }, { once: true });
          history.back();
        })""", title)

    def leave(self) -> None:
        self._must_be_here("leave")
        self.visitor.settle()
        self.is_left = True
        self.visitor.driver.do(self.visitor.tab.goto, "about:blank")

    def restore(self) -> None:
        skip("Playwright switches the back/forward cache off")

    def hide(self, is_hidden: bool = True) -> None:
        self._must_be_here("hide")
        self.evaluate("""(state) => {
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
        }""", "hidden" if is_hidden else "visible")

    def wait(self, duration: str | float) -> None:
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
            returned = self._page.evaluate(
                "([name, text]) => window.__alloyApp(name, text)", [name, text]
            )
            return json.loads(returned)

        return call
