// The language of the desk: what a person chose, else what the browser speaks, else what the organisation speaks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWorld } from "./harness.mjs";
import { enterDesk, prefer } from "./people.mjs";

const ends = [];
let world;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
});

after(async () => {
  for (const end of ends) await end();
});

// The language of the sign-in screen, of the screen after it, and after a reload.
async function heard(locale, chosen) {
  const context = await world.desktop({ locale });
  if (chosen) await prefer(context, chosen);
  const page = await context.newPage();
  const language = () => page.evaluate(() => document.documentElement.lang);
  await page.goto("/desk/tickets");
  await page.locator('input[autocomplete="username"]').waitFor();
  const before = await language();
  await enterDesk(page, "dana", "/desk/tickets");
  const inside = await language();
  await page.reload();
  await page.locator("#content").waitFor();
  const again = await language();
  await context.close();
  return [before, inside, again];
}

for (const { who, locale, chosen, wanted } of [
  { who: "an English browser at a Chinese organisation hears English", locale: "en-GB", wanted: ["en", "en", "en"] },
  { who: "a Chinese browser hears Chinese", locale: "zh-CN", wanted: ["zh-CN", "zh-CN", "zh-CN"] },
  { who: "a browser of a language not spoken here hears the organisation's", locale: "fr-FR", wanted: ["en", "zh-CN", "zh-CN"] },
  { who: "who chose a language hears it whatever the browser says", locale: "en-GB", chosen: "zh-CN", wanted: ["zh-CN", "zh-CN", "zh-CN"] },
]) {
  test(who, { timeout: 60_000 }, async () => {
    assert.deepEqual(await heard(locale, chosen), wanted);
  });
}
