// Builtin functions that ask what a value is or has, and what runs coroutines.

import { AttributeError, StopIteration, TypeError } from "./errors.js";
import { bytearray, bytes, dict, set } from "./containers.js";
import { list, tuple } from "./loops.js";
import { float, int } from "./numbers.js";
import { str } from "./show.js";
import { RegExp, WeakMap, bind, hasOwn, isArray } from "./natives.js";
import { is_bytearray, is_bytes, is_dict, is_float, is_generator, is_instance, is_int, is_list, is_set, is_tuple, truth, tuple_ } from "./values.js";

export const bool = (value = false) => truth(value);
export const callable = (value) => typeof value === "function";

// ---- Types

// By name: what only asks for that needs none of the types themselves.
/** @type {() => [string, (value: any) => boolean][]} */
const KINDS = () => [
  ["str", (value) => typeof value === "string"], ["bool", (value) => typeof value === "boolean"],
  ["int", is_int], ["float", is_float], ["dict", is_dict], ["list", is_list], ["tuple", is_tuple],
  ["set", is_set], ["bytes", is_bytes], ["bytearray", is_bytearray],
];

const TYPES = () => ({
  __proto__: null, str, bool, int, float, dict, list, tuple, set, bytes, bytearray,
});

export function isinstance(value, wanted) {
  if (isArray(wanted)) {
    for (const each of wanted) if (isinstance(value, each)) return true;
    return false;
  }
  const types = TYPES();
  for (const [name, is] of KINDS()) if (types[name] === wanted) return is(value);
  return value instanceof wanted;
}

export function type(value) {
  if (is_instance(value) || (value && value.$args)) return value.constructor;
  for (const [name, is] of KINDS()) if (is(value)) return TYPES()[name];
  return null;
}

// `type(value).__name__`
export function type_name(value) {
  if (value === null) return "NoneType";
  if (value && value.constructor && value.constructor.$__name__) return value.constructor.$__name__;
  for (const [name, is] of KINDS()) if (is(value)) return name;
  return is_generator(value) ? "coroutine" : typeof value === "function" ? "function" : "object";
}

// `function.__name__`
export function name(value) {
  if (typeof value !== "function") throw AttributeError();
  return value.$__name__ || value.name;
}

// ---- Attributes

const has = (value, key) => value !== null && value !== undefined && value[key] !== undefined;

export function hasattr(value, key) {
  return has(value, key);
}

export function getattr(value, key, otherwise) {
  if (has(value, key)) {
    const found = value[key];
    return typeof found === "function" && !hasOwn(value, key) ? bind(found, value) : found;
  }
  if (otherwise === undefined) throw AttributeError();
  return otherwise;
}

export function setattr(value, key, given) {
  value[key] = given;
  return null;
}

// What JavaScript gave: it has two values for nothing.
export const js = (value) => (value === undefined ? null : value);

// ---- Coroutines

// What `await value` goes through.
export function awaited(value) {
  if (is_generator(value)) return value;
  if (value !== null && value.$__await__) return value.$__await__();
  throw TypeError();
}

// `coroutine.send(value)`
export function send(coroutine, value) {
  const { done, value: given } = coroutine.next(value);
  if (done) throw StopIteration(given === undefined ? null : given);
  return given;
}

// `[has it ended, what it waits for or has returned]`
export function step(coroutine) {
  const { done, value } = coroutine.next();
  return tuple_([done, value === undefined ? null : value]);
}

// `coroutine.close()`: what it has to do at its end is done.
export function close(coroutine) {
  coroutine.return();
  return null;
}

// `sys.modules`: there are none that a program could meet.
export const modules = { __proto__: null };

// ---- Calls whose keywords are known only when they happen

export function keywords(names, given, sources, takesMore, rest) {
  const more = { __proto__: null };
  const found = [...given];
  for (const source of sources) {
    for (const key in source) {
      let place = 0;
      while (place < names.length && names[place] !== key) place++;
      if (place < names.length) found[place] = source[key];
      else if (takesMore) more[key] = source[key];
      else throw TypeError();
    }
  }
  if (takesMore) found[names.length] = more;
  if (rest.length && found.length < names.length) found.length = names.length;
  return [...found, ...rest];
}

export function print(...values) {
  window.console.log(...values);
  return null;
}

const ids = new WeakMap();
let lastId = 0;
export function id(value) {
  if (!ids.has(value)) ids.set(value, ++lastId);
  return ids.get(value);
}

// Only tests ask what time it took.
export const process_time_ns = () => {
  const used = window.process.cpuUsage();
  return (used.user + used.system) * 1000;
};

// Only tests have regular expressions: `re.search`.
export const search = (pattern, text) => (new RegExp(pattern).test(text) ? true : null);
