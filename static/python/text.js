// Methods of text, and text as bytes. Letters are JavaScript's, halves of a pair included.

import { slice } from "./containers.js";
import { AttributeError, TypeError, UnicodeDecodeError, UnicodeEncodeError, ValueError } from "./errors.js";
import { iter } from "./loops.js";
import { codePointAt, fromCodePoint, indexOf, isArray, lastIndexOf, lowerText, matches, Math, RegExp, sliceText, splitText, upperText } from "./natives.js";
import { is_tuple, KIND, marked, tuple_ } from "./values.js";

function textOnly(text) {
  if (typeof text !== "string") throw AttributeError();
  return text;
}

function part(text) {
  if (typeof text !== "string") throw TypeError();
  return text;
}

export const lower = (text) => lowerText(textOnly(text));
export const upper = (text) => upperText(textOnly(text));

export function startswith(text, start) {
  textOnly(text);
  if (is_tuple(start)) {
    for (const each of start) if (startswith(text, each)) return true;
    return false;
  }
  return sliceText(text, 0, part(start).length) === start;
}

export function endswith(text, end) {
  textOnly(text);
  if (is_tuple(end)) {
    for (const each of end) if (endswith(text, each)) return true;
    return false;
  }
  const from = text.length - part(end).length;
  return from >= 0 && sliceText(text, from) === end;
}

export function find(text, wanted, from = 0, to = null) {
  textOnly(text);
  const start = from < 0 ? Math.max(0, from + text.length) : from;
  if (start > text.length) return -1;
  const found = indexOf(to === null ? text : slice(text, 0, to), part(wanted), start);
  return found;
}

export const rfind = (text, wanted) => lastIndexOf(textOnly(text), part(wanted));

export function count(text, wanted) {
  if (!part(wanted)) return text.length + 1;
  return splitText(text, wanted).length - 1;
}

export function partition(text, mark) {
  return cut(text, mark, indexOf(textOnly(text), separator(mark)), tuple_([text, "", ""]));
}

export function rpartition(text, mark) {
  return cut(text, mark, lastIndexOf(textOnly(text), separator(mark)), tuple_(["", "", text]));
}

function cut(text, mark, place, otherwise) {
  if (place < 0) return otherwise;
  return tuple_([sliceText(text, 0, place), mark, sliceText(text, place + mark.length)]);
}

function separator(mark) {
  if (!part(mark)) throw ValueError();
  return mark;
}

const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const SPACES = new RegExp(SPACE.source + "+");

export function split(text, mark = null, most = -1) {
  textOnly(text);
  if (mark === null) {
    const words = splitText(strip(text), SPACES);
    if (most >= 0 && words.length > most + 1) return splitFew(text, most);
    return words.length === 1 && !words[0] ? [] : words;
  }
  const parts = splitText(text, separator(mark));
  if (most < 0 || parts.length <= most + 1) return parts;
  const found = [];
  for (let index = 0; index < most; index++) found[index] = parts[index];
  let from = 0;
  for (const each of found) from += each.length + mark.length;
  found[most] = sliceText(text, from);
  return found;
}

function splitFew(text, most) {
  const found = [];
  let rest = lstrip(text);
  while (found.length < most) {
    const place = rest.search(SPACE);
    found[found.length] = sliceText(rest, 0, place);
    rest = lstrip(sliceText(rest, place));
  }
  found[most] = rest;
  return found;
}

export function rsplit(text, mark, most = -1) {
  const parts = split(text, mark);
  if (most < 0 || parts.length <= most + 1) return parts;
  const found = [];
  let end = text.length;
  for (let turn = 1; turn <= most; turn++) {
    const word = parts[parts.length - turn];
    found[most + 1 - turn] = word;
    end -= word.length + mark.length;
  }
  found[0] = sliceText(text, 0, end);
  return found;
}

export function join(mark, values) {
  textOnly(mark);
  let text = "";
  let isFirst = true;
  for (const value of iter(values)) {
    text += (isFirst ? "" : mark) + part(value);
    isFirst = false;
  }
  return text;
}

export function replace(text, old, made, most = -1) {
  textOnly(text);
  part(made);
  if (!part(old)) return replaceNothing(text, made, most);
  const parts = split(text, old, most);
  let result = parts[0];
  for (let index = 1; index < parts.length; index++) result += made + parts[index];
  return result;
}

function replaceNothing(text, made, most) {
  let result = "";
  let left = most < 0 ? Infinity : most;
  for (const letter of text) result += (left-- > 0 ? made : "") + letter;
  return result + (left > 0 ? made : "");
}

export const strip = (text, letters) => lstrip(rstrip(text, letters), letters);

export function lstrip(text, letters) {
  const isIn = among(text, letters);
  let start = 0;
  while (start < text.length && isIn(text[start])) start++;
  return sliceText(text, start);
}

export function rstrip(text, letters) {
  const isIn = among(text, letters);
  let end = text.length;
  while (end > 0 && isIn(text[end - 1])) end--;
  return sliceText(text, 0, end);
}

// Which letters are to go; asked of texts without any, too.
function among(text, letters = null) {
  textOnly(text);
  if (letters === null) return (letter) => matches(SPACE, letter);
  part(letters);
  return (letter) => indexOf(letters, letter) >= 0;
}

export const isspace = (text) => text !== "" && !strip(text);

// Digits of all scripts, and the small raised ones.
const DIGITS = /^[\p{Decimal_Number}\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]+$/u;
export const isdigit = (text) => matches(DIGITS, textOnly(text));

// ---- Bytes

const LIMITS = { __proto__: null, ascii: 128, "latin-1": 256 };

export const encode = (text, encoding = "utf-8") => marked(encodeAs(textOnly(text), encoding), "bytes");

export function encodeAs(text, encoding) {
  const found = [];
  for (const letter of text) {
    const code = codePointAt(letter, 0);
    const limit = LIMITS[encoding];
    if (limit) {
      if (code >= limit) throw UnicodeEncodeError();
      found[found.length] = code;
    } else if (code < 0x80) {
      found[found.length] = code;
    } else {
      const more = bytesAfterFirst(code);
      found[found.length] = [0xc0, 0xe0, 0xf0][more - 1] | (code >> (6 * more));
      for (let left = more - 1; left >= 0; left--) found[found.length] = 0x80 | ((code >> (6 * left)) & 63);
    }
  }
  return found;
}

// Of a letter in UTF-8.
function bytesAfterFirst(code) {
  if (code >= 0xd800 && code < 0xe000) throw UnicodeEncodeError();
  return code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
}

const ASCII = /^[\0-\x7f]*$/;

// `len(text.encode())`, without the bytes.
export function byte_length(text) {
  if (matches(ASCII, textOnly(text))) return text.length;
  let length = 0;
  for (const letter of text) length += 1 + bytesAfterFirst(codePointAt(letter, 0));
  return length;
}

export function decode(bytes, encoding = "utf-8") {
  if (!isArray(bytes) || !bytes[KIND] || bytes[KIND] === "tuple") throw AttributeError();
  let text = "";
  const limit = LIMITS[encoding];
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index++];
    if (limit || first < 0x80) {
      if (limit && first >= limit) throw UnicodeDecodeError("invalid byte");
      text += fromCodePoint(first);
      continue;
    }
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    let code = first & (0x3f >> more);
    for (let left = more; left > 0; left--) {
      const byte = bytes[index++];
      if ((byte & 0xc0) !== 0x80) throw UnicodeDecodeError("invalid byte");
      code = (code << 6) | (byte & 63);
    }
    const least = [0x80, 0x800, 0x10000][more - 1];
    if (first < 0xc2 || first > 0xf4 || code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
      throw UnicodeDecodeError("invalid byte");
    }
    text += fromCodePoint(code);
  }
  return text;
}
