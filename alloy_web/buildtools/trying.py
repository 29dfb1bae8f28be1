"""
Other versions of PyScript, Pyodide and MicroPython, tried on a copy of this project: neither the
lock files nor what is built here change.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

from alloy_web.buildtools import environment
from alloy_web.buildtools.console import BuildError, capture, run
from alloy_web.buildtools.environment import CACHE, ROOT

FOLDER = CACHE / "tried"
PACKAGES = {
    "pyscript": "@pyscript/core",
    "pyodide": "pyodide",
    "micropython": "@micropython/micropython-webassembly-pyscript",
}
# What depends on the interpreters: conversions, calls, hooks, and the start of PyScript.
USUAL = [
    "tests/portable", "tests/browser/test_values.py", "tests/browser/test_python_hooks.py",
    "tests/browser/test_crossings.py", "tests/browser/test_packages.py",
]
# `build.py test`, but that the environment, which is shared with the copy, is taken as it is.
_TEST = """
import sys
from alloy_web.buildtools import cli
sys.exit(cli.test(*cli._parse(sys.argv[1:])))
"""
# Parts of a test's name, and what it then ran on; the first that is there.
_RUNTIMES = {"micropython": "MicroPython", "pyodide": "Pyodide", "mpy": "PyScript, MicroPython",
             "py": "PyScript, Pyodide"}


def attempt(versions: dict[str, str], tests: list[str]) -> int:
    """
    Run the tests with these `{"pyscript": "0.8.0", …}`, and print what passed; the exit status of
    pytest. A version is what npm takes: a number, or `latest`.

    Raises `BuildError` where a version cannot be had, or the tests did not run.
    """
    copy(ROOT, FOLDER)
    found = _choose(versions, FOLDER)
    _lock_wheels(FOLDER)
    report = FOLDER / "report.xml"
    arguments = ["test", "--full", f"--junitxml={report}", *(tests or USUAL)]
    command = [str(FOLDER / ".venv/bin/python"), "-c", _TEST, *arguments]
    status = subprocess.run(command, cwd=FOLDER, stdin=subprocess.DEVNULL).returncode
    if not report.exists():
        raise BuildError(f"the tests ended with {status} before they had a result, see above")
    for name, version in found.items():
        print(f"{name} {version}")
    print(table(report.read_text("utf-8")))
    return status


def copy(root: Path, folder: Path) -> None:
    """What git knows of a project, as it is now, in a folder that is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    listed = capture(["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"])
    for name in filter(None, listed.decode().split("\0")):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    (folder / ".venv").symlink_to((root / ".venv").resolve(), target_is_directory=True)


def table(report: str) -> str:
    """A line for each runtime: how many tests passed, failed, were skipped. `report` is JUnit's."""
    counts: dict[str, list[int]] = {}
    for case in ElementTree.fromstring(report).iter("testcase"):
        given = case.get("name", "").partition("[")[2].rstrip("]").split("-")
        on = next((title for part, title in _RUNTIMES.items() if part in given), "without them")
        row = counts.setdefault(on, [0, 0, 0])
        tags = {each.tag for each in case}
        row[1 if tags & {"failure", "error"} else 2 if "skipped" in tags else 0] += 1
    lines = [("", "passed", "failed", "skipped"), *((on, *row) for on, row in counts.items())]
    return "\n".join("{:24}{:>8}{:>8}{:>9}".format(*line) for line in lines)


def _choose(versions, folder):
    """Have npm write and install these; `{package: version}` as they are now."""
    named = [f"{PACKAGES[name]}@{version}" for name, version in versions.items()]
    command = [*environment.npm(), "install", "--save-exact", "--loglevel=error", *named]
    run(command, f"npm install {' '.join(named)}", cwd=folder)
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    return {name: wanted[name] for name in PACKAGES.values()}


def _lock_wheels(folder):
    """Name the wheels that this Pyodide expects, in its own versions, with PyPI's hashes."""
    lock = folder / "pyodide.lock"
    names = [line.partition("==")[0] for line in lock.read_text("utf-8").splitlines()
             if "==" in line]
    expected = json.loads((folder / "node_modules/pyodide/pyodide-lock.json").read_text("utf-8"))
    rows = []
    for name in names:
        pinned = f"{name}=={expected['packages'][name]['version']}"
        place = folder / ".cache/wheels" / name
        command = [*environment.pip(), "download", "--no-deps", "--only-binary", ":all:",
                   "--python-version", "3.14", "-d", str(place), pinned]
        run(command, f"Downloading {pinned}", env={**os.environ, "PIP_REQUIRE_HASHES": ""})
        (wheel,) = place.glob("*.whl")
        rows.append(f"{pinned} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    lock.write_text("".join(rows), encoding="utf-8")
