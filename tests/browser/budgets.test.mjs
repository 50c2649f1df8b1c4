// What the phone app may cost: its size on the wire, and the time until the day's work is there without a network.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openWorld, screenshot } from "./harness.mjs";
import { enterPhone, installed, prefer } from "./people.mjs";

// What it is made of and why it may be so much: docs/adr/0034.
const MOST_WIRE_BYTES = 1_700_000;
const MOST_START_MS = 2_000;

async function engineerWasm() {
  const folder = join(process.env.TRUCKROLL_ASSETS, "engineer");
  const names = await readdir(folder, { recursive: true });
  const name = names.find((one) => one.endsWith("_bg.wasm"));
  assert.ok(name, names.join(" "));
  const compressed = names.includes(`${name}.br`);
  return { path: join(folder, name), compressed };
}

test("the phone app's program is at most 1.7 MB on the wire", async (t) => {
  const { path, compressed } = await engineerWasm();
  // Only a release build is compressed ahead of time; a quick build is large on purpose.
  if (!compressed) return t.skip("the apps are a quick build");
  const raw = await readFile(path);
  const wire = await readFile(`${path}.br`);
  console.log(`engineer app: ${raw.length} bytes, ${wire.length} bytes on the wire`);
  assert.ok(wire.length <= MOST_WIRE_BYTES, `${wire.length} bytes`);
});

test("without a network the app starts cold into today's work within 2 s", { timeout: 180_000 }, async (t) => {
  const world = await openWorld(t);
  const folder = await world.profile();
  const first = await world.keptPhone(folder);
  await prefer(first);
  const page = first.pages()[0] ?? (await first.newPage());
  await enterPhone(page, "chen");
  await installed(page);
  await page.locator("#content .tr-list li").first().waitFor();
  const day = await page.locator("#content .tr-list li").count();
  await first.close();

  const times = [];
  for (let run = 0; run < 3; run += 1) {
    const again = await world.keptPhone(folder, { offline: true });
    await prefer(again);
    const screen = again.pages()[0] ?? (await again.newPage());
    const started = Date.now();
    await screen.goto("/engineer/", { waitUntil: "commit" });
    await screen.locator("#content .tr-list li").first().waitFor();
    times.push(Date.now() - started);
    assert.equal(await screen.locator("#content .tr-list li").count(), day);
    if (run === 0) await screenshot(screen, "phone-offline-start");
    await again.close();
  }
  times.sort((a, b) => a - b);
  console.log(`offline cold start: ${times.join(", ")} ms`);
  assert.ok(times[1] <= MOST_START_MS, `${times.join(", ")} ms`);
});
