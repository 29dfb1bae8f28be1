// Python in a worker has no window: it asks by messages (hosts/browser/worker.py), and here the page
// hears them. A worker knocks at its page with a port, and all else goes over that port, which
// nobody else can hear or write to.
//
// A message is JSON text of a list: what is asked, and what line.js takes for it. Whatever it is,
// nothing throws here; what is no message of ours is left out with a warning.

import { call, set } from "./dom.js";
import { createLine, describe } from "./line.js";
import { Error, JSON, Map, Object, Promise, String, say, setTimeout } from "./natives.js";
import { running } from "./shared.js";

// As worker.py has it.
const KNOCK = '["alloy_web","knock"]';
// How long a worker's commands wait for an engine, which may be loading still.
const ENGINE_WAIT_MS = 30000;

/**
 * Let Python in a worker reach the engine of this page: a `Worker`, before other listeners for its
 * messages are added; or what both ends have been given, a `MessagePort` or a `BroadcastChannel`.
 *
 * @param {any} target
 */
export function serve(target) {
  const kind = {}.toString.call(target);
  if (kind === "[object MessagePort]" || kind === "[object BroadcastChannel]") return answer(target);
  if (!target || typeof target.postMessage !== "function") {
    say("warn", "[alloy] serve: expected a Worker, a MessagePort or a BroadcastChannel, got " + kind);
    return;
  }
  call(target, "addEventListener", "message", (event) => {
    if (event.data !== KNOCK || !event.ports.length) return;
    // The page's own listeners would not know what to make of it.
    event.stopImmediatePropagation();
    answer(event.ports[0]);
  });
}

// The engine of this page, once it is there.
const engine = () => new Promise((resolve, reject) => {
  function look() {
    const shared = running(__ALLOY_BUILD__);
    if (shared) resolve(shared);
  }
  call(document, "addEventListener", "alloy:ready", look);
  look();
  setTimeout(() => reject(new Error(
    "[alloy] No alloy.js runs in the page of this worker. Load it there, or install alloy_web there",
  )), ENGINE_WAIT_MS);
});

function answer(port) {
  // Instances by the worker's numbers: promises of `{line, number}`.
  const opened = new Map();
  let line = null;
  let lastAsked = 0;
  const post = (...message) => port.postMessage(JSON.stringify(message));

  // Whatever Python is asked it answers later.
  function ask(kind, number, text) {
    post(kind, number, text, ++lastAsked);
    return kind === "monitor" ? "{}" : '{"later":' + lastAsked + "}";
  }

  function connected(shared) {
    if (!line) {
      line = createLine(shared);
      line.connect(ask);
    }
    return line;
  }

  async function open(name, text) {
    const own = connected(await engine());
    const number = own.open(name, text);
    if (number >= 0) return number;
    throw Object.assign(new Error(
      "window." + name + " is something else in this page. Choose another name: install(\"…\")",
    ), { code: "command" });
  }

  async function run(instance, text) {
    try {
      // There is no line before an engine is there.
      const number = await opened.get(instance);
      return await line.call(number, text);
    } catch (error) {
      return JSON.stringify({ error: describe(error) });
    }
  }

  const verbs = {
    __proto__: null,
    hello: () => post("here"),
    open(instance, name, text) {
      const opening = open(String(name), text);
      // Whoever calls it is told.
      opening.catch(() => {});
      opened.set(instance, opening);
    },
    call: (id, instance, text) => run(instance, text).then((outcome) => post("answer", id, outcome)),
    give: (id, number, text) => line.give(number, text).then(() => post("answer", id, "null")),
    settle: (later, text) => line.settle(later, text),
  };

  set(port, "onmessage", ({ data }) => {
    try {
      const [verb, ...rest] = JSON.parse(data);
      verbs[verb](...rest);
    } catch (error) {
      say("warn", "[alloy] A worker's message is no call, and is left out:", data);
    }
  });
}
