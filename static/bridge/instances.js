// Instances as the page has them: queues that Python takes over, and what hears of an instance,
// the page's monitors.

import { call } from "../snippet/item.js";
import { look } from "./clicks.js";
import { shownBefore } from "./hiding.js";
import { loadedMs } from "./lifetime.js";

// Queued calls carried out in one turn: MicroPython collects garbage only between turns.
const SLICE = 20;

// The page may replace timers later (test tools do); the boot relies on the real ones.
const nativeTimeout = setTimeout.bind(window);

// Those that the page has for all its instances, now: they may come and go.
export const pageMonitors = () => [].concat(window.__alloyMonitors || []);

// A function that takes commands, and keeps them in its queue until somebody serves that.
export function createTarget() {
  const queue = [];
  const target = (...args) => new Promise((resolve, reject) => {
    call(queue, resolve, reject, args);
  });
  return Object.assign(target, { q: queue });
}

// `window[name]`, as the base code would have made it.
export function addName(name) {
  (window.__alloyNS = window.__alloyNS || []).push(name);
  return (window[name] = createTarget());
}

export function createInstances({ tell, ask, next, calls, errors, functions }) {
  // By number: {execute, monitors}, the monitors those of this instance alone.
  const instances = new Map();
  // The number of the instance that a name of the page leads to.
  const named = new Map();
  const complained = new WeakSet();
  // Requests that left ahead of Python: promises of their answers, by address.
  const flown = new Map();
  // Does Python know that the page has monitors?
  let isNoticed = false;

  // An instance that Python has made, or is told of next.
  function add(key, monitors) {
    const execute = (...args) => new Promise((resolve, reject) => {
      calls.run(key, [resolve, reject, args]);
    });
    instances.set(key, { execute, monitors });
  }

  const isOurs = (queue) => queue.push.owner === instances;

  // From here on each call that the queue gets goes straight to Python; what waited goes first.
  // Of two who find one queue the later has it.
  function take(queue, key) {
    if (queue.push.retire) queue.push.retire();
    const waiting = withLoad(queue.splice(0, queue.length));
    const hasNotes = waiting.some(isNote);

    function carryOut(item) {
      try {
        // What the page's snippet sent ahead (snippet/flight.js) is taken over by the event that
        // this makes: its request waits for the answer to that one.
        if (item.answer) flown.set(item.page.flight.url, item.answer);
        if (isNote(item)) note(item);
        else calls.run(key, item);
      } catch (error) {
        console.error("[alloy] The page's queue holds what is no call, and that is left out.", item);
      }
    }

    function note({ 2: told, page }) {
      const kind = told === "loaded" ? told : told.navigationType;
      // None: only the state of the entry was changed.
      if (kind) tell("note", key, JSON.stringify({ kind, from: urlBefore(told, page), to: page.url, page }));
    }

    function slice() {
      shownBefore.now = !!queue.shown;
      waiting.splice(0, SLICE).forEach(carryOut);
      shownBefore.now = false;
      if (waiting.length) nativeTimeout(slice, 0);
      else if (hasNotes) tell("note", key, '{"kind":"end"}');
    }

    queue.push = (...items) => {
      for (const item of items) {
        if (waiting.length) waiting.push(item);
        // Python watches the page by itself now.
        else if (!isNote(item)) carryOut(item);
      }
      return queue.length;
    };
    queue.push.owner = instances;
    queue.push.retire = () => tell("retire", key, "");
    if (hasNotes) tell("note", key, '{"kind":"begin"}');
    slice();
  }

  // What the snippet queued that is no call (snippet/item.js).
  const isNote = (item) => !!item && item[0] === 0 && !!item.page;

  const urlBefore = ({ from }, page) => (from && from.url) || page.url;

  // The snippet notes changes of the URL. Those before the load belong to it, so a note of that is
  // put in its place, unless it is there.
  function withLoad(items) {
    const index = items.findIndex((item) => isNote(item) && (
      item[2] === "loaded" || (item[2].navigationType && item.page.nowMs > loadedMs())));
    if (index < 0 || items[index][2] === "loaded") return items;
    const { 2: change, page } = items[index];
    items.splice(index, 0, Object.assign([0, 0, "loaded"], {
      page: { nowMs: loadedMs(), url: urlBefore(change, page), title: page.title },
    }));
    return items;
  }

  // The name leads to another instance now; the earlier one only finishes what it has begun.
  function rename(name, key) {
    if (named.has(name)) tell("retire", named.get(name), "");
    named.set(name, key);
    Object.defineProperty(window, "___getLinkDetails", {
      value: (element) => linkDetails(key, element), configurable: true, writable: true,
    });
  }

  const announce = (name) => {
    document.dispatchEvent(new CustomEvent("alloy:ready", { detail: { name } }));
  };

  function linkDetails(key, element) {
    const told = look(element, (path) => ask("linkDetails", key, JSON.stringify(path)));
    return told ? JSON.parse(told) : undefined;
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

  return {
    // An instance for a queue, and for a name of the page unless a module made it (`isPrivate`).
    serve(name, queue, {
      monitors = [], components = null, isPrivate = false, autoViews = false,
    } = {}) {
      // A queue whose base code gave up stays given up.
      if (queue.gone || isOurs(queue)) return;
      const key = next();
      add(key, monitors);
      if (!isPrivate) rename(name, key);
      tell("instance", key, JSON.stringify({
        name, components, autoViews, monitors: monitors.length > 0,
      }));
      take(queue, key);
      announce(name);
    },

    // Monitors may come at any time: Python, which tells nobody until then, hears of the first.
    notice() {
      if (isNoticed || !window.__alloyMonitors || !pageMonitors().length) return;
      isNoticed = true;
      ask("monitors", 0, "");
    },

    // For Python code that makes an instance.
    made(key) {
      add(key, []);
    },

    // For Python code: may `window[name]` be ours? "free", "taken", or if it is ours already the
    // number of the instance it leads to.
    state(name) {
      const { q } = window[name] || {};
      if (!window[name] || (Array.isArray(q) && !isOurs(q))) return "free";
      return q && isOurs(q) ? named.get(name) : "taken";
    },

    // For Python code: lets `window[name]`, made if there is none, lead to its instance.
    attach(name, key) {
      const { q } = window[name] || addName(name);
      rename(name, key);
      if (q.gone) return;
      take(q, key);
      announce(name);
    },

    // The answer to a request that left ahead of Python, for who asks first.
    takeFlown(url) {
      const answer = flown.get(url);
      flown.delete(url);
      return answer;
    },

    // Hands an event to the monitors of an instance. What Python cannot give they get from here.
    notify(key, method, places, details) {
      for (const monitor of instances.get(key).monitors.concat(pageMonitors())) {
        try {
          if (!monitor || typeof monitor[method] !== "function") continue;
          const data = functions.restore(JSON.parse(details), places);
          if (data.error) data.error = errors.restore(data.error);
          if (additions[method]) additions[method](data, key);
          monitor[method](data);
        } catch (error) {
          if (complained.has(monitor)) continue;
          complained.add(monitor);
          console.warn("[alloy] " + method + " of a monitor failed:", error);
        }
      }
    },
  };
}
