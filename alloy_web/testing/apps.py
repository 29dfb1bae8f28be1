"""
Modules of PyScript apps, run in a test as they are: `alloy_web.install` and `alloy_web.alloy` reach
the page of the test that runs them, each test its own, in threads and tasks too.
"""

import ast
import contextvars
import inspect
import sys
import threading
import types
from pathlib import Path
from typing import Any

from alloy_web.errors import CommandError
from alloy_web.hosts.browser import ffi


def _imported():
    """
    The door of the page. What it leads to in a page imports `js`, which is not here and is not
    needed: the page of a test stands in its place. Gone again then, so that an app hears of it.
    """
    has_js = "js" in sys.modules
    sys.modules.setdefault("js", types.ModuleType("js"))
    try:
        from alloy_web.app import python_page
    finally:
        if not has_js:
            del sys.modules["js"]
    return python_page


python_page = _imported()
_page: contextvars.ContextVar[Any] = contextvars.ContextVar("alloy_web_test_page")
_lock = threading.Lock()


class App:
    """A module that was run: its names are attributes, its functions may be called."""

    def __init__(self, module: types.ModuleType):
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


class _Pages:
    """What app/python_page.py asks, for whoever runs: hands on to the page of this test."""

    is_dead = False

    def install(self, name, auto_views, monitors):
        page = _current()
        page.install(name, auto_views, monitors)
        return _function(name)

    def create(self, name, monitors, components=None):
        page = _current()
        key = f"{name} {len(page._instances)}"
        page.install(key, False, monitors, components)
        return _function(key)


def _current():
    try:
        return _page.get()
    except LookupError:
        raise CommandError(
            'alloy_web has no page here. In a test an app is run by visitor.run("app.py")'
        ) from None


def _function(name):
    async def function(command, options=None, **more):
        page = _current()
        instance = page._instances.get(name)
        if instance is None:
            raise CommandError(f'alloy("{command}") was called before install(). Call '
                               "alloy_web.install() first")
        options = ffi.with_keywords(name, command, options, more)
        copied = ffi.read_python_call(name, command, options)
        return await page.host.result(instance.execute(command, copied))

    return function


async def run(page, file: Path) -> App:
    """Run the file as an app of this page, to its end; functions of it may be called then."""
    with _lock:
        python_page._page = _PAGES
    _page.set(page)
    module = types.ModuleType("__main__")
    module.__file__ = str(file)
    source = file.read_text(encoding="utf-8")
    code = compile(source, str(file), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    folder = str(file.parent)
    sys.path.insert(0, folder)
    try:
        running = eval(code, vars(module))
        if inspect.isawaitable(running):
            await running
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in ("pyscript", "js", "pyodide"):
            raise ImportError(
                f"{file.name} imports {error.name}, which only a page has. What is to be tested "
                "without a browser goes into a module that does not; or run the test with "
                "--alloy-browser=chromium"
            ) from error
        raise
    finally:
        sys.path.remove(folder)
    return App(module)


_PAGES = _Pages()
