// Work with customers at the desk: many are changed at once and it is taken back; two are merged and parted again; a note joins the
// timeline; statistics find who is long without service; what the main account locks is not offered any more.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, openWorld, watchErrors } from "./harness.mjs";
import { button, look } from "./office.mjs";
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

async function openOffice(account = "admin", theme = "system") {
  const office = await world.desktop();
  await prefer(office, "en", theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, account);
  return page;
}

async function makeCompany(name, more = {}) {
  const id = crypto.randomUUID();
  await desk.command({ on: "company", id, command: { do: "create", company: { name, ...more } } });
  return id;
}

test("many customers are ticked, changed, and put back", { timeout: 180_000 }, async () => {
  for (const n of [1, 2, 3, 4]) await makeCompany(`Batch House ${n}`, { source: "Old" });
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto("/desk/customers?q=Batch+House");
  await page.getByRole("link", { name: "Batch House 4" }).waitFor();
  await page.getByLabel("Select Batch House 1").click();
  await page.getByLabel("Select Batch House 3").click({ modifiers: ["Shift"] });
  await page.getByText("3 selected").waitFor();
  await look(page, "customers-selected");
  // Escape gives up, the keyboard ticks.
  await page.keyboard.press("Escape");
  await page.getByText("3 selected").waitFor({ state: "detached" });
  await page.getByLabel("Select Batch House 2").focus();
  await page.keyboard.press("Space");
  await page.getByText("One selected").waitFor();
  await page.getByLabel("Select all shown").check();
  await page.getByText("4 selected").waitFor();
  await button(page, "Change").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Source", { exact: true }).check();
  await dialog.getByRole("textbox", { name: "Source" }).fill("Fair");
  await dialog.getByRole("combobox", { name: "Tags" }).selectOption("add");
  await dialog.getByRole("group", { name: "Tags" }).getByRole("checkbox").first().check();
  await look(page, "customers-bulk");
  await button(dialog, "Change 4 customers").click();
  await page.getByText("4 customers were changed.").waitFor();
  const read = async () => {
    const { rows } = await desk.read("/companies?q=Batch%20House");
    const all = await Promise.all(rows.map((row) => desk.read(`/companies/${row.id}`)));
    return all.map((one) => [one.company.source, Object.keys(one.company.tags).length]);
  };
  assert.deepEqual(await read(), [["Fair", 1], ["Fair", 1], ["Fair", 1], ["Fair", 1]]);
  await button(page, "Undo").click();
  await page.getByText("Undone for 4 customers.").waitFor();
  assert.deepEqual(await read(), [["Old", 0], ["Old", 0], ["Old", 0], ["Old", 0]]);

  await page.getByLabel("Select Batch House 1").click();
  await page.getByLabel("Select Batch House 2").click();
  await button(page, "Add to group").click();
  await dialog.getByLabel("Customer group").selectOption({ index: 1 });
  await assertAccessible(page, "add to group");
  await button(dialog, "Add to group").click();
  await page.getByText("2 customers were changed.").waitFor();
  // One of two refuses, and is named.
  await makeCompany("Batch House 5", { service_from: Date.UTC(2099, 0, 1) });
  await page.getByLabel("Select Batch House 5").click();
  await page.getByLabel("Select Batch House 4").click();
  await button(page, "Change").click();
  await dialog.getByLabel("Service until", { exact: true }).check();
  await dialog.locator('input[type="datetime-local"]').fill("2030-01-01T10:00");
  await button(dialog, "Change 2 customers").click();
  await dialog.getByText("One customer was not changed").waitFor();
  await dialog.getByText("Batch House 5").waitFor();
  await look(page, "customers-bulk-failed");
  await button(dialog.locator("footer"), "Close").click();
  await page.getByText("2 selected").waitFor({ state: "detached" });
  await page.getByLabel("Select Batch House 4").click();
  await button(page, "Delete").click();
  await dialog.getByText("Throw one customer away?").waitFor();
  await assertAccessible(page, "delete many");
  await button(dialog, "Throw away").click();
  await page.getByText("One customer was thrown away.").waitFor();
  await page.getByRole("link", { name: "Batch House 4" }).waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});

test("two customers are merged, the old address leads on, and the merge is taken back", { timeout: 180_000 }, async () => {
  const source = await makeCompany("Twin Tower East", { phone: "021-1111 2222", remark: "Gate code 7" });
  const target = await makeCompany("Twin Tower", { email: "office@twin.example" });
  const ticket = crypto.randomUUID();
  const customer = { company: source, company_name: "Twin Tower East" };
  await desk.command({ on: "ticket", id: ticket, command: { do: "create", ticket: { title: "Door sticks", customer } } });
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto(`/desk/customers/companies/${source}`);
  await button(page, "Merge").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name or phone of the customer that stays").fill("Twin Tower");
  await button(dialog, "Merge into Twin Tower").waitFor();
  await assertAccessible(page, "who stays");
  await button(dialog, "Merge into Twin Tower").click();
  await dialog.getByText("Moves: one ticket.").waitFor();
  await look(page, "customers-merge");
  assert.ok(await button(dialog, "Merge").isDisabled(), "the name is not typed yet");
  await dialog.getByLabel("Type the name of the one that goes: Twin Tower East").fill("Twin Tower East");
  await button(dialog, "Merge").click();
  await page.getByRole("heading", { name: "Twin Tower", exact: true }).waitFor();
  await page.getByText("Twin Tower East was merged into this customer").waitFor();
  await page.getByText("Gate code 7").first().waitFor();
  await page.getByRole("link", { name: "Door sticks" }).first().waitFor();
  await look(page, "customers-merged");

  await page.goto(`/desk/customers/companies/${source}`);
  await page.waitForURL(`**/companies/${target}`);
  await page.getByText("This customer was merged into Twin Tower.").waitFor();
  await page.goto("/desk/customers?tab=merges");
  await page.getByText("Twin Tower East →").waitFor();
  await look(page, "customers-merges");

  // Somebody changes what came from there: it stays, and is named.
  await desk.command({ on: "company", id: target, command: { do: "edit", edit: { remark: "Gate code 9" } } });
  await button(page, "Take the merge back").click();
  await assertAccessible(page, "take back?");
  await button(dialog, "Take the merge back").click();
  await dialog.getByText("Field: Remark").waitFor();
  await look(page, "customers-taken-back");
  await button(dialog, "Open Twin Tower East").click();
  await page.waitForURL(`**/companies/${source}`);
  await page.getByRole("heading", { name: "Twin Tower East", exact: true }).waitFor();
  await page.getByText("Gate code 7").first().waitFor();
  await page.getByRole("link", { name: "Door sticks" }).first().waitFor();
  assert.deepEqual(errors, []);
});

test("a note joins the timeline, and statistics tell who is long without service", { timeout: 180_000 }, async () => {
  const [company] = (await desk.read("/companies?limit=1")).rows;
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto(`/desk/customers/companies/${company.id}`);
  await button(page, "Write a note").click();
  const dialog = page.getByRole("dialog");
  await button(dialog, "Save").click();
  await dialog.getByText("This is needed.").waitFor();
  await dialog.getByLabel("Kind").selectOption("call");
  await dialog.getByRole("textbox", { name: "What happened" }).fill("Asked whether the lift is quiet now. It is.");
  await look(page, "customers-note");
  await button(dialog, "Save").click();
  const timeline = page.getByRole("region", { name: "What happened" });
  await timeline.getByText("Asked whether the lift is quiet now. It is.").waitFor();
  await timeline.getByRole("button", { name: "Call" }).click();
  await timeline.getByRole("listitem").first().waitFor();
  assert.equal(await timeline.getByRole("listitem").count(), 1);
  await timeline.getByLabel("Until", { exact: true }).fill("2020-01-31");
  await timeline.getByText("Nothing of this kind on these days.").waitFor();
  await timeline.getByLabel("Until", { exact: true }).fill("");
  await timeline.getByRole("listitem").first().waitFor();
  await look(page, "customers-timeline");

  await page.goto("/desk/customers?tab=statistics");
  await page.getByRole("heading", { name: "Customers by their last service" }).waitFor();
  await page.getByRole("button", { name: "Services" }).click();
  await page.getByRole("columnheader", { name: "Services" }).and(page.locator('[aria-sort="descending"]')).waitFor();
  await look(page, "customers-statistics");
  const file = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  assert.equal((await file).suggestedFilename(), "customer-statistics.csv");
  await page.getByLabel("Time without a service").selectOption("365");
  await page.waitForURL(/days=365/);
  const dark = await openOffice("admin", "dark");
  await dark.goto("/desk/customers?tab=statistics");
  await dark.getByRole("heading", { name: "Customers by their last service" }).waitFor();
  await look(dark, "customers-statistics-dark");
  assert.deepEqual(errors, []);
});

test("what the main account locks is not offered, and the page says why", { timeout: 120_000 }, async () => {
  const company = await makeCompany("Locked House");
  const settings = await openOffice();
  await settings.goto("/desk/settings/customers");
  const lock = settings.getByRole("switch", { name: "Nobody changes companies" });
  await lock.waitFor();
  await look(settings, "customers-locks");
  await lock.check();
  await settings.getByText("Saved.").waitFor();
  const page = await openOffice("dana");
  await page.goto(`/desk/customers/companies/${company}`);
  await page.getByText("Your organisation has locked changes to companies. Tags can still be changed.").waitFor();
  await button(page, "Tags").click();
  const form = page.getByRole("form", { name: "Details of the customer" });
  assert.equal(await form.getByRole("textbox").count(), 0, "tags and nothing else");
  await look(page, "customers-locked");
  await lock.uncheck();
  await button(page, "Edit").waitFor();
});
