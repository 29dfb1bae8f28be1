"""
Examples that are pages: what `python build.py serve --example <name>` serves of them.
"""

from pathlib import Path

from alloy_web.buildtools import javascript
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.environment import CACHE, ROOT

FOLDER = ROOT / "examples"


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
    for source in (FOLDER / name).glob("*.jsx"):
        (scripts / source.name).with_suffix(".js").write_text(script(source), encoding="utf-8")
    folder = FOLDER / name
    offers = folder / "offers.json"
    scenario = str(offers) if offers.exists() else "empty"
    return ["--site", str(folder), "--site", str(scripts), "--scenario", scenario]


def script(source: Path) -> str:
    """What a file with React components and all that it imports is as one script."""
    # React tells more of what goes wrong, and runs effects twice, which finds faults.
    return javascript.readable(source, {"process.env.NODE_ENV": "development"}).decode()
