// The engineer's phone by itself: whose clock it shows, pulling to sync, narrowing lists, the day on a map, what is
// written into photos, and the code that the customer scans.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import jsQR from "jsqr";
import { assertAccessible, atRest, eventually, HOURS_EAST, openWorld, screenshot, watchErrors, ZONE } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterPhone, freshId, installed, openDesk, photo, pixels, prefer } from "./people.mjs";

const ends = [];
let world;
let desk;
let engineer;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
  const [busy] = (await desk.read("/visits?state=arrived&limit=1")).rows;
  engineer = (await desk.read("/agents")).find((agent) => agent.id === busy.assignee);
  // A fuller day: two more visits in town, one far away.
  for (const { id } of (await desk.read("/board")).unassigned.filter((row) => row.state === "new" && !row.assignee).slice(0, 2)) {
    await give(id);
  }
  const far = freshId();
  const visit = { title: "Gate at the harbour does not close", address: { detail: "Harbour 1", place: { lat: 30.62, lon: 122.06 } } };
  await desk.command({ on: "visit", id: far, command: { do: "create", visit } });
  await give(far);
});

after(async () => {
  for (const end of ends) await end();
});

async function give(id) {
  const seen = (await desk.read(`/visits/${id}`)).overlay.current ?? null;
  const command = { do: "assign", assignment: freshId(), agent: engineer.id, agent_name: "", seen, reason: "" };
  await desk.command({ on: "visit", id, command });
}

async function openPhone(more = {}) {
  const context = await world.phone({ permissions: ["geolocation"], geolocation: { latitude: 31.2304, longitude: 121.4737 }, ...more });
  await prefer(context);
  const page = await context.newPage();
  await enterPhone(page, engineer.account);
  await page.locator("#content .tr-list li").first().waitFor();
  return { context, page };
}

// A finger that goes down the page in steps, as a hand does, and lets go.
async function pull(context, page, far) {
  const touch = await context.newCDPSession(page);
  const at = (y) => [{ x: 180, y, id: 1 }];
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(300) });
  for (let down = 10; down <= far; down += 10) {
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(300 + down) });
  }
  return () => touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

test("an engineer abroad reads the organisation's times, has its day, and is told whose clock it is", { timeout: 120_000 }, async () => {
  const clock = new Intl.DateTimeFormat("en", { timeZone: ZONE, timeZoneName: "longGeneric" });
  const { value: named } = clock.formatToParts().find(({ type }) => type === "timeZoneName");
  const read = async (timezoneId) => {
    const { context, page } = await openPhone({ timezoneId });
    const times = await page.locator("#content .tr-list .tr-figures").allInnerTexts();
    const rows = await page.locator("#content .tr-list li").count();
    const hint = await page.getByText(named).count();
    if (timezoneId !== ZONE) await screenshot(page, "phone-other-zone");
    await context.close();
    return { times, rows, hint };
  };
  const home = await read(ZONE);
  assert.ok(home.times.length > 0 && home.hint === 0, JSON.stringify(home));
  // Wherever the organisation is, neither of the two has its time.
  const abroad = ["Pacific/Kiritimati", HOURS_EAST > -3 ? "America/Los_Angeles" : "Europe/Moscow"];
  for (const zone of abroad) {
    assert.deepEqual(await read(zone), { ...home, hint: 1 }, zone);
  }
});

test("pulling the list down syncs and says what came of it, as the button does", { timeout: 120_000 }, async () => {
  const { context, page } = await openPhone();
  const said = page.locator(".tr-pull-said");

  // Not far enough is nothing.
  const back = await pull(context, page, 60);
  await page.locator('.tr-pull[data-pull="pull"]').waitFor();
  await back();
  await page.locator(".tr-pull:not([data-pull])").waitFor();
  assert.equal(await said.count(), 0);

  const release = await pull(context, page, 200);
  await page.locator('.tr-pull[data-pull="go"]').waitFor();
  await screenshot(page, "phone-pull");
  await release();
  await said.getByText("Up to date").waitFor();
  await said.waitFor({ state: "detached" });

  // A row under the finger is not opened by it, and without a network the answer is what waits.
  assert.match(page.url(), /\/engineer\/today$/);
  await context.setOffline(true);
  await (await pull(context, page, 200))();
  await said.getByText("Offline · nothing waits").waitFor();
  await screenshot(page, "phone-pull-offline");
  await context.setOffline(false);

  // By keyboard: the button in the head does the same and says the same.
  await said.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /Sync now$/ }).press("Enter");
  await said.getByText("Up to date").waitFor();
  await context.close();
});

test("where people want less motion the band does not follow the finger", { timeout: 60_000 }, async () => {
  const { context, page } = await openPhone({ reducedMotion: "reduce" });
  const release = await pull(context, page, 60);
  const band = () => page.locator(".tr-pull-band").evaluate((element) => element.clientHeight);
  const early = await band();
  assert.ok(early > 0);
  await release();
  const again = await pull(context, page, 200);
  assert.equal(await band(), early);
  await again();
  await context.close();
});

test("a list is narrowed by day, state and distance, and the address carries it", { timeout: 120_000 }, async () => {
  const { context, page } = await openPhone();
  await page.goto("/engineer/visits/list/todo");
  const rows = page.locator("#content .tr-list li");
  await rows.first().waitFor();
  const all = await rows.count();
  await button(page, "Filter").click();
  await screenshot(page, "phone-filter");
  await page.getByLabel("arrived", { exact: true }).check();
  await button(page, "Show").click();
  await eventually("fewer rows", async () => (await rows.count()) < all && (await rows.count()) > 0);
  assert.match(page.url(), /states=arrived/);
  for (const words of await rows.allInnerTexts()) assert.match(words, /arrived/);

  // It survives a reload, and each part can be taken away.
  await page.reload();
  await rows.first().waitFor();
  for (const words of await rows.allInnerTexts()) assert.match(words, /arrived/);
  await button(page, "Remove filter: arrived").click();
  await eventually("all rows again", async () => (await rows.count()) === all);

  await page.goto("/engineer/visits/list/todo?when=today&states=&km=5");
  await button(page, "Remove filter: within 5 km").waitFor();
  const metres = (words) => {
    const [, figure, unit] = words.match(/([\d.]+) (k?m)\b/);
    return Number(figure) * (unit === "km" ? 1_000 : 1);
  };
  const near = await eventually("rows or none", async () => {
    const found = await rows.allInnerTexts();
    const none = await page.getByText("No visit fits this filter").count();
    return (found.length > 0 && found.length < all) || none ? found.map(metres) : false;
  });
  assert.deepEqual(near, [...near].sort((a, b) => a - b), "the nearest first");
  assert.ok(near.every((far) => far <= 5_050), JSON.stringify(near));
  await screenshot(page, "phone-narrowed");
  await context.close();
});

test("today's stops are on a map in their order, without a network too, and a tap opens one", { timeout: 120_000 }, async () => {
  const { context, page } = await openPhone();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await installed(page);
  await eventually("the map is kept for offline use", () =>
    page.evaluate(async () => {
      const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      return kept.flat().some(({ url }) => url.endsWith("/outline.json"));
    }), 30_000);
  await context.setOffline(true);
  await page.goto("/engineer/today");
  await button(page, "Map").click();
  await page.locator(".tr-map-canvas[data-drawn]").waitFor({ timeout: 30_000 });
  const stops = page.locator("#content ol li");
  await stops.first().waitFor();
  const numbers = (await stops.locator(".tr-figures.text-center").allInnerTexts()).filter(Boolean);
  assert.deepEqual(numbers, numbers.map((_, index) => String(index + 1)));
  assert.ok(numbers.length > 0);
  await page.locator(".tr-pin-dot").waitFor();
  await screenshot(page, "phone-map-offline");
  const first = page.locator('.tr-pin-site[aria-label^="1, "]');
  const name = await first.getAttribute("aria-label");
  await first.dispatchEvent("click");
  await page.locator("#photos, h2.tr-page-title").first().waitFor();
  assert.ok(name.includes(await page.locator("h2.tr-page-title").innerText()), name);
  assert.deepEqual(errors, []);
  await context.close();
});

// The head of a JPEG file that says: taken in Shanghai on 3 March 2026, 10:40:05, at 31.2304 north, 121.4737 east.
function exifSegment() {
  const parts = [];
  let length = 8;
  const part = (entries) => {
    const head = Buffer.alloc(2 + entries.length * 12 + 4);
    head.writeUInt16LE(entries.length, 0);
    let values = Buffer.alloc(0);
    entries.forEach(([tag, kind, value], index) => {
      const at = 2 + index * 12;
      head.writeUInt16LE(tag, at);
      head.writeUInt16LE(kind, at + 2);
      head.writeUInt32LE(kind === 5 ? value.length / 8 : kind === 4 ? 1 : value.length, at + 4);
      if (value.length <= 4) value.copy(head, at + 8);
      else {
        head.writeUInt32LE(length + head.length + values.length, at + 8);
        values = Buffer.concat([values, value]);
      }
    });
    parts.push(head, values);
    length += head.length + values.length;
  };
  const text = (said) => Buffer.from(`${said}\0`, "latin1");
  const long = (number) => { const four = Buffer.alloc(4); four.writeUInt32LE(number); return four; };
  const angle = (degrees, minutes, hundredths) => Buffer.concat([degrees, 1, minutes, 1, hundredths, 100].map(long));
  // The directories' places follow from their sizes: 8 + 38 is the first behind the head, 38 + 62 the second.
  const first = 8 + 2 + 2 * 12 + 4;
  part([[0x8769, 4, long(first)], [0x8825, 4, long(first + 2 + 2 * 12 + 4 + 20 + 7)]]);
  part([[0x9003, 2, text("2026:03:03 10:40:05")], [0x9011, 2, text("+08:00")]]);
  part([[1, 2, text("N")], [2, 5, angle(31, 13, 4_944)], [3, 2, text("E")], [4, 5, angle(121, 28, 2_532)]]);
  const tiff = Buffer.concat([Buffer.from("II*\0"), long(8), ...parts]);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(tiff.length + 8);
  return Buffer.concat([Buffer.from([0xff, 0xe1]), size, Buffer.from("Exif\0\0", "latin1"), tiff]);
}

async function albumPhoto(page) {
  const plain = Buffer.from(await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(3_000, 2_000);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#88aacc";
    pen.fillRect(0, 0, 3_000, 2_000);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
  }));
  const buffer = Buffer.concat([plain.subarray(0, 2), exifSegment(), plain.subarray(2)]);
  return { name: "album.jpg", mimeType: "image/jpeg", buffer };
}

test("a photo from the album keeps when and where it was taken, although it is made small", { timeout: 120_000 }, async () => {
  const { context, page } = await openPhone();
  const [visit] = (await desk.read(`/visits?assignee=${engineer.id}&state=arrived&limit=1`)).rows;
  await page.goto(`/engineer/visits/${visit.id}`);
  await page.locator("#photos").waitFor();
  await page.locator('#photos input[type="file"]:not([capture])').setInputFiles(await albumPhoto(page));
  const line = await eventually("the photo is at the server", async () => {
    const now = await desk.read(`/visits/${visit.id}`);
    const lines = Object.values(now.visit.attempts[now.overlay.current].photos);
    return now.missing_bytes.length === 0 && lines.find((photo) => photo.name === "album.jpg");
  });
  assert.equal(line.taken_at, Date.UTC(2026, 2, 3, 2, 40, 5));
  assert.ok(Math.abs(line.taken_place.lat - 31.2304) < 1e-6 && Math.abs(line.taken_place.lon - 121.4737) < 1e-6);
  assert.ok(line.at > line.taken_at);
  const stored = await desk.bytes(`/attachments/${line.hash}`);
  assert.ok(!stored.includes("Exif"), "what is sent is the small picture");
  const [width, height] = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
    return [bitmap.width, bitmap.height];
  }, stored.toString("base64"));
  assert.deepEqual([width, height], [2_048, 1_365]);
  const day = new Date(line.taken_at + HOURS_EAST * 3_600_000).getUTCDate();
  const taken = new RegExp(`Before · .*\\b${day} Mar`);
  await page.getByLabel(taken).first().or(page.getByAltText(taken).first()).waitFor();
  await context.close();
});

test("what an organisation wants in its photos is written into the picture itself", { timeout: 60_000 }, async () => {
  const { context, page } = await openPhone();
  const { files } = await (await fetch(`${world.url}/engineer/assets.json`)).json();
  const module = files.find(({ url }) => url.endsWith("/platform/web/browser.js")).url;
  const picture = photo(5, 1_200, 900);
  const made = await page.evaluate(async ({ module, base64 }) => {
    const { shrink } = await import(module);
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const look = async (text) => {
      const [type, small] = await shrink(bytes, "image/png", 2_048, 2_000_000, text);
      const bitmap = await createImageBitmap(new Blob([small], { type }));
      const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      pen.drawImage(bitmap, 0, 0);
      const light = (y) => {
        const { data } = pen.getImageData(0, y, bitmap.width, 1);
        const sums = Array.from({ length: bitmap.width }, (_, x) => data[x * 4] + data[x * 4 + 1] + data[x * 4 + 2]);
        return { mean: sums.reduce((a, b) => a + b) / sums.length / 3, white: sums.filter((sum) => sum > 720).length };
      };
      const rows = Array.from({ length: 110 }, (_, n) => light(bitmap.height - 1 - n));
      return { type, top: light(10).mean, band: rows[2].mean, white: rows.reduce((sum, row) => sum + row.white, 0) };
    };
    return { without: await look(""), with: await look("Tue 3 Mar 2026 10:40 · V-2026-000412\nNanjing Rd 1\n陈伟") };
  }, { module, base64: picture.buffer.toString("base64") });
  assert.equal(made.without.type, "image/png", "a small picture stays as it is");
  assert.equal(made.with.type, "image/jpeg");
  assert.ok(Math.abs(made.with.top - made.without.top) < 4, JSON.stringify(made));
  assert.ok(made.with.band < made.without.band * 0.6, JSON.stringify(made));
  assert.ok(made.with.white > made.without.white + 200, JSON.stringify(made));
  await context.close();
});

test("the customer scans the code on the engineer's screen and rates the visit on his own phone", { timeout: 120_000 }, async () => {
  const { context, page } = await openPhone();
  const done = (await desk.read(`/visits?assignee=${engineer.id}&state=completed&limit=50`)).rows;
  const visit = done.find((row) => row.rating === null || row.rating === undefined);
  assert.ok(visit, "the demo has a finished visit that nobody rated");
  // Drawn on the phone: no network is needed to show it.
  await context.setOffline(true);
  await page.getByRole("tab", { name: "Done" }).click();
  await page.locator(`#content a[href="/engineer/visits/${visit.id}"]`).click();
  const code = page.locator("svg.tr-qr");
  await code.scrollIntoViewIfNeeded();
  const { width, height, data } = await pixels(page, await code.screenshot());
  const read = jsQR(data, width, height);
  assert.ok(read, "the code can be read");
  await screenshot(page, "phone-rating");
  assert.ok(read.data.startsWith(`${world.url}/v/`), read.data);
  await context.setOffline(false);

  const customer = await (await world.phone()).newPage();
  const errors = watchErrors(customer);
  await customer.goto(read.data);
  await customer.getByText("The work is done").first().waitFor();
  await screenshot(customer, "phone-rating-customer");
  await customer.locator("#star-4").check({ force: true });
  await customer.getByRole("button", { name: "Send rating" }).click();
  await customer.getByText("Thank you for your rating").waitFor();
  assert.equal((await desk.read(`/visits/${visit.id}`)).row.rating, 4);

  // The stars take the code's place.
  await page.getByRole("img", { name: /^4 stars/ }).waitFor();
  assert.equal(await code.count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
  await customer.context().close();
});

test("text grows in three steps, stays so, and nothing leaves the screen at the largest", { timeout: 180_000 }, async () => {
  const { context, page } = await openPhone();
  const errors = watchErrors(page);
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  const normal = await size();
  await page.goto("/engineer/me");
  await button(page, "Largest").click();
  await eventually("the text is larger", async () => (await size()) > normal * 1.25);
  assert.equal(await button(page, "Largest").getAttribute("aria-pressed"), "true");
  const pages = ["me", "today", "today/map", "tickets", "contacts", "visits/list/todo", "syncs", "about", "company", "shifts", "notices"];
  for (const name of pages) {
    await page.goto(`/engineer/${name}`);
    await page.locator("#content").waitFor();
    await atRest(page);
    const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide <= seen, `${name}: ${wide} px on ${seen}`);
    await screenshot(page, `phone-largest-${name.replaceAll("/", "-")}`);
  }
  await page.goto("/engineer/today");
  await page.locator("#content .tr-list a").first().click();
  await page.waitForURL("**/visits/**");
  await page.locator(".tr-action-bar, #content section").first().waitFor();
  await screenshot(page, "phone-largest-visit");
  await assertAccessible(page, "a visit in the largest text");
  await page.reload();
  await eventually("it is kept", async () => (await size()) > normal * 1.25);
  await page.goto("/engineer/me");
  await button(page, "Normal").click();
  await eventually("the text is as before", async () => (await size()) === normal);
  assert.deepEqual(errors, []);
  await context.close();
});

test("the log of syncs says when, what went up and down and how long it took", { timeout: 120_000 }, async () => {
  const { context, page } = await openPhone();
  // a sync that a reload cuts off is in no log
  await page.getByRole("button", { name: /Up to date/ }).waitFor();
  await page.goto("/engineer/me");
  await button(page, "Latest syncs").click();
  await page.waitForURL("**/engineer/syncs");
  await page.getByText(/records received/).first().waitFor();
  await page.getByText(/^\d+\.\d s$/).first().waitFor();
  await screenshot(page, "phone-syncs");
  await assertAccessible(page, "the log of syncs");
  // What is changed without a network goes up with the next sync.
  await installed(page);
  await context.setOffline(true);
  await page.goto("/engineer/me");
  await page.getByLabel("Tickets and visits").selectOption("busy");
  const [mine] = (await desk.read(`/visits?limit=50`)).rows.filter((row) => row.assignee === engineer.id && row.state !== "completed");
  await page.goto(`/engineer/visits/${mine.id}`);
  await page.getByLabel("New note").fill("Written without a network");
  await button(page, "Add note").click();
  await page.getByText("Written without a network").first().waitFor();
  await context.setOffline(false);
  await page.goto("/engineer/syncs");
  await page.getByText(/1 change sent/).first().waitFor({ timeout: 30_000 });
  await page.goto("/engineer/about");
  await page.getByText(/^Version /).waitFor();
  await screenshot(page, "phone-about");
  await assertAccessible(page, "about the app");
  await context.close();
});

