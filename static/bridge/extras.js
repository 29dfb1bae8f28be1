// Verbs of the bridge that only features of the second file use: `extraVerbs(tell, policy)`, as
// index.js has its own; `policy` is trusted.js's in the first file.

import { Object } from "./natives.js";
import { removeMessage, showMessage } from "./message.js";
import { pixel } from "./pixels.js";
import { createPartners } from "./partners.js";
import { pushVerbs } from "./push.js";
import { createStreams } from "./streams.js";
import { adoptPolicy } from "./trusted.js";
import { visitorId } from "./visitor.js";

/**
 * @param {(kind: string, id: number, text: string) => void} tell
 * @param {() => any} policy
 */
export function extraVerbs(tell, policy) {
  adoptPolicy(policy);
  return Object.assign(createStreams(tell), pushVerbs(tell), createPartners(tell), {
    removeMessage,
    scroll: () => [window.scrollX, window.scrollY],
    visitorId: (...args) => visitorId(tell, ...args),
    pixel: (...args) => { pixel(tell, ...args); },
    showMessage: (...args) => showMessage(tell, ...args),
  });
}
