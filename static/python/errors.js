// Python's exceptions. They are JavaScript's too (`instanceof Error`), so a debugger shows where
// they come from.

import { class_, Root } from "./classes.js";
import { NativeError, NativeTypeError, matches } from "./natives.js";
import { repr, str } from "./show.js";
import { tuple_ } from "./values.js";

export const BaseException = /* @__PURE__ */ class_("BaseException", null, {
  __proto__: null,
  $__init__(...given) {
    this.$args = tuple_(given);
    return this;
  },
  $__str__() {
    const given = this.$args || [];
    return given.length === 1 ? str(given[0]) : given.length ? repr(given) : "";
  },
}, {}, NativeError);

const kind = (name, base) => class_(name, base, {}, {});

export const Exception = /* @__PURE__ */ kind("Exception", BaseException);
export const ArithmeticError = /* @__PURE__ */ kind("ArithmeticError", Exception);
export const AssertionError = /* @__PURE__ */ kind("AssertionError", Exception);
export const AttributeError = /* @__PURE__ */ kind("AttributeError", Exception);
export const ImportError = /* @__PURE__ */ kind("ImportError", Exception);
export const LookupError = /* @__PURE__ */ kind("LookupError", Exception);
export const IndexError = /* @__PURE__ */ kind("IndexError", LookupError);
export const KeyError = /* @__PURE__ */ class_("KeyError", LookupError, {
  $__str__() {
    return this.$args.length === 1 ? repr(this.$args[0]) : super.$__str__();
  },
}, {});
export const NameError = /* @__PURE__ */ kind("NameError", Exception);
export const UnboundLocalError = /* @__PURE__ */ kind("UnboundLocalError", NameError);
export const OverflowError = /* @__PURE__ */ kind("OverflowError", ArithmeticError);
export const ZeroDivisionError = /* @__PURE__ */ kind("ZeroDivisionError", ArithmeticError);
export const RuntimeError = /* @__PURE__ */ kind("RuntimeError", Exception);
export const NotImplementedError = /* @__PURE__ */ kind("NotImplementedError", RuntimeError);
export const RecursionError = /* @__PURE__ */ kind("RecursionError", RuntimeError);
export const TypeError_ = /* @__PURE__ */ kind("TypeError", Exception);
export const ValueError = /* @__PURE__ */ kind("ValueError", Exception);
export const UnicodeError = /* @__PURE__ */ kind("UnicodeError", ValueError);
export const UnicodeEncodeError = /* @__PURE__ */ kind("UnicodeEncodeError", UnicodeError);
export const UnicodeDecodeError = /* @__PURE__ */ kind("UnicodeDecodeError", UnicodeError);
export { TypeError_ as TypeError };

// What a coroutine ends with. It is no failure, so it asks JavaScript for no stack.
export const StopIteration = /* @__PURE__ */ class_("StopIteration", Exception, {
  $__init__(...given) {
    this.$value = given.length ? given[0] : null;
    return super.$__init__(...given);
  },
}, {}, Root);

// What browsers call it when the stack is full.
const OVERFLOWS = /^(Range|Internal)Error$/;

// What was caught, as Python's exception: JavaScript raises some of its own accord.
export function caught(error) {
  if (error instanceof BaseException) return error;
  if (error instanceof NativeError && matches(OVERFLOWS, error.name)) {
    return RecursionError("maximum recursion depth exceeded");
  }
  const message = error instanceof NativeError ? error.message : `${error}`;
  return error instanceof NativeTypeError ? TypeError_(message) : Exception(message);
}

// `raise x`: a class stands for an exception of it.
export function raised(error) {
  if (typeof error === "function") error = error();
  return error instanceof NativeError ? error : TypeError_("exceptions must derive from BaseException");
}
