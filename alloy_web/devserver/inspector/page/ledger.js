// Runs in the pages that are looked at, not in the inspector: sends what `explain` says, whenever that
// has changed, to the edge that this script came from. Which pages are looked at is decided in
// engine/inspection.py; what others are like, another instance of theirs too, stays with them.

(() => {
  const PAUSE_MS = 200;
  // A browser sends no more than 64 KB after a page has gone.
  const MOST_LAST_LINES = 100;
  const page = /** @type {any} */ (window);
  const tag = /** @type {HTMLScriptElement} */ (document.currentScript);
  const { origin } = new URL(tag.src);
  if (page.__alloyInspected) return;
  page.__alloyInspected = true;
  try {
    // For the pages that follow in this tab.
    sessionStorage.setItem("alloy_inspect", "1");
  } catch (blocked) {
    // Then each of them has to be asked.
  }

  const load = crypto.randomUUID();
  /** Addresses that the page has had: routes of an application change them. */
  const pages = new Set();
  const told = new Map();
  let waiting = 0;

  function scripts() {
    const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
    return entries
      .filter(({ initiatorType, name }) => initiatorType === "script" && name.includes("alloy"))
      .map(({ name, startTime, responseEnd }) => ({
        script: name.split("/").pop(), askedMs: Math.round(startTime), hereMs: Math.round(responseEnd),
      }));
  }

  async function tell(name, isLast) {
    const explained = await page[name]("explain");
    if (!explained.offers) return;
    const { boot, events } = explained;
    const now = {
      page: location.href, pages: [...pages], instance: name, load,
      explained: {
        ...explained,
        events: isLast ? events.slice(-MOST_LAST_LINES) : events,
        boot: { ...boot, madeMs: Date.parse(boot.madeAt) - Math.round(performance.timeOrigin), scripts: scripts() },
        browser: { globalPrivacyControl: page.navigator.globalPrivacyControl ?? null, onLine: navigator.onLine },
      },
    };
    const body = JSON.stringify(now);
    if (told.get(name) === body) return;
    told.set(name, body);
    await fetch(origin + "/_edge/ledgers", {
      method: "POST", headers: { "content-type": "application/json" }, credentials: "omit",
      keepalive: isLast, body,
    });
  }

  function tellAll(isLast) {
    clearTimeout(waiting);
    waiting = 0;
    pages.add(location.href);
    for (const name of page.__alloyNS || []) {
      // The edge may have ended, and the name may be another library's.
      tell(name, isLast).catch(() => told.delete(name));
    }
  }

  function tellSoon() {
    pages.add(location.href);
    waiting ||= setTimeout(() => tellAll(false), PAUSE_MS);
  }

  // Whoever asks for an explanation is no news.
  const onCall = ({ commandName }) => commandName !== "explain" && tellSoon();
  const monitor = {
    onBeforeCommand: onCall, onCommandResolved: onCall, onCommandRejected: onCall,
    onEvent: tellSoon, onContentRendering: tellSoon,
  };
  const monitors = page.__alloyMonitors;
  page.__alloyMonitors = [...(Array.isArray(monitors) ? monitors : monitors ? [monitors] : []), monitor];

  addEventListener("pagehide", () => tellAll(true));
  addEventListener("pageshow", tellSoon);
  tellAll(false);
})();
