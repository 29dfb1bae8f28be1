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
    const { text, left, functions } = encode(make(), () => 7);
    return { text, left, functions };
  });
  return { ...found, wanted: attempt(() => JSON.stringify(make())) };
}

process.stdout.write(JSON.stringify({
  values: (values || []).map(outcome), texts: (texts || []).map((text) => attempt(() => readable(text))),
}));
