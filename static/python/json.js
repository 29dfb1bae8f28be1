// JSON, by the browser's own functions, so that a long text costs no more than its length.

import { TypeError, ValueError } from "./errors.js";
import { isArray, keys, parse, setPrototypeOf, stringify } from "./natives.js";
import { is_dict, KIND, unkey } from "./values.js";

export function loads(text) {
  if (typeof text !== "string") throw TypeError("the JSON object must be str");
  let value;
  try {
    value = parse(text);
  } catch (error) {
    throw ValueError(error.message);
  }
  // What JavaScript made are objects with a prototype. No recursion: a text nests as it likes.
  const waiting = [];
  let each = value;
  while (each !== undefined) {
    if (each !== null && typeof each === "object") {
      if (!isArray(each)) setPrototypeOf(each, null);
      // The places of a long list would be long as texts.
      const names = isArray(each) ? null : keys(each);
      const { length } = names || each;
      for (let at = 0; at < length; at++) {
        const inner = each[names ? names[at] : at];
        if (inner !== null && typeof inner === "object") waiting[waiting.length] = inner;
      }
    }
    each = taken(waiting);
  }
  return value;
}

function taken(waiting) {
  if (!waiting.length) return undefined;
  const last = waiting[waiting.length - 1];
  waiting.length--;
  return last;
}

export function dumps(value) {
  return stringify(plain(value));
}

// The value, after a look at all that is in it: whether JSON has a form for it. A copy only where
// keys are no text.
function plain(value) {
  const path = [];
  const visit = (each) => {
    if (each === null || typeof each === "string" || typeof each === "number" || typeof each === "boolean") return each;
    const isList = isArray(each) && (!each[KIND] || each[KIND] === "tuple");
    if (!isList && !is_dict(each)) throw TypeError("the value is not JSON serializable");
    for (const outer of path) if (outer === each) throw ValueError("Circular reference detected");
    path[path.length] = each;
    let copy = null;
    const names = isList ? null : keys(each);
    const { length } = names || each;
    for (let at = 0; at < length; at++) {
      const name = names ? names[at] : at;
      const inner = visit(each[name]);
      const shown = isList ? name : textKey(unkey(name));
      if (shown !== name && !copy) copy = dictUpTo(each, name);
      if (inner !== each[name] && !copy) copy = isList ? [...each] : dictUpTo(each, name);
      if (copy) copy[shown] = inner;
    }
    path.length--;
    return copy || each;
  };
  return visit(value);
}

function dictUpTo(dict, end) {
  const copy = { __proto__: null };
  for (const name of keys(dict)) {
    if (name === end) break;
    copy[name] = dict[name];
  }
  return copy;
}

function textKey(value) {
  if (typeof value === "string") return value;
  if (value === null) return "null";
  if (typeof value === "number") return `${value}`;
  throw TypeError("keys must be str, int, float, bool or None");
}
