// The first flight: sends the first view ahead, while Python is on its way; keeps what the answer
// says of the visitor, should Python come too late for it; and sends what waits when the page is
// left.
//
// `queue.flight` is what Python is handed (bridge/instances.js):
//   item     the queued call that it was sent for; for the automatic view of the load none that is
//            in the queue, but then
//   after    is the one that it came after
//   facts    what the page was like, and the request itself
//   answer   a promise of the answer, as bridge/network.js has it
//
// Whatever is not understood, and whatever fails here, is left to Python.

import { TYPE, post } from "../bridge/requests.js";
import { keep } from "./cookies.js";
import { demand, read } from "./options.js";
import { compose } from "./request.js";

// Calls that send nothing, and that no event depends on: configure, setDebug, getLibraryInfo,
// createEventMergeId.
const QUIET = /^(conf|setD|getL|create)/;

// Watches a queue; returns what is to be called when a call was queued.
export function watch(queue, isTaken) {
  let config;
  let isDecided;
  let isAsked;
  let flight = {};

  const guarded = (work) => (given) => {
    try {
      if (!isTaken()) work(given);
    } catch (notUnderstood) {
      // Python does it.
    }
  };

  const now = () => ({ nowMs: Date.now(), url: location.href });

  const dispatch = ({ url, body, domain }) => {
    isAsked = true;
    const answer = post(url, body, true);
    answer.then(([, text]) => keep(domain, text)).catch(() => {});
    return answer;
  };

  const depart = guarded((item) => {
    isDecided = true;
    const facts = item.at = now();
    const made = facts.flight = compose(config, [item], true);
    queue.flight = flight = { item, after: queue[queue.length - 1], facts, answer: dispatch(made) };
  });

  // The page is left, and Python was not there yet.
  const leave = guarded(() => {
    const items = queue.filter((item) => item !== flight.item && !QUIET.test(item[2][0]));
    const made = compose(config, items);
    // Who has no identity yet asks for one once.
    demand(made.known ? navigator.sendBeacon(made.url, new Blob([made.body], { type: TYPE }))
      : !isAsked && dispatch(made));
    for (const item of items) {
      queue.splice(queue.indexOf(item), 1);
      item[0]({ requestBody: JSON.parse(made.body) });
    }
  });

  return guarded(() => {
    const item = queue[queue.length - 1];
    item.at = now();
    // Called by a handler of the page's that runs after ours.
    if ((window.event || item).type === "pagehide") leave();
    if (isDecided || (config && QUIET.test(item[2][0]))) return;
    isDecided = true;
    if (config) {
      const go = () => depart(item);
      // As long as nobody sees the page, it stands back.
      document.addEventListener("prerenderingchange", go);
      go();
      return;
    }
    config = read(item[2]);
    isDecided = false;
    addEventListener("pagehide", leave);
    // After the page's own handlers.
    if (config.autoViews) document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
      if (!isDecided) depart({ 2: ["event", { type: "viewStart" }] });
    }));
  });
}
