// What the scripts of one page share, whoever wrote them into it: one private key on the window
// leads to what serves queues. A later script of the same build or another is served by it too,
// unless it is Python whose interpreter is dead.

import { Object, define, filter, say } from "./natives.js";

const PREFIX = "__alloy_web_";

/**
 * `{dead, serve(list)}` of the engine that runs here, or null. `list` has one
 * `[name, queue, options]` for each instance, with options as in instances.js.
 *
 * @param {string} build
 * @returns {{dead: boolean, warned?: boolean, serve(list: any[]): void} | null}
 */
export function running(build) {
  const keys = filter(Object.getOwnPropertyNames(window), (key) => key.slice(0, PREFIX.length) === PREFIX);
  const [key] = filter(keys, (each) => window[each] && !window[each].dead);
  if (!key) return null;
  const shared = window[key];
  if (key !== PREFIX + build && !shared.warned) {
    shared.warned = true;
    say("warn", "[alloy] Another build of alloy_web (" + key.slice(PREFIX.length) + ") runs in this "
      + "page and serves the calls of this one (" + build + ") too. Load one build only.");
  }
  return shared;
}

export function share(build, shared) {
  define(window, PREFIX + build, shared);
}
