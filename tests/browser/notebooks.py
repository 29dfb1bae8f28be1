"""
A JupyterLite site, built as its own documentation says, with the Pyodide of `static/dist/`: it
loads nothing from elsewhere. What it is made of comes from the package index, once.
"""

import shutil
import sys
from pathlib import Path

from alloy_web.buildtools import stamps
from alloy_web.buildtools.console import run
from alloy_web.buildtools.environment import CACHE

VERSION = "0.8.6"
BUILDER = [f"jupyterlite-core=={VERSION}", f"jupyterlite-pyodide-kernel=={VERSION}"]
# What the kernel installs when it starts, for the Python of Pyodide.
KERNELS = ["ipython==9.12.0", "comm==0.2.3", "jedi==0.20.1"]
FOR_PYODIDE = ["--python-version", "3.14", "--implementation", "py", "--abi", "none",
               "--platform", "any", "--only-binary=:all:"]
CONFIG = """{"jupyter-lite-schema-version": 0, "jupyter-config-data": {"litePluginSettings": {
  "@jupyterlite/pyodide-kernel-extension:kernel": {
    "pyodideUrl": "/dist/pyodide/pyodide.mjs", "disablePyPIFallback": true}}}}"""
FOLDER = CACHE / f"jupyterlite-{VERSION}"


def built():
    """The folder with the site in `lite/`; it is made where it is not there yet."""
    with stamps.alone(FOLDER.with_suffix(".lock")):
        if not (FOLDER / "site").is_dir():
            shutil.rmtree(FOLDER, ignore_errors=True)
            _build()
    return FOLDER / "site"


def _build():
    run([sys.executable, "-m", "venv", str(FOLDER / "venv")], "A virtual environment")
    python = FOLDER / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "install", *BUILDER], "Installing JupyterLite")
    wheels = FOLDER / "wheels"
    run([*pip, "download", "--dest", str(wheels), *FOR_PYODIDE, *KERNELS], "What a kernel needs")
    contents = FOLDER / "contents"
    contents.mkdir()
    (contents / "jupyter-lite.json").write_text(CONFIG, "utf-8")
    half = FOLDER / "half"
    run(
        [str(python), "-m", "jupyter", "lite", "build", "--lite-dir", str(contents),
         "--output-dir", str(half / "lite"), "--apps", "repl", "--no-sourcemaps",
         "--piplite-wheels", str(wheels)],
        "jupyter lite build", cwd=contents,
    )
    Path(half).rename(FOLDER / "site")
