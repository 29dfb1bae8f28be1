// static/bridge/json.js under Node.
//
// Reads {"module": its path, "constants": what the build puts in, "values": [JavaScript expression, …],
// "texts": [answer, …]} from stdin. Prints {"values": [what became of each], "texts": [each as Python gets it]}.

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

// `wanted` is what JSON.stringify makes of the value.
function outcome(expression) {
  const make = () => (0, eval)("(" + expression + ")");
  const found = attempt(() => {
    const { json, left, functions } = encode(make(), () => 7);
    // Compiled it is a value, which is to have nothing of what objects of the page have.
    const isPlain = typeof json !== "object" || json === null || Array.isArray(json)
      || Object.getPrototypeOf(json) === null;
    return { text: __ALLOY_COMPILED__ ? isPlain && JSON.stringify(json) : json, left, functions };
  });
  return { ...found, wanted: attempt(() => JSON.stringify(make())) };
}

process.stdout.write(JSON.stringify({
  values: (values || []).map(outcome), texts: (texts || []).map((text) => attempt(() => readable(text))),
}));
