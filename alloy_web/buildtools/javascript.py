"""
JavaScript: the bundler, esbuild, joins modules, writes what older browsers know and gives compiled
Python's properties short names; the minifier, terser, makes the result as small as it gets.
"""

import json
import tempfile
from pathlib import Path

from alloy_web.buildtools import environment
from alloy_web.buildtools.console import BuildError, capture
from alloy_web.buildtools.constants import SHARED
from alloy_web.buildtools.runtimes import PACKAGES

# What every browser knows that runs MicroPython or Pyodide.
MODERN = 2020
# What compiled Python asks for.
OF_COMPILED = 2018
# The first line of a script half of whose functions run when a page loads. Chromium then compiles
# all of them while the script comes, beside the page's own thread; one by one, each when it is
# called first, they would keep that thread busy for longer than everything that they do.
AT_ONCE = "//# allFunctionsCalledOnLoad"
# The base code also has to give up politely where the SDK cannot run.
OLDER = 2015


def bundle(entry, constants, as_module=False, year=MODERN):
    """
    One script from a module and what it imports; `constants` are put in by name, and those that
    Python and every script share (constants.py).

    A classic script, or with `as_module` one that others import from.
    """
    defined = _defined(constants)
    shape = "--format=esm" if as_module else "--format=iife"
    joined = _esbuild(year, str(entry), "--bundle", shape, *defined)
    return _terser(year, joined, ["--module"] if as_module else [])


def readable(entry, constants):
    """As `bundle`, for an example: left as it was written, which is made in a moment."""
    return _run(MODERN, str(entry), "--bundle", "--format=iife", *_defined(constants))


def compiled(entry, made, kept, constants, short=None, as_module=False, at_once=False):
    """
    `(script, source map)`: as `bundle`, with modules of the compiled SDK in it, `made`: {name they
    are imported by: path}.

    Properties that begin with `$` are the compiler's, and get short names, but for those `kept`;
    those that another script got already are `short`. The map names sources by their paths in this
    project. `at_once`: most of its functions run when it starts.
    """
    with tempfile.TemporaryDirectory() as folder:
        joined, _ = _joined(folder, entry, made, kept, constants, short, as_module)
        script = joined.with_name("alloy.js")
        # Whoever puts scripts together may have one before ours that ends without a semicolon.
        first_lines = ([AT_ONCE] if at_once else []) + ([] if as_module else [";"])
        _write_smallest(script, joined, as_module, "\n".join(first_lines))
        its_map = json.loads(Path(f"{script}.map").read_bytes())
        compiled_in = next(iter(made.values())).parent
        its_map["sources"] = [
            _in_project(script.parent / source, compiled_in) for source in its_map["sources"]
        ]
        its_map = json.dumps(its_map, separators=(",", ":")).encode()
        return script.read_bytes() + b"\n", its_map


def short_names(entry, made, kept, constants):
    """What `compiled` calls properties: {name: short name}."""
    with tempfile.TemporaryDirectory() as folder:
        return _joined(folder, entry, made, kept, constants)[1]


def _joined(folder, entry, made, kept, constants, short=None, as_module=False):
    """The path of modules as one script, with `.map` beside it, and {name: short name}."""
    script = Path(folder).resolve() / "joined.js"
    names = script.with_name("names.json")
    names.write_text(json.dumps(short or {}), encoding="utf-8")
    _run(
        OF_COMPILED, str(entry), "--bundle", "--format=esm" if as_module else "--format=iife",
        *_defined({"__ALLOY_COMPILED__": True} | constants),
        *[f"--alias:{name}={path}" for name, path in made.items()],
        # What is loaded later stays where it is.
        "--external:./alloy.extras-*",
        "--minify-syntax", "--minify-whitespace", *_short_names(kept), f"--mangle-cache={names}",
        "--sourcemap=external", "--sources-content=true", f"--outfile={script}",
    )
    return script, json.loads(names.read_bytes())


def _write_smallest(script, joined, as_module, first_lines="", passes=3):
    """Write what terser makes of a script with a source map, and the map of that beside it."""
    options = joined.with_name("options.json")
    chosen = {
        "module": as_module,
        "ecma": OF_COMPILED,
        # No function of ours that is an expression is called with `new`, so all may be arrows.
        "compress": {
            "passes": passes, "lhs_constants": False, "hoist_funs": True, "unsafe_arrows": True,
            # A function that is more than an expression compresses better where it is shared.
            "inline": 1,
        },
        "mangle": True,
        "sourceMap": {
            "content": Path(f"{joined}.map").read_text(encoding="utf-8"),
            "includeSources": True,
        },
    }
    if first_lines:
        chosen["format"] = {"preamble": first_lines}
    options.write_text(json.dumps(chosen), encoding="utf-8")
    program = [*_terser_program(), str(joined), "--config-file", str(options)]
    capture([*program, "--output", str(script)])


def _in_project(file, compiled_in):
    """The path of a source, which is a file here or named as one beside the compiled SDK."""
    file = file.resolve()
    root = compiled_in if file.is_relative_to(compiled_in) else environment.ROOT
    return file.relative_to(root).as_posix()


def _defined(constants):
    put_in = constants | SHARED
    return [f"--define:{name}={json.dumps(value)}" for name, value in put_in.items()]


def _short_names(kept):
    return ["--mangle-props=^\\$", f"--reserve-props=^\\$({'|'.join(kept)})$"]


_FOR_NODE = [
    "--bundle", "--format=esm", "--define:window=globalThis", "--define:__ALLOY_COMPILED__=true",
]


def plain_bundle(entry):
    """A module and what it imports as one, for readers and Node: nothing is made short."""
    return _run(OF_COMPILED, str(entry), *_FOR_NODE, "--sourcemap=inline")


def write_small_bundle(script, entry, kept):
    """
    As `plain_bundle`, to a file and its source map beside it, but made small as alloy.js is (see
    `compiled`), except that functions keep their names: tests of Python's `__name__` ask for them.
    """
    joined = script.with_name("joined.mjs")
    _run(
        OF_COMPILED, str(entry), *_FOR_NODE, "--minify-syntax", "--keep-names",
        *_short_names(kept), "--sourcemap=external", f"--outfile={joined}",
    )
    # Two more make it smaller by a ten-thousandth, and take as long again.
    _write_smallest(script, joined, as_module=True, passes=1)
    with script.open("a", encoding="utf-8") as made:
        made.write(f"\n//# sourceMappingURL={script.name}.map\n")


def snippet(entry, constants):
    """As `bundle`: a classic script that stands inline in pages, of older browsers too."""
    return bundle(entry, constants, year=OLDER).strip()


def minify_module(code):
    """A module that is not ours."""
    return _terser(MODERN, code, ["--module"])


def _terser(year, code, options=()):
    compress = f"ecma={year},passes=3"
    if year == OLDER:
        # In so little text functions that stay together have more in common.
        compress += ",hoist_funs=true,reduce_funcs=false,unsafe_arrows=true"
    return capture([*_terser_program(), *options, "--compress", compress, "--mangle"], code)


def _terser_program():
    return [environment.node(), str(PACKAGES / "terser/bin/terser")]


def _esbuild(year, *arguments, data=b""):
    return _run(year, "--minify", *arguments, data=data)


def _run(year, *arguments, data=b""):
    # The program itself, not the script around it: that one needs Node, which takes longer to
    # start than this takes to run.
    folder = PACKAGES / "@esbuild"
    programs = [*folder.glob("*/bin/esbuild"), *folder.glob("*/esbuild.exe")]
    if not programs:
        raise BuildError("npm has no esbuild for this system")
    options = ["--log-level=warning", f"--target=es{year}"]
    return capture([str(programs[0]), *options, *arguments], data)
