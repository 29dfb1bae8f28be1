// The border between the page and Python, and the only JavaScript that runs once Python is up.
//
// It carries and guards; it decides nothing. Data crosses as JSON text, in one piece, because the
// interpreters differ in everything else (integers cut to 32 bits, proxies, undefined). Nothing
// here throws into Python: MicroPython cannot catch a JavaScript exception, and stops collecting
// garbage after one.
//
//   Python → page   bridge.call(verb, argumentsText, raw) → "=" + JSON, or "!" + JSON of a failure
//   page → Python   receive(kind, id, text): commands, answers, timers, page events

import { linkText, withNodes } from "./clicks.js";
import { clickedContent, render } from "./content.js";
import { createEvents } from "./events.js";
import { hide, show, shownBefore } from "./hiding.js";
import { encode, plain, Refusal } from "./json.js";
import { listenAgain } from "./listeners.js";
import { removeMessage, showMessage } from "./message.js";
import { beacon, send } from "./network.js";
import { clientHints, moment, page, uuid } from "./page.js";
import { pixel } from "./pixels.js";
import { visitorId } from "./visitor.js";

// Queued calls carried out in one turn: MicroPython collects garbage only between turns.
const SLICE = 20;

// The page may replace timers later (test tools do); the boot relies on the real ones.
const nativeTimeout = setTimeout.bind(window);

export function createBridge(build, version) {
  let receive = null;
  let dead = null;
  let last = -1;
  const promises = new Map();
  const callbacks = new Map();
  const pageErrors = new Map();
  const wakers = new Map();
  const attached = new Map();

  // Odd numbers are the bridge's, even ones Python's. Both stay within 31 bits.
  const next = () => (last = last > 0x3ffffff0 ? 1 : last + 2);

  function keep(map, value) {
    const id = next();
    map.set(id, value);
    return id;
  }

  function take(map, id) {
    const value = map.get(id);
    map.delete(id);
    return value;
  }

  // ---- Page → Python

  function tell(kind, id, text) {
    if (dead) return;
    if (kind === "command") listenAgain();
    try {
      receive(kind, id, text);
    } catch (error) {
      // Python catches its own exceptions, so this is a trap: the interpreter is gone.
      die(error);
    }
  }

  function die(cause) {
    dead = new Error("[alloy] Python stopped working in this page, so nothing more is sent. "
      + "A reload starts it again.\nCaused by: " + cause);
    console.error(dead.message);
    show();
    for (const [, reject] of promises.values()) reject(dead);
    promises.clear();
    if (bridge.onDeath) bridge.onDeath();
  }

  function command(instance, [resolve, reject, args]) {
    if (dead) {
      reject(dead);
      return;
    }
    let call;
    try {
      call = describe(Array.from(args || []));
    } catch (error) {
      const reason = error instanceof Refusal ? error.message : "its options cannot be read: " + error;
      call = { name: plain(args[0]), refused: reason };
    }
    const { options, ...head } = call;
    const text = JSON.stringify({ instance, ...head });
    // The options are JSON already, and put in as they are.
    tell("command", keep(promises, [resolve, reject]),
      options === undefined ? text : text.slice(0, -1) + ',"options":' + options + "}");
  }

  function describe([name, given]) {
    if (typeof name !== "string") {
      const got = name === undefined ? "nothing" : typeof name + " " + JSON.stringify(plain(name));
      return { name: null, got: got.slice(0, 100) };
    }
    if (given === undefined) return { name };
    const { text, left, functions } = encode(given, (value) => keep(callbacks, value));
    return { name, options: text, left, functions };
  }

  // ---- Python → page

  function settle(id, ok, text) {
    const [resolve, reject] = take(promises, id) || [];
    if (!resolve) return;
    if (ok) resolve(JSON.parse(text));
    else reject(errorOf(JSON.parse(text)));
  }

  // What a function of the page threw keeps its identity; only its message tells more.
  function errorOf({ message, code, pageError }) {
    const thrown = take(pageErrors, pageError);
    if (thrown instanceof Error) {
      try {
        thrown.message = message;
        return thrown;
      } catch (frozen) {
        // Then a new one tells it.
      }
    }
    return Object.assign(new Error(message), { code });
  }

  function threw(error) {
    let message = "an error without text";
    try {
      message = error instanceof Error ? error.name + ": " + error.message : String(error);
    } catch (unreadable) {
      // The default will do.
    }
    return { thrown: { pageError: keep(pageErrors, error), message } };
  }

  // The arguments go out as plain objects and are read again, since the function may edit them.
  function outcome(args, returned) {
    try {
      return { args: JSON.parse(encode(args).text), returned: plain(returned) };
    } catch (error) {
      return threw(new TypeError("the function left what has no JSON form: " + error.message));
    }
  }

  function invoke(id, args) {
    args.forEach(withNodes);
    let returned;
    try {
      returned = callbacks.get(id)(...args);
      if (!returned || typeof returned.then !== "function") return outcome(args, returned);
    } catch (error) {
      return threw(error);
    }
    const later = next();
    Promise.resolve(returned).then((value) => outcome(args, value), threw)
      .then((result) => tell("called", later, JSON.stringify(result)));
    return { later };
  }

  const verbs = {
    page, moment, uuid, hide, show, linkText, clickedContent, removeMessage, beacon, settle, invoke,
    random: () => Math.random(),
    send: (...args) => send(tell, ...args),
    render: (...args) => { render(tell, ...args); },
    showMessage: (...args) => showMessage(tell, ...args),
    goTo: (url, replaces) => { replaces ? location.replace(url) : location.assign(url); },
    pixel: (...args) => { pixel(tell, ...args); },
    visitorId: (...args) => visitorId(tell, ...args),
    clientHints: (...args) => clientHints(tell, ...args),
    setCookie: (text) => { document.cookie = text; },
    storageGet: (area, key) => window[area + "Storage"].getItem(key),
    storageSet: (area, key, value) => window[area + "Storage"].setItem(key, value),
    storageRemove: (area, key) => window[area + "Storage"].removeItem(key),
    storageKeys: (area) => Object.keys(window[area + "Storage"]),
    timer: (id, delayMs) => { setTimeout(() => tell("timer", id, ""), delayMs); },
    log: (level, parts) => console[level](...parts),
    matches: (pattern, text) => new RegExp(pattern).test(text),
    listen: createEvents(tell),
    wake: (id) => take(wakers, id)(),
  };

  const bridge = {
    build,
    version,

    // `raw` goes last to the verb, as it is: a body is not escaped twice on its way.
    call(verb, text, raw) {
      try {
        const args = text ? JSON.parse(text) : [];
        if (raw !== undefined && raw !== null) args.push(raw);
        const value = verbs[verb](...args);
        return "=" + (value === undefined ? "null" : JSON.stringify(value));
      } catch (error) {
        const { name = "Error", message = String(error) } = error || {};
        return "!" + JSON.stringify({ name, message });
      }
    },

    connect(entry) {
      receive = entry;
    },

    // A promise that Python code of the page can await; the verb `wake` settles it.
    wait: (id) => new Promise((resolve) => wakers.set(id, () => resolve(true))),

    // From here on each call of `window[name]` goes straight to Python; what waited goes first.
    attach(name, queue) {
      if (attached.get(name) === queue) return;
      attached.set(name, queue);
      tell("instance", 0, JSON.stringify(name));
      const waiting = queue.splice(0, queue.length);

      function slice() {
        shownBefore.now = !!queue.shown;
        for (const item of waiting.splice(0, SLICE)) command(name, item);
        shownBefore.now = false;
        if (waiting.length) nativeTimeout(slice, 0);
      }

      queue.push = (...items) => {
        for (const item of items) {
          if (waiting.length) waiting.push(item);
          else command(name, item);
        }
        return queue.length;
      };
      slice();
      document.dispatchEvent(new CustomEvent("alloy:ready", { detail: { name } }));
    },

    // The same for a page that may have no base code: then here is the function it would have made.
    attachByName(name) {
      if (!window[name]) {
        (window.__alloyNS = window.__alloyNS || []).push(name);
        const queue = [];
        window[name] = (...args) => new Promise((resolve, reject) => {
          queue.push([resolve, reject, args]);
        });
        window[name].q = queue;
      }
      bridge.attach(name, window[name].q);
    },

    show,
  };
  return bridge;
}
