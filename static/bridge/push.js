// The browser's subscription to push notifications, and the store that a page shares with its service
// worker (alloy_web/features/push/).

import { JSON, Object, Promise, String, Uint8Array } from "./natives.js";

const DATABASE = "alloyPushNotifications";
const STORE = "config";
const RECORD = "alloyConfig";

/** @param {IDBRequest} request */
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function store() {
  const opening = window.indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
  return done(opening);
}

// What was stored stays, but for what is sent again.
async function save(record) {
  const database = await store();
  try {
    const records = database.transaction(STORE, "readwrite").objectStore(STORE);
    const before = await done(records.get(RECORD));
    await done(records.put(Object.assign({}, before, record, { id: RECORD })));
  } finally {
    database.close();
  }
  return {};
}

const registration = () => window.navigator.serviceWorker.getRegistration();

async function state() {
  const { navigator, Notification, PushManager } = /** @type {any} */ (window);
  const worker = !!navigator.serviceWorker;
  return {
    worker, push: !!PushManager && !!Notification,
    permission: Notification ? Notification.permission : "",
    registered: worker && !!await registration(),
  };
}

function bytes(base64url) {
  const text = window.atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  const list = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) list[index] = text.charCodeAt(index);
  return list;
}

async function subscribe(key) {
  const { pushManager } = await registration();
  const made = await pushManager.subscribe({
    userVisibleOnly: true, applicationServerKey: bytes(key),
  });
  // Keys as base64url without padding.
  const { endpoint, keys } = made.toJSON();
  return { endpoint, keys };
}

async function unsubscribe() {
  const { pushManager } = await registration();
  const made = await pushManager.getSubscription();
  return { ended: !!made && await made.unsubscribe() };
}

export function pushVerbs(tell) {
  const verb = (work) => (id, ...args) => {
    const asked = async () => work(...args);
    asked().catch((error) => {
      const { name = "Error", message = String(error) } = error || {};
      return { failed: { name, message } };
    }).then((result) => tell("answer", id, JSON.stringify(result)));
  };
  return {
    pushState: verb(state), subscribe: verb(subscribe), unsubscribe: verb(unsubscribe),
    savePush: verb(save),
  };
}
