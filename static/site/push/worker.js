// The demo's service worker. A site has no more in its own than the first line.
importScripts("/dist/alloy.push.js");

addEventListener("install", () => self.skipWaiting());

// In place of a push service: a message from the page becomes the event that a push would be.
addEventListener("message", (/** @type {any} */ event) => {
  const push = new PushEvent("push", { data: JSON.stringify(event.data) });
  // The browser waits for events of its own only, and this one's cause is one.
  push.waitUntil = (work) => event.waitUntil(work);
  dispatchEvent(push);
});
