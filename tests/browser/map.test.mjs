// Maps: close pins are gathered and come apart, what matters stands alone, and every mark says and does something.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually, openWorld, screenshot } from "./harness.mjs";
import { enterDesk, openDesk, prefer } from "./people.mjs";

const MIN_TARGET = 24;
const RANKED = 10;

const ends = [];
let world;
let desk;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
});

after(async () => {
  for (const end of ends) await end();
});

async function open(path) {
  const office = await world.desktop();
  await prefer(office);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, "dana", path);
  await page.locator(".tr-map-canvas[data-drawn]").waitFor();
  return page;
}

const marks = (page) =>
  page.locator(".tr-pin").evaluateAll((pins) =>
    pins.map((pin) => {
      const { left, top, width, height } = pin.getBoundingClientRect();
      return { id: pin.dataset.pin, left, top, width, height };
    }),
  );

function overlapping(all) {
  return all.flatMap((a, n) => all.slice(n + 1).filter((b) => {
    const x = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
    const y = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
    return x > 0.5 && y > 0.5;
  }).map((b) => [a.id, b.id]));
}

test("on the board no mark lies on another, and the chosen visit and who is ranked for it stand alone", { timeout: 60_000 }, async () => {
  const { unassigned, engineers } = await desk.read("/board");
  const chosen = unassigned.find((row) => row.state === "new" && row.lat);
  const page = await open(`/desk/dispatch?visit=${chosen.id}`);
  await page.locator(".dk-candidates > li").first().waitFor();
  const ranked = (await desk.read(`/visits/${chosen.id}/candidates`)).slice(0, RANKED);
  const placed = ranked.filter((one) => engineers.find((engineer) => engineer.agent === one.agent)?.position);
  assert.ok(placed.length > 3);
  for (const { agent } of placed) await page.locator(`[data-pin="engineer:${agent}"]`).waitFor();
  await page.locator(`.tr-pin-selected[data-pin="visit:${chosen.id}"]`).waitFor();
  assert.ok((await page.locator(".tr-pin-gathered").count()) > 3, "the rest is gathered");
  const all = await eventually("the marks have come to rest", async () => {
    const found = await marks(page);
    return overlapping(found).length === 0 && found;
  }, 5_000);
  for (const mark of all) assert.ok(Math.min(mark.width, mark.height) >= MIN_TARGET, JSON.stringify(mark));
});

test("a gathered mark comes apart by the keyboard, and the focus goes to what was in it", { timeout: 60_000 }, async () => {
  const page = await open("/desk/dispatch");
  const gathered = page.locator(".tr-pin-gathered").first();
  const name = await gathered.getAttribute("aria-label");
  assert.match(name, /^\d+ together here: /);
  const [first] = name.replace(/^\d+ together here: /, "").split("; ");
  await gathered.focus();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  // Each press comes closer until the first of its pins stands alone.
  for (let press = 0; press < 12 && (await focused()) !== first; press += 1) {
    const before = await focused();
    await page.keyboard.press("Enter");
    await eventually("the focus is on what was in it", async () => {
      const now = await focused();
      return now !== before && now.includes(first.split(",")[0]);
    });
  }
  assert.equal((await focused()).split(",")[0], first.split(",")[0]);
  await screenshot(page, "map-came-apart");
});

test("a moment of the way says when and where, on the map, below it and by the slider", { timeout: 60_000 }, async () => {
  const [busy] = (await desk.read("/visits?state=arrived&limit=1")).rows;
  const page = await open(`/desk/visits/${busy.id}`);
  const said = page.locator(".dk-way-said");
  await page.locator('[data-pin="dispatch-step-arrived"]').click();
  await said.getByText(/^Arrived \d\d:\d\d · \d\d:\d\d:\d\d · .* from the site/).waitFor();
  assert.equal(await page.getByRole("button", { name: /^Arrived/ }).and(page.locator(".dk-moment")).getAttribute("aria-pressed"), "true");
  await page.locator(".dk-moment").first().click();
  await said.getByText(/^Set out/).waitFor();
  const slider = page.getByRole("slider", { name: "Time on the way" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await said.getByText(/^\d\d:\d\d:\d\d · .* from the site/).waitFor();
  assert.equal(await slider.getAttribute("aria-valuetext"), await said.innerText());
  await page.locator('[data-pin="here"]').waitFor();
});

test("a pin that cannot be pressed is a picture with a name, not a button", { timeout: 60_000 }, async () => {
  const page = await open("/desk/visits/new");
  await page.locator(".tr-map-canvas canvas").click({ position: { x: 120, y: 120 } });
  const pin = page.locator(".tr-pin");
  await pin.waitFor();
  assert.equal(await pin.getAttribute("role"), "img");
  assert.equal(await page.locator("button.tr-pin").count(), 0);
});
