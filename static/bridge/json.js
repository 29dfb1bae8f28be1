// Values of the page as JSON text. Everything that crosses to Python goes through here.

import {
  Error, JSON, Math, Object, Set, String, isArray, isForAll,
} from "./natives.js";

const MAX_DEPTH = 64;
// Of an answer: what offers hold, and what stands around them. As in core/merge.py.
const MAX_ANSWER_DEPTH = 100;

// How long options may be, as JSON, in UTF-16 units. A fetch takes more, but nobody means to send
// it; what goes out as a page is left has a limit of the browser's, 64 KB.
const MAX_JSON = 1e7;
// A value counts for no less, since it takes an interpreter this much: many small values keep it
// busy for longer than a long text.
const LEAST = 40;

// Why a value cannot cross; the message names the path.
export class Refusal extends Error {}

// What was thrown, as text; it may be something that cannot be made text.
export function textOf(error) {
  try {
    return String(error);
  } catch (unreadable) {
    return "an error without text";
  }
}

// Half of a surrogate pair is no text: a replacement character takes its place.
export const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : text.replace(
  /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g,
  (found) => (found.length > 1 ? found : "\ufffd")));

// The same for JSON, in which `JSON.stringify` has escaped such a half.
export const wellFormedJson = (json) => json.replace(
  /\\(\\|ud[89a-f]..)/g, (found, escaped) => (escaped === "\\" ? found : "\ufffd"));

// What interpreters read in another way than JSON.parse, or take very long for: escaped surrogates
// (MicroPython does not join them), numbers of many digits, numbers beyond all bounds.
const MISREAD = /\\ud[89a-f]|[:[,\s-]\d([\d.]{15}|[\d.]*e)/i;

function isDeeper(value, levels) {
  if (typeof value !== "object" || value === null) return false;
  if (!levels) return true;
  for (const key of Object.keys(value)) if (isDeeper(value[key], levels - 1)) return true;
  return false;
}

// The text of an answer as any interpreter reads it; throws for one that none of them could.
export function readable(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (notJson) {
    return text;
  }
  if (isDeeper(value, MAX_ANSWER_DEPTH)) {
    throw new Error("it is nested deeper than " + MAX_ANSWER_DEPTH + " levels");
  }
  return MISREAD.test(text) ? wellFormedJson(JSON.stringify(value)) : text;
}

// Of this document or another frame's.
const isNode = (value) => value.window === value
  || (value.nodeType > 0 && typeof value.nodeName === "string");

// A string, number or boolean in the form of an object is what it holds, as for JSON.stringify.
const BOXED = /^\[object (String|Number|Boolean|BigInt)\]$/;

// Where options take functions; all else is content, and goes out as JSON. As in hosts/browser/ffi.py.
const TAKES_FUNCTIONS = /^((clickCollection|autoViews)\.)?[^.[]+$/;

// What was left out is told to the reader, up to here.
const MOST_LEFT = 20;

// `{text, left, functions}`: the JSON, what has no JSON form, and functions by path.
//
// Where options take functions they are kept (`keep` gives each a number); everywhere else they are
// left out, as JSON does, and so are DOM nodes and symbols.
export function encode(root, keep) {
  const left = [];
  const functions = [];
  const trail = [];
  const open = new Set();
  let size = 0;

  function take(text, path) {
    // One for the comma or colon after it.
    size += Math.max(text.length + 1, LEAST);
    if (size > MAX_JSON) {
      throw new Refusal(at(path) + "with this the options are larger than 10 MB of JSON");
    }
    return text;
  }

  const at = (path) => (path.length > 80 ? path.slice(0, 80) + "\u2026" : path || "options") + ": ";

  function leave(path, what) {
    if (left.length < MOST_LEFT) left.push((path || "options") + " (" + what + ")");
  }

  // Whatever the page's own code does when it is read: getters, proxies, toJSON.
  function read(path, reading) {
    try {
      return reading();
    } catch (error) {
      throw new Refusal(at(path) + "cannot be read: " + textOf(error));
    }
  }

  function simple(value, key) {
    if (value === null || !/^(object|bigint)$/.test(typeof value)) return value;
    if (typeof value.toJSON === "function" && !isForAll(value.toJSON)) value = value.toJSON(key);
    if (value === null || typeof value !== "object") return value;
    return BOXED.test({}.toString.call(value)) ? value.valueOf() : value;
  }

  // A promise among the options crosses as a function that gives it.
  function later(value, path) {
    const isLater = keep && value && typeof value.then === "function";
    return isLater && TAKES_FUNCTIONS.test(path) ? () => value : value;
  }

  function write(given, key, path, depth) {
    const value = read(path, () => later(simple(given, key), path));
    switch (typeof value) {
      case "string":
        return take(JSON.stringify(wellFormed(value)), path);
      case "number":
        return take(value - value === 0 ? String(value) : "null", path);
      case "boolean":
        return take(String(value), path);
      case "undefined":
        return undefined;
      case "bigint":
        throw new Refusal(at(path) + "the BigInt " + String(value).slice(0, 40) + " has no JSON form");
      case "symbol":
        return leave(path, "a symbol");
      case "function":
        if (!keep || !TAKES_FUNCTIONS.test(path)) return leave(path, "a function");
        take("", path);
        functions.push([trail.slice(), keep(value)]);
        return undefined;
    }
    if (value === null) return take("null", path);
    if (read(path, () => isNode(value))) {
      if (!path) throw new Refusal("options: expected an object, got a DOM node");
      return leave(path, "a DOM node");
    }
    if (open.has(value)) throw new Refusal(at(path) + "refers to an object it is part of");
    if (depth >= MAX_DEPTH) {
      throw new Refusal(at(path) + "is nested deeper than " + MAX_DEPTH + " levels");
    }
    open.add(value);
    const isList = read(path, () => isArray(value));
    const text = isList ? writeArray(value, path, depth) : writeObject(value, path, depth);
    open.delete(value);
    return text;
  }

  function writeArray(value, path, depth) {
    const parts = [];
    const { length } = value;
    take("[]", path);
    for (let index = 0; index < length; index++) {
      const where = path + "[" + index + "]";
      trail.push(index);
      const text = write(read(where, () => value[index]), String(index), where, depth + 1);
      parts.push(text === undefined ? take("null", where) : text);
      trail.pop();
    }
    return "[" + parts.join(",") + "]";
  }

  function writeObject(value, path, depth) {
    const parts = [];
    take("{}", path);
    for (const key of read(path, () => Object.keys(value))) {
      const name = wellFormed(key);
      const where = path ? path + "." + name : name;
      trail.push(name);
      const text = write(read(where, () => value[key]), key, where, depth + 1);
      if (text !== undefined) parts.push(take(JSON.stringify(name), where) + ":" + text);
      trail.pop();
    }
    return "{" + parts.join(",") + "}";
  }

  const text = write(root, "", "", 0);
  return { text: text === undefined ? "null" : text, left, functions };
}

// A value that goes to Python for information only: whatever it is, something passes.
export function plain(value) {
  try {
    return JSON.parse(encode(value).text);
  } catch (error) {
    return null;
  }
}
