// What the language and the browser give, whatever the page made of it. Libraries put their own
// Array.from, Promise or JSON in the place of the browser's, and scripts call their things URL,
// screen or Map. A module that needs such a name imports it from here; none reads a global bare but
// `window`, `document` and `location`, which no script can shadow (tests/unit/bridge). What the page
// may want to replace, such as `fetch` and `console`, is asked of the window when it is needed.
//
// Methods of lists that libraries replace with other meanings are functions here.

// What `bind` makes of a function of the page's looks like the browser's, but that it has no name.
const isNative = (value) => typeof value === "function"
  && /^function \w+\(\) {\s+\[native code]/.test(isNative.toString.call(value));

/** @type {HTMLIFrameElement} */
let frame;

/**
 * The window of a frame that the page has done nothing to, and that is there until `leave` is called.
 *
 * @returns {any}
 */
function pristine() {
  try {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.style.display = "none";
      document.documentElement.appendChild(frame);
    }
    return frame.contentWindow || window;
  } catch (refused) {
    // Then the page's will have to do.
    return window;
  }
}

// To be called when all is taken.
export function leave() {
  if (frame) frame.remove();
  frame = null;
}

/**
 * A global: the page's if it is the browser's own, with these functions of it.
 *
 * @template {keyof typeof globalThis} Name
 * @param {Name} name
 * @param {string[]} [members]
 * @returns {(typeof globalThis)[Name]}
 */
export function take(name, members) {
  const given = window[name];
  if (!members) return isNative(given) ? given : pristine()[name];
  for (const member of members) {
    if (!given || !isNative(given[member])) return pristine()[name];
  }
  return given;
}

// A kind of collection: the page's if its methods are the browser's own, too. PyScript, where it is
// not so, does not come as far as this.
const kind = !__ALLOY_COMPILED__ ? take : (name) => {
  const given = take(name);
  for (const member of ["get", "set", "add", "has", "delete"]) {
    const method = given.prototype[member];
    if (method && !isNative(method)) return pristine()[name];
  }
  return given;
};

// A function that all texts, lists or the like have, called with its object first; `example` is one
// of them, made without their name.
export function method(kind, example, name) {
  return bind.call(take.call, inherited(kind, example, name));
}

const inherited = (kind, example, name) => (
  isNative(example[name]) ? example[name] : pristine()[kind].prototype[name]
);
const bind = /* @__PURE__ */ inherited("Function", isNative, "bind");

export const Object = /* @__PURE__ */ take("Object", [
  "assign", "create", "defineProperty", "getOwnPropertyDescriptor", "getOwnPropertyNames", "getPrototypeOf",
  "isExtensible", "keys", "setPrototypeOf", "values",
]);
export const AbortController = /* @__PURE__ */ take("AbortController");
export const DOMParser = /* @__PURE__ */ take("DOMParser");
export const Blob = /* @__PURE__ */ take("Blob");
export const Intl = /* @__PURE__ */ take("Intl", ["DateTimeFormat"]);
export const DataView = /* @__PURE__ */ take("DataView");
export const Int32Array = /* @__PURE__ */ take("Int32Array");
export const Map = /* @__PURE__ */ kind("Map");
export const Math = /* @__PURE__ */ take("Math", ["max", "random"]);
export const Proxy = /* @__PURE__ */ take("Proxy");
export const Set = /* @__PURE__ */ kind("Set");
export const TextDecoder = /* @__PURE__ */ take("TextDecoder");
export const TextEncoder = /* @__PURE__ */ take("TextEncoder");
export const URL = /* @__PURE__ */ take("URL");
export const URLSearchParams = /* @__PURE__ */ take("URLSearchParams");
export const Uint32Array = /* @__PURE__ */ take("Uint32Array");
export const Uint8Array = /* @__PURE__ */ take("Uint8Array");
export const WeakMap = /* @__PURE__ */ kind("WeakMap");
export const WeakSet = /* @__PURE__ */ kind("WeakSet");
export const sort = /* @__PURE__ */ method("Array", [], "sort");
export const { isArray } = take("Array", ["isArray"]);

// These are reached without their names.
/** @type {PromiseConstructor} */
export const Promise = /** @type {any} */ ((async () => {})()).constructor;
/** @type {RegExpConstructor} */
export const RegExp = /** @type {any} */ (/./).constructor;
/** @type {StringConstructor} */
export const String = /** @type {any} */ ("").constructor;
/** @type {TypeErrorConstructor} */
export const TypeError = (() => {
  // Nothing is raised where that can be helped: what hears of exceptions takes long over each.
  if (isNative(window.TypeError)) return window.TypeError;
  try {
    return /** @type {any} */ (null)();
  } catch (error) {
    return error.constructor;
  }
})();
/** @type {ErrorConstructor} */
export const Error = Object.getPrototypeOf(TypeError);

// A page, or a test tool, may have a clock of its own, that stands still. What tells no number is
// none.
const fixed = take("Date", ["now"]);
function timeOf(ask) {
  try {
    const now = ask(window.Date);
    if (typeof now === "number" && now - now === 0) return now;
  } catch (replaced) {
    // As below.
  }
  return ask(fixed);
}
export const nowMs = () => timeOf((date) => date.now());
export const timezoneOffset = () => timeOf((date) => new date().getTimezoneOffset());

// A property of whatever: assigning fails where a prototype is frozen, and a description that has a
// prototype may learn things from it.
export function define(target, name, value) {
  return Object.defineProperty(target, name, /** @type {PropertyDescriptor} */ ({
    __proto__: null, value, configurable: true, writable: true,
  }));
}

// ---- Timers: the browser's own. Zone.js takes an application for busy as long as one of those that
// it puts in their place is pending; test tools and monitors have others.

/** @param {string} name */
function timer(name) {
  const { Zone } = window;
  const given = (Zone && Zone.__symbol__ && window[Zone.__symbol__(name)]) || window[name];
  return isNative(given) ? (...args) => given.call(window, ...args) : null;
}

// Another clock of the browser's, for pages that have replaced the timers; theirs, in a browser that
// has none. Where the page has the name of that clock too, a frame that stays has one.
function startSignal(work, delayMs) {
  const { AbortSignal } = window;
  /** @type {any} */
  let signal = { aborted: false };
  if (AbortSignal && isNative(AbortSignal.timeout)) signal = AbortSignal.timeout(delayMs || 0);
  else (isNative(AbortSignal) ? window : pristine()).setTimeout(() => signal.onabort && signal.onabort(), delayMs);
  signal.onabort = () => work();
  return signal;
}

export const setTimeout = timer("setTimeout") || startSignal;
const stopTimer = timer("clearTimeout");
export function clearTimeout(started) {
  if (started && started.aborted !== undefined) started.onabort = null;
  else if (stopTimer) stopTimer(started);
}

// ---- Lists

// A list of whatever has a length.
export const listOf = (given) => map(given, (item) => item);

/**
 * @template Item, Changed
 * @param {ArrayLike<Item>} list
 * @param {(item: Item, index: number) => Changed} change
 */
export function map(list, change) {
  /** @type {Changed[]} */
  const changed = [];
  for (let index = 0; index < list.length; index++) changed[index] = change(list[index], index);
  return changed;
}

/**
 * @template Item
 * @param {Iterable<Item>} list
 * @param {(item: Item) => any} isWanted
 */
export function filter(list, isWanted) {
  /** @type {Item[]} */
  const wanted = [];
  for (const item of list) if (isWanted(item)) wanted.push(item);
  return wanted;
}

export function has(list, wanted) {
  for (const item of list) if (item === wanted) return true;
  return false;
}

// ---- JSON

// Which functions of the page's write an own form of each list or object, or even of each text?
// Old libraries have such ones, and they write text in place of a list.
export const isForAll = (toJSON) => toJSON === [].toJSON || toJSON === {}.toJSON
  || toJSON === "".toJSON || toJSON === 0..toJSON;

const given = (() => {
  const { parse, stringify } = window.JSON || {};
  try {
    if (isNative(parse) && isNative(stringify)) return { parse, stringify };
  } catch (strange) {
    // As below.
  }
  return pristine().JSON;
})();

leave();

function write(value) {
  if (!value || typeof value !== "object") return given.stringify(value);
  if (isArray(value)) return "[" + map(value, (item) => write(item) || "null").join() + "]";
  const parts = [];
  for (const key of Object.keys(value)) {
    const text = write(value[key]);
    if (text) parts.push(given.stringify(key) + ":" + text);
  }
  return "{" + parts.join() + "}";
}

export const JSON = {
  parse: (text) => given.parse(text),
  // What we write has no toJSON of its own.
  stringify: (value, ...form) => (
    [].toJSON || {}.toJSON ? write(value) : given.stringify(value, ...form)
  ),
};

// ---- The console, which may be anything.
export function say(level, ...parts) {
  try {
    window.console[level](...parts);
  } catch (muted) {
    // Nobody listens.
  }
}
