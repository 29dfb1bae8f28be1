// Errors that functions of the page threw. Python knows them by number; the caller of a command
// gets back the very object, so that its name and code survive. Only its message tells more.

import { Error, Map, String, define } from "./natives.js";

// Enough for every command that may be under way; older ones are forgotten.
const MOST = 20;

export function createErrors(next) {
  const kept = new Map();

  function keep(error) {
    const id = next();
    kept.set(id, error);
    if (kept.size > MOST) kept.delete(kept.keys().next().value);
    return id;
  }

  // What Python gets. Whatever was thrown, even what cannot be looked at.
  function threw(error) {
    let message = "an error without text";
    try {
      message = error instanceof Error ? error.name + ": " + error.message : String(error);
    } catch (unreadable) {
      // The default will do.
    }
    return { thrown: { pageError: keep(error), message } };
  }

  // The error for the page, as Python tells it.
  function restore({ message, code, name, status, pageError, kept: isKept }) {
    const thrown = kept.get(pageError);
    const fresh = new Error(message);
    fresh.code = code;
    if (name) define(fresh, "name", name);
    if (status) fresh.status = status;
    if (isKept) fresh.kept = isKept;
    try {
      if (thrown instanceof Error) {
        if (isKept) define(thrown, "kept", isKept);
        return define(thrown, "message", message);
      }
    } catch (frozen) {
      // Then a new one speaks for it.
      try {
        define(fresh, "name", String(thrown.name));
        if (thrown.code !== undefined) fresh.code = thrown.code;
      } catch (unreadable) {
        // It keeps what Python said.
      }
    }
    if (thrown !== undefined) fresh.cause = thrown;
    return fresh;
  }

  return { threw, restore };
}
