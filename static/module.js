// Instances made by code: `import { createInstance } from "…/alloy.module.js"`. They have no name
// on the window. Nothing here throws: what is wrong with options is a warning, and the rest holds.
// Source: specification, CMD-03.

import { textOf } from "./bridge/json.js";
import { Object, Promise, String, has, isArray, map, say } from "./bridge/natives.js";
import { loadTag } from "./bridge/second.js";
import { serve } from "./runtime.js";

// The optional components, `{audiences: "audiences", …}`; leaving one out takes its commands and
// configuration keys with it. Those of the second file are among them.
export const components = {};
map(__ALLOY_COMPONENTS__.split(" "), (name) => { components[name] = name; });

// Part of every instance, and in lists of components all the same.
const REQUIRED = ["context", "dataCollector", "identity", "libraryInfo"];

// An instance with all components, called as `instance("configure", {…})`.
export function createInstance(options) {
  return create("createInstance", options, ["name", "monitors"]);
}

// An instance with the required components and those listed in `options.components`: by the names
// above, or as the vendor's package exports them.
export function createCustomInstance(options) {
  return create("createCustomInstance", options, ["name", "monitors", "components"]);
}

function create(what, given, known) {
  const { name, monitors, chosen, problems } = checked(given, known);
  if (problems.length) {
    const count = problems.length + (problems.length > 1 ? " problems" : " problem");
    say("warn", "[alloy] " + what + ": " + count + map(problems, (each) => "\n  - " + each).join(""));
  }
  const queue = [];
  serve([[name, queue, { isPrivate: true, components: chosen, monitors }]], load);
  return (...args) => new Promise((resolve, reject) => { queue.push([resolve, reject, args]); });
}

// Bundlers find the second file by this import, too.
const load = __ALLOY_SECOND__ ? (url) => (url ? loadTag(url) : import(__ALLOY_SECOND__)) : null;

// What can be used of options, and what is wrong with the rest, in the words of the commands' own
// errors. `chosen` is null where all components are wanted.
function checked(given, known) {
  const problems = [];
  const used = { name: "alloy", monitors: [], chosen: has(known, "components") ? [] : null, problems };
  try {
    read(given, known, used);
  } catch (error) {
    problems.push("options: cannot be read: " + textOf(error));
  }
  return used;
}

function read(given, known, used) {
  const { problems } = used;
  if (given !== undefined && (given === null || typeof given !== "object")) {
    problems.push("options: expected an object");
    return;
  }
  for (const key of Object.keys(given || {})) {
    if (!has(known, key)) problems.push(key + ": is not a known option. Options: " + known.join(", "));
  }
  const { name, monitors, components: wanted } = given || {};
  if (typeof name === "string" && name) used.name = name;
  else if (name !== undefined) problems.push("name: expected a non-empty string");
  if (isArray(monitors)) used.monitors = monitors;
  else if (monitors !== undefined) problems.push("monitors: expected an array");
  if (!used.chosen || wanted === undefined) return;
  if (!isArray(wanted)) problems.push("components: expected an array");
  else map(wanted, (each, index) => {
    const found = componentName(each);
    if (has(Object.keys(components), found)) used.chosen.push(found);
    else if (!has(REQUIRED, found)) {
      problems.push("components[" + index + "]: expected one of " + Object.keys(components).join(", ")
        + ", got " + (found || shown(each)) + ". The instance goes without it.");
    }
  });
}

const shown = (each) => (typeof each === "object" ? {}.toString.call(each) : String(each));

// "eventMerge" of itself, and of a component of the vendor's package, whose namespace is EventMerge.
function componentName(each) {
  const name = each && each.namespace ? each.namespace : each;
  return typeof name === "string" ? name.charAt(0).toLowerCase() + name.slice(1) : "";
}
