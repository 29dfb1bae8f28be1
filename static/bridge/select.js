// Finding elements: now, or when they come. Selectors with words of their own were cut into
// segments by Python (features/rendering/selectors.py): [css, index or null, enters the shadow root].

import { call, get } from "./dom.js";
import { Error, Promise, Set, clearTimeout, filter, listOf, setTimeout } from "./natives.js";

export function select(target) {
  if (typeof target === "string") return listOf(query(document, target));
  let scope = document;
  let found = [];
  for (const [css, index, enters] of target) {
    found = listOf(query(scope, css));
    if (index !== null) found = found.slice(index, index + 1);
    if (!found.length) return found;
    scope = found[0];
    if (enters) {
      const shadow = get(scope, "shadowRoot");
      if (!shadow) return found;
      scope = shadow;
    }
  }
  return found;
}

function query(scope, css) {
  if (css[0] !== ">") return call(scope, "querySelectorAll", css);
  if (get(scope, "nodeType") !== 11) return call(scope, "querySelectorAll", ":scope " + css);
  // Children of a shadow root; not every engine takes `:host >` here.
  const [, first, rest] = /^>\s*([^\s>+~]+)(.*)$/s.exec(css) || [null, "*", ""];
  const children = filter(listOf(scope.children), (child) => call(child, "matches", first));
  if (!/\S/.test(rest)) return children;
  const found = [];
  for (const child of children) found.push(...call(child, "querySelectorAll", ":scope" + rest));
  return found;
}

const entersShadow = (target) => typeof target !== "string"
  && filter(target, (segment) => segment[2]).length;

// Whoever waits for elements that are not there yet; one observer serves all.
const waiting = new Set();
let observer = null;
let poll = 0;

function look() {
  for (const entry of [...waiting]) {
    const elements = select(entry.target);
    if (!elements.length) continue;
    stop(entry);
    entry.resolve(elements);
  }
}

export function waitFor({ selector, segments }, { timeoutMs, view }) {
  const target = segments || selector;
  return new Promise((resolve, reject) => {
    const entry = { target, resolve, reject, view };
    waiting.add(entry);
    setTimeout(() => {
      if (!waiting.has(entry)) return;
      stop(entry);
      reject(new Error("no element matched within " + timeoutMs + " ms"));
    }, timeoutMs);
    if (!observer) observer = observe();
    // What happens inside a shadow root, nobody outside hears of.
    if (!poll && (!observer || entersShadow(target))) lookAgain();
  });
}

function observe() {
  try {
    const made = new window.MutationObserver(look);
    made.observe(document, { childList: true, subtree: true });
    return made;
  } catch (replaced) {
    return null;
  }
}

function lookAgain() {
  poll = setTimeout(() => {
    lookAgain();
    look();
  }, 100);
}

// The view with this key is over.
export function stopWaiting(view) {
  for (const entry of [...waiting]) {
    if (entry.view !== view) continue;
    stop(entry);
    entry.reject(new Error("a newer view has started"));
  }
}

function stop(entry) {
  waiting.delete(entry);
  if (waiting.size) return;
  if (observer) observer.disconnect();
  observer = null;
  clearTimeout(poll);
  poll = 0;
}
