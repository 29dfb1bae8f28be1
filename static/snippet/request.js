// The request of events, as the SDK would send it: the same address and the same body.

import { zoneName } from "../bridge/zone.js";
import { findDomain, takes } from "./cookies.js";
import { demand, read } from "./options.js";

// Address and cookies that the SDK knows more of: a page opened for authoring, or with an identity
// or a debugging session in its address; cookies of Target.
const SPECIAL = /^(?!https?:)|adobe_(authoring|mc)|adb_validation|mbox|at_qa_mode/;

// Browsers that take no cookies of other sites, as alloy_web/core/browsers.py guesses.
const STRICT = /^(?!.*(Chrom\w+\/(?!.*OPR)|Edge?\/)).*(Firefox\/|Version\/.*Safari)/;

// Keys of `data` with which a text is no XDM.
const FREE = RegExp(__ALLOY_FREE__);

const isObject = (value) => value && value.constructor === Object;

// Later ones win leaf by leaf. Changes the first.
function merge(target, source) {
  for (const key in source) {
    const value = source[key];
    target[key] = isObject(value) ? merge(isObject(target[key]) ? target[key] : {}, value) : value;
  }
  return target;
}

// The request of queued calls; `page` of each tells when and where it was made. `isAhead`: there is
// one, of the first view, and the SDK will show the answer. Else nobody will, and what is not understood
// is left out: `items` are those that are in.
export function compose(config, items, isAhead) {
  const { cookie } = document;
  demand(config.datastreamId && !SPECIAL.test(location + cookie) && !(document.prerendering
    || window.Visitor || window.__alloyMonitors || __alloyNS[1]
    || config.honorGlobalPrivacyControl && navigator.globalPrivacyControl));
  const prefix = "kndctr_" + config.orgId.replace("@", "_") + "_";
  const jar = {};
  // The first of two with one name counts.
  cookie.split("; ").reverse().forEach((pair) => {
    const [name, value] = pair.split(/="?(.*?)"?$/);
    if (name.startsWith(prefix)) jar[name] = decodeURIComponent(value);
  });
  const known = jar[prefix + "identity"];
  const consent = jar[prefix + "consent"];
  demand(consent ? known && consent === "general=in" : config.defaultConsent !== "pending");
  const hasCore = config.thirdPartyCookiesEnabled !== false && !STRICT.test(navigator.userAgent);
  // Else the request that asks for an identity brings an older one.
  if (/s_ecid|AMCV_/.test(cookie)) demand(known);

  const taken = [];
  const events = [];
  let size = 0;
  for (const item of items) {
    try {
      // What comes after it waits for the visitor's choice.
      if (item[2][0] === "setConsent") break;
      const event = describe(config, item, isAhead);
      size += JSON.stringify(event).length;
      // A third of the bytes that may be in flight when a page is left: a letter has up to three.
      demand(size < 19000);
      events.push(event);
      taken.push(item);
    } catch (notUnderstood) {
      // The SDK does it, should it come.
    }
  }
  demand(taken[0]);
  const domain = findDomain();
  // Else the visitor is known to the SDK only.
  demand(cookie || domain || takes(""));
  const host = !known && hasCore ? __ALLOY_IDENTITY_DOMAIN__
    : config.edgeDomain || __ALLOY_EDGE_DOMAIN__;
  const entries = Object.keys(jar).sort().map((key) => ({ key, value: jar[key] }));
  const hint = jar[prefix + "cluster"] || "";
  const id = crypto.randomUUID();
  const body = JSON.stringify({
    meta: {
      state: {
        domain,
        cookiesEnabled: true,
        // The first party's own come as cookies.
        entries: entries[0] && !(domain && host.split(":")[0].endsWith(domain)) ? entries : undefined,
      },
      queueTimeMillis: Date.now() - taken[0].page.nowMs,
    },
    query: { identity: { fetch: hasCore ? ["ECID", "CORE"] : ["ECID"] } },
    events,
  });
  const url = (/^(localhost|127\.0\.0\.1)(:|$)/.test(host) ? "http://" : "https://") + host
    + "/" + __ALLOY_BASE_PATH__ + "/" + (/^[a-z\d-]{1,63}$/i.test(hint) ? hint + "/" : "")
    + "v1/" + (known && !isAhead ? "collect" : "interact")
    + "?configId=" + config.datastreamId + "&requestId=" + id;
  return { known, id, url, body, prefix, domain, events, items: taken };
}

// An event as it stands in a request.
function describe(config, { 2: call, page: { nowMs, url } }, isAhead) {
  // The page has loaded: the automatic view.
  if (call === "loaded") call = ["event", { type: "viewStart" }];
  const { type, name, data: given, xdm: explicit, documentUnloading } = read(call);
  demand(!(documentUnloading && isAhead));
  const [command] = call;
  const isSendEvent = command === "sendEvent";
  const isEvent = command === "event";
  const isView = command === "view" ? name : isEvent && type === "viewStart";
  demand(isSendEvent || isView || (isEvent && !isAhead));
  const { clientWidth, clientHeight, name: taken } = /** @type {any} */ (document.documentElement);
  // An image may have the name of a property of the document.
  demand(!(taken || /** @type {any} */ (document.referrer).name));
  const offset = new Date(nowMs).getTimezoneOffset();
  const clock = (ms) => new Date(ms).toISOString();
  const data = {};
  const xdm = isView ? {
    eventType: "web.webpagedetails.pageViews", web: { webPageDetails: { pageViews: { value: 1 } } },
  } : { eventType: type };
  const collected = {
    timestamp: clock(nowMs),
    implementationDetails: {
      name: __ALLOY_NAME__, version: __ALLOY_VERSION__, environment: "browser",
    },
    web: { webPageDetails: { URL: url }, webReferrer: { URL: document.referrer } },
    device: {
      screenWidth: screen.width,
      screenHeight: screen.height,
      screenOrientation: screen.orientation.type.split("-")[0],
    },
    environment: {
      type: "browser",
      browserDetails: { viewportWidth: clientWidth, viewportHeight: clientHeight },
    },
    placeContext: {
      localTimezoneOffset: offset,
      localTime: clock(nowMs - offset * 60000).replace("Z", offset > 0 ? "-" : "+")
        + clock(Math.abs(offset) * 60000).slice(11, 16),
      ianaTimezone: zoneName(),
    },
  };
  for (const group of config.context ? __ALLOY_CONTEXT__.split(" ") : []) {
    if (!config.context.includes(group)) delete collected[group];
  }
  for (const key in given) {
    const value = given[key];
    const isXdm = !isSendEvent && isObject(value) && /^(web|_[a-z\d].*)$/i.test(key);
    // Other objects and arrays may be XDM, or not: the SDK knows.
    demand(isXdm || isSendEvent || (value instanceof Object ? /^__/ : FREE).test(key));
    merge(isXdm ? xdm : data, { [key]: value });
  }
  if (name) merge(xdm, { web: { webPageDetails: { name, viewName: name } } });
  merge(xdm, explicit);
  // By this the server's side tells an event that comes twice.
  if (config.keepUnsent && !(xdm._id && xdm._id.trim)) xdm._id = crypto.randomUUID();
  const { host, pathname } = new URL(url);
  return {
    xdm: merge(collected, xdm),
    data: Object.keys(data)[0] ? data : undefined,
    query: isAhead ? { personalization: {
      schemas: __ALLOY_SCHEMAS__.split(" ").map((schema) => __ALLOY_NAMESPACE__ + schema),
      decisionScopes: ["__view__"],
      surfaces: ["web://" + host + (pathname.replace(/\/*$/, "") || "/")],
    } } : undefined,
  };
}
