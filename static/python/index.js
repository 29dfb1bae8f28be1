// The run-time library of compiled Python: what the compiler calls, by the names it knows
// (alloy_web/buildtools/compiler/language.py). A build keeps what is used.

export * from "./classes.js";
export * from "./containers.js";
export * from "./errors.js";
export * from "./functions.js";
export * from "./json.js";
export * from "./numbers.js";
export { format, percent, repr, str } from "./show.js";
export { byte_length, decode, encode, endswith, find, isdigit, isspace, join, lower, lstrip, partition, replace, rfind, rpartition, rsplit, rstrip, split, startswith, strip, upper } from "./text.js";
export { either, eq, is_bytearray, is_bytes, is_dict, is_float, is_generator, is_int, is_list, is_number, is_set, is_tuple, key, truth, tuple_ } from "./values.js";
