// The life of the page: when its load view is due, when it goes, when it comes back out of the
// back/forward cache. Nothing here listens to `unload`: that would keep the page out of that cache.

import { listen } from "./listeners.js";

// `readyState` does not tell: while it is "interactive", deferred scripts may still have to run.
function hasParsed() {
  const [entry = performance.timing] = performance.getEntriesByType("navigation");
  return entry.domContentLoadedEventStart > 0;
}

// A prerendered page is one that nobody sees yet, and perhaps never will.
export function whenSeen(then) {
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", then, { once: true });
  } else {
    then();
  }
}

// After the page's own handlers of DOMContentLoaded: a view that they send is the page's view.
export function whenLoaded(then) {
  const parsed = () => whenSeen(() => setTimeout(then, 0));
  if (hasParsed()) parsed();
  else document.addEventListener("DOMContentLoaded", parsed, { once: true });
}

// `leave` before the page's own handlers of pagehide, `gone` after them.
export function watchLeaving(tell) {
  const gone = () => tell("gone", 0, "");
  const leave = () => {
    // Put at the end of the listeners: those that the page added meanwhile come first.
    removeEventListener("pagehide", gone);
    addEventListener("pagehide", gone);
    tell("leave", 0, "");
  };
  listen(window, "pagehide", leave, true);
}

export function watchRestoring(tell) {
  listen(window, "pageshow", (event) => {
    if (event.persisted) tell("restored", 0, "");
  });
}
