// Instances as the page has them: queues that Python takes over, and what hears of an instance,
// the page's monitors.

import { call as queueCall } from "../snippet/item.js";
import { look } from "./clicks.js";
import { call, get } from "./dom.js";
import { shownBefore } from "./hiding.js";
import { loadedMs } from "./lifetime.js";
import {
  JSON, Map, Object, Promise, String, WeakSet, define, filter, isArray, listOf, say, setTimeout,
} from "./natives.js";
import { quoted } from "./words.js";

// Queued calls carried out in one turn: the page has other things to do, and MicroPython collects
// garbage only between turns.
const SLICE = 20;

// Those that the page has for all its instances, now: they may come and go.
export function pageMonitors() {
  try {
    const given = window.__alloyMonitors || [];
    return isArray(given) ? listOf(given) : [given];
  } catch (unreadable) {
    return [];
  }
}

// A function that takes commands, and keeps them in its queue until somebody serves that.
export function createTarget() {
  /** @type {Queue} */
  const queue = [];
  const target = (...args) => new Promise((resolve, reject) => {
    queueCall(queue, resolve, reject, args);
  });
  return Object.assign(target, { q: queue });
}

/**
 * `window[name]`, as the base code would have made it.
 *
 * @param {string} name
 */
export function addName(name) {
  window.__alloyNS = [...window.__alloyNS || [], name];
  return (window[name] = createTarget());
}

export function createInstances({ tell, ask, next, calls, errors, functions, words }) {
  // By number: {execute, monitors}, the monitors those of this instance alone.
  const instances = new Map();
  // The number of the instance that a name of the page leads to.
  const named = new Map();
  const complained = new WeakSet();
  // Requests that left ahead of Python: promises of their answers, by address.
  const flown = new Map();
  // Does Python know that the page has monitors?
  let isNoticed = false;

  // An instance that Python has made, or hears of next.
  function add(key, monitors) {
    const execute = (...args) => new Promise((resolve, reject) => {
      calls.run(key, [resolve, reject, args]);
    });
    instances.set(key, { execute, monitors });
  }

  const isOurs = (queue) => queue.push.owner === instances;

  /**
   * A queue that the page has frozen tells nothing of calls: the name gets another.
   *
   * @param {string} name
   * @param {Queue} queue
   */
  function thawed(name, queue) {
    if (Object.isExtensible(queue) || isOurs(queue)) return queue;
    if (queue.stop) queue.stop();
    const target = createTarget();
    for (const item of queue) target.q.push(item);
    window[name] = target;
    return target.q;
  }

  // From here on each call that the queue gets goes straight to Python; what waited goes first.
  // Of two who find one queue the later has it.
  function take(queue, key) {
    if (queue.push.retire) queue.push.retire();
    // Nothing of the base code's is to be pending any more.
    if (queue.stop) queue.stop();
    const waiting = withLoad(listOf(queue));
    const hasNotes = filter(waiting, isNote).length > 0;
    // It had no way around an image or a form of this name.
    for (const { page } of filter(waiting, (item) => !!item && item.page)) {
      if (typeof page.title !== "string") page.title = get(document, "title");
    }

    function carryOut(item) {
      let reject;
      try {
        reject = typeof item[0] === "function" && item[1];
        // What the page's snippet sent ahead (snippet/flight.js) is taken over by the event that
        // this makes: its request waits for the answer to that one.
        if (item.answer) flown.set(item.page.flight.url, item.answer);
        if (isNote(item)) note(item);
        else calls.run(key, item);
      } catch (error) {
        // A call fails here only where the stack is full, and is told so on an empty one.
        if (typeof reject === "function") Promise.resolve(error).then(reject);
        else say("error", "[alloy] The page's queue holds what is no call, and that is left out.", item);
      }
    }

    function note({ 2: change, page }) {
      const kind = change === "loaded" ? change : change.navigationType;
      // None: only the state of the entry was changed.
      if (kind) tell("note", key, JSON.stringify({ kind, from: urlBefore(change, page), to: page.url, page }));
    }

    function slice() {
      shownBefore.now = !!queue.shown;
      for (const item of waiting.splice(0, SLICE)) carryOut(item);
      shownBefore.now = false;
      if (waiting.length) setTimeout(slice, 0);
      else if (hasNotes) tell("note", key, '{"kind":"end"}');
    }

    const push = (...items) => {
      for (const item of items) {
        if (waiting.length) waiting.push(item);
        // Python watches the page by itself now.
        else if (!isNote(item)) carryOut(item);
      }
      return queue.length;
    };
    push.owner = instances;
    push.retire = () => tell("retire", key, "");
    define(queue, "push", push);
    queue.length = 0;
    if (hasNotes) tell("note", key, '{"kind":"begin"}');
    slice();
  }

  // What the snippet queued that is no call (snippet/item.js).
  const isNote = (item) => !!item && item[0] === 0 && !!item.page;

  const urlBefore = ({ from }, page) => (from && from.url) || page.url;

  // The snippet notes changes of the URL. Those before the load belong to it, so a note of that is
  // put in its place, unless it is there.
  function withLoad(items) {
    const [first] = filter(items, (item) => isNote(item) && (
      item[2] === "loaded" || (item[2].navigationType && item.page.nowMs > loadedMs())));
    if (!first || first[2] === "loaded") return items;
    const { 2: change, page } = first;
    let index = 0;
    while (items[index] !== first) index++;
    items.splice(index, 0, Object.assign([0, 0, "loaded"], {
      page: { nowMs: loadedMs(), url: urlBefore(change, page), title: page.title },
    }));
    return items;
  }

  // The name leads to another instance now; the earlier one only finishes what it has begun.
  function rename(name, key) {
    if (named.has(name)) tell("retire", named.get(name), "");
    named.set(name, key);
    define(window, "___getLinkDetails", (element) => linkDetails(key, element));
  }

  const announce = (name) => {
    const event = call(document, "createEvent", "CustomEvent");
    event.initCustomEvent("alloy:ready", false, false, { name });
    call(document, "dispatchEvent", event);
  };

  function linkDetails(key, element) {
    try {
      return JSON.parse(look(element, (path) => ask("linkDetails", key, JSON.stringify(path))));
    } catch (none) {
      // No element, or no answer.
      return undefined;
    }
  }

  function mayHear(monitor, method) {
    try {
      return typeof monitor[method] === "function";
    } catch (unreadable) {
      // That is told when it is called.
      return !!monitor;
    }
  }

  const additions = {
    onInstanceCreated: (data, key) => { data.instance = instances.get(key).execute; },
    onInstanceConfigured: (data, key) => {
      data.getLinkDetails = (element) => linkDetails(key, element);
    },
    onNetworkResponse: (data) => {
      const { headers } = data;
      delete data.headers;
      data.getHeader = (name) => headers[String(name).toLowerCase()] || null;
    },
  };

  // For Python code of the page. It has no engine that is compiled.
  const forPython = __ALLOY_COMPILED__ ? {} : {
    // It makes an instance.
    made(key) {
      add(key, []);
    },

    // May `window[name]` be ours? "free", "taken", or if it is ours already the
    // number of the instance it leads to.
    state(name) {
      const { q } = /** @type {any} */ (window)[name] || {};
      if (!window[name] || (isArray(q) && !isOurs(q))) return "free";
      return q && isOurs(q) ? named.get(name) : "taken";
    },

    // Lets `window[name]`, made if there is none, lead to its instance.
    attach(name, key) {
      const q = thawed(name, (/** @type {any} */ (window)[name] || addName(name)).q);
      rename(name, key);
      if (q.gone) return;
      take(q, key);
      announce(name);
    },
  };

  return {
    forPython,

    // An instance for a queue, and for a name of the page unless a module made it (`isPrivate`).
    serve(name, given, {
      monitors = [], components = null, isPrivate = false, autoViews = false, keepUnsent = false,
    } = {}) {
      const queue = isPrivate ? given : thawed(name, given);
      // A queue whose base code gave up stays given up.
      if (queue.gone || isOurs(queue)) return;
      const key = next();
      add(key, monitors);
      if (!isPrivate) rename(name, key);
      tell("instance", key, JSON.stringify({
        name, components, autoViews, keepUnsent, monitors: monitors.length > 0,
      }));
      take(queue, key);
      announce(name);
    },

    // Monitors may come at any time: Python, which tells nobody until then, hears of the first.
    notice() {
      if (isNoticed || !pageMonitors().length) return;
      isNoticed = true;
      ask("monitors", 0, "");
    },

    // The answer to a request that left ahead of Python, for who asks first.
    takeFlown(url) {
      const answer = flown.get(url);
      flown.delete(url);
      return answer;
    },

    // Hands an event to the monitors of an instance. What Python cannot give they get from here.
    notify(key, method, places, details) {
      const monitors = [...instances.get(key).monitors, ...pageMonitors()];
      const tellAll = ([said]) => {
        for (const monitor of monitors) {
          try {
            if (!monitor || typeof monitor[method] !== "function") continue;
            const data = functions.restore(JSON.parse(said), places);
            if (data.error) data.error = errors.restore(data.error);
            if (additions[method]) additions[method](data, key);
            monitor[method](data);
          } catch (error) {
            if (complained.has(monitor)) continue;
            complained.add(monitor);
            say("warn", "[alloy] " + method + " of a monitor failed:", error);
          }
        }
      };
      if (!__ALLOY_COMPILED__) tellAll([details]);
      // Where nobody hears it, it is worth no words.
      else if (filter(monitors, (each) => mayHear(each, method))[0]) words.put([details], tellAll, quoted);
    },
  };
}
