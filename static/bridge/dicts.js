// Values as compiled Python has them: its dicts are objects without prototype.

import { Object, isArray } from "./natives.js";

// The answer that came last and what is in it, until somebody reads it (python/json.js).
export const latest = { text: null, value: null };

// Makes dicts of the objects in what JSON.parse gave, so many levels deep; `deeper` gets what is below.
export function toDicts(value, levels, deeper) {
  if (!value || typeof value !== "object") return;
  if (!levels) deeper[deeper.length] = value;
  else {
    if (!isArray(value)) Object.setPrototypeOf(value, null);
    // Most values are none: a call for each would take longer than all the rest.
    for (const inner of isArray(value) ? value : Object.values(value)) {
      if (typeof inner === "object") toDicts(inner, levels - 1, deeper);
    }
  }
}
