// Values of the page as JSON text. Everything that crosses to Python goes through here.

import { Error, JSON, Object, Set, String, isArray, isForAll } from "./natives.js";

const MAX_DEPTH = 64;
const MAX_JSON = 1e6;

// Why a value cannot cross; the message names the path.
export class Refusal extends Error {}

// Half of a surrogate pair is no text: a replacement character takes its place.
export const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : text.replace(
  /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g,
  (found) => (found.length > 1 ? found : "\ufffd")));

// MicroPython's JSON reader does not join the two halves of an escaped surrogate pair.
export function joinSurrogates(text) {
  if (!/\\ud[89ab]/i.test(text)) return text;
  try {
    return wellFormed(JSON.stringify(JSON.parse(text)));
  } catch (error) {
    return text;
  }
}

// Of this document or another frame's.
const isNode = (value) => value.window === value
  || (value.nodeType > 0 && typeof value.nodeName === "string");

// A string, number or boolean in the form of an object is what it holds, as for JSON.stringify.
const BOXED = /^\[object (String|Number|Boolean)\]$/;

// What the page tells of itself, which holds no functions.
const CONTENT = /^(xdm|data)[.[]/;

// What was left out is told to the reader, up to here.
const MOST_LEFT = 20;

// `{text, left, functions}`: the JSON, what has no JSON form, and functions by path.
//
// Where options take functions they are kept (`keep` gives each a number); in content (`xdm`,
// `data`) they are left out, as JSON does, and so are DOM nodes and symbols.
export function encode(root, keep) {
  const left = [];
  const functions = [];
  const trail = [];
  const open = new Set();
  let size = 0;

  function take(text, path) {
    // One for the comma: a long list of nothing is large too.
    size += text.length + 1;
    if (size > MAX_JSON) {
      throw new Refusal(at(path) + "with this the options are larger than 1 MB of JSON");
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
      throw new Refusal(at(path) + "cannot be read: " + error);
    }
  }

  function simple(value) {
    if (value === null || typeof value !== "object") return value;
    if (typeof value.toJSON === "function" && !isForAll(value.toJSON)) value = value.toJSON();
    return BOXED.test({}.toString.call(value)) ? value.valueOf() : value;
  }

  // A promise among the options crosses as a function that gives it.
  function later(value, path) {
    const isLater = keep && path && value && typeof value.then === "function";
    return isLater && !CONTENT.test(path) ? () => value : value;
  }

  function write(given, path, depth) {
    const value = read(path, () => later(simple(given), path));
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
        if (!keep || CONTENT.test(path)) return leave(path, "a function");
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
    for (let index = 0; index < length; index++) {
      const where = path + "[" + index + "]";
      trail.push(index);
      const text = write(read(where, () => value[index]), where, depth + 1);
      parts.push(text === undefined ? take("null", where) : text);
      trail.pop();
    }
    return "[" + parts.join(",") + "]";
  }

  function writeObject(value, path, depth) {
    const parts = [];
    for (const key of read(path, () => Object.keys(value))) {
      const where = path ? path + "." + key : key;
      trail.push(key);
      const text = write(read(where, () => value[key]), where, depth + 1);
      if (text !== undefined) parts.push(take(JSON.stringify(wellFormed(key)), where) + ":" + text);
      trail.pop();
    }
    return "{" + parts.join(",") + "}";
  }

  const text = write(root, "", 0);
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
