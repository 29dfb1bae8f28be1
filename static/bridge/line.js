// The way from Python to an engine that is not in its interpreter: that of alloy.js, in the page
// (attached.js), or seen from a worker (workers.js). Its calls go into the queues as the page's own
// do, so that there is one engine, one identity and one queue.
//
// As in index.js, data crosses as JSON text, nothing here throws into Python, and Python has one
// entry point: receive(kind, number, text). What the engine tells was JSON before, but for elements
// and functions at its top level.

import { place } from "./functions.js";
import { addName, createTarget } from "./instances.js";
import {
  Error, JSON, Map, Object, Promise, Proxy, String, define, filter, isArray, map, say,
} from "./natives.js";

// What a rejected promise of the engine's is, as Python makes an exception of it.
export function describe(error) {
  const { message = error, code = "alloy", name, status, raised, kept } = Object(error);
  return { message: String(message), code, name: name === "Error" ? "" : name, status, raised, kept };
}

export function createLine(shared) {
  let receive;
  // Functions that take commands, and the places of those that wait for a Python coroutine.
  const targets = [];
  const waiting = new Map();
  // Functions of the engine's that Python was given, by their number.
  const given = [];
  const numberOf = (fn) => (given.includes(fn) ? given.indexOf(fn) : given.push(fn) - 1);
  // What the Python function that runs now may ask for: elements, functions of a monitor's data.
  let held = [];

  function ask(kind, number, details, holding) {
    const before = held;
    held = holding;
    try {
      const answer = JSON.parse(receive(kind, number, JSON.stringify(details)));
      if (answer.thrown) throw failure(answer.thrown);
      return answer;
    } finally {
      held = before;
    }
  }

  // `raised` is the number by which Python finds its own exception again.
  function failure({ message, name, code, raised }) {
    const error = Object.assign(new Error(message), { code, raised });
    return name ? define(error, "name", name) : error;
  }

  // ---- Python's functions, as the engine calls them

  const functionOf = (number) => (...args) => {
    const holding = [];
    const shown = map(args, (arg) => (typeof arg === "function"
      ? { "$function": numberOf(arg) } : withoutNodes(arg, holding)));
    const answer = ask("invoke", number, shown, holding);
    if (!answer.later) return finish(args, answer);
    return new Promise((resolve, reject) => {
      waiting.set(answer.later, (later) => {
        if (later.thrown) reject(failure(later.thrown));
        else resolve(finish(args, later));
      });
    });
  };

  function withoutNodes(arg, holding) {
    if (isArray(arg)) return arg;
    const shown = Object.assign({}, arg);
    for (const key of Object.keys(shown)) {
      if (shown[key] && shown[key].nodeType) shown[key] = { "$node": holding.push(shown[key]) - 1 };
    }
    return shown;
  }

  function finish(args, { edited, returned }) {
    map(args, (arg, index) => {
      // The engine reads what became of objects, and of nothing else.
      if (typeof arg === "function" || isArray(arg)) return;
      for (const key of Object.keys(arg)) delete arg[key];
      Object.assign(arg, edited[index]);
    });
    return returned;
  }

  // Every method of it is there; Python knows which of them its monitor has.
  const monitorOf = (number) => new Proxy({}, {
    get: (nothing, method) => (data) => {
      const functions = filter(Object.keys(data), (key) => typeof data[key] === "function");
      const error = data.error && describe(data.error);
      ask("monitor", number, { method, data, error, functions }, data);
    },
  });

  function queueOf(target) {
    try {
      return isArray(target.q) && target.q;
    } catch (error) {
      // The window of another origin's frame has this name.
      return null;
    }
  }

  // ---- For Python

  return {
    connect(entry) {
      receive = entry;
    },

    isDead: () => shared.dead,

    // Where commands for a name go, by number, or -1 where the name is something else in the page.
    // `isPrivate`: an instance that no name leads to. The other options are for one that is made
    // now; whoever made the queue of a name has a say of its own (alloy.js: `__alloyMonitors`).
    open(name, text) {
      const { isPrivate, monitors, ...options } = JSON.parse(text);
      let target = isPrivate ? null : /** @type {any} */ (window)[name];
      const queue = target && queueOf(target);
      if (target && !queue) return -1;
      // A queue whose base code gave up stays given up for the page; Python has its own then.
      const isNew = !target || queue.gone;
      if (isNew) {
        options.isPrivate = isPrivate || !!target;
        options.monitors = map(monitors, monitorOf);
        target = options.isPrivate ? createTarget() : addName(name);
      } else if (monitors.length) {
        say("warn", "[" + name + "] The monitors given to install() hear nothing: this instance is "
          + "alloy.js's. Put them into window.__alloyMonitors.");
      }
      shared.serve([[name, target.q, isNew ? options : {}]]);
      return targets.push(target) - 1;
    },

    // Runs a command: a promise that always comes, of JSON text of `{result, functions}` or `{error}`;
    // `functions` are the numbers of those in the result, by key.
    async call(number, text) {
      try {
        const { args, functions } = JSON.parse(text);
        for (const [trail, id] of functions) {
          place(args[1], trail, functionOf(id));
        }
        const result = await targets[number](...args);
        const own = {};
        for (const key of filter(Object.keys(result), (each) => typeof result[each] === "function")) {
          own[key] = numberOf(result[key]);
        }
        return JSON.stringify({ result, functions: own });
      } catch (error) {
        return JSON.stringify({ error: describe(error) });
      }
    },

    // Calls a function of the engine's that Python was given: a promise that always comes.
    async give(number, text) {
      try {
        await given[number](...JSON.parse(text));
      } catch (error) {
        say("error", error);
      }
    },

    // A coroutine of Python's that `later` announced has ended.
    settle(number, text) {
      const settled = waiting.get(number);
      waiting.delete(number);
      settled(JSON.parse(text));
    },

    node: (index) => held[index],

    // What a function among a monitor's data gives, as JSON text.
    functionOf: (key) => {
      const given = held[key];
      return (argument) => {
        try {
          return JSON.stringify(given(argument)) || "null";
        } catch (error) {
          return "null";
        }
      };
    },
  };
}
