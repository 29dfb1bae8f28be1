// The first flight's own code, under Node, on pages that are plain objects.
//
// Reads {"script": path of the bundle, "cases": […]} from stdin, prints a JSON list: for each
// case the request, {"url", "body", "stored": the local storage}, or null where it stands back; for a
// case with an `answer`, the cookies that are kept of it, as they were written.

import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

const { script, cases } = JSON.parse(readFileSync(0, "utf8"));
const code = readFileSync(script, "utf8");
const SUFFIXES = ["com", "net", "org", "co.uk"];

// As hosts/memory/host.py keeps cookies.
function jarOf(cookies, hostname) {
  const jar = new Map(Object.entries(cookies));
  return {
    get text() {
      return [...jar.keys()].sort().map((name) => name + "=" + jar.get(name)).join("; ");
    },
    set(text) {
      const [pair, ...attributes] = text.split("; ");
      const at = pair.indexOf("=");
      const domain = (attributes.find((each) => each.startsWith("domain=")) || "").slice(7);
      if (SUFFIXES.includes(domain)) return;
      if (domain && domain !== hostname && !hostname.endsWith("." + domain)) return;
      if (attributes.includes("max-age=0")) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    },
  };
}

function pageOf({ page, cookies, cookieText, nowMs, refusesCookies, window = {} }) {
  process.env.TZ = page.timezone;
  const location = Object.assign(new URL(page.url), { toString() { return page.url; } });
  const jar = jarOf(cookies, location.hostname);
  return {
    location, URL, Blob, atob, __alloyNS: ["alloy"], ...window,
    crypto: { randomUUID: () => "00000000-0000-4000-8000-000000000001" },
    navigator: {
      userAgent: page.userAgent, globalPrivacyControl: page.globalPrivacyControl,
    },
    screen: {
      width: page.screenWidth, height: page.screenHeight,
      orientation: { type: page.orientation + "-primary" },
    },
    document: {
      referrer: page.referrer, prerendering: page.prerendering,
      documentElement: { clientWidth: page.viewportWidth, clientHeight: page.viewportHeight },
      get cookie() { return cookieText || jar.text; },
      set cookie(text) { if (!refusesCookies) jar.set(text); },
    },
    told: JSON.stringify({ nowMs, url: page.url }),
  };
}

// A browser's storage: its keys are properties, and so are its methods.
const storageOf = (entries) => Object.assign(Object.create({
  setItem(key, value) { this[key] = value; },
}), entries);

function outcomeOf(each) {
  const page = pageOf(each);
  page.window = page;
  page.localStorage = storageOf(each.stored);
  createContext(page);
  runInContext(code, page);
  if (each.answer) {
    const written = [];
    const document = { set cookie(text) { written.push(text); } };
    const prefix = "kndctr_" + each.config.orgId.replace("@", "_") + "_";
    Object.assign(page, { document, prefix, answer: each.answer, domain: each.domain });
    runInContext("flight.keep(prefix, domain, answer)", page);
    return written;
  }
  page.calls = each.js || JSON.stringify([
    ["configure", each.config], each.call || ["event", { type: "viewStart" }]]);
  return JSON.parse(runInContext(`
    const at = JSON.parse(told);
    Date.now = () => at.nowMs;
    (() => {
      try {
        const [configure, call] = eval("(" + calls + ")");
        const config = flight.read(configure);
        const made = flight.compose(config, [{ 2: call, page: at }], true);
        if (config.keepUnsent) flight.store(config, made);
        return JSON.stringify({ url: made.url, body: JSON.parse(made.body), stored: localStorage });
      } catch (standsBack) {
        return "null";
      }
    })()`, page));
}

console.log(JSON.stringify(cases.map(outcomeOf)));
