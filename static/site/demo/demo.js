// What the demo pages share: is the SDK there, which places of the page were personalised, and
// `run`, which makes a call and shows it on the wire. A demo page works without this file.

import { noteCall } from "./wire.js";

// What the page shows by itself, unless an offer has given it a title or entries of its own.
const DEFAULT = "[data-default]:not([title], :has(.personal))";
const PATIENCE_MS = 20000;
const announcer = document.querySelector("#announce");
const figures = {};
let isDone = false;

for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#facts > div"))) {
  figures[place.dataset.fact] = { place, label: place.querySelector("dt"), value: place.querySelector("dd") };
}

/** Call `alloy` and show the call; gives the result, or undefined when it was rejected. */
export async function run(command, ...options) {
  const call = noteCall(command, options);
  try {
    const result = await alloy(command, ...options);
    call.resolved(result);
    return result;
  } catch (error) {
    call.rejected(error);
    return undefined;
  }
}

/** `{"#button": function}`: what the buttons of a page do. */
export function onClick(actions) {
  for (const selector in actions) {
    document.querySelector(selector).addEventListener("click", actions[selector]);
  }
}

/** What the buttons "Send an event" and "Start a view" do. */
export const CALLS = {
  "#send-event": () => run("event", {
    type: "commerce.productListAdds",
    data: {
      commerce: { productListAdds: { value: 1 } },
      productListItems: [{ SKU: "FERN-7", name: "Fern", quantity: 2, priceTotal: 18 }],
      shelf: "window",
    },
  }),
  "#start-view": () => run("event", {
    type: "viewStart",
    data: { web: { webPageDetails: { name: "Fernway" } }, plan: "gold" },
  }),
};

function milliseconds(ms) {
  return ms < 10000 ? Math.round(ms) + " ms" : (ms / 1000).toFixed(1) + " s";
}

function tell(fact, value, label) {
  const { place, label: labelled, value: valued } = figures[fact] ?? {};
  if (!place) return;
  valued.textContent = value;
  if (label) labelled.textContent = label;
}

// ---- Is the SDK there? The page's head marks the moment of `alloy:ready`.

function watchStart() {
  if (!figures.ready) return;
  const { place } = figures.ready;
  place.dataset.state = "loading";
  const clock = setInterval(() => {
    tell("ready", (performance.now() / 1000).toFixed(1) + " s", "The SDK is on its way…");
    if (performance.now() > PATIENCE_MS) {
      end("failed", "not yet", "The SDK has not started. The console may say why.");
    }
  }, 100);

  function end(state, value, label) {
    if (isDone) return;
    isDone = true;
    clearInterval(clock);
    place.dataset.state = state;
    tell("ready", value, label);
    announcer.textContent = label + ": " + value;
  }

  whenMarked("alloy-ready", (mark) => end("ready", milliseconds(mark.startTime), "The SDK is ready"));
  addEventListener("unhandledrejection", ({ reason }) => {
    if (/^\[alloy\]/.test(reason?.message)) end("failed", "no", reason.message);
  });
}

function whenMarked(name, then) {
  new PerformanceObserver((seen) => {
    const [mark] = seen.getEntriesByName(name);
    if (mark) then(mark);
  }).observe({ type: "mark", buffered: true });
}

// ---- What was fetched: the first request to the edge, and the files that the page needed

function watchRequests() {
  const files = new Map();
  let first = null;
  new PerformanceObserver((seen) => {
    for (const { name, startTime, encodedBodySize } of /** @type {PerformanceResourceTiming[]} */ (seen.getEntries())) {
      const path = new URL(name).pathname;
      // The list of files is this demo's own.
      if (path.startsWith("/dist/") && !path.endsWith("/manifest.json")) files.set(path, encodedBodySize);
      if (path.startsWith("/ee/") && first === null) {
        first = startTime;
        tell("request", milliseconds(first), "First request left");
      }
    }
    const bytes = [...files.values()].reduce((sum, size) => sum + size, 0);
    tell("bytes", size(bytes), "for all of it, in " + files.size + (files.size > 1 ? " files" : " file"));
  }).observe({ type: "resource", buffered: true });
}

function size(bytes) {
  return bytes < 1e6 ? Math.round(bytes / 1000) + " KB" : (bytes / 1e6).toFixed(1) + " MB";
}

// ---- What was personalised: slots in which nothing is the page's own any more

function watchSlots() {
  let first = null;

  function look(slot) {
    const isPersonal = !slot.querySelector(DEFAULT);
    slot.classList.toggle("is-personal", isPersonal);
    if (isPersonal && first === null) {
      first = performance.now();
      tell("content", milliseconds(first), "Content in place");
    }
  }

  for (const slot of document.querySelectorAll(".slot")) {
    const changes = { childList: true, subtree: true, attributeFilter: ["title"] };
    new MutationObserver(() => look(slot)).observe(slot, changes);
    look(slot);
  }
}

// ---- The page's own source, between its marks

async function showSource() {
  /** @type {HTMLElement} */
  const place = document.querySelector("#source");
  if (!place) return;
  const text = await (await fetch(place.dataset.from || location.href)).text();
  const marked = [...text.matchAll(/<!-- snippet -->\n([\s\S]*?)<!-- \/snippet -->/g)];
  place.textContent = marked.length ? marked.map(([, part]) => part).join("\n…\n\n") : text;
}

watchStart();
watchRequests();
watchSlots();
showSource();
