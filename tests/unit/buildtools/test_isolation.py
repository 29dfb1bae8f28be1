"""Two MicroPythons in one JavaScript world, ours isolated: neither notices the other."""

import json
import os
import shutil
import subprocess

import pytest

from alloy_web.buildtools import runtimes
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.isolation import isolated

TWO = """
import { loadMicroPython as ours } from "./ours.mjs";
const before = new Set(Object.getOwnPropertyNames(globalThis));
const a = await ours({ url: "./micropython.wasm", stdout() {} });
const left = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
const { loadMicroPython: theirs } = await import("./theirs.mjs");
const b = await theirs({ url: "./micropython.wasm", stdout() {} });
a.runPython("import js\\ndef say(x): return 'ours ' + x\\njs.ours = say");
b.runPython("import js\\ndef say(x): return 'theirs ' + x\\njs.theirs = say");
let wrong = 0;
for (let i = 0; i < 3000; i++) {
  if (globalThis.ours("a") !== "ours a" || globalThis.theirs("b") !== "theirs b") wrong += 1;
}
a.runPython("import js\\njs.crossed = js.theirs('from ours')");
b.runPython("import js\\njs.crossedBack = js.ours('from theirs')");
console.log(JSON.stringify({ left, wrong, crossed, crossedBack }));
"""


def test_two_interpreters_live_side_by_side_and_ours_leaves_nothing_on_the_page(tmp_path):
    source = (runtimes.MICROPYTHON / "micropython.mjs").read_bytes()
    (tmp_path / "theirs.mjs").write_bytes(source)
    (tmp_path / "ours.mjs").write_bytes(isolated(source))
    shutil.copy(runtimes.MICROPYTHON / "micropython.wasm", tmp_path)
    (tmp_path / "two.mjs").write_text(TWO, encoding="utf-8")
    node = os.environ.get("ALLOY_NODE") or shutil.which("node")

    done = subprocess.run(
        [node, "two.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "left": [],
        "wrong": 0,
        "crossed": "theirs from ours",
        "crossedBack": "ours from theirs",
    }


def test_a_runtime_of_another_shape_is_refused():
    with pytest.raises(BuildError, match=r"look at alloy_web/buildtools/isolation\.py"):
        isolated(b"export function loadMicroPython() {}")
