// Push notifications in a site's service worker: `importScripts("/dist/alloy.push.js")`, or alone,
// `register("/dist/alloy.push.js")`. What a message means is decided in Python
// (alloy_web/features/push/notices.py); here it is shown, opened and reported.

import "./worker/window.js";
import { clicked, shown, tracking } from "alloy-push";
import { readPush } from "./worker/record.js";

/** @type {any} */
const worker = self;
delete worker.window;

// In a site's own worker, these are the site's to decide.
if (/\/alloy\.push\.js$/.test(location.pathname)) {
  addEventListener("install", () => worker.skipWaiting());
  addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
}

// JSON of what the page stored, "null" where it cannot be read.
const record = () => readPush().then((found) => JSON.stringify(found || null), () => "null");

// Nothing is left unhandled: a browser may take a site's right to notify for it.
function during(event, work) {
  event.waitUntil(work().catch((error) => console.error("[alloy] A notification failed.", error)));
}

async function tell(data, label, launches) {
  const request = JSON.parse(tracking(
    data, await record(), label, launches, crypto.randomUUID(), crypto.randomUUID(), Date.now(),
  ));
  if (request.missing) {
    console.error("[alloy] A notification cannot be reported: " + request.missing.join(", ")
      + " is not stored. Has the page configured pushNotifications, and subscribed?");
    return;
  }
  await fetch(request.url, {
    method: "POST", body: request.body, keepalive: true,
    headers: { "Content-Type": "text/plain; charset=UTF-8" },
  });
}

async function open(url) {
  const { href } = new URL(url, location.href);
  for (const client of await worker.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    if (client.url === href && client.focus) return client.focus();
  }
  return worker.clients.openWindow(href);
}

addEventListener("push", (/** @type {any} */ event) => {
  const text = event.data ? event.data.text() : "";
  during(event, async () => {
    const notification = JSON.parse(shown(text, await record()));
    if (notification) {
      await worker.registration.showNotification(notification.title, notification.options);
    }
  });
});

// A site's own notifications are the site's. Ours carry the message that they were made of.
const isOurs = ({ data, title }) => !!data && !!title && data.title === title;

addEventListener("notificationclick", (/** @type {any} */ event) => {
  const { notification, action } = event;
  if (!isOurs(notification)) return;
  notification.close();
  const data = JSON.stringify(notification.data);
  const { url, label } = JSON.parse(clicked(data, action || ""));
  // Both at once: a window may be opened only right after the click.
  during(event, () => Promise.all([url ? open(url) : null, tell(data, label, 1)]));
});

addEventListener("notificationclose", (/** @type {any} */ event) => {
  const { notification } = event;
  if (isOurs(notification)) during(event, () => tell(JSON.stringify(notification.data), "Dismiss", 0));
});
