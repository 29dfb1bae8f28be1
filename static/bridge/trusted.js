// Trusted Types: what offers bring goes to the page through one policy of our own, `alloy_web`. It
// lets everything pass, so it is kept here, where no other script gets hold of it.

// The policy; null where the page refuses it, or where the browser knows none.
let made;

function policy() {
  if (made !== undefined) return made;
  made = null;
  const pass = (text) => text;
  try {
    if (window.trustedTypes) {
      made = trustedTypes.createPolicy("alloy_web", {
        createHTML: pass, createScript: pass, createScriptURL: pass,
      });
    }
  } catch (refused) {
    console.warn("[alloy] The content security policy does not allow the Trusted Types policy "
      + "alloy_web, so offers of HTML cannot be shown. Add it: trusted-types alloy_web (and "
      + "'allow-duplicates', if alloy.js is loaded more than once).");
  }
  return made;
}

export const trustedHtml = (text) => (policy() ? policy().createHTML(text) : text);
export const trustedScript = (text) => (policy() ? policy().createScript(text) : text);
export const trustedUrl = (text) => (policy() ? policy().createScriptURL(text) : text);

export function setAttribute(element, name, value) {
  const lower = name.toLowerCase();
  // A content security policy forbids style attributes, and allows this.
  if (lower === "style") element.style.cssText = value;
  else if (lower.startsWith("on")) element.setAttribute(name, trustedScript(value));
  else if (lower === "srcdoc") element.setAttribute(name, trustedHtml(value));
  else if (lower === "src" && element.nodeName === "SCRIPT") element.setAttribute(name, trustedUrl(value));
  else element.setAttribute(name, value);
}
