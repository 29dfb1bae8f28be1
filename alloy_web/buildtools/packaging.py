"""
What pip and `python -m build` do before they pack: see that the JavaScript is there, that of
PyScript pages and the built files of the direct way; and what the package index shows. Run by
hatchling, in an environment that has nothing else.

An sdist carries these files, so whoever builds from one needs no Node.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

# Of the scripts, and of the Python that is compiled.
SOURCES = ("static/*.js", "static/*/*.js", "alloy_web/**/*.py")
NOT_SOURCES = ("static/dist", "alloy_web/dist", "alloy_web/hosts/browser/bridge.js")
MADE = (
    "alloy_web/hosts/browser/bridge.js",
    "alloy_web/hosts/browser/attached.js",
    "alloy_web/dist/manifest.json",
)
# Set by build.py, which has just built them and would be asked to do so again.
IS_BUILT = "ALLOY_WEB_IS_BUILT"


class PageScripts(BuildHookInterface):
    def initialize(self, version, build_data):
        root = Path(self.root)
        if not os.environ.get(IS_BUILT) and is_needed(root):
            command = [sys.executable, "build.py", "dist", "--no-packages"]
            if subprocess.run(command, cwd=root, stdout=sys.stderr).returncode:
                raise SystemExit(
                    "The built JavaScript could not be made. Run `python build.py dist`, see what "
                    "it says, and build again"
                )


class Description(MetadataHookInterface):
    def update(self, metadata):
        text = (Path(self.root) / "README.md").read_text("utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": outside(text, metadata.get("urls", {}).get("Repository")),
        }


def outside(text, repository):
    """The README where its links to files lead nowhere: to the repository's, or words alone."""

    def link(found):
        words, file = found.groups()
        return f"[{words}]({repository}/blob/main/{file})" if repository else words

    return re.sub(r"\[([^]]+)\]\((?!https?:|#)([^)]+)\)", link, text)


def is_needed(root):
    """Is one of the files missing, or older than what it is made of?"""
    made = [root / name for name in MADE]
    if not all(file.is_file() for file in made):
        return True
    # An sdist has them from the day it was made, whatever the times of its files say.
    if (root / "PKG-INFO").is_file():
        return False
    left_out = [root / name for name in NOT_SOURCES]
    newest = max(
        (
            file.stat().st_mtime for pattern in SOURCES for file in root.glob(pattern)
            if not any(file.is_relative_to(each) for each in left_out)
        ),
        default=0,
    )
    return newest > min(file.stat().st_mtime for file in made)
