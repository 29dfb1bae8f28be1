"""
Examples that are pages: what `python build.py serve --example <name>` serves of them.
"""

import re
import shutil
from importlib import metadata
from pathlib import Path

from alloy_web.buildtools import archives, folders, javascript, stamps
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.environment import BUSY, CACHE, ROOT

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
    What the local edge is started with: the folder of an example, what is made for it, and its
    offers where it has some.
    """
    if name not in names():
        raise BuildError(f"no example {name!r} to serve; there is {', '.join(names())}")
    beside = CACHE / "examples" / name
    with stamps.alone(BUSY):
        folders.write(beside, made(name))
    folder = FOLDER / name
    offers = folder / "offers.json"
    scenario = str(offers) if offers.exists() else "empty"
    return ["--site", str(folder), "--site", str(beside), "--scenario", scenario]


def made(name: str) -> dict[str, bytes]:
    """`{file: bytes}`: scripts, each with what it imports, and packages that PyScript unpacks."""
    folder = FOLDER / name
    sources = [*folder.glob("*.jsx"), *folder.glob("*.mjs")]
    scripts = {f"{source.stem}.js": script(source).encode() for source in sources}
    asked = re.findall(r'"/(\w+)\.zip"', (folder / "index.html").read_text("utf-8"))
    return {**scripts, **{f"{package}.zip": _package(package) for package in asked}}


def script(source: Path) -> str:
    """What a file and all that it imports is as one script."""
    # React tells more of what goes wrong, and runs effects twice, which finds faults.
    return javascript.readable(source, {"process.env.NODE_ENV": "development", **_OF_VUE}).decode()


def _package(name: str) -> bytes:
    """The modules of a package that is installed here."""
    modules = [path for path in metadata.files(name) or [] if path.suffix == ".py"]
    return archives.zipped({path.as_posix(): path.read_binary() for path in modules})


def built(name: str, folder: Path) -> Path:
    """Copy an example and what is made for it into an empty folder; the path of its page."""
    shutil.copytree(FOLDER / name, folder, dirs_exist_ok=True)
    for file, content in made(name).items():
        (folder / file).write_bytes(content)
    return folder / "index.html"
