// What the library needs of JavaScript, taken when the script starts: a page may put something else
// in its place later. Methods are called with their object first: `push(list, value)`.

const call = Function.prototype.call;
const method = (native) => call.bind(native);

export const { create, keys, getPrototypeOf, setPrototypeOf } = Object;
export const { isArray } = Array;
export const { isInteger } = Number;
export const { floor, imul, trunc } = Math;
export const { parse, stringify } = JSON;
export const { fromCodePoint } = String;
export const NativeError = Error;
export const NativeTypeError = TypeError;
export const NativeRangeError = RangeError;

export const bind = method(Function.prototype.bind);
export const hasOwn = method(Object.prototype.hasOwnProperty);
export const isPrototypeOf = method(Object.prototype.isPrototypeOf);

const text = String.prototype;
export const indexOf = method(text.indexOf);
export const lastIndexOf = method(text.lastIndexOf);
export const sliceText = method(text.slice);
export const splitText = method(text.split);
export const lowerText = method(text.toLowerCase);
export const upperText = method(text.toUpperCase);
export const codePointAt = method(text.codePointAt);
export const charCodeAt = method(text.charCodeAt);
export const repeatText = method(text.repeat);
export const replaceText = method(text.replace);
export const padStart = method(text.padStart);
export const toText = String;
export const toNumber = Number;
export const matches = method(RegExp.prototype.test);
export const digitsOf = method(Number.prototype.toString);

const array = Array.prototype;
export const splice = method(array.splice);
export const sliceArray = method(array.slice);
export const joinArray = method(array.join);
export const sortArray = method(array.sort);
