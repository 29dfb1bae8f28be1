// The drop-in: a script that stands where the vendor's tag stood, and serves the queues that the base
// code of the page has opened. All that it needs is in it, so it does not matter from where it comes,
// or how: as a tag, imported, bundled, inline. Features that few sites use are beside it, in a second
// file (bridge/second.js).

import { isArray, say } from "./bridge/natives.js";
import { loadTag } from "./bridge/second.js";
import { serve } from "./runtime.js";

// The page's queues are noted now, while this script runs, and not looked up again.
const list = [];
const names = isArray(window.__alloyNS) ? window.__alloyNS : [];
for (const name of names[0] ? names : ["alloy"]) {
  /** @type {Queue} */
  const queue = /** @type {any} */ (window)[name] && /** @type {any} */ (window)[name].q;
  if (!isArray(queue)) complain(name, window[name]);
  else if (!queue.gone) list.push([name, queue, {}]);
}
if (list.length) serve(list, loadTag);

// Calls of that name never come here.
function complain(name, taken) {
  if (!taken) return;
  const what = taken.cloneNode ? taken.cloneNode().outerHTML : typeof taken;
  say("error", "[alloy] window." + name + " is not what the base code makes, so it cannot be called. "
    + "The name is taken by: " + what);
}
