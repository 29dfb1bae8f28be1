// Personalised content: find elements, carry out the steps that Python planned, mark what was shown.
// Which steps an offer takes is decided in Python (core/actions.py).

import { clickedElement } from "./clicks.js";
import { hideElements, showElements } from "./hiding.js";
import { insert } from "./insert.js";
import { select, waitFor } from "./select.js";
import { setAttribute } from "./trusted.js";

const isElement = (node) => node.nodeType === 1;

// ---- Steps: each may return {nodes: what it put or moved, loading: a promise, marked: elements}

const steps = {
  insert: (element, where, html) => {
    const done = insert(element, where, html);
    done.marked = where === "append" || where === "head" ? [element] : done.nodes.filter(isElement);
    return done;
  },
  clear: (element) => { element.replaceChildren(); },
  text: (element, text) => { element.textContent = text; },
  attributes: (element, pairs) => {
    for (const [name, value] of pairs) setAttribute(element, name, value);
  },
  style: (element, pairs) => {
    let text = "";
    for (const [name, value, priority] of pairs) {
      text += ";" + name + ":" + value + (priority ? " !" + priority : "");
    }
    element.style.cssText += text;
  },
  image: (element, url) => {
    if (element.nodeName !== "IMG") return { marked: [] };
    new Image().src = url;
    element.removeAttribute("src");
    element.setAttribute("src", url);
  },
  rearrange: (element, from, to) => {
    const moved = element.children[from];
    const target = element.children[to];
    if (!moved || !target || moved === target) return { marked: [] };
    if (from < to) target.after(moved);
    else target.before(moved);
    return { nodes: [moved, target], marked: [moved, target] };
  },
  remove: (element) => {
    element.remove();
    return { marked: [] };
  },
  collect: () => {},
};

// ---- What was applied to an element before

const MARK = "data-adobe-proposition-ids";
// element → id → {steps, nodes}. The attribute alone would also stop content that a framework has
// thrown away, and other content of the same offer.
const applied = new WeakMap();

function isRepeated(element, [shown, id], text) {
  const known = applied.get(element);
  // Marked by someone else: a copy of an element that had its content, say from a cache.
  if (!known) return (element.getAttribute(MARK) || "").split(",").includes(shown);
  const before = known.get(id);
  if (!before) return false;
  const isThere = before.nodes.some((node) => node.isConnected);
  if (isThere && before.text === text) return true;
  if (isThere && before.isNew) before.nodes.forEach((node) => node.remove());
  return false;
}

function mark(element, [shown, id], text, nodes, isNew) {
  if (!applied.has(element)) applied.set(element, new Map());
  applied.get(element).set(id, { text, nodes, isNew });
  const marks = new Set((element.getAttribute(MARK) || "").split(",")).add(shown);
  element.setAttribute(MARK, Array.from(marks).sort().join(","));
}

// ---- Marks for clicks

let lastNumber = 0;
const tracked = new Map();

function track(element, { key, label }) {
  let number = element.getAttribute("data-aep-interact-id");
  if (!number) {
    number = String(++lastNumber);
    element.setAttribute("data-aep-interact-id", number);
  }
  if (!tracked.has(number)) tracked.set(number, new Set());
  tracked.get(number).add(key);
  if (label && !element.hasAttribute("data-aep-click-label")) {
    element.setAttribute("data-aep-click-label", label);
  }
}

// What stands around the click being told; the root and what is outside of a shadow root does not.
export function clickedContent(targets) {
  const facts = [];
  const found = targets.map((target) => (typeof target === "string" ? null : select(target)));
  const isMatch = (element, index) => {
    try {
      return found[index] ? found[index].includes(element) : element.matches(targets[index]);
    } catch (invalid) {
      return false;
    }
  };
  for (let element = clickedElement(); element && element !== document.documentElement
    && isElement(element); element = element.parentNode) {
    const label = element.getAttribute("data-aep-click-label");
    const token = element.getAttribute("data-aep-click-token");
    const keys = Array.from(tracked.get(element.getAttribute("data-aep-interact-id")) || []);
    const matches = targets.map((_, index) => index).filter((index) => isMatch(element, index));
    if (label || token || keys.length || matches.length) facts.push({ keys, label, token, matches });
  }
  return facts;
}

// ---- Actions

async function carryOut(element, action, chosen) {
  const text = action.once && JSON.stringify(chosen);
  if (action.once && isRepeated(element, action.once, text)) return;
  let failure = null;
  const nodes = [];
  let isNew = false;
  for (const [verb, ...args] of chosen) {
    try {
      const { marked = [element], loading, nodes: touched = [] } = steps[verb](element, ...args) || {};
      nodes.push(...touched);
      isNew = verb === "insert";
      if (action.track) marked.forEach((node) => track(node, action.track));
      // Marked before anything is waited for: the next rendering may come meanwhile.
      if (action.once) mark(element, action.once, text, nodes, isNew);
      if (loading) await loading;
    } catch (error) {
      // The next step all the same: what is to be replaced has to go.
      failure = failure || error;
    }
  }
  if (failure) throw failure;
}

// Text content for the HEAD is markup, whatever the action. Source: specification, PERS-52.
function stepsFor(action, element) {
  if (!action.head || element !== document.head) return action.steps;
  const step = action.steps.find(([verb]) => verb === "insert" || verb === "text" || verb === "image");
  return step ? [["insert", "head", step[step.length - 1]]] : action.steps;
}

async function perform(action, hiddenMs) {
  if (action.prehide) hideElements(action.prehide, hiddenMs);
  try {
    // What is there already changes in this very turn, before the next paint.
    let elements = select(action.target);
    if (!elements.length) elements = await waitFor(action);
    const chosen = stepsFor(action, elements[0]);
    const outcomes = elements.map((element) => carryOut(element, action, chosen));
    if (action.prehide) showElements(action.prehide);
    // One that fails does not stop the others.
    const failed = (await Promise.allSettled(outcomes)).find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
    return { ok: true, elements: elements.length };
  } catch (error) {
    if (action.prehide) showElements(action.prehide);
    return { ok: false, error: String((error && error.message) || error) };
  }
}

export async function render(tell, id, actions, hiddenMs) {
  const results = await Promise.all(actions.map((action) => perform(action, hiddenMs)));
  tell("rendered", id, JSON.stringify(results));
}
