"""
A stranger's folder: the wheel with its extra, in an environment of its own, and the test of the
documentation.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs/testing.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def python(dist, tmp_path_factory):
    """An interpreter that has the wheel, and what its extra brings."""
    folder = tmp_path_factory.mktemp("outside")
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "-w", folder / "wheel", ROOT, cwd=ROOT)
    (wheel,) = (folder / "wheel").glob("*.whl")
    _run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    found = folder / "venv/bin/python"
    _run(found, "-m", "pip", "install", "--quiet", f"{wheel}[testing]", cwd=folder)
    return found


@pytest.fixture
def tested(python, tmp_path):
    """What pytest says of a file with this text, in a folder without anything of ours."""

    def tested(text, *arguments):
        (tmp_path / "test_shop.py").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [python, "-m", "pytest", "-q", *arguments], cwd=tmp_path, capture_output=True, text=True
        )
        return done.stdout + done.stderr

    return tested


def test_the_test_of_the_documentation_passes_and_then_fails_readably(tested):
    test = re.search(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)[1]

    passed = tested(test)
    failed = tested(test.replace('{"purchaseID": "7"}', '{"purchaseId": "7"}'))

    assert "1 passed" in passed, passed
    assert "1 failed" in failed
    assert (
        'xdm.commerce.order.purchaseID: expected "7", is missing; there is purchaseId: "7"'
    ) in failed


def _run(*command, cwd):
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
