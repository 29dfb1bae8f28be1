// In-app messages: HTML in a frame of its own, over the page. Where and how it stands, and what a
// click in it means, Python decides (features/messages/placement.py).

import { attribute, call, create, get, query } from "./dom.js";
import { pageNonce, withNonce } from "./hiding.js";
import { Blob, DOMParser, JSON, Object, String, URLSearchParams, map } from "./natives.js";
import { trustedHtml } from "./trusted.js";

const CONTAINER = "alloy-messaging-container";
const OVERLAY = "alloy-overlay-container";
const FRAME = "alloy-content-iframe";
const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";

let close = null;

export function removeMessage() {
  if (close) close();
}

function placeOf(selector) {
  try {
    return query(selector) || get(document, "body");
  } catch (invalid) {
    return get(document, "body");
  }
}

function make(tag, id, { style, parent, insert }) {
  const element = create(tag);
  element.id = id;
  for (const name of Object.keys(style || {})) {
    if (/-/.test(name)) element.style.setProperty(name, style[name]);
    else element.style[name] = style[name];
  }
  call(placeOf(parent), /^(append|prepend|before|after)$/.test(insert) ? insert : "append", element);
  return element;
}

function frameUrl(html) {
  // A frame from a blob has the policy of the page. Styles are held against it as they are parsed.
  const nonce = pageNonce();
  const text = nonce ? html.replace(/<style(?=[\s>])/gi, "<style nonce=" + nonce) : html;
  const parsed = new DOMParser().parseFromString(trustedHtml(text), "text/html");
  map(parsed.querySelectorAll("script"), withNonce);
  return window.URL.createObjectURL(new Blob([parsed.documentElement.outerHTML], { type: "text/html" }));
}

// A link of the message, `adbinapp://<action>?interaction=…&link=…`, as plain data.
function clickOf(anchor) {
  const [, action, query] = /^adbinapp:\/\/([^/?]*)\/?\??(.*)$/.exec(attribute(anchor, "href")) || [];
  if (action === undefined) return null;
  const words = new URLSearchParams(query);
  return {
    action, interaction: words.get("interaction"), link: words.get("link"),
    label: anchor.textContent.replace(/^\s+|\s+$/g, ""), uuid: anchor.getAttribute("data-uuid"),
  };
}

export function showMessage(tell, key, html, elements) {
  removeMessage();
  // First: where a policy forbids HTML, nothing is to cover the page.
  const url = frameUrl(html);
  const focusedBefore = get(document, "activeElement");
  const isModal = elements[OVERLAY].enabled;
  const overlay = isModal ? make("div", OVERLAY, elements[OVERLAY]) : null;
  const container = make("div", CONTAINER, elements[CONTAINER]);
  const frame = make("iframe", FRAME, elements[FRAME]);
  container.setAttribute("role", "dialog");
  container.setAttribute("aria-modal", String(isModal));
  container.setAttribute("aria-label", "Message");

  const say = (click) => tell("message", 0, JSON.stringify({ key, ...click }));
  const onKey = (event) => {
    if (event.key !== "Escape" || !container.isConnected) return;
    event.preventDefault();
    say({ action: "dismiss" });
  };
  const first = () => (frame.contentDocument && frame.contentDocument.querySelector(FOCUSABLE)) || frame;
  const onFocus = (event) => {
    // A page that took the message away itself has its focus back.
    if (container.isConnected && !container.contains(event.target)) first().focus();
  };
  // Tab after the last thing in the frame comes here, and goes round.
  const rounds = isModal ? [create("span"), create("span")] : [];
  for (const span of rounds) {
    span.tabIndex = 0;
    span.onfocus = () => first().focus();
  }
  if (isModal) {
    container.prepend(rounds[0]);
    container.append(rounds[1]);
  }

  frame.onload = () => {
    const inside = frame.contentDocument;
    if (!inside) return;
    frame.title = inside.title || "Message";
    container.setAttribute("aria-label", frame.title);
    inside.addEventListener("keydown", onKey);
    inside.addEventListener("click", (event) => {
      const anchor = event.target.closest && event.target.closest("a[href]");
      if (!anchor) return;
      event.preventDefault();
      const click = clickOf(anchor);
      if (click) say(click);
    });
    if (isModal) first().focus();
  };
  frame.src = url;
  if (isModal) {
    call(document, "addEventListener", "keydown", onKey);
    call(document, "addEventListener", "focusin", onFocus);
  }

  close = () => {
    close = null;
    call(document, "removeEventListener", "keydown", onKey);
    call(document, "removeEventListener", "focusin", onFocus);
    window.URL.revokeObjectURL(url);
    for (const element of [frame, container, overlay]) if (element) element.remove();
    if (isModal && focusedBefore && focusedBefore.focus) call(focusedBefore, "focus");
  };
}
