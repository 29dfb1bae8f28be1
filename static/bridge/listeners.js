// Listeners that last: document.open takes all of a page's listeners away, ours too.

import { call } from "./dom.js";

const lasting = [];

export function listen(target, type, handler, capture = false) {
  lasting.push([target, type, handler, capture]);
  call(target, "addEventListener", type, handler, capture);
}

// To add a listener that is there changes nothing, so this needs not ask.
export function listenAgain() {
  for (const [target, type, handler, capture] of lasting) {
    call(target, "addEventListener", type, handler, capture);
  }
}
