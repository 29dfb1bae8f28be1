// JSON, by the browser's own functions, so that a long text costs no more than its length.

import { wellFormed } from "../bridge/letters.js";
import { TypeError, ValueError } from "./errors.js";
import { Map, isArray, keys, map, parse, setPrototypeOf, stringify } from "./natives.js";
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
  const found = [];
  const note = (each) => {
    if (each !== null && typeof each === "object") found[found.length] = each;
  };
  note(value);
  for (let at = 0; at < found.length; at++) {
    const each = found[at];
    // The places of a long list would be long as texts.
    if (isArray(each)) for (const inner of each) note(inner);
    else {
      setPrototypeOf(each, null);
      for (const name in each) note(each[name]);
    }
  }
  return value;
}

export const dumps = (value) => stringify(for_javascript(value));

// A copy as JavaScript has such values, and JSON forms for them: plain objects, plain lists. What stands
// in several places is copied once.
export function for_javascript(value) {
  // By what is copied; nothing as long as that goes on.
  const copies = new Map();
  const copyOf = (each) => {
    if (each === null || typeof each === "string" || typeof each === "boolean") return each;
    // There is no -0 in JSON, and nothing beyond all bounds.
    if (typeof each === "number") return each - each === 0 ? each + 0 : null;
    const isList = isArray(each) && (!each[KIND] || each[KIND] === "tuple");
    if (!isList && !is_dict(each)) throw TypeError("the value is not JSON serializable");
    let copy = copies.get(each);
    if (copy) return copy;
    if (copies.has(each)) throw ValueError("Circular reference detected");
    copies.set(each, null);
    if (isList) {
      copy = [];
      for (const inner of each) copy[copy.length] = copyOf(inner);
    } else {
      copy = {};
      for (const name in each) {
        const key = textKey(unkey(name));
        const inner = copyOf(each[name]);
        // What all objects have under that name, or the page has frozen, may take no other value.
        if (key in copy) copy = { ...copy, [key]: inner };
        else copy[key] = inner;
      }
    }
    copies.set(each, copy);
    return copy;
  };
  return copyOf(value);
}

// What JavaScript gave, as Python has such values: a copy. It is plain data.
export function from_javascript(value) {
  if (typeof value === "string") return wellFormed(value);
  if (isArray(value)) return map(value, (each) => from_javascript(each));
  if (!value || typeof value !== "object") return value === undefined || value !== value ? null : value;
  const copy = { __proto__: null };
  for (const name of keys(value)) copy[name] = from_javascript(value[name]);
  return copy;
}

function textKey(value) {
  if (typeof value === "string") return value;
  if (value === null) return "null";
  if (typeof value === "number") return `${value}`;
  throw TypeError("keys must be str, int, float, bool or None");
}
