// The first flight: sends the first view ahead, while the SDK is on its way; keeps what the answer
// says of the visitor, should the SDK come too late for it; sends what waits when the page is left,
// and each call by itself when the SDK will not come.
//
// The item of the queue that left ahead has (bridge/instances.js reads it)
//   page.flight   the request itself, and with `keepUnsent` the key that its event is stored under
//   answer        a promise of the answer, as bridge/network.js has it
//
// Whatever is not understood, and whatever fails here, is left to the SDK.

import { TYPE, post } from "../bridge/requests.js";
import { keep } from "./cookies.js";
import { facts, put } from "./item.js";
import { demand, read } from "./options.js";
import { store } from "./outbox.js";
import { compose } from "./request.js";
import { watchHistory } from "./routes.js";

// Calls that send nothing, and that no event depends on: configure, setDebug, getLibraryInfo,
// createEventMergeId.
const QUIET = /^(conf|setD|getL|create)/;

// Watches a queue, and gives it `noted` and `rescue` (queue.js).
export function watch(queue, isTaken) {
  let config;
  let isDecided;
  // The answer to who asks for an identity.
  let asking;
  // Calls that the SDK will not carry out take their turn here.
  let turn = Promise.resolve();
  let isHeld;
  // The key of what is stored, as long as the server may yet take it.
  let stored;

  const guarded = (work) => (given) => {
    try {
      if (!isTaken()) work(given);
    } catch (notUnderstood) {
      // The SDK does it.
    }
  };

  const forget = () => stored && localStorage.removeItem(stored);

  const dispatch = ({ url, body, prefix, domain }) => {
    const answer = post(url, body, true);
    asking = answer.then(([response, text]) => {
      if (/** @type {Response} */ (response).status !== 204) keep(prefix, domain, text);
      forget();
    }).catch(() => {
      stored = 0;
    });
    return answer;
  };

  const depart = guarded((item) => {
    item.page = facts();
    const made = compose(config, [item], true);
    const { id, url, body } = made;
    stored = config.keepUnsent && store(config, made);
    item.page.flight = { id, url, body, key: stored };
    item.answer = dispatch(made);
  });

  // Sends what is understood of calls that wait.
  const send = (items) => {
    const made = compose(config, items);
    // Nothing is tried without a network. Who has no identity yet asks for one once.
    if (config.keepUnsent && !navigator.onLine) store(config, made);
    else demand(made.known ? navigator.sendBeacon(made.url, new Blob([made.body], { type: TYPE }))
      : !asking && dispatch(made));
    for (const item of made.items) {
      queue.splice(queue.indexOf(item) >>> 0, 1);
      if (item[0]) item[0]({ requestBody: JSON.parse(made.body) });
    }
  };

  // The page is left, and the SDK was not there yet.
  const leave = guarded(() => {
    // The browser goes on with what has left.
    if (navigator.onLine) forget();
    send(queue.filter((item) => !Object(item).answer));
  });

  const loaded = guarded(() => {
    // As long as nobody sees the page, it stands back.
    if (document.prerendering) document.addEventListener("prerenderingchange", loaded);
    else if (!isDecided) {
      isDecided = true;
      put(queue, 0, 0, "loaded");
      depart(queue[queue.length - 1]);
    }
  });
  const later = guarded(() => setTimeout(loaded));

  queue.noted = guarded(() => {
    const item = queue[queue.length - 1];
    // Called by a handler of the page's that runs after ours.
    if ((window.event || item).type === "pagehide") leave();
    if (isDecided || (config && QUIET.test(item[2][0]))) return;
    isDecided = true;
    if (config) {
      const go = () => depart(item);
      document.addEventListener("prerenderingchange", go);
      go();
      return;
    }
    config = read(item[2]);
    isDecided = false;
    addEventListener("pagehide", leave);
    if (config.autoViews) {
      watchHistory(guarded((change) => put(queue, 0, 0, change)));
      // After the page's own handlers. Who is configured after the first may hear the second.
      addEventListener("DOMContentLoaded", later);
      addEventListener("load", later);
      if (document.readyState === "complete") later();
    }
  });

  queue.rescue = (item, error) => {
    item.page = item.page || facts();
    turn = turn.then(() => asking).then(() => {
      asking = 0;
      // What comes after it waits for the visitor's choice.
      isHeld = isHeld || item[2][0] === "setConsent";
      demand(!isHeld && !item.answer);
      send([item]);
    }).catch(() => item[1](error)).catch(() => {});
  };
}
