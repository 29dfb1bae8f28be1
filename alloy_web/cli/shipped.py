"""
The built files of the direct way that lie in the package, `alloy_web/dist/`, put there by the
build: `manifest.json` has the name of each, what it is for, its size and its integrity.
"""

import base64
import hashlib
import json
from pathlib import Path

from alloy_web.cli.outcome import CannotDo

FOLDER = Path(__file__).resolve().parents[1] / "dist"


def listed(folder=FOLDER):
    """`[{"name", "for", "bytes", "integrity"}, …]`; CannotDo where the package was never built."""
    try:
        return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        raise CannotDo(
            f"The built files are missing ({error}). In the repository: python build.py dist"
        ) from error


def hashed_name(folder=FOLDER):
    """The name of `alloy.js` that has the hash of its content."""
    return next(
        each["name"] for each in listed(folder)
        if each["for"] == "loader" and each["name"] != "alloy.js"
    )


def integrity(content, algorithm="sha384"):
    """The value of an `integrity` attribute, or of a source in a content security policy."""
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm}-{base64.b64encode(digest).decode()}"
