"""
Examples that are pages: what `python build.py serve --example <name>` serves of them.
"""

import shutil
from pathlib import Path

from alloy_web.buildtools import javascript
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.environment import CACHE, ROOT

FOLDER = ROOT / "examples"
# Its bundlers set these.
_OF_VUE = {
    "__VUE_OPTIONS_API__": True, "__VUE_PROD_DEVTOOLS__": False,
    "__VUE_PROD_HYDRATION_MISMATCH_DETAILS__": False,
}


def names() -> list[str]:
    """Those with a first page; the others bring a server of their own."""
    return sorted(page.parent.name for page in FOLDER.glob("*/index.html"))


def options(name: str) -> list[str]:
    """
    What the local edge is started with: the folder of an example, its scripts, and its offers where
    it has some.
    """
    if name not in names():
        raise BuildError(f"no example {name!r} to serve; there is {', '.join(names())}")
    scripts = CACHE / "examples" / name
    scripts.mkdir(parents=True, exist_ok=True)
    for source in sources(name):
        (scripts / source.name).with_suffix(".js").write_text(script(source), encoding="utf-8")
    folder = FOLDER / name
    offers = folder / "offers.json"
    scenario = str(offers) if offers.exists() else "empty"
    return ["--site", str(folder), "--site", str(scripts), "--scenario", scenario]


def sources(name: str) -> list[Path]:
    """The files of an example that import packages: a browser gets each as one script."""
    return [*(FOLDER / name).glob("*.jsx"), *(FOLDER / name).glob("*.mjs")]


def script(source: Path) -> str:
    """What a file and all that it imports is as one script."""
    # React tells more of what goes wrong, and runs effects twice, which finds faults.
    return javascript.readable(source, {"process.env.NODE_ENV": "development", **_OF_VUE}).decode()


def built(name: str, folder: Path) -> Path:
    """Copy an example into an empty folder, with its scripts; the path of its first page."""
    shutil.copytree(FOLDER / name, folder, dirs_exist_ok=True)
    for source in sources(name):
        (folder / source.name).with_suffix(".js").write_text(script(source), encoding="utf-8")
    return folder / "index.html"
