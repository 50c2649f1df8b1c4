// Customers at the desk: a company with own fields is made, found by conditions, the query is kept, the company is changed and the
// change is seen; of two who change the same field the second is told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, openWorld, screenshot, watchErrors } from "./harness.mjs";
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

async function openOffice(account = "dana") {
  const office = await world.desktop();
  await prefer(office);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, account);
  return page;
}

test("an own field is made, filled, asked for, kept as a query, changed and told in the log", { timeout: 180_000 }, async () => {
  const settings = await openOffice("admin");
  await settings.goto("/desk/settings/fields");
  await button(settings, "Add field").click();
  const fresh = settings.locator("details").last();
  await fresh.getByLabel("Label, English").fill("Pit depth");
  await fresh.getByLabel("Kind").selectOption("decimal");
  await fresh.getByLabel("Unit").fill("m");
  await assertAccessible(settings, "settings of fields");
  await screenshot(settings, "settings-fields");
  await button(settings, "Save").click();
  await settings.getByText("Last changed by Admin").waitFor();

  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto("/desk/customers");
  await button(page, "New company").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Aurora Tower");
  await dialog.getByLabel("Phone").fill("021-6321 9999");
  await button(dialog, "Save").click();
  await page.getByRole("heading", { name: "Aurora Tower" }).waitFor();
  await button(page, "Edit").click();
  const form = page.getByRole("form", { name: "Details of the customer" });
  await form.getByLabel("Pit depth").fill("1.4");
  await form.getByLabel("Contract").selectOption("basic");
  await button(form, "Save").click();
  await page.getByText("1.4 m").first().waitFor();
  await page.locator(".dk-change-log").getByText("Pit depth").waitFor();
  await assertAccessible(page, "a company");
  await screenshot(page, "customers-company");

  // By a condition over the own field.
  await page.goto("/desk/customers");
  await button(page, "Conditions").click();
  const builder = page.getByRole("dialog");
  const first = builder.getByRole("group", { name: "Condition 1" });
  await first.getByLabel("Field").selectOption({ label: "Pit depth" });
  await first.getByLabel("Comparison").selectOption("at_least");
  await first.getByLabel("Value").fill("1.2");
  await builder.getByLabel("Name of the query").fill("Deep pits");
  await assertAccessible(page, "the conditions");
  await screenshot(page, "customers-conditions");
  await button(builder, "Save query").click();
  await page.getByRole("link", { name: "Aurora Tower" }).waitFor();
  await page.getByText("One customer", { exact: true }).waitFor();
  await button(page, "Deep pits").waitFor();
  await screenshot(page, "customers-saved-query");

  // However the number is written; and the twin is named before it is made.
  await page.goto("/desk/customers?q=63219999");
  await page.getByRole("link", { name: "Aurora Tower" }).waitFor();
  await button(page, "New company").click();
  await dialog.getByLabel("Name").fill("Aurora Tower");
  await button(dialog, "Save").click();
  await dialog.getByText("Somebody like this is there already").waitFor();
  await assertAccessible(page, "a twin");
  await button(dialog, "Use Aurora Tower").click();
  await page.getByRole("heading", { name: "Aurora Tower" }).waitFor();
  assert.deepEqual(errors, []);
});

test("of two who change the same field the second is told what stands there now", { timeout: 120_000 }, async () => {
  const [company] = (await desk.read("/companies?limit=1")).rows;
  const page = await openOffice();
  await page.goto(`/desk/customers/companies/${company.id}`);
  await button(page, "Edit").click();
  const form = page.getByRole("form", { name: "Details of the customer" });
  await form.getByLabel("Source").fill("Mine");
  await desk.command({ on: "company", id: company.id, command: { do: "edit", edit: { source: "Theirs" } } });
  await form.getByText("A colleague changed this customer meanwhile").waitFor();
  await form.getByText("Theirs").waitFor();
  await assertAccessible(page, "a colleague was faster");
  await screenshot(page, "customers-meanwhile");
  assert.equal(await form.getByLabel("Source").inputValue(), "Mine", "what was typed is still there");
  await button(form, "Save").click();
  await page.locator(".dk-change-log").getByText("Mine").first().waitFor();
});
