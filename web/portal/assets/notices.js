// Notices of a progress page in this browser. Nothing is asked until the button is pressed; all words come from data- attributes.
(() => {
'use strict';
const box = document.querySelector('[data-notices]');
if (!box || !isSecureContext || !navigator.serviceWorker || !window.PushManager || !window.Notification) return;
const { key, action, worker, scope, on, off, isOn, refused, failed } = box.dataset;
const button = box.querySelector('button'), word = button.lastElementChild, status = box.querySelector('[role=status]');
const KEPT = 'truckroll-notices:' + location.pathname;
const store = (work) => { try { return work(localStorage); } catch { return null; } };
let told = false;
const draw = (text) => {
  word.textContent = told ? off : on;
  status.textContent = text;
};
async function post(fields) {
  const answer = await fetch(action, { method: 'POST', body: new URLSearchParams(fields), credentials: 'omit' });
  if (!answer.ok) throw new Error(answer.status);
}
// a page below another path is not the worker's, so its own `ready` may never come
const awake = (registration) => registration.active || new Promise((done) => {
  const coming = registration.installing || registration.waiting;
  coming.addEventListener('statechange', () => coming.state === 'activated' && done());
});
async function present() {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  return registration?.pushManager.getSubscription();
}
async function begin() {
  if (await Notification.requestPermission() !== 'granted') return refused;
  const registration = await navigator.serviceWorker.register(worker);
  await awake(registration);
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  await post({ endpoint, ...keys });
  told = true;
  store((s) => s.setItem(KEPT, 'yes'));
  return isOn;
}
// the browser's subscription stays: other tickets may tell it too
async function end() {
  const made = await present();
  if (made) await post({ endpoint: made.endpoint, off: 'yes' });
  told = false;
  store((s) => s.removeItem(KEPT));
  return '';
}
button.onclick = async () => {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  draw(await (told ? end() : begin()).catch(() => failed));
  button.setAttribute('aria-disabled', 'false');
};
(async () => {
  const known = Notification.permission === 'granted' && store((s) => s.getItem(KEPT));
  told = Boolean(known && await present().catch(() => null));
  draw(told ? isOn : '');
  box.hidden = false;
})();
})();
