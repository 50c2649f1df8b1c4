// Improves pages of published forms; without it they work all the same. All words come from data- attributes.
(() => {
'use strict';
const doc = document, SIDE = 2048;
const one = (selector, within = doc) => within.querySelector(selector);
const all = (selector, within = doc) => [...within.querySelectorAll(selector)];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const ticks = (field) => field.type === 'radio' || field.type === 'checkbox';
const make = (tag, text = '', kind = '') => {
  const made = doc.createElement(tag);
  made.textContent = text;
  made.className = kind;
  return made;
};
const say = (box, text) => { box.textContent = text; box.hidden = !text; };
const hidden = (form, name) => one(`[type=hidden][name="${name}"]`, form);

// What was typed outlives a reload and a closed page, until it has arrived.
const key = (form) => 'truckroll-request:' + form.getAttribute('action').split('?')[0];
const store = (act) => { try { return act(localStorage); } catch { return null; } };
const typed = (form) => all('input:not([type=hidden],[type=file],[name^="kept."],[name=website],[type=search]),textarea,select', form).filter((f) => f.name);
function draft(form) {
  const kept = store((s) => JSON.parse(s.getItem(key(form)))) || {}, id = hidden(form, 'submission');
  if (!one('.problems') && !one('#notice')) {
    // a page out of the cache was filled in before: every filling has an id of its own, which lives as long as its draft
    id.value = kept.submission || outbox.fresh();
    for (const name of Object.keys(kept)) {
      const [, field, row] = name.match(/^cell\.([^.]+)\.(\d+)\./) || [];
      const list = field && one(`[data-rows="${field}"]`, form);
      while (list && all('[data-row]', list).length <= row) one(`[data-more="${field}"]`, form).click();
    }
    for (const field of typed(form)) {
      const value = kept[field.name];
      if (value === undefined) continue;
      if (ticks(field)) field.checked = [].concat(value).includes(field.value);
      else if (!field.value) field.value = value;
    }
  }
  form.addEventListener('input', () => {
    const now = { submission: id.value };
    for (const field of typed(form)) {
      if (!ticks(field)) { if (field.value) now[field.name] = field.value; }
      else if (field.checked) now[field.name] = [...(now[field.name] || []), field.value];
    }
    store((s) => s.setItem(key(form), JSON.stringify(now)));
  });
}

// What is asked follows the answers: the server judges, by the rules it will judge the report by.
function live(form) {
  const url = form.dataset.live;
  if (!url) return;
  let timer, turn = 0;
  const look = async () => {
    const mine = ++turn, body = new FormData(form);
    for (const name of [...body.keys()]) if (name.startsWith('file.')) body.delete(name);
    let fields;
    try {
      const answer = await fetch(url, { method: 'POST', body, credentials: 'omit' });
      if (!answer.ok || mine !== turn) return;
      fields = await answer.json();
    } catch { return; }
    for (const { key, shown, required, said } of fields) {
      const box = one(`[data-question="${key}"]`, form);
      if (!box) continue;
      box.hidden = !shown;
      const optional = one('[data-optional]', box), output = one('[data-said]', box);
      if (optional) optional.hidden = required;
      if (output && said !== null) output.textContent = said;
      for (const field of all('input,textarea,select', box)) if (field.type !== 'checkbox' && field.type !== 'file') field.required = required;
    }
    for (const group of all('[data-group]', form)) group.hidden = !one('[data-question]:not([hidden])', group);
  };
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(look, 400); });
  form.addEventListener('change', look);
  look();
}

// Another row is a copy of the last one, empty.
function rows(form) {
  for (const button of all('[data-more]', form)) {
    button.type = 'button';
    button.onclick = () => {
      const list = one(`[data-rows="${button.dataset.more}"]`, form), last = all('[data-row]', list).pop(), n = all('[data-row]', list).length;
      const next = last.cloneNode(true), move = (text) => text.replace(new RegExp(`([.-])${n - 1}([.-])`), `$1${n}$2`);
      next.setAttribute('aria-label', last.getAttribute('aria-label').replace(String(n), String(n + 1)));
      for (const part of all('[id],[for],[name]', next)) {
        for (const name of ['id', 'for', 'name']) if (part.hasAttribute(name)) part.setAttribute(name, move(part.getAttribute(name)));
        if (ticks(part)) part.checked = false;
        else if ('value' in part && part.tagName !== 'LABEL') part.value = '';
      }
      list.append(next);
      if (doc.activeElement === button) one('input,select,textarea', next)?.focus();
    };
  }
  for (const box of all('[data-find]', form)) {
    box.hidden = false;
    const input = one('input', box);
    input.oninput = () => {
      const words = input.value.toLowerCase().split(/\s+/);
      for (const pick of all('[data-pick]', box.parentElement)) {
        const text = pick.textContent.toLowerCase();
        pick.hidden = !one('input', pick).value && !words.every((word) => text.includes(word));
      }
    };
  }
}

// Photos are made smaller when large; what is over the limits is refused before anything is sent.
async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    const scale = SIDE / Math.max(image.naturalWidth, image.naturalHeight);
    if (!(scale < 1)) return file;
    const canvas = make('canvas'), pen = canvas.getContext('2d');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
    return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: blob.type });
  } catch { return file; } finally { URL.revokeObjectURL(image.src); }
}
function give(input, files) {
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  input.files = carrier.files;
}
function files(form, input) {
  const box = input.closest('[data-question]'), error = one('[data-error]', box);
  input.addEventListener('change', () => {
    const words = form.dataset, given = [...input.files], held = all('[name^="kept."]:checked', box).length;
    const large = given.find((file) => file.size > words.bytes);
    const problem = large ? fill(words.tooLarge, large) : given.length + held > words.files ? words.tooMany : '';
    error.lastElementChild.textContent = problem;
    error.hidden = !problem;
    if (problem) { input.value = ''; return; }
    form.waiting = Promise.all([form.waiting, Promise.all(given.map(smaller)).then((small) => give(input, small))]);
  });
}
function signature(form, input) {
  const canvas = make('canvas', '', 'sign'), pen = canvas.getContext('2d'), clear = make('button', form.dataset.clear);
  canvas.width = 600;
  canvas.height = 200;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', form.dataset.sign);
  clear.type = 'button';
  let drawing = false;
  const blank = () => { pen.fillStyle = '#fff'; pen.fillRect(0, 0, 600, 200); pen.strokeStyle = '#111'; pen.lineWidth = 3; pen.lineCap = pen.lineJoin = 'round'; };
  const at = (event) => [event.offsetX * 600 / canvas.clientWidth, event.offsetY * 200 / canvas.clientHeight];
  blank();
  canvas.onpointerdown = (event) => { drawing = true; canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...at(event)); };
  canvas.onpointermove = (event) => { if (drawing) { pen.lineTo(...at(event)); pen.stroke(); } };
  canvas.onpointerup = () => {
    drawing = false;
    form.waiting = Promise.all([form.waiting, new Promise((done) => canvas.toBlob((blob) => {
      give(input, [new File([blob], 'signature.png', { type: 'image/png' })]);
      done();
    }))]);
  };
  clear.onclick = () => { blank(); input.value = ''; };
  input.before(canvas, clear);
}

function place(form, button) {
  if (!navigator.geolocation || !isSecureContext) return;
  const input = doc.getElementById(button.dataset.here), status = one('[data-status]', button.closest('[data-question]'));
  button.hidden = false;
  button.onclick = () => {
    status.textContent = form.dataset.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      input.value = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`;
      status.textContent = '';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }, () => { status.textContent = form.dataset.placeFailed; }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  };
}

function code(form, button) {
  const box = button.closest('[data-question]'), status = one('[data-status]', box), inner = one('[data-code-box]', box);
  button.type = 'button';
  button.onclick = async () => {
    const body = new FormData();
    body.append('send_code', button.dataset.sendCode);
    body.append('to', one('[type=tel]', box).value);
    try {
      const answer = await fetch(form.dataset.code, { method: 'POST', body, credentials: 'omit' }), told = await answer.json();
      status.textContent = told.text;
      if (!told.id) return;
      one('[name^="code_id."]', inner).value = told.id;
      inner.hidden = false;
      one('[name^="code."]', inner).focus();
    } catch { status.textContent = form.dataset.failed; }
  };
}

// Sending: the report is kept first, then sent. Without a connection it stays with its receipt and goes by itself.
async function list(form) {
  const box = one('[data-waiting]');
  if (!box || !form) return;
  let reports = [];
  try { reports = (await outbox.all()).filter((report) => report.page === key(form)); } catch {}
  const week = Date.now() - 7 * 864e5, words = form.dataset;
  for (const report of reports) if (report.state === 'sent' && report.at < week) outbox.drop(report.id);
  one('[data-waiting-list]').replaceChildren(...reports.map((report) => {
    const line = make('li', `${words.receipt} `);
    line.append(make('strong', report.receipt), ` – ${{ sent: words.sent, waits: words.waits, refused: words.refused }[report.state]} `);
    if (report.path) {
      const link = make('a', words.open);
      link.href = report.path;
      line.append(link);
    }
    return line;
  }));
  box.hidden = !reports.length;
}
function parts(form) {
  const found = [];
  for (const [name, value] of new FormData(form)) {
    if (name === 'sum') continue;
    if (typeof value === 'string') found.push([name, value]);
    else if (value.size) found.push([name, value, value.name]);
  }
  return found;
}
function renew(form) {
  hidden(form, 'submission').value = outbox.fresh();
  hidden(form, 'work').value = '';
}
function guard(form) {
  const button = one('[data-send]', form), label = button.textContent, error = one('[data-form-error]', form);
  const busy = (text) => { button.textContent = text || label; button.setAttribute('aria-disabled', !!text); };
  form.onsubmit = async (event) => {
    if (event.submitter && event.submitter.name) return;
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    say(error, '');
    busy(form.dataset.preparing);
    await form.waiting;
    const id = hidden(form, 'submission').value;
    if (form.dataset.bits) hidden(form, 'work').value = await outbox.prove(id, Number(form.dataset.bits));
    busy(form.dataset.busy);
    const report = { id, page: key(form), action: form.action, receipt: outbox.receipt(id), at: Date.now(), state: 'waits', parts: parts(form) };
    const done = await outbox.send(report);
    if (done.how === 'sent') {
      store((s) => s.removeItem(key(form)));
      location.href = done.path;
      return;
    }
    busy('');
    if (done.how === 'later' && form.dataset.keeps) {
      try {
        await outbox.put(report);
        kept(form, report);
        return;
      } catch {}
    }
    if (!done.page) return say(error, form.dataset.failed);
    show(done.page);
  };
}
function show(page) {
  const next = new DOMParser().parseFromString(page, 'text/html');
  doc.title = next.title;
  one('main').replaceChildren(...one('main', next).childNodes);
  start();
  (one('#problems') || one('main')).focus();
  scrollTo(0, 0);
}
// The receipt is good at once: the server makes the same one.
async function kept(form, report) {
  const words = form.dataset, box = make('section', '', 'receipt'), title = make('h1', words.keptTitle), number = make('p', '', 'big-number');
  number.textContent = `${words.receipt} ${report.receipt}`;
  const again = make('button', words.again);
  again.type = 'button';
  again.onclick = () => { box.remove(); form.hidden = false; };
  box.setAttribute('role', 'status');
  box.tabIndex = -1;
  box.append(title, number, make('p', words.keptText), again);
  store((s) => s.removeItem(key(form)));
  form.reset();
  renew(form);
  form.hidden = true;
  form.before(box);
  box.focus();
  await list(form);
  const worker = await navigator.serviceWorker?.getRegistration(form.dataset.worker).catch(() => null);
  worker?.sync?.register('outbox').catch(() => {});
}

async function flush() {
  try { await outbox.flush(); } catch {}
  list(one('[data-request]'));
}
async function start() {
  const form = one('[data-request]');
  if (!form) return;
  rows(form);
  draft(form);
  guard(form);
  for (const input of all('[type=file]', form)) input.hasAttribute('data-signature') ? signature(form, input) : files(form, input);
  for (const button of all('[data-here]', form)) place(form, button);
  for (const button of all('[data-send-code]', form)) code(form, button);
  live(form);
  list(form);
}
start();
const first = one('[data-worker]');
if (first && navigator.serviceWorker && isSecureContext) {
  navigator.serviceWorker.register(first.dataset.worker).catch(() => {});
  navigator.serviceWorker.onmessage = () => list(one('[data-request]'));
}
if (first) {
  addEventListener('online', flush);
  flush();
}
one('#problems')?.focus();
})();
