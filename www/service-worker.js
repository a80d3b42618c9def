// Caches the page's own files for offline use. The build writes the list: each file's address and
// SHA-256. Requests for other files go to the network.
const VERSION = "";
const FILES = [];
const PROBE = [];
const CACHE = `whence-files-${VERSION}`;
const SHARED = "whence-shared";

const hashes = new Map(FILES.map(([address, hash]) => [new URL(address, location).href, hash]));

// The page has two workers, one with relaxed SIMD. A browser keeps the one that it runs.
const other = WebAssembly.validate(Uint8Array.from(PROBE)) ? "plain-worker" : "worker";
const wanted = FILES.filter(([address]) => !address.startsWith(`${other}-`));

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function is(answer, hash) {
  const body = await answer.clone().arrayBuffer();
  return hex(await crypto.subtle.digest("SHA-256", body)) === hash;
}

// Only complete and correct files are cached: no error page, no part of a file.
async function keep(cache, [address, hash]) {
  // The HTTP cache comes first. If it has another version, the file is fetched again.
  for (const mode of ["default", "reload"]) {
    const answer = await fetch(address, { cache: mode });
    if (!(answer.ok && (await is(answer, hash)))) continue;
    await cache.put(address, answer.clone());
    return answer;
  }
  throw new Error(`${address} is not what this version needs`);
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(wanted.map((file) => keep(cache, file)));
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("whence-files-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

// Every page of this host can change what is cached, so that it is checked whenever it is used.
async function answer(request) {
  const url = new URL(request.url);
  // A place within a page is not part of its address.
  url.hash = "";
  const home = new URL(registration.scope);
  const isHome = [home.pathname, `${home.pathname}index.html`].includes(url.pathname);
  const address = request.mode === "navigate" && isHome ? home.href : url.href;
  const hash = hashes.get(address);
  if (!hash) return fetch(request);
  const cache = await caches.open(CACHE);
  const cached = await cache.match(address);
  if (cached && (await is(cached, hash))) return cached;
  return keep(cache, [address, hash]).catch(() => fetch(request));
}

// Caches pictures that another program shares, for the page to read.
async function receive(request) {
  const form = await request.formData();
  const cache = await caches.open(SHARED);
  const files = form.getAll("pictures").filter((file) => file instanceof File);
  await Promise.all(
    files.map((file, index) => {
      const headers = { "content-type": file.type, "x-name": encodeURIComponent(file.name) };
      return cache.put(`./shared/${index}`, new Response(file, { headers }));
    }),
  );
  return Response.redirect("./#shared", 303);
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", ({ data }) => data === "take over" && skipWaiting());
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== origin) return;
  if (request.method === "POST" && url.pathname === new URL("share", registration.scope).pathname)
    event.respondWith(receive(request));
  else if (request.method === "GET") event.respondWith(answer(request));
});
