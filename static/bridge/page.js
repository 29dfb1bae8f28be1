// The page, read in one piece: facts that events and requests are made of.

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function cookies() {
  try {
    return document.cookie;
  } catch (sandboxed) {
    return "";
  }
}

function orientation() {
  const names = ["portrait", "landscape"];
  const told = window.screen && screen.orientation && screen.orientation.type;
  const first = String(told).split("-")[0];
  if (names.includes(first)) return first;
  for (const name of names) {
    if (window.matchMedia && matchMedia("(orientation: " + name + ")").matches) return name;
  }
  return null;
}

// Up to 30 ms the first time, but 0.3 where there is Temporal.
export const zoneName = () => window.Temporal ? Temporal.Now.timeZoneId()
  : Intl.DateTimeFormat().resolvedOptions().timeZone;

// The name changes with the offset, when a visitor travels.
const zone = {};

function timezone(offset) {
  if (zone.offset !== offset) {
    zone.offset = offset;
    try {
      zone.name = zoneName() || null;
    } catch (unknown) {
      zone.name = null;
    }
  }
  return zone.name;
}

// Asks for what a browser takes long to tell the first time.
export function warm() {
  const asks = [facts, cookies, () => sessionStorage.getItem(""), () => localStorage.getItem("")];
  for (const ask of asks) {
    try {
      ask();
    } catch (refused) {
      // Python will be told.
    }
  }
}

// How long an event waits for hints.
const HINTS_MS = 1000;

// What the browser tells of itself when it is asked for more than it tells everyone.
export function clientHints(tell, id, names) {
  const finish = (outcome) => {
    clearTimeout(patience);
    if (id) tell("hints", id, JSON.stringify(outcome));
    id = 0;
  };
  const fail = (error) => finish({ error: String((error && error.message) || error) });
  const patience = setTimeout(fail, HINTS_MS, "no answer within " + HINTS_MS + " ms");
  try {
    const data = navigator.userAgentData;
    if (data) data.getHighEntropyValues(names).then((hints) => finish({ hints })).catch(fail);
    else finish({ hints: {} });
  } catch (refused) {
    fail(refused);
  }
}

function facts() {
  const root = document.documentElement || {};
  const offset = new Date().getTimezoneOffset();
  return {
    url: location.href, hostname: location.hostname, isHttps: location.protocol === "https:",
    referrer: document.referrer, title: document.title, userAgent: navigator.userAgent,
    timezoneOffset: offset, timezone: timezone(offset),
    screenWidth: screen.width, screenHeight: screen.height, orientation: orientation(),
    viewportWidth: root.clientWidth, viewportHeight: root.clientHeight,
    loading: document.readyState === "loading", prerendering: !!document.prerendering,
    globalPrivacyControl: navigator.globalPrivacyControl === true,
  };
}

// A handler of these may be the last thing that the page does.
const LAST = /^(beforeunload|click|submit)$/;

// Readings of the page, for one bridge. What is as it was when last told is left out: every string
// costs Python time.
//
//   moment  what a request needs, right before it leaves; Python uses the uuid for one thing
//   page    what an event needs, when it happens: a moment, and the facts above
export function createReadings() {
  const told = {};

  function tellIfNew(reading, name, value) {
    const text = JSON.stringify(value);
    if (told[name] === text) return;
    told[name] = text;
    reading[name] = value;
  }

  function moment() {
    const reading = { nowMs: Date.now(), uuid: uuid() };
    tellIfNew(reading, "cookies", cookies());
    tellIfNew(reading, "hidden", document.visibilityState === "hidden");
    tellIfNew(reading, "mayEnd", !!window.event && LAST.test(window.event.type));
    return reading;
  }

  function page() {
    const reading = moment();
    tellIfNew(reading, "facts", facts());
    return reading;
  }

  return { moment, page };
}
