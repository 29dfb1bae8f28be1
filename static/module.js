// Instances made by code: `import { createInstance } from "…/alloy.module.js"`. They have no name
// on the window, and can be called at once: what Python is not there for yet waits.
// Source: specification, CMD-03.

import { pageMonitors } from "./bridge/instances.js";
import {
  Error, Object, Promise, String, URL, clearTimeout, has, isArray, listOf, map, setTimeout,
} from "./bridge/natives.js";
import { giveUp, serve } from "./runtime.js";

// The optional components; leaving one out takes its commands and configuration keys with it.
export const components = {
  activityCollector: "activityCollector",
  audiences: "audiences",
  consent: "consent",
  eventMerge: "eventMerge",
  personalization: "personalization",
};

// An instance with all components, called as `instance("configure", {…})`.
export function createInstance(options = {}) {
  return create(check("createInstance", options, ["name", "monitors"]));
}

// An instance with the required components and those listed in `options.components`.
export function createCustomInstance(options = {}) {
  return create({ components: [],
    ...check("createCustomInstance", options, ["name", "monitors", "components"]) });
}

function create({ name = "alloy", monitors = [], components: chosen }) {
  const queue = [];
  const list = [[name, queue, {
    isPrivate: true, components: chosen, monitors: [...pageMonitors(), ...listOf(monitors)],
  }]];
  const late = () => giveUp(list, "It did not start in time (bootTimeout).");
  let timer = setTimeout(late, 15000);
  serve(list, new URL(".", import.meta.url).href);
  return (...args) => new Promise((resolve, reject) => {
    const { bootTimeout } = (args[0] === "configure" && args[1]) || {};
    if (bootTimeout) {
      clearTimeout(timer);
      timer = setTimeout(late, bootTimeout);
    }
    queue.push([resolve, reject, args]);
  });
}

// All problems at once, in the words of the commands' own errors.
function check(what, given, known) {
  const isObject = given && typeof given === "object";
  const options = isObject ? given : {};
  const problems = isObject ? [] : ["options: expected an object"];
  const { name = "alloy", monitors = [], components: chosen } = options;
  if (typeof name !== "string" || !name) problems.push("name: expected a non-empty string");
  if (!isArray(monitors)) problems.push("monitors: expected an array");
  const names = Object.keys(components);
  if (chosen !== undefined && !isArray(chosen)) problems.push("components: expected an array");
  else map(chosen || [], (each, index) => {
    if (!has(names, each)) {
      problems.push("components[" + index + "]: expected one of " + names.join(", ") + ", got " + String(each));
    }
  });
  for (const key of Object.keys(options)) {
    if (!has(known, key)) problems.push(key + ": is not a known option. Options: " + known.join(", "));
  }
  if (!problems.length) return options;
  const count = problems.length + (problems.length > 1 ? " problems" : " problem");
  throw new Error("[alloy] " + what + ": " + count + map(problems, (each) => "\n  - " + each).join(""));
}
