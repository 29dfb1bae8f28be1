// MicroPython, woken up instead of started: its WebAssembly, shaken of what a page does not need
// (alloy_web/buildtools/shake.mjs), gets the memory of an interpreter that has imported the SDK
// already (alloy_web/buildtools/image.mjs). What it needs of JavaScript is here, and is little,
// because only numbers and text cross (bridge/index.js): there are no files, no promises of
// Python's, no proxies of its objects.
//
// Each has tables of its own, so several can live in one page, also beside PyScript's.

import {
  DataView, Error, Int32Array, Map, Math, Object, TextDecoder, TextEncoder, Uint32Array, Uint8Array, define, map,
} from "./bridge/natives.js";

const PAGE_BYTES = 65536;
// A value that crosses is three words, of which the first says what it is.
const BYTES = 12;
const NOT_HERE = -52;

// Gives the function of Python's that the image was made for.
//
//   module  MicroPython's WebAssembly, compiled
//   image   an ArrayBuffer
//   say     hears what Python prints, line by line
export function wake({ module, image, say }) {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  // What of the page's Python holds, by number, and the numbers that are free again.
  /** @type {any[]} */
  const held = [window, undefined];
  const numbers = new Map([[window, 0]]);
  const free = [];
  let bytes, words, view;
  let line = "";

  // Again when there is more memory.
  function look() {
    const { buffer } = python.memory;
    bytes = new Uint8Array(buffer);
    words = new Int32Array(buffer);
    view = new DataView(buffer);
  }

  const text = (start, length) => decoder.decode(bytes.subarray(start, start + length));
  const name = (start) => text(start, bytes.indexOf(0, start) - start);

  function hold(value) {
    const number = free.length ? free.pop() : held.length;
    held[number] = value;
    numbers.set(value, number);
    return number;
  }

  // Writes a value for Python to read.
  function put(value, at) {
    const tell = (kind, first) => {
      words[at >> 2] = kind;
      words[(at >> 2) + 1] = first;
    };
    if (value === undefined) tell(0, 0);
    else if (value === null) tell(1, 0);
    else if (typeof value === "boolean") tell(2, value);
    else if (typeof value === "number" && value % 1 === 0) tell(3, value);
    else if (typeof value === "number") {
      tell(4, 0);
      view.setFloat64(at + 4, value, true);
    } else if (typeof value === "string") {
      // No unit of UTF-16 takes more than three bytes. Python lets go of them.
      const start = python.malloc(value.length * 3 + 1);
      if (!start) throw new Error("no memory for a text of " + value.length + " letters");
      tell(5, encoder.encodeInto(value, bytes.subarray(start)).written);
      words[(at >> 2) + 2] = start;
    } else if (numbers.has(value)) tell(6, numbers.get(value));
    else tell(7, hold(value));
  }

  // Reads a value that Python wrote.
  function get(at) {
    const first = words[(at >> 2) + 1];
    const second = words[(at >> 2) + 2];
    switch (words[at >> 2]) {
      case -1: {
        const [type, message] = text(second, first).split("\x04");
        python.free(second);
        throw define(Object.assign(new Error(message), { type }), "name", "PythonError");
      }
      case 1: return null;
      case 2: return !!first;
      case 3: return first;
      case 4: return view.getFloat64(at + 4, true);
      case 5: return text(second, first);
      case 6: return (...values) => call(first, values);
      case 9: return held[first];
      // Objects of Python's stay there.
      default: return undefined;
    }
  }

  // Calls a function of the page's. The first value is its `this`, if it `has` one.
  function ask(number, has, values, out) {
    const asked = held[number];
    put(has ? asked.call(...values) : asked(...values), out);
  }

  // Calls a function of Python's. The values lie on the stack, which afterwards is as it was.
  function call(number, values) {
    const top = python.sp.value;
    const at = (top - (values.length + 1) * BYTES) & ~15;
    const out = at + values.length * BYTES;
    python.sp.value = at;
    try {
      map(values, (value, index) => put(value, at + index * BYTES));
      python.proxy_c_to_js_call(number, values.length, at, out);
      return get(out);
    } finally {
      python.sp.value = top;
    }
  }

  const env = {
    call0: (number, out) => ask(number, false, [], out),
    call1: (number, has, a, out) => ask(number, has, [get(a)], out),
    call2: (number, has, a, b, out) => ask(number, has, [get(a), get(b)], out),
    calln(number, has, count, at, out) {
      const values = [];
      for (let index = 0; index < count; index++) values[index] = get(at + index * BYTES);
      ask(number, has, values, out);
    },
    has_attr: (number, key) => name(key) in Object(held[number]),
    lookup_attr(number, key, out) {
      const value = held[number][name(key)];
      if (value === undefined) return 0;
      put(value, out);
      return typeof value === "function" ? 2 : 1;
    },
    proxy_js_free_obj(number) {
      if (number < 2) return;
      numbers.delete(held[number]);
      held[number] = undefined;
      free.push(number);
    },
    // Whatever of Python's is handed out is new.
    js_check_existing: () => -1,
    emscripten_resize_heap(wanted) {
      try {
        python.memory.grow(Math.ceil(((wanted >>> 0) - bytes.length) / PAGE_BYTES));
        look();
        return 1;
      } catch (refused) {
        return 0;
      }
    },
    fd_write(file, at, count, written) {
      let total = 0;
      for (let index = at >> 2; count--; index += 2) {
        line += text(words[index], words[index + 1]);
        total += words[index + 1];
      }
      const lines = line.split("\n");
      line = lines.pop();
      map(lines, (each) => say(each));
      words[written >> 2] = total;
      return 0;
    },
    _abort_js() {
      throw new window.WebAssembly.RuntimeError("abort");
    },
  };
  for (const { name: wanted } of window.WebAssembly.Module.imports(module)) {
    env[wanted] = env[wanted] || (() => NOT_HERE);
  }
  const imports = { env, wasi_snapshot_preview1: env };
  /** @type {any} */
  const python = new window.WebAssembly.Instance(module, imports).exports;

  const [pages, start, count] = new Uint32Array(image, 0, 3);
  const places = new Uint32Array(image, 12, 2 * count);
  python.memory.grow(Math.max(0, pages - python.memory.buffer.byteLength / PAGE_BYTES));
  look();
  let from = 12 + 8 * count;
  for (let index = 0; index < places.length; index += 2) {
    bytes.set(new Uint8Array(image, from, places[index + 1]), places[index]);
    from += places[index + 1];
  }
  return (...values) => call(start, values);
}
