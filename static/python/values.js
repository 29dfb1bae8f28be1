// What values are: which of Python's types, true or false, equal, hashable.
//
// None is null; text, numbers, booleans and functions are JavaScript's; a list is an array; a
// dict is an object without prototype, so that `__proto__` is a key like any other; a tuple and
// bytes are arrays that say so.

import { Root } from "./classes.js";
import { TypeError } from "./errors.js";
import { charCodeAt, create, getPrototypeOf, isArray, isInteger, isPrototypeOf, keys, parse, sliceText, stringify, Symbol, toNumber } from "./natives.js";

// What an array is that is no list: a symbol, so that no copy and no JSON shows it.
export const KIND = Symbol();

export const is_dict = (value) =>
  value !== null && typeof value === "object" && getPrototypeOf(value) === null;
export const is_list = (value) => isArray(value) && !value[KIND];
export const is_tuple = (value) => isArray(value) && value[KIND] === "tuple";
export const is_bytes = (value) => isArray(value) && value[KIND] === "bytes";
export const is_bytearray = (value) => isArray(value) && value[KIND] === "bytearray";
export const is_int = (value) => isInteger(value) || typeof value === "boolean";
export const is_float = (value) => typeof value === "number";
// JavaScript reckons with `true` as Python does, so it is a number here.
/**
 * @param {any} value
 * @returns {value is number}
 */
export const is_number = (value) => typeof value === "number" || typeof value === "boolean";
export const is_set = (value) => value instanceof Set_;
/** @type {(value: any) => boolean} */
export const is_instance = (value) => value instanceof Root;

const generators = getPrototypeOf(getPrototypeOf((function* () {})()));
export const is_generator = (value) =>
  value !== null && typeof value === "object" && isPrototypeOf(generators, value);

export function marked(array, kind) {
  array[KIND] = kind;
  return array;
}

export const tuple_ = (array) => marked(array, "tuple");

// A set: its members by the keys that they have in a dict.
export class Set_ {
  constructor() {
    this.members = create(null);
  }
}

export function truth(value) {
  if (!value) return value !== value;
  if (typeof value !== "object") return true;
  if (isArray(value)) return value.length > 0;
  const members = value instanceof Set_ ? value.members : is_dict(value) ? value : null;
  if (!members) return true;
  for (const _ in members) return true;
  return false;
}

export const either = (value, other) => (truth(value) ? value : other);

const isScalar = (value) => value === null || (typeof value !== "object" && typeof value !== "function");

export function eq(one, other) {
  if (one === other) return true;
  if (isScalar(one) || isScalar(other)) {
    // True is 1.
    return is_number(one) && is_number(other) && +one === +other;
  }
  if (isArray(one)) {
    if (!isArray(other) || family(one) !== family(other) || one.length !== other.length) return false;
    for (let index = 0; index < one.length; index++) {
      if (!same(one[index], other[index])) return false;
    }
    return true;
  }
  if (one instanceof Set_) {
    return other instanceof Set_ && eqDicts(one.members, other.members);
  }
  return is_dict(one) && is_dict(other) && eqDicts(one, other);
}

function eqDicts(one, other) {
  const names = keys(one);
  if (names.length !== keys(other).length) return false;
  for (const name of names) {
    if (!(name in other) || !same(one[name], other[name])) return false;
  }
  return true;
}

const same = (one, other) => one === other || eq(one, other);
const family = (array) => (array[KIND] === "bytearray" ? "bytes" : array[KIND]);

// ---- Keys of dicts

// A key that is no text is kept as text that begins with this, half a letter.
export const OTHER = "\udfff";

export function key(value) {
  if (typeof value === "string") return value;
  if (is_number(value)) return OTHER + "n" + +value;
  if (value === null) return OTHER + "0";
  if (is_tuple(value)) {
    const parts = [];
    for (const each of value) parts[parts.length] = key(each);
    return OTHER + "t" + stringify(parts);
  }
  throw TypeError();
}

// The key as the program gave it.
export function unkey(name) {
  if (charCodeAt(name, 0) !== 0xdfff) return name;
  const rest = sliceText(name, 2);
  switch (name[1]) {
    case "n": return toNumber(rest);
    case "0": return null;
    case "t": {
      const parts = parse(rest);
      for (let index = 0; index < parts.length; index++) parts[index] = unkey(parts[index]);
      return tuple_(parts);
    }
  }
  return name;
}
