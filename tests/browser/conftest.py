"""
Fixtures of the browser tests: one site and one browser for the session, a fresh context per test.

Use `visit` for the page and `edge` for what arrived at the edge; a test runs once per engine
found. `@pytest.mark.engines("chromium")` binds a test to what only that engine can do.
"""

from pathlib import Path

import pytest

from tests.browser.engines import find_engines, none_found
from tests.browser.support import Visit

ROOT = Path(__file__).resolve().parents[2]


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
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site(dist):
    """The demo site and the local edge, on a port of their own."""
    from alloy_web.devserver.server import Server

    with Server(site_dirs=[ROOT / "static"], scenario="empty") as server:
        yield server


@pytest.fixture
def edge(site):
    """What arrives at the edge; it plays the scenario `empty` until the test sets another."""
    site.reset()
    return site


@pytest.fixture
def page(browser):
    """A Playwright page in a context of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(page, edge):
    """The test's page on the site; fails the test when the page misbehaved unannounced."""
    visit = Visit(page, edge)
    yield visit
    # One more turn, so that a rejection nobody handled has been reported.
    if not page.is_closed():
        page.wait_for_timeout(20)
    problems = visit.problems()
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
