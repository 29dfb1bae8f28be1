// The second file: features that few sites use, loaded when one of them is asked for. It hands itself
// in through one function on the window, whichever way it comes: as a tag, imported, or in one script
// with the first.

import { call, create, get, head } from "./dom.js";
import { withNonce } from "./hiding.js";
import { Error, Promise, URL, define, setTimeout } from "./natives.js";
import { trustedUrl } from "./trusted.js";

const PATIENCE_MS = 30000;

// The tag that this script came by, as it is while that runs.
const tag = /** @type {HTMLScriptElement} */ (get(document, "currentScript"));

/**
 * A script element for the file beside the first. What the first was trusted with goes for it, too:
 * the nonce, and CORS, without which a browser cannot check what comes from elsewhere.
 *
 * @param {string} url
 */
export function loadTag(url) {
  return new Promise((resolve, reject) => {
    const { href, origin } = addressOf(url);
    const script = /** @type {HTMLScriptElement} */ (withNonce(create("script")));
    const crossOrigin = tag && tag.crossOrigin;
    if (crossOrigin) script.crossOrigin = crossOrigin;
    if (crossOrigin || origin === location.origin) script.integrity = __ALLOY_INTEGRITY__;
    script.onload = resolve;
    script.onerror = () => reject(new Error(href + " did not load. Is it there, of the build of "
      + "alloy.js, and allowed by the content security policy?"));
    script.src = trustedUrl(href);
    call(head(), "appendChild", script);
    // It comes all the same, and the page is as it was.
    call(script, "remove");
  });
}

function addressOf(url) {
  try {
    return url ? new URL(url, get(document, "baseURI")) : new URL(__ALLOY_SECOND__, tag.src);
  } catch (nowhere) {
    throw new Error("alloy.js cannot tell from where it came. Name the address of " + __ALLOY_SECOND__
      + ": configure has the option secondFile.");
  }
}

/**
 * `take(its)` gets what the file is made of. What comes back loads it: `bring(url)` gives a promise of
 * null, or of why it does not come; who asks later may have it tried again.
 *
 * @param {string} build
 * @param {(its: any) => void} take
 * @param {(url: string) => Promise<any>} load
 */
export function createSecond(build, take, load) {
  let isThere = false;
  let found = "none";
  /** @type {Promise<any>} */
  let loading;

  define(window, "__alloySecond", (/** @type {string} */ its, made) => {
    found = its;
    if (its !== build || isThere) return;
    isThere = true;
    take(made);
  });

  async function begin(url) {
    try {
      // What stands behind the first file in one script has come by then.
      await Promise.resolve();
      if (!isThere) {
        // The network may lose it once.
        await Promise.race([load(url).catch(() => load(url)), new Promise((resolve, reject) => {
          setTimeout(() => reject(new Error("no answer within " + PATIENCE_MS + " ms.")), PATIENCE_MS);
        })]);
      }
      if (!isThere) {
        throw new Error("what came is of the build " + found + ", and alloy.js of " + build + ".");
      }
      return null;
    } catch ({ message }) {
      return "The second file of alloy.js did not come: " + message + " Or build one file: python "
        + "build.py dist --features all";
    }
  }

  return (/** @type {string} */ url) => {
    loading = loading || begin(url).then((failed) => {
      loading = null;
      return failed;
    });
    return loading;
  };
}
