// Clicks, as facts about the clicked element and what it stands in. Whether that is a link, and
// what is said of it, Python decides (features/clicks/links.py).

import { attribute, get } from "./dom.js";
import { listen } from "./listeners.js";
import { JSON, Object, String, URL, filter, map, say } from "./natives.js";

// The elements of the click that is reported, innermost first.
let clicked = [];
// The innermost, also where nothing is inside of BODY.
let innermost = null;

export const clickedElement = () => innermost;

// No text of an element goes to Python to its end: an address may be a whole file. Python cuts addresses
// at fewer, and sees by what is left that they were longer.
const short = (text) => text.slice(0, 2100);

// Empty for what is no address, and for text that cannot be one. SVG's may be animated.
function resolved(element) {
  try {
    const href = get(element, "href");
    const text = href && href.baseVal || href;
    return typeof text === "string" ? short(new URL(text, get(element, "baseURI")).href) : "";
  } catch (error) {
    return "";
  }
}

// SVG's older way to say it is still in use.
const hrefOf = (node) => attribute(node, "href") ?? attribute(node, "xlink:href");

function factsOf(element) {
  const property = (name) => short(String(get(element, name) || ""));
  const written = (name) => short(attribute(element, name) || "");
  const href = hrefOf(element);
  return {
    tag: property("nodeName").toUpperCase(), href: href && short(href),
    url: resolved(element), protocol: property("protocol"),
    onclick: !!get(element, "onclick"), type: property("type"), src: written("src"),
    download: property("download"), id: property("id"),
    role: written("role"), ariaLabel: written("aria-label"),
  };
}

// Does what is about this click; the page may click something else meanwhile.
function during(nodes, target, work) {
  const before = [clicked, innermost];
  [clicked, innermost] = [nodes, target];
  try {
    return work();
  } finally {
    [clicked, innermost] = before;
  }
}

// Work for later, which is about the click that is reported now.
export function laterAbout(work) {
  const [nodes, target] = [clicked, innermost];
  return () => during(nodes, target, work);
}

// Tells what stands in `nodes`, a path up the page; `linkText` and `withNodes` mean it meanwhile.
function tellOf(nodes, target, use) {
  const body = get(document, "body");
  const inside = [];
  for (const node of nodes) {
    if (node === body) break;
    if (get(node, "nodeType") === 1) inside.push(node);
  }
  return during(inside, target, () => use(map(inside, factsOf)));
}

// The same for an element that nobody clicked.
export function look(element, use) {
  const nodes = [];
  for (let node = element; node; node = get(node, "parentNode") || get(node, "host")) nodes.push(node);
  return tellOf(nodes, innermost, use);
}

const isLink = (node) => /^(a|area)$/i.test(get(node, "nodeName")) && hrefOf(node) !== null;

export function watchClicks(tell) {
  function heard(event) {
    try {
      // Dispatched again by an older analytics library.
      if (event.s_fe) return;
      const nodes = event.composedPath ? event.composedPath() : [event.target];
      // The middle button is a click only for links, which it opens in a tab of their own.
      if (event.type === "auxclick" && !(event.button === 1 && filter(nodes, isLink).length)) return;
      tellOf(nodes, nodes[0], (path) => tell("click", 0, JSON.stringify(path)));
    } catch (error) {
      say("warn", "[alloy] a click could not be read: " + error);
    }
  }

  listen(document, "click", heard, true);
  listen(document, "auxclick", heard, true);
}

export const nodeAt = (index) => clicked[index];

// The page's filters get the element itself, where Python says `{$node: index}`.
export function withNodes(details) {
  for (const key of Object.keys(details)) {
    const value = details[key];
    // In quotes: what begins with a dollar is else the compiler's, and gets another name.
    if (value && value["$node"] !== undefined) details[key] = clicked[value["$node"]];
  }
}

const UNSUPPORTED = /^(SCRIPT|STYLE|LINK|CANVAS|NOSCRIPT|#comment)$/;
const BUTTON = /^(submit|button|reset|image)$/;
const MOST_NODES = 500;

// The words of a clicked element. What a visitor typed is never read.
export function linkText(index) {
  const element = clicked[index];
  const facts = {
    text: (get(element, "innerText") || get(element, "textContent") || "").slice(0, 2000), unsupported: false,
    texts: [], alts: [], titles: [], values: [], srcs: [], labels: [], names: [],
  };
  const stack = [element];
  for (let seen = 0; stack.length && seen < MOST_NODES; seen++) {
    const node = stack.pop();
    const name = get(node, "nodeName");
    const type = get(node, "nodeType");
    if (UNSUPPORTED.test(name)) {
      facts.unsupported = true;
      continue;
    }
    if (type === 3) facts.texts.push(node.nodeValue.slice(0, 1000));
    if (type === 1) {
      const written = (which) => short(attribute(node, which) || "");
      facts.alts.push(written("alt"));
      facts.titles.push(written("title"));
      if (name === "INPUT" && BUTTON.test(node.type)) facts.values.push(short(node.value));
      if (name === "IMG") facts.srcs.push(written("src"));
      facts.labels.push(written("aria-label"));
      facts.names.push(written("name"));
    }
    for (let child = get(node, "lastChild"); child; child = get(child, "previousSibling")) {
      stack.push(child);
    }
  }
  return facts;
}
