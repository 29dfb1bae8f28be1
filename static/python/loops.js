// What goes through values one after the other: loops, comprehensions, and the builtins like them.

import { RuntimeError, StopIteration, TypeError, ValueError } from "./errors.js";
import { isArray, isInteger, keys } from "./natives.js";
import { is_dict, is_generator, is_number, KIND, OTHER, Set_, truth, tuple_, unkey } from "./values.js";

const isText = (value) => typeof value === "string";

// What a loop goes through: something that JavaScript's `for … of` takes.
export function iter(value) {
  if (isText(value) || isArray(value) || is_generator(value)) return value;
  if (is_dict(value)) return names(value);
  if (value instanceof Set_) return names(value.members, (name) => value.members[name]);
  if (value !== null && value !== undefined && value.$__iter__) return value.$__iter__();
  throw TypeError();
}

// The keys of a dict, which must stay as it is meanwhile, or what stands under them.
function* names(dict, shown = unkey) {
  const found = keys(dict);
  for (const name of found) {
    if (!(name in dict)) throw RuntimeError();
    yield shown(name);
  }
  if (keys(dict).length !== found.length) throw RuntimeError();
}

// The same all at once: a new array.
export function list(value = []) {
  if (!is_dict(value)) return [...iter(value)];
  const found = keys(value);
  for (let at = 0; at < found.length; at++) if (found[at] >= OTHER) found[at] = unkey(found[at]);
  return found;
}

export function tuple(value = []) {
  return isArray(value) && value[KIND] === "tuple" ? value : tuple_(list(value));
}

export function unpack(value, count) {
  const found = isArray(value) ? value : list(value);
  if (found.length !== count) throw ValueError();
  return found;
}

export function unpack_rest(value, count) {
  const found = list(value);
  if (found.length < count) throw ValueError();
  return found;
}

// ---- Comprehensions and the like

export function map(values, each, test) {
  const found = [];
  for (const value of values) if (!test || test(value)) found[found.length] = each(value);
  return found;
}

export function flat(values, each, test) {
  const found = [];
  for (const value of values) {
    if (!test || test(value)) for (const inner of each(value)) found[found.length] = inner;
  }
  return found;
}

export function any(values, test = truth) {
  for (const value of iter(values)) if (test(value)) return true;
  return false;
}

export function all(values, test = truth) {
  for (const value of iter(values)) if (!test(value)) return false;
  return true;
}

export function range(start, stop, step = 1) {
  if (stop === undefined) [start, stop] = [0, start];
  if (!isInteger(start) || !isInteger(stop) || !isInteger(step)) throw TypeError();
  if (step === 0) throw ValueError();
  const found = [];
  for (let value = start; step > 0 ? value < stop : value > stop; value += step) found[found.length] = value;
  return found;
}

export function enumerate(values, start = 0) {
  return map(iter(values), (value) => tuple_([start++, value]));
}

export function zip(...sources) {
  const lists = map(sources, (source) => (isArray(source) ? source : list(source)));
  const found = [];
  for (let index = 0; lists.length; index++) {
    const row = [];
    for (const values of lists) {
      if (index >= values.length) return found;
      row[row.length] = values[index];
    }
    found[index] = tuple_(row);
  }
  return found;
}

export function sum(values, start = 0) {
  let total = start;
  for (const value of iter(values)) {
    if (!is_number(value)) throw TypeError();
    total += +value;
  }
  return total;
}

export function next(values, otherwise) {
  const { done, value } = values.next();
  if (!done) return value;
  if (otherwise !== undefined) return otherwise;
  throw StopIteration();
}
