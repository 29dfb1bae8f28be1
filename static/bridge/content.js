// Personalised content: find elements, carry out the steps that Python planned, mark what was shown.
// Which steps an offer takes is decided in Python (features/rendering/actions.py).

import { clickedElement } from "./clicks.js";
import { attribute, call, create, get, head, root, set } from "./dom.js";
import { hideElements, showElements } from "./hiding.js";
import { insert } from "./insert.js";
import { whenLoaded } from "./lifetime.js";
import {
  Error, JSON, Map, Promise, Set, String, WeakMap, filter, has, listOf, map, setTimeout, sort,
} from "./natives.js";
import { select, waitFor } from "./select.js";
import { setAttribute } from "./trusted.js";

const isElement = (node) => get(node, "nodeType") === 1;

// ---- Steps: each may return {nodes: what it put or moved, loading: a promise, marked: elements}

const steps = {
  insert: (element, where, html) => {
    const done = insert(element, where, html);
    const isContainer = where === "all" || where === "append" || where === "head";
    done.marked = isContainer ? [element] : filter(done.nodes, isElement);
    return done;
  },
  text: (element, text) => { set(element, "textContent", text); },
  attributes: (element, pairs) => {
    for (const [name, value] of pairs) setAttribute(element, name, value);
  },
  style: (element, pairs) => {
    let text = "";
    for (const [name, value, priority] of pairs) {
      text += ";" + name + ":" + value + (priority ? " !" + priority : "");
    }
    get(element, "style").cssText += text;
  },
  image: (element, url) => {
    if (get(element, "nodeName") !== "IMG") return { marked: [] };
    create("img").src = url;
    element.removeAttribute("src");
    element.setAttribute("src", url);
  },
  rearrange: (element, from, to) => {
    const children = get(element, "children");
    const moved = children[from];
    const target = children[to];
    if (!moved || !target || moved === target) return { marked: [] };
    call(target, from < to ? "after" : "before", moved);
    return { nodes: [moved, target], marked: [moved, target] };
  },
  remove: (element) => {
    call(element, "remove");
    return { marked: [] };
  },
  collect: () => {},
};

// ---- What was applied to an element before

const MARK = "data-adobe-proposition-ids";
// element → id → {steps, nodes}. The attribute alone would also stop content that a framework has
// thrown away, and other content of the same offer.
const applied = new WeakMap();

// What is still to be written into the attributes of elements: once for all that a turn shows.
const unwritten = new Map();

const marksOf = (element) => (attribute(element, MARK) || "").split(",");

function isRepeated(element, [shown, id], text) {
  const known = applied.get(element);
  // Marked by someone else: a copy of an element that had its content, say from a cache.
  if (!known) {
    return has(marksOf(element), shown) || has(namesOf(element), "@" + id.split(" ").join("_"));
  }
  const before = known.get(id);
  if (!before) return false;
  const isThere = filter(before.nodes, (node) => get(node, "isConnected")).length;
  if (isThere && before.text === text) return true;
  if (isThere && before.isNew) map(before.nodes, (node) => call(node, "remove"));
  return false;
}

function mark(element, [shown, id], text, nodes, isNew) {
  if (!applied.has(element)) applied.set(element, new Map());
  applied.get(element).set(id, { text, nodes, isNew });
  if (!unwritten.size) Promise.resolve().then(writeMarks);
  if (!unwritten.has(element)) unwritten.set(element, new Set(marksOf(element)));
  unwritten.get(element).add(shown);
}

function writeMarks() {
  for (const [element, marks] of unwritten) {
    call(element, "setAttribute", MARK, sort([...marks]).join(","));
  }
  unwritten.clear();
}

// ---- What a server has put into the page

// Names of items, each as it stands for what was changed or is new and clicked on, with a plus for
// what is only new, with @ for the element that the item was for.
const ADOPTED = "data-alloy-adopted";

const namesOf = (element) => (attribute(element, ADOPTED) || "").split(" ");

const allAdopted = () => listOf(call(document, "querySelectorAll", "[" + ADOPTED + "]"));

// `all` is what a server has put into the page, for whatever item.
function adopt(all, { adopted: name, track: tracking, ...action }) {
  const [changed, added, targets] = map(["", "+", "@"], (sign) => (
    filter(all, (element) => has(namesOf(element), sign + name))));
  if (tracking) map(changed, (element) => track(element, tracking));
  for (const target of targets) {
    const { once, steps: chosen } = forElement(target, action);
    const nodes = filter([...changed, ...added], (element) => !has(targets, element));
    if (once) {
      // What is text alone goes with the element that it was for.
      const isNew = chosen[0][0] === "insert" && nodes.length > 0;
      mark(target, once, JSON.stringify(chosen), isNew ? nodes : [...nodes, target], isNew);
    }
  }
}

// ---- Marks for clicks

let lastNumber = 0;
const tracked = new Map();

function track(element, { key, label }) {
  let number = attribute(element, "data-aep-interact-id");
  if (!number) {
    number = String(++lastNumber);
    call(element, "setAttribute", "data-aep-interact-id", number);
  }
  if (!tracked.has(number)) tracked.set(number, new Set());
  tracked.get(number).add(key);
  if (label && attribute(element, "data-aep-click-label") === null) {
    call(element, "setAttribute", "data-aep-click-label", label);
  }
}

// What stands around the click that is reported; the root and what is outside of a shadow root does not.
export function clickedContent(targets) {
  const facts = [];
  const found = map(targets, (target) => (typeof target === "string" ? null : select(target)));
  const isMatch = (element, index) => {
    try {
      return found[index] ? has(found[index], element) : call(element, "matches", targets[index]);
    } catch (invalid) {
      return false;
    }
  };
  for (let element = clickedElement(); element && element !== root()
    && isElement(element); element = get(element, "parentNode")) {
    const label = attribute(element, "data-aep-click-label");
    const token = attribute(element, "data-aep-click-token");
    const keys = [...tracked.get(attribute(element, "data-aep-interact-id")) || []];
    const matches = filter(map(targets, (_, index) => index), (index) => isMatch(element, index));
    if (label || token || keys.length || matches.length) facts.push({ keys, label, token, matches });
  }
  return facts;
}

// ---- Actions

// Text content for the HEAD is markup, whatever the action. Source: specification, PERS-52.
function forElement(element, action) {
  if (!action.head || element !== head()) return action;
  const [step] = filter(action.steps, ([verb]) => /^(insert|text|image)$/.test(verb));
  if (!step) return action;
  const once = action.head === true ? null : action.head;
  return { ...action, once, steps: [["insert", "head", step[step.length - 1]]] };
}

// Whatever is waited for does not hold up the others, and what is reported of them, for ever.
function within(loading, limitMs) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error("not loaded within " + limitMs + " ms")), limitMs);
  });
  return Promise.race([loading, late]);
}

// The steps of an action on one element, in this turn as far as none has to be waited for. What
// comes back is a promise of the rest, if there is a rest.
function carryOut(element, { once, steps: chosen, track: tracking }, limitMs) {
  const text = once && JSON.stringify(chosen);
  if (once && isRepeated(element, once, text)) return undefined;
  const nodes = [];
  const goOn = (number) => {
    for (let next = number; next < chosen.length; next++) {
      const [verb, ...args] = chosen[next];
      const { marked = [element], loading, nodes: touched = [] } = steps[verb](element, ...args) || {};
      nodes.push(...touched);
      if (tracking) map(marked, (node) => track(node, tracking));
      // Marked before anything is waited for: the next rendering may come meanwhile.
      if (once) mark(element, once, text, nodes, verb === "insert");
      // What is to be replaced goes in any case.
      if (loading) return within(loading, limitMs).finally(() => goOn(next + 1));
    }
    return undefined;
  };
  return goOn(0);
}

// One element that fails does not stop the others.
function carryOutAll(elements, action, limits) {
  const chosen = forElement(elements[0], action);
  const pending = [];
  let failure = null;
  for (const element of elements) {
    try {
      const rest = carryOut(element, chosen, limits.timeoutMs);
      if (rest) pending.push(rest);
    } catch (error) {
      failure = failure || error;
    }
  }
  if (failure && !pending.length) throw failure;
  // Together: nobody else hears of what fails later.
  if (failure) pending.push(Promise.reject(failure));
  return pending.length ? Promise.all(pending) : undefined;
}

async function carryOutLater(action, limits) {
  if (action.prehide) hideElements(action.prehide, limits.hiddenMs);
  try {
    return carryOutAll(await waitFor(action, limits), action, limits);
  } finally {
    // The content is there, or never comes.
    if (action.prehide) showElements(action.prehide);
  }
}

// What is there already changes in this very turn, before the next paint: hiding it would be of no
// use. Tells `[index, why]` of each action that failed.
export function render(tell, id, actions, limits) {
  const failed = [];
  const pending = [];
  let all;
  map(actions, (action, index) => {
    const fail = (error) => { failed.push([index, String((error && error.message) || error)]); };
    try {
      if (action.adopted) {
        all = all || new Promise(whenLoaded).then(allAdopted);
        pending.push(all.then((found) => adopt(found, action)).catch(fail));
        return;
      }
      const elements = select(action.segments || action.selector);
      const rest = elements.length
        ? carryOutAll(elements, action, limits) : carryOutLater(action, limits);
      if (rest) pending.push(rest.catch(fail));
    } catch (error) {
      fail(error);
    }
  });
  Promise.all(pending).then(() => tell("rendered", id, JSON.stringify(failed)));
}
