// The run-time library of compiled Python: what the compiler calls, by the names it knows
// (alloy_web/buildtools/compiler/language.py). A build keeps what is used.
//
// An exception that a mistake in Python raises has no text: its class, and the line it comes from, say
// what is wrong to those who can mend it, and sentences would be bytes for every visitor. Those that
// data from outside can raise, of JSON and of bytes, do have one.

export * from "./classes.js";
export * from "./containers.js";
export * from "./dates.js";
export * from "./encoding.js";
export * from "./errors.js";
export * from "./functions.js";
export * from "./json.js";
export * from "./loops.js";
export * from "./numbers.js";
export * from "./order.js";
export { format, percent, repr, str } from "./show.js";
export * from "./strings.js";
export { byte_length, decode, encode, endswith, find, isdigit, isspace, join, lower, lstrip, partition, replace, rfind, rpartition, rsplit, rstrip, split, startswith, strip, upper } from "./text.js";
export { either, eq, is_bytearray, is_bytes, is_dict, is_float, is_generator, is_int, is_list, is_number, is_set, is_tuple, key, truth, tuple_ } from "./values.js";
