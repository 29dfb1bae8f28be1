// Values as text: str(…), repr(…), formats.

import { BaseException, TypeError, ValueError } from "./errors.js";
import { codePointAt, digitsOf, fromCodePoint, indexOf, isArray, isInteger, keys, Math, matches, padStart, replaceText, repeatText } from "./natives.js";
import { is_dict, is_instance, KIND, Set_, tuple_, unkey, is_number, is_tuple } from "./values.js";

/** @param {any} value */
export function str(value = "") {
  if (typeof value === "string") return value;
  if (value !== null && typeof value === "object" && value.$__str__) return value.$__str__();
  return repr(value);
}

export function repr(value) {
  switch (typeof value) {
    case "string": return quoted(value);
    case "number": return shownNumber(value);
    case "boolean": return value ? "True" : "False";
    case "function": return value.$__name__ ? `<class '${value.$__name__}'>` : "<function>";
  }
  if (value === null || value === undefined) return "None";
  for (const outer of around) if (outer === value) return isArray(value) ? "[...]" : "{...}";
  around[around.length] = value;
  try {
    return inside(value);
  } finally {
    around.length--;
  }
}

// What is being shown, outermost first: a value may contain itself.
const around = [];

function inside(value) {
  if (isArray(value)) {
    const kind = value[KIND];
    if (kind === "bytes") return "b" + quoted(latin(value), true);
    if (kind === "bytearray") return `bytearray(b${quoted(latin(value), true)})`;
    const shown = listed(value, repr);
    return !kind ? `[${shown}]` : value.length === 1 ? `(${shown},)` : `(${shown})`;
  }
  if (is_dict(value)) {
    return `{${listed(keys(value), (name) => `${repr(unkey(name))}: ${repr(value[name])}`)}}`;
  }
  if (value instanceof Set_) {
    const names = keys(value.members);
    return names.length ? `{${listed(names, (name) => repr(value.members[name]))}}` : "set()";
  }
  if (value instanceof BaseException) {
    const { constructor, $args } = /** @type {any} */ (value);
    return `${constructor.$__name__}(${listed($args || [], repr)})`;
  }
  return is_instance(value) ? `<${value.constructor.$__name__} object>` : "<object>";
}

function listed(values, show) {
  let text = "";
  for (const value of values) text += (text && ", ") + show(value);
  return text;
}

function latin(bytes) {
  let text = "";
  for (const byte of bytes) text += fromCodePoint(byte);
  return text;
}

function shownNumber(value) {
  if (value !== value) return "nan";
  if (value === Infinity || value === -Infinity) return value < 0 ? "-inf" : "inf";
  return replaceText(`${value}`, /e-(\d)$/, "e-0$1");
}

const ESCAPES = { __proto__: null, "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };
const UNSEEN = /[\p{C}\p{Z}]/u;

// As a literal; of bytes only ASCII shows as it is.
function quoted(text, ofBytes) {
  const mark = indexOf(text, "'") >= 0 && indexOf(text, '"') < 0 ? '"' : "'";
  let shown = mark;
  for (const letter of text) {
    const code = codePointAt(letter, 0);
    if (ESCAPES[letter]) shown += ESCAPES[letter];
    else if (letter === mark) shown += "\\" + letter;
    else if (letter === " " || (code < 127 || !ofBytes) && !matches(UNSEEN, letter)) shown += letter;
    else if (code < 256) shown += "\\x" + padStart(digitsOf(code, 16), 2, "0");
    else if (code < 65536) shown += "\\u" + padStart(digitsOf(code, 16), 4, "0");
    else shown += "\\U" + padStart(digitsOf(code, 16), 8, "0");
  }
  return shown + mark;
}

// `value` in a form like `08x`; of numbers only.
export function format(value, form) {
  const [, width, letter] = /^(\d*)([dxX]?)$/.exec(form);
  if (!letter && typeof value === "string") return value + repeatText(" ", Math.max(0, +width - value.length));
  if (!is_number(value) || (letter && !isInteger(+value))) throw ValueError();
  const negative = value < 0;
  let text = letter === "x" || letter === "X" ? digitsOf(Math.abs(value), 16) : shownNumber(Math.abs(value));
  if (letter === "X") text = text.toUpperCase();
  const fill = width[0] === "0" ? "0" : " ";
  if (fill === "0") text = padStart(text, +width - +negative, fill);
  return padStart((negative ? "-" : "") + text, +width, " ");
}

// `form % values`.
export function percent(form, values) {
  if (typeof form !== "string") throw TypeError();
  // A list or a dict need not be used.
  const isSpare = !is_tuple(values) && values !== null && typeof values === "object";
  if (!is_tuple(values)) values = tuple_([values]);
  let next = 0;
  const text = replaceText(form, /%(%|(0?\d*)([a-zA-Z]))/g, (whole, inside, width, letter) => {
    if (inside === "%") return "%";
    if (next >= values.length) throw TypeError();
    const value = values[next++];
    if (letter === "s") return padStart(str(value), +width, " ");
    if (letter === "r") return padStart(repr(value), +width, " ");
    if (!is_number(value)) throw TypeError();
    return format(letter === "d" ? Math.trunc(value) : value, width + letter);
  });
  if (next < values.length && !isSpare) throw TypeError();
  return text;
}
