"""
The fixtures of alloy_web.testing in a real browser: the same files as in memory, each in a run of
pytest of its own.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs/testing.md"
PATIENT = """
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
"""


def run(engine, *paths):
    """What pytest says of these files in the browser; they must pass."""
    if engine.name == "webkit":
        pytest.skip("Playwright drives a WebKit of its own, which this machine need not have")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "alloy_web.testing.plugin", "-p",
         "no:cacheprovider", "-q", "-rs", f"--alloy-browser={engine.name}",
         f"--alloy-dist={ROOT / 'static/dist'}", "--rootdir", ROOT, "-c", os.devnull,
         "-n0", *paths],
        cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, f"ALLOY_{engine.name.upper()}": str(engine.path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.core
def test_the_plain_example_passes(dist, engine):
    assert "6 passed" in run(engine, "examples/plain")


@pytest.mark.full
def test_the_pyscript_example_passes(dist, engine):
    assert "2 passed" in run(engine, "examples/pyscript")


def test_the_documentation_passes(dist, engine, tmp_path):
    blocks = re.findall(r"^```python\n(.*?)^```$", DOCS.read_text("utf-8"), re.DOTALL | re.M)
    file = tmp_path / "test_docs.py"
    file.write_text("\n\n".join(blocks), encoding="utf-8")
    # Made-up visits in a browser, on a busy machine.
    (tmp_path / "conftest.py").write_text(PATIENT, encoding="utf-8")

    assert "skipped" not in run(engine, file)


def test_visits_pass_and_what_only_memory_can_do_says_so(dist, engine):
    said = run(engine, "tests/unit/testing/test_visits.py")

    reasons = set(re.findall(r"only in memory: (.*)", said))
    table = DOCS.read_text("utf-8").partition("| Only in memory |")[2].partition("\n\n")[0]
    assert reasons
    for reason in reasons:
        assert reason in table
