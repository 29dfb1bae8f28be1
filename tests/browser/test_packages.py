"""The package as pip builds it, not as `build.py` does, installed by pages of both interpreters."""

import subprocess
import sys

import pytest

from tests.browser.conftest import ROOT, Site
from tests.browser.pages import mpy_page, py_page

PAGES = {"mpy": mpy_page, "py": py_page}


@pytest.fixture(scope="module")
def wheel(dist, tmp_path_factory):
    """The path of the wheel that a package index would have."""
    folder = tmp_path_factory.mktemp("wheel")
    command = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    subprocess.run([sys.executable, "-m", *command], check=True, stdout=sys.stderr)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def site(wheel):
    with Site(wheel.parent) as server:
        yield server


@pytest.mark.parametrize("interpreter", ["mpy", pytest.param("py", marks=pytest.mark.full)])
def test_a_page_installs_it_and_sends_a_view(visit, edge, wheel, interpreter):
    visit.open(PAGES[interpreter](
        "<h1>Hello</h1>", configure={"autoViews": False}, config={"packages": ["/" + wheel.name]},
    ))
    visit.ready(timeout_s=200)

    result = visit.alloy("event", {"type": "viewStart", "data": {"plan": "gold"}})

    view = edge.wait_for(1, action="interact")[0]
    assert view["body"] == result["requestBody"]
    assert view["body"]["events"][0]["data"] == {"plan": "gold"}
