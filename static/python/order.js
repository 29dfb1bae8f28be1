// Which of two values comes first, and what is made of that: `<`, sorted(), min() and the like.

import { reverse } from "./containers.js";
import { TypeError, ValueError } from "./errors.js";
import { list, map } from "./loops.js";
import { codePointAt, isArray, sortArray } from "./natives.js";
import { eq, is_number, KIND } from "./values.js";

const isText = (value) => typeof value === "string";

// Less than 0, 0 or more than 0; by code points, which are not JavaScript's order beyond U+FFFF.
function compare(one, other) {
  if (isText(one) && isText(other)) return one === other ? 0 : compareTexts(one, other);
  if (is_number(one) && is_number(other)) return one - other;
  if (isArray(one) && isArray(other) && one[KIND] === other[KIND]) {
    for (let index = 0; index < one.length && index < other.length; index++) {
      if (!eq(one[index], other[index])) return compare(one[index], other[index]);
    }
    return one.length - other.length;
  }
  throw TypeError();
}

function compareTexts(one, other) {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index++;
  if (index === one.length || index === other.length) return one.length - other.length;
  const start = index && inside(one, index) && inside(other, index) ? index - 1 : index;
  return codePointAt(one, start) - codePointAt(other, start);
}

const inside = (text, index) => codePointAt(text, index - 1) > 0xffff;

export const lt = (one, other) => compare(one, other) < 0;
export const le = (one, other) => compare(one, other) <= 0;
export const gt = (one, other) => compare(one, other) > 0;
export const ge = (one, other) => compare(one, other) >= 0;

export function reversed(values) {
  const found = list(values);
  reverse(found);
  return found;
}

export function sorted(values, by, backwards) {
  const found = list(values);
  sort(found, by, backwards);
  return found;
}

export function sort(values, by, backwards) {
  let rows = map(values, (value) => [by && by !== null ? by(value) : value, value]);
  // Stable in the browsers that we support; equal ones keep their order backwards too.
  const order = (one, other) => compare(one[0], other[0]) || 0;
  sortArray(rows, backwards ? (one, other) => order(other, one) : order);
  for (let index = 0; index < rows.length; index++) values[index] = rows[index][1];
  return null;
}

const best = (wins) => (...given) => {
  const values = given.length === 1 ? list(given[0]) : given;
  if (!values.length) throw ValueError();
  let found = values[0];
  // One alone is compared with nothing.
  for (let index = 1; index < values.length; index++) if (wins(values[index], found)) found = values[index];
  return found;
};
export const min = /* @__PURE__ */ best(lt);
export const max = /* @__PURE__ */ best(gt);
