// Two organisations of one server: the second is opened by invitation, asks the first to be its head office, and is looked at.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { assertAccessible, openWorld, PHONE, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, openDesk, prefer } from "./people.mjs";

const run = promisify(execFile);

test("an invited organisation links itself to the head office, which sees figures and no customers", { timeout: 240_000 }, async (t) => {
  const world = await openWorld(t);
  const { stdout } = await run(process.env.TRUCKROLL_BIN, ["invite", "--data", world.server.folder]);
  const [, code] = stdout.match(/set-up code ([A-Z2-9]{4}-[A-Z2-9]{4})/);

  const office = await world.desktop();
  await prefer(office);
  const branch = await office.newPage();
  // without being asked for it, the page for new organisations is not shown
  await branch.goto("/desk/");
  await branch.locator('input[autocomplete="current-password"]').waitFor();
  assert.equal(await branch.getByLabel("Set-up code").count(), 0);
  await branch.goto("/desk/?new-organisation");
  await branch.getByLabel("Set-up code").fill(code);
  await branch.getByLabel("Name of the organisation").fill("Nova Lifts");
  await branch.getByLabel("Your name").fill("Ada Novak");
  await branch.getByLabel("Sign-in name").fill("ada-nova");
  await branch.getByLabel("Password").fill("lifts go up and down");
  await button(branch, "Open it").click();
  await branch.getByRole("heading", { name: "One place for the whole service day" }).waitFor();
  await button(branch, "Do it later").click();
  await branch.locator("#content").waitFor();

  // both switch the feature on
  await branch.goto("/desk/settings/features");
  await branch.getByRole("switch", { name: /Linked companies/ }).check();
  await branch.getByRole("link", { name: "Linked companies" }).waitFor();
  const head = await openDesk(world.url, "admin");
  const { seq } = (await head.read("/staff")).switches;
  await head.write("PUT", "/switches", { seq, switches: { linked_companies: true } });
  const { vendor_id: number } = await head.read("/linked");

  await branch.goto("/desk/settings/linked");
  await branch.getByText("No links yet").waitFor();
  await screenshot(branch, "linked-empty");
  await assertAccessible(branch, "no links");
  await button(branch, "Link a company").click();
  const dialog = branch.getByRole("dialog");
  await dialog.getByLabel("Number of the other company").fill("12");
  await button(dialog, "Send invitation").click();
  await dialog.getByText("There is no company with this number.").waitFor();
  const errors = watchErrors(branch);
  await dialog.getByLabel("Number of the other company").fill(String(number));
  await dialog.getByLabel("What it is to us").selectOption("superior");
  await dialog.getByLabel("A line to them").fill("We are your new branch.");
  await assertAccessible(branch, "asking for a link");
  await button(dialog, "Send invitation").click();
  await branch.getByText("Waits for their answer").waitFor();
  // whose number it is, is not told before they agree
  await branch.getByText(`No. ${number}`).first().waitFor();
  assert.equal(await branch.getByText(head.me.tenant_name).count(), 0);

  const desk = await world.desktop();
  await prefer(desk);
  const page = await desk.newPage();
  await enterDesk(page, "admin", "/desk/settings/linked");
  await page.getByText("Nova Lifts").first().waitFor();
  await page.getByText("We are your new branch.").waitFor();
  await button(page, "Agree").click();
  await page.getByText("You are linked now.").waitFor();
  await button(page, "See its figures").click();
  await page.getByRole("heading", { name: "Nova Lifts" }).waitFor();
  await page.getByText("Engineers on shift").waitFor();
  await page.getByText("No completed visits").waitFor();
  await assertAccessible(page, "looking at a branch");
  await screenshot(page, "linked-look");

  // the branch narrows what is seen, and it is gone at once
  await branch.reload();
  await branch.getByText("Linked", { exact: true }).waitFor();
  await branch.getByRole("switch", { name: "Figures of thirty days" }).uncheck();
  await page.goto("/desk/settings/linked");
  await button(page, "See its figures").click();
  await page.getByText("Engineers on shift").waitFor();
  assert.equal(await page.getByText("New tickets").count(), 0);

  // narrow
  const narrow = await world.browser.newContext({ ...PHONE, baseURL: world.url, locale: "en", storageState: await office.storageState() });
  const small = await narrow.newPage();
  await small.goto("/desk/settings/linked");
  await small.getByText("may see").waitFor();
  await assertAccessible(small, "links at 360 px");
  await screenshot(small, "linked-360");
  await narrow.close();

  await button(branch, "End the link").click();
  await button(branch.getByRole("dialog"), "End the link").click();
  await branch.getByText("Ended", { exact: true }).waitFor();
  await page.goto("/desk/settings/linked");
  await page.getByText("Ended", { exact: true }).waitFor();
  assert.deepEqual(errors, []);
});
