"""
The image of an interpreter, and its WebAssembly shaken of what the SDK does not need, woken up:
what crosses, what jumps, what grows.
"""

import json
import subprocess

import pytest

from alloy_web.buildtools import environment, interpreter, runtimes
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.environment import ROOT

SDK = b"""
import gc
import json

held = []

def start(page):
    page.connect(receive)
    return page

def receive(what, number, value):
    if what == "echo":
        return value
    if what == "sum":
        return number + value
    if what == "float":
        return number / 4
    if what == "tell":
        return held[-1].tell(number, value, json.dumps([what]))
    if what == "hold":
        held.append(value)
        return len(held)
    if what == "let go":
        held.clear()
        gc.collect()
        return None
    if what == "caught":
        return sum([caught(each) for each in range(number)])
    if what == "deep":
        return deep(number)
    if what == "thrown":
        raise KeyError("not\\nhere")
    if what == "print":
        print("one\\ntwo", value)
        return True
    if what == "names":
        # "held_back" is a name the image has, the others it has not.
        noted = Noted()
        for index in range(number):
            setattr(noted, "new" + str(index), index)
        setattr(noted, "held" + "_back", "old")
        found = [getattr(noted, "ne" + "w" + str(index)) for index in range(number)]
        return found == list(range(number)) and noted.held_back == "old"
    if what == "numbers":
        made = [2.5 ** 0.5, 1 / 3, 1e21, float("1e-7"), 10 ** 20, round(2.5), "%.3f" % 7]
        return json.dumps(made + [f"{number:04x}"])
    if what == "grow":
        held.append(bytearray(number))
        return len(held[-1])
    return object()

class Noted:
    held_back = None

def caught(number):
    try:
        return [0, 1][number]
    except IndexError:
        return 10

def deep(left):
    try:
        return deep(left - 1) + 1 if left else json.loads("no JSON")
    except ValueError:
        return 100
"""

# Prints what `work` gives as JSON; it gets `woken(say)`, which gives an interpreter's `receive` and
# `held(value)`.
RUN = """
import {{ readFileSync }} from "node:fs";
import {{ wake }} from "{loader}";
import {{ pathToFileURL }} from "node:url";
const module = new WebAssembly.Module(readFileSync("{folder}/micropython.wasm"));
const {{ buffer }} = new Uint8Array(readFileSync("{folder}/sdk.bin"));
function woken(say = () => {{}}) {{
  let receive;
  const start = wake({{ module, image: buffer, say }});
  start({{ connect(given) {{ receive = given; }} }});
  return receive;
}}
const failed = (work) => {{ try {{ return work(); }} catch (error) {{ return error; }} }};
{work}
console.log(JSON.stringify(await work()));
"""


@pytest.fixture(scope="module")
def image():
    return interpreter.image(SDK, "start")


@pytest.fixture
def run(tmp_path, image):
    """What an `async function work()` in JavaScript gives."""
    (tmp_path / "micropython.wasm").write_bytes(interpreter.shaken(SDK))
    (tmp_path / "sdk.bin").write_bytes(image)

    def run(work):
        (tmp_path / "run.mjs").write_text(
            RUN.format(
                loader=(ROOT / "static/interpreter.js").as_uri(),
                folder=tmp_path.as_posix(),
                work=work,
            ),
            encoding="utf-8",
        )
        done = subprocess.run(
            [environment.node(), "--no-warnings", "run.mjs"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run


def test_the_same_sources_give_the_same_image(image):
    assert interpreter.image(SDK, "start") == image


def test_an_import_that_a_woken_interpreter_could_not_do_is_refused():
    source = b"import json\ndef start(page):\n import gc, asyncio\n"

    with pytest.raises(BuildError, match="gc: imported in a function"):
        interpreter.image(source, "start")


def test_values_cross_both_ways(run):
    told = run("""
      const work = () => {
        const receive = woken();
        const texts = ["", "text", "\\ufeffmark", "ü€😀\\u0000z", "x".repeat(300000)];
        const values = [...texts, true, false, null, 7, -1, 0.5];
        return {
          same: values.map((value) => receive("echo", 0, value) === value),
          undefined: receive("echo", 0, undefined) === undefined,
          page: receive("echo", 0, work) === work,
          sum: receive("sum", 40, 2),
          float: receive("float", 1, 0),
          object: receive("what", 0, 0) === undefined,
        };
      };
    """)

    assert told == {
        "same": [True] * 11, "undefined": True, "page": True, "sum": 42, "float": 0.25,
        "object": True,
    }  # fmt: skip


def test_python_calls_the_page_with_its_object_and_lets_go_of_it(run):
    told = run("""
      const work = () => {
        const receive = woken();
        const page = { name: "page", tell(...given) { return [this.name, ...given].join(" "); } };
        const told = [receive("hold", 0, page), receive("tell", 3, "four")];
        receive("let go", 0, 0);
        return [...told, receive("hold", 0, { tell: () => "again" }), receive("tell", 0, 0)];
      };
    """)

    assert told == [1, 'page 3 four ["tell"]', 1, "again"]


def test_what_python_throws_it_can_catch_and_what_it_does_not_the_page_gets(run):
    told = run("""
      const work = () => {
        const receive = woken();
        const { name, type, message } = failed(() => receive("thrown", 0, 0));
        return {
          caught: receive("caught", 1000, 0),
          // The stack is as it was, or a thousand of these would not fit.
          deep: Array.from({ length: 1000 }, () => receive("deep", 20, 0)).every((x) => x === 120),
          name, type, message: message.trim().split("\\n").slice(-1)[0],
          after: receive("echo", 0, "alive"),
        };
      };
    """)

    assert told == {
        "caught": 1 + 998 * 10, "deep": True, "name": "PythonError", "type": "KeyError",
        "message": "here", "after": "alive",
    }  # fmt: skip


def test_what_the_page_throws_passes_through_and_python_goes_on(run):
    told = run("""
      const work = () => {
        const receive = woken();
        receive("hold", 0, { tell() { throw new RangeError("the page's"); } });
        const thrown = Array.from({ length: 500 }, () => failed(() => receive("tell", 0, 0)));
        return {
          same: thrown.every((error) => error instanceof RangeError),
          after: receive("deep", 20, 0),
        };
      };
    """)

    assert told == {"same": True, "after": 120}


def test_what_python_prints_is_told_line_by_line(run):
    assert run("""
      const work = () => {
        const lines = [];
        const receive = woken((line) => lines.push(line));
        receive("print", 0, "ü");
        return lines;
      };
    """) == ["one", "two ü"]


def test_names_that_python_makes_are_found_whether_or_not_the_image_has_them(run):
    assert run("""
      const work = () => {
        const receive = woken();
        return [receive("names", 500, 0), receive("names", 900, 0)];
      };
    """) == [True, True]


def test_numbers_are_what_they_were(run):
    """The tables that `**` and text need lie near what goes from the data."""
    told = run("""
      const work = () => JSON.parse(woken()("numbers", 255, 0));
    """)

    assert told == [2.5**0.5, 1 / 3, 1e21, 1e-7, 10**20, 2, "7.000", "00ff"]


def test_memory_grows(run):
    told = run("""
      const work = () => {
        const receive = woken();
        const sizes = [4, 8, 16, 32].map((size) => receive("grow", size << 20, 0));
        const { type } = failed(() => receive("grow", 0x7fffffff, 0));
        return [...sizes, type, receive("echo", 0, "alive")];
      };
    """)

    assert told == [4 << 20, 8 << 20, 16 << 20, 32 << 20, "MemoryError", "alive"]


def test_interpreters_live_side_by_side_and_leave_nothing_on_the_page(run):
    """Also beside the one that PyScript loads, which keeps its tables on `globalThis`."""
    told = run("""
      const work = async () => {
        const before = new Set(Object.getOwnPropertyNames(globalThis));
        const [a, b] = [woken(), woken()];
        const left = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
        const { loadMicroPython } = await import(%s);
        const theirs = await loadMicroPython({ stdout() {} });
        theirs.runPython("import js\\ndef say(x): return 'theirs ' + x\\njs.theirs = say");
        a("hold", 0, { tell: (n, text) => "a " + text });
        b("hold", 0, { tell: (n, text) => "b " + text });
        let wrong = 0;
        for (let i = 0; i < 3000; i++) {
          if (a("tell", 0, "x") !== "a x" || b("tell", 0, "x") !== "b x") wrong += 1;
          if (globalThis.theirs("x") !== "theirs x") wrong += 1;
        }
        return { left, wrong };
      };
    """ % json.dumps((runtimes.MICROPYTHON / "micropython.mjs").as_uri()))

    assert told == {"left": [], "wrong": 0}
