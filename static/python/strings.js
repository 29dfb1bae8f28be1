// Text as JavaScript understands it, for instead/strings.py.

import { map } from "./loops.js";
import {
  RegExp, digitsOf, isArray, joinArray, matches, padStart, parse, replaceText, sliceText, stringify,
  toNumber, toText,
} from "./natives.js";
import { is_dict, is_number } from "./values.js";

export const is_digits = (text) => typeof text === "string" && matches(/^\d+$/, text);

// `form` is a regular expression.
export const has_form = (text, form) => typeof text === "string" && matches(new RegExp(form), text);

export const hex_digits = (value, count) => sliceText(padStart(digitsOf(value, 16), count, "0"), -count);

export const is_blank = (text) => !matches(/\S/, text);

export const collapsed = (text) => replaceText(replaceText(text, /\s+/g, " "), /^ | $/g, "");

export function as_word(value) {
  if (isArray(value)) return joinArray(map(value, (each) => (each === null ? "" : as_word(each))), ",");
  return is_dict(value) ? "[object Object]" : toText(value);
}

// null where that is none.
export function as_number(value) {
  if (value === null) return 0;
  if (is_number(value)) return value;
  if (typeof value !== "string" || matches(/[^\d+.e\s-]/i, value)) return null;
  const number = toNumber(value);
  return number === number ? number : null;
}

// Of 15 digits at most; null where there are none.
export function leading_number(text) {
  const digits = /^0*(\d{0,15})/.exec(text);
  return digits[0] ? +digits[1] : null;
}

export const indented = (text) => stringify(parse(text), null, 2);
