// The page, read in one piece: facts that events and requests are made of. What the page has made
// of them is not said: a text that is none is empty, a number that is none is null.

import { browsers, get, root } from "./dom.js";
import {
  Intl, JSON, Math, String, Uint8Array, clearTimeout, filter, has, map, nowMs, setTimeout,
  timezoneOffset,
} from "./natives.js";
import { zoneName } from "./zone.js";

const text = (value) => (typeof value === "string" ? value : "");
// A size may be text; what of it is a number, the SDK tells.
const number = (value) => (typeof value === "number" || typeof value === "string" ? value : null);
const textOf = (name) => text(get(document, name));

// Made when there was time.
let ready = "";
export function prepare() {
  ready = ready || freshUuid();
}

export function uuid() {
  prepare();
  const taken = ready;
  ready = "";
  return taken;
}

function freshUuid() {
  const crypto = browsers("crypto", "Crypto");
  if (crypto && crypto.randomUUID) return crypto.randomUUID();
  const bytes = new Uint8Array(16);
  if (crypto) crypto.getRandomValues(bytes);
  else for (let index = 0; index < 16; index++) bytes[index] = Math.random() * 256;
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return map(bytes, (byte, index) => (has([4, 6, 8, 10], index) ? "-" : "")
    + (byte + 256).toString(16).slice(1)).join("");
}

function cookies() {
  try {
    return textOf("cookie");
  } catch (sandboxed) {
    return "";
  }
}

const ORIENTATIONS = ["portrait", "landscape"];

function orientation(screen) {
  const first = screen && screen.orientation && String(screen.orientation.type).split("-")[0];
  if (has(ORIENTATIONS, first)) return first;
  try {
    return filter(ORIENTATIONS, (name) => window.matchMedia("(orientation: " + name + ")").matches)[0];
  } catch (replaced) {
    return null;
  }
}

// The name changes with the offset, when a visitor travels.
/** @type {{offset?: number, name?: string}} */
const zone = {};

function timezone(offset) {
  if (zone.offset !== offset) {
    zone.offset = offset;
    try {
      zone.name = zoneName({ Intl, Temporal: browsers("Temporal", "Temporal") }) || null;
    } catch (unknown) {
      zone.name = null;
    }
  }
  return zone.name;
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
  const patience = setTimeout(() => fail("no answer within " + HINTS_MS + " ms"), HINTS_MS);
  try {
    const data = window.navigator.userAgentData;
    if (data) data.getHighEntropyValues(names).then((hints) => finish({ hints })).catch(fail);
    else finish({ hints: {} });
  } catch (refused) {
    fail(refused);
  }
}

// What stays as it is as long as the page is there: the browser makes it anew for each who asks.
let lasting;

function facts() {
  lasting = lasting || {
    hostname: location.hostname, isHttps: location.protocol === "https:",
    userAgent: text(window.navigator.userAgent),
  };
  const html = root() || {};
  const screen = browsers("screen", "Screen") || {};
  const offset = timezoneOffset();
  return {
    ...lasting,
    url: location.href, referrer: textOf("referrer"),
    timezoneOffset: offset, timezone: timezone(offset),
    screenWidth: number(screen.width), screenHeight: number(screen.height),
    orientation: orientation(screen) || null,
    viewportWidth: number(html.clientWidth), viewportHeight: number(html.clientHeight),
    prerendering: get(document, "prerendering") === true,
    globalPrivacyControl: window.navigator.globalPrivacyControl === true,
  };
}

// A handler of these may be the last thing that the page does.
const LAST = /^(beforeunload|click|submit)$/;

// Readings of the page, for one bridge. What is as it was when last sent is left out: every string
// costs an interpreter time.
//
//   moment  what a request needs, right before it leaves; an interpreter uses the uuid for one thing,
//           compiled it is asked for
//   page    what an event needs, when it happens: a moment, and the facts above
export function createReadings() {
  const last = {};

  function tellIfNew(reading, name, value) {
    if (!__ALLOY_COMPILED__) {
      const written = JSON.stringify(value);
      if (last[name] === written) return;
      last[name] = written;
    }
    reading[name] = value;
  }

  function moment() {
    /** @type {any} */
    const reading = { nowMs: nowMs() };
    if (!__ALLOY_COMPILED__) reading.uuid = uuid();
    tellIfNew(reading, "cookies", cookies());
    tellIfNew(reading, "title", textOf("title"));
    tellIfNew(reading, "online", window.navigator.onLine !== false);
    tellIfNew(reading, "hidden", textOf("visibilityState") === "hidden");
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
