"""`build.py release`: what it changes, what is in its way, and that a dry run changes nothing."""

import json
import re
import subprocess

import pytest

from alloy_web.buildtools import cli, releasing
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.environment import ROOT

CHANGELOG = """\
# Changelog

## [Unreleased]

### Added
- A thing.

## [0.1.0] - 2026-01-01

### Added
- The first thing.
"""


@pytest.fixture
def project(tmp_path):
    files = {
        "alloy_web/__init__.py": '"""A package."""\n\n__version__ = "0.1.0"\n',
        "CHANGELOG.md": CHANGELOG,
        "pyproject.toml": '[project]\nname = "a"\n[project.urls]\nRepository = "https://a.example"\n',
        "docs/pyscript.md": (
            "Take alloy_web-0.1.0-0page-py3-none-any.whl, "
            "alloy_web_extras-0.1.0-0page-py3-none-any.whl, not 0.1.0.\n"
        ),
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "user.name", "Tester")
    git(tmp_path, "config", "user.email", "tester@a.example")
    commit(tmp_path)
    return tmp_path


def git(root, *arguments):
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(root):
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "A change")


def released(root, version="0.2.0", is_real=True, made=()):
    releasing.release(root, version, "2026-05-01", is_real, lambda: list(made))


def test_version_changelog_and_guides_are_changed_committed_and_tagged(project):
    released(project)

    assert releasing.version_of(project) == "0.2.0"
    assert (project / "CHANGELOG.md").read_text() == CHANGELOG.replace(
        "## [Unreleased]\n", "## [Unreleased]\n\n## [0.2.0] - 2026-05-01\n"
    )
    assert (project / "docs/pyscript.md").read_text() == (
        "Take alloy_web-0.2.0-0page-py3-none-any.whl, "
        "alloy_web_extras-0.2.0-0page-py3-none-any.whl, not 0.1.0.\n"
    )
    assert git(project, "status", "--porcelain") == ""
    assert git(project, "log", "-1", "--format=%s") == "Release 0.2.0"
    assert git(project, "for-each-ref", "--format=%(contents)", "refs/tags/v0.2.0") == (
        "0.2.0\n\nAdded\n- A thing."
    )


def test_it_is_built_with_the_new_version_before_it_is_tagged(project):
    seen = []

    def build():
        seen.append((releasing.version_of(project), git(project, "tag", "--list")))
        return []

    releasing.release(project, "0.2.0", "2026-05-01", True, build)

    assert seen == [("0.2.0", "")]


def test_a_dry_run_shows_the_changes_and_makes_none(project, capsys):
    before = git(project, "rev-parse", "HEAD")
    released(project, is_real=False)

    told = capsys.readouterr().err
    assert '+__version__ = "0.2.0"' in told
    assert "+## [0.2.0] - 2026-05-01" in told
    assert "Nothing was changed" in told
    assert (git(project, "rev-parse", "HEAD"), git(project, "tag", "--list")) == (before, "")
    assert git(project, "status", "--porcelain") == ""


def test_the_version_of_the_source_may_be_the_first_that_is_released(project):
    released(project, "0.1.0")

    assert git(project, "tag", "--list") == "v0.1.0"


def untidy(root):
    (root / "new.txt").write_text("1")


def silent(root):
    (root / "CHANGELOG.md").write_text(CHANGELOG.replace("### Added\n- A thing.\n", ""))
    commit(root)


def nowhere(root):
    (root / "pyproject.toml").write_text('[project]\nname = "a"\n')
    commit(root)


def unsourced(root):
    (root / "pyproject.toml").write_text('[project]\nname = "a"\nurls = {Homepage = "https://a"}\n')
    commit(root)


@pytest.mark.parametrize("version, prepare, told", [
    ("0.2", None, "'0.2' is no version"),
    ("v0.2.0", None, "'v0.2.0' is no version"),
    ("0.0.9", None, "0.0.9 is before 0.1.0"),
    ("0.2.0", lambda root: git(root, "tag", "v0.2.0"), "there is a tag v0.2.0 already"),
    ("0.2.0", untidy, "changes that are not committed"),
    ("0.2.0", silent, "nothing under [Unreleased]"),
    ("0.2.0", nowhere, "names no address"),
    ("0.2.0", unsourced, "no Repository"),
])
def test_what_is_in_the_way_is_told_and_nothing_is_changed(project, version, prepare, told, capsys):
    if prepare:
        prepare(project)
    before = git(project, "status", "--porcelain"), git(project, "rev-parse", "HEAD")

    with pytest.raises(BuildError, match=re.escape(told)):
        released(project, version)

    if "is no version" in told:
        # Nothing can be shown of it.
        with pytest.raises(BuildError, match="is no version"):
            released(project, version, is_real=False)
    else:
        released(project, version, is_real=False)
        assert re.search(f"In the way: .*{re.escape(told)}", capsys.readouterr().err)
    assert (git(project, "status", "--porcelain"), git(project, "rev-parse", "HEAD")) == before


def test_this_repository_can_be_tried(capsys):
    cli.main(["release", "9.9.9"])

    assert '+__version__ = "9.9.9"' in capsys.readouterr().err


@pytest.mark.parametrize("name, calls", [
    ("release", [".ci/run", "python build.py dist"]), ("full", ["python build.py test --full"]),
])
def test_the_workflows_run_verbs_that_there_are(name, calls):
    text = (ROOT / f".github/workflows/{name}.yml").read_text("utf-8")

    assert re.findall(r"run: ((?:\.ci/run|python build\.py).*)", text) == calls
    assert {call.split()[2] for call in calls if " " in call} <= {*cli.VERBS}


def test_the_policy_names_the_versions_that_are_tested():
    text = (ROOT / "docs/policy.md").read_text("utf-8")
    tested = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]

    for name, package in [
        ("PyScript", "@pyscript/core"), ("Pyodide", "pyodide"),
        ("MicroPython", "@micropython/micropython-webassembly-pyscript"),
    ]:
        assert f"| {name} | {tested[package]} |" in text
