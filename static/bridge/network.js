// Fetch and beacon, as the Edge Network takes them: text/plain, so that no preflight is needed.

import { joinSurrogates } from "./json.js";
import { moment } from "./page.js";

const TYPE = "text/plain; charset=UTF-8";

export function send(tell, id, url, keepalive, timeoutMs, body) {
  const controller = window.AbortController ? new AbortController() : null;
  const timer = controller && setTimeout(() => controller.abort(), timeoutMs);
  const options = {
    method: "POST", body, credentials: "include", cache: "no-cache",
    headers: { "Content-Type": TYPE }, referrerPolicy: "no-referrer-when-downgrade",
  };
  if (keepalive) options.keepalive = true;
  if (controller) options.signal = controller.signal;

  function finish(answer) {
    clearTimeout(timer);
    // An answer may have brought cookies, and somebody will look for them.
    answer.moment = moment();
    tell("reply", id, JSON.stringify(answer));
  }

  async function read(response) {
    const body = joinSurrogates(await response.text());
    finish({ status: response.status, headers: Object.fromEntries(response.headers), body });
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
