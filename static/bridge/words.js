// Words that only a developer reads stand in the second file, and have a mark in their place in the
// first (alloy_web/buildtools/compiler/words.py). Here they are put in before a text goes to the page.
// It waits for the file if it has to, and what comes after it waits too: all keeps its order.

import { JSON, filter, map, say as tell } from "./natives.js";

const MARK = /\x7f([a-z])([a-z])/g;
const FIRST = 97;

// Of a word in JSON text.
export const quoted = (word) => JSON.stringify(word).slice(1, -1);

const isMarked = (part) => typeof part === "string" && part.search(MARK) >= 0;

// Where all stands in one file.
export const ALL_SAID = {
  take() {},
  from() {},
  put: (parts, use) => use(parts, ""),
};

/** @param {(url?: string) => Promise<string | null>} bring why the second file does not come, or null */
export function createWords(bring) {
  // What the file has; nothing where it does not come.
  let words = null;
  let missing = "";
  let address;
  const waiting = [];

  const filled = (part, shape) => (isMarked(part) ? part.replace(MARK, (mark, high, low) => {
    const word = words[(high.charCodeAt(0) - FIRST) * 26 + low.charCodeAt(0) - FIRST];
    return shape && word ? shape(word) : word || "\x7f";
  }).replace(/\x7f+/g, " … ") : part);

  function say(parts, use, shape) {
    use(map(parts, (part) => filled(part, shape)), filter(parts, isMarked)[0] ? missing : "");
  }

  function take(given) {
    words = given;
    while (waiting.length) say(...waiting.shift());
  }

  return {
    take(given) {
      missing = "";
      take(given);
    },

    // The page has said where the file is.
    from(url) {
      address = url;
    },

    /**
     * `use(parts, missing)` gets these values with words in their texts; `missing` says why these are
     * not there, if so.
     *
     * @param {any[]} parts
     * @param {(parts: any[], missing: string) => void} use
     * @param {(word: string) => string} [shape]
     */
    put(parts, use, shape) {
      if (!waiting.length && (words || !filter(parts, isMarked)[0])) say(parts, use, shape);
      else if (waiting.push([parts, use, shape]) === 1 && !words) {
        bring(address).then((failed) => {
          if (words) return;
          missing = "\nWords are missing here. " + failed;
          tell("warn", "[alloy] " + missing.slice(1));
          take([]);
        });
      }
    },
  };
}
