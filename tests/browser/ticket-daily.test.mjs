// A day at the ticket desk: a ticket is split and waits for its parts, two become one and two again, many are changed at once and the
// refused ones are named, some are worked through, one is put back to what it was, and one is made for each of some customers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { enterDesk, freshId, openDesk, prefer } from "./people.mjs";

const ends = [];
let world;
let admin;
let company;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await openDesk(world.url, "admin");
  const [first] = (await admin.read("/companies?limit=1")).rows;
  company = { company: first.id, company_name: first.name, contact: null, contact_name: "", phone: "" };
});

after(async () => {
  for (const end of ends) await end();
});

const button = (page, name) => page.getByRole("button", { name, exact: true });
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1440, height: 900 };

async function openOffice(theme = "light") {
  const office = await world.desktop({ colorScheme: theme });
  await prefer(office, "en", theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, "admin");
  return page;
}

async function look(page, name) {
  for (const [word, size] of [["wide", WIDE], ["narrow", NARROW]]) {
    await page.setViewportSize(size);
    await assertAccessible(page, `${name}, ${word}`);
    await screenshot(page, `${name}-${word}`);
  }
  await page.setViewportSize(WIDE);
}

async function makes(title, more = {}) {
  const id = freshId();
  await admin.command({ on: "ticket", id, command: { do: "create", ticket: { title, customer: company, ...more } } });
  return id;
}

async function more(page, entry) {
  await button(page, "More").click();
  await button(page, entry).click();
}

test("a ticket is split by keyboard and is closed after its parts", { timeout: 180_000 }, async () => {
  const id = await makes("Lift 3 stuck", { description: "Two people inside." });
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto(`/desk/tickets/${id}`);
  await button(page, "More").focus();
  await page.keyboard.press("Enter");
  await look(page, "daily-more");
  await button(page, "Split into parts").focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title of part 1").fill("Door");
  await button(dialog, "Add a part").click();
  await dialog.getByLabel("Title of part 2").fill("Motor");
  await button(dialog, "Add a part").click();
  await button(dialog, "Remove part 3").click();
  await dialog.getByLabel("Close this ticket only after all its parts").check();
  await look(page, "daily-split");
  await button(dialog, "Make 2 parts").click();
  await page.getByText("2 parts, 2 open").waitFor();
  await page.getByRole("link", { name: "Motor" }).waitFor();
  await page.locator(".dk-talk-log").getByText("Split into 2 parts").waitFor();
  await look(page, "daily-family");

  // Too early: the parts that are open are named.
  await page.getByLabel("Status").selectOption("closed");
  await page.getByText(/First close its parts: T-.*, T-/).waitFor();
  await page.getByRole("link", { name: "Door" }).click();
  await page.getByText("Part of", { exact: true }).waitFor();
  await page.getByLabel("Status").selectOption("closed");
  await page.getByRole("link", { name: "Lift 3 stuck" }).click();
  await page.getByText("2 parts, 1 open").waitFor();
  assert.deepEqual(errors.filter((line) => !line.includes("409")), []);
});

test("two tickets of one customer become one, and two again", { timeout: 180_000 }, async () => {
  const source = await makes("Doors jam");
  const target = await makes("Doors of lift 2 jam");
  const reply = { do: "reply", entry: freshId(), text: "It began on Monday.", public: false, attachments: [] };
  await admin.command({ on: "ticket", id: source, command: reply });
  const page = await openOffice("dark");
  const errors = watchErrors(page);
  await page.goto(`/desk/tickets/${source}`);
  await more(page, "Merge into another ticket");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Find a ticket of the same customer").fill("lift 2");
  await dialog.getByRole("radio", { name: /Doors of lift 2 jam/ }).check();
  await dialog.getByText("The other ticket says").waitFor();
  await look(page, "daily-merge");
  await dialog.getByRole("button", { name: /^Merge into T-/ }).click();
  await page.waitForURL(new RegExp(`desk/tickets/${target}`));
  await page.getByText("It began on Monday.").waitFor();
  await page.getByText(/said in T-.* Doors jam/).first().waitFor();
  await look(page, "daily-merged-target");

  await page.goto(`/desk/tickets/${source}`);
  await page.getByText(/Merged into T-.* Doors of lift 2 jam/).first().waitFor();
  await look(page, "daily-merged-source");
  await button(page, "Take the merge back").click();
  await page.getByText("The merge was taken back").waitFor();
  await eventually("it has its status again", async () => (await admin.read(`/tickets/${source}`)).row.status === "new");
  assert.deepEqual(errors, []);
});

test("many tickets are changed at once, and those that refuse are named and tried again", { timeout: 180_000 }, async () => {
  const ids = [];
  for (let n = 1; n <= 4; n += 1) ids.push(await makes(`Pump ${n} drips`));
  // one of them waits for a part
  const part = { id: freshId(), title: "Seal" };
  await admin.write("POST", `/tickets/${ids[3]}/split`, { id: freshId(), parts: [part], closes_last: true });
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto("/desk/tickets?q=Pump");
  const tick = (n) => page.getByRole("checkbox", { name: new RegExp(`Pump ${n} drips`) });
  await tick(1).waitFor();
  const boxes = page.locator(".dk-ticked .dk-tick");
  await boxes.first().click();
  await boxes.nth(3).click({ modifiers: ["Shift"] });
  await page.getByText("4 tickets ticked").waitFor();
  await look(page, "daily-bulk-bar");
  await page.keyboard.press("Escape");
  await page.getByText("4 tickets ticked").waitFor({ state: "detached" });
  await tick(1).focus();
  await page.keyboard.press("Space");
  await button(page, "Select all shown").click();
  await button(page, "Change").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Priority").selectOption("high");
  await dialog.getByLabel("Status").selectOption("closed");
  await dialog.getByLabel("Write into each").fill("Sealed.");
  await dialog.locator('input[type="file"]').setInputFiles({ name: "seal.txt", mimeType: "text/plain", buffer: Buffer.from("Seal 12 mm") });
  await dialog.getByText("seal.txt").first().waitFor();
  await look(page, "daily-bulk-change");
  await dialog.getByRole("button", { name: /^Change \d tickets$/ }).click();
  await dialog.getByText("1 ticket was not changed").waitFor();
  await dialog.getByText(/First close its parts/).waitFor();
  await look(page, "daily-bulk-refused");
  const close = { do: "set_status", fact: freshId(), status: "closed" };
  await admin.command({ on: "ticket", id: part.id, command: close });
  await button(dialog, "Try 1 again").click();
  await dialog.waitFor({ state: "detached" });
  for (const id of ids) {
    const kept = await admin.read(`/tickets/${id}`);
    assert.equal(kept.row.status, "closed");
    assert.equal(kept.row.priority, 1);
    const said = kept.entries.filter((entry) => entry.body.text === "Sealed.");
    assert.equal(said.length, 1, "once, also where it was tried again");
    assert.deepEqual(said[0].body.attachments.map((file) => file.name), ["seal.txt"]);
  }
  assert.deepEqual(errors.filter((line) => !line.includes("409")), []);
});

test("a ticket is handed to whoever takes tickets", { timeout: 120_000 }, async () => {
  const id = await makes("Boiler whistles");
  const dana = await openDesk(world.url, "dana");
  const says = (state) => dana.write("PUT", "/presence", { says: [{ channel: "tickets", state, at: Date.now() }] });
  const { name } = dana.me.agent;
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto(`/desk/tickets/${id}`);
  const field = page.getByLabel("Responsible", { exact: true });
  await field.locator("option", { hasText: name }).waitFor({ state: "attached" });
  await says("busy");
  const busy = field.locator("option", { hasText: `${name} · busy` });
  await busy.waitFor({ state: "attached" });
  assert.equal(await busy.isDisabled(), true);
  await page.getByText(`Take no tickets now: ${name} · busy`).waitFor();
  await look(page, "daily-takers");
  await says("online");
  await busy.waitFor({ state: "detached" });
  await field.selectOption({ label: name });
  await eventually("it is his", async () => (await admin.read(`/tickets/${id}`)).row.assignee_name === name);
  assert.deepEqual(errors, []);
});

test("tickets are worked through, left, and gone on with", { timeout: 180_000 }, async () => {
  for (let n = 1; n <= 3; n += 1) await makes(`Valve ${n} leaks`);
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto("/desk/tickets?q=Valve");
  await page.locator(".dk-ticked .dk-tick").first().click();
  await page.locator(".dk-ticked .dk-tick").nth(2).click({ modifiers: ["Shift"] });
  await button(page, "Work through").click();
  await page.waitForURL(/\?task=/);
  await page.getByText("1 of 3").waitFor();
  await look(page, "daily-task");
  await button(page, "Done, next").click();
  await page.getByText("2 of 3").waitFor();
  await page.getByRole("link", { name: "Go on later" }).click();
  await page.getByText("1 of 3 done").waitFor();
  await look(page, "daily-task-open");

  const elsewhere = await openOffice();
  await elsewhere.goto("/desk/tickets");
  await elsewhere.getByRole("link", { name: "Go on", exact: true }).click();
  await elsewhere.getByText("2 of 3").waitFor();
  await button(elsewhere, "Skip").click();
  await elsewhere.getByText("3 of 3").waitFor();
  await button(elsewhere, "Done, next").click();
  await elsewhere.waitForURL(/desk\/tickets\??$/);
  assert.deepEqual(await admin.read("/tickets/tasks"), []);
  assert.deepEqual(errors, []);
});

test("a ticket is seen as it was and put back", { timeout: 180_000 }, async () => {
  const address = { province: "", city: "Shanghai", district: "", detail: "Nanjing Road 100" };
  const id = await makes("Heating cold", { description: "Since the morning.", address });
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto(`/desk/tickets/${id}`);
  await admin.command({ on: "ticket", id, command: { do: "edit", edit: { title: "Heating off", priority: "urgent",
    address: { ...address, city: "Suzhou" }, customer: { ...company, company: null, company_name: "Nobody in particular" } } } });
  await page.getByRole("heading", { name: "Heating off" }).waitFor();
  await more(page, "History");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Heating cold").first().waitFor();
  await button(dialog, "The ticket before this").first().click();
  await dialog.getByRole("cell", { name: "Heating cold" }).waitFor();
  await look(page, "daily-history");
  await button(dialog, "Put all of it back").click();
  await page.getByText("Put back", { exact: true }).waitFor();
  const kept = await admin.read(`/tickets/${id}`);
  assert.deepEqual([kept.row.title, kept.row.priority], ["Heating cold", 2]);
  assert.deepEqual([kept.ticket.address.city, kept.ticket.customer.company], ["Shanghai", company.company]);
  assert.deepEqual(errors, []);
});

test("one ticket is made for each of some customers, and one that is there already is hinted at", { timeout: 180_000 }, async () => {
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto("/desk/customers?tab=companies");
  await page.locator(".dk-line .dk-tick").first().click();
  await page.locator(".dk-line .dk-tick").nth(3).click({ modifiers: ["Shift"] });
  await button(page, "Make tickets").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What it is about").fill("Yearly inspection");
  await dialog.getByLabel("Give them to").selectOption({ label: "so many to each" });
  await dialog.getByRole("spinbutton").first().fill("3");
  await dialog.getByText("3 of 4 are given out.").waitFor();
  await look(page, "daily-batch");
  await dialog.getByRole("spinbutton").nth(1).fill("1");
  await dialog.getByText("4 of 4 are given out.").waitFor();
  await button(dialog, "Make 4 tickets").click();
  await dialog.getByText("4 of 4 tickets were made").waitFor();
  await look(page, "daily-batch-done");
  const made = (await admin.read("/tickets?q=Yearly")).rows;
  assert.equal(made.length, 4);
  assert.equal(made.filter((row) => row.assignee).length, 4);

  await page.goto(`/desk/tickets/new?company=${made[0].company_id}`);
  await page.getByLabel("What it is about").fill("yearly INSPECTION");
  await page.getByText("A ticket of the last day says the same").waitFor();
  await look(page, "daily-alike");
  await button(page, "Create ticket").click();
  await page.waitForURL(/desk\/tickets\/[0-9a-f-]{36}\??$/);
  assert.deepEqual(errors, []);
});
