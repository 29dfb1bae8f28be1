// Text as the wire has it, for instead/encoding.py.

import { wellFormed } from "../bridge/letters.js";
import {
  charCodeAt, decodeURIComponent, digitsOf, encodeURIComponent, indexOf, isArray, joinArray,
  padStart, replaceText, stringify, toWhole, upperText,
} from "./natives.js";
import { get } from "./containers.js";
import { map } from "./loops.js";
import { sorted } from "./order.js";
import { is_dict, marked } from "./values.js";

export const well_formed = (text) => wellFormed(text);

const escaped = (code) => "%" + upperText(padStart(digitsOf(code, 16), 2, "0"));

// `stays` has all of \w in it.
export const percent_encoded = (text, stays) => replaceText(wellFormed(text), /\W/gu, (letter) => {
  const code = charCodeAt(letter, 0);
  return code > 127 ? encodeURIComponent(letter)
    : indexOf(stays, letter) >= 0 ? letter : escaped(code);
});

export function percent_decoded(text, lenient) {
  if (indexOf(text, "%") < 0) return text;
  try {
    return decodeURIComponent(wellFormed(
      lenient ? replaceText(text, /%(?![\da-f]{2})/gi, "%25") : text,
    ));
  } catch (malformed) {
    return null;
  }
}

export function canonical_json(value) {
  if (isArray(value)) return `[${joinArray(map(value, canonical_json), ",")}]`;
  if (is_dict(value)) {
    const parts = map(sorted(value), (name) => `${canonical_json(name)}:${canonical_json(get(value, name))}`);
    return `{${joinArray(parts, ",")}}`;
  }
  return stringify(typeof value === "string" ? wellFormed(value) : value);
}

export function utf8_bytes(text) {
  const bytes = marked([], "bytes");
  replaceText(encodeURIComponent(wellFormed(text)), /%(..)|[^]/g, (letter, digits) => {
    bytes[bytes.length] = digits ? toWhole(digits, 16) : charCodeAt(letter, 0);
    return "";
  });
  return bytes;
}

// null where they are not UTF-8.
export function utf8_text(bytes) {
  let text = "";
  for (const byte of bytes) text += escaped(byte);
  return percent_decoded(text, false);
}
