// Listeners that last: document.open takes all of a page's listeners away, ours too.

import { call, root } from "./dom.js";

const lasting = [];

export function listen(target, type, handler, capture = false) {
  lasting.push([target, type, handler, capture]);
  call(target, "addEventListener", type, handler, capture);
}

let seen;

// To add a listener that is there changes nothing. A document that was opened has another root.
export function listenAgain() {
  if (seen === root()) return;
  seen = root();
  for (const [target, type, handler, capture] of lasting) {
    call(target, "addEventListener", type, handler, capture);
  }
}
