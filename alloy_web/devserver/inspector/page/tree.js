// A JSON value as a tree, and where it differs from another one.
//
// A node is {key, path, state, value, old, children}: `state` is "same", "added", "removed" or
// "changed", and `children` are there for objects and lists. Paths are written as the edge does:
// events[0].xdm.eventType.

import { element } from "./dom.js";

const MOST_CHILDREN = 300;
// What is open at once: a tree of any size is there at once, and the rest when it is opened.
const MOST_OPEN = 400;

/** The nodes of `value`, compared with `old` where one is given. */
export function compared(value, old, hasOld, key = "", path = "") {
  const node = { key, path, value, old, state: "same", children: null };
  if (!isBranch(value) || (hasOld && kindOf(value) !== kindOf(old))) {
    if (isBranch(value)) node.children = childrenOf(value, undefined, false, path);
    if (hasOld && !isEqual(value, old)) node.state = "changed";
    return node;
  }
  node.children = childrenOf(value, old, hasOld, path);
  if (node.children.some((child) => child.state !== "same")) node.state = "changed";
  return node;
}

function childrenOf(value, old, hasOld, path) {
  const isList = Array.isArray(value);
  const below = (key) => (isList ? path + "[" + key + "]" : path ? path + "." + key : key);
  const nodes = Object.keys(value).map((key) => {
    const wasThere = hasOld && Object.hasOwn(old, key);
    const node = compared(value[key], wasThere ? old[key] : undefined, wasThere, key, below(key));
    if (hasOld && !wasThere) node.state = "added";
    return node;
  });
  for (const key of hasOld ? Object.keys(old) : []) {
    if (Object.hasOwn(value, key)) continue;
    nodes.push({ ...compared(old[key], undefined, false, key, below(key)), state: "removed" });
  }
  return nodes;
}

const isBranch = (value) => value !== null && typeof value === "object";
const kindOf = (value) => (Array.isArray(value) ? "list" : value === null ? "null" : typeof value);
const isEqual = (one, other) => one === other || (!isBranch(one) && JSON.stringify(one) === JSON.stringify(other));

/** The tree for the page. `marks` are paths to point at; with `onlyChanges` the rest is left out. */
export function draw(node, marks = [], onlyChanges = false) {
  const budget = { left: MOST_OPEN };
  return element("div", "tree", ...drawn(node, marks.filter(Boolean), onlyChanges, 0, budget));
}

function drawn(node, marks, onlyChanges, depth, budget) {
  if (onlyChanges && node.state === "same") return [];
  const name = element("span", "key", node.key === "" ? "" : node.key + ": ");
  const isMarked = marks.some((mark) => mark === node.path || endsAt(mark, node));
  const place = node.children?.length ? branch(node, name, marks, onlyChanges, depth, budget) : leaf(node, name);
  if (isMarked) {
    place.classList.add("marked");
    name.append(element("span", "unseen", "(the edge objects to this) "));
  }
  return [place];
}

/** Is what the mark names missing, and this the deepest part of its way that is there? */
function endsAt(mark, node) {
  if (node.path === "" || !mark.startsWith(node.path) || !/^[.[]/.test(mark.slice(node.path.length))) return false;
  return !node.children?.some((child) => mark === child.path || (mark.startsWith(child.path) && /^[.[]/.test(mark.slice(child.path.length))));
}

function leaf(node, name) {
  const place = element("div", "leaf", name);
  if (node.state === "removed") place.append(said("del", "was ", node.value));
  else if (node.state === "added") place.append(said("ins", "new ", node.value));
  else if (node.state === "changed") place.append(said("del", "was ", node.old), " ", said("ins", "now ", node.value));
  else place.append(element("span", typeof node.value === "string" ? "text" : "other", shownAs(node.value)));
  return place;
}

function branch(node, name, marks, onlyChanges, depth, budget) {
  const size = node.children.filter((child) => child.state !== "removed").length;
  const summary = element("summary", "", name, Array.isArray(node.value) ? "[" + size + "]" : "{" + size + "}");
  if (node.state === "added") summary.append(" ", element("ins", "", "new"));
  if (node.state === "removed") summary.append(" ", element("del", "", "gone"));
  const inside = element("div");
  const details = element("details", "", summary, inside);
  const leadsToMark = marks.some((mark) => node.path === "" || mark.startsWith(node.path));
  let from = 0;

  function more() {
    for (const child of node.children.slice(from, from + MOST_CHILDREN)) {
      budget.left -= 1;
      inside.append(...drawn(child, marks, onlyChanges, depth + 1, budget));
    }
    from += MOST_CHILDREN;
    if (from >= node.children.length) return;
    const button = element("button", "button small", "Show more of " + node.children.length);
    button.addEventListener("click", () => {
      button.remove();
      more();
    });
    inside.append(button);
  }

  const isOpen = budget.left > 0 && (depth < 4 || node.state === "changed" || node.state === "added" || leadsToMark);
  if (isOpen) {
    /** @type {HTMLDetailsElement} */ (details).open = true;
    more();
  } else {
    details.addEventListener("toggle", () => from === 0 && more());
  }
  return details;
}

const said = (name, word, value) => element(name, "", element("span", "unseen", word), shownAs(value));

function shownAs(value) {
  if (!isBranch(value)) return JSON.stringify(value) ?? "nothing";
  const text = JSON.stringify(value);
  return text.length > 200 ? text.slice(0, 200) + "…" : text;
}
