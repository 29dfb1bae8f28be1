// Images requested for their effect. One that is not to tell the page's address is made in a
// hidden frame, and carries no referrer.

import { call, create, get } from "./dom.js";
import { JSON, Promise } from "./natives.js";

let frame = null;

const bodyIsThere = () => get(document, "body") ? Promise.resolve() : new Promise((resolve) => {
  call(document, "addEventListener", "DOMContentLoaded", resolve, { once: true });
});

// A document without an address of its own, whose requests tell no referrer. One for the page.
function hiddenDocument() {
  if (frame && frame.element.isConnected) return frame.loaded;
  const element = create("iframe");
  element.name = "Adobe Alloy";
  element.width = element.height = 0;
  element.style.display = "none";
  const loaded = new Promise((resolve) => {
    // Firefox replaces the document of a new frame once more, and drops what was begun in it.
    element.onload = () => resolve(element.contentDocument || document);
  });
  frame = { element, loaded };
  call(get(document, "body"), "appendChild", element);
  return loaded;
}

// Tells true when the image loaded, false when it did not.
export async function pixel(tell, id, url, hideReferrer) {
  const done = (loaded) => tell("answer", id, JSON.stringify(loaded));
  try {
    if (hideReferrer) await bodyIsThere();
    const owner = hideReferrer ? await hiddenDocument() : document;
    const image = call(owner, "createElement", "img");
    if (hideReferrer) image.referrerPolicy = "no-referrer";
    image.onload = () => done(true);
    image.onerror = image.onabort = () => done(false);
    image.src = url;
  } catch (refused) {
    done(false);
  }
}
