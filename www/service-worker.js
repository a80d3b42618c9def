// Caches the page's own files for offline use. The build writes the list: each file's address and
// SHA-256. Requests for other files go to the network.
const VERSION = "";
const FILES = [];
const CACHE = `whence-files-${VERSION}`;
const SHARED = "whence-shared";

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Only complete and correct files are cached: no error page, no part of a file.
async function keep(cache, [address, hash]) {
  // The HTTP cache comes first. If it has another version, the file is fetched again.
  for (const mode of ["default", "reload"]) {
    const answer = await fetch(address, { cache: mode });
    if (!answer.ok) continue;
    const body = await answer.clone().arrayBuffer();
    if (hex(await crypto.subtle.digest("SHA-256", body)) === hash) return cache.put(address, answer);
  }
  throw new Error(`${address} is not what this version needs`);
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map((file) => keep(cache, file)));
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("whence-files-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(request) {
  const url = new URL(request.url);
  const home = new URL(registration.scope);
  const isHome = [home.pathname, `${home.pathname}index.html`].includes(url.pathname);
  const wanted = request.mode === "navigate" && isHome ? home.href : request;
  const kept = await (await caches.open(CACHE)).match(wanted);
  return kept ?? fetch(request);
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
