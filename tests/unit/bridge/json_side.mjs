// static/bridge/json.js under Node.
//
// Reads {"module": its path, "constants": what the build puts in, "values": [JavaScript expression, …],
// "texts": [answer, …]} from stdin. Prints {"values": [what became of each], "texts": [each as Python gets it]}.
// What is a value when it is compiled is shown as its JSON, and how many objects in it have a prototype.

import { readFileSync } from "node:fs";

globalThis.window = globalThis;
const { module, constants, values, texts } = JSON.parse(readFileSync(0, "utf8"));
Object.assign(globalThis, constants);
const { encode, readable } = await import(module);

function attempt(work) {
  try {
    return work();
  } catch (error) {
    return { refused: error.message };
  }
}

function prototypes(value) {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) || Object.getPrototypeOf(value) === null ? 0 : 1;
  return Object.values(value).reduce((sum, each) => sum + prototypes(each), own);
}

// `wanted` is what JSON.stringify makes of the value.
function outcome(expression) {
  const make = () => (0, eval)("(" + expression + ")");
  const found = attempt(() => {
    const { json, left, functions } = encode(make(), () => 7);
    const text = __ALLOY_COMPILED__ ? JSON.stringify(json) : json;
    return { text, left, functions, prototypes: __ALLOY_COMPILED__ ? prototypes(json) : null };
  });
  return { ...found, wanted: attempt(() => JSON.stringify(make())) };
}

process.stdout.write(JSON.stringify({
  values: (values || []).map(outcome), texts: (texts || []).map((text) => attempt(() => readable(text))),
}));
