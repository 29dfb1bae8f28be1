"""
What pip and `python -m build` do before they pack: see that the JavaScript of PyScript pages is
there. Run by hatchling, in an environment that has nothing else.

An sdist carries these files, so whoever builds from one needs no Node.
"""

import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = "static/bridge"
MADE = ("alloy_web/hosts/browser/bridge.js", "alloy_web/hosts/browser/attached.js")


class PageScripts(BuildHookInterface):
    def initialize(self, version, build_data):
        root = Path(self.root)
        if is_needed(root):
            command = [sys.executable, "build.py", "dist"]
            if subprocess.run(command, cwd=root, stdout=sys.stderr).returncode:
                raise SystemExit(
                    f"{' and '.join(MADE)} could not be made. Run `python build.py dist`, see what "
                    "it says, and build again"
                )


def is_needed(root):
    """Is one of the files missing, or older than what it is made of?"""
    made = [root / name for name in MADE]
    if not all(file.is_file() for file in made):
        return True
    sources = [file.stat().st_mtime for file in (root / SOURCES).glob("*.js")]
    # An sdist has them from the day it was made, whatever the times of its files say.
    is_sdist = (root / "PKG-INFO").is_file()
    return not is_sdist and max(sources, default=0) > min(file.stat().st_mtime for file in made)
