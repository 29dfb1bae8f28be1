import { createBridge } from "./bridge/index.js";

// The direct loader: boots MicroPython without PyScript, once for a page, and hands the queues of
// the base code to Python. A classic script, so that it can stand where the vendor's tag stood.
(function () {
  "use strict";
  const ASSETS = __ALLOY_ASSETS__;
  const BUILD = __ALLOY_BUILD__;
  const VERSION = __ALLOY_VERSION__;
  const HEAP_BYTES = 8 * 1024 * 1024;
  const STACK_BYTES = 64 * 1024;
  const KEY = "__alloy_web_" + BUILD;

  // Everything the page offers is noted now, while this script runs, and not looked up again.
  const names = window.__alloyNS;
  if (!names) return;
  const script = document.currentScript;
  const queues = [];
  for (const name of names) {
    const queue = window[name] && window[name].q;
    // A queue whose base code gave up stays given up.
    if (queue && !queue.gone) queues.push([name, queue]);
  }

  const running = Object.getOwnPropertyNames(window).find((key) => key.startsWith("__alloy_web_"));
  if (running && running !== KEY) {
    console.warn("[alloy] Another build of alloy_web (" + running.slice(12) + ") runs in this page "
      + "and serves these calls too. Load one build only.");
  }
  const shared = running ? window[running] : { ready: null };
  if (!running) {
    Object.defineProperty(window, KEY, { value: shared });
    shared.bridge = createBridge(BUILD, VERSION);
    shared.ready = boot(shared.bridge);
  }
  if (shared.connect) shared.connect(queues);
  else shared.ready.then(() => connect(queues), (cause) => giveUp(queues, cause));

  function connect(list) {
    for (const [name, queue] of list) shared.bridge.attach(name, queue);
  }

  // Python will not come: whoever waits is told, and nothing stays hidden.
  function giveUp(list, cause) {
    const error = new Error("[alloy] Python could not be started in this page, so nothing is sent. "
      + explain(cause));
    error.code = "boot";
    for (const [, queue] of list) {
      queue.gone = true;
      const waiting = queue.splice(0, queue.length);
      queue.push = (...items) => {
        for (const item of items) item[1](error);
        return 0;
      };
      for (const item of waiting) item[1](error);
    }
    shared.bridge.show();
    console.error(error.message);
  }

  function explain(cause) {
    const text = String((cause && cause.message) || cause);
    if (!window.WebAssembly) return "This browser has no WebAssembly.";
    if (/wasm|WebAssembly|CompileError|unsafe-eval/i.test(text) && /Content Security|unsafe-eval|disallowed|blocked/i.test(text)) {
      return "The content security policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src. (" + text + ")";
    }
    return "Can its files be loaded from " + base() + "? From another origin they need CORS. (" + text + ")";
  }

  // Where the files beside this one are. A tag manager that inlines the script says so itself.
  function base() {
    const told = (script && script.dataset && script.dataset.base) || window.__alloyBase;
    if (told) return told.replace(/\/?$/, "/");
    return script && script.src ? script.src.replace(/[?#].*$/, "").replace(/[^/]*$/, "") : "./";
  }

  async function boot(bridge) {
    const from = new URL(base(), document.baseURI).href;
    const [runtime, sdk] = await Promise.all([
      import(from + ASSETS.runtime),
      fetch(from + ASSETS.sdk).then((response) => {
        if (!response.ok) throw new Error(ASSETS.sdk + ": status " + response.status);
        return response.arrayBuffer();
      }),
    ]);
    const say = (text) => console.log(text);
    const python = await runtime.loadMicroPython({
      url: from + ASSETS.wasm, heapsize: HEAP_BYTES, pystack: STACK_BYTES, stdout: say, stderr: say,
    });
    unpack(python.FS, sdk);
    bridge.onDeath = () => delete shared.connect;
    python.pyimport("alloy_web.boot").start(bridge);
    shared.connect = connect;
  }

  // The container: length of its table (4 bytes), the table [[path, bytes]], the files.
  function unpack(files, buffer) {
    const head = new DataView(buffer).getUint32(0, true);
    const table = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, head)));
    let at = 4 + head;
    const made = new Set();
    for (const [path, bytes] of table) {
      const parts = path.split("/");
      for (let depth = 1; depth < parts.length; depth++) {
        const folder = "/lib/" + parts.slice(0, depth).join("/");
        if (!made.has(folder)) {
          made.add(folder);
          files.mkdirTree ? files.mkdirTree(folder) : files.mkdir(folder);
        }
      }
      files.writeFile("/lib/" + path, new Uint8Array(buffer, at, bytes));
      at += bytes;
    }
  }
})();
