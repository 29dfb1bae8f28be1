// Functions of the page's that came with the options of a command. Python knows them by number.

import { withNodes } from "./clicks.js";
import { plain, valueOf } from "./json.js";
import { JSON, Map, Promise, TypeError, map } from "./natives.js";

// Puts a value where a path in plain data leads.
export function place(root, trail, value) {
  let holder = root;
  const last = trail.length - 1;
  for (let step = 0; step < last; step++) holder = holder[trail[step]];
  holder[trail[last]] = value;
}

export function createFunctions(tell, ask, next, errors) {
  const kept = new Map();

  function keep(fn) {
    const id = next();
    kept.set(id, fn);
    return id;
  }

  // The arguments went in as plain objects and are read again, since the function may edit them.
  function outcome(args, returned) {
    try {
      return {
        args: map(args, (arg) => (typeof arg === "function" ? null : valueOf(arg))),
        returned: plain(returned),
      };
    } catch (error) {
      return errors.threw(new TypeError("it left what has no JSON form: " + error.message));
    }
  }

  // Calls a function; what it returned, or `{later}`: then that is sent when a promise is settled.
  // Of Python's functions among the arguments `places` says the position and the number.
  function invoke(offered, id, args, places) {
    map(args, withNodes);
    for (const [position, number] of places) args[position] = offered(number);
    let returned;
    try {
      returned = kept.get(id)(...args);
      if (!returned || typeof returned.then !== "function") return outcome(args, returned);
    } catch (error) {
      return errors.threw(error);
    }
    const later = next();
    Promise.resolve(returned).then((value) => outcome(args, value), errors.threw)
      .then((result) => tell("called", later, JSON.stringify(result)));
    return { later };
  }

  // Functions of Python's where `places` say, a list of [path, number]. They answer at once.
  function give(data, places) {
    for (const [trail, id] of places) {
      place(data, trail, (...args) => {
        const answer = ask("given", id, JSON.stringify(plain(args)));
        return answer ? give(...JSON.parse(answer)) : undefined;
      });
    }
    return data;
  }

  return {
    keep,
    invoke,
    give,
    // Put back where Python's details had them; `places` is a list of [path, number].
    restore(details, places) {
      for (const [trail, id] of places) place(details, trail, kept.get(id));
      return details;
    },
    release: (ids) => { for (const id of ids) kept.delete(id); },
    source: (id) => (() => {}).toString.call(kept.get(id)),
  };
}
