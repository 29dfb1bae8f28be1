// The names that MicroPython knows, in its memory, and their order.
//
// It looks up each text that it makes among all of them, to the last if it is none. They lie in
// pools. Those of the pools it is built with are sorted; others it takes as they come, and goes
// through them one by one: with a thousand of them that takes two microseconds, for every text of
// every answer. So an image gets them sorted, in one pool that says so, and that is full: what comes
// later goes to a pool of its own.

// A pool, in words: where the one before it is; how many names are in those before it, and in the
// highest bit whether its own are sorted; how many it has room for, and how many it has; where their
// hashes are; where their lengths are, a byte each; where each of them is.
const BEFORE = 1;
const ROOM = 2;
const COUNT = 3;
const LENGTHS = 5;
const TEXTS = 6;
const SORTED = 2 ** 31;
// Those it is built with say so, for the one after them, which gets twice as much.
const BUILT_IN_ROOM = 10;

// The names, as bytes, that came after those which MicroPython is built with.
export function names(words) {
  const bytes = new Uint8Array(words.buffer);
  return added(words).flatMap((pool) => Array.from({ length: words[pool + COUNT] }, (_, index) => {
    const start = words[pool + TEXTS + index];
    return Buffer.from(bytes.slice(start, start + bytes[words[pool + LENGTHS] + index]));
  }));
}

// Lets the next names, that many, lie in one pool.
export function makeRoom(words, count) {
  const last = pools(words).at(-1);
  words[last + ROOM] = Math.max(BUILT_IN_ROOM, Math.ceil(count / 2));
}

// Says of the names that were added that they are sorted, and that there is no room for more.
export function seal(words) {
  const [pool, ...others] = added(words);
  const found = names(words);
  const isSorted = found.every((name, index) => !index || Buffer.compare(found[index - 1], name) < 0);
  if (!pool || others.length || !isSorted) throw new Error("MicroPython keeps its names in another way; look at alloy_web/buildtools/names.mjs");
  words[pool + BEFORE] += SORTED;
  words[pool + ROOM] = words[pool + COUNT];
}

const added = (words) => pools(words).filter((pool) => words[pool + BEFORE] < SORTED && words[pool]);

// The pools in their order, each as the index of its first word.
function pools(words) {
  const next = (pool, before) => words.findIndex((word, at) => word === pool * 4 && words[at + BEFORE] % SORTED === before);
  const isFirst = (word, at) => !word && !words[at + BEFORE] && words[at + ROOM] === BUILT_IN_ROOM
    && next(at, words[at + COUNT]) > 0;
  const found = [];
  let before = 0;
  for (let pool = words.findIndex(isFirst); pool > 0; pool = next(pool, before)) {
    found.push(pool);
    before += words[pool + COUNT];
  }
  return found;
}
