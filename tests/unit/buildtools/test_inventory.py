"""What manifest.json tells of each file, and of a first visit."""

import json

import pytest

from alloy_web.buildtools import inventory
from alloy_web.buildtools.console import BuildError

FILES = {
    "alloy.js": b"l" * 10,
    "alloy-0a1b2c3d.js": b"l" * 10,
    "alloy-0a1b2c3d.js.map": b"p" * 5000,
    "alloy.extras-0a1b2c3d.js": b"e" * 1000,
    "alloy.extras-0a1b2c3d.js.map": b"p" * 1000,
    "alloy.module.js": b"m" * 1000,
    "alloy_web-0.1.0-0page-py3-none-any.whl": b"w" * 20,
    "alloy_web_extras-0.1.0-0page-py3-none-any.whl": b"e" * 1000,
    "base_code.js": b"b" * 3,
    "first_flight.js": b"f" * 5,
    "head.html": b"h" * 1000,
    "micropython/micropython.mjs": b"p" * 40,
    "pyodide/micropip-0.11.1-py3-none-any.whl": b"p" * 300,
    "pyodide/pyodide.asm.wasm": b"p" * 400,
    "pyodide/pyodide_http-0.2.2-py3-none-any.whl": b"o" * 1000,
    "pyscript/core.js": b"c" * 50,
    "pyscript/py-editor-C4XsZtn7.js": b"o" * 1000,
    "pyscript/pyodide_graph-CX6fRcVL.js": b"g" * 60,
    "pyscript/zip-T1gzVEcZ.js": b"z" * 70,
}
# Its compressed form counts, where there is one.
PACKED = {"alloy.js.br": b"l" * 7}


def test_a_first_visit_is_the_sum_of_what_it_loads_and_nothing_else():
    told = json.loads(inventory.manifest(FILES, PACKED, "0a1b2c3d"))

    assert told["build"] == "0a1b2c3d"
    assert told["ways"] == {
        # The snippet with the first flight, and the script once.
        "direct": {"ours": 5 + 7, "together": 5 + 7},
        "pyscript-mpy": {"ours": 5 + 20, "together": 5 + 20 + 50 + 70 + 40},
        "pyscript-py": {"ours": 5 + 20, "together": 5 + 20 + 50 + 60 + 400 + 300},
    }


def test_each_file_says_what_it_is_for():
    told = json.loads(inventory.manifest(FILES, PACKED, "0a1b2c3d"))

    [second] = [each for each in told["files"] if each["name"] == "alloy.extras-0a1b2c3d.js"]
    assert second["for"] == "second"
    [script] = [each for each in told["files"] if each["name"] == "alloy.js"]
    assert script["for"] == "loader"
    assert script["bytes"] == 10
    assert script["brotli"] == 7
    assert script["integrity"].startswith("sha384-")


def test_a_file_that_is_for_nothing_is_refused():
    with pytest.raises(BuildError, match=r"What is alloy\.map for\?"):
        inventory.manifest({"alloy.map": b""}, {}, "0a1b2c3d")
