"""
What the compiler's tests share: one function as JavaScript, and programs run under Node.
"""

import json
import subprocess
import tempfile
import warnings
from pathlib import Path

from alloy_web.buildtools import environment, javascript
from alloy_web.buildtools.compiler import linking
from alloy_web.buildtools.compiler.sourcemap import without_marks
from alloy_web.buildtools.console import BuildError

ROOT = Path(__file__).resolve().parents[4]
LIBRARY = ROOT / "static/python/index.js"

_RUN = """
export const programs = { TABLE };
import { caught, repr, type_name } from "LIBRARY";
const told = {};
for (const name of Object.keys(programs)) {
  try {
    told[name] = ["value", repr(programs[name]())];
  } catch (error) {
    told[name] = ["raised", type_name(caught(error)), `${error.stack}`];
  }
}
console.log(JSON.stringify(told));
"""


def javascript_of(source, name=None, wide=False):
    """What a definition becomes, without the marks of where it comes from; the last, if no name."""
    compiler = linking.Compiler({"program.py": source}, wide=wide)
    module = compiler.unit.order[0]
    name = name or module.tree.body[-1].name
    (piece,) = [
        each
        for each in compiler.reachable([compiler.unit.names["program", name]])
        if compiler.unit.names["program", name] in each.defines
    ]
    return without_marks(piece.text)


def expression(source, parameters="a, b, c"):
    """An expression of Python as JavaScript, where nothing is known of `a`, `b` and `c`."""
    text = javascript_of(f"def f({parameters}):\n    return {source}")
    return text[text.index("return ") + 7 : text.rindex(";")]


def run(programs, wide=False):
    """
    [outcome] of Python sources that each have a function `main`, run as JavaScript.

    An outcome is ("value", its repr), ("raised", the exception's name) or ("refused", why), where
    it does not even compile.
    """
    compiler = linking.Compiler(
        {f"p{index}.py": source for index, source in enumerate(programs)}, wide=wide
    )
    refused, names = {}, {}
    for index in range(len(programs)):
        name = compiler.unit.names[f"p{index}", "main"]
        try:
            compiler.reachable([name])
            names[index] = name
        except BuildError as problem:
            refused[index] = ("refused", str(problem))
    text = linking.text(compiler.reachable(names.values()), {}, LIBRARY)
    table = ", ".join(f"p{index}: {name}" for index, name in names.items())
    text += _RUN.replace("TABLE", table).replace("LIBRARY", str(LIBRARY))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "programs.mjs")
        source.write_text(without_marks(text), encoding="utf-8")
        bundled = Path(folder, "bundled.mjs")
        bundled.write_bytes(javascript.plain_bundle(source))
        done = subprocess.run(
            [environment.node(), str(bundled)], capture_output=True, check=True, encoding="utf-8"
        )
    told = json.loads(done.stdout.splitlines()[-1])
    return [refused.get(index) or tuple(told[f"p{index}"][:2]) for index in range(len(programs))]


def in_cpython(source):
    """The outcome that CPython has of such a program, a text or a tree."""
    names = {}
    with warnings.catch_warnings():
        # Of literals that are used as what they are not, which is what is tried.
        warnings.simplefilter("ignore")
        exec(compile(source, "program.py", "exec"), names)
    try:
        return ("value", repr(names["main"]()))
    except Exception as error:
        return ("raised", type(error).__name__)
