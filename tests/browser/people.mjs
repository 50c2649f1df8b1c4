// What the people of the journeys do: signing in at the desk and on the phone, asking the interface as a dispatcher, taking
// a photo. Accounts are those of the demo organisation.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { eventually, openSession } from "./harness.mjs";

export const PASSWORD = "truckroll-demo";

// A dispatcher's hand on the interface: what journeys prepare with, and what they compare screens against.
export async function openDesk(url, account = "dana") {
  const { token, me } = await openSession(url, account, PASSWORD);
  const ask = async (path, options = {}) => {
    const headers = { authorization: `Bearer ${token}`, ...(options.body ? { "content-type": "application/json" } : {}) };
    const answer = await fetch(`${url}/api/v1${path}`, { ...options, headers });
    assert.ok(answer.ok, `${options.method ?? "GET"} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer;
  };
  return {
    me,
    read: async (path) => (await ask(path)).json(),
    // What is answered; nothing where there is nothing to say.
    write: async (method, path, body) => {
      const text = await (await ask(path, { method, body: JSON.stringify(body) })).text();
      return text && JSON.parse(text);
    },
    bytes: async (path) => Buffer.from(await (await ask(path)).arrayBuffer()),
    command: async (command, at = Date.now()) => {
      const envelope = { id: freshId(), at, offline: false, command };
      return (await ask("/commands", { method: "POST", body: JSON.stringify({ commands: [envelope] }) })).json();
    },
  };
}

// A UUID of version 7, as all ids of the product.
export function freshId() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// What somebody chose before: the language and the look. It goes before what his browser asks for.
export async function prefer(context, language = "en", theme = "system") {
  await context.addInitScript((chosen) => {
    // Pages without an address of their own have no storage.
    if (!location.protocol.startsWith("http") || !globalThis.localStorage) return;
    for (const [name, value] of Object.entries(chosen)) {
      localStorage.setItem(`truckroll-${name}`, value);
    }
  }, { language, theme });
}

async function fillIn(page, account) {
  await page.locator('input[autocomplete="username"]').fill(account);
  await page.locator('input[autocomplete="current-password"]').fill(PASSWORD);
  await page.locator('button[type="submit"]').click();
}

// Signs in at the desk and waits for its first screen.
export async function enterDesk(page, account = "dana", path = "/desk/dispatch") {
  await page.goto(path);
  await fillIn(page, account);
  await page.locator("#content").waitFor();
}

// Signs in on the phone and waits until the first sync is complete.
export async function enterPhone(page, account) {
  await page.goto("/engineer/");
  await fillIn(page, account);
  await page.locator("#content").waitFor({ timeout: 30_000 });
}

// The service worker holds the app: from here on it starts without a network.
export async function installed(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await eventually("the app is kept for offline use", () =>
    page.evaluate(async () => {
      const found = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length));
      return Boolean(navigator.serviceWorker.controller) && found.some((count) => count > 3);
    }),
    30_000,
  );
}

export function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

// The checksum of a PNG's chunk.
function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

// A photo: a PNG whose colours are unlike those of any other `seed`.
export function photo(seed, width = 320, height = 240) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      rows[at] = (x + seed * 67) & 255;
      rows[at + 1] = (y * 2 + seed * 31) & 255;
      rows[at + 2] = ((x ^ y) + seed * 97) & 255;
    }
  }
  const chunk = (kind, body) => {
    const named = Buffer.concat([Buffer.from(kind, "latin1"), body]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(body.length, 0);
    frame.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const bytes = Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
  return { name: `photo-${seed}.png`, mimeType: "image/png", buffer: bytes };
}

// The pixels of a PNG as RGBA, decoded by the browser; what reading a QR code needs.
export async function pixels(page, png) {
  const { width, height, data } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(bitmap, 0, 0);
    const image = pen.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width: image.width, height: image.height, data: Array.from(image.data) };
  }, png.toString("base64"));
  return { width, height, data: Uint8ClampedArray.from(data) };
}
