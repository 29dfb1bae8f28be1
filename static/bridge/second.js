// The second file: features that few sites use, loaded when one of them is asked for. It hands itself
// in through one function on the window, whichever way it comes: as a tag, imported, or in one script
// with the first.

import { call, create, head } from "./dom.js";
import { withNonce } from "./hiding.js";
import { Error, JSON, Promise, URL, define, say, setTimeout } from "./natives.js";
import { trustedUrl } from "./trusted.js";

const PATIENCE_MS = 30000;

// The tag that this script came by, as it is while that runs.
const tag = /** @type {HTMLScriptElement} */ (document.currentScript);

/**
 * A script element for the file beside the first. What the first was trusted with goes for it, too:
 * the nonce, and CORS, without which a browser cannot check what comes from elsewhere.
 *
 * @param {string} url
 */
export function loadTag(url) {
  return new Promise((resolve, reject) => {
    const script = /** @type {HTMLScriptElement} */ (withNonce(create("script")));
    const address = addressOf(url);
    const crossOrigin = tag && tag.crossOrigin;
    if (crossOrigin) script.crossOrigin = crossOrigin;
    if (crossOrigin || address.origin === location.origin) script.integrity = __ALLOY_INTEGRITY__;
    script.onload = resolve;
    script.onerror = () => reject(new Error(address.href + " did not load. Is it there, is it of this "
      + "build, and does the content security policy allow it?"));
    script.src = trustedUrl(address.href);
    call(head(), "appendChild", script);
  });
}

function addressOf(url) {
  try {
    return url ? new URL(url, document.baseURI) : new URL(__ALLOY_SECOND__, tag.src);
  } catch (nowhere) {
    throw new Error("alloy.js cannot tell from where it came itself, and so not where "
      + __ALLOY_SECOND__ + " is. Name its address: the option secondFile of configure.");
  }
}

/**
 * `take(make)` gets what the file is made of. What comes back is the verb that loads it.
 *
 * @param {string} build
 * @param {(make: any) => void} take
 * @param {(url: string) => Promise<any>} load
 */
export function createSecond(build, take, load) {
  let isThere = false;
  let foreign = "";
  /** @type {Promise<any>} */
  let loading;

  define(window, "__alloySecond", (/** @type {string} */ its, make) => {
    if (its !== build) foreign = its;
    else if (!isThere) {
      isThere = true;
      take(make);
    }
  });

  async function begin(url) {
    try {
      // What stands behind the first file in one script has come by then.
      await null;
      if (isThere) return null;
      const late = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("it did not come within " + PATIENCE_MS + " ms.")), PATIENCE_MS);
      });
      await Promise.race([load(url), late]);
      if (isThere) return null;
      if (foreign) {
        throw new Error("it is of another build (" + foreign + ") than alloy.js (" + build + "). Put "
          + "the files of one build there.");
      }
      throw new Error("what came is not that file.");
    } catch (error) {
      return "The second file of alloy.js is needed, and did not come: " + error.message + " Or build "
        + "one file: python build.py dist --features all";
    }
  }

  return (tell, id, url) => {
    loading = loading || begin(url).then((failed) => {
      loading = null;
      return failed;
    });
    loading.then((failed) => tell("second", id, JSON.stringify({ failed })));
  };
}
