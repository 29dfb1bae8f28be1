// Verbs of the bridge that only features of the second file use: `extraVerbs(tell)`, as index.js has
// its own.

import { Object } from "./natives.js";
import { createPartners } from "./partners.js";
import { pushVerbs } from "./push.js";
import { createStreams } from "./streams.js";

/** @param {(kind: string, id: number, text: string) => void} tell */
export function extraVerbs(tell) {
  return Object.assign(createStreams(tell), pushVerbs(tell), createPartners(tell));
}
