// The files that Python is made of, `[name, integrity]` each, fetched from the folder `from`.

import { withNonce } from "./bridge/hiding.js";

// As `<link rel="preload" as="fetch">` asks for it, so that a page that has one gets the file once:
// on the page's own origin without `crossorigin`, as WebKit would have it, on others with.
export async function fetched(from, [name, integrity]) {
  const isOwn = from.startsWith(location.origin + "/");
  const how = isOwn ? { mode: "no-cors", credentials: "include" } : {};
  const response = await fetch(from + name, { ...how, integrity });
  if (!response.ok) throw new Error(name + ": status " + response.status);
  return response;
}

// Compiled while it comes, where the server calls it what it is.
export async function compiled(from, asset) {
  const response = await fetched(from, asset);
  return /^application\/wasm/.test(response.headers.get("content-type"))
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

// A dead interpreter shares nothing with the next one, not even the module of its loader: each
// `attempt` after the first has its own.
export function imported(from, [name, integrity], attempt) {
  const url = from + name + (attempt ? "?" + attempt : "");
  // `import` takes no hash; what was fetched before under the same address counts as its. The page
  // keeps nothing of it.
  const link = withNonce(document.createElement("link"));
  link.rel = "modulepreload";
  link.integrity = integrity;
  link.href = url;
  (document.head || document.documentElement).appendChild(link);
  return import(url).finally(() => link.remove());
}
