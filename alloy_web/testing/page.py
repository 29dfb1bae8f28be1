"""
A page of a test, in memory: what a visitor and the page's code do with it.

The same methods has the page in a real browser (browser.py). Scripts of the HTML run only there.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from alloy_web import flow
from alloy_web.app.instance import Instance
from alloy_web.errors import AlloyError
from alloy_web.hosts.browser import ffi
from alloy_web.testing.calls import Started
from alloy_web.testing.durations import milliseconds
from alloy_web.testing.host import PageHost

if TYPE_CHECKING:
    from bs4 import Tag

    from alloy_web.testing.visitor import Visitor

VERSION = "test"


def tells_rejection(text: str) -> bool:
    """Is a line of the log about a rejection? Of that a test hears where it asks for the result."""
    return text.startswith("The command ") and " was rejected." in text


def check_selector(selector: Any, what: str) -> None:
    """TypeError for what is no text; whether it is a selector a page knows."""
    if not isinstance(selector, str):
        raise TypeError(f'{what}({selector!r}): a selector is a text, such as "#pay"')


class Call(Started):
    """A command that was started. `result()` looks at what it came to, as awaiting it does."""

    def __init__(self, page: "Page", command: str, outcome: flow.Deferred):
        super().__init__(command)
        self._page = page
        self._outcome = outcome

    @property
    def is_open(self) -> bool:
        """Is the command still waiting: for consent, an identity, an answer?"""
        return self._outcome.is_pending

    def _come_to(self) -> Any:
        return self._outcome.result()

    @property
    def error(self) -> AlloyError | None:
        """What it was rejected with, or None."""
        if self.is_open or self._outcome.state == flow.RESOLVED:
            return None
        self._is_seen = True
        return self._outcome.value

    def __await__(self):
        self._is_seen = True
        return self._page.host.result(self._outcome).__await__()

    @property
    def unseen(self) -> str | None:
        """The text of a rejection that nobody looked at."""
        if self._is_seen or self._outcome.state != flow.REJECTED:
            return None
        return f'"{self.command}" was rejected: {self._outcome.value}'


class Page:
    """A page of `visitor`, made by `visitor.open`."""

    def __init__(self, visitor: "Visitor", host: PageHost):
        self.visitor = visitor
        self.host = host
        self._calls: list[Call] = []
        self._history = [host._facts["url"]]
        self._at = 0
        self._instances: dict[str, Instance] = {}
        self._taken: dict = {"orgId": [], "datastreamId": []}
        # What was said to the console: `(level, text)`, also what is only heard with debugging.
        self.log: list[tuple[str, str]] = []

    # ---- What it is

    @property
    def url(self) -> str:
        """The address that it has now."""
        return self.host._facts["url"]

    @property
    def title(self) -> str:
        """The title that it has now."""
        return self.host._facts["title"]

    @property
    def html(self) -> str:
        """The page as it is now, with what the SDK put there."""
        return self.host.html()

    @property
    def message(self) -> str | None:
        """The HTML of the in-app message over the page, or None."""
        return self.host.message["html"] if self.host.message else None

    @property
    def gone_to(self) -> str | None:
        """Where an offer sent the visitor (a redirect, a link of a message), or None."""
        return self.host.gone_to[-1][0] if self.host.gone_to else None

    def explain(self) -> str:
        """What became of offers on this page: what was applied, and what was not and why."""
        lines = []
        for line in self.host.report:
            if line["applied"]:
                count = line["elements"]
                outcome = f"applied to {count} element{'' if count == 1 else 's'}" if count else (
                    "its content was there already"
                )
            else:
                outcome = "not applied: " + line["why"]
            lines.append(f"{line['selector']}: {outcome}")
        lines += [f"log {level}: {text}" for level, text in self.log if level in ("warn", "error")]
        return "\n".join(lines) or "No offer was tried on this page."

    # ---- What the page's code does

    def alloy(self, command: str, options: Any = None, *, name: str = "alloy", **more: Any) -> Any:
        """Run a command; its result. Raises what the page would get."""
        call = self._start(name, command, options, more)
        if call.is_open:
            self._calls.append(call)
            raise AssertionError(
                f'"{command}" is still open: it waits for consent, for an answer or for a hook. '
                f'Start it with page.start("{command}", …), and ask for its result later'
            )
        return call.result()

    def start(
        self, command: str, options: Any = None, *, name: str = "alloy", **more: Any
    ) -> Call:
        """Start a command that stays open: the result is asked for later, or awaited."""
        call = self._start(name, command, options, more)
        self._calls.append(call)
        return call

    def _start(self, name, command, options, more):
        self._must_be_here("alloy")
        instance = self._instances.get(name)
        if instance is None:
            known = ", ".join(sorted(self._instances)) or "none"
            raise AssertionError(f'There is no instance "{name}" on this page. Known: {known}')
        try:
            options = ffi.with_keywords(name, command, options, more)
            outcome = instance.execute(command, ffi.read_python_call(name, command, options))
        except AlloyError as error:
            outcome = flow.rejected(error)
        return Call(self, command, outcome)

    # ---- What the visitor does

    def click(self, selector: str) -> None:
        """
        Click on the first element that matches. A link is not followed, here or in a browser:
        `go` or `open` say where the visitor comes to.
        """
        self._must_be_here("click")
        self.host.click(self.find(selector, "click"))

    def find(self, selector: str, what: str = "find") -> "Tag":
        """The first element that matches (Beautiful Soup's)."""
        check_selector(selector, what)
        found = self.host.document.query(selector)
        if not found:
            raise AssertionError(
                f'No element of {self.url} matches "{selector}".{self._nearby(selector)}'
            )
        return found[0]

    def text(self, selector: str) -> str:
        """The words of the first element that matches."""
        return self.find(selector, "text").get_text()

    def go(self, url: str, title: str | None = None, *, replace: bool = False) -> None:
        """The page's router goes to another route: `history.pushState`, or `replaceState`."""
        self._must_be_here("go")
        target = self.visitor.address(url, "go", self.url)
        if replace:
            self._history[self._at] = target
        else:
            self._history[self._at + 1:] = [target]
            self._at += 1
        self._move(target, "replace" if replace else "push", title)

    def back(self, title: str | None = None) -> None:
        """The visitor goes back, to the route before."""
        self._must_be_here("back")
        if not self._at:
            raise AssertionError(
                f"There is no route before {self.url} on this page. To come back to a page that "
                "was left use its restore()"
            )
        self._at -= 1
        self._move(self._history[self._at], "traverse", title)

    def _move(self, target, kind, title):
        before = self.url
        self.host.go(target)
        if title is not None:
            self.host.change(title=title)
        self.host.tell("route", {"kind": kind, "from": before, "to": target, "busy": False})

    def leave(self) -> None:
        """The visitor leaves the page; what waits to be sent goes now or never."""
        self._must_be_here("leave")
        self.host.tell("leave")
        self.host.is_hidden = True
        self.host.tell("gone")
        self.host.is_left = True
        self.host.browser.forget(self.host)

    def restore(self) -> None:
        """The page comes back as it was, out of the back/forward cache."""
        if not self.host.is_left:
            raise AssertionError(f"{self.url} was not left, so there is nothing to restore")
        self.host.is_left = False
        self.host.is_hidden = False
        self.visitor.page = self
        self.host.tell("restored")

    def hide(self, is_hidden: bool = True) -> None:
        """Another tab is before this one; `hide(False)`: no longer."""
        self._must_be_here("hide")
        self.host.is_hidden = is_hidden

    def wait(self, duration: str | float) -> None:
        """Let time pass, for all pages of the visitor: `"5s"`, `"300ms"`, a number of ms."""
        self.visitor.advance(milliseconds(duration, "wait"))

    # ---- For the visitor and apps

    def install(
        self, name: str, auto_views: bool = False, monitors: Iterable = (),
        components: list | tuple | None = None
    ) -> Instance:
        """An instance of that name, unless there is one."""
        if name not in self._instances:
            heard = [self._hear, *monitors]
            self._instances[name] = Instance(
                name, self.host, VERSION, self._taken, heard, components, auto_views
            )
        return self._instances[name]

    def loaded(self) -> None:
        """The HTML is read: the time of the view that the load is."""
        self.host.tell("loaded")
        self.host.tell("seen")

    def problems(self) -> dict[str, list[str]]:
        """What fails the test unless it looked at it: `{"rejections": […], "errors": […]}`."""
        return {
            "rejections": [call.unseen for call in self._calls if call.unseen],
            "errors": [text for level, text in self.log if level == "error"],
        }

    def _hear(self, method, data):
        if method == "onBeforeLog":
            text = " ".join([str(part) for part in data.get("arguments", ())])
            if not tells_rejection(text):
                self.log.append((data["level"], text))

    def _must_be_here(self, what):
        if self.host.is_left:
            raise AssertionError(
                f"{what}: the visitor has left {self.url}. restore() brings the page back, "
                "visitor.open() opens another"
            )

    def _nearby(self, selector):
        ids = [f"#{each['id']}" for each in self.host.document.query("[id]")][:20]
        return f" Its ids: {', '.join(ids)}." if ids else " It has no element with an id."
