// A new server: the printed code opens the organisation, the wizard sets it up, a customer's report is the first ticket.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, eventually, LANGUAGES, openWorld, screenshot, THEMES, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { prefer } from "./people.mjs";

async function opened(t) {
  const world = await openWorld(t, { demo: false });
  const [, code] = await eventually("the code is printed", () => world.server.log.match(/set-up code ([A-Z2-9]{4}-[A-Z2-9]{4})/));
  return { world, code };
}

async function fillIn(page, code) {
  await page.getByLabel("Set-up code").fill(code);
  await page.getByLabel("Name of the organisation").fill("Nova Lifts");
  await page.getByLabel("Your name").fill("Ada Novak");
  await page.getByLabel("Sign-in name").fill("ada");
  await page.getByLabel("Password").fill("lifts go up and down");
  await button(page, "Open it").click();
}

test("from a new server to the first ticket", { timeout: 180_000 }, async (t) => {
  const { world, code } = await opened(t);
  const office = await world.desktop();
  await prefer(office);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  const started = Date.now();
  await page.goto("/desk/");
  await page.getByRole("heading", { name: "Open your organisation" }).waitFor();
  await fillIn(page, "AAAA-2222");
  await page.getByText("This is not the code of this server.").waitFor();
  await assertAccessible(page, "opening with a wrong code");
  await fillIn(page, code);

  // the wizard begins by itself; what was answered is there after a reload
  await page.getByRole("heading", { name: "One place for the whole service day" }).waitFor();
  const errors = watchErrors(page);
  await assertAccessible(page, "showcase");
  await button(page, "Next").click();
  await button(page, "Next").click();
  await page.getByText("Please choose one.").waitFor();
  await page.getByRole("radio", { name: /^Companies / }).check();
  await button(page, "Next").click();
  await page.getByLabel("Manufacturing and machines").check();
  await button(page, "Next").click();
  await page.getByRole("group", { name: "What are tickets for?" }).waitFor();
  await page.reload();
  await page.getByRole("group", { name: "What are tickets for?" }).waitFor();
  await button(page, "Back").click();
  assert.equal(await page.getByLabel("Manufacturing and machines").isChecked(), true);
  await button(page, "Next").click();
  await page.getByLabel("Requests of customers").check();
  await button(page, "Next").click();
  await page.getByLabel("1 to 5", { exact: true }).check();
  await button(page, "Set it up").click();
  await page.getByRole("heading", { name: "Nova Lifts is ready" }).waitFor();
  await screenshot(page, "setup-done");
  await assertAccessible(page, "what was set up");

  // the form is there; its code is made and a customer uses it
  await page.getByRole("link", { name: "Print the code" }).click();
  await page.getByRole("heading", { name: "Report a problem" }).waitFor();
  await button(page, "New link").click();
  await page.getByRole("dialog").getByLabel("Name in this list").fill("Front desk");
  await page.getByRole("dialog").getByRole("button", { name: "Make link" }).click();
  const href = await page.getByRole("article").getByRole("link", { name: "Open form" }).getAttribute("href");
  const pocket = await world.phone();
  const customer = await pocket.newPage();
  await customer.goto(href);
  await customer.locator('[name="answer.phone"]').fill("+420 602 123 456");
  await customer.locator('[name="answer.description"]').fill("The doors of lift 2 keep reopening.");
  await customer.locator('button[type="submit"]').click();
  await customer.locator(".receipt").waitFor();
  await page.goto("/desk/tickets");
  await page.getByText("The doors of lift 2 keep reopening.").first().waitFor();
  t.diagnostic(`from a new server to the first ticket: ${Date.now() - started} ms`);
  assert.deepEqual(errors, []);

  // it does not begin again by itself, and can be gone through again
  await page.goto("/desk/");
  await page.getByRole("link", { name: "Tickets" }).first().waitFor();
  assert.ok(!page.url().includes("/setup"));
  await page.goto("/desk/setup");
  await page.getByRole("heading", { name: "One place for the whole service day" }).waitFor();
});

test("the pages of the set-up at both widths, in both themes and languages", { timeout: 180_000 }, async (t) => {
  const { world, code } = await opened(t);
  for (const language of LANGUAGES) {
    for (const theme of THEMES) {
      for (const width of [360, 1440]) {
        const words = `${width}-${theme}-${language}`;
        const context = await (width === 360 ? world.phone({ colorScheme: theme }) : world.desktop({ colorScheme: theme }));
        await prefer(context, language, theme);
        const page = await context.newPage();
        await page.goto("/desk/");
        await page.locator('input[name="code"]').waitFor();
        await screenshot(page, `setup-open-${words}`);
        await assertAccessible(page, `opening ${words}`);
        await context.close();
      }
    }
  }
  const office = await world.desktop();
  await prefer(office);
  const first = await office.newPage();
  await first.goto("/desk/");
  await fillIn(first, code);
  await first.getByRole("heading", { name: "One place for the whole service day" }).waitFor();
  const state = await office.storageState();
  for (const language of LANGUAGES) {
    for (const theme of THEMES) {
      for (const width of [360, 1440]) {
        const words = `${width}-${theme}-${language}`;
        const more = { colorScheme: theme, storageState: state };
        const context = await (width === 360 ? world.phone(more) : world.desktop(more));
        await prefer(context, language, theme);
        const page = await context.newPage();
        await page.goto("/desk/setup");
        const forward = page.locator('.dk-setup-foot button[type="submit"]');
        // it goes on where the reader before stopped
        await forward.waitFor();
        for (let step = 0; step < 4 && (await page.locator(".dk-setup-scenes").count()) === 0; step += 1) {
          const before = await page.locator("#content, main").first().innerText();
          await page.locator('.dk-setup-way button[type="button"]').click();
          await eventually("a step back", async () => (await page.locator("#content, main").first().innerText()) !== before);
        }
        await page.locator(".dk-setup-scenes").waitFor();
        for (const name of ["showcase", "customers", "industry"]) {
          await page.evaluate(() => document.fonts.ready);
          await screenshot(page, `setup-${name}-${words}`);
          await assertAccessible(page, `${name} ${words}`);
          if (name !== "showcase") await page.locator(".dk-setup-choice input").first().check();
          if (name !== "industry") {
            await forward.click();
            await page.locator(name === "showcase" ? ".dk-setup-choice" : '.dk-setup-choice input[value="software"]').first().waitFor();
          }
        }
        await context.close();
      }
    }
  }
});
