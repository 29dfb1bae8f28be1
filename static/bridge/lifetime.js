// The life of the page: when its load view is due, when it goes, when it comes back out of the
// back/forward cache. Nothing here listens to `unload`: that would keep the page out of that cache.

import { browsers, call, get } from "./dom.js";
import { listen, listenAgain } from "./listeners.js";
import { Math, nowMs, setTimeout } from "./natives.js";

// While `readyState` is "interactive", deferred scripts may still have to run. A page may have made
// the browser forget when that was over (test tools do); then it is at the latest when all is loaded.
function hasParsed() {
  if (get(document, "readyState") === "complete") return true;
  try {
    const performance = browsers("performance", "Performance");
    const entry = performance.getEntriesByType("navigation")[0] || performance.timing;
    return entry.domContentLoadedEventStart > 0;
  } catch (forgotten) {
    return false;
  }
}

// When the view of the load was due, in milliseconds since 1970; Infinity as long as it is not.
export function loadedMs() {
  const performance = browsers("performance", "Performance");
  const [entry] = performance ? performance.getEntriesByType("navigation") : [];
  if (!entry || !entry.domContentLoadedEventEnd || get(document, "prerendering")) return 1 / 0;
  const seen = Math.max(entry.domContentLoadedEventEnd, entry.activationStart || 0);
  return nowMs() - performance.now() + seen;
}

// A prerendered page is one that nobody sees yet, and perhaps never will.
export function whenSeen(then) {
  if (get(document, "prerendering")) {
    call(document, "addEventListener", "prerenderingchange", then, { once: true });
  } else {
    then();
  }
}

// After the page's own handlers of DOMContentLoaded: a view that they send is the page's view.
export function whenLoaded(then) {
  let isDone = false;
  const parsed = () => {
    if (!isDone) whenSeen(() => setTimeout(then, 0));
    isDone = true;
  };
  if (hasParsed()) parsed();
  call(document, "addEventListener", "DOMContentLoaded", parsed, { once: true });
  call(window, "addEventListener", "load", parsed, { once: true });
}

let leave = () => {};

// `leave` when pagehide begins, `gone` when the page's own handlers of it have run: on its way out
// a page that was visible is hidden after pagehide.
export function watchLeaving(tell) {
  let isLeaving = false;

  leave = () => {
    if (isLeaving) return;
    isLeaving = true;
    tell("leave", 0, "");
  };

  function gone() {
    if (!isLeaving) return;
    isLeaving = false;
    tell("gone", 0, "");
  }

  listen(window, "pagehide", () => {
    leave();
    if (get(document, "visibilityState") === "hidden") gone();
  }, true);
  listen(window, "visibilitychange", gone);
  listen(window, "pageshow", () => { isLeaving = false; });
}

// Before Python hears of a command. A handler of pagehide that is older than ours runs first, and
// what it calls is to leave with the page all the same.
export function beforeCommand() {
  listenAgain();
  if (window.event && window.event.type === "pagehide") leave();
}

export function watchRestoring(tell) {
  listen(window, "pageshow", (event) => {
    if (event.persisted) tell("restored", 0, "");
  });
}
