// The queue of a name: holds the calls of the page until Python takes them. What it does by itself:
// hide what the first view will change, show it again in time, and give up when Python does not
// come.

// Makes `window[name]` for each name that is free. `watch(queue, isTaken)`, where given, is told of each
// queue, and returns what to call when a call was queued.
export function open(window, document, names, watch) {
  const { nonce } = document.currentScript || {};
  // As they are now: the page may replace them, and the promises go to its code.
  const { Promise, setTimeout, clearTimeout } = window;
  names.forEach((name) => {
    if (window[name]) return;
    window.__alloyNS = [...window.__alloyNS || [], name];
    const queue = [];
    // Whoever takes the queue gives it a `push` of its own.
    const isTaken = () => queue.push !== [].push;
    const noted = watch && watch(queue, isTaken);
    let config = {};
    let timer;

    const style = () => document.getElementById("alloy-prehiding");

    const show = () => {
      if (style()) style().remove();
      queue.shown = true;
    };

    const hide = () => {
      if (!config.prehidingStyle || style()) return;
      const element = document.createElement("style");
      element.id = "alloy-prehiding";
      if (nonce) element.nonce = nonce;
      element.textContent = config.prehidingStyle;
      document.head.appendChild(element);
      setTimeout(show, config.prehidingTimeout || 3000);
    };

    // Nobody took the queue in time: everyone who waits is told, and whoever comes later too.
    const giveUp = () => {
      if (isTaken()) return;
      const error = new Error("[" + name + "] Python did not start in time (bootTimeout). Is alloy.js in the page?");
      error.code = "boot";
      queue.gone = true;
      Object.defineProperty(queue, "push", { value: (item) => item[1](error) });
      queue.splice(0).forEach(queue.push);
      show();
    };

    const wait = (time) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, time);
    };

    const note = (command, options) => {
      if (!timer) wait(15000);
      if (command === "configure") {
        config = options;
        if (config.bootTimeout) wait(config.bootTimeout);
      }
      const isView = command === "view" || command === "event" && options.type === "viewStart";
      if (isView || options.renderDecisions || options.autoViews) hide();
    };

    window[name] = (...call) => new Promise((resolve, reject) => {
      try {
        if (!isTaken()) note(call[0], call[1] || {});
      } catch (unreadable) {
        // Python will say what is wrong with it.
      }
      queue.push([resolve, reject, call]);
      noted && noted();
    });
    queue.stop = () => clearTimeout(timer);
    window[name].q = queue;
  });
}
