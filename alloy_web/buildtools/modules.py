"""
Which Python modules a page gets: joined for PyScript pages here, compiled for all others
(compiler/).
"""

import ast

from alloy_web.buildtools import flatten, scopes
from alloy_web.buildtools.console import BuildError

PACKAGE = "alloy_web"
# For CPython only.
NOT_FOR_PAGES = ("devserver", "buildtools", "testing")
# For tests, ours and users', and these also on MicroPython.
FOR_TESTS = ("hosts/memory",)
# What Python code of a page imports, besides what it gets from there.
PUBLIC = (f"{PACKAGE}/__init__.py", f"{PACKAGE}/errors.py")
START = ("alloy_web.app.own_engine", "start")


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


def _without_tests(sources):
    folders = tuple(f"{PACKAGE}/{name}" for name in FOR_TESTS)
    return {path: text for path, text in sources.items() if not path.startswith(folders)}


def _is_for_pages(path):
    return path.parts[0] not in NOT_FOR_PAGES
