"""
Compiled files for tests of what is in them: as `python build.py dist` makes them, but for the
minifier, which takes half of the time. Every other page of the tests loads what went through it.
"""

import shutil
from unittest import mock

from alloy_web.buildtools import dist, javascript


def compiled_files(root, folder, features):
    """`{name: bytes}` of the tree at `root`; `features` as in `dist.build`."""
    with mock.patch.object(javascript, "_write_smallest", _write_as_joined):
        return dist.compiled_files(root, folder, features, [])[0]


def _write_as_joined(script, joined, as_module, first_lines=""):
    script.write_text(f"{first_lines}\n{joined.read_text('utf-8')}", encoding="utf-8")
    shutil.copy(f"{joined}.map", f"{script}.map")
