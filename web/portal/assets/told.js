// Shows what progress pages tell this browser, and leads to the page.
'use strict';
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('push', (event) => event.waitUntil(show(event.data)));
async function show(data) {
  let told = {};
  try { told = data?.json() ?? {}; } catch { /* what cannot be read is still news */ }
  await self.registration.showNotification(told.title || location.hostname, {
    body: told.body ?? '', tag: told.id, icon: '/engineer/icon-192.png', data: { path: told.path },
  });
}
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { path } = event.notification.data ?? {};
  if (path) event.waitUntil(lead(path));
});
async function lead(path) {
  const page = new URL(path, location.origin);
  if (!page.pathname.startsWith('/t/') || page.origin !== location.origin) return;
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const here = open.find((client) => new URL(client.url).pathname === page.pathname);
  await (here ? here.focus() : self.clients.openWindow(page.href));
}
