// Changes of the URL without a page load, and what routers tell of their work. Whether a change is
// a view, and when it has come to rest, Python decides (features/views/routes.py).

import { listen } from "./listeners.js";

// Routers that say when they begin and when they are done.
const ROUTERS = {
  "turbo:visit": "busy", "turbo:load": "done",
  "htmx:historyCacheMiss": "busy", "htmx:historyRestore": "done", "htmx:afterSettle": "done",
};

export function watchRoutes(tell) {
  let current = location.href;

  function moved(kind, isBusy) {
    const from = current;
    current = location.href;
    tell("route", 0, JSON.stringify({ kind, from, to: current, busy: isBusy }));
  }

  if (window.navigation && navigation.addEventListener) followNavigation(moved, tell);
  else followHistory(moved);
}

export function watchRouters(tell) {
  for (const type in ROUTERS) {
    listen(document, type, () => tell("router", 0, JSON.stringify(ROUTERS[type])));
  }
}

// The browser's own word, in one event for each change, whoever made it and however.
function followNavigation(moved, tell) {
  // An intercepted navigation goes on after the URL has changed; all others end there.
  let isIntercepted = false;

  function ended() {
    if (!isIntercepted) return;
    isIntercepted = false;
    tell("router", 0, '"done"');
  }

  listen(navigation, "currententrychange", ({ navigationType }) => {
    // Null: only the state of the entry was changed.
    if (!navigationType) return;
    isIntercepted = !!navigation.transition;
    moved(navigationType, isIntercepted);
  });
  listen(navigation, "navigatesuccess", ended);
  listen(navigation, "navigateerror", ended);
}

// For browsers without the Navigation API.
function followHistory(moved) {
  for (const [method, kind] of [["pushState", "push"], ["replaceState", "replace"]]) {
    // Where it stands now: a library that patches the other place later is called as before.
    const owner = Object.hasOwn(history, method) ? history : History.prototype;
    const descriptor = Object.getOwnPropertyDescriptor(owner, method);
    // A proxy keeps name, length, text and properties as they were.
    const value = new Proxy(descriptor.value, {
      apply(original, target, args) {
        const returned = Reflect.apply(original, target, args);
        moved(kind, false);
        return returned;
      },
    });
    Object.defineProperty(owner, method, { ...descriptor, value });
  }
  // A traversal tells of itself twice; the second time the URL is the same as before.
  listen(window, "popstate", () => moved("traverse", false));
  listen(window, "hashchange", () => moved("hash", false));
}
