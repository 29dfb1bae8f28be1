// Numbers: Python's whole ones and floats are both JavaScript's. Beyond 53 bits they are rounded, as
// floats are: data of the page may hold any number, and none may make the SDK fail.

import { OverflowError, TypeError, ValueError, ZeroDivisionError } from "./errors.js";
import { RegExp, floor, imul, isArray, isInteger, matches, repeatText, replaceText, toNumber, trunc, digitsOf, lowerText, toWhole } from "./natives.js";
import { percent } from "./show.js";
import { extend } from "./containers.js";
import { is_dict, is_number, KIND, marked, Set_, tuple_ } from "./values.js";

function numbers(one, other) {
  if (!is_number(one) || !is_number(other)) throw TypeError();
}

export function add(one, other) {
  if (typeof one === "string" && typeof other === "string") return one + other;
  if (is_number(one) && is_number(other)) return +one + +other;
  if (isArray(one) && isArray(other)) {
    const kind = one[KIND];
    if (kind === other[KIND] || (isBytes(kind) && isBytes(other[KIND]))) {
      const made = [...one, ...other];
      return kind ? marked(made, kind) : made;
    }
  }
  throw TypeError();
}

const isBytes = (kind) => kind === "bytes" || kind === "bytearray";

// `one += other`: a list stays itself.
export function add_to(one, other) {
  if (isArray(one) && (!one[KIND] || one[KIND] === "bytearray")) {
    extend(one, other);
    return one;
  }
  return add(one, other);
}

// Texts one after the other, and nothing but texts.
export function concat(...parts) {
  let text = "";
  for (const part of parts) {
    if (typeof part !== "string") throw TypeError();
    text += part;
  }
  return text;
}

export function sub(one, other) {
  if (one instanceof Set_ && other instanceof Set_) {
    const made = new Set_();
    for (const name in one.members) if (!(name in other.members)) made.members[name] = one.members[name];
    return made;
  }
  numbers(one, other);
  return one - other;
}

export function mul(one, other) {
  if (is_number(one) && is_number(other)) return one * other + 0;
  const [value, times] = is_number(one) ? [other, one] : [one, other];
  if (!is_number(times) || !isInteger(+times)) throw TypeError();
  if (typeof value === "string") return times > 0 ? repeatText(value, +times) : "";
  if (!isArray(value)) throw TypeError();
  const made = [];
  for (let turn = 0; value.length && turn < times; turn++) for (const each of value) made[made.length] = each;
  return value[KIND] ? marked(made, value[KIND]) : made;
}

function divisor(one, other) {
  numbers(one, other);
  if (+other === 0) throw ZeroDivisionError();
}

export function div(one, other) {
  divisor(one, other);
  return one / other;
}

export function floordiv(one, other) {
  divisor(one, other);
  return quotient(+one, +other) + 0;
}

// Exact for whole numbers, whose division JavaScript rounds.
function quotient(one, other) {
  const rest = one % other;
  return isInteger(one) && isInteger(other)
    ? (one - rest) / other - (rest !== 0 && rest < 0 !== other < 0 ? 1 : 0)
    : floor(one / other);
}

export function mod(one, other) {
  return typeof one === "string" ? percent(one, other) : rest(one, other);
}

// `%` of numbers.
export function rest(one, other) {
  divisor(one, other);
  const left = one % other;
  return (left !== 0 && left < 0 !== other < 0 ? left + +other : left) + 0;
}

export const divmod = (one, other) => tuple_([floordiv(one, other), rest(one, other)]);

export function pow(one, other) {
  numbers(one, other);
  if (+one === 0 && other < 0) throw ZeroDivisionError();
  return (+one) ** +other;
}

export function neg(value) {
  if (!is_number(value)) throw TypeError();
  return 0 - value;
}

export function abs(value) {
  if (!is_number(value)) throw TypeError();
  return value < 0 ? -value : +value;
}

// ---- Bits, of numbers up to 53 of them

const LOW = 4294967296;
const high = (value) => floor(value / LOW);

function bits(one, other, combine) {
  numbers(one, other);
  if (!isInteger(+one) || !isInteger(+other)) throw TypeError();
  return combine(high(one), high(other)) * LOW + (combine(+one, +other) >>> 0);
}

const booleans = (one, other) => typeof one === "boolean" && typeof other === "boolean";

// `&` with a number.
export const and_bits = (one, other) => bits(one, other, (a, b) => a & b);

export function and_(one, other) {
  if (one instanceof Set_ && other instanceof Set_) {
    const made = new Set_();
    for (const name in one.members) if (name in other.members) made.members[name] = one.members[name];
    return made;
  }
  const made = and_bits(one, other);
  return booleans(one, other) ? made > 0 : made;
}

export function or_(one, other) {
  if (is_dict(one) && is_dict(other)) return joined(joined({ __proto__: null }, one), other);
  if (one instanceof Set_ && other instanceof Set_) {
    const made = new Set_();
    joined(joined(made.members, other.members), one.members);
    return made;
  }
  const made = bits(one, other, (a, b) => a | b);
  return booleans(one, other) ? made > 0 : made;
}

// `one |= other`.
export function or_to(one, other) {
  return is_dict(one) && is_dict(other) ? joined(one, other) : or_(one, other);
}

function joined(target, source) {
  for (const name in source) target[name] = source[name];
  return target;
}

export function xor(one, other) {
  const made = bits(one, other, (a, b) => a ^ b);
  return booleans(one, other) ? made > 0 : made;
}

export function lshift(one, other) {
  numbers(one, other);
  if (other < 0) throw ValueError();
  return one * 2 ** other;
}

export function rshift(one, other) {
  numbers(one, other);
  if (other < 0) throw ValueError();
  return floor(one / 2 ** other);
}

// What is left of a number modulo 2 ** 32; `*`, `+` and `<<` of numbers that are cut so anyway.
export function unsigned(value) {
  if (!is_number(value) || !isInteger(+value)) throw TypeError();
  return value >>> 0;
}
export const mul32 = (one, other) => imul(whole(one), whole(other));
export const add32 = (one, other) => (whole(one) + whole(other)) | 0;
export const shl32 = (one, other) => (other > 31 ? 0 : whole(one) << other);

function whole(value) {
  if (!is_number(value) || !isInteger(+value)) throw TypeError();
  return value | 0;
}

// ---- From other values

const WHITE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*";
const WHOLE = new RegExp(`^${WHITE}([-+]?)(0[xX])?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)${WHITE}$`);
const FLOAT = new RegExp(`^${WHITE}[-+]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)(e[-+]?\\d+(_\\d+)*)?${WHITE}$`, "i");
const WORD = new RegExp(`^${WHITE}([-+]?)(inf|infinity|nan)${WHITE}$`, "i");

export function int(value = 0, base = 10) {
  if (is_number(value)) {
    if (value !== value) throw ValueError();
    if (value - value !== 0) throw OverflowError();
    return trunc(value) + 0;
  }
  if (typeof value !== "string") throw TypeError();
  const found = WHOLE.exec(value);
  const digits = found && (!found[2] || base === 16) && lowerText(replaceText(found[3], /_/g, ""));
  if (!digits || !inBase(digits, base)) throw ValueError();
  let made = 0;
  if (base === 10) made = toNumber(digits);
  else for (const digit of digits) made = made * base + toWhole(digit, 36);
  return (found[1] === "-" ? -made : made) + 0;
}

function inBase(digits, base) {
  for (const digit of digits) if (!(toWhole(digit, 36) < base)) return false;
  return true;
}

export function float(value = 0) {
  if (is_number(value)) return +value;
  if (typeof value !== "string") throw TypeError();
  if (matches(FLOAT, value)) return toNumber(replaceText(value, /_/g, ""));
  const word = WORD.exec(value);
  if (!word) throw ValueError();
  const size = lowerText(word[2]) === "nan" ? NaN : Infinity;
  return word[1] === "-" ? -size : size;
}

export function round(value, digits = null) {
  if (!is_number(value)) throw TypeError();
  const unit = digits === null ? 1 : 10 ** digits;
  const scaled = value * unit;
  const below = floor(scaled);
  const rest = scaled - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return (below + (up ? 1 : 0)) / unit;
}

export function hex(value) {
  return (value < 0 ? "-0x" : "0x") + digitsOf(abs(value), 16);
}
