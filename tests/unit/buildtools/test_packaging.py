"""What strangers build: pip and `python -m build` give one and the same wheel, fit for a page."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from alloy_web import __version__
from alloy_web.buildtools import packaging

ROOT = Path(__file__).resolve().parents[3]
NAME = f"alloy_web-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def built(dist, tmp_path_factory):
    """{way: path of the wheel}, and of the sdist."""
    folder = tmp_path_factory.mktemp("built")
    wheel = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder / "pip"]
    _run(*wheel, ".")
    _run("build", "--no-isolation", "--outdir", folder / "build")
    sdist = folder / "build" / f"alloy_web-{__version__}.tar.gz"
    return {
        "pip": folder / "pip" / NAME,
        # Of the sdist, not of the repository: that is how `python -m build` does it.
        "build": folder / "build" / NAME,
        "sdist": sdist,
    }


def test_each_way_gives_the_same_file(built):
    assert built["pip"].read_bytes() == built["build"].read_bytes()


def test_the_wheel_has_what_a_page_needs_and_no_build_tools(built):
    names = zipfile.ZipFile(built["pip"]).namelist()

    assert {"alloy_web/hosts/browser/bridge.js", "alloy_web/hosts/browser/attached.js"} <= {*names}
    assert [name for name in names if name.startswith(("alloy_web/buildtools", "tests"))] == []


def test_the_wheel_has_all_of_the_inspectors_page(built):
    folder = "alloy_web/devserver/inspector/page/"
    names = zipfile.ZipFile(built["pip"]).namelist()

    packed = {name.removeprefix(folder) for name in names if name.startswith(folder)} - {""}
    assert {"index.html", "main.js", "inspector.css"} < packed
    assert packed == {file.name for file in (ROOT / folder).iterdir()}


def test_folders_come_before_what_is_in_them_for_micropythons_unzip(built):
    seen = set()
    for name in zipfile.ZipFile(built["pip"]).namelist():
        folder = name.rpartition("/")[0]
        parent = folder.rpartition("/")[0]
        assert not parent or parent in seen, name
        seen.add(folder)


@pytest.mark.parametrize("missing", packaging.MADE)
def test_scripts_are_made_when_one_is_missing(tmp_path, missing):
    write(tmp_path, *packaging.MADE, time=2)
    (tmp_path / missing).unlink()

    assert packaging.is_needed(tmp_path)


def test_scripts_are_made_when_their_sources_are_newer(tmp_path):
    write(tmp_path, *packaging.MADE, time=2)
    write(tmp_path, "static/bridge/index.js", time=1)
    assert not packaging.is_needed(tmp_path)

    write(tmp_path, "static/bridge/index.js", time=3)

    assert packaging.is_needed(tmp_path)


def test_an_sdist_has_them_already(tmp_path):
    write(tmp_path, *packaging.MADE, time=2)
    write(tmp_path, "static/bridge/index.js", "PKG-INFO", time=3)

    assert not packaging.is_needed(tmp_path)


def write(root, *names, time):
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
        os.utime(file, (time, time))


def _run(*command):
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
