// Locks between the pages of a site, by name. The browser frees those of a page that is gone.

import { JSON, Promise } from "./natives.js";

// What frees the locks that are held, by name.
const held = {};

// Tells whether it is held now; null where the browser has no locks.
export async function lock(tell, id, name, waits) {
  let outcome = null;
  try {
    outcome = await new Promise((resolve, reject) => {
      window.navigator.locks.request(name, { ifAvailable: !waits }, (granted) => {
        resolve(!!granted);
        return granted && new Promise((free) => { held[name] = free; });
      }).catch(reject);
    });
  } catch (none) {
    // Not in this browser, or not for this page.
  }
  tell("lock", id, JSON.stringify(outcome));
}

export function unlock(name) {
  if (held[name]) held[name]();
  delete held[name];
}
