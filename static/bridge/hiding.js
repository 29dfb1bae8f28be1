// Hiding what is about to change, by style elements, and showing it again.

import { attribute, byId, call, create, get, head, query } from "./dom.js";
import { Map, setTimeout } from "./natives.js";

let nonce;

// The nonce of the page's content security policy, as the first element that has one tells it, or
// "". Read once.
export function pageNonce() {
  if (nonce === undefined) {
    const holder = query("[nonce]");
    nonce = (holder && (get(holder, "nonce") || attribute(holder, "nonce"))) || "";
  }
  return nonce;
}

export function withNonce(element) {
  if (pageNonce()) element.setAttribute("nonce", nonce);
  return element;
}

function addStyle(css) {
  const style = withNonce(create("style"));
  style.textContent = css;
  call(head(), "appendChild", style);
  return style;
}

// True while calls are carried out whose content the base code hid and showed again already.
export const shownBefore = { now: false };

export function hide(id, css) {
  if (shownBefore.now || byId(id)) return;
  addStyle(css).id = id;
}

export function show(id = __ALLOY_STYLE_ID__) {
  const style = byId(id);
  if (style) style.remove();
}

// One style for each selector, shared by everything that waits for it.
const hidden = new Map();

export function hideElements(selector, timeoutMs) {
  if (hidden.has(selector)) return;
  const style = addStyle(selector + " { visibility: hidden }");
  hidden.set(selector, style);
  setTimeout(() => { if (hidden.get(selector) === style) showElements(selector); }, timeoutMs);
}

export function showElements(selector) {
  const style = hidden.get(selector);
  if (!style) return;
  hidden.delete(selector);
  style.remove();
}
