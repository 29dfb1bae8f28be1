// The border between the page and Python: the SDK, which is compiled into alloy.js beside this, or
// run by an interpreter on a PyScript page.
//
// It carries and guards; it decides nothing. Data crosses as JSON text, in one piece: a copy, that
// the page cannot change any more, and the same for interpreters, which differ in everything else
// (integers cut to 32 bits, proxies, undefined). Nothing here throws into Python: MicroPython cannot
// catch a JavaScript exception, and stops collecting garbage after one. Compiled, Python's values are
// JavaScript's, and what each call or request brings crosses as a copy without text.
//
//   Python → page   bridge.call(verb, argumentsText, raw) → JSON, "" for nothing, or "!" + JSON of
//                   a failure; compiled: call(verb, arguments, raw) → [has it failed, the value]
//   page → Python   receive(kind, id, text): commands, answers, timers, page events; compiled,
//                   commands and answers to requests are values
//
// Calls of commands are calls.js, the page's own functions functions.js, what they threw errors.js,
// queues and monitors instances.js.

import { createCalls } from "./calls.js";
import { laterAbout, linkText, look, nodeAt } from "./clicks.js";
import { clickedContent, render } from "./content.js";
import { set } from "./dom.js";
import { createErrors } from "./errors.js";
import { createEvents } from "./events.js";
import { createFunctions } from "./functions.js";
import { hide, show } from "./hiding.js";
import { createInstances } from "./instances.js";
import { wellFormedJson } from "./json.js";
import { beforeCommand } from "./lifetime.js";
import { lock, unlock } from "./locks.js";
import {
  Error, JSON, Map, Math, Object, Promise, RegExp, String, say, setTimeout,
} from "./natives.js";
import { beacon, exchange } from "./network.js";
import { clientHints, createReadings, uuid } from "./page.js";
import { stopWaiting } from "./select.js";
import { ownPolicy } from "./trusted.js";
import { ALL_SAID, createWords } from "./words.js";

// A function of the page may click a link, which calls a function, and so on. Beyond this many
// turns within turns the next one waits for its own: interpreters have little stack.
const DEEPEST = 4;

// Commands carried out in one turn of the page, at most: it has other things to do.
const MOST_COMMANDS = 20;

// What Python takes of the stack, in calls with so many arguments: those lie on the stack however an
// engine compiles the call, where a function without any may take a tenth once it is optimised.
// Measured: 2 do compiled, in Firefox. Fewer arguments, and more calls for them, take longer.
const ROOM = __ALLOY_COMPILED__ ? 4 : 16;
const ARGUMENTS = [];
while (ARGUMENTS.length < 1600) ARGUMENTS[ARGUMENTS.length] = 0;
let left;
/** @type {Function} */
const descend = () => (left-- ? 1 + descend(...ARGUMENTS) : 0);

// Is there stack enough? An interpreter that runs out of it is lost, and compiled, half of what it
// was about is done.
function hasRoom() {
  left = ROOM;
  try {
    return descend() >= 0;
  } catch (overflow) {
    return false;
  }
}

// Mistakes of Python's are caught there, so almost any exception of an interpreter is a trap: it is
// gone. This one is not: Python had no memory left to tell its own. Compiled, nothing can be lost.
const isPythons = (error) => !!error && error.name === "PythonError";

/**
 * @param {string} build
 * @param {string} version
 * @param {(url?: string) => Promise<string | null>} [bring] loads the second file (second.js)
 */
export function createBridge(build, version, bring) {
  let receive = null;
  let dead = null;
  let depth = 0;
  let last = -1;
  const wakers = new Map();
  // Commands that wait for Python's turn to end: what the page calls from a function that Python
  // calls comes after what Python was about, not before it.
  const commands = [];

  // Odd numbers are the bridge's, even ones Python's. Both stay within 31 bits.
  const next = () => (last = last > 0x3ffffff0 ? 1 : last + 2);

  // ---- Page → Python

  // Undefined where Python cannot be asked.
  function ask(kind, id, text) {
    return hasRoom() ? turn(kind, id, text) : undefined;
  }

  function tell(kind, id, text) {
    // Answers come in turns of their own, with the whole stack.
    const canGo = kind === "reply" || hasRoom();
    if (kind === "command") {
      beforeCommand();
      // Where even this overflows, the caller hears of it, and nothing is carried out.
      if (!canGo) setTimeout(work, 0);
      commands.push([kind, id, text]);
      if (canGo) work();
    } else if (canGo && depth < DEEPEST) turn(kind, id, text);
    else setTimeout(laterAbout(() => turn(kind, id, text)), 0);
  }

  function turn(...message) {
    depth++;
    const answer = enter(...message);
    depth--;
    if (!depth) work();
    return answer;
  }

  function work() {
    if (depth) return;
    depth++;
    for (let left = MOST_COMMANDS; commands.length && left; left--) enter(...commands.shift());
    depth--;
    if (commands.length) setTimeout(work, 0);
  }

  function enter(kind, id, text) {
    // A page that was left: WebKit goes on with its code, and by `window` that is in the next one.
    if (dead || !receive || window.document !== document) return undefined;
    instances.notice();
    try {
      // An answer's body is text of the server's own, and has been looked at (network.js).
      const isReady = kind === "reply" || (__ALLOY_COMPILED__ && kind === "command");
      return receive(kind, id, isReady ? text : wellFormedJson(text));
    } catch (error) {
      if (__ALLOY_COMPILED__ || isPythons(error)) fail(kind, id, error);
      else die(error);
      return undefined;
    }
  }

  function fail(kind, id, error) {
    say("error", "[alloy] The SDK failed.", error);
    const message = "[alloy] The SDK failed. " + error.message;
    const outcome = { message, code: "alloy" };
    if (kind === "command") calls.settle(id, false, [], __ALLOY_COMPILED__ ? outcome : JSON.stringify(outcome));
  }

  function die(cause) {
    if (dead) return;
    dead = new Error("[alloy] Python stopped working in this page, so nothing more is sent. "
      + "Load the page again, or alloy.js, to start anew.\nCaused by: " + cause);
    dead.code = "dead";
    commands.length = 0;
    calls.rejectAll(dead);
    say("error", dead.message);
    show();
    if (bridge.onDeath) bridge.onDeath();
  }

  const errors = createErrors(next);
  const functions = createFunctions(tell, ask, next, errors);
  const words = !__ALLOY_COMPILED__ ? null : __ALLOY_SECOND__ ? createWords(bring) : ALL_SAID;
  const calls = createCalls(tell, next, errors, functions, words, () => dead);
  const instances = createInstances({ tell, ask, next, calls, errors, functions, words });

  // ---- Python → page

  const readings = createReadings();

  const verbs = {
    uuid, hide, show, linkText, clickedContent, stopWaiting, beacon, unlock,
    ...readings,
    ...functions,
    settle: calls.settle,
    invoke: (...args) => functions.invoke(calls.offered, ...args),
    notify: instances.notify,
    ...instances.forPython,
    random: () => Math.random(),
    post: (...args) => exchange(tell, readings.moment, instances.takeFlown, ...args),
    render: (id, limits, actions) => {
      render(tell, id, __ALLOY_COMPILED__ ? actions : JSON.parse(actions), limits);
    },
    goTo: (url, replaces) => {
      if (replaces) location.replace(url);
      else location.assign(url);
    },
    lock: (...args) => { lock(tell, ...args); },
    hasVisitor: () => typeof (window.Visitor || {}).getInstance === "function",
    clientHints: (...args) => clientHints(tell, ...args),
    setCookie: (text) => { set(document, "cookie", text); },
    storageGet: (area, key) => window[area + "Storage"].getItem(key),
    storageSet: (area, key, value) => {
      window[area + "Storage"].setItem(key, value);
      return true;
    },
    storageRemove: (area, key) => window[area + "Storage"].removeItem(key),
    storageKeys: (area) => Object.keys(window[area + "Storage"]),
    timer: (id, delayMs) => { setTimeout(() => tell("timer", id, ""), delayMs); },
    log: __ALLOY_COMPILED__
      ? (level, parts) => { words.put(parts, (said) => say(level, ...said)); }
      : (level, parts) => say(level, ...parts),
    matches: (pattern, text) => new RegExp(pattern).test(text),
    listen: createEvents(tell),
    ...(__ALLOY_COMPILED__ ? {} : {
      wake: (id) => {
        wakers.get(id)();
        wakers.delete(id);
      },
    }),
    ...(__ALLOY_COMPILED__ && __ALLOY_SECOND__ ? {
      second(id, url) {
        bring(url).then((failed) => tell("second", id, JSON.stringify({ failed })));
      },
    } : {}),
  };

  // For Python code of the page, which has no engine that is compiled.
  /** @type {any} */
  const ofPython = __ALLOY_COMPILED__ ? {} : {
    // A promise that it can await; the verb `wake` settles it.
    wait: (id) => new Promise((resolve) => wakers.set(id, () => resolve(true))),

    // Tells what stands in an element's path, as if it were clicked; what Python says of it.
    look: (element) => {
      try {
        return look(element, (path) => ask("look", 0, JSON.stringify(path))) || "null";
      } catch (unreadable) {
        return "null";
      }
    },

    // An element of the click that is reported, for a Python function.
    node: nodeAt,
  };

  const bridge = {
    build,
    version,

    // `raw` goes last to the verb, as it is: a body is not escaped twice on its way.
    call(verb, given, raw) {
      try {
        const args = __ALLOY_COMPILED__ ? given : given ? JSON.parse(given) : [];
        if (raw !== undefined && raw !== null) args.push(raw);
        const value = verbs[verb](...args);
        if (__ALLOY_COMPILED__) return [false, value];
        return value === undefined || value === null ? "" : wellFormedJson(JSON.stringify(value));
      } catch (error) {
        const { name = "Error", message = String(error) } = error || {};
        return __ALLOY_COMPILED__ ? [true, { name, message }] : "!" + JSON.stringify({ name, message });
      }
    },

    connect(entry) {
      receive = entry;
    },

    // More verbs: what `make(tell, policy)` gives.
    add(make) {
      Object.assign(verbs, make(tell, ownPolicy));
    },

    words,
    serve: instances.serve,
    show,
    ...ofPython,
  };
  return bridge;
}
