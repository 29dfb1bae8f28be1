// Requests as the Edge Network takes them: text/plain, so that no preflight is needed. The first
// flight makes them too. A page may have a `fetch` of its own.

export const TYPE = "text/plain; charset=UTF-8";

// A promise of the response and its text; or it throws.
export const post = (url, body, keepalive, signal) => window.fetch(url, {
  method: "POST", body, credentials: "include", cache: "no-cache", keepalive, signal,
  headers: { "Content-Type": TYPE }, referrerPolicy: "no-referrer-when-downgrade",
}).then((response) => response.text().then((text) => [response, text]));
