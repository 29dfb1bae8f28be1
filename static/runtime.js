// MicroPython without PyScript: loaded once for a page, by whichever script comes first, and what
// becomes of those who wait when it does not come.

import { compiled, fetched, imported } from "./assets.js";
import { createBridge } from "./bridge/index.js";
import { timezone } from "./bridge/page.js";
import { fallen, running, share } from "./bridge/shared.js";

const ASSETS = __ALLOY_ASSETS__;
const BUILD = __ALLOY_BUILD__;
const START = __ALLOY_START__;
const VERSION = __ALLOY_VERSION__;
const HEAP_BYTES = 8 * 1024 * 1024;
const STACK_BYTES = 64 * 1024;

// Lets Python have queues: `[name, queue, options]` for each (see bridge/instances.js). The files
// of the build are in the folder `base`, with a slash at its end.
export function serve(list, base) {
  (running(BUILD) || start(base)).serve(list);
}

function start(base) {
  const bridge = createBridge(BUILD, VERSION);
  const before = fallen(BUILD);
  const attempt = before ? before.attempt + 1 : 0;
  const connect = (list) => { for (const each of list) bridge.serve(...each); };
  let isUp = false;
  const ready = boot(bridge, base, attempt).then(() => { isUp = true; });
  const shared = {
    dead: false,
    attempt,
    serve(list) {
      if (isUp) connect(list);
      else ready.then(() => connect(list), (cause) => giveUp(list, explain(cause, base)));
    },
  };
  // The next script that comes may have more luck.
  ready.catch(() => { shared.dead = true; });
  bridge.onDeath = () => { shared.dead = true; };
  share(BUILD, shared);
  return shared;
}

// Python will not come: whoever waits is told, and nothing stays hidden.
export function giveUp(list, why) {
  const error = new Error("[alloy] Python could not be started in this page, so nothing is sent. " + why);
  error.code = "boot";
  let isNews = false;
  for (const [, queue] of list) {
    // The base code may have given up before.
    if (queue.gone || queue.push.owner) continue;
    isNews = true;
    queue.gone = true;
    const waiting = queue.splice(0, queue.length);
    queue.push = (...items) => {
      for (const item of items) item[1](error);
      return 0;
    };
    for (const item of waiting) item[1](error);
  }
  const style = document.getElementById("alloy-prehiding");
  if (style) style.remove();
  if (isNews) console.error(error.message);
}

function explain(cause, base) {
  const text = String((cause && cause.message) || cause);
  if (!window.WebAssembly) return "This browser has no WebAssembly.";
  if (/wasm|WebAssembly|CompileError|unsafe-eval/i.test(text) && /Content Security|unsafe-eval|disallowed|blocked/i.test(text)) {
    return "The content security policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src. (" + text + ")";
  }
  return "Can its files be loaded from " + base + "? From another origin they need CORS. (" + text + ")";
}

async function boot(bridge, base, attempt) {
  const from = new URL(base, document.baseURI).href;
  // All at once: the largest is compiled while it comes, and none waits for another.
  const files = Promise.all([
    compiled(from, ASSETS.wasm),
    imported(from, ASSETS.runtime, attempt),
    fetched(from, ASSETS.sdk).then((response) => response.arrayBuffer()),
  ]);
  // Python will ask first thing, and the first answer takes long; now there is time.
  timezone(new Date().getTimezoneOffset());
  const [module, runtime, sdk] = await files;
  const say = (text) => console.log(text);
  const python = await runtime.loadMicroPython({
    instantiateWasm: (imports, use) => use(new WebAssembly.Instance(module, imports), module),
    heapsize: HEAP_BYTES, pystack: STACK_BYTES, stdout: say, stderr: say,
  });
  python.FS.writeFile("/alloy_sdk.mpy", new Uint8Array(sdk));
  const alloy = python.pyimport("alloy_sdk");
  await nextTask();
  alloy[START](bridge);
}

// Half way the page may go on, so that the start is not one long task. Not by a timer: those of a
// hidden page wait.
function nextTask() {
  if (window.scheduler && scheduler.yield) return scheduler.yield();
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
