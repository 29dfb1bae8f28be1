"""
JavaScript: the bundler, esbuild, joins modules and takes out what a browser does not read.
"""

import json

from alloy_web.buildtools.console import BuildError, capture
from alloy_web.buildtools.runtimes import PACKAGES

# What every browser knows that runs WebAssembly as MicroPython needs it.
MODERN = "--target=es2020"
# The base code also has to give up politely where Python cannot run.
OLDER = "--target=es2015"


def bundle(entry, constants, as_module=False, target=MODERN):
    """
    One script from a module and what it imports; `constants` are put in by name.

    A classic script, or with `as_module` one that others import from.
    """
    defined = [f"--define:{name}={json.dumps(value)}" for name, value in constants.items()]
    shape = "--format=esm" if as_module else "--format=iife"
    return _esbuild(str(entry), "--bundle", shape, "--minify", target, *defined)


def snippet(entry, constants):
    """A classic script that stands inline in pages: as `bundle`, for older browsers too."""
    return bundle(entry, constants, target=OLDER).strip()


def minify_module(code):
    """A module that is not ours: smaller, and in the same JavaScript as before."""
    return _esbuild("--minify", "--format=esm", data=code)


def _esbuild(*arguments, data=b""):
    # The program itself, not the script around it: that one needs Node, which takes longer to
    # start than this takes to run.
    folder = PACKAGES / "@esbuild"
    programs = [*folder.glob("*/bin/esbuild"), *folder.glob("*/esbuild.exe")]
    if not programs:
        raise BuildError("npm has no esbuild for this system")
    return capture([str(programs[0]), "--log-level=warning", *arguments], data)
