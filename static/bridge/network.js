// Fetch and beacon, as the Edge Network takes them: text/plain, so that no preflight is needed.

import { readable } from "./json.js";

const TYPE = "text/plain; charset=UTF-8";

// A promise of the response and its text. A page may have a `fetch` of its own, that throws.
export const post = (url, body, keepalive, signal) => new Promise((resolve) => {
  resolve(fetch(url, {
    method: "POST", body, credentials: "include", cache: "no-cache", keepalive, signal,
    headers: { "Content-Type": TYPE }, referrerPolicy: "no-referrer-when-downgrade",
  }));
}).then((response) => response.text().then((text) => [response, text]));

// What Python reads of an answer's headers, unless somebody wants all of them.
const READ = ["x-adobe-edge", "retry-after"];

// Tells the answer as two lines: status, headers and a reading of the page (an answer may have
// brought cookies, and somebody will look for them) as JSON, then the body as it is.
// `takeFlown(url)` gives the answer to a request that left ahead of Python.
export function send(tell, moment, takeFlown, id, url, keepalive, timeoutMs, wantsAll, body) {
  const flown = takeFlown(url);
  let isDone = false;
  const controller = window.AbortController ? new AbortController() : null;
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
      if (wantsAll || READ.includes(name)) headers[name] = value;
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
  (flown || post(url, body, keepalive, signal)).then(read).catch(fail);
}

// true: taken; false: refused; null: the browser has no beacons.
export const beacon = (url, body) => (
  navigator.sendBeacon ? navigator.sendBeacon(url, new Blob([body], { type: TYPE })) : null);
