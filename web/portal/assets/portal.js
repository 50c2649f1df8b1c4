// Improves the customer pages; without it they work all the same. All words come from data- attributes.
(() => {
'use strict';
const doc = document, DRAFT = 'truckroll-draft:', SIDE = 2048;
const one = (selector, within = doc) => within.querySelector(selector);
const all = (selector, within = doc) => [...within.querySelectorAll(selector)];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const store = (work) => { try { return work(sessionStorage); } catch { return null; } };
const ticks = (field) => field.type === 'radio' || field.type === 'checkbox';
const make = (tag, text = '', kind = '') => {
  const made = doc.createElement(tag);
  made.textContent = text;
  made.className = kind;
  return made;
};
const say = (box, text) => {
  box.textContent = text;
  box.hidden = !text;
};

// What was typed outlives a reload, a lost connection and a change of language, until it has arrived.
function draft(form) {
  const key = DRAFT + form.getAttribute('action').split('?')[0];
  const typed = all('input:not([type=hidden],[type=file],[name^=kept],[name=website]),textarea,select', form);
  const kept = store((s) => JSON.parse(s.getItem(key))) || {};
  for (const field of typed) {
    const value = kept[field.name];
    if (!ticks(field)) field.value = field.value || value || '';
    else if (value === field.value && !typed.some((f) => f.name === field.name && f.checked)) field.checked = true;
  }
  form.addEventListener('input', () => {
    const now = {};
    for (const field of typed) if (!ticks(field) || field.checked) now[field.name] = field.value;
    store((s) => s.setItem(key, JSON.stringify(now)));
  });
}

// Photos: refused before sending when over the limits, made smaller when large, shown.
async function shrink(file, url) {
  const image = new Image();
  image.src = url;
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
    const small = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
    return new File([small], file.name.replace(/\.\w+$/, '') + '.jpg', { type: small.type });
  } catch { return file; }
}
function give(input, files) {
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  input.files = carrier.files;
}
// Files of a reply: the same for files of any type; with one, the reply needs no words.
function files(form, input) {
  const words = input.dataset, error = one('[data-files-error]', form), text = one('textarea', form);
  input.onchange = () => {
    const given = [...input.files], large = given.find((file) => file.size > words.bytes);
    const held = all('[name^="kept."]:checked', form).length;
    const problem = large ? fill(words.tooLarge, large) : given.length + held > words.most ? words.tooMany : '';
    error.replaceChildren(...(problem ? [make('p', problem, 'error')] : []));
    if (problem) give(input, []);
    text.required = !input.files.length && !held;
    form.waiting = Promise.all([...input.files].map(async (file) => {
      const url = URL.createObjectURL(file), small = await shrink(file, url);
      URL.revokeObjectURL(url);
      return small;
    })).then((small) => give(input, small));
  };
}
function photos(form, box) {
  const words = box.dataset, input = one('[type=file]', box), list = one('[data-thumbs]', box);
  const errors = one('[data-photo-error]', box);
  let chosen = [];
  const write = () => {
    give(input, chosen.map((photo) => photo.file));
    list.hidden = !chosen.length;
  };
  const show = (photo) => {
    const item = make('li'), image = make('img'), drop = make('button', '×');
    image.src = photo.url;
    image.alt = '';
    drop.type = 'button';
    drop.setAttribute('aria-label', fill(words.remove, photo));
    drop.onclick = () => {
      chosen = chosen.filter((other) => other !== photo);
      URL.revokeObjectURL(photo.url);
      item.remove();
      errors.replaceChildren();
      write();
      input.focus();
    };
    item.append(image, make('span', photo.name), drop);
    list.append(item);
  };
  input.onchange = () => {
    const problems = [], held = chosen.length + all('[name=kept]:checked', form).length;
    let fresh = [...input.files].filter((file) => {
      const { name, size, type } = file;
      if (type && !type.startsWith('image/')) problems.push(fill(words.notAPicture, { name }));
      else if (size > words.bytes) problems.push(fill(words.tooLarge, { name, size: Math.ceil(size / 104857.6) / 10 }));
      else return true;
    });
    const room = Math.max(0, words.max - held);
    if (fresh.length > room) problems.push(fill(words.tooMany, { given: held + fresh.length }));
    errors.replaceChildren(...problems.map((text) => make('p', text, 'error')));
    fresh = fresh.slice(0, room).map((file) => ({ file, name: file.name, url: URL.createObjectURL(file) }));
    fresh.forEach(show);
    chosen = chosen.concat(fresh);
    write();
    form.waiting = Promise.all([form.waiting, ...fresh.map(async (photo) => {
      photo.file = await shrink(photo.file, photo.url);
    })]).then(write);
  };
}

// The place: asked for only when the button is pressed.
function place(box) {
  if (!navigator.geolocation || !isSecureContext) return;
  const words = box.dataset, status = one('[data-place-status]', box);
  const send = one('[data-place-send]', box), drop = one('[data-place-drop]', box);
  const fields = ['lat', 'lon', 'accuracy'].map((name) => one(`[name=${name}]`, box));
  const set = (...values) => {
    fields.forEach((field, index) => { field.value = values[index]; });
    send.hidden = values[0] !== '';
    drop.hidden = !send.hidden;
    status.textContent = send.hidden ? fill(words.added, { metres: Math.round(values[2]) }) : '';
  };
  box.hidden = false;
  if (fields[0].value) set(...fields.map((field) => field.value));
  send.onclick = () => {
    status.textContent = words.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      set(coords.latitude, coords.longitude, coords.accuracy);
      drop.focus();
    }, (why) => { status.textContent = why.code === 1 ? words.refused : words.failed; },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  };
  drop.onclick = () => {
    set('', '', '');
    send.focus();
  };
}

// Sending: once, complete, and only with a connection.
function missing(box) {
  const field = one('[required]', box);
  if (!field) return null;
  const empty = ticks(field) ? !one(':checked', box) : !field.value.trim();
  const told = box.matches('fieldset') ? box : field;
  let error = one('.error', box);
  if (!empty && box.dataset.found) {
    box.classList.remove('wrong');
    told.removeAttribute('aria-invalid');
    say(error, '');
  }
  if (!empty) return null;
  if (!error) {
    error = make('p', '', 'error');
    error.id = told.id + '-error';
    told.setAttribute('aria-describedby', `${error.id} ${told.getAttribute('aria-describedby') || ''}`);
    box.append(error);
  }
  box.dataset.found = 'here';
  box.classList.add('wrong');
  told.setAttribute('aria-invalid', 'true');
  say(error, box.dataset.missing);
  return field;
}
function guard(form) {
  const button = one('[type=submit]', form), word = button.lastChild, label = word.textContent;
  const error = one('[data-form-error]', form);
  const busy = (text) => {
    word.textContent = text || label;
    button.setAttribute('aria-disabled', !!text);
  };
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    const [first] = all('[data-missing]', form).map(missing).filter(Boolean);
    if (first) return first.focus();
    say(error, navigator.onLine ? '' : form.dataset.offline);
    if (!navigator.onLine) return;
    busy(form.waiting ? form.dataset.preparing : form.dataset.busy);
    await form.waiting;
    busy(form.dataset.busy);
    form.submit();
  };
  addEventListener('pageshow', (event) => event.persisted && busy(''));
}

// The progress page renews itself part by part; what is being typed stays.
function poll(main) {
  const stale = one('[data-stale]'), last = {};
  for (const region of all('[data-region]')) last[region.id] = region.outerHTML;
  const touched = (region) => region.contains(doc.activeElement) || all('textarea,input', region).some((field) =>
    ticks(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  const look = async () => {
    if (doc.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!answer.ok) throw answer;
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const region of all('[data-region]', next)) {
        const here = doc.getElementById(region.id), html = region.outerHTML;
        if (!here || last[region.id] === html || touched(here)) continue;
        last[region.id] = html;
        here.replaceChildren(...region.childNodes);
        enhance(here);
      }
      stale.hidden = true;
      if (!one('[data-poll]', next)) clearInterval(timer);
    } catch { stale.hidden = false; }
  };
  const timer = setInterval(look, main.dataset.poll * 1000);
  doc.addEventListener('visibilitychange', look);
}

function enhance(within) {
  for (const form of all('[data-form]', within)) {
    draft(form);
    guard(form);
    for (const box of all('[data-photos]', form)) photos(form, box);
    all('[data-place]', form).forEach(place);
    for (const input of all('input[data-most]', form)) files(form, input);
  }
  for (const button of all('[data-copy],[data-print]', within)) {
    const text = button.dataset.copy;
    button.hidden = !!text && !navigator.clipboard;
    button.onclick = async () => {
      if (!text) return print();
      await navigator.clipboard.writeText(text);
      button.lastElementChild.textContent = button.dataset.copied;
    };
  }
}

doc.documentElement.classList.add('js');
if (one('[data-sent]')) {
  store((s) => Object.keys(s).filter((key) => key.startsWith(DRAFT)).forEach((key) => s.removeItem(key)));
}
enhance(doc);
one('#problems')?.focus();
all('main[data-poll]').forEach(poll);
})();
