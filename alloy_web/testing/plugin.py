"""
The pytest plugin: fixtures, markers and options. See docs/testing.md.

    alloy_visitor, visitor      a visitor (visitor.py), or one in a real browser (browser/)
    alloy_edge, edge            the edge that answers its pages (edge.py)
    alloy_snapshot              a JSON file to compare events with (masking.py)

Loaded by its entry point in every run of pytest, so it imports the rest of the package only when a
fixture is asked for.
"""

import asyncio
import inspect
import os
import re
import sys
from typing import Any

import pytest

BROWSERS = ("chromium", "firefox", "webkit")
WAYS = ("rejections", "errors", "refused")
_NEEDS = 'The fixtures of alloy_web need more than is installed ({}): pip install "alloy-web[{}]"'


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("alloy_web", "tests of tracking")
    group.addoption(
        "--alloy-browser", choices=BROWSERS,
        help="run tests with a visitor in this browser, not in memory",
    )
    group.addoption(
        "--alloy-dist", metavar="DIR",
        help="the folder with alloy.js, for --alloy-browser",
    )
    group.addoption(
        "--alloy-update-snapshots", action="store_true",
        help="write what alloy_snapshot compares with",
    )
    parser.addini(
        "alloy_short_names", "false takes away the fixtures `visitor` and `edge`, whose long names "
        "are alloy_visitor and alloy_edge", type="bool", default=True,
    )
    parser.addini("alloy_dist", "as --alloy-dist", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "alloy_allows(*what): do not fail this test for unseen rejections, errors in the log or "
        'refused requests: "rejections", "errors", "refused"',
    )
    config.addinivalue_line("markers", "alloy_memory(reason): a test that no browser can run")
    config.addinivalue_line("markers", "alloy_real(reason): a test for a real browser only")
    if config.getini("alloy_short_names"):
        config.pluginmanager.register(_ShortNames(), "alloy_web_short_names")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("alloy_allows"):
        for word in mark.args:
            if word not in WAYS:
                raise pytest.UsageError(
                    f"{item.nodeid}: alloy_allows({word!r}): expected one of {', '.join(WAYS)}"
                )
    browser = item.config.getoption("--alloy-browser")
    for name, is_skipped, where in (
        ("alloy_memory", browser, "only in memory"),
        ("alloy_real", not browser, "only in a browser"),
    ):
        found = item.get_closest_marker(name)
        if found and is_skipped:
            reason = found.args[0] if found.args else found.kwargs.get("reason", "no reason given")
            pytest.skip(f"{where}: {reason}")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """An `async def` test with a visitor runs by itself, where no other plugin runs it."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    if "alloy_visitor" not in pyfuncitem.fixturenames or _runs_elsewhere(pyfuncitem):
        return None
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.run(pyfuncitem.obj(**given))
    return True


def _runs_elsewhere(item):
    if any(item.get_closest_marker(name) for name in ("asyncio", "anyio", "trio")):
        return True
    try:
        return item.config.getini("asyncio_mode") == "auto"
    except ValueError:
        return False


@pytest.fixture
def alloy_edge(request: pytest.FixtureRequest) -> Any:
    """The edge that answers the visitor's pages."""
    if request.config.getoption("--alloy-browser"):
        return request.getfixturevalue("_alloy_browser_edge")
    try:
        from alloy_web.testing.edge import Edge
    except ImportError as error:
        pytest.fail(_NEEDS.format(error.name, "testing"), pytrace=False)
    return Edge()


@pytest.fixture
def alloy_visitor(request: pytest.FixtureRequest, alloy_edge: Any) -> Any:
    """A new visitor. What went wrong unseen fails the test at its end."""
    try:
        if request.config.getoption("--alloy-browser"):
            visitor = request.getfixturevalue("_alloy_browser")(alloy_edge, request.path.parent)
        else:
            from alloy_web.testing.visitor import Visitor

            visitor = Visitor(alloy_edge, request.path.parent)
    except ImportError as error:
        pytest.fail(_NEEDS.format(error.name, "testing"), pytrace=False)
    yield visitor
    try:
        problems = visitor.problems()
        problems["refused"] = visitor.edge.refused
    finally:
        visitor.close()
    allowed = {word for mark in request.node.iter_markers("alloy_allows") for word in mark.args}
    lines = []
    for way, what in (
        ("rejections", "a rejected command that the test did not look at"),
        ("errors", "an error in the log"),
        ("refused", "a request that the edge refused"),
    ):
        if way not in allowed:
            lines += [f"{what}: {text}" for text in problems[way]]
    if lines:
        words = '"rejections", "errors", "refused"'
        lines.append(f"(switched off by @pytest.mark.alloy_allows({words}))")
        pytest.fail("\n".join(lines), pytrace=False)


@pytest.fixture(scope="session")
def _alloy_browser_run(request: pytest.FixtureRequest) -> Any:
    """The browser and the local edge, for the whole run."""
    config = request.config
    name = config.getoption("--alloy-browser")
    try:
        from alloy_web.devserver.server import Server
        from alloy_web.testing import browser
    except ImportError as error:
        pytest.fail(_NEEDS.format(error.name, "testing,testing-browser"), pytrace=False)
    try:
        dist = browser.dist_folder(config.getoption("--alloy-dist") or config.getini("alloy_dist"))
        driver = browser.Driver(name)
    except browser.Unavailable as error:
        pytest.fail(f"--alloy-browser={name}: {error}", pytrace=False)
    with Server(site_dirs=[dist], scenario="empty") as server:
        yield driver, server
    driver.close()


@pytest.fixture
def _alloy_browser_edge(_alloy_browser_run: Any) -> Any:
    from alloy_web.testing.browser import BrowserEdge

    return BrowserEdge(_alloy_browser_run[1])


@pytest.fixture
def _alloy_browser(_alloy_browser_run: Any) -> Any:
    from alloy_web.testing.browser import BrowserVisitor

    return lambda edge, folder: BrowserVisitor(_alloy_browser_run[0], edge, folder)


class _ShortNames:
    """A site that has other fixtures of these names switches them off: alloy_short_names = false"""

    @pytest.fixture
    def visitor(self, alloy_visitor: Any) -> Any:
        """As alloy_visitor."""
        return alloy_visitor

    @pytest.fixture
    def edge(self, alloy_edge: Any) -> Any:
        """As alloy_edge."""
        return alloy_edge


@pytest.fixture
def alloy_snapshot(request: pytest.FixtureRequest) -> Any:
    """JSON files in `snapshots/` beside the test, for `visitor.events == alloy_snapshot`."""
    from alloy_web.testing.masking import JsonSnapshot

    name = re.sub(r"[^\w.-]+", "_", f"{request.path.stem}.{request.node.name}")
    return JsonSnapshot(
        request.path.parent / "snapshots" / f"{name}.json",
        request.config.getoption("--alloy-update-snapshots"),
        is_there=not os.environ.get("CI"),
    )


def pytest_assertrepr_compare(op: str, left: Any, right: Any) -> list[str] | None:
    """Events that are not as in the snapshot: where they differ."""
    if op != "==" or "alloy_web.testing.masking" not in sys.modules:
        return None
    from alloy_web.testing.masking import JsonSnapshot

    for side in (left, right):
        if isinstance(side, JsonSnapshot):
            return [f"the events are not those of {side.path.name}", *side.differences(),
                    "(--alloy-update-snapshots writes it anew)"]
    return None
