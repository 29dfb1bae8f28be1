// What the library needs of JavaScript, taken when the script starts, and from elsewhere where the
// page has put something else in its place. Methods are called with their object first:
// `push(list, value)`.

import { Error, JSON, Object, String, TypeError, leave, method, take } from "../bridge/natives.js";

export { Map, map, RegExp, WeakMap, define, isArray } from "../bridge/natives.js";

export const { create, keys, getPrototypeOf, setPrototypeOf } = Object;
const Number = /* @__PURE__ */ take("Number", ["isInteger"]);
export const { isInteger } = Number;
export const Math = /* @__PURE__ */ take("Math", ["abs", "floor", "imul", "max", "trunc"]);
export const { floor, imul, trunc } = Math;
export const Symbol = /* @__PURE__ */ take("Symbol");
export const encodeURIComponent = /* @__PURE__ */ take("encodeURIComponent");
export const decodeURIComponent = /* @__PURE__ */ take("decodeURIComponent");
export const toWhole = /* @__PURE__ */ take("parseInt");
export const { parse, stringify } = JSON;
export const { fromCodePoint } = /* @__PURE__ */ take("String", ["fromCodePoint"]);
export const NativeError = Error;
export const NativeTypeError = TypeError;

export const bind = /* @__PURE__ */ method("Function", take, "bind");
export const hasOwn = /* @__PURE__ */ method("Object", {}, "hasOwnProperty");
export const isPrototypeOf = /* @__PURE__ */ method("Object", {}, "isPrototypeOf");

const ofText = (name) => method("String", "", name);
export const indexOf = /* @__PURE__ */ ofText("indexOf");
export const lastIndexOf = /* @__PURE__ */ ofText("lastIndexOf");
export const sliceText = /* @__PURE__ */ ofText("slice");
export const splitText = /* @__PURE__ */ ofText("split");
export const lowerText = /* @__PURE__ */ ofText("toLowerCase");
export const upperText = /* @__PURE__ */ ofText("toUpperCase");
export const codePointAt = /* @__PURE__ */ ofText("codePointAt");
export const charCodeAt = /* @__PURE__ */ ofText("charCodeAt");
export const repeatText = /* @__PURE__ */ ofText("repeat");
export const replaceText = /* @__PURE__ */ ofText("replace");
export const padStart = /* @__PURE__ */ ofText("padStart");
export const toText = String;
export const toNumber = Number;
export const matches = /* @__PURE__ */ method("RegExp", /./, "test");
export const digitsOf = /* @__PURE__ */ method("Number", 0, "toString");

export const Date = /* @__PURE__ */ take("Date", ["parse"]);
export const { parse: parseDate } = Date;
const ofDate = (name) => method("Date", new Date(0), name);
export const isoDate = /* @__PURE__ */ ofDate("toISOString");
export const utcDate = /* @__PURE__ */ ofDate("toUTCString");

const ofList = (name) => method("Array", [], name);
export const splice = /* @__PURE__ */ ofList("splice");
export const sliceArray = /* @__PURE__ */ ofList("slice");
export const joinArray = /* @__PURE__ */ ofList("join");
export const sortArray = /* @__PURE__ */ ofList("sort");

leave();
