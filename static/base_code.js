// The base code: stands inline at the top of the page, before anything else, and holds the calls
// of the page until Python is there. What it does by itself: hide what the first view will change,
// show it again in time, and give up when Python does not come.
((window, document, names) => {
  const { nonce } = document.currentScript || {};
  names.forEach((name) => {
    if (window[name]) return;
    (window.__alloyNS = window.__alloyNS || []).push(name);
    const queue = [];
    let config = {};
    let timer;

    // Whoever takes the queue gives it a `push` of its own.
    const isTaken = () => queue.hasOwnProperty("push");

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
      queue.push = (item) => item[1](error);
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
      if (options.renderDecisions || options.autoViews || command === "event" && options.type === "viewStart") hide();
    };

    window[name] = (...call) => new Promise((resolve, reject) => {
      try {
        if (!isTaken()) note(call[0], call[1] || {});
      } catch (unreadable) {
        // Python will say what is wrong with it.
      }
      queue.push([resolve, reject, call]);
    });
    window[name].q = queue;
  });
})(window, document, ["alloy"]);
