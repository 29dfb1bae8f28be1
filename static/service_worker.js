// A service worker for alloy.js, for sites that want one: later visits start without the server of the
// files, too. It answers for the scripts only, under each of their names; requests of the page, to the
// edge and for everything else pass by.
//
// Names with a hash never change and come from the cache. alloy.js and alloy.module.js are asked for as
// ever, as the site's headers say, and kept for when they cannot be had: so a new build is there at once.
//
// Alone (`register("/dist/alloy.sw.js", {scope: "/"})`) or in a site's own worker
// (`importScripts("/dist/alloy.sw.js")`, before listeners of its own; `self.__alloyBase` says where
// the folder is). Each build has a cache of its own. That of the build before stays until the next
// one comes: a page that is open may still want something from it.

// The hash of each script of this build, by name.
const FILES = __ALLOY_FILES__;
const PREFIX = "alloy-web:";
// Of builds that brought an interpreter. What they kept is of no use any more.
const FORMER_PREFIX = "alloy_web_";
const CACHE = PREFIX + __ALLOY_BUILD__;
// What is kept from the start. The others are, once a page asks for them.
const FIRST = __ALLOY_FIRST__;

// Of this build or another.
const isHashed = (name) => /^alloy(\.extras)?-[0-9a-f]{8}\.js$/.test(name);

const isAlone = /\/alloy\.sw\.js$/.test(location.pathname);
const base = new URL(self.__alloyBase || ".", location.href).href.replace(/\/?$/, "/");

async function keep(name) {
  const cache = await caches.open(CACHE);
  const url = base + name;
  // A hashed name may be kept from the build before; under another one an older file may lie
  // between here and the server.
  const response = (isHashed(name) && await match(caches, name)) || await fetch(url, {
    integrity: FILES[name], cache: isHashed(name) ? "default" : "no-cache", credentials: "omit",
  });
  if (!response.ok) throw new Error("[alloy] " + url + ": status " + response.status);
  await cache.put(url, response.clone());
  return response;
}

const match = (where, name) => where.match(base + name, { ignoreVary: true });

const kept = async (name) => match(await caches.open(CACHE), name);

// From this build, the network, the build before.
async function hashed(name, request) {
  const found = await kept(name) || (name in FILES && await keep(name).catch(() => null));
  return found || await match(caches, name) || fetch(request);
}

async function named(name, request) {
  let response = null;
  try {
    response = await fetch(request);
    // Another origin's that may not be looked at; or one that is as it should be.
    if (response.type === "opaque" || response.ok) return response;
  } catch (error) {
    // It cannot be had.
  }
  return await kept(name) || response || Response.error();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.replace(/[?#].*/, "");
  if (request.method !== "GET" || !url.startsWith(base)) return;
  const name = url.slice(base.length);
  if (isHashed(name)) event.respondWith(hashed(name, request));
  else if (name in FILES) {
    event.respondWith(named(name, request));
    event.waitUntil(kept(name).then((found) => found || keep(name)).catch(() => {}));
  }
});

addEventListener("install", (event) => {
  if (isAlone) skipWaiting();
  const all = Promise.all(FIRST.map(keep));
  // A site's own worker is not to fail because of us.
  event.waitUntil(isAlone ? all : all.catch((error) => console.warn(error.message)));
});

addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => {
    const older = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    const former = names.filter((name) => name.startsWith(FORMER_PREFIX));
    return Promise.all([...former, ...older.slice(0, -1)].map((name) => caches.delete(name)));
  }));
});
