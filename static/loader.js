// The drop-in: a classic script that stands where the vendor's tag stood, and gives Python the
// queues that the base code of the page has opened.

import { serve } from "./runtime.js";

// The page's queues are noted now, while this script runs, and not looked up again.
const list = [];
for (const name of window.__alloyNS || []) {
  const queue = window[name] && window[name].q;
  if (Array.isArray(queue) && !queue.gone) list.push([name, queue, {}]);
}
if (list.length) serve(list, base(document.currentScript));

// Where the files beside this one are. A tag manager that inlines the script says so itself.
function base(script) {
  const told = (script && script.dataset && script.dataset.base) || window.__alloyBase;
  if (told) return told.replace(/\/?$/, "/");
  return script && script.src ? script.src.replace(/[?#].*$/, "").replace(/[^/]*$/, "") : "./";
}
