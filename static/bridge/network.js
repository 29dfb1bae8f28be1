// Fetch and beacon, as the Edge Network takes them: text/plain, so that no preflight is needed.

const TYPE = "text/plain; charset=UTF-8";

// A promise of `{status, headers, body}`, or of `{failed}`, what went wrong; it is never rejected.
// A page may have a `fetch` of its own that throws.
export const send = (url, keepalive, body, signal) => new Promise((resolve) => resolve(fetch(url, {
  method: "POST", body, credentials: "include", cache: "no-cache", keepalive, signal,
  headers: { "Content-Type": TYPE }, referrerPolicy: "no-referrer-when-downgrade",
})))
  .then((response) => response.text().then((text) => ({
    status: response.status, headers: Object.fromEntries(response.headers), body: text,
  })))
  .catch((failed) => ({ failed }));

// true: taken; false: refused; null: the browser has no beacons.
export const beacon = (url, body) => (
  navigator.sendBeacon ? navigator.sendBeacon(url, new Blob([body], { type: TYPE })) : null);
