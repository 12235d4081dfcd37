// Works offline after the first visit, and never mixes two releases.
//
// A release is one index.html with the files it names; file names carry the hash of their content. Each release has a cache of its own,
// named by the digest of its index.html. The page itself is put in last: a cache without it was cut off and is never used.
//
//   the page           from the network; from the newest whole release when the network fails or is silent for 4 seconds
//   hashed files       from any release's cache, else from the network: what a hash names never changes
//   other files        from the network, else from the cache
//
// When a new version is deployed, the next visit gets it at once, with its own hashed files from the network; its cache is filled beside
// the old one. The release before it is kept, so that a tab which is still open on it can start its worker; older ones go.
//
// One host may serve many apps: caches carry this app's name and path, and nobody else's are touched.

const SCOPE = self.registration.scope;
const PREFIX = `sextant:${new URL(SCOPE).pathname}:`;
const PATIENCE_MS = 4000;
const RELEASES_KEPT = 2;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fetch(SCOPE, { cache: "no-cache" }).then(keepRelease));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(SCOPE)) return;
  if (isPage(url)) {
    event.respondWith(page(event));
  } else if (isHashed(url)) {
    event.respondWith(kept(url).then((found) => found ?? fetch(request)));
  } else if (request.mode !== "navigate") {
    event.respondWith(fetch(request).catch(async (error) => {
      const found = await kept(url);
      if (found) return found;
      throw error;
    }));
  }
});

function isPage(url) {
  const name = url.href.slice(SCOPE.length).replace(/[?#].*$/s, "");
  return name === "" || name === "index.html";
}

function isHashed(url) {
  return /-[0-9a-f]{12,16}(_bg)?\.\w+$/.test(url.pathname);
}

async function page(event) {
  const network = fetch(SCOPE, { cache: "no-cache" });
  // Filling a new release's cache goes on after the answer; if it fails, the old release stays and the next visit tries again.
  event.waitUntil(network.then((answer) => keepRelease(answer.clone())).catch(() => undefined));
  const silent = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const answer = await Promise.race([network.catch(() => undefined), silent]);
  if (answer?.ok) return answer;
  return (await kept(new URL(SCOPE))) ?? answer ?? network;
}

/** Caches the release that this page belongs to, unless it is there already, and forgets all but the last few. */
async function keepRelease(answer) {
  if (!answer.ok) return;
  const html = await answer.clone().text();
  if (!html.includes("data-wasm=")) return; // somebody else's page, such as a network's login
  const name = PREFIX + await digest(html);
  const newest = (await releases())[0];
  if (newest !== name) await caches.delete(name); // an earlier release came back: it is to count as the newest again
  const cache = await caches.open(name);
  if (!(await cache.match(SCOPE))) {
    await cache.addAll(filesNamedIn(html));
    await cache.put(SCOPE, new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
  }
  await forgetAllBut(name);
}

async function forgetAllBut(newest) {
  const others = (await releases()).filter((name) => name !== newest);
  await Promise.all(others.slice(RELEASES_KEPT - 1).map((name) => caches.delete(name)));
}

function filesNamedIn(html) {
  const names = [...html.matchAll(/\s(?:src|href|data-js|data-wasm|data-worker)="([^"]+)"/g)].map((match) => match[1]);
  const files = names.map((name) => new URL(name, SCOPE).href).filter((file) => file.startsWith(SCOPE));
  return [...new Set(files)];
}

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** This app's caches, newest first (the browser lists them in the order of their making). */
async function releases() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && /^[0-9a-f]{64}$/.test(name.slice(PREFIX.length))).reverse();
}

/** The newest kept copy of a file, from releases that are whole. */
async function kept(url) {
  for (const name of await releases()) {
    const cache = await caches.open(name);
    if (!(await cache.match(SCOPE))) continue;
    const found = await cache.match(url.href, { ignoreSearch: true });
    if (found) return found;
  }
  return undefined;
}
