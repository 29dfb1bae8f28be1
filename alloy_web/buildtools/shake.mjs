// Makes of MicroPython's WebAssembly what static/interpreter.js wakes: an interpreter that has
// imported the SDK already, and nothing else to do than run it.
//
//   node shake.mjs <folder of micropython.mjs> < used > wasm
//
// `used` is JSON, `{imports, names}`: the modules that the SDK imports, and the names of builtins and
// their methods in it.
//
// - C's long jumps: compiled by Emscripten, `setjmp` sends every call that might jump through a
//   function of JavaScript's (`invoke_ii`, `invoke_viii`, …) with a `try` in it, dozens for each
//   statement of Python. Here they are functions of WebAssembly's.
// - What nobody can call goes: exports that interpreter.js does not use; functions of modules that
//   the SDK does not import; builtin functions and methods that it does not name, in the first place
//   those that import and compile; whatever only they lead to.
// - So do the modules of Python's that are frozen in: a third of the data.
// - Binaryen's optimiser makes the rest smaller.

import { readFileSync } from "node:fs";
import binaryen from "binaryen";
import { STACK_TOP, binary, started, untouched, write } from "./micropython.mjs";

const EXPORTS = ["memory", "malloc", "free", "proxy_c_to_js_call"];
// Methods that MicroPython itself asks for by name.
const ASKED_BY_C = ["send", "throw", "close", "keys"];
const IMPORTER = "__import__";
const STACK = "global$0";
const TABLE = "0";
const JUMP = "jump";
const GONE = "gone";
// Dead stretches of data that are closer than this are parts of one thing.
const GAP = 1024;
// Numbers of WebAssembly's format.
const DATA_SECTION = 11;
const I32_CONST = 0x41;
const { i32, none } = binaryen;

const { imports, names } = JSON.parse(readFileSync(0, "utf8"));
const memory = data();
const words = new Uint32Array(memory.buffer, 0, memory.length / 4);

const module = binaryen.readBinary(binary);
module.setFeatures(module.getFeatures() | binaryen.Features.ExceptionHandling);
keepExports();
jumpInside();
drop(await goneFunctions());
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
// One segment of data compresses better than many.
binaryen.addPassToSkip("memory-packing");
module.optimize();
if (!module.validate()) throw new Error("Binaryen cannot make it; look at alloy_web/buildtools/shake.mjs");
const made = Buffer.from(module.emitBinary());
const { state } = await run(imports.map((name) => "import " + name).join("\n"));
const segments = dataOf(made);
for (const [start, end] of frozen(module.emitText(), state)) clear(start, end);
if (!WebAssembly.validate(made)) throw new Error("what is left is no WebAssembly; look at alloy_web/buildtools/shake.mjs");
write(made);

// Makes a stretch of memory zero, where it is in the file exactly as it was.
function clear(start, end) {
  const segment = segments.find(({ place, length }) => place <= start && end <= place + length);
  const at = segment && segment.index + start - segment.place;
  if (!segment || !made.subarray(at, at + end - start).equals(memory.subarray(start, end))) {
    throw new Error(`the data at ${start} is not as it was; look at alloy_web/buildtools/shake.mjs`);
  }
  made.fill(0, at, at + end - start);
}

// The segments of data in a file of WebAssembly: their place in memory, length, and index in the file.
function dataOf(file) {
  let at = 8;
  const number = () => {
    let found = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = file[at++];
      found += (byte & 127) * 2 ** shift;
      if (byte < 128) return found;
    }
  };
  const segment = () => {
    const isActive = number() === 0 && file[at++] === I32_CONST;
    const place = number();
    at += 1;
    const length = number();
    const index = at;
    at += length;
    return isActive ? { place, length, index } : { place: 0, length: 0, index };
  };
  while (at < file.length) {
    const section = file[at++];
    const size = number();
    if (section === DATA_SECTION) return Array.from({ length: number() }, segment);
    at += size;
  }
  return [];
}

// What MicroPython is built with, by place: memory up to the last byte that is not 0.
function data() {
  const all = new Uint32Array(untouched().buffer);
  return new Uint8Array(all.buffer, 0, (all.findLastIndex((word) => word) + 1) * 4);
}

function keepExports() {
  const all = Array.from({ length: module.getNumExports() }, (_, index) => binaryen.getExportInfo(module.getExportByIndex(index)).name);
  for (const name of all) if (!EXPORTS.includes(name)) module.removeExport(name);
  module.addGlobalExport(STACK, "sp");
}

function functions() {
  return Array.from({ length: module.getNumFunctions() }, (_, index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)));
}

function replace({ name, params, results }, locals, body) {
  module.removeFunction(name);
  module.addFunction(name, params, results, locals, body);
}

// `invoke_…` calls a function of the table, its first parameter. After a jump out of it the stack
// is as it was, and the result, if there is one, 0.
function jumpInside() {
  module.addTag(JUMP, none, none);
  for (const each of functions()) {
    if (each.base === "_emscripten_throw_longjmp") replace(each, [], module.throw(JUMP, []));
    if (!each.base.startsWith("invoke_")) continue;
    const [first, ...types] = binaryen.expandType(each.params);
    const given = types.map((type, index) => module.local.get(index + 1, type));
    const call = module.call_indirect(TABLE, module.local.get(0, first), given, binaryen.createType(types), each.results);
    const kept = types.length + 1;
    const hasResult = each.results !== none;
    replace(each, [i32], module.block(null, [
      module.local.set(kept, module.global.get(STACK, i32)),
      module.try(null, hasResult ? module.return(call) : module.block(null, [call, module.return()]), [JUMP], [module.nop()]),
      module.global.set(STACK, module.local.get(kept, i32)),
      ...(hasResult ? [module.i32.const(0)] : []),
    ], each.results));
  }
}

// The numbers of functions that Python cannot come by, in the table; the importer's first.
async function goneFunctions() {
  const found = await builtinFunctions();
  // The object of a builtin function: its type, and its number; between them how many arguments it
  // takes, if that is not fixed.
  const [printing] = found.get("builtins.print");
  const number = (at) => words[(at >> 2) + (words[at >> 2] === words[printing >> 2] ? 2 : 1)];
  const needed = new Set([...found].filter(([path]) => isNeeded(path)).flatMap(([, places]) => places));
  const gone = [...found.values()].flat().filter((at) => !needed.has(at));
  // One function may be several objects', also of some that have no name.
  const types = new Set([...found.values()].flat().map((at) => words[at >> 2]));
  const staying = new Set();
  for (let at = STACK_TOP; at < memory.length; at += 4) {
    if (types.has(words[at >> 2]) && !gone.includes(at)) staying.add(number(at));
  }
  const [importer] = found.get("builtins." + IMPORTER);
  return [importer, ...gone].map(number).filter((each) => !staying.has(each));
}

// What a program says, and what it has made of the memory.
async function run(program) {
  let said = "";
  const { python, words: now } = await started({ stdout: (line) => { said += line + "\n"; } });
  python.runPython(program);
  return { said, state: now().subarray(words.length) };
}

// Where in memory MicroPython's own functions are, by `module.name` or `module.type.name`.
async function builtinFunctions() {
  const help = await run("help('modules')");
  const listed = help.said.split("\nPlus ")[0].split(/\s+/).filter((name) => /^\w+$/.test(name));
  // One that extends a builtin module hides it; that has another name, too, with a `u`.
  const { said } = await run(`
def walk(path, thing):
    for name, value in getattr(thing, "__dict__", {}).items():
        if type(value).__name__ == "function":
            print(path + "." + name, id(value))
        elif isinstance(value, type) and "." not in path:
            walk(path + "." + name, value)

for module in "${listed.join(" ")}".split():
    for name in (module, "u" + module):
        try:
            found = __import__(name)
        except Exception:
            continue
        if not hasattr(found, "__file__"):
            walk(module, found)
`);
  const found = new Map();
  for (const line of said.trim().split("\n")) {
    const [path, place] = line.split(" ");
    // Others are Python's, as `walk` itself.
    if (place < memory.length) found.set(path, [...(found.get(path) || []), Number(place)]);
  }
  return found;
}

function isNeeded(path) {
  const [from, name, method = name] = path.split(".");
  const isAsked = names.includes(method) || /^__/.test(method) || ASKED_BY_C.includes(method);
  return imports.includes(from) || (from === "builtins" && isAsked && name !== IMPORTER);
}

function drop([importer, ...gone]) {
  const { name, data } = binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(0));
  const all = functions();
  replace(all.find((each) => each.name === data[importer - 1]), [], module.unreachable());
  module.addFunction(GONE, none, none, [], module.unreachable());
  for (const each of gone) data[each - 1] = GONE;
  module.removeElementSegment(name);
  module.addActiveElementSegment(TABLE, name, data, module.i32.const(1));
}

// The stretches of data, `[start, end]`, that only Python's frozen modules lead to. What the code
// that is left leads to, and the `state` of an interpreter, directly or not, is estimated: from each
// number that might be a place, up to the next place that anything leads to. What they do not lead to
// lies together, and nothing else that is as large.
function frozen(text, state) {
  const isPlace = (word) => word >= STACK_TOP && word < memory.length;
  const numbers = Array.from(text.matchAll(/(?:i32\.const |offset=)(\d+)/g), ([, number]) => Number(number));
  const roots = [...numbers, ...state].filter(isPlace);
  const places = [...new Set([...roots, ...words.subarray(STACK_TOP >> 2).filter(isPlace)])].sort((a, b) => a - b);
  const ends = new Map(places.map((place, index) => [place, places[index + 1] || memory.length]));
  const live = new Set(roots);
  for (const place of live) {
    const inside = words.subarray((place + 3) >> 2, ends.get(place) >> 2);
    for (const word of inside) if (isPlace(word)) live.add(word);
  }
  const groups = [[]];
  let last = 0;
  for (const place of places.filter((each) => !live.has(each))) {
    if (place - last > GAP) groups.push([]);
    last = ends.get(place);
    groups.at(-1).push([place, last]);
  }
  const size = (group) => group.reduce((sum, [start, end]) => sum + end - start, 0);
  return groups.sort((a, b) => size(b) - size(a))[0];
}
