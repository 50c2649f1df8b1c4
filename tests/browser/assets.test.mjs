// Asset tables at the desk: a table is made with a field that tells its rows apart, a row is added under a company, found, given
// to somebody else, removed and brought back, its code is made; and companies are found around an engineer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, assertAccessible, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, openDesk, prefer } from "./people.mjs";

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

async function openOffice(account = "admin", more = {}, language = "en") {
  const office = await world.desktop(more);
  await prefer(office, language);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, account);
  return page;
}

const narrow = (theme) => ({ viewport: PHONE.viewport, colorScheme: theme });

test("a table is made, its rows are kept under a company, told apart, given away, removed and brought back", { timeout: 240_000 }, async () => {
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto("/desk/settings/asset-tables");
  await page.getByRole("link", { name: "Contracts" }).waitFor();
  await assertAccessible(page, "asset tables");
  await screenshot(page, "settings-asset-tables");
  await button(page, "New table").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label, English").fill("Spare parts");
  assert.equal(await dialog.getByLabel("Key").inputValue(), "spare_parts");
  await assertAccessible(page, "a new table");
  await button(dialog, "Save").click();
  await page.getByRole("heading", { name: "Spare parts" }).waitFor();
  await button(page, "Add field").click();
  const fresh = page.locator("details").last();
  await fresh.getByLabel("Label, English").fill("Part number");
  await page.getByLabel("Tells rows apart").selectOption({ label: "Part number" });
  await assertAccessible(page, "a table");
  await screenshot(page, "settings-asset-table");
  await button(page, "Save").click();
  await page.getByText("Last changed by Admin").waitFor();

  // Under a company: a row of the new table, and a second one with the same number.
  const [company] = (await desk.read("/companies?limit=1")).rows;
  await page.goto(`/desk/customers/companies/${company.id}`);
  const add = async (name, number) => {
    await button(page, "Add to Spare parts").click();
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Part number").fill(number);
    await button(dialog, "Save").click();
  };
  await add("Door roller", "DR-100");
  await page.getByRole("link", { name: "Door roller" }).waitFor();
  await add("Another roller", "DR-100");
  await dialog.getByText("Another one has this already.").waitFor();
  assert.equal(await dialog.getByLabel("Name").inputValue(), "Another roller", "what was typed is still there");
  await assertAccessible(page, "a row that is there already");
  await screenshot(page, "assets-taken");
  await button(dialog, "Cancel").click();
  await screenshot(page, "assets-company");

  // Its page: changed with history, its code, another owner.
  await page.getByRole("link", { name: "Door roller" }).click();
  await page.getByRole("heading", { name: "Door roller" }).waitFor();
  await button(page, "Edit").click();
  const form = page.getByRole("form");
  await form.getByLabel("Remark").fill("Left side only");
  await button(form, "Save").click();
  await page.locator(".dk-change-log").getByText("Left side only").waitFor();
  await button(page, "Make a code").click();
  await page.getByRole("img", { name: /Door roller/ }).waitFor();
  await button(page, "Change owner").click();
  await dialog.getByLabel("Belongs to").selectOption("tenant");
  await button(dialog, "Save").click();
  await page.getByText("Our organisation").waitFor();
  await assertAccessible(page, "a row");
  await screenshot(page, "assets-row");

  // Found by its own value in the list of its table, and by quick search.
  await page.goto("/desk/customers?tab=assets&table=spare_parts&q=DR-1");
  await page.getByRole("link", { name: "Door roller" }).waitFor();
  await page.goto("/desk/customers?tab=assets&table=contracts");
  await page.getByRole("link", { name: /contract|合同/ }).first().waitFor();
  await page.getByText("Fee a year").waitFor();
  await assertAccessible(page, "rows of a table");
  await screenshot(page, "assets-contracts");
  await page.goto("/desk/customers?tab=assets&table=spare_parts");
  await page.getByRole("link", { name: "Door roller" }).click();
  await button(page, "Remove").click();
  await button(dialog, "Remove Door roller").click();
  await page.getByText("appear here as soon as").waitFor();
  await page.goto("/desk/customers?tab=assets&table=spare_parts&deleted=1");
  await page.getByRole("link", { name: "Door roller" }).click();
  await page.getByText("Removed", { exact: true }).waitFor();
  await button(page, "Bring back").click();
  await button(page, "Remove").waitFor();
  // the refusal of the second roller is what the browser tells of a 409
  assert.deepEqual(errors.filter((error) => !error.includes("409")), []);
});

test("rows and tables fit a narrow screen, light and dark, in Chinese too", { timeout: 180_000 }, async () => {
  for (const theme of ["light", "dark"]) {
    const page = await openOffice("admin", narrow(theme));
    for (const [path, name, seen] of [
      ["/desk/settings/asset-tables", "tables", "Contracts"],
      ["/desk/settings/asset-tables/contracts", "table", "Tells rows apart"],
      ["/desk/customers?tab=assets&table=contracts", "rows", "HT-2025-0001"],
    ]) {
      await page.goto(path);
      await page.getByText(seen).first().waitFor();
      await assertAccessible(page, `${path} ${theme}`);
      await screenshot(page, `assets-narrow-${name}-${theme}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${path} is ${over} px too wide`);
    }
  }
  const page = await openOffice("admin", {}, "zh-CN");
  await page.goto("/desk/customers?tab=assets&table=contracts");
  await page.getByText("合同编号").first().waitFor();
  await screenshot(page, "assets-chinese");
});

test("an id is bound to a contact, moved after it was said whose it is, and found by it", { timeout: 120_000 }, async () => {
  const [first, second] = (await desk.read("/contacts?limit=2")).rows;
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  const dialog = page.getByRole("dialog");
  const add = async (contact) => {
    await page.goto(`/desk/customers/contacts/${contact.id}`);
    await button(page, "Add id").click();
    await dialog.getByLabel("Id", { exact: false }).last().fill("123 456 789");
    await button(dialog, "Save").click();
  };
  await add(first);
  await page.getByText("123 456 789").first().waitFor();
  await page.locator(".dk-change-log").getByText("Id added").waitFor();
  await assertAccessible(page, "a contact with an id");
  await screenshot(page, "identity-contact");
  await add(second);
  await dialog.getByText(`It belongs to ${first.name}.`, { exact: false }).waitFor();
  await assertAccessible(page, "an id that somebody has");
  await screenshot(page, "identity-taken");
  await button(dialog, `Move it to ${second.name}`).click();
  await page.getByText("123 456 789").first().waitFor();
  const hits = await desk.read("/search?q=123456789");
  assert.deepEqual(hits.map((hit) => hit.id), [second.id]);
  // the refusal of the first attempt is what the browser tells of a 409
  assert.deepEqual(errors.filter((error) => !error.includes("409")), []);
});

test("companies are found around an engineer and around a company, the nearest first", { timeout: 180_000 }, async () => {
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  await page.goto("/desk/customers?tab=nearby");
  await page.getByText("Choose a point").waitFor();
  await assertAccessible(page, "the map before a point is chosen");
  const engineers = page.getByLabel("Around an engineer");
  const [, first] = await engineers.locator("option").evaluateAll((all) => all.map((one) => one.textContent.trim()));
  await engineers.selectOption({ label: first });
  await page.getByLabel("Within").selectOption("25");
  const lines = page.locator(".dk-near-lines li");
  await lines.first().waitFor();
  await page.getByText(`around ${first}`).waitFor();
  await assertAccessible(page, "companies around an engineer");
  await screenshot(page, "nearby-engineer");
  const [company] = (await desk.read("/companies?limit=1")).rows;
  await page.getByLabel("Around a company").fill(company.name);
  await page.locator(".dk-near-find").getByText(company.name).first().click();
  await page.getByText(`around ${company.name}`).waitFor();
  await lines.first().getByRole("link", { name: company.name }).waitFor();
  assert.match(await lines.first().innerText(), /0 m/);
  assert.match(page.url(), /at=.*km=25|km=25.*at=/, "the address keeps point and radius");
  await lines.nth(1).getByRole("link").click();
  await page.waitForURL(/customers\/companies/);
  assert.deepEqual(errors, []);
  for (const theme of ["light", "dark"]) {
    const small = await openOffice("dana", narrow(theme));
    const { lat, lon } = company;
    await small.goto(`/desk/customers?tab=nearby&at=${lat},${lon}&of=${encodeURIComponent(company.name)}`);
    await small.locator(".dk-near-lines li").first().waitFor();
    await assertAccessible(small, `the map ${theme}`);
    await screenshot(small, `nearby-narrow-${theme}`);
  }
});
