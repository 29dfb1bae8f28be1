// Lists, tuples, bytes, dicts, sets: what is in them, and their methods. Text has parts like a list, so
// what takes both is here too.

import { AttributeError, IndexError, KeyError, TypeError, ValueError } from "./errors.js";
import { iter, list, map, unpack } from "./loops.js";
import { codePointAt, create, fromCodePoint, indexOf, isArray, isInteger, keys, sliceArray, sliceText, splice } from "./natives.js";
import { count as countText, encodeAs, find as findText } from "./text.js";
import { eq, is_dict, is_number, key, KIND, marked, Set_, tuple_, unkey } from "./values.js";

const isText = (value) => typeof value === "string";

// ---- Parts

export function len(value) {
  if (isText(value) || isArray(value)) return value.length;
  if (is_dict(value)) return keys(value).length;
  if (value instanceof Set_) return keys(value.members).length;
  throw TypeError();
}

// `value[index]`
export function get(value, index) {
  if (is_dict(value)) {
    const name = key(index);
    if (name in value) return value[name];
    throw KeyError(index);
  }
  if (isText(value) || isArray(value)) return value[at(value, index)];
  throw TypeError();
}

function at(value, index) {
  if (!is_number(index) || !isInteger(+index)) throw TypeError();
  const place = index < 0 ? +index + value.length : +index;
  if (place >= 0 && place < value.length) return place;
  throw IndexError();
}

// `value[index] = given`, in the order in which Python works them out.
export function put(given, value, index) {
  if (is_dict(value)) value[key(index)] = given;
  else if (isArray(value) && isMutable(value)) value[at(value, index)] = given;
  else throw TypeError();
}

const isMutable = (value) => !value[KIND] || value[KIND] === "bytearray";

function mutable(value) {
  if (isArray(value) && isMutable(value)) return value;
  throw AttributeError();
}

// `del value[index]`
export function del(value, index) {
  if (is_dict(value)) {
    const name = key(index);
    if (!(name in value)) throw KeyError(index);
    delete value[name];
  } else {
    splice(mutable(value), at(value, index), 1);
  }
}

// `value[from:to]`
export function slice(value, from = null, to = null) {
  if (!isText(value) && !isArray(value)) throw TypeError();
  const start = from === null ? 0 : bound(from, value.length);
  const end = to === null ? value.length : bound(to, value.length);
  if (isText(value)) return start < end ? sliceText(value, start, end) : "";
  const part = start < end ? sliceArray(value, start, end) : [];
  return value[KIND] ? marked(part, value[KIND]) : part;
}

function bound(index, length) {
  if (!is_number(index) || !isInteger(+index)) throw TypeError();
  const place = index < 0 ? +index + length : +index;
  return place < 0 ? 0 : place > length ? length : place;
}

// `list[:] = values`
export function refill(target, values) {
  const given = list(values);
  mutable(target).length = 0;
  for (const value of given) target[target.length] = value;
}

// `item in value`
export function contains(item, value) {
  if (is_dict(value)) return key(item) in value;
  if (isText(value)) {
    if (!isText(item)) throw TypeError();
    return indexOf(value, item) >= 0;
  }
  if (value instanceof Set_) return key(item) in value.members;
  if (isArray(value) && value[KIND] && value[KIND] !== "tuple" && isArray(item)) {
    return find(value, item) >= 0;
  }
  for (const each of iter(value)) if (each === item || eq(each, item)) return true;
  return false;
}

function find(value, part) {
  for (let start = 0; start + part.length <= value.length; start++) {
    let length = 0;
    while (length < part.length && value[start + length] === part[length]) length++;
    if (length === part.length) return start;
  }
  return -1;
}

// ---- Methods of lists

export function append(target, value) {
  mutable(target)[target.length] = value;
  return null;
}

export function extend(target, values) {
  mutable(target);
  const given = target === values ? list(values) : iter(values);
  for (const value of given) target[target.length] = value;
  return null;
}

export function insert(target, index, value) {
  splice(mutable(target), bound(index, target.length), 0, value);
  return null;
}

export function reverse(target) {
  for (let low = 0, high = target.length - 1; low < high; low++, high--) {
    [target[low], target[high]] = [target[high], target[low]];
  }
  return null;
}

export function remove(target, value) {
  if (target instanceof Set_) {
    if (!contains(value, target)) throw KeyError(value);
    return discard(target, value);
  }
  splice(mutable(target), placeOf(target, value), 1);
  return null;
}

function placeOf(values, value) {
  for (let index = 0; index < values.length; index++) {
    if (values[index] === value || eq(values[index], value)) return index;
  }
  throw ValueError();
}

export function index(values, value, ...more) {
  if (isText(values)) {
    const found = findText(values, value, ...more);
    if (found < 0) throw ValueError();
    return found;
  }
  return placeOf(sequence(values), value);
}

function sequence(values) {
  if (!isArray(values)) throw AttributeError();
  return values;
}

export function count(values, value) {
  if (isText(values)) return countText(values, value);
  let found = 0;
  for (const each of sequence(values)) if (each === value || eq(each, value)) found++;
  return found;
}

export function pop(target, ...given) {
  if (is_dict(target)) {
    const name = key(given[0]);
    if (name in target) {
      const value = target[name];
      delete target[name];
      return value;
    }
    if (given.length > 1) return given[1];
    throw KeyError(given[0]);
  }
  mutable(target);
  if (!target.length) throw IndexError();
  const place = given.length ? at(target, given[0]) : target.length - 1;
  return splice(target, place, 1)[0];
}

// ---- Methods of dicts and sets

export function get_(dict, name, otherwise = null) {
  dictOnly(dict);
  const known = key(name);
  return known in dict ? dict[known] : otherwise;
}

function dictOnly(value) {
  if (!is_dict(value)) throw AttributeError();
}

export function setdefault(dict, name, value = null) {
  dictOnly(dict);
  const known = key(name);
  return known in dict ? dict[known] : (dict[known] = value);
}

export function update(target, source = create(null)) {
  if (target instanceof Set_) {
    for (const value of iter(source)) add_(target, value);
    return null;
  }
  dictOnly(target);
  if (is_dict(source)) for (const name of keys(source)) target[name] = source[name];
  else for (const pair of iter(source)) {
    const [name, value] = unpack(pair, 2);
    target[key(name)] = value;
  }
  return null;
}

export function dict(source) {
  const made = { __proto__: null };
  update(made, source);
  return made;
}

export function clear(target) {
  if (isArray(target)) mutable(target).length = 0;
  else {
    const members = target instanceof Set_ ? target.members : target;
    dictOnly(members);
    for (const name of keys(members)) delete members[name];
  }
  return null;
}

export function copy(value) {
  if (is_dict(value)) return dict(value);
  return value instanceof Set_ ? set(value) : slice(value);
}

export function keys_(dict) {
  dictOnly(dict);
  return list(dict);
}

export function values(dict) {
  dictOnly(dict);
  return map(keys(dict), (name) => dict[name]);
}

export function items(dict) {
  dictOnly(dict);
  return map(keys(dict), (name) => tuple_([unkey(name), dict[name]]));
}

/** @param {any} values */
export function set(values = []) {
  const made = new Set_();
  for (const value of iter(values)) add_(made, value);
  return made;
}

export function add_(target, value) {
  if (!(target instanceof Set_)) throw AttributeError();
  const name = key(value);
  if (!(name in target.members)) target.members[name] = value;
  return null;
}

export function discard(target, value) {
  delete target.members[key(value)];
  return null;
}

// ---- Bytes

export function bytes(source = 0, encoding) {
  return marked(bytesOf(source, encoding), "bytes");
}

export function bytearray(source = 0, encoding) {
  return marked(bytesOf(source, encoding), "bytearray");
}

function bytesOf(source, encoding) {
  const found = [];
  if (isText(source)) {
    if (encoding === undefined) throw TypeError();
    return encodeAs(source, encoding);
  }
  if (is_number(source)) {
    for (let index = 0; index < source; index++) found[index] = 0;
    return found;
  }
  for (const value of iter(source)) {
    if (!is_number(value) || !isInteger(+value)) throw TypeError();
    if (value < 0 || value > 255) throw ValueError();
    found[found.length] = +value;
  }
  return found;
}

export function chr(code) {
  if (!(code >= 0 && code <= 0x10ffff)) throw ValueError();
  return fromCodePoint(code);
}

export function ord(letter) {
  if (!isText(letter)) throw TypeError();
  const code = codePointAt(letter, 0);
  if (letter.length !== (code > 0xffff ? 2 : 1)) throw TypeError();
  return code;
}
