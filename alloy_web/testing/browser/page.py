"""A page in the real browser: what the visitor and the page's code do there."""

from typing import Any

from alloy_web.errors import AlloyError
from alloy_web.hosts.browser import ffi
from alloy_web.testing.browser import served
from alloy_web.testing.browser.calls import BrowserCall, error_of
from alloy_web.testing.browser.driver import skip
from alloy_web.testing.page import check_selector
from alloy_web.testing.visitor import DEFAULTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from alloy_web.testing.browser.visitor import BrowserVisitor


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
        html, tail = served.with_sdk(html, configure)
        self.serve(html, served.hand(*self.given({**DEFAULTS, **options})), tail)
        if configure:
            self.wait_for("window.__alloyKit.configured")
            configured = self.evaluate("window.__alloyKit.configured")
            if "error" in configured:
                raise error_of(configured["error"])
        self.visitor.settle()

    def given(self, options: dict) -> tuple[dict, list]:
        """Options as data, with the edge of the test among them, and the places of functions."""
        options = {
            **ffi.read_python_call("alloy", "configure", options),
            "edgeDomain": self.visitor.edge.server.url.split("/")[2],
            "edgeBasePath": self.visitor.base_path,
        }
        places: list = []
        return ffi.take_functions(options, self.visitor.keep, [], places), places

    def serve(self, html: str, begin: str, tail: str) -> None:
        """Serve this as the page, and go there."""
        tab = self.visitor.tab
        html = served.put_together(self.visitor.to_local(html), tab.prelude() + begin, tail)
        local = self.visitor.to_local(self._first)
        path = "/" + local.split("/", 3)[3].split("?")[0].split("#")[0]
        self.visitor.edge.server.add_page(path, html)
        before = self.visitor.page
        referrer = before and self.visitor.to_local(before.url)
        is_there = before is not None and not before.is_left
        self.visitor.driver.do(tab.go_to, local, referrer, is_there)

    def evaluate(self, script: str, *argument: Any) -> Any:
        return self.visitor.driver.do(self.visitor.tab.evaluate, script, *argument)

    def wait_for(self, script: str, patience: float = 1) -> None:
        """Until the page says so; `patience` is how many times the usual one."""
        self.visitor.driver.do(self.visitor.tab.wait_for, script, patience)

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
        self.visitor.driver.do(self.visitor.tab.leave)

    def restore(self) -> None:
        skip("a driven browser keeps no back/forward cache")

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
