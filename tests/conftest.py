"""
Options and order of the whole test run, and what browser and parity tests share.

`--engine NAME` picks one browser engine, `--full` adds the tests marked `full`, `--headed` shows
the browser. Quick tests run first: unit, contract, portable, then browser
and parity.
"""

import gc
import sys
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings

# Where alloy_web is installed its plugin comes by itself.
pytest_plugins = ["alloy_web.testing.plugin", "pytester"]

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# No test depends on a clock; the same cases every time, more of them with --full.
UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default set", max_examples=50, derandomize=True, **UNHURRIED)
settings.register_profile("full", max_examples=500, **UNHURRIED)
settings.load_profile("default set")

# {file or file and engine: seconds of its tests}, of all processes of this run.
SECONDS = {}
# A run of less work than this does not tell where it went.
WORTH_TELLING_S = 120
LONGEST = 25

ORDER = ["unit", "contract", "portable", "browser", "server", "parity", "bench"]


def pytest_addoption(parser):
    group = parser.getgroup("alloy_web")
    group.addoption(
        "--engine",
        choices=["chromium", "firefox", "webkit"],
        help="the only engine for browser tests",
    )
    group.addoption("--full", action="store_true", help="also run the tests marked full")
    group.addoption(
        "--matrix",
        action="store_true",
        help="only the tests of the tables in docs/matrix.md, all of them, and write the tables",
    )
    group.addoption(
        "--record", action="store_true", help="keep what the vendor's script did in parity tests"
    )
    group.addoption("--headed", action="store_true", help="show the browser window")


def pytest_configure(config):
    if config.getoption("--matrix"):
        config.option.full = True
    if config.getoption("--full"):
        settings.load_profile("full")
    config.addinivalue_line(
        "markers", "full: runs only with --full (long, or a repetition of the core set)"
    )
    config.addinivalue_line("markers", "core: a browser test for every engine, in every run")
    config.addinivalue_line("markers", "matrix: counts for the tables of docs/matrix.md")
    config.addinivalue_line("markers", "engines(*names): a browser test for these engines only")


def pytest_report_header(config):
    from tests.browser.engines import describe
    from tests.parity.recorded import outdated

    lines = [f"browsers: {line}" for line in describe(config.getoption("--engine"))]
    files = ", ".join(outdated())
    if files:
        lines.append(f"parity plays the control too, --record keeps what it does: {files}")
    return lines


def pytest_xdist_make_scheduler(config, log):
    from tests.parallel import Schedule

    return Schedule(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """
    One report to the process that prints, where pytest has five messages: telling takes longer than
    most tests. What passed has its time with that of what was set up and put away for it.
    """
    if not hasattr(item.config, "workerinput"):
        return None
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    for report in reports:
        if report.when == "call" and report.passed:
            report.duration = sum(each.duration for each in reports)
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


# ---- How long the parts of a run took


def pytest_runtest_logreport(report):
    from tests.parallel import part_of

    part = part_of(report.nodeid)
    SECONDS[part] = SECONDS.get(part, 0) + report.duration


def pytest_terminal_summary(terminalreporter):
    if sum(SECONDS.values()) < WORTH_TELLING_S:
        return
    folders = {}
    for part, seconds in SECONDS.items():
        folder = "/".join(part.split("/")[:2])
        folders[folder] = folders.get(folder, 0) + seconds
    terminalreporter.section("seconds of work, by part")
    for title, parts in (("folders", folders), ("files", SECONDS)):
        longest = sorted(parts.items(), key=lambda part: -part[1])[:LONGEST]
        told = ", ".join(f"{name} {seconds:.0f}" for name, seconds in longest)
        terminalreporter.write_line(f"{title}: {told}")


@pytest.fixture(scope="session")
def playwright():
    """Playwright's driver, of which there can be one at a time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def dist():
    """The built static/dist; built once per session."""
    from alloy_web.buildtools.dist import build

    build()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    # Playwright keeps an event loop running in this thread: what needs one of its own comes before.
    items.sort(key=place)
    if config.getoption("--matrix"):
        _keep(config, items, lambda item: item.get_closest_marker("matrix"))
    if not config.getoption("--full"):
        _keep(config, items, lambda item: not item.get_closest_marker("full"))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    # All of it stays to the end, and would be looked through at each collection.
    gc.freeze()


def _keep(config, items, is_wanted):
    left_out = [item for item in items if not is_wanted(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if is_wanted(item)]


def place(item):
    """Where the test's folder stands in ORDER; tests elsewhere come first."""
    try:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
    except ValueError:
        return 0
    return ORDER.index(folder) + 1 if folder in ORDER else 0
