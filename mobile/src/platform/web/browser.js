// What only JavaScript says shortly: lock, requests, live connection, position, pictures, storage, notices.
// The page and the worker load the same module; nothing here touches the page before it is called.

let worker = null;

/** Starts the worker that may hold the store; `failed` is called when it breaks down. */
export function startWorker(address, name, failed) {
  worker?.terminate();
  worker = new Worker(address, { type: "module", name });
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    failed();
  };
}

/** Registers the service worker, which then keeps the map as well; without one the app needs a network to start. */
export function registerServiceWorker(address, scope) {
  const workers = navigator.serviceWorker;
  workers?.register(address, { scope }).then(() => workers.ready)
    .then(({ active }) => active?.postMessage("map"))
    .catch(() => {});
}

/** Waits for the lock and keeps it while this worker lives; `false` where the browser has no locks. */
export function holdLock(name) {
  if (!navigator.locks) return Promise.resolve(false);
  return new Promise((held) => {
    navigator.locks.request(name, () => {
      held(true);
      return new Promise(() => {});
    });
  });
}

/** Whether files that outlive the page can be had. */
export async function hasFiles() {
  try {
    await navigator.storage.getDirectory();
    return "createSyncAccessHandle" in FileSystemFileHandle.prototype;
  } catch {
    return false;
  }
}

/** Sends a request with the session's cookie: [status, bytes]; status 0 when the server is out of reach. */
export async function send(method, path, type, body, limit) {
  try {
    const headers = { "x-truckroll": "1" };
    if (type !== "") headers["content-type"] = type;
    const bare = method === "GET" || method === "HEAD" || body.length === 0;
    const answer = await fetch(path, {
      method,
      headers,
      body: bare ? undefined : body,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(limit),
    });
    return [answer.status, new Uint8Array(await answer.arrayBuffer())];
  } catch {
    return [0, new Uint8Array()];
  }
}

let live = null;

/** Opens the live connection, in place of an earlier one. */
export function liveOpen(path, opened, closed, heard) {
  liveClose();
  const address = new URL(path, self.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => opened();
  socket.onclose = () => {
    if (live === socket) live = null;
    closed();
  };
  socket.onmessage = (event) => {
    if (event.data instanceof ArrayBuffer) heard(new Uint8Array(event.data));
  };
  live = socket;
}

/** Sends on the live connection; lost when it is not open, as any message may be. */
export function liveSend(bytes) {
  if (live?.readyState === WebSocket.OPEN) live.send(bytes);
}

/** Closes the live connection without a word. */
export function liveClose() {
  if (!live) return;
  live.onopen = live.onclose = live.onmessage = null;
  live.close();
  live = null;
}

function plain(position) {
  const { latitude, longitude, accuracy } = position.coords;
  return [latitude, longitude, accuracy, position.timestamp];
}

/** The position, if it is found in time: [lat, lon, accuracy, time] or null. */
export function positionWithin(limit) {
  return new Promise((found) => {
    if (!navigator.geolocation) return found(null);
    const late = setTimeout(() => found(null), limit);
    const done = (answer) => {
      clearTimeout(late);
      found(answer);
    };
    navigator.geolocation.getCurrentPosition(
      (position) => done(plain(position)),
      () => done(null),
      { enableHighAccuracy: true, timeout: limit, maximumAge: 10_000 },
    );
  });
}

/** Hears positions; the number ends it, -1 where there are none. */
export function watchPosition(hear) {
  if (!navigator.geolocation) return -1;
  return navigator.geolocation.watchPosition(
    (position) => hear(...plain(position)),
    () => {},
    { enableHighAccuracy: false, maximumAge: 15_000 },
  );
}

export function endWatch(number) {
  if (number >= 0) navigator.geolocation.clearWatch(number);
}

/** Writes lines of text on a dark band along the bottom, each as large as the picture's size asks for. */
function inscribe(pen, width, height, lines) {
  const size = Math.max(12, Math.round(Math.min(width, height) * 0.032));
  const [step, edge] = [Math.round(size * 1.35), Math.round(size * 0.7)];
  const band = lines.length * step + edge;
  pen.fillStyle = "rgba(0, 0, 0, 0.55)";
  pen.fillRect(0, height - band, width, band);
  pen.fillStyle = "#fff";
  pen.font = `${size}px system-ui, sans-serif`;
  pen.textBaseline = "alphabetic";
  // The last argument squeezes what is too long.
  lines.forEach((line, n) => pen.fillText(line, edge, height - band + edge / 2 + (n + 0.8) * step, width - 2 * edge));
}

/**
 * A picture of at most `side` pixels with `text` written into it: [type, bytes], or null when it is none. Small ones
 * without a text stay as they are.
 */
export async function shrink(bytes, type, side, small, text) {
  let picture;
  try {
    picture = await createImageBitmap(new Blob([bytes], { type }));
  } catch {
    return null;
  }
  const longest = Math.max(picture.width, picture.height);
  const shown = ["image/jpeg", "image/png", "image/webp"].includes(type);
  const lines = text.split("\n").filter(Boolean);
  if (longest <= side && shown && bytes.length <= small && lines.length === 0) return [type, bytes];
  const scale = Math.min(1, side / longest);
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  if (lines.length > 0) inscribe(pen, width, height, lines);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
  return [blob.type, new Uint8Array(await blob.arrayBuffer())];
}

export function objectUrl(bytes, type) {
  return URL.createObjectURL(new Blob([bytes], { type }));
}

/** Asks that the store is not cleared by itself: [granted, bytes used]. */
export async function keepStorage() {
  try {
    const lasting = (await navigator.storage.persisted()) || (await navigator.storage.persist());
    const { usage } = await navigator.storage.estimate();
    return [lasting, usage ?? 0];
  } catch {
    return [false, 0];
  }
}

async function subscription() {
  const registration = await navigator.serviceWorker.ready;
  return [registration, await registration.pushManager.getSubscription()];
}

/** How notices stand: "unsupported", "denied", "off" or "on". */
export async function notices() {
  if (!("Notification" in self) || !("PushManager" in self) || !navigator.serviceWorker?.controller) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const [, present] = await subscription();
  return present && Notification.permission === "granted" ? "on" : "off";
}

/** Turns notices on or off and says how they stand then. */
export async function setNotices(on) {
  try {
    const [registration, present] = await subscription();
    if (!on) {
      await present?.unsubscribe();
      return await notices();
    }
    if ((await Notification.requestPermission()) !== "granted") return await notices();
    const headers = { "x-truckroll": "1", "content-type": "application/json" };
    const answer = await fetch("/api/v1/push/key", { headers, credentials: "same-origin" });
    if (!answer.ok) return "off";
    const { key } = await answer.json();
    const made = present ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    const { endpoint, keys } = made.toJSON();
    const body = JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth });
    await fetch("/api/v1/push/subscriptions", { method: "POST", headers, credentials: "same-origin", body });
    return await notices();
  } catch {
    return "off";
  }
}

/** Keeps the words of notices where the service worker finds them while the app is closed. */
export async function keepNoticeWords(words) {
  try {
    const cache = await caches.open("truckroll-words");
    await cache.put("/engineer/words.json", new Response(words, { headers: { "content-type": "application/json" } }));
  } catch {
    // Without the cache a notice says only that there is something new.
  }
}

const DAY = 24 * 3_600_000;

/** Minutes east of UTC of a zone's clocks at a moment. */
function clocksOf(zone) {
  const digits = "2-digit";
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: digits, day: digits, hour: digits, minute: digits,
  });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute);
    return Math.round((shown - Math.floor(at / 60_000) * 60_000) / 60_000);
  };
}

/** When a zone's clocks change in the year before and after: moment, minutes east of UTC, …; [] for no zone. */
export function zoneTurns(zone, now) {
  let offset;
  try {
    offset = clocksOf(zone);
  } catch {
    return new Float64Array();
  }
  const start = now - 366 * DAY;
  const turns = [-Infinity, offset(start)];
  for (let at = start; at < now + 366 * DAY; at += 14 * DAY) {
    let [low, high] = [at, at + 14 * DAY];
    const after = offset(high);
    if (offset(low) === after) continue;
    while (high - low > 60_000) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === after) high = middle;
      else low = middle;
    }
    turns.push(Math.floor(high / 60_000) * 60_000, after);
  }
  return new Float64Array(turns);
}

/** The zone that the phone's own clock follows. */
export function zoneHere() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

/** What a language calls a zone; its own name where that is not known. */
export function zoneName(zone, language) {
  try {
    const parts = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "longGeneric" }).formatToParts();
    return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
  } catch {
    return zone;
  }
}

/** Scrolls to an element and gives it the focus. */
export function goToElement(id) {
  const element = document.getElementById(id);
  if (!element) return;
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
}

/** How a visit to an identity provider ended from which the page was opened; the address forgets it. "" for any other start. */
export function arrived() {
  const here = new URL(location.href);
  const word = here.searchParams.get("sign-in") ?? "";
  if (word !== "") {
    here.searchParams.delete("sign-in");
    history.replaceState(history.state, "", here);
  }
  return word;
}

/** Whether a newer version was fetched and waits until this one is closed. */
export async function updateWaits() {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update().catch(() => {});
    return Boolean(registration.waiting ?? registration.installing);
  } catch {
    return false;
  }
}

/** Whether the person can pick somebody of the phone's own contacts. */
export function hasContacts() {
  return typeof navigator.contacts?.select === "function";
}

/** Lets the person pick somebody: [name, e-mail address, phone numbers…], or null. */
export async function pickContact() {
  try {
    const [picked] = await navigator.contacts.select(["name", "email", "tel"], { multiple: false });
    if (!picked) return null;
    const texts = (list) => (list ?? []).map((text) => String(text).trim()).filter(Boolean);
    return [texts(picked.name)[0] ?? "", texts(picked.email)[0] ?? "", ...new Set(texts(picked.tel))];
  } catch {
    return null;
  }
}

let camera = null;

/** Whether codes can be read with a camera here. */
export function canScan() {
  return "BarcodeDetector" in self && Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Lets go of the camera. */
export function endScan() {
  camera?.getTracks().forEach((track) => track.stop());
  camera = null;
}

/** Shows the camera in an element and reads until there is a code: its text, or null without a camera. */
export async function scan(id) {
  endScan();
  try {
    const mine = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    camera = mine;
    const video = document.getElementById(id);
    if (!video) {
      endScan();
      return null;
    }
    video.srcObject = mine;
    await video.play();
    const detector = new BarcodeDetector();
    while (camera === mine) {
      const [code] = await detector.detect(video).catch(() => []);
      if (code && camera === mine) {
        endScan();
        return code.rawValue;
      }
      await new Promise((later) => setTimeout(later, 200));
    }
    return new Promise(() => {});
  } catch {
    endScan();
    return null;
  }
}
