// Makes the image that static/interpreter.js wakes: starts MicroPython, imports the SDK, and writes
// down what its memory has become. What only costs time there, as the order of names, is done here.
//
//   node image.mjs <folder of micropython.mjs> <function of the SDK> < sdk.mpy > image
//
// An image is a number of words, then pieces of memory: how many pages there are, the number by
// which JavaScript calls the function, how many pieces, the place and the length of each; the pieces.

import { readFileSync } from "node:fs";
import { STACK_TOP, started, untouched, write } from "./micropython.mjs";
import { makeRoom, names, seal } from "./names.mjs";

// The same sources give the same image.
crypto.getRandomValues = (array) => array.fill(0);

const HEAP_BYTES = 8 * 1024 * 1024;
const STACK_BYTES = 64 * 1024;
const PAGE_BYTES = 65536;
const BLOCK_BYTES = 16;
// Pieces that are closer than this become one.
const GAP = 16;

const start = process.argv[3];
const sdk = readFileSync(0);

// Once to learn which names the SDK brings, once with those in order.
const brought = names((await imported([])).words).sort(Buffer.compare);
const { words, number, total } = await imported(brought);
seal(words);
const memory = new Uint8Array(words.buffer);
clear(memory, total);
const pieces = [...changed(memory, untouched())];
const head = new Uint32Array([
  memory.length / PAGE_BYTES, number, pieces.length,
  ...pieces.flatMap(([at, end]) => [at, end - at]),
]);
write(Buffer.concat([
  new Uint8Array(head.buffer), ...pieces.map(([at, end]) => memory.subarray(at, end)),
]));

// An interpreter that has imported the SDK, and heard these names before: the words of its memory,
// by which number JavaScript calls the function, and the size of Python's part of the memory.
async function imported(first) {
  let printed = "";
  const { python, words: now } = await started({
    heapsize: HEAP_BYTES, pystack: STACK_BYTES, stdout: (line) => { printed += line + "\n"; },
  });
  const words = now();
  makeRoom(words, first.length);
  python.FS.writeFile("/alloy_names.bin", Buffer.concat(first.flatMap((name) => [name, Buffer.of(0)])));
  // With no name that is new to it.
  python.runPython(`
for name in open("/alloy_names.bin", "rb").read().split(b"\\x00"):
    getattr(object, str(name, "utf-8"), None)
`);
  python.FS.writeFile("/alloy_sdk.mpy", sdk);
  const { _ref: number } = python.pyimport("alloy_sdk")[start];
  python.runPython("import gc, micropython; gc.collect(); micropython.mem_info(); del gc, micropython");
  return { words, number, total: Number(/total: (\d+)/.exec(printed)[1]) };
}

// Makes zero what is free in Python's memory, for much of it was in use.
function clear(bytes, total) {
  const words = new Uint32Array(bytes.buffer);
  const found = words.findIndex((word, at) => word > STACK_TOP && words[at + 1] - word === total);
  const [table, tableBytes, , pool] = words.subarray(found - 3, found + 1);
  if (tableBytes * 4 * BLOCK_BYTES !== total) throw new Error("MicroPython keeps its memory in another way; look at alloy_web/buildtools/image.mjs");
  for (let block = 0; block < total / BLOCK_BYTES; block++) {
    const isUsed = (bytes[table + (block >> 2)] >> ((block & 3) * 2)) & 3;
    if (!isUsed) bytes.fill(0, pool + block * BLOCK_BYTES, pool + (block + 1) * BLOCK_BYTES);
  }
}

// `[start, end]` of each piece that is not as it was.
function* changed(now, before) {
  let start = -1;
  let end = 0;
  for (let at = STACK_TOP; at < now.length; at += 4) {
    if (![0, 1, 2, 3].some((byte) => now[at + byte] !== (before[at + byte] || 0))) continue;
    if (start >= 0 && at - end > GAP) {
      yield [start, end];
      start = -1;
    }
    if (start < 0) start = at;
    end = at + 4;
  }
  if (start >= 0) yield [start, end];
}
