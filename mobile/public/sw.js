// Starts the app without a network, and shows notices while it is closed.
//
// The name of the cache changes with any file of the app. A new version fetches its files beside the
// old one's and takes over when no window of the app is open, so that a running app never mixes two versions.

const CACHE = "truckroll-engineer-{{version}}";
const PAGE = "/engineer/";
const LIST = "/engineer/assets.json";
const WORDS = "truckroll-words";
// Made by the server for whoever asks, so it is never kept.
const MANIFEST = "/engineer/manifest.webmanifest";

async function fill() {
  const listed = await (await fetch(LIST, { cache: "no-store" })).json();
  const cache = await caches.open(CACHE);
  const wanted = [{ url: PAGE, immutable: false }, ...listed.files].filter(
    ({ url, on_demand }) => !on_demand && url !== "/engineer/index.html" && url !== "/engineer/sw.js" && url !== MANIFEST,
  );
  await Promise.all(
    wanted.map(async ({ url, immutable }) => {
      const answer = await fetch(url, { cache: immutable ? "default" : "no-cache" });
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      await cache.put(url, answer);
    }),
  );
}

async function clear() {
  for (const name of await caches.keys()) {
    if (name.startsWith("truckroll-engineer-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

// The map's program and outline are large and needed by one screen: they are kept once the app is there, unless the
// person saves data; then, like whatever else is fetched on demand, when they are first shown.
async function keepMap() {
  if (navigator.connection?.saveData) return;
  const cache = await caches.open(CACHE);
  const listed = await (await kept(LIST, LIST)).json();
  for (const { url, on_demand } of listed.files) {
    if (on_demand && !(await cache.match(url, { ignoreVary: true }))) await kept(url, url);
  }
}

self.addEventListener("message", (event) => {
  if (event.data === "map") event.waitUntil(keepMap().catch(() => {}));
});

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(clear()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname === MANIFEST) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith(PAGE)) event.respondWith(kept(PAGE, request));
  } else if (url.pathname.startsWith(PAGE) || url.pathname.startsWith("/shared/")) {
    event.respondWith(kept(url.pathname, request));
  }
});

async function kept(path, request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(path, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok && path.startsWith("/shared/")) await cache.put(path, answer.clone());
  return answer;
}

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));

async function show(data) {
  let notice = {};
  try {
    notice = data?.json() ?? {};
  } catch {
    // A notice that cannot be read is still a notice.
  }
  const windows = await self.clients.matchAll({ type: "window" });
  if (windows.some((window) => window.visibilityState === "visible" && window.focused)) return;
  const cache = await caches.open(WORDS);
  const words = await (await cache.match("/engineer/words.json"))?.json().catch(() => ({})) ?? {};
  const title = words[notice.kind] ?? notice.title ?? words.other ?? "Truckroll";
  await self.registration.showNotification(title, {
    body: notice.body ?? "",
    icon: "/engineer/icon-192.png",
    tag: notice.document ?? notice.kind,
    data: { path: leads(notice) },
  });
}

function leads({ on, document }) {
  if (document && on === "visit") return `/engineer/visits/${document}`;
  if (document && on === "ticket") return `/engineer/tickets/${document}`;
  return "/engineer/today";
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path ?? "/engineer/today"));
});

async function open(path) {
  const [window] = await self.clients.matchAll({ type: "window" });
  if (!window) return self.clients.openWindow(path);
  await window.focus();
  return window.navigate(path);
}
