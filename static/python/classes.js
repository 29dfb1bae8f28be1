// Classes of Python: functions that make instances, so that a class can be called, stored and
// handed on like any function.

import { bind, define, hasOwn, NativeError, setPrototypeOf } from "./natives.js";

// The class of all classes has nothing but this.
export function Root() {}
Root.prototype = {
  __proto__: null,
  $__init__() { return this; },
};

// `methods` becomes the prototype of instances. `variables` can be asked of the class as well.
// `kind` says what an instance is made as: a plain object, an error (with a stack), a function.
export function class_(name, base, methods, variables, kind) {
  const make = (...given) => make.$new().$__init__(...given);
  function Instance() {}
  Instance.prototype = methods;
  setPrototypeOf(methods, base ? base.prototype : kind === NativeError ? errors : Root.prototype);
  if (base) setPrototypeOf(make, base);
  // A frozen Error.prototype lets nothing of its names be set below it.
  define(methods, "constructor", make);
  make.prototype = methods;
  make.$__name__ = name;
  make.$kind = kind || (base && base.$kind);
  for (const key in variables) make[key] = methods[key] = variables[key];
  make.$new = () => {
    if (make.$kind === NativeError) return setPrototypeOf(new NativeError(), methods);
    if (methods.$__call__) return callable(methods);
    return new Instance();
  };
  return make;
}

const errors = { __proto__: NativeError.prototype, $__init__: Root.prototype.$__init__ };

// An instance of a class with `__call__`: a function.
function callable(methods) {
  /** @type {any} */
  const made = (...given) => made.$__call__(...given);
  return setPrototypeOf(made, methods);
}

// A method with its object, to be called later.
export function bound(object, key) {
  const value = object[key];
  if (typeof value !== "function" || hasOwn(object, key)) return value;
  return bind(value, object);
}

// The same for a function of the library that takes the object first.
export function partial(method, object) {
  return (...given) => method(object, ...given);
}

// Of builtin types and of ours: whichever has the method.
export function method(key, builtin, object, ...given) {
  return object !== null && object[key] ? object[key](...given) : builtin(object, ...given);
}

// `object()`: something that is equal to nothing else.
export const object = /* @__PURE__ */ class_("object", null, {}, {});
