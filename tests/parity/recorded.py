"""
The control's half of the comparison, kept: what the vendor's script does does not change.

A recording is good for one version of the control and of the browser, one offset from UTC, and
the very files that make it: the case's, those here that play and name, the edge that answers. Of
anything else there is none, and the case is played with the control, too.
`build.py test tests/parity --record` plays all of them and writes what is not there yet.
"""

import hashlib
import json
import time
from pathlib import Path

from alloy_web.buildtools import control

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER = HERE / "recorded"
EDGE = ROOT / "alloy_web/devserver"
PLAYED_BY = [
    *(HERE / name for name in ("recording.py", "script.py", "stage.py")),
    *(EDGE / f"{name}.py" for name in ("consent", "edge", "identity", "incoming", "matching")),
    *(EDGE / f"{name}.py" for name in ("offers", "scenarios")),
    *sorted((EDGE / "scenarios").glob("*.json")),
    ROOT / "static/dist/base_code.js",
]


class Recorded:
    """`of(file)` gives {name of a case: comparable recording}, to be read and added to."""

    def __init__(self, browser_version):
        offset = f"UTC{-time.timezone:+d} s"
        self._here = f"{control.VERSION}, Chromium {browser_version}, {offset}, "
        self._here += _digest(PLAYED_BY)
        self._files = {}

    def of(self, file):
        if file not in self._files:
            self._files[file] = self._read(file)
        return self._files[file]

    def write(self):
        FOLDER.mkdir(exist_ok=True)
        for file, cases in self._files.items():
            lines = [json.dumps(self._key(file))]
            lines += [f"{json.dumps(name)}: {json.dumps(cases[name])}" for name in sorted(cases)]
            text = '{"of": ' + ",\n".join(lines) + "}\n"
            self._path(file).write_text(text, encoding="utf-8")

    def _read(self, file):
        path = self._path(file)
        if not path.is_file():
            return {}
        kept = json.loads(path.read_text(encoding="utf-8"))
        return kept if kept.pop("of") == self._key(file) else {}

    def _key(self, file):
        return f"{self._here} {_digest([HERE / 'cases' / file])}"

    def _path(self, file):
        return FOLDER / f"{Path(file).stem}.json"


def outdated():
    """[Files of cases that have no recording of what makes it]: they take twice as long."""
    if not all(path.is_file() for path in PLAYED_BY):
        return []
    by = _digest(PLAYED_BY)
    return [
        case.name for case in sorted((HERE / "cases").glob("*.py"))
        if not _of(FOLDER / f"{case.stem}.json").endswith(f"{by} {_digest([case])}")
    ]


def _of(path):
    return json.loads(path.read_text(encoding="utf-8"))["of"] if path.is_file() else ""


def _digest(paths):
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
