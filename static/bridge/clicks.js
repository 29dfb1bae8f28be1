// Clicks, as facts about the clicked element and what it stands in. Whether that is a link, and
// what is said of it, Python decides (features/clicks/links.py).

import { listen } from "./listeners.js";

// The elements being told, innermost first.
let clicked = [];
// The innermost, also where nothing is inside of BODY.
let innermost = null;

export const clickedElement = () => innermost;

// No text of an element is told to its end: an address may be a whole file. Python cuts addresses
// at fewer, and sees by what is left that they were longer.
const short = (text) => text.slice(0, 2100);

// Empty for what is no address, and for text that cannot be one. SVG's may be animated.
function resolved({ href, baseURI }) {
  try {
    const text = href && href.baseVal || href;
    return typeof text === "string" ? short(new URL(text, baseURI).href) : "";
  } catch (error) {
    return "";
  }
}

// SVG's older way to say it is still in use.
const hrefOf = (node) => node.getAttribute("href") ?? node.getAttribute("xlink:href");

function factsOf(element) {
  const attribute = (name) => short(element.getAttribute(name) || "");
  const href = hrefOf(element);
  return {
    tag: element.nodeName.toUpperCase(), href: href && short(href),
    url: resolved(element), protocol: element.protocol || "",
    onclick: !!element.onclick, type: String(element.type || ""), src: attribute("src"),
    download: short(element.download || ""), id: short(String(element.id || "")),
    role: attribute("role"), ariaLabel: attribute("aria-label"),
  };
}

// Tells what stands in `nodes`, a path up the page; `linkText` and `withNodes` mean it meanwhile.
function tellOf(nodes, told) {
  const before = clicked;
  const end = nodes.indexOf(document.body);
  clicked = nodes.slice(0, end < 0 ? nodes.length : end).filter((node) => node.nodeType === 1);
  try {
    return told(clicked.map(factsOf));
  } finally {
    clicked = before;
  }
}

// The same for an element that nobody clicked.
export function look(element, told) {
  const nodes = [];
  for (let node = element; node; node = node.parentNode || node.host) nodes.push(node);
  return tellOf(nodes, told);
}

const isLink = (node) => /^(a|area)$/i.test(node.nodeName) && hrefOf(node) !== null;

export function watchClicks(tell) {
  function heard(event) {
    try {
      // Dispatched again by an older analytics library.
      if (event.s_fe) return;
      const nodes = event.composedPath ? event.composedPath() : [event.target];
      // The middle button is a click only for links, which it opens in a tab of their own.
      if (event.type === "auxclick" && !(event.button === 1 && nodes.some(isLink))) return;
      innermost = nodes[0];
      tellOf(nodes, (path) => tell("click", 0, JSON.stringify(path)));
    } catch (error) {
      console.warn("[alloy] a click could not be read: " + error);
    } finally {
      innermost = null;
    }
  }

  listen(document, "click", heard, true);
  listen(document, "auxclick", heard, true);
}

export const nodeAt = (index) => clicked[index];

// The page's filters get the element itself, where Python says `{$node: index}`.
export function withNodes(details) {
  for (const key in details) {
    const value = details[key];
    if (value && value.$node !== undefined) details[key] = clicked[value.$node];
  }
}

const UNSUPPORTED = /^(SCRIPT|STYLE|LINK|CANVAS|NOSCRIPT|#comment)$/;
const BUTTON = /^(submit|button|reset|image)$/;
const MOST_NODES = 500;

// The words of a clicked element. What a visitor typed is never read.
export function linkText(index) {
  const element = clicked[index];
  const facts = {
    text: (element.innerText || element.textContent || "").slice(0, 2000), unsupported: false,
    texts: [], alts: [], titles: [], values: [], srcs: [], labels: [], names: [],
  };
  const stack = [element];
  for (let seen = 0; stack.length && seen < MOST_NODES; seen++) {
    const node = stack.pop();
    if (UNSUPPORTED.test(node.nodeName)) {
      facts.unsupported = true;
      continue;
    }
    if (node.nodeType === 3) facts.texts.push(node.nodeValue.slice(0, 1000));
    if (node.nodeType === 1) {
      const attribute = (name) => short(node.getAttribute(name) || "");
      facts.alts.push(attribute("alt"));
      facts.titles.push(attribute("title"));
      if (node.nodeName === "INPUT" && BUTTON.test(node.type)) facts.values.push(short(node.value));
      if (node.nodeName === "IMG") facts.srcs.push(attribute("src"));
      facts.labels.push(attribute("aria-label"));
      facts.names.push(attribute("name"));
    }
    for (let child = node.lastChild; child; child = child.previousSibling) stack.push(child);
  }
  return facts;
}
