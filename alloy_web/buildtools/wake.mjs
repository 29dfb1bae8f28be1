// Wakes an interpreter as a page does, and sends it a command. Fails where the SDK does not answer.
//
//   node wake.mjs <address of static/interpreter.js> <file of the wasm> <file of the image>

import { readFileSync } from "node:fs";

const [loader, wasm, image] = process.argv.slice(2);
// What is taken from a page is here too.
globalThis.window = globalThis;
const { wake } = await import(loader);
const facts = { url: "https://www.example.com/", hostname: "www.example.com", isHttps: true, referrer: "", title: "" };
const PAGE = JSON.stringify({ facts, nowMs: 1772442927104, cookies: "", uuid: "" });
const lines = [];
const asked = [];
let receive;
const bridge = {
  version: "",
  node() {},
  connect(given) { receive = given; },
  call(verb, details, raw) {
    asked.push([verb, details, raw]);
    return verb === "page" || verb === "moment" ? PAGE : "";
  },
};
const start = wake({
  module: new WebAssembly.Module(readFileSync(wasm)),
  image: new Uint8Array(readFileSync(image)).buffer,
  say: (line) => lines.push(line),
});
start(bridge);
receive("instance", 1, JSON.stringify({ name: "alloy", monitors: false, components: [], autoViews: false }));
receive("command", 3, JSON.stringify({ instance: 1, name: "getLibraryInfo" }));
const told = asked.find(([verb]) => verb === "settle");
if (!told || JSON.parse(told[2]).code !== "command") {
  throw new Error("the interpreter does not work: " + JSON.stringify({ asked, lines }).slice(0, 2000));
}
