// The pages customers see: usable without JavaScript, small, clear about what is missing, accessible in both themes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, LANGUAGES, openWorld, screenshot, THEMES, watchErrors } from "./harness.mjs";
import { openDesk, photo } from "./people.mjs";

const MOST_BYTES = 60_000;
const ends = [];
let world;
let form;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  const desk = await openDesk(world.url);
  const [report] = await desk.read("/forms");
  form = report.links.find((link) => link.asset).path;
});

after(async () => {
  for (const end of ends) await end();
});

async function report(page, description) {
  await page.goto(form);
  await page.locator('[name="answer.phone"]').fill("+86 135 0000 1111");
  await page.locator('[name="answer.description"]').fill(description);
  await page.locator('button[type="submit"]').click();
  await page.waitForURL("**/t/**");
}

test("a customer without JavaScript reports a fault and gets a number", async () => {
  const context = await world.phone({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(form);
  await page.locator('[name="answer.phone"]').fill("+86 135 0000 1111");
  await page.locator('[name="answer.description"]').fill("The doors do not close. Nobody is inside.");
  await page.locator('input[type="file"]').setInputFiles(photo(1));
  await page.locator('button[type="submit"]').click();
  await page.waitForURL("**/t/**");
  await page.getByRole("heading", { name: "Thank you, your report has arrived" }).waitFor();
  assert.match(await page.locator("main").innerText(), /Your number is\s+\S*\d+/);
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  test(`a form without a phone number says so at the field, ${how} JavaScript`, async () => {
    const context = await world.phone({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(form);
    await page.locator('[name="answer.description"]').fill("The lift makes a loud noise.");
    await page.locator('button[type="submit"]').click();
    const field = page.locator('.field:has([name="answer.phone"])');
    await field.getByText("Give a phone number, so that somebody can call you back.").waitFor();
    assert.equal(await page.locator('[name="answer.phone"]').getAttribute("aria-invalid"), "true");
    assert.equal(await page.locator('[name="answer.description"]').inputValue(), "The lift makes a loud noise.");
    if (javaScriptEnabled) await assertAccessible(page, "the form with a problem");
    await context.close();
  });
}

test("a photo of 60 MB is refused with the limit before anything is sent", async () => {
  const context = await world.phone();
  const page = await context.newPage();
  await page.goto(form);
  const sent = [];
  page.on("request", (request) => sent.push(request.method()));
  // What tools may hand over ends at 50 MB, so the browser makes the file itself.
  await page.locator('input[type="file"]').evaluate((input, { name, mimeType }) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(60 * 1024 * 1024)], name, { type: mimeType }));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, { name: "large.jpg", mimeType: "image/jpeg" });
  await page.getByText("The photo “large.jpg” is 60 MB; the limit is 50 MB.").waitFor();
  assert.deepEqual(sent, []);
  await context.close();
});

test("the form with its style and script is at most 60 kB", async () => {
  const context = await world.phone();
  const page = await context.newPage();
  const sizes = [];
  page.on("response", (response) => sizes.push(response.body().then((body) => [new URL(response.url()).pathname, body.length])));
  await page.goto(form, { waitUntil: "networkidle" });
  const all = await Promise.all(sizes);
  const total = all.reduce((sum, [, size]) => sum + size, 0);
  console.log(`customer form: ${total} bytes before compression, ${all.length} requests`);
  assert.ok(total <= MOST_BYTES, JSON.stringify(all));
  await context.close();
});

for (const colorScheme of THEMES) {
  for (const locale of LANGUAGES) {
    test(`form and progress page are accessible: ${colorScheme}, ${locale}`, async () => {
      for (const [width, open] of [[360, world.phone], [1440, world.desktop]]) {
        const context = await open({ colorScheme, locale });
        const page = await context.newPage();
        const errors = watchErrors(page);
        await page.goto(form);
        await screenshot(page, `portal-form-${width}-${colorScheme}-${locale}`);
        await assertAccessible(page, `form ${width} ${colorScheme} ${locale}`);
        await report(page, "The lift stops between floors. Nobody is inside.");
        await screenshot(page, `portal-receipt-${width}-${colorScheme}-${locale}`);
        await assertAccessible(page, `receipt ${width} ${colorScheme} ${locale}`);
        await page.goto(page.url().replace(/\?.*/, ""));
        await screenshot(page, `portal-progress-${width}-${colorScheme}-${locale}`);
        await assertAccessible(page, `progress ${width} ${colorScheme} ${locale}`);
        assert.deepEqual(errors, []);
        await context.close();
      }
    });
  }
}
