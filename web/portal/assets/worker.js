// Opens published forms without a connection and sends what waits when there is one again.
'use strict';
importScripts('/portal/outbox.js');
const CACHE = 'truckroll-request-1';
const FILES = ['/portal/portal.css', '/portal/request.css', '/portal/outbox.js', '/portal/request.js'];
self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  const old = (names) => Promise.all(names.filter((n) => n.startsWith('truckroll-request-') && n !== CACHE).map((n) => caches.delete(n)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});
// The network first, so that a form is never older than it must be; what was seen last where there is none.
async function answer(request, key) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(key, fresh.clone());
    else if (fresh.status === 404 || fresh.status === 410) await cache.delete(key);
    return fresh;
  } catch (error) {
    const known = await cache.match(key);
    if (known) return known;
    throw error;
  }
}
self.addEventListener('fetch', (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  const page = request.mode === 'navigate' && /^\/r\/[^/]+$/.test(url.pathname) && !url.searchParams.has('done');
  if (page) event.respondWith(answer(request, url.pathname));
  else if (FILES.includes(url.pathname) || url.pathname.endsWith('/app.webmanifest')) event.respondWith(answer(request, url.pathname));
});
async function tell() {
  const left = await outbox.flush();
  for (const client of await self.clients.matchAll()) client.postMessage('outbox');
  if (left) throw new Error('something still waits');
}
self.addEventListener('sync', (event) => event.waitUntil(tell()));
self.addEventListener('message', (event) => event.waitUntil(tell().catch(() => {})));
