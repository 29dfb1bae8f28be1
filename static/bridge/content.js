// Personalised content: hide, find elements, carry out the steps that Python planned.
// Which steps an offer takes is decided in Python (core/actions.py).

let nonce;

function pageNonce() {
  if (nonce === undefined) {
    const holder = document.querySelector("[nonce]");
    nonce = (holder && (holder.nonce || holder.getAttribute("nonce"))) || "";
  }
  return nonce;
}

function withNonce(element) {
  if (pageNonce()) element.setAttribute("nonce", nonce);
  return element;
}

function addStyle(css) {
  const style = withNonce(document.createElement("style"));
  style.textContent = css;
  (document.head || document.documentElement).appendChild(style);
  return style;
}

// ---- Hiding

// True while calls are carried out whose content the base code hid and showed again already.
export const shownBefore = { now: false };

export function hide(id, css) {
  if (shownBefore.now || document.getElementById(id)) return;
  addStyle(css).id = id;
}

export function show(id = "alloy-prehiding") {
  const style = document.getElementById(id);
  if (style) style.remove();
}

// One style for each selector, shared by everything that waits for it.
const hiddenSelectors = new Map();

function hideElements(selector) {
  if (!hiddenSelectors.has(selector)) {
    hiddenSelectors.set(selector, addStyle(selector + " { visibility: hidden }"));
  }
}

function showElements(selector) {
  const style = hiddenSelectors.get(selector);
  if (!style) return;
  hiddenSelectors.delete(selector);
  style.remove();
}

// ---- Steps

function parse(html) {
  const holder = document.createElement("div");
  holder.innerHTML = html;
  holder.querySelectorAll("style").forEach(withNonce);
  // Requested now, so that they are there when the content is.
  for (const image of holder.querySelectorAll("img[src]")) new Image().src = image.src;
  const inline = [];
  const remote = [];
  for (const script of holder.querySelectorAll("script")) {
    if (script.src) remote.push(script);
    else if (script.textContent.trim()) inline.push(script.textContent);
  }
  return { nodes: Array.from(holder.childNodes), inline, remote };
}

// Scripts that came by innerHTML are inert; a fresh one runs, once.
function runInline(container, code) {
  const script = withNonce(document.createElement("script"));
  script.textContent = code;
  container.appendChild(script);
  script.remove();
}

function loadRemote(original) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    for (const { name, value } of Array.from(original.attributes)) script.setAttribute(name, value);
    withNonce(script).async = true;
    script.onload = resolve;
    script.onerror = () => reject(new Error("the script " + original.src + " did not load"));
    document.head.appendChild(script);
  });
}

function insert(element, where, html) {
  const { nodes, inline, remote } = parse(html);
  const isInside = where === "append" || where === "prepend";
  const parent = isInside ? element : element.parentNode;
  let before = null;
  if (where === "prepend") before = element.firstElementChild;
  if (where === "before") before = element;
  if (where === "after") before = element.nextElementSibling;
  for (const node of nodes) parent.insertBefore(node, before);
  for (const code of inline) runInline(parent, code);
  return Promise.all(remote.map(loadRemote));
}

const steps = {
  insert,
  clear: (element) => element.replaceChildren(),
  text: (element, text) => { element.textContent = text; },
  attributes: (element, pairs) => {
    for (const [name, value] of pairs) element.setAttribute(name, value);
  },
  style: (element, pairs) => {
    for (const [name, value, priority] of pairs) element.style.setProperty(name, value, priority);
  },
  image: (element, url) => {
    if (element.nodeName !== "IMG") return;
    new Image().src = url;
    element.removeAttribute("src");
    element.setAttribute("src", url);
  },
  rearrange: (element, from, to) => {
    const moved = element.children[from];
    const target = element.children[to];
    if (!moved || !target || moved === target) return;
    if (from < to) target.after(moved);
    else target.before(moved);
  },
  remove: (element) => element.remove(),
};

// ---- Actions

// Whoever waits for elements that are not there yet; one observer serves all.
const waiting = new Set();
let observer = null;

function waitFor({ selector, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const entry = { selector, resolve };
    waiting.add(entry);
    setTimeout(() => {
      stopWaiting(entry);
      reject(new Error("no element matched " + selector + " within " + timeoutMs + " ms"));
    }, timeoutMs);
    if (observer) return;
    observer = new MutationObserver(() => {
      for (const entry of Array.from(waiting)) {
        const elements = document.querySelectorAll(entry.selector);
        if (!elements.length) continue;
        stopWaiting(entry);
        entry.resolve(elements);
      }
    });
    observer.observe(document, { childList: true, subtree: true });
  });
}

function stopWaiting(entry) {
  waiting.delete(entry);
  if (waiting.size || !observer) return;
  observer.disconnect();
  observer = null;
}

const MARK = "data-adobe-proposition-ids";

// Was it applied to this element before? Marks the element if not.
function isRepeated(element, once) {
  const marks = (element.getAttribute(MARK) || "").split(",");
  if (marks.includes(once)) return true;
  element.setAttribute(MARK, marks.concat(once).sort().join(","));
  return false;
}

async function apply(action, elements) {
  const loads = [];
  let failure = null;
  for (const element of elements) {
    if (action.once && isRepeated(element, action.once)) continue;
    try {
      for (const [verb, ...args] of action.steps) loads.push(steps[verb](element, ...args));
    } catch (error) {
      // The other elements get theirs all the same.
      failure = error;
    }
  }
  await Promise.all(loads);
  if (failure) throw failure;
  return { ok: true, elements: elements.length };
}

async function perform(action) {
  if (action.prehide) hideElements(action.prehide);
  try {
    // What is there already changes in this very turn, before the next paint.
    let elements = document.querySelectorAll(action.selector);
    if (!elements.length) elements = await waitFor(action);
    const applied = apply(action, elements);
    if (action.prehide) showElements(action.prehide);
    return await applied;
  } catch (error) {
    if (action.prehide) showElements(action.prehide);
    return { ok: false, error: String((error && error.message) || error) };
  }
}

export async function render(tell, id, actions) {
  const results = await Promise.all(actions.map(perform));
  tell("rendered", id, JSON.stringify(results));
}
