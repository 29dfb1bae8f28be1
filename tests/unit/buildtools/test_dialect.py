"""The dialect check: what it finds, what it lets pass, and that its tables are true."""

import builtins
import json
import os
import subprocess

import pytest

from alloy_web.buildtools import dialect, environment, runtimes
from alloy_web.buildtools.compiler import language

REFUSED = [
    ("import dataclasses", "import of dataclasses, not in the dialect"),
    ("from urllib.parse import quote", "import of urllib.parse, not in the dialect"),
    ("from __future__ import annotations", "import of __future__, not in the dialect"),
    ("import re", "import of re, patterns go to the browser's RegExp, through the host"),
    ("import js", "import of js, only hosts/browser may"),
    (
        "import asyncio",
        "import of asyncio, only hosts/browser may: flow.py runs a coroutine in the caller's stack",
    ),
    ("import math", "import of math, not in the dialect"),
    ("match x:\n    case 1: pass", "match. Write if and elif"),
    ("try:\n    pass\nexcept* OSError: pass", "except*. Write except"),
    ("with a: pass", "with. Write try and finally"),
    ("async def f():\n    async with a: pass", "async with. Write try and finally"),
    ("async def f():\n    async for x in a: pass", "async for. Write a loop with await in it"),
    ("def f():\n    def g():\n        nonlocal a", "nonlocal. Keep it in an object, or in a list"),
    ("class A:\n    @staticmethod\n    def f(a): pass",
     "a decorator. Call the function that decorates. Known: property"),
    ("class A:\n    def f(): pass", "a method without self. Write a function"),
    ("class A:\n    if a:\n        b = 1",
     "this in the body of a class. Write methods and variables"),
    ("class A(B, C): pass", "more than one base, or a metaclass. Have one base"),
    ("def f():\n    class A: pass", "a class in a function. Put it at the top of the module"),
    ("def f(a=[]): pass", "a default that calls share. Write None, and make it inside"),
    ("del a.b", "del of a name. Assign None"),
    ("a = b[::2]", "a step in a slice. Write reversed(…), or a loop"),
    ("a[1:2] = b", "a part of a list assigned to. Make a new list"),
    ("a = f'{b!s}'", "a conversion in an f-string. Write str(…) or repr(…)"),
    ("a = ~b", "the operator Invert. Write it with - or not"),
    ("a = frozenset(b)", "frozenset, which the compiler does not know"),
    ("a.isalpha()", ".isalpha(), which the compiler does not know"),
    ("def f(a, /): pass", "positional-only parameters, a syntax error in MicroPython"),
    ("class A(metaclass=B): pass", "more than one base, or a metaclass. Have one base"),
    (
        "class A:\n    def __init_subclass__(cls): pass",
        "__init_subclass__, which MicroPython never calls",
    ),
    (
        "async def f():\n    yield 1",
        "yield in async def, MicroPython has no asynchronous generators",
    ),
    ("raise ValueError() from error", "raise … from. Put the cause into the text"),
    ("a = {**b}", "** in a display. Write one | other"),
    ("a = [*b]", "* in a display, a syntax error in MicroPython: a + b"),
    ("a = (1, *b)", "* in a display, a syntax error in MicroPython: a + b"),
    (
        "async def f(): return [await x for x in y]",
        "await in a comprehension, which MicroPython does not run: a loop",
    ),
    ("async def f(): return [x async for x in y]", "an asynchronous comprehension. Write a loop"),
    ("isinstance(a, int | str)", "| between types, fails in MicroPython: a tuple of types"),
    ("a = list[int]", "list[…], fails in MicroPython outside annotations"),
    ("a.keys() & b", "a view of a dict as a set, fails in MicroPython: set(…)"),
    ("a.keys() == b", "a view of a dict compared, never equal in MicroPython: set(…)"),
    ("except_ = FileNotFoundError", "FileNotFoundError, which MicroPython does not have"),
    ("a.removeprefix('b')", ".removeprefix(), which MicroPython does not have"),
    ("json.dumps(a, sort_keys=True)", "dumps(sort_keys=), which MicroPython does not take"),
    ("a.split(maxsplit=1)", "split(maxsplit=), which MicroPython does not take"),
]

ALLOWED = [
    "import json",
    "from . import flow",
    "from alloy_web.core import merge",
    "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from typing import Any",
    "def f(a: int | str, *, b: list[int] = ()) -> 'dict[str, int]': pass",
    "a: dict[str, int] = {}",
    "f(*a, **b)",
    "a, *b = c",
    "a = {'x': 1} | b",
    "'a' in b.keys()",
    "async def f():\n    def g():\n        yield 1",
    "title = a.title",
    "class A:\n    \"\"\"Doc.\"\"\"\n    a = 1\n    @property\n    def b(self): pass",
    "a[:] = b[1:2]",
    "def f(open=False): return open",
    "del a['b']",
    "a = f'{b!r}' + str(-1)",
]


@pytest.mark.parametrize(("source", "problem"), REFUSED)
def test_what_micropython_cannot_run_is_named_with_the_reason(source, problem):
    assert problem in [text for _, text in dialect.problems_in("alloy_web/a.py", source)]


@pytest.mark.parametrize("source", ALLOWED)
def test_what_micropython_runs_passes(source):
    assert dialect.problems_in("alloy_web/a.py", source) == []


def test_problems_come_with_file_and_line_in_order(tmp_path):
    package = tmp_path / "alloy_web"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "late.py").write_text('"""Late."""\n\na = [*b]\nimport enum\n')

    assert dialect.check(tmp_path) == [
        "alloy_web/late.py:3: * in a display, a syntax error in MicroPython: a + b",
        "alloy_web/late.py:4: import of enum, not in the dialect",
    ]


def test_the_browser_host_alone_imports_what_interpreters_add():
    source = "import asyncio\nimport js\nfrom pyodide.ffi import to_js"

    assert dialect.problems_in("alloy_web/hosts/browser/host.py", source) == []
    assert len(dialect.problems_in("alloy_web/hosts/memory/host.py", source)) == 3


def test_the_modules_for_pages_keep_to_the_dialect():
    assert dialect.check(environment.ROOT) == []


def test_the_tables_say_what_the_interpreter_lacks():
    lacking = ask_micropython(
        {
            "builtins": [name for name in dir(builtins) if not name.startswith("_")],
            "methods": sorted(public_methods()),
            "modules": list(dialect.MODULES),
        }
    )

    known_lacks = set(dialect.MISSING_BUILTINS) & set(dir(builtins))
    # True, False and None are words of its grammar.
    assert set(lacking["builtins"]) - {"True", "False", "None"} == known_lacks
    assert set(lacking["methods"]) == set(dialect.MISSING_METHODS)
    assert lacking["modules"] == ["alloy_web"]


def test_the_compiler_knows_what_the_interpreter_has():
    """Names that only one of them lacks are lacking in both."""
    known = set(language.FUNCTIONS) | set(language.EXCEPTIONS)

    assert set(dialect.BUILTINS) == known - set(dialect.MISSING_BUILTINS)
    assert set(dialect.UNCOMPILED_METHODS) == public_methods() - set(language.METHODS) - set(
        dialect.MISSING_METHODS
    )


def test_stand_ins_for_an_interpreter_may_use_what_only_it_has():
    source = "with open(a) as file: pass"

    assert dialect.problems_in("alloy_web/hosts/browser/interpreter.py", source) == []
    assert dialect.problems_in("alloy_web/hosts/browser/host.py", source) == [
        (1, "open, which the compiler does not know"), (1, "with. Write try and finally"),
    ]


def public_methods():
    types = (str, bytes, list, tuple, dict, set, int, float)
    return {
        name
        for each in types
        for name in dir(each)
        if not name.startswith("_") and callable(getattr(each, name))
    }


QUESTION = """
import builtins, json
asked = json.loads(question)
known = set()
for each in (str, bytes, bytearray, list, tuple, dict, set, int, float):
    known = known | set(dir(each))
missing = []
for name in asked["modules"]:
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
print(json.dumps({
    "builtins": [name for name in asked["builtins"] if name not in dir(builtins)],
    "methods": [name for name in asked["methods"] if name not in known],
    "modules": missing,
}))
"""

ASK = """
const {loadMicroPython} = await import(process.argv[1]);
const python = await loadMicroPython({stdout: (text) => console.log(text)});
python.globals.set("question", process.argv[2]);
python.runPython(process.argv[3]);
"""


def ask_micropython(question):
    node = os.environ.get("ALLOY_NODE") or environment.node()
    runtime = (runtimes.MICROPYTHON / "micropython.mjs").as_uri()
    command = [node, "--input-type=module", "-e", ASK, runtime, json.dumps(question), QUESTION]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
