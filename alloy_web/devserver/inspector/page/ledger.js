// Runs in the pages that are looked at, not in the inspector: sends what `explain` says of one instance,
// and what became of offers, to the edge that this script came from. It is loaded by
// engine/inspection.py, which judges which pages are looked at, and waits for it.

(() => {
  const PAUSE_MS = 200;
  const MOST_OFFERS = 100;
  // A browser sends no more than 64 KB of all that a page leaves behind.
  const MOST_LAST_LINES = 100;

  const { origin, search } = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src);
  const name = decodeURIComponent(search.slice(1));
  const page = /** @type {any} */ (window);
  try {
    // For the pages that follow in this tab.
    sessionStorage.setItem("alloy_inspect", "1");
  } catch (blocked) {
    // Then each of them has to be asked.
  }

  const load = crypto.randomUUID();
  /** Addresses that the page has had: routes of an application change them. */
  const pages = new Set();
  const offers = [];
  let sent = "";
  let waiting = 0;

  const scripts = () => performance.getEntriesByType("resource")
    .filter((entry) => /** @type {any} */ (entry).initiatorType === "script" && entry.name.includes("alloy"))
    .map((entry) => ({
      script: entry.name.split("/").pop(),
      askedMs: Math.round(entry.startTime), hereMs: Math.round(entry.startTime + entry.duration),
    }));

  async function tell(isLast) {
    clearTimeout(waiting);
    waiting = 0;
    pages.add(location.href);
    const { events, boot, ...explained } = await page[name]("explain");
    const body = JSON.stringify({
      page: location.href, pages: [...pages], instance: name, load,
      explained: {
        ...explained, offers,
        events: isLast ? events.slice(-MOST_LAST_LINES) : events,
        boot: { ...boot, madeMs: Date.parse(boot.madeAt) - Math.round(performance.timeOrigin), scripts: scripts() },
        browser: { globalPrivacyControl: page.navigator.globalPrivacyControl ?? null, onLine: navigator.onLine },
      },
    });
    if (body === sent) return;
    sent = body;
    await fetch(origin + "/_edge/ledgers", {
      method: "POST", headers: { "content-type": "application/json" }, credentials: "omit",
      keepalive: isLast, body,
    });
  }

  // The edge may have ended; the next change is sent again.
  const tellNow = (isLast) => { tell(isLast).catch(() => { sent = ""; }); };

  function tellSoon() {
    pages.add(location.href);
    waiting ||= setTimeout(tellNow, PAUSE_MS, false);
  }

  const hear = (then) => (data) => { if (data.instanceName === name) then(data); };
  // Whoever asks for an explanation is no news.
  const onCall = hear(({ commandName }) => { if (commandName !== "explain") tellSoon(); });
  const monitor = {
    onBeforeCommand: onCall, onCommandResolved: onCall, onCommandRejected: onCall, onEvent: hear(tellSoon),
    onBeforeLog: hear(({ componentName, level, arguments: [text] }) => {
      if (componentName !== "Personalization") return;
      offers.push({ level, text });
      if (offers.length > MOST_OFFERS) offers.shift();
      tellSoon();
    }),
  };
  const monitors = page.__alloyMonitors ?? [];
  page.__alloyMonitors = [...(Array.isArray(monitors) ? monitors : [monitors]), monitor];

  // What a page could not send is known when its own handlers have run: of one that was visible, after
  // it was hidden (bridge/lifetime.js).
  let isLeaving = false;
  const leave = ({ type }) => {
    isLeaving ||= type === "pagehide";
    if (isLeaving) tellNow(true);
  };
  addEventListener("pagehide", leave);
  addEventListener("visibilitychange", leave);
  addEventListener("pageshow", () => {
    isLeaving = false;
    tellSoon();
  });
  tellNow(false);
})();
