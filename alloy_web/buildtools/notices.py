"""
`NOTICES.txt`: the licenses of all that lies in `static/dist/`, ours and other people's.

Where a package brings its license, that is taken; the others are in `licenses/`, copied from where
the sources are.
"""

import json
import zipfile
from pathlib import Path

from alloy_web.buildtools import runtimes
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.environment import ROOT

TEXTS = Path(__file__).with_name("licenses")
# Compiled into MicroPython's and Pyodide's WebAssembly.
COMPILED_IN = {
    "CPython, in Pyodide": ("https://github.com/python/cpython", "python.txt"),
    "Emscripten, in MicroPython and Pyodide": (
        "https://github.com/emscripten-core/emscripten",
        "emscripten.txt",
    ),
    "musl, in MicroPython and Pyodide": ("https://musl.libc.org", "musl.txt"),
}
LINE = "=" * 78


def notices():
    """The text, in bytes."""
    wheels = {wheel.name: _wheel_licenses(wheel) for wheel in sorted(runtimes.WHEELS.glob("*.whl"))}
    parts = [("alloy_web", "", (ROOT / "LICENSE").read_text("utf-8"))]
    parts.append((*_title(runtimes.MICROPYTHON), _text("micropython.txt")))
    # The license that micropip brings is Pyodide's own, the Mozilla Public License 2.0.
    [(mozilla, *_)] = [texts for name, texts in wheels.items() if name.startswith("micropip-")]
    parts.append((*_title(runtimes.PYODIDE), mozilla))
    parts += [(name, source, _text(file)) for name, (source, file) in COMPILED_IN.items()]
    parts += [(*_title(folder), _license(folder)) for folder in bundled()]
    parts += [(name, "", "\n\n".join(texts)) for name, texts in wheels.items()]
    sections = [
        f"{LINE}\n{title}\n{source}\n{LINE}\n\n{text.strip()}\n" for title, source, text in parts
    ]
    return "\n\n".join(sections).encode()


def bundled():
    """The folders of PyScript and of what is bundled in it: all that it depends on."""
    found, waiting = [], ["@pyscript/core"]
    while waiting:
        folder = runtimes.PACKAGES / waiting.pop(0)
        if folder not in found:
            found.append(folder)
            waiting += sorted(_package(folder).get("dependencies", {}))
    return found


def _title(folder):
    package = _package(folder)
    repository = package.get("repository", "")
    source = repository if isinstance(repository, str) else repository["url"]
    return f"{package['name']} {package['version']} ({package['license']})", source


def _license(folder):
    for file in sorted(folder.iterdir()):
        if file.name.lower().startswith("licen"):
            return file.read_text("utf-8")
    package = _package(folder)
    if package["license"] != "ISC":
        raise BuildError(f"{package['name']} brings no license; put it into {TEXTS.name}/")
    return _text("isc.txt").format(author=package["author"])


def _wheel_licenses(wheel):
    """The texts of a wheel's licenses: its own, then those of what it has copied from others."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if Path(name).name.startswith("LICENSE")]
        names.sort(key=lambda name: (".dist-info/" not in name, name))
        return [archive.read(name).decode() for name in names]


def _package(folder):
    return json.loads((folder / "package.json").read_text("utf-8"))


def _text(name):
    return (TEXTS / name).read_text("utf-8")
