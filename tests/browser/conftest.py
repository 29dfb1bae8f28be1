"""
Fixtures of the browser tests: one browser for the session, sites that take turns, for each test a
window without a past (windows.py).

Use `visit` for the page and `edge` for what arrived at the edge; a test runs once per engine
found if it is marked `core` or with `--full`, else only in the first one found.
`@pytest.mark.engines("chromium")` binds a test to what only that engine can do.
"""

import contextlib
from pathlib import Path

import pytest

from tests.browser.engines import find_engines, none_found
from tests.browser.matrix import Matrix
from tests.browser.sites import Site
from tests.browser.support import Visit
from tests.browser.windows import Windows

ROOT = Path(__file__).resolve().parents[2]
# How many take turns.
SITES = 3
WINDOWS = pytest.StashKey()


def pytest_generate_tests(metafunc):
    if "engine" not in metafunc.fixturenames:
        return
    engines, _ = find_engines(metafunc.config.getoption("--engine"))
    mark = metafunc.definition.get_closest_marker("engines")
    # Names, not objects: pytest keeps one browser for all tests whose parameter is equal.
    names = [engine.name for engine in engines if not mark or engine.name in mark.args]
    if not engines:
        names = ["no-browser"]
    elif not names:
        reason = "only for " + " and ".join(mark.args)
        names = [pytest.param(mark.args[0], marks=pytest.mark.skip(reason=reason))]
    metafunc.parametrize("engine", names, indirect=True, scope="session")


def pytest_collection_modifyitems(config, items):
    """Without --full, leave out what is not `core` in all engines but the first one found."""
    engines, _ = find_engines(config.getoption("--engine"))
    others = [engine.name for engine in engines[1:]]
    if others and not config.getoption("--full"):
        kept, left_out = [], []
        for item in items:
            is_wanted = _is_core(item) or not _runs_in(item, others)
            (kept if is_wanted else left_out).append(item)
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = kept


def _runs_in(item, engines):
    callspec = getattr(item, "callspec", None)
    return bool(callspec) and callspec.params.get("engine") in engines


def _is_core(item):
    return item.get_closest_marker("core") is not None


@pytest.fixture(scope="session")
def engine(request):
    wanted = request.config.getoption("--engine")
    for engine in find_engines(wanted)[0]:
        if engine.name == request.param:
            return engine
    pytest.fail(none_found(wanted), pytrace=False)


@pytest.fixture(scope="session")
def browser(engine, playwright, request):
    browser = engine.launch(playwright, headed=request.config.getoption("--headed"))
    if engine.name != "webkit":
        request.config.stash[WINDOWS] = browser, Windows(lambda: engine.new_page(browser, None))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def sites(dist):
    """The sites, the one of the last test last."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Site()) for _ in range(SITES)]


@pytest.fixture
def site(sites):
    """The site on a port of its own."""
    site = sites.pop(0)
    sites.append(site)
    yield site
    # Whoever waits for an answer waits for no test.
    site.reset()


@pytest.fixture(scope="session")
def matrix(request):
    """Where counts go that belong into docs/matrix.md; --matrix writes them there."""
    matrix = Matrix()
    yield matrix
    if request.config.getoption("--matrix"):
        matrix.write(ROOT / "docs/matrix.md")


@pytest.fixture
def edge(site):
    """What arrives at the edge; it plays the scenario `empty` until the test sets another."""
    site.reset()
    return site


@pytest.fixture
def display(engine):
    """What WebKit needs to know of its screen."""
    if engine.name != "webkit":
        yield {}
        return
    # Here and not above: a run without WebKit does without Selenium.
    from alloy_web.testing.browser.webkit import Display

    display = Display()
    yield display.env
    display.close()


@pytest.fixture
def page(engine, browser, site, matrix, request):
    """A new visitor's page: Playwright's, or WebKit's with the part of it that is needed."""
    kept_in, windows = request.config.stash.get(WINDOWS, (None, None))
    # A browser or a site that a file has of its own has new windows only.
    is_lent = browser is kept_in and isinstance(site, Site)
    page = windows.lend(site) if is_lent else engine.new_page(browser, site)
    matrix.browsers[engine.title] = engine.version(page)
    failed = request.session.testsfailed
    yield page
    if is_lent:
        windows.give_back(page, request.session.testsfailed > failed)
    else:
        page.context.close()


@pytest.fixture
def visit(page, edge):
    """The test's page on the site; fails the test when the page misbehaved unannounced."""
    visit = Visit(page, edge)
    yield visit
    # One more turn, so that a rejection nobody handled has been reported.
    if not page.is_closed():
        page.wait_for_timeout(20)
    problems = [] if getattr(page, "was_skipped", False) else visit.problems()
    if problems:
        page.is_changed = True
        pytest.fail("\n".join(problems), pytrace=False)
