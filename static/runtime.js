// MicroPython without PyScript: loaded once for a page, by whichever script comes first, and what
// becomes of those who wait when it does not come.

import { compiled, fetched } from "./assets.js";
import { byId, get } from "./bridge/dom.js";
import { createBridge } from "./bridge/index.js";
import { Error, Promise, String, URL, define, say } from "./bridge/natives.js";
import { warm } from "./bridge/page.js";
import { running, share } from "./bridge/shared.js";
import { wake } from "./interpreter.js";

const ASSETS = __ALLOY_ASSETS__;
const BUILD = __ALLOY_BUILD__;
const VERSION = __ALLOY_VERSION__;

// Lets Python have queues: `[name, queue, options]` for each (see bridge/instances.js). The files
// of the build are in the folder `base`, with a slash at its end.
export function serve(list, base) {
  (running(BUILD) || start(base)).serve(list);
}

function start(base) {
  const bridge = createBridge(BUILD, VERSION);
  const connect = (list) => { for (const each of list) bridge.serve(...each); };
  let isUp = false;
  const ready = boot(bridge, base).then(() => { isUp = true; });
  const shared = {
    dead: false,
    serve(list) {
      if (isUp) connect(list);
      else ready.then(() => connect(list), (cause) => giveUp(list, explain(cause)));
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
    // The base code's queue has its own way, and may send some of it.
    if (queue.fail) queue.fail(error);
    else fail(queue, error);
  }
  const style = byId("alloy-prehiding");
  if (style) style.remove();
  if (isNews) say("error", error.message);
}

function fail(queue, error) {
  queue.gone = true;
  const reject = (...items) => {
    for (const item of items) item[1](error);
    return 0;
  };
  reject(...queue.splice(0, queue.length));
  define(queue, "push", reject);
}

function explain(cause) {
  const text = String((cause && cause.message) || cause);
  if (!window.WebAssembly) return "This browser has no WebAssembly.";
  if (/wasm|WebAssembly|CompileError|unsafe-eval/i.test(text) && /Content Security|unsafe-eval|disallowed|blocked/i.test(text)) {
    return "The content security policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src. (" + text + ")";
  }
  if (cause instanceof window.WebAssembly.CompileError) {
    return "This browser is too old: it does not know WebAssembly with exceptions, or not in this form. (" + text + ")";
  }
  // The first that could not be had (assets.js).
  return text;
}

async function boot(bridge, base) {
  const from = new URL(base, get(document, "baseURI")).href;
  // Both at once: the larger is compiled while it comes.
  const files = Promise.all([
    compiled(from, ASSETS.wasm),
    fetched(from, ASSETS.sdk),
  ]);
  // Python will ask first thing, and the first answer takes long; now there is time.
  warm();
  const [module, image] = await files;
  wake({ module, image, say: (text) => say("log", text) })(bridge);
}
