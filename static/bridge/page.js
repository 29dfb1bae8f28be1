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

// A handler of these may be the last thing that the page does.
const LAST = /^(beforeunload|click|submit)$/;

// What a request needs, right before it leaves.
export function moment() {
  return {
    nowMs: Date.now(), cookies: cookies(), requestId: uuid(),
    hidden: document.visibilityState === "hidden",
    mayEnd: !!window.event && LAST.test(window.event.type),
  };
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

function timezone() {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone || null;
  } catch (unknown) {
    return null;
  }
}

// What the browser tells of itself when it is asked for more than it tells everyone.
export function clientHints(tell, id, names) {
  const finish = (outcome) => tell("hints", id, JSON.stringify(outcome));
  const fail = (error) => finish({ error: String((error && error.message) || error) });
  try {
    const data = navigator.userAgentData;
    if (data) data.getHighEntropyValues(names).then((hints) => finish({ hints })).catch(fail);
    else finish({ hints: {} });
  } catch (refused) {
    fail(refused);
  }
}

// What an event needs, when it happens.
export function page() {
  const now = new Date();
  const root = document.documentElement || {};
  return {
    url: location.href, hostname: location.hostname, isHttps: location.protocol === "https:",
    referrer: document.referrer, title: document.title, userAgent: navigator.userAgent,
    nowMs: now.getTime(), timezoneOffset: now.getTimezoneOffset(), timezone: timezone(),
    screenWidth: screen.width, screenHeight: screen.height, orientation: orientation(),
    viewportWidth: root.clientWidth, viewportHeight: root.clientHeight,
    cookies: cookies(), loading: document.readyState === "loading",
    prerendering: !!document.prerendering,
    globalPrivacyControl: navigator.globalPrivacyControl === true,
  };
}
