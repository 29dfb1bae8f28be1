// The files that Python is made of, `[name, integrity]` each, fetched from the folder `from`.

import { Error } from "./bridge/natives.js";

// As `<link rel="preload" as="fetch">` asks for it, so that a page that has one gets the file once:
// on the page's own origin without `crossorigin`, as WebKit would have it, on others with.
export async function fetched(from, [name, integrity]) {
  const isOwn = from.startsWith(location.origin + "/");
  const how = isOwn ? { mode: "no-cors", credentials: "include" } : {};
  const response = await window.fetch(from + name, { ...how, integrity });
  if (!response.ok) throw new Error(name + ": status " + response.status);
  return response;
}

// Compiled while it comes, where the server calls it what it is.
export async function compiled(from, asset) {
  const response = await fetched(from, asset);
  return /^application\/wasm/.test(response.headers.get("content-type"))
    ? window.WebAssembly.compileStreaming(response)
    : window.WebAssembly.compile(await response.arrayBuffer());
}
