"""
`python build.py release X.Y.Z`: the version, the changelog, the commit, the tag, the packages and
their checksums. Without `--yes` it says what it would do, and changes nothing.

Nothing is uploaded from here: a tag that is pushed makes `.github/workflows/release.yml` do that.
"""

import difflib
import re
import subprocess
import tomllib

from alloy_web.buildtools.console import BuildError, say

VERSION_FILE = "alloy_web/__init__.py"
CHANGELOG = "CHANGELOG.md"
# Pages of the guide that name the wheels.
GUIDES = "docs"
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_UNRELEASED = "## [Unreleased]\n"


def release(root, version, date, is_real, build):
    """
    Release this version of the repository at `root`; `date` is today's, as `2026-05-01`, and
    `build()` makes the packages and gives their paths. BuildError, and nothing is changed, where
    something is in the way.
    """
    found = problems(root, version)
    if found and (is_real or not _VERSION.fullmatch(version)):
        raise BuildError("\n  ".join(["it cannot be released:", *found]))
    changed = changes(root, version, date)
    for line in _difference(root, changed):
        say(line)
    for text in found:
        say(f"In the way: {text}")
    if not is_real:
        say(f"Then: python build.py dist, a commit and the tag v{version}. Nothing was changed: "
            "--yes does it.")
        return
    for name, text in changed.items():
        (root / name).write_text(text, encoding="utf-8")
    packages = build()
    _git(root, "add", *changed)
    _git(root, "commit", "--quiet", "--message", f"Release {version}")
    _git(root, "tag", "--annotate", f"v{version}", "--message", notes(root, version))
    for path in packages:
        say(f"made {path}")
    say(f"To publish it: git push origin HEAD v{version}")


def problems(root, version):
    """Why the repository cannot be released under this version, a sentence each."""
    found = []
    if not _VERSION.fullmatch(version):
        return [f"{version!r} is no version such as 0.2.0"]
    current = version_of(root)
    if _parts(version) < _parts(current):
        found.append(f"{version} is before {current}, the version of the source")
    if _git(root, "tag", "--list", f"v{version}"):
        found.append(f"there is a tag v{version} already")
    if _git(root, "status", "--porcelain"):
        found.append("there are changes that are not committed")
    if not _unreleased(_read(root, CHANGELOG)).strip():
        found.append(f"{CHANGELOG} has nothing under [Unreleased]")
    project = tomllib.loads(_read(root, "pyproject.toml"))["project"]
    if not project.get("urls"):
        found.append("pyproject.toml names no address of the project ([project.urls])")
    elif not project["urls"].get("Repository"):
        found.append("[project.urls] has no Repository, without which npm takes no provenance")
    return found


def changes(root, version, date):
    """`{name: new text}` of the files that a release changes."""
    old = version_of(root)
    texts = {
        VERSION_FILE: _read(root, VERSION_FILE).replace(
            f'__version__ = "{old}"', f'__version__ = "{version}"'
        ),
        CHANGELOG: _read(root, CHANGELOG).replace(
            _UNRELEASED, f"{_UNRELEASED}\n## [{version}] - {date}\n", 1
        ),
    }
    for file in sorted((root / GUIDES).rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(root).as_posix()
        for wheel in ("alloy_web", "alloy_web_extras"):
            text = text.replace(f"{wheel}-{old}-0page-", f"{wheel}-{version}-0page-")
        texts[name] = text
    return {name: text for name, text in texts.items() if text != _read(root, name)}


def notes(root, version):
    """What the changelog says of a version, as the text of its tag."""
    _, _, after = _read(root, CHANGELOG).partition(f"## [{version}]")
    # The changelog's headings would be comments to git.
    lines = after.partition("\n## ")[0].splitlines()[1:]
    return f"{version}\n\n" + "\n".join(line.removeprefix("### ") for line in lines).strip() + "\n"


def version_of(root):
    """The version that the source has."""
    found = re.search(r'^__version__ = "([^"]+)"', _read(root, VERSION_FILE), re.M)
    if not found:
        raise BuildError(f"{VERSION_FILE} names no __version__")
    return found[1]


def _unreleased(changelog):
    if _UNRELEASED not in changelog:
        return ""
    return changelog.partition(_UNRELEASED)[2].partition("\n## ")[0]


def _parts(version):
    return [int(part) for part in version.split(".")]


def _difference(root, changed):
    for name, text in changed.items():
        lines = difflib.unified_diff(
            _read(root, name).splitlines(), text.splitlines(), name, name, lineterm="", n=1
        )
        yield from lines


def _read(root, name):
    return (root / name).read_text(encoding="utf-8")


def _git(root, *arguments):
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()
