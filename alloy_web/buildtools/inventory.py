"""
`manifest.json`: every file of `static/dist/`, what it is for, how large it is and its hash; and
what a first visit brings, for each way of loading.
"""

import json
import re

from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.recipes import integrity

# What a file is for: the first that fits.
GROUPS = [
    ("snippet", r"base_code\.js|first_flight\.js"),
    ("loader", r"alloy(-[0-9a-f]{8})?\.js"),
    # For pages that ask for what few do.
    ("second", r"alloy\.extras-[0-9a-f]{8}\.js"),
    ("module", r"alloy\.module\.js"),
    ("worker", r"alloy\.(sw|push|workers)\.js"),
    # Debuggers ask for them.
    ("map", r"alloy(\.module|(\.extras)?-[0-9a-f]{8})?\.js\.map"),
    ("wheel", r"alloy_web-.*\.whl"),
    # For PyScript pages that ask for what few do.
    ("second wheel", r"alloy_web_extras-.*\.whl"),
    ("zip", r"alloy_web\.zip"),
    ("micropython", r"micropython/.*"),
    ("micropip", r"pyodide/micropip-.*"),
    ("pyodide", r"pyodide/(pyodide[.-].*|python_stdlib\.zip)"),
    ("pyscript", r"pyscript/(core|error).*\.js"),
    ("unzip", r"pyscript/zip-.*"),
    ("packages", r"pyscript/pyodide_graph-.*"),
    # For pages that ask for it.
    ("optional", r"pyscript/.*|pyodide/pyodide_http-.*"),
    # For whoever writes the page.
    ("recipe", r"head\.html"),
    ("types", r"alloy\.d\.ts"),
    # For whoever passes the files on.
    ("notices", r"NOTICES\.txt"),
]

# {way of loading: (groups that are ours, other groups)}
WAYS = {
    "direct": (["snippet", "loader"], []),
    "pyscript-mpy": (["snippet", "wheel"], ["pyscript", "unzip", "micropython"]),
    "pyscript-py": (["snippet", "wheel"], ["pyscript", "packages", "pyodide", "micropip"]),
}
# Of files of a group that are the same, or one in the place of another, a page loads one.
ONE_OF = {"snippet": ["first_flight.js", "base_code.js"], "loader": ["alloy.js"]}


def manifest(files, packed, build_hash):
    """The text of manifest.json, in bytes."""
    listed = [
        {
            "name": name,
            "for": group(name),
            "bytes": len(content),
            "brotli": len(packed.get(name + ".br", content)),
            "integrity": integrity(content),
        }
        for name, content in sorted(files.items())
    ]
    ways = {way: _first_visit(listed, *groups) for way, groups in WAYS.items()}
    return json.dumps({"build": build_hash, "ways": ways, "files": listed}, indent=1).encode()


def listing(files, build_hash):
    """A manifest of these files alone, without what depends on how they were compressed."""
    listed = [
        {"name": name, "for": group(name), "bytes": len(content), "integrity": integrity(content)}
        for name, content in sorted(files.items())
    ]
    return json.dumps({"build": build_hash, "files": listed}, indent=1).encode()


def group(name):
    for found, pattern in GROUPS:
        if re.fullmatch(pattern, name):
            return found
    raise BuildError(f"What is {name} for? alloy_web/buildtools/inventory.py has to know.")


def _first_visit(listed, ours, others):
    """`{"ours", "together"}`: bytes over the wire, compressed with Brotli."""
    sizes = {each["name"]: each["brotli"] for each in listed}
    total = {}
    for each in listed:
        one_of = [name for name in ONE_OF.get(each["for"], [each["name"]]) if name in sizes]
        if each["name"] == one_of[0]:
            total[each["for"]] = total.get(each["for"], 0) + each["brotli"]
    mine = sum(total[name] for name in ours)
    return {"ours": mine, "together": mine + sum(total[name] for name in others)}
