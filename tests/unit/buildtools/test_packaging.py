"""What strangers build: pip and `python -m build` give one and the same wheel, fit for a page."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
import yaml

from alloy_web import __version__
from alloy_web.buildtools import environment, packages, packaging

ROOT = Path(__file__).resolve().parents[3]
URLS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"].get("urls", {})
NAME = f"alloy_web-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def built(dist, tmp_path_factory):
    """{way: path of the wheel}, and of the sdist."""
    folder = tmp_path_factory.mktemp("built")
    wheel = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder / "pip"]
    _run(*wheel, ".")
    _run("build", "--no-isolation", "--outdir", folder / "build")
    sdist = folder / "build" / f"alloy_web-{__version__}.tar.gz"
    packages.build(folder / "ours")
    return {
        "ours": folder / "ours" / NAME,
        "pip": folder / "pip" / NAME,
        # Of the sdist, not of the repository: that is how `python -m build` does it.
        "build": folder / "build" / NAME,
        "sdist": sdist,
        "our sdist": folder / "ours" / sdist.name,
        "sums": folder / "ours/SHA256SUMS",
    }


def test_each_way_gives_the_same_file(built):
    assert built["pip"].read_bytes() == built["build"].read_bytes()
    assert built["ours"].read_bytes() == built["build"].read_bytes()
    assert built["our sdist"].read_bytes() == built["sdist"].read_bytes()


def test_the_sums_are_those_of_the_packages(built):
    lines = [line.split() for line in built["sums"].read_text().splitlines()]

    assert [name for _, name in lines] == packages.names()
    for digest, name in lines:
        content = (built["sums"].parent / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest


@pytest.mark.skipif(os.name != "posix", reason="the workflow runs on Linux")
def test_the_lines_of_the_release_workflow_run_on_the_packages(built, tmp_path):
    jobs = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))["jobs"]
    is_tag, whole, makes, sums = [step["run"] for step in jobs["build"]["steps"] if "run" in step]
    [puts] = [step["run"] for step in jobs["pypi"]["steps"] if "run" in step]
    [publishes] = [step["run"] for step in jobs["npm"]["steps"] if "run" in step]
    shutil.copytree(built["ours"].parent, tmp_path / "dist")
    shutil.copytree(built["ours"].parent, tmp_path / "apart/packages")
    assert os.access(ROOT / whole, os.X_OK)
    assert makes == "python build.py dist"

    shell(is_tag, ROOT, GITHUB_REF_NAME=f"v{__version__}")
    with pytest.raises(subprocess.CalledProcessError):
        shell(is_tag, ROOT, GITHUB_REF_NAME="v9.9.9")
    shell(sums, tmp_path)
    shell(puts, tmp_path / "apart")
    told = shell(f"{publishes} --dry-run --offline", tmp_path / "apart")

    assert {file.name for file in (tmp_path / "apart/dist").iterdir()} == {
        built["ours"].name, built["sdist"].name,
    }
    assert f"+ alloy-web@{__version__}" in told


def shell(lines, folder, **variables):
    """Run lines of the workflow in this folder, with our Python and npm; what they print."""
    npm = " ".join(environment.npm())
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", f'npm() {{ {npm} "$@"; }}; {lines}'], cwd=folder, check=True,
        capture_output=True, text=True, env={**os.environ, **variables, "PATH": path},
    ).stdout


def test_an_sdist_needs_neither_node_nor_our_build(built, tmp_path):
    folder = unpacked(built["sdist"], tmp_path)
    (folder / "build.py").write_text("raise SystemExit('it was run')")
    command = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, "."]
    _run(*command, cwd=folder)

    assert (tmp_path / NAME).read_bytes() == built["pip"].read_bytes()


def test_what_cannot_be_built_says_what_to_run(built, tmp_path):
    folder = unpacked(built["sdist"], tmp_path)
    (folder / "alloy_web/dist/manifest.json").unlink()
    (folder / "build.py").write_text("raise SystemExit(1)")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build"], cwd=folder, capture_output=True, text=True
    )

    assert done.returncode != 0
    assert "Run `python build.py dist`" in done.stderr


def test_what_is_installed_has_the_command_and_the_built_files(built, tmp_path):
    command = ["pip", "install", "--quiet", "--no-deps", "--target", tmp_path / "site"]
    _run(*command, built["pip"])
    paths = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [tmp_path / "site/bin/alloy-web", "bundle", "out", "--json"], cwd=tmp_path, env=paths,
        capture_output=True, text=True,
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/alloy.js").read_bytes() == (ROOT / "static/dist/alloy.js").read_bytes()
    assert (tmp_path / "site/alloy_web/py.typed").is_file()


def test_whoever_looks_at_the_package_index_is_told_what_it_is(built):
    told = message_from_bytes(of_wheel(built["pip"], "METADATA"))

    assert told["Name"] == "alloy-web"
    assert told["License-Expression"] == "Apache-2.0"
    assert told["Author"] == "The alloy_web maintainers"
    assert {"dev", "testing"} <= {*told.get_all("Provides-Extra")}
    assert "Typing :: Typed" in told.get_all("Classifier")
    # Addresses are those of the project, and none where it has none.
    assert told.get_all("Project-URL", []) == [f"{name}, {url}" for name, url in URLS.items()]
    assert told["Home-page"] is None
    assert told["Description-Content-Type"] == "text/markdown"
    assert told.get_payload().startswith("# alloy_web\n")
    assert re.findall(r"\]\((?!https?:)", told.get_payload()) == []
    with tarfile.open(built["sdist"]) as archive:
        [name] = [each for each in archive.getnames() if each.endswith("PKG-INFO")]
        assert archive.extractfile(name).read() == of_wheel(built["pip"], "METADATA")


def of_wheel(wheel, name):
    archive = zipfile.ZipFile(wheel)
    [path] = [each for each in archive.namelist() if each.endswith(f".dist-info/{name}")]
    return archive.read(path)


def test_links_of_the_readme_lead_to_the_repository_where_it_has_an_address():
    assert packaging.outside("See [the guide](docs/a.md#b).", None) == "See the guide."
    assert packaging.outside("[the guide](docs/a.md#b) [site](https://a.example)", "https://r") == (
        "[the guide](https://r/blob/main/docs/a.md#b) [site](https://a.example)"
    )


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


def test_scripts_are_made_when_the_python_in_them_is_newer_but_not_for_what_was_built(tmp_path):
    write(tmp_path, *packaging.MADE, time=2)
    write(tmp_path, "static/dist/alloy.js", "alloy_web/dist/alloy.js", time=3)
    assert not packaging.is_needed(tmp_path)

    write(tmp_path, "alloy_web/core/urls.py", time=3)

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


def unpacked(sdist, folder):
    """The folder that an sdist has in it."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return folder / sdist.name.removesuffix(".tar.gz")


def _run(*command, cwd=ROOT):
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)], cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
