"""
What static/interpreter.js wakes: a MicroPython that has imported the SDK, as two files, its memory
and its WebAssembly.
"""

import ast
import builtins
import json
import os
import tempfile
from pathlib import Path

from alloy_web.buildtools import environment, modules, runtimes, stamps
from alloy_web.buildtools.console import BuildError, capture
from alloy_web.buildtools.environment import CACHE, ROOT

# Imported in functions of hosts/browser/ that run on PyScript pages only.
PYSCRIPTS = {"asyncio", "io", "pyodide.ffi"}


def image(source, start):
    """
    The memory, after the import of the SDK's `source`; `start` is the name of the function in it
    that JavaScript calls.
    """
    tree = ast.parse(source)
    late = {name for each in tree.body if not _is_import(each) for name in _imports(each)}
    if late - PYSCRIPTS:
        raise BuildError(
            f"{', '.join(sorted(late - PYSCRIPTS))}: imported in a function. Import it at the top "
            "of the file, since the interpreter that a page wakes has nothing left to import with"
        )
    return _node("image.mjs", start, data=modules.bytecode(modules.SDK, source))


def shaken(source):
    """
    The WebAssembly, without what this source does not need.

    Takes some seconds, and few changes of the SDK change it: kept in `.cache/interpreters/`.
    """
    tree = ast.parse(source)
    used = {
        "imports": sorted(_imports(tree) - PYSCRIPTS),
        "names": sorted(_names(tree) & _builtin_names()),
    }
    programs = [Path(__file__).with_name(name) for name in ("shake.mjs", "micropython.mjs")]
    makers = [*programs, ROOT / "package-lock.json"]
    kept = CACHE / "interpreters" / stamps.fingerprint(makers, used)
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(f".{os.getpid()}")
        half.write_bytes(_node("shake.mjs", data=json.dumps(used).encode()))
        half.replace(kept)
    return kept.read_bytes()


def check(wasm, image):
    """Wake the two as a page does, and let the SDK answer; `BuildError` where it does not."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("wasm", "image")]
        for file, content in zip(files, (wasm, image), strict=True):
            file.write_bytes(content)
        loader = (ROOT / "static/interpreter.js").as_uri()
        program = Path(__file__).with_name("wake.mjs")
        capture([environment.node(), "--no-warnings", str(program), loader, *map(str, files)], b"")


def _node(program, *arguments, data):
    file = Path(__file__).with_name(program)
    return capture([environment.node(), str(file), str(runtimes.MICROPYTHON), *arguments], data)


def _is_import(node):
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _imports(tree):
    """The modules that a program, or a part of one, imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
    return found


def _names(tree):
    """Names, attributes, and texts: each could be what `getattr` is asked for."""
    kinds = {ast.Name: "id", ast.Attribute: "attr", ast.Constant: "value"}
    found = {getattr(node, kinds[type(node)]) for node in ast.walk(tree) if type(node) in kinds}
    if any(isinstance(node, ast.JoinedStr) for node in ast.walk(tree)):
        # What MicroPython makes of an f-string.
        found.add("format")
    return {name for name in found if isinstance(name, str)}


def _builtin_names():
    types = [kind for kind in vars(builtins).values() if isinstance(kind, type)]
    return set(dir(builtins)).union(*map(dir, types))
