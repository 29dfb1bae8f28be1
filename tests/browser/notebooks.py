"""
Notebooks in a page, as their own documentation says they are built, without anything from
elsewhere: JupyterLite with the Pyodide of `static/dist/`, and marimo with the one it is made for.
What they are made of comes from package indexes, once.
"""

import hashlib
import json
import os
import shutil
import sys
import zipfile

from alloy_web.buildtools import stamps
from alloy_web.buildtools.console import run
from alloy_web.buildtools.environment import CACHE, npm

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

MARIMO = "0.25.2"
# Its export insists on uv.
EXPORTER = [f"marimo=={MARIMO}", "uv==0.13.9"]
# Which Pyodide that release loads, and what it loads with it.
ITS_PYODIDE = "314.0.0"
ITS_PACKAGES = [
    f"marimo-base=={MARIMO}", "docutils==0.23", "itsdangerous==2.2.0", "jedi==0.20.1",
    "markdown==3.11.3", "micropip==0.11.1", "narwhals==2.29.0", "packaging==26.4", "parso==0.8.7",
    "pygments==2.21.0", "pymdown-extensions==11.0.2", "pyodide-http==0.2.2",
    "python-multipart==0.0.34", "tomlkit==0.15.2",
]
COMPILED = ["msgspec==0.23.0"]
MARIMOS = CACHE / f"marimo-{MARIMO}"


def built():
    """The folder with JupyterLite's site in `lite/`; it is made where it is not there yet."""
    return _once(FOLDER, _build) / "site"


def exported(folder, cells, head):
    """
    Write the page of a marimo notebook with these cells to `page/` of a folder, and what it loads
    to `pyodide/` beside it. `cells` are texts; the last one takes `alloy` of the first.
    """
    made = _once(MARIMOS, _prepare)
    text = 'import marimo\n\napp = marimo.App(html_head_file="head.html")\n'
    for cell, takes, gives in zip(cells, ["", "alloy"], ["alloy,", ""], strict=True):
        body = "".join(f"    {line}\n" if line else "\n" for line in cell.splitlines())
        text += f"\n\n@app.cell\nasync def _({takes}):\n{body}    return ({gives})\n"
    (folder / "notebook.py").write_text(text, "utf-8")
    (folder / "head.html").write_text(head, "utf-8")
    programs = _python(made).parent
    run(
        [str(programs / "marimo"), "-y", "export", "html-wasm", "notebook.py", "-o", "page",
         "--mode", "run"],
        "marimo export", cwd=folder,
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
    )
    shutil.copytree(made / "pyodide", folder / "pyodide")
    page = folder / "page/index.html"
    html = page.read_text("utf-8")
    loader = '<marimo-wasm hidden="'
    assert html.count(loader) == 1
    page.write_text(html.replace(
        loader, '<marimo-wasm data-pyodide-index-url="/pyodide/" '
        'data-pyodide-lockfile-url="/pyodide/pyodide-lock.json" hidden="'
    ), "utf-8")


def _once(folder, build):
    with stamps.alone(folder.with_suffix(".lock")):
        if not (folder / "done").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            build()
            (folder / "done").write_text("", "utf-8")
    return folder


def _python(folder):
    return folder / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _environment(folder, packages):
    """pip of a new virtual environment with these packages."""
    run([sys.executable, "-m", "venv", str(folder / "venv")], "A virtual environment")
    pip = [str(_python(folder)), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "install", "--no-compile", *packages], f"Installing {packages[0]}")
    return pip


def _build():
    pip = _environment(FOLDER, BUILDER)
    wheels = FOLDER / "wheels"
    run([*pip, "download", "--dest", str(wheels), *FOR_PYODIDE, *KERNELS], "What a kernel needs")
    contents = FOLDER / "contents"
    contents.mkdir()
    (contents / "jupyter-lite.json").write_text(CONFIG, "utf-8")
    run(
        [str(_python(FOLDER)), "-m", "jupyter", "lite", "build", "--lite-dir", str(contents),
         "--output-dir", str(FOLDER / "site/lite"), "--apps", "repl", "--no-sourcemaps",
         "--piplite-wheels", str(wheels)],
        "jupyter lite build", cwd=contents,
    )


def _prepare():
    """marimo's exporter, and a folder like the ones that its pages load from elsewhere."""
    pip = _environment(MARIMOS, EXPORTER)
    wheels = MARIMOS / "pyodide"
    download = [*pip, "download", "--no-deps", "--dest", str(wheels)]
    run([*download, *FOR_PYODIDE, *ITS_PACKAGES], "What marimo needs")
    run(
        [*download, "--python-version", "3.14", "--implementation", "cp", "--abi", "cp314",
         "--platform", "pyemscripten_2026_0_wasm32", "--only-binary=:all:", *COMPILED],
        "What marimo needs",
    )
    _pack_yaml(wheels)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run([*npm(), "install", *quiet, "--prefix", str(MARIMOS), f"pyodide@{ITS_PYODIDE}"], "Pyodide")
    for name in ("pyodide-lock.json", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        shutil.copy(MARIMOS / "node_modules/pyodide" / name, wheels)
    lock = json.loads((wheels / "pyodide-lock.json").read_text("utf-8"))
    lock["packages"] = _locked(sorted(wheels.glob("*.whl")))
    (wheels / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")


def _pack_yaml(folder):
    """The index has PyYAML for Pyodide in no form; its Python alone is enough."""
    [source] = (MARIMOS / "venv").rglob("site-packages/yaml")
    with zipfile.ZipFile(folder / "pyyaml-0-py3-none-any.whl", "w") as archive:
        for file in source.glob("*.py"):
            archive.write(file, f"yaml/{file.name}")
        about = "Metadata-Version: 2.1\nName: PyYAML\nVersion: 0\n"
        archive.writestr("pyyaml-0.dist-info/METADATA", about)
        archive.writestr("pyyaml-0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("pyyaml-0.dist-info/RECORD", "")


def _locked(wheels):
    """The packages of a lock file of Pyodide; whoever loads marimo gets all of them."""
    found = {}
    for wheel in wheels:
        name, version = wheel.name.split("-")[:2]
        name = name.lower().replace("_", "-")
        with zipfile.ZipFile(wheel) as archive:
            tops = {path.split("/")[0].removesuffix(".py") for path in archive.namelist()}
        found[name] = {
            "name": name, "version": version, "file_name": wheel.name, "depends": [],
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(), "install_dir": "site",
            "imports": sorted(top for top in tops if not top.endswith(".dist-info")),
            "package_type": "package", "unvendored_tests": False,
        }
    found["marimo-base"]["depends"] = sorted(found.keys() - {"marimo-base"})
    return found
