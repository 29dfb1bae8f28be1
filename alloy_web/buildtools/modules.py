"""
Which Python modules a page gets: joined for PyScript pages here, compiled for all others
(compiler/).
"""

import ast
import hashlib

from alloy_web.buildtools import flatten, scopes
from alloy_web.buildtools.console import BuildError

PACKAGE = "alloy_web"
# For CPython only.
NOT_FOR_PAGES = ("devserver", "buildtools", "testing", "server", "cli", "__main__.py")
# How Python's own values, users' functions and an interpreter are asked: compiled, others are in
# their place (compiler/instead/).
STAND_INS = (
    f"{PACKAGE}/core/dates.py",
    f"{PACKAGE}/core/encoding.py",
    f"{PACKAGE}/core/forms.py",
    f"{PACKAGE}/core/strings.py",
    f"{PACKAGE}/hosts/browser/interpreter.py",
    f"{PACKAGE}/hosts/browser/python_functions.py",
    f"{PACKAGE}/hosts/browser/values.py",
    f"{PACKAGE}/stepping.py",
)
# For tests, ours and users', and these also on MicroPython.
FOR_TESTS = ("hosts/memory",)
# What Python code of a page imports, besides what it gets from there.
PUBLIC = (f"{PACKAGE}/__init__.py", f"{PACKAGE}/errors.py")
START = ("alloy_web.app.own_engine", "start")
# The features that few sites use: two tuples, the components and their names, in the same order.
EXTRAS = f"{PACKAGE}/app/extras.py"
# For PyScript pages they are a module of its own, with the parts that others have there.
SECOND = f"{PACKAGE}_extras"
# What it begins with: names are shortened, so that of another build it would find others.
OF_ONE_BUILD = """\
from alloy_web._page import BUILD
if BUILD!='{build}':
 from alloy_web.errors import AlloyError
 raise AlloyError('alloy_web_extras is of the build {build}, alloy_web of '
  +BUILD+'. Name wheels of one build in `packages`')
"""


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


def extra_names(sources):
    """The namespaces of the components that few sites use."""
    tuples = _tuples(ast.parse(sources[EXTRAS]))
    return [each.value for each in tuples["NAMES"].elts]


def with_features(sources, features):
    """
    `{path: source}` as `sources`, where of those components only the named are left: "all" or a
    list. Names are as createCustomInstance has them, and the first letter may be a capital.
    """
    tree = ast.parse(sources[EXTRAS])
    names = extra_names(sources)
    known = {name[0].lower() + name[1:]: index for index, name in enumerate(names)}
    if features == "all":
        features = list(known)
    wanted = [name[0].lower() + name[1:] for name in features]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise BuildError(
            f"there is no feature {', '.join(unknown)}. Features: all, {', '.join(known)}"
        )
    kept = sorted(known[name] for name in wanted)
    for each in _tuples(tree).values():
        each.elts = [each.elts[index] for index in kept]
    return sources | {EXTRAS: ast.unparse(tree).encode()}


def _tuples(tree):
    return {
        ast.unparse(node.targets[0]): node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
    }


def package(sources):
    """
    `{path: source}` of the package for PyScript pages, without what readers need.

    What it offers is in `alloy_web` and `alloy_web.errors`; an engine of its own is a module of its
    own, for it is not needed where the page has one. So is `SECOND`, for few pages use it.
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
    late = {
        START[0]: f"{PACKAGE}._engine",
        f"{PACKAGE}.app.extras": SECOND, f"{PACKAGE}.app.parts": SECOND,
    }
    # Names of functions and methods stay, for tracebacks: 4 KB of the wheel.
    trees, names = flatten.flatten(
        sources, entries, main, late, shorten="fields", kept=parameters
    )
    made = {f"{name.replace('.', '/')}.py": flatten.source(tree) for name, tree in trees.items()}
    build = hashlib.sha256(b"".join(made.values())).hexdigest()[:8]
    second = f"{SECOND}.py"
    made[f"{main.replace('.', '/')}.py"] += f"BUILD='{build}'\n".encode()
    made[second] = OF_ONE_BUILD.format(build=build).encode() + made[second]
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
