// Values of the page as JSON text. Everything that crosses to Python goes through here.

const MAX_DEPTH = 64;
const MAX_JSON = 1e6;

// Why a value cannot cross; the message names the path.
export class Refusal extends Error {}

export const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : text.replace(
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"));

// MicroPython's JSON reader does not join the two halves of an escaped surrogate pair.
export function joinSurrogates(text) {
  if (!/\\ud[89ab]/i.test(text)) return text;
  try {
    return wellFormed(JSON.stringify(JSON.parse(text)));
  } catch (error) {
    return text;
  }
}

const isNode = (value) => value === window || (typeof Node === "function" && value instanceof Node);

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

  function take(text) {
    size += text.length;
    if (size > MAX_JSON) throw new Refusal("the options are larger than 1 MB of JSON");
    return text;
  }

  function leave(path, what) {
    left.push((path || "options") + " (" + what + ")");
  }

  function write(value, path, depth) {
    if (value !== null && typeof value === "object" && typeof value.toJSON === "function") {
      value = value.toJSON();
    }
    switch (typeof value) {
      case "string":
        return take(JSON.stringify(wellFormed(value)));
      case "number":
        return take(isFinite(value) ? String(value) : "null");
      case "boolean":
        return take(String(value));
      case "undefined":
        return undefined;
      case "bigint":
        throw new Refusal(path + ": the BigInt " + value + " has no JSON form");
      case "symbol":
        return leave(path, "a symbol");
      case "function":
        if (!keep || /^(xdm|data)[.[]/.test(path)) return leave(path, "a function");
        functions.push([trail.slice(), keep(value)]);
        return undefined;
    }
    if (value === null) return take("null");
    if (isNode(value)) return leave(path, "a DOM node");
    if (open.has(value)) throw new Refusal(path + ": refers to an object it is part of");
    if (depth >= MAX_DEPTH) {
      throw new Refusal(path.slice(0, 80) + "…: is nested deeper than " + MAX_DEPTH + " levels");
    }
    open.add(value);
    const text = Array.isArray(value) ? writeArray(value, path, depth) : writeObject(value, path, depth);
    open.delete(value);
    return text;
  }

  function writeArray(value, path, depth) {
    const parts = [];
    for (let index = 0; index < value.length; index++) {
      trail.push(index);
      const text = write(value[index], path + "[" + index + "]", depth + 1);
      parts.push(text === undefined ? "null" : text);
      trail.pop();
    }
    return "[" + parts.join(",") + "]";
  }

  function writeObject(value, path, depth) {
    const parts = [];
    for (const key of Object.keys(value)) {
      trail.push(key);
      const text = write(value[key], path ? path + "." + key : key, depth + 1);
      if (text !== undefined) parts.push(take(JSON.stringify(wellFormed(key))) + ":" + text);
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
