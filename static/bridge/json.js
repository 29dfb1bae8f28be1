// Values of the page as plain data. Everything that crosses to Python goes through here: as JSON text,
// or compiled as the values that Python has, since a text would be written only to be read again.

import { latest, toDicts } from "./dicts.js";
import { wellFormed } from "./letters.js";
import {
  Error, JSON, Math, Object, Set, String, isArray, isForAll,
} from "./natives.js";

const MAX_DEPTH = __ALLOY_MAX_DEPTH__;
// Of an answer: what offers hold, and what stands around them.
const MAX_ANSWER_DEPTH = __ALLOY_MAX_ANSWER_DEPTH__;

// How long options may be, as JSON, in UTF-16 units. A fetch takes more, but nobody means to send it;
// what goes out as a page is left has a limit of the browser's, 64 KB.
const MAX_JSON = __ALLOY_MAX_SIZE__;
// A value counts for no less where an interpreter takes it, which many small values keep busy for
// longer than a long text. Compiled, each counts for what it is.
const LEAST = __ALLOY_COMPILED__ ? 0 : __ALLOY_LEAST_SIZE__;

// What is longer in JSON.
const ESCAPED = /["\\\x00-\x1f]/;

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

// As `wellFormed` for JSON, in which `JSON.stringify` has escaped half of a surrogate pair.
// Looked for first, since few have one.
export const wellFormedJson = (json) => (/\\ud[89a-f]/.test(json) ? json.replace(
  /\\(\\|ud[89a-f]..)/g, (found, escaped) => (escaped === "\\" ? found : "\ufffd")) : json);

// What is read in another way than JSON.parse reads it: half a surrogate pair is no text. And what
// interpreters misread, or take very long for: escaped surrogates (MicroPython does not join them),
// numbers of many digits, numbers beyond all bounds.
const MISREAD = __ALLOY_COMPILED__ ? /\\ud[89a-f]/i : /\\ud[89a-f]|[:[,\s-]\d([\d.]{15}|[\d.]*e)/i;

// By the text alone: to make a long answer's values takes many times as long as to look at it.
function isDeeper(text, levels) {
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') {
      at = endOfText(text, at + 1);
    } else if (letter === "{" || letter === "[") {
      if (!levels--) return true;
    } else if (letter === "}" || letter === "]") levels++;
  }
  return false;
}

// Where the quotation mark is that ends a text.
function endOfText(json, start) {
  for (;;) {
    const end = json.indexOf('"', start);
    if (end < 0) return json.length;
    let first = end;
    while (json[first - 1] === "\\") first--;
    // Backslashes before it that are none of a pair: it is in the text.
    if ((end - first) % 2 === 0) return end;
    start = end + 1;
  }
}

// The text of an answer as Python can read it; throws for one that it could not. Compiled, it is read here,
// as its depth shows then.
export function readable(text) {
  const isMisread = MISREAD.test(text);
  let isDeep = !__ALLOY_COMPILED__ && isDeeper(text, MAX_ANSWER_DEPTH);
  if (!__ALLOY_COMPILED__ && !isDeep && !isMisread) return text;
  let value;
  try {
    value = JSON.parse(text);
  } catch (notJson) {
    return text;
  }
  if (__ALLOY_COMPILED__) {
    const deeper = [];
    toDicts(value, MAX_ANSWER_DEPTH, deeper);
    isDeep = deeper.length > 0;
  }
  if (isDeep) throw new Error("it is nested deeper than " + MAX_ANSWER_DEPTH + " levels");
  if (isMisread) return wellFormedJson(JSON.stringify(value));
  if (__ALLOY_COMPILED__) Object.assign(latest, { text, value });
  return text;
}

// Of this document or another frame's.
const isNode = (value) => value.window === value
  || (value.nodeType > 0 && typeof value.nodeName === "string");

// A string, number or boolean in the form of an object is what it holds, as for JSON.stringify.
const BOXED = /^\[object (String|Number|Boolean|BigInt)\]$/;

// Where options take functions; all else is content, and goes out as JSON. As in hosts/browser/ffi.py.
const TAKES_FUNCTIONS = /^((clickCollection|autoViews)\.)?[^.[]+$/;

// What is more than its letters or digits: it may have `toJSON`.
const isComplex = (value) => typeof value === "bigint"
  || (typeof value === "object" && value !== null);

// What was left out is listed for the reader, up to here.
const MOST_LEFT = 20;

// `{json, left, functions}`: the JSON, as text or compiled as a value of Python's, what has no JSON form,
// and functions by path.
//
// Where options take functions they are kept (`keep` gives each a number); everywhere else they are
// left out, as JSON does, and so are DOM nodes and symbols.
export function encode(root, keep) {
  const left = [];
  const functions = [];
  const trail = [];
  const open = new Set();
  let size = 0;

  function take(json, length = json.length) {
    // One for the comma or colon after it.
    size += Math.max(length + 1, LEAST);
    if (size > MAX_JSON) throw refusal("with this the options are larger than 10 MB of JSON");
    return json;
  }

  function takeText(given) {
    const text = wellFormed(given);
    if (!__ALLOY_COMPILED__) return take(JSON.stringify(text));
    return take(text, (ESCAPED.test(text) ? JSON.stringify(text) : text).length + 2);
  }

  function takeWord(value) {
    const word = String(value);
    return take(__ALLOY_COMPILED__ ? value : word, word.length);
  }

  // Where the trail leads, as a script would write it. Few values need it.
  function path() {
    let written = "";
    for (const step of trail) {
      written += typeof step === "number" ? "[" + step + "]" : written ? "." + step : step;
    }
    return written;
  }

  function refusal(why) {
    const written = path();
    const where = written.length > 80 ? written.slice(0, 80) + "\u2026" : written || "options";
    return new Refusal(where + ": " + why);
  }

  function leave(what) {
    if (left.length < MOST_LEFT) left.push((path() || "options") + " (" + what + ")");
  }

  // Whatever the page's own code does when it is read: getters, proxies, toJSON.
  function read(reading, ...given) {
    try {
      return reading(...given);
    } catch (error) {
      throw refusal("cannot be read: " + textOf(error));
    }
  }

  function simple(value, key) {
    if (typeof value.toJSON === "function" && !isForAll(value.toJSON)) value = value.toJSON(key);
    if (value === null || typeof value !== "object") return value;
    return BOXED.test({}.toString.call(value)) ? value.valueOf() : value;
  }

  // A promise among the options crosses as a function that gives it.
  function later(value) {
    const isLater = keep && value && typeof value.then === "function";
    return isLater && TAKES_FUNCTIONS.test(path()) ? () => value : value;
  }

  const get = (holder, key) => holder[key];

  function write(given, key) {
    let value = given;
    if (isComplex(value)) value = read(simple, value, String(key));
    if (isComplex(value) || typeof value === "function") value = read(later, value);
    switch (typeof value) {
      case "string":
        return takeText(value);
      case "number":
        // There is no -0 in JSON, and nothing beyond all bounds.
        return takeWord(value - value === 0 ? value + 0 : null);
      case "boolean":
        return takeWord(value);
      case "undefined":
        return undefined;
      case "bigint":
        throw refusal("the BigInt " + String(value).slice(0, 40) + " has no JSON form");
      case "symbol":
        return leave("a symbol");
      case "function":
        if (!keep || !TAKES_FUNCTIONS.test(path())) return leave("a function");
        take("");
        functions.push([trail.slice(), keep(value)]);
        return undefined;
    }
    if (value === null) return takeWord(value);
    if (read(isNode, value)) {
      if (!trail.length) throw new Refusal("options: expected an object, got a DOM node");
      return leave("a DOM node");
    }
    if (open.has(value)) throw refusal("refers to an object it is part of");
    if (trail.length >= MAX_DEPTH) {
      throw refusal("is nested deeper than " + MAX_DEPTH + " levels");
    }
    open.add(value);
    const text = read(isArray, value) ? writeArray(value) : writeObject(value);
    open.delete(value);
    return text;
  }

  function writeArray(value) {
    const parts = [];
    const { length } = value;
    take("[]");
    for (let index = 0; index < length; index++) {
      trail.push(index);
      const item = write(read(get, value, index), index);
      parts[index] = item === undefined ? takeWord(null) : item;
      trail.pop();
    }
    return __ALLOY_COMPILED__ ? parts : "[" + parts.join(",") + "]";
  }

  function writeObject(value) {
    /** @type {any} */
    const parts = __ALLOY_COMPILED__ ? { __proto__: null } : [];
    take("{}");
    for (const key of read(Object.keys, value)) {
      const name = wellFormed(key);
      trail.push(name);
      const item = write(read(get, value, key), key);
      if (item !== undefined) {
        const taken = takeText(name);
        if (__ALLOY_COMPILED__) parts[taken] = item;
        else parts.push(taken + ":" + item);
      }
      trail.pop();
    }
    return __ALLOY_COMPILED__ ? parts : "{" + parts.join(",") + "}";
  }

  const json = write(root, "");
  return { json: json === undefined ? takeWord(null) : json, left, functions };
}

// The same as a value, whoever takes it; throws where it has none.
export function valueOf(given) {
  const { json } = encode(given);
  return __ALLOY_COMPILED__ ? json : JSON.parse(json);
}

// A value that goes to Python for information only: whatever it is, something passes.
export function plain(value) {
  try {
    return valueOf(value);
  } catch (error) {
    return null;
  }
}
