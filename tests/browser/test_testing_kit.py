"""
The fixtures of alloy_web.testing in a real browser: the same files as in memory, in one run of
pytest of their own, which shares a browser and a local edge.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from threading import Timer
from xml.etree import ElementTree

import pytest

from alloy_web.testing import executables
from tests.unit.testing.test_saved_visits import saved_visits

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs/testing.md"
VISITS = "tests/unit/testing/test_visits.py"
FILES = [
    "examples/plain/test_cart.py",
    pytest.param("examples/pyscript/test_app.py", marks=pytest.mark.full),
    pytest.param("examples/react/test_shop.py", marks=pytest.mark.full),
    pytest.param("examples/vue/test_shop.py", marks=pytest.mark.full),
    pytest.param("examples/htmx/test_shop.py", marks=pytest.mark.full),
    pytest.param("examples/consent/test_banner.py", marks=pytest.mark.full),
    "docs/testing.md",
    "a visit saved by the inspector",
    VISITS,
]
# Made-up visits are many in memory (tests/unit/testing/test_documentation.py); they run there in
# any case, on a machine that a browser keeps busy.
FEW = """
from hypothesis import HealthCheck, settings

settings.register_profile(
    "few", max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("few")
"""


@pytest.fixture(scope="module")
def outcomes(request, dist, engine, tmp_path_factory):
    """`{file: {test: (outcome, words)}}` of all the files that this run of pytest asks for."""
    # A test of the portable suite is an item of another kind, without fixtures.
    wanted = [
        item.callspec.params["file"] for item in request.session.items
        if "outcomes" in getattr(item, "fixturenames", ())
        and item.callspec.params["engine"] == engine.name
    ]
    folder = tmp_path_factory.mktemp("kit")
    (folder / "conftest.py").write_text(FEW, encoding="utf-8")
    paths = {_path(file, folder): file for file in wanted}
    report = folder / "report.xml"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "alloy_web.testing.plugin", "-p",
         "no:cacheprovider", "-q", "--import-mode=importlib",
         f"--alloy-browser={engine.name}", f"--alloy-dist={ROOT / 'static/dist'}",
         "--rootdir", ROOT, "-c", os.devnull, "-n0", "-o", "junit_family=xunit1",
         f"--junitxml={report}", *paths],
        cwd=ROOT, capture_output=True, text=True,
        # Its snapshots may be written.
        env={**os.environ, "CI": "", f"ALLOY_{engine.name.upper()}": str(engine.path)},
    )
    assert report.exists(), done.stdout + done.stderr
    found: dict = {file: {} for file in wanted}
    for case in ElementTree.parse(report).iter("testcase"):
        file = paths[(ROOT / case.get("file", "")).resolve()]
        # Where something goes wrong after a test has failed, it has two entries.
        said = next(iter(case), None)
        if said is None:
            found[file].setdefault(case.get("name"), ("passed", ""))
        else:
            found[file][case.get("name")] = (said.tag, f"{said.get('message')}\n{said.text}")
    return found


def _path(file, folder):
    """Where these tests are: in a file of the repository, or in one that is made here of them."""
    if file.endswith(".py"):
        return ROOT / file
    made = folder / f"test_{FILES.index(file)}.py"
    made.write_text(_text(file), encoding="utf-8")
    return made.resolve()


def _text(file):
    if file.endswith(".md"):
        blocks = re.findall(r"^```python\n(.*?)^```$", DOCS.read_text("utf-8"), re.DOTALL | re.M)
        return "\n\n".join(blocks)
    return (ROOT / file).read_text("utf-8") if file.endswith(".py") else saved_visits()


def written_in(file):
    """The names of the tests in this file."""
    return set(re.findall(r"^(?:async )?def (test_\w+)", _text(file), re.M))


def documented():
    """The reasons for which a test is skipped in a browser, as docs/testing.md has them."""
    found = []
    for where in ("Only in memory", "Not in WebKitGTK"):
        table = DOCS.read_text("utf-8").partition(f"| {where} |")[2].partition("\n\n")[0]
        reasons = [line.split("|")[2].strip() for line in table.splitlines()[2:]]
        found += [f"{where[0].lower()}{where[1:]}: {reason}" for reason in reasons]
    return found


@pytest.mark.parametrize("file", FILES)
def test_the_same_file_passes_in_a_browser(outcomes, file):
    told = outcomes[file]

    wrong = [f"{name}: {words}" for name, (kind, words) in told.items()
             if kind not in ("passed", "skipped")]
    assert not wrong, "\n".join(wrong)
    # Each of them ran, and of all but the visits none was left out.
    assert {name.partition("[")[0] for name in told} == written_in(file)
    skipped = [words.partition("\n")[0] for kind, words in told.values() if kind == "skipped"]
    assert [words for words in skipped if words not in documented()] == []
    assert bool(skipped) == (file == VISITS)


# It is there, and a new session is never answered.
SILENT = """
import sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

class Driver(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"value": {"ready": true}}')

    def do_POST(self):
        time.sleep(600)

HTTPServer(("127.0.0.1", int(sys.argv[-1])), Driver).serve_forever()
"""


@pytest.mark.engines("webkit")
@pytest.mark.core
def test_a_driver_that_waits_for_its_browser_is_started_again(engine, tmp_path, monkeypatch):
    from alloy_web.testing.browser import webkit

    silent = tmp_path / "silent.py"
    silent.write_text(SILENT)
    been = tmp_path / "been"
    driver = tmp_path / "driver"
    driver.write_text(
        f'#!/bin/sh\n[ -e {been} ] && exec {engine.path} "$@"\n'
        f'touch {been}\nexec {sys.executable} {silent} "$@"\n'
    )
    driver.chmod(0o755)
    patience = iter([1, 300])
    monkeypatch.setattr(webkit, "Timer", lambda seconds, kill: Timer(next(patience), kill))
    browsers = webkit.WebKit(str(driver), executables.minibrowser(), 300)

    window = browsers.new_window()

    assert window.evaluate("1 + 1") == 2
    window.close()
    browsers.close()
