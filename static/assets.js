// The files that Python is made of, `[name, integrity]` each, from the folder `from`.

import { Error, Promise, TypeError, setTimeout } from "./bridge/natives.js";

// How long it waits before it tries again, each time. A network that resets one connection has
// others.
const AGAIN_MS = [300, 1500];

// As bytes.
export const fetched = (from, asset) => tried(from, asset, (response) => response.arrayBuffer());

// Compiled while it comes, where the server calls it what it is.
export const compiled = (from, asset) => tried(from, asset, async (response) => (
  /^application\/wasm/.test(response.headers.get("content-type"))
    ? window.WebAssembly.compileStreaming(response)
    : window.WebAssembly.compile(await response.arrayBuffer())));

async function tried(from, [name, integrity], read) {
  const url = from + name;
  // As `<link rel="preload" as="fetch">` asks for it, so that a page that has one gets the file once:
  // on the page's own origin without `crossorigin`, as WebKit would have it, on others with.
  // What is on the own origin by its address only (a redirect leads to another host; the page is
  // sandboxed, and has no origin) cannot be read then, and is asked for as from another.
  let isOwn = from.startsWith(location.origin + "/") && window.origin !== "null";
  for (let tries = 0; ; tries++) {
    try {
      /** @type {RequestInit} */
      const how = isOwn ? { mode: "no-cors", credentials: "include" } : {};
      const response = await window.fetch(url, { ...how, integrity, cache: tries ? "reload" : "default" });
      if (!response.ok) throw refused(url, response);
      return await read(response);
    } catch (error) {
      // What the network does is a TypeError, and so is a file with another hash.
      if (!(error instanceof TypeError)) throw error;
      if (tries === AGAIN_MS.length) throw await explained(url, error);
      if (!isOwn) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS[tries]));
      isOwn = false;
    }
  }
}

const refused = (url, { status }) => new Error(url + " was answered with status " + status + ".");

// Where there is a hash to check, a browser does not tell what the server said.
async function explained(url, error) {
  const response = await window.fetch(url, { cache: "no-store" }).catch(() => null);
  if (response && response.body) response.body.cancel();
  if (response && !response.ok) return refused(url, response);
  return new Error(url + (response ? " is another file than this build's."
    : " cannot be reached; on another origin it needs CORS.") + " (" + error + ")");
}
