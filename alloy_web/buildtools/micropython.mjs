// MicroPython in Node, with a view of its memory.

import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Below lies WebAssembly's own stack, which holds nothing between two calls.
export const STACK_TOP = 65536;

const folder = process.argv[2];
export const binary = readFileSync(join(folder, "micropython.wasm"));

// An interpreter, and the words of its memory.
export async function started(options) {
  const { instantiate } = WebAssembly;
  let exports;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    ({ exports } = made.instance);
    return made;
  };
  const { loadMicroPython } = await import(pathToFileURL(join(folder, "micropython.mjs")));
  const python = await loadMicroPython(options);
  WebAssembly.instantiate = instantiate;
  return { python, words: () => new Uint32Array(exports.memory.buffer) };
}

// The memory as WebAssembly fills it before anything runs.
export function untouched() {
  const module = new WebAssembly.Module(binary);
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] = { ...imports[from], [name]() {} };
  }
  return new Uint8Array(new WebAssembly.Instance(module, imports).exports.memory.buffer);
}

// To stdout, which may take it in parts.
export function write(bytes) {
  for (let done = 0; done < bytes.length;) done += writeSync(1, bytes, done);
}
