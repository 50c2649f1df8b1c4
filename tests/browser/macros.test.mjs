// Macros: an administrator builds three on the screens; in a ticket a field appears when the form opens, a button fills in after a
// preview and is taken back, and a submit is stopped with words until what it asks for is there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWorld, watchErrors } from "./harness.mjs";
import { button, link, look, openOffice } from "./office.mjs";
import { freshId, openDesk } from "./people.mjs";

const TEMPLATE = freshId();
const ends = [];
let world;
let admin;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await openDesk(world.url, "admin");
  const now = await admin.read("/fields?noun=ticket");
  const own = (key, en, kind) => ({ key, label: { en }, kind });
  now.set.fields.push(own("part", "Part", "text"), own("volts", "Voltage", "whole"), own("cause", "Cause", "text"));
  await admin.write("PUT", "/fields", { noun: "ticket", seq: now.seq, set: now.set });
  await admin.write("POST", "/ticket-templates", {
    seq: 0,
    template: {
      id: TEMPLATE,
      name: "Repair",
      scope: { all: true },
      fields: [{ key: "part" }, { key: "volts", shown_when: "1 = 2" }, { key: "cause" }],
    },
  });
});

after(async () => {
  for (const end of ends) await end();
});

async function begin(page, name, moment) {
  await page.goto("/desk/settings/macros");
  await link(page, "New macro").first().click();
  await page.getByRole("textbox", { name: /^Name/ }).first().fill(name);
  await page.getByLabel("Runs", { exact: true }).selectOption(moment);
}

async function when(page, number, field, operator, value) {
  await button(page, "Add condition").first().click();
  const condition = page.getByRole("group", { name: `Condition ${number}` }).first();
  await condition.getByLabel("Field").selectOption(field);
  await condition.getByLabel("Comparison").selectOption(operator);
  if (typeof value === "string") await condition.getByLabel("Value").fill(value);
  else if (value) await condition.getByLabel("Value").selectOption(value);
}

async function then(page, action) {
  await page.getByLabel("Add an action to “Then”").selectOption(action);
  await button(page, "Add").first().click();
  return page.getByRole("list", { name: "Then", exact: true }).getByRole("listitem").first();
}

async function save(page) {
  await button(page, "Save").click();
  await page.waitForURL(/macros\/[0-9a-f-]{36}\??$/);
}

const shown = (id) => admin.read(`/tickets/${id}`);

test("macros are built on the screens and work in a ticket", { timeout: 300_000 }, async () => {
  const page = await openOffice(world);
  const errors = watchErrors(page);
  await page.goto("/desk/settings/macros");
  await page.getByText("No macro yet").waitFor();
  await look(page, "macros-empty");

  await link(page, "New macro").first().click();
  await button(page, "Save").click();
  await page.getByText("This is needed.").first().waitFor();
  await begin(page, "Voltage of motors", "page_load");
  await when(page, 1, "fields.part", "is", "motor");
  await (await then(page, "show")).getByLabel("Voltage").check();
  await look(page, "macros-editor");
  await save(page);

  await begin(page, "Cause", "submit");
  await when(page, 1, "status", "is", { value: "resolved" });
  await when(page, 2, "fields.cause", "empty");
  await (await then(page, "block")).getByLabel("What is said (English)").fill("Say what caused it.");
  await save(page);

  await begin(page, "Worn out", "button");
  await page.getByLabel("Description").fill("Closes what is worn out.");
  const set = await then(page, "set");
  await set.getByLabel("Field").selectOption("status");
  await set.getByLabel("Value").selectOption("resolved");
  await save(page);
  await page.goto("/desk/settings/macros");
  await button(page, "Run Worn out earlier").click();
  await page.getByRole("list", { name: "Macros" }).getByRole("listitem").nth(1).getByText("Worn out", { exact: true }).waitFor();
  await look(page, "macros-list");

  const id = freshId();
  const fresh = { title: "Lift 3 stands", template: `${TEMPLATE}@1`, fields: { part: "motor" } };
  await admin.command({ on: "ticket", id, command: { do: "create", ticket: fresh } });
  await page.goto(`/desk/tickets/${id}`);
  await button(page, "Change details").click();
  await page.getByLabel("Voltage").fill("230");
  await look(page, "macros-field-appeared");
  await button(page, "Worn out").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("This fills in:").waitFor();
  await dialog.getByText("Closes what is worn out.").waitFor();
  await look(page, "macros-preview");
  await button(dialog, "Fill in").click();
  await page.getByText("Not stored yet:").waitFor();
  await button(page, "Undo Worn out").click();
  await page.getByText("Not stored yet:").waitFor({ state: "detached" });
  await button(page, "Worn out").click();
  await button(page.getByRole("dialog"), "Fill in").click();
  await button(page, "Save").click();
  await page.getByText("Say what caused it. (Macro “Cause”)").waitFor();
  await look(page, "macros-stopped");
  const held = await shown(id);
  assert.deepEqual([held.row.status, held.ticket.fields.volts], ["new", undefined], "nothing is stored before the submit");
  await page.getByLabel("Cause").fill("Wear");
  await button(page, "Save").click();
  await button(page, "Change details").waitFor();
  const kept = await shown(id);
  assert.deepEqual([kept.row.status, kept.ticket.fields.volts, kept.ticket.fields.cause], ["resolved", 230, "Wear"]);

  // a door has no voltage, in a new ticket neither
  await page.goto("/desk/tickets/new");
  await page.getByLabel("Template").selectOption({ label: "Repair" });
  await page.getByLabel("Part", { exact: true }).fill("door");
  assert.equal(await page.getByLabel("Voltage").count(), 0);
  await button(page, "Worn out").waitFor();
  await look(page, "macros-new-ticket");
  assert.deepEqual(errors, []);
});

test("a macro knows whether a ticket is one of a task", { timeout: 180_000 }, async () => {
  const page = await openOffice(world);
  const errors = watchErrors(page);
  await begin(page, "Task needs a cause", "submit");
  await when(page, 1, "mode", "is", { value: "task" });
  await when(page, 2, "fields.cause", "empty");
  await (await then(page, "block")).getByLabel("What is said (English)").fill("In a task, say the cause.");
  await save(page);
  const id = freshId();
  await admin.command({ on: "ticket", id, command: { do: "create", ticket: { title: "Lift 5 stands", template: `${TEMPLATE}@1`, fields: { part: "door" } } } });
  const task = freshId();
  await admin.write("POST", "/tickets/tasks", { id: task, tickets: [id] });
  await page.goto(`/desk/tickets/${id}?task=${task}`);
  await button(page, "Change details").click();
  await page.getByLabel("Part", { exact: true }).fill("rope");
  await button(page, "Save").click();
  await page.getByText("In a task, say the cause. (Macro “Task needs a cause”)").waitFor();
  await look(page, "macros-in-a-task");
  // by itself the same ticket is not stopped
  await page.goto(`/desk/tickets/${id}`);
  await button(page, "Change details").click();
  await page.getByLabel("Part", { exact: true }).fill("rope");
  await button(page, "Save").click();
  await button(page, "Change details").waitFor();
  assert.equal((await shown(id)).ticket.fields.part, "rope");
  assert.deepEqual(errors, []);
});

test("the settings read well in Chinese and in the dark", { timeout: 120_000 }, async () => {
  const page = await openOffice(world, { language: "zh-CN", theme: "dark" });
  const errors = watchErrors(page);
  await page.goto("/desk/settings/macros");
  await link(page, "Cause").click();
  await page.getByText("阻止提交").first().waitFor();
  await look(page, "macros-editor-zh-dark");
  assert.deepEqual(errors, []);
});
