// Changes of the URL without a page load, and what routers tell of their work. Whether a change is
// a view, and when it has come to rest, Python decides (features/views/routes.py).

import { browsers } from "./dom.js";
import { listen } from "./listeners.js";
import { JSON, Object, Proxy, setTimeout } from "./natives.js";

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

  const navigation = browsers("navigation", "Navigation");
  try {
    // A page without an origin of its own has one that tells nothing.
    if (navigation && navigation.currentEntry) return followNavigation(navigation, moved, tell);
  } catch (refused) {
    // The page keeps it to itself.
  }
  followHistory(moved, () => { if (location.href !== current) moved("push", false); });
}

export function watchRouters(tell) {
  for (const type of Object.keys(ROUTERS)) {
    listen(document, type, () => tell("router", 0, JSON.stringify(ROUTERS[type])));
  }
}

// The browser's own word, in one event for each change, whoever made it and however.
function followNavigation(navigation, moved, tell) {
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
function followHistory(moved, look) {
  const { history } = window;
  for (const [method, kind] of [["pushState", "push"], ["replaceState", "replace"]]) {
    // Where it stands now: a library that patches the other place later is called as before.
    const own = Object.getOwnPropertyDescriptor(history, method);
    const owner = own ? history : Object.getPrototypeOf(history);
    const descriptor = own || Object.getOwnPropertyDescriptor(owner, method);
    // A proxy keeps name, length, text and properties as they were.
    const value = new Proxy(descriptor.value, {
      apply(original, target, args) {
        const returned = original.apply(target, args);
        moved(kind, false);
        return returned;
      },
    });
    try {
      Object.defineProperty(owner, method, Object.assign({ __proto__: null }, descriptor, { value }));
    } catch (frozen) {
      // It is seen as below.
    }
  }
  // A traversal tells of itself twice; the second time the URL is the same as before.
  listen(window, "popstate", () => moved("traverse", false));
  listen(window, "hashchange", () => moved("hash", false));
  // A router may have taken the functions before us. What it does with them shows when the visitor
  // does something, and soon after that; the capturing listener notes the route that a click ends.
  const lookSoon = () => {
    look();
    for (const delayMs of [0, 100, 500]) setTimeout(look, delayMs);
  };
  for (const type of ["click", "submit", "keyup"]) listen(window, type, lookSoon, true);
  for (const type of ["pagehide", "visibilitychange", "load"]) listen(window, type, look, true);
}
