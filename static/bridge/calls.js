// Calls of commands: what the page gave, as Python takes it, and the promise it waits for.

import { encode, plain, Refusal, textOf } from "./json.js";
import { wellFormed } from "./letters.js";
import { JSON, Map, Object, Promise, TypeError, listOf, nowMs } from "./natives.js";

const LONGEST_NAME = 200;

// What stands in the place of options and can be none.
const NO_OPTIONS = /^(function|symbol|bigint)$/;

// Commands whose functions are called after they are settled. A unit test holds the list.
const KEEPING = /^(configure|createMediaSession|sendConversationEvent|subscribeRulesetItems)$/;
// Codes of errors in options.
const REFUSED = /^(config|command)$/;

export function createCalls(tell, next, errors, functions, words, deadReason) {
  const waiting = new Map();

  // Carries out a queued item, `[resolve, reject, arguments]`, with the instance of this number; `page`
  // is what the page was like when it was queued.
  function run(instance, item) {
    const [resolve, reject, args] = item;
    if (typeof resolve !== "function" || typeof reject !== "function") throw new TypeError("no call");
    if (deadReason()) {
      reject(deadReason());
      return;
    }
    const id = next();
    const kept = [];
    /** @type {any} */
    const call = { instance, name: null };
    let options = null;
    try {
      const [asked, given] = listOf(args || []);
      call.name = nameOf(asked);
      if (call.name === null) call.got = wellFormed(shown(asked));
      else options = optionsOf(call, given, (fn) => kept[kept.push(functions.keep(fn)) - 1]);
    } catch (error) {
      call.refused = wellFormed(
        error instanceof Refusal ? error.message : "options: cannot be read: " + textOf(error));
    }
    waiting.set(id, { resolve, reject, kept, name: call.name });
    if (__ALLOY_COMPILED__ && options && call.name === "configure") words.from(options.secondFile);
    if (item.page) call.page = __ALLOY_COMPILED__ ? encode(item.page).json : item.page;
    call.nowMs = nowMs();
    try {
      tellCall(id, call, "options", options);
    } catch (overflow) {
      waiting.delete(id);
      throw overflow;
    }
  }

  // A function of Python's, by number, as the page gets it. It takes plain data, and waits for its
  // turn as a command does: what it gives comes as a promise.
  const offered = (number) => (...args) => new Promise((resolve, reject) => {
    if (deadReason()) throw deadReason();
    const { json } = encode(args);
    const id = next();
    waiting.set(id, { resolve, reject, kept: [], name: null });
    tellCall(id, { function: number }, "args", json);
  });

  // What stands under this key is JSON already (json.js), and put in as it is.
  function tellCall(id, call, key, json) {
    tell("command", id, __ALLOY_COMPILED__
      ? Object.assign({ __proto__: null }, call, { [key]: json })
      : JSON.stringify(call).slice(0, -1) + ',"' + key + '":' + json + "}");
  }

  /**
   * The options of a call as JSON; what is known of them besides goes into `call`.
   *
   * @param {any} call
   * @param {any} given
   * @param {(given: Function) => number} keep
   */
  function optionsOf(call, given, keep) {
    if (NO_OPTIONS.test(typeof given)) {
      throw new Refusal("options: expected an object, got a " + typeof given);
    }
    const { json, left, functions: places } = encode(given, keep);
    if (left.length) call.left = left;
    if (places.length) call.functions = places;
    return json;
  }

  // Null for what is no name.
  function nameOf(name) {
    return typeof name === "string" && name.length <= LONGEST_NAME ? wellFormed(name) : null;
  }

  function shown(name) {
    if (name === undefined) return "nothing";
    if (typeof name === "string") return "a string of " + name.length + " characters";
    return (typeof name + " " + JSON.stringify(plain(name))).slice(0, 100);
  }

  // `places`: `[path, number]` of each function of Python's in the result, which is JSON text, or
  // compiled a value: text would be written only to be read again.
  function settle(id, ok, places, given) {
    const call = waiting.get(id);
    if (!call) return;
    const outcome = __ALLOY_COMPILED__ ? given : JSON.parse(given);
    waiting.delete(id);
    // A configuration that failed late may be in use; one with mistakes in it is not.
    const stays = ok ? KEEPING.test(call.name) : call.name === "configure" && !REFUSED.test(outcome.code);
    if (!stays) functions.release(call.kept);
    if (ok) call.resolve(functions.give(outcome, places));
    else if (!__ALLOY_COMPILED__) call.reject(errors.restore(outcome));
    else {
      words.put([outcome.message], ([message], missing) => {
        call.reject(errors.restore(Object.assign(outcome, { message: message + missing })));
      });
    }
  }

  return {
    run,
    settle,
    offered,
    // Whoever waits gets this error.
    rejectAll(error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}
