// Verbs of the bridge that only features of the second file use.

import { createPartners } from "./partners.js";

/** @param {(kind: string, id: number, text: string) => void} tell */
export function extraVerbs(tell) {
  return createPartners(tell);
}
