// The requests of Python's, and what is told of their answers.

import { readable } from "./json.js";
import { AbortController, Blob, JSON, String, clearTimeout, has, setTimeout } from "./natives.js";
import { TYPE, post } from "./requests.js";

// What Python reads of an answer's headers, unless somebody wants all of them.
const READ = ["x-adobe-edge", "retry-after"];

// Tells the answer as two lines: status, headers and a reading of the page (an answer may have
// brought cookies, and somebody will look for them) as JSON, then the body as it is.
// `takeFlown(url)` gives the answer to a request that left ahead of Python.
export function send(tell, moment, takeFlown, id, url, keepalive, timeoutMs, wantsAll, body) {
  const flown = takeFlown(url);
  let isDone = false;
  const controller = AbortController ? new AbortController() : null;
  // A page may have a `fetch` of its own, which does not stop when it is told to.
  const timer = setTimeout(() => {
    if (controller) controller.abort();
    fail({ name: "AbortError" });
  }, timeoutMs);

  function finish(answer, text = "") {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    answer.moment = moment();
    tell("reply", id, JSON.stringify(answer) + "\n" + text);
  }

  function read([response, text]) {
    const headers = {};
    response.headers.forEach((value, name) => {
      if (wantsAll || has(READ, name)) headers[name] = value;
    });
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
  const ask = async () => read(await (flown || post(url, body, keepalive, signal)));
  ask().catch(fail);
}

// true: taken; false: refused; null: the browser has no beacons.
export function beacon(url, body) {
  const { navigator } = window;
  return navigator.sendBeacon ? navigator.sendBeacon(url, new Blob([body], { type: TYPE })) : null;
}
