// The files that Python is made of, `[name, integrity]` each, fetched from the folder `from`.

// As `<link rel="preload" as="fetch">` asks for it, so that a page that has one gets the file once:
// on the page's own origin without `crossorigin`, as WebKit would have it, on others with. What is
// on the own origin by its address only (it redirects to another host; the page is sandboxed, and
// has no origin) comes like that not at all, and is asked for once more.
export async function fetched(from, [name, integrity]) {
  const get = (how) => fetch(from + name, { ...how, integrity });
  const isOwn = from.startsWith(location.origin + "/");
  const response = isOwn && window.origin !== "null"
    ? await get({ mode: "no-cors", credentials: "include" }).catch(() => get())
    : await get();
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
