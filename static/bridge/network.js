// Fetch and beacon, as the Edge Network takes them: text/plain, so that no preflight is needed.

import { joinSurrogates } from "./json.js";

const TYPE = "text/plain; charset=UTF-8";

// What Python reads of an answer's headers, unless somebody wants all of them.
const READ = ["x-adobe-edge", "retry-after"];

// Tells the answer as two lines: status, headers and a reading of the page (an answer may have
// brought cookies, and somebody will look for them) as JSON, then the body as it is.
export function send(tell, moment, id, url, keepalive, timeoutMs, wantsAll, body) {
  const controller = window.AbortController ? new AbortController() : null;
  const timer = controller && setTimeout(() => controller.abort(), timeoutMs);
  const options = {
    method: "POST", body, credentials: "include", cache: "no-cache",
    headers: { "Content-Type": TYPE }, referrerPolicy: "no-referrer-when-downgrade",
  };
  if (keepalive) options.keepalive = true;
  if (controller) options.signal = controller.signal;

  function finish(answer, text = "") {
    clearTimeout(timer);
    answer.moment = moment();
    tell("reply", id, JSON.stringify(answer) + "\n" + text);
  }

  async function read(response) {
    const text = joinSurrogates(await response.text());
    const headers = {};
    response.headers.forEach((value, name) => {
      if (wantsAll || READ.includes(name)) headers[name] = value;
    });
    finish({ status: response.status, headers }, text);
  }

  function fail(error) {
    const { name = "Error", message = String(error) } = error || {};
    finish({ failed: { name, message } });
  }

  try {
    fetch(url, options).then(read).catch(fail);
  } catch (refused) {
    fail(refused);
  }
}

// true: taken; false: refused; null: the browser has no beacons.
export function beacon(url, body) {
  return navigator.sendBeacon ? navigator.sendBeacon(url, new Blob([body], { type: TYPE })) : null;
}
