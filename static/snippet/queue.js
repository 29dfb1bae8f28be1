// The queue of a name: holds the calls of the page until the SDK takes them. What it does by itself:
// note what they and the page were like, hide what the first view will change, show it again in
// time, and give up when the SDK does not come.

import { put } from "./item.js";

// Makes `window[name]` for each name that is free. `watch(queue, isTaken)`, where given, gives each
// queue two functions: `noted()` hears that a call was queued, and `rescue(item, error)` does what it can
// for one when the SDK will not come.
export function open(window, document, names, watch) {
  const { nonce = "" } = document.currentScript || {};
  // Promises and timers as they are now: the page may replace them.
  const { navigation, Promise, setTimeout, clearTimeout } = window;

  const add = (tag, made) => document.head.append(
    Object.assign(document.createElement(tag), made, { nonce }));

  function start(name) {
    (window.__alloyNS = window.__alloyNS || []).push(name);
    /** @type {Queue} */
    const queue = [];
    // Whoever takes the queue gives it a `push` of its own.
    const isTaken = () => queue.push !== [].push;
    if (watch) watch(queue, isTaken);
    let config = {};
    let timer;

    const style = () => document.getElementById(__ALLOY_STYLE_ID__);

    const show = () => {
      if (style()) style().remove();
      queue.shown = true;
    };

    // The SDK will not come: everyone who waits learns of it, and whoever comes later too.
    queue.fail = (error) => {
      error.code = "boot";
      queue.gone = true;
      // Not assigned: the page may have frozen what all lists have.
      Object.defineProperty(queue, "push", { value: (item) => {
        try {
          if (watch) queue.rescue(item, error);
          else item[1](error);
        } catch (noCall) {
          // The page put something else into the queue.
        }
      } });
      queue.splice(0).forEach(/** @type {any} */ (queue.push));
      show();
    };

    const wait = (time) => {
      clearTimeout(timer);
      // A timer of the page's may ring while it is set.
      let isSet = false;
      timer = setTimeout(() => {
        if (isSet && !isTaken()) queue.fail(Error("[" + name + "] did not start in time (bootTimeout)"));
      }, time);
      isSet = true;
    };

    window[name] = (command, given) => new Promise((resolve, reject) => {
      if (isTaken()) return queue.push([resolve, reject, [command, given]]);
      if (!timer) wait(__ALLOY_BOOT_MS__);
      try {
        const options = given || {};
        if (command === "configure") {
          config = options;
          if (config.bootTimeout) wait(config.bootTimeout);
        }
        // What the first view will change is hidden; what a server has put in is there to be seen.
        const isView = command === "view" || command === "event" && options.type === "viewStart";
        if (options.adopt === true) show();
        else if ((isView || options.renderDecisions || options.autoViews) && config.prehidingStyle && !style()) {
          add("style", { id: __ALLOY_STYLE_ID__, textContent: config.prehidingStyle });
          setTimeout(show, config.prehidingTimeout || __ALLOY_HIDDEN_MS__);
        }
      } catch (unreadable) {
        // The SDK will say what is wrong with it.
      }
      put(queue, resolve, reject, [command, given]);
      if (watch) queue.noted();
    });
    // Whoever takes the queue says so: nothing is pending then, and no route is noted.
    queue.stop = () => {
      clearTimeout(timer);
      config = {};
    };
    window[name].q = queue;

    try {
      navigation.addEventListener("currententrychange", (change) => {
        if (config.autoViews) put(queue, 0, 0, change);
      });
    } catch (none) {
      // The SDK will see routes in another way.
    }
  }

  for (const name of names) if (!window[name]) start(name);

  // A script of ours that the network lost is asked for once more.
  let isLost;
  try {
    window.addEventListener("error", ({ target }) => {
      const { src, type, integrity, crossOrigin } = /** @type {HTMLScriptElement} */ (target);
      if (isLost || !/\/alloy(?!\.extras)[\w.-]*\.js/.test(src)) return;
      isLost = true;
      add("script", { src, type, integrity, crossOrigin });
    }, true);
  } catch (shadowed) {
    // The page has an element of this name.
  }
}
