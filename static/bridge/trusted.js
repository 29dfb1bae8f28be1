// Trusted Types: what offers bring goes to the page through one policy of our own, `alloy_web`. It
// lets everything pass, so it is kept here, where no other script gets hold of it.

import { call, get } from "./dom.js";
import { say } from "./natives.js";

// The policy; null where the page refuses it, or where the browser knows none.
let made;

export function ownPolicy() {
  if (made !== undefined) return made;
  made = null;
  const pass = (text) => text;
  const { trustedTypes } = window;
  try {
    if (trustedTypes && trustedTypes.createPolicy) {
      made = trustedTypes.createPolicy("alloy_web", {
        createHTML: pass, createScript: pass, createScriptURL: pass,
      });
    }
  } catch (refused) {
    say("warn", "[alloy] Offers of HTML cannot be shown. Add to the content security policy: "
      + "trusted-types alloy_web (and 'allow-duplicates', if alloy.js is loaded more than once).");
  }
  return made;
}

let policy = ownPolicy;

// The second file has a copy of this, and of policies of one name most pages allow one.
export function adoptPolicy(its) {
  policy = its;
}

export const trustedHtml = (text) => (policy() ? policy().createHTML(text) : text);
export const trustedScript = (text) => (policy() ? policy().createScript(text) : text);
export const trustedUrl = (text) => (policy() ? policy().createScriptURL(text) : text);

function trusted(element, name, value) {
  if (/^on/.test(name)) return trustedScript(value);
  if (name === "srcdoc") return trustedHtml(value);
  return name === "src" && get(element, "nodeName") === "SCRIPT" ? trustedUrl(value) : value;
}

export function setAttribute(element, name, value) {
  const lower = name.toLowerCase();
  // A content security policy forbids style attributes, and allows this.
  if (lower === "style") get(element, "style").cssText = value;
  else call(element, "setAttribute", name, trusted(element, lower, value));
}
