// The base code: stands inline at the top of the page, before anything else, and holds the calls
// of the page until Python is there. What it does by itself: hide what the first view will change,
// show it again in time, and give up when Python does not come.
(function (window, document, names) {
  var nonce = (document.currentScript || {}).nonce;
  names.forEach(function (name) {
    if (window[name]) return;
    (window.__alloyNS = window.__alloyNS || []).push(name);
    var config = {};
    var queue = [];
    var timer;

    // Nobody took the queue in time: everyone who waits is told, and whoever comes later too.
    function giveUp() {
      if (queue.hasOwnProperty("push")) return;
      var error = new Error("[" + name + "] Python did not start in time (bootTimeout). Is alloy.js in the page?");
      queue.gone = true;
      queue.push = function (item) { item[1](error); };
      queue.splice(0).forEach(queue.push);
      show();
    }

    function show() {
      var style = document.getElementById("alloy-prehiding");
      if (style) style.remove();
      queue.shown = true;
    }

    function hide() {
      var css = config.prehidingStyle;
      if (!css || document.getElementById("alloy-prehiding")) return;
      var style = document.createElement("style");
      style.id = "alloy-prehiding";
      if (nonce) style.nonce = nonce;
      style.textContent = css;
      document.head.appendChild(style);
      setTimeout(show, config.prehidingTimeout || 3000);
    }

    function note(command, options) {
      options = options || {};
      if (command === "configure") {
        config = options;
        if (options.autoViews) hide();
      }
      if (options.renderDecisions || command === "event" && options.type === "viewStart") hide();
      if (timer && command !== "configure") return;
      clearTimeout(timer);
      timer = setTimeout(giveUp, config.bootTimeout || 15000);
    }

    window[name] = function () {
      var call = arguments;
      return new Promise(function (resolve, reject) {
        // Once Python has the queue, `push` is its own.
        if (!queue.hasOwnProperty("push")) note(call[0], call[1]);
        queue.push([resolve, reject, call]);
      });
    };
    window[name].q = queue;
  });
})(window, document, ["alloy"]);
