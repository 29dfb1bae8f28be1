"""
Fixtures of the parity tests: the stage with both scripts on it, and the known differences.

They run in Chromium, the one engine that can be told where a host name leads.
"""

import pytest

from tests.browser.engines import find_engines
from tests.parity.differences import Known
from tests.parity.recorded import Recorded
from tests.parity.stage import ROOT, Stage


@pytest.fixture(scope="session")
def control():
    """The address of the vendor's script on the stage's site."""
    from alloy_web.buildtools import control

    return f"/{control.prepare().name}"


@pytest.fixture(scope="session")
def stage(request, playwright, dist, control):
    wanted = request.config.getoption("--engine")
    engines = {engine.name: engine for engine in find_engines(wanted)[0]}
    if "chromium" not in engines:
        pytest.skip("parity is compared in chromium, which is not here or not asked for")
    folders = [ROOT / "static", ROOT / ".cache/control"]
    headed = request.config.getoption("--headed")
    with Stage(engines["chromium"], playwright, folders, headed) as stage:
        yield stage


@pytest.fixture(scope="session")
def recorded(request, stage):
    """What the control did before; with --record also what it does now."""
    recorded = Recorded(stage.browser_version)
    yield recorded
    if request.config.getoption("--record"):
        recorded.write()


@pytest.fixture(scope="session")
def known():
    return Known()
