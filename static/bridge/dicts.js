// Values as compiled Python has them: its dicts are objects without prototype.

import { Object, isArray } from "./natives.js";

// The answer that came last and what is in it, until somebody reads it (python/json.js).
export const latest = { text: null, value: null };

// Makes dicts of the objects in what JSON.parse gave, so many levels deep; `deeper` gets what is below.
export function toDicts(value, levels, deeper) {
  if (!value || typeof value !== "object") return;
  if (!levels) deeper[deeper.length] = value;
  // Most values are none: a call for each would take longer than all the rest.
  else if (isArray(value)) {
    for (const inner of value) if (typeof inner === "object") toDicts(inner, levels - 1, deeper);
  } else {
    Object.setPrototypeOf(value, null);
    for (const name in value) {
      if (typeof value[name] === "object") toDicts(value[name], levels - 1, deeper);
    }
  }
}
