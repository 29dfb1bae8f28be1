// JSON, by the browser's own functions, so that a long text costs no more than its length.

import { latest, toDicts } from "../bridge/dicts.js";
import { wellFormed } from "../bridge/letters.js";
import { TypeError, ValueError } from "./errors.js";
import { Map, isArray, keys, map, parse, stringify } from "./natives.js";
import { is_dict, KIND, OTHER, unkey } from "./values.js";

export function loads(text) {
  if (typeof text !== "string") throw TypeError("the JSON object must be str");
  let { value } = latest;
  if (text === latest.text) {
    // Whoever reads it may change it.
    latest.text = latest.value = null;
    return value;
  }
  try {
    value = parse(text);
  } catch (error) {
    throw ValueError(error.message);
  }
  // No recursion without an end: a text nests as it likes.
  const deeper = [value];
  for (let at = 0; at < deeper.length; at++) toDicts(deeper[at], DEEPEST, deeper);
  return value;
}

// Of dicts with text for keys, lists, tuples and scalars: JavaScript reads them as they are.
export const data_json = (value) => stringify(value);

export const dumps = (value) => stringify(for_javascript(value));

// Levels that are gone through in calls within calls.
const DEEPEST = 500;

// The parts of a result may have lists and offers in common, no deeper than this.
const SHARED = 5;

// A copy as JavaScript has such values, and JSON forms for them: plain objects, plain lists. What stands
// in several places at its top is copied once.
export function for_javascript(value) {
  // Made for the first that could be there twice: most values are small.
  let copies;
  let depth = 0;
  const copyOf = (each) => {
    if (each === null || typeof each === "string" || typeof each === "boolean") return each;
    // There is no -0 in JSON, and nothing beyond all bounds.
    if (typeof each === "number") return each - each === 0 ? each + 0 : null;
    const isList = isArray(each) && (!each[KIND] || each[KIND] === "tuple");
    if (!isList && !is_dict(each)) throw TypeError("the value is not JSON serializable");
    if (depth > DEEPEST) throw ValueError("Circular reference detected");
    let copy = copies && copies.get(each);
    if (copy) return copy;
    depth++;
    if (isList) {
      copy = [...each];
      for (let at = 0; at < copy.length; at++) copy[at] = copyOf(copy[at]);
    } else {
      // Assigned one by one, what all objects have under a name, or the page has frozen, takes no other value.
      copy = { ...each };
      for (const name in each) {
        const inner = each[name];
        if (name >= OTHER) {
          delete copy[name];
          copy = { ...copy, [textKey(unkey(name))]: copyOf(inner) };
        } else if (typeof inner !== "string") copy[name] = copyOf(inner);
      }
    }
    depth--;
    if (depth && depth < SHARED) {
      copies = copies || new Map();
      copies.set(each, copy);
    }
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
