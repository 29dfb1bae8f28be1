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


@pytest.mark.full
def test_the_test_of_the_documentation_passes_and_then_fails_readably(dist, tmp_path):
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "-w", tmp_path / "wheel", ROOT, cwd=ROOT)
    (wheel,) = (tmp_path / "wheel").glob("*.whl")
    python = tmp_path / "venv/bin/python"
    _run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    _run(python, "-m", "pip", "install", "--quiet", f"{wheel}[testing]", cwd=tmp_path)
    shop = tmp_path / "shop"
    shop.mkdir()
    test = re.search(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)[1]

    (shop / "test_shop.py").write_text(test, encoding="utf-8")
    passed = subprocess.run(
        [python, "-m", "pytest", "-q"], cwd=shop, capture_output=True, text=True
    )
    renamed = test.replace('{"purchaseID": "7"}', '{"purchaseId": "7"}')
    (shop / "test_shop.py").write_text(renamed, encoding="utf-8")
    failed = subprocess.run(
        [python, "-m", "pytest", "-q"], cwd=shop, capture_output=True, text=True
    )

    assert "1 passed" in passed.stdout, passed.stdout + passed.stderr
    assert "1 failed" in failed.stdout
    assert (
        'xdm.commerce.order.purchaseID: expected "7", is missing; there is purchaseId: "7"'
    ) in failed.stdout


def _run(*command, cwd):
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
