// Elements and the document as the browser has them. Fields of a form and images of the document
// take the names of properties: of a form with `<input name="id">`, `form.id` is that field.

import { Object } from "./natives.js";

// Finds what the prototypes say of a name, or the page's code by a property of its own: a guard of
// cookies, say. Only what is neither goes by. `kind` is "get" or "set".
function find(owner, name) {
  for (let each = owner === window ? Object.getPrototypeOf(owner) : owner; each; each = Object.getPrototypeOf(each)) {
    // Without what a page has given to all objects, `get` perhaps.
    const found = Object.assign({ __proto__: null }, Object.getOwnPropertyDescriptor(each, name));
    if (found.get || found.set || (typeof found.value === "function" && !found.value.nodeType)) return found;
  }
  return {};
}

export function get(owner, name) {
  const value = owner[name];
  // Whatever takes a name is an object, or an element that can be called.
  if (!value || (typeof value !== "object" && !value.nodeType)) return value;
  return browsersOwn(owner, name);
}

function browsersOwn(owner, name) {
  const found = find(owner, name);
  return found.get ? found.get.call(owner) : found.value;
}

export function set(owner, name, value) {
  const found = find(owner, name);
  if (found.set) found.set.call(owner, value);
  else owner[name] = value;
}

export function call(owner, name, ...args) {
  const method = owner[name];
  // A variable of the page's, or a function of its own, hides a method of the window.
  return (owner !== window && typeof method === "function" && !method.nodeType ? method
    : browsersOwn(owner, name)).apply(owner, args);
}

export const attribute = (element, name) => call(element, "getAttribute", name);
export const create = (tag) => call(document, "createElement", tag);
export const query = (css) => call(document, "querySelector", css);
export const byId = (id) => call(document, "getElementById", id);
export const root = () => get(document, "documentElement");
export const head = () => get(document, "head") || root();

/**
 * What stands on the window under a name, if it is what the browser has there.
 *
 * @param {string} name
 * @param {string} type
 * @returns {any}
 */
export function browsers(name, type) {
  const value = window[name];
  return {}.toString.call(value) === "[object " + type + "]" ? value : null;
}
