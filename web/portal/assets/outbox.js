// What waits to be sent, for page and worker: kept in the browser, sent once, under a receipt that the device makes.
'use strict';
const outbox = (() => {
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U', STORE = 'reports';
const opened = new Promise((done, fail) => {
  const asked = indexedDB.open('truckroll-requests', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: 'id' });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});
opened.catch(() => {});
async function work(mode, act) {
  const db = await opened;
  return new Promise((done, fail) => {
    const tx = db.transaction(STORE, mode), asked = act(tx.objectStore(STORE));
    tx.oncomplete = () => done(asked.result);
    tx.onerror = tx.onabort = () => fail(tx.error);
  });
}
const all = () => work('readonly', (s) => s.getAll());
const get = (id) => work('readonly', (s) => s.get(id));
const put = (report) => work('readwrite', (s) => s.put(report));
const drop = (id) => work('readwrite', (s) => s.delete(id));

// a UUIDv7: the time first, the rest by chance
function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let at = 5; at >= 0; at--) { bytes[at] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = bytes[6] & 15 | 112;
  bytes[8] = bytes[8] & 63 | 128;
  const text = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
function receipt(id) {
  const number = parseInt(id.replaceAll('-', '').slice(-10), 16);
  let text = '';
  for (let place = 7; place >= 0; place--) text += DIGITS[Math.floor(number / 32 ** place) % 32];
  return text + DIGITS[number % 37];
}
const hex = (buffer) => [...new Uint8Array(buffer)];
// so many bits of the hash are zero: cheap for one report, dear for a thousand
async function prove(id, bits) {
  if (!crypto.subtle) return '';
  const text = new TextEncoder();
  for (let n = 0; ; n++) {
    const hash = hex(await crypto.subtle.digest('SHA-256', text.encode(`${id}:${n}`)));
    let zeros = 0;
    for (const byte of hash) { zeros += byte ? Math.clz32(byte) - 24 : 8; if (byte) break; }
    if (zeros >= bits) return String(n);
  }
}
// What became of it: `sent` with the way to its progress, `wrong` with the page that says why, `later`, or `never`.
async function send(report) {
  const body = new FormData();
  for (const [name, value, file] of report.parts) file ? body.append(name, value, file) : body.append(name, value);
  let answer;
  try {
    answer = await fetch(report.action, { method: 'POST', body, headers: { accept: 'application/json' }, credentials: 'omit' });
  } catch { return { how: 'later' }; }
  if (answer.status === 422) return { how: 'wrong', page: await answer.text() };
  if (answer.status === 201) return { how: 'sent', ...await answer.json() };
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { how: 'later' };
  return { how: 'never', page: await answer.text() };
}
// One at a time, whoever asks: the server takes the same id once, this spares it the second.
async function flush() {
  const run = async () => {
    let left = 0;
    for (const report of await all()) {
      if (report.state !== 'waits') continue;
      const done = await send(report);
      if (done.how === 'later') { left++; continue; }
      if (done.how === 'sent') await put({ ...report, state: 'sent', parts: [], path: done.path });
      else await put({ ...report, state: 'refused' });
    }
    return left;
  };
  return navigator.locks ? navigator.locks.request('truckroll-outbox', run) : run();
}
return { all, get, put, drop, fresh, receipt, prove, send, flush };
})();
