"""
What pages load besides us: MicroPython, Pyodide and PyScript from npm, and the two wheels that
Pyodide loads by itself from PyPI. All of it pinned by version and hash in the lock files.
"""

import hashlib
import json
import re
import shutil

from alloy_web.buildtools import environment, stamps
from alloy_web.buildtools.console import BuildError, run, say
from alloy_web.buildtools.environment import BUSY, CACHE, ROOT

PACKAGES = ROOT / "node_modules"
MICROPYTHON = PACKAGES / "@micropython/micropython-webassembly-pyscript"
PYODIDE = PACKAGES / "pyodide"
PYSCRIPT = PACKAGES / "@pyscript/core/dist"
WHEELS = CACHE / "pyodide-wheels"

PYODIDE_FILES = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"]
# Parts of PyScript that load where a page really has an editor or a terminal. Its plugins for
# those load in every page that does not switch them off, so they stay.
PYSCRIPT_EXTRAS = ("codemirror", "index-", "service-worker", "xterm")


def prepare():
    """Fetch what the lock files name, unless it is there."""
    with stamps.alone(BUSY):
        fetch()


def fetch():
    """As `prepare`, for who has the lock."""
    _npm_packages()
    _pyodide_wheels()


def pyodide():
    """{name: bytes} of the folder Pyodide is loaded from."""
    files = {name: (PYODIDE / name).read_bytes() for name in PYODIDE_FILES}
    wheels = {wheel.name: wheel.read_bytes() for wheel in sorted(WHEELS.glob("*.whl"))}
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))
    files["pyodide-lock.json"] = json.dumps(trimmed_lock(lock, wheels)).encode()
    return files | wheels


def trimmed_lock(lock, wheels):
    """
    Pyodide's lock with nothing in it but these wheels: {file name: bytes}.

    Pyodide checks what it loads against the lock, and the one it comes with names its own builds
    of the wheels, with other hashes than those on PyPI.
    """
    packages = {}
    for file_name, content in wheels.items():
        name, version = file_name.split("-")[:2]
        name = name.replace("_", "-")
        known = lock["packages"].get(name)
        if known is None or known["version"] != version:
            offered = known["version"] if known else "no such package"
            raise BuildError(f"pyodide.lock has {name} {version}, Pyodide expects {offered}")
        sha256 = hashlib.sha256(content).hexdigest()
        packages[name] = {**known, "file_name": file_name, "sha256": sha256}
    missing = {name for package in packages.values() for name in package["depends"]} - set(packages)
    if missing:
        raise BuildError(f"pyodide.lock lacks {', '.join(sorted(missing))}")
    return {"info": lock["info"], "packages": packages}


def pyscript():
    """{name: bytes} of PyScript's files, without what is for editors and terminals."""
    return {
        file.name: _without_map(file.read_bytes())
        for file in sorted(PYSCRIPT.iterdir())
        if file.suffix in (".js", ".css") and not file.name.startswith(PYSCRIPT_EXTRAS)
    }


def _without_map(code):
    return re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", code)


def _npm_packages():
    stamp = PACKAGES / ".installed"
    wanted = stamps.fingerprint([ROOT / "package.json", ROOT / "package-lock.json"])
    if stamps.is_current(stamp, wanted):
        return
    say("Installing MicroPython, Pyodide and PyScript, once …")
    run([*environment.npm(), "ci", "--loglevel=error"], "npm ci", cwd=ROOT)
    stamps.write(stamp, wanted)


def _pyodide_wheels():
    lock = ROOT / "pyodide.lock"
    stamp, wanted = WHEELS / "downloaded", stamps.fingerprint([lock])
    if stamps.is_current(stamp, wanted):
        return
    say("Downloading the wheels that Pyodide needs …")
    shutil.rmtree(WHEELS, ignore_errors=True)
    # For the Python inside Pyodide, not for this one.
    target = ["--no-deps", "--only-binary", ":all:", "--python-version", "3.14"]
    command = [
        *environment.pip(),
        "download",
        *target,
        "--require-hashes",
        "-r",
        str(lock),
        "-d",
        str(WHEELS),
    ]
    run(command, "Downloading the wheels that Pyodide needs")
    stamps.write(stamp, wanted)
