// The requests of Python's, and what it gets of their answers.

import { readable } from "./json.js";
import {
  AbortController, Blob, JSON, Object, Promise, String, URL, clearTimeout, nowMs, setTimeout,
} from "./natives.js";
import { prepare } from "./page.js";
import { TYPE, post } from "./requests.js";

// What Python reads of an answer's headers, unless somebody wants all of them.
const READ = ["x-adobe-edge", "retry-after"];

// Tells the answer as two lines: status and headers as JSON, then the body as it is. To an interpreter
// each question is dear, so it gets a whole reading of the page with the answer, which may have brought
// cookies. Compiled, the answer is a value, and what came is shown before a browser is asked for cookies.
// `takeFlown(url)` gives the answer to a request that left ahead of Python.
export function exchange(tell, moment, takeFlown, id, url, keepalive, timeoutMs, wantsAll, body) {
  const flown = takeFlown(url);
  let isDone = false;
  const controller = AbortController ? new AbortController() : null;
  let timer;

  function finish(answer, text = "") {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    if (__ALLOY_COMPILED__) {
      tell("reply", id, Object.assign(answer, { nowMs: nowMs(), body: text }));
    } else {
      answer.moment = moment();
      tell("reply", id, JSON.stringify(answer) + "\n" + text);
    }
  }

  function read([response, text]) {
    const headers = {};
    for (const name of READ) headers[name] = response.headers.get(name);
    // An answer of the page's own may have no more than that.
    if (wantsAll && response.headers.forEach) response.headers.forEach((value, name) => { headers[name] = value; });
    try {
      text = readable(text);
    } catch (error) {
      fail({ name: "SyntaxError", message: "the answer cannot be read: " + error.message });
      return;
    }
    finish({ status: response.status, headers }, text);
  }

  function fail(error) {
    const { name = "Error", message = String(error) } = error || {};
    finish({ failed: { name, message } });
  }

  const signal = controller ? controller.signal : undefined;
  async function ask() {
    if (flown) return flown;
    const record = keepalive ? recordOf(url) : null;
    try {
      return await post(url, body, keepalive, signal);
    } catch (error) {
      if (!record || isDone || await record.isThere()) throw error;
    } finally {
      if (record) record.stop();
    }
    return post(url, body, false, signal);
  }

  ask().then(read).catch(fail);
  // What can be done now is done after it has left. A page may have a `fetch` of its own, which does
  // not stop when it is asked to.
  timer = setTimeout(() => {
    if (controller) controller.abort();
    fail({ name: "AbortError" });
  }, timeoutMs);
  prepare();
}

// How long a browser may take to record a request that failed.
const RECORDED_MS = 200;

// A browser bounds what its pages have under way by `keepalive`, and what other scripts send counts.
// Of a request that it refuses for that it says what it says of one that the network lost, but it
// records only what has left. Null where the browser does not record requests that failed.
function recordOf(url) {
  try {
    const { PerformanceObserver, PerformanceResourceTiming } = window;
    if (!("responseStatus" in PerformanceResourceTiming.prototype)) return null;
    const { href } = new URL(url);
    let isSeen = false;
    const observer = new PerformanceObserver((list) => {
      isSeen = isSeen || list.getEntriesByName(href).length > 0;
    });
    observer.observe({ type: "resource" });
    return {
      isThere: () => new Promise((resolve) => {
        setTimeout(() => resolve(isSeen), RECORDED_MS);
      }),
      stop: () => observer.disconnect(),
    };
  } catch (replaced) {
    return null;
  }
}

// true: taken; false: refused; null: the browser has no beacons.
export function beacon(url, body) {
  const { navigator } = window;
  return navigator.sendBeacon ? navigator.sendBeacon(url, new Blob([body], { type: TYPE })) : null;
}
