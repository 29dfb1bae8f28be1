// Verbs of the bridge that only features of the second file use.

import { createStreams } from "./streams.js";

/** @param {(kind: string, id: number, text: string) => void} tell */
export function extraVerbs(tell) {
  return createStreams(tell);
}
