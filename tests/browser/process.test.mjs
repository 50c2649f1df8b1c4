// A whole process is built through the screens alone: a form of rows, fields of eighteen kinds, a template, a workflow of five nodes,
// three triggers, two macros, a service level with a pause, and a published form with its code. Then twenty tickets run through it:
// one at the desk, one of a customer who scans the code, one on a phone without a network, and seventeen through the interface. Each
// ends in the state, with the clocks and the messages that its story asks for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import jsQR from "jsqr";
import { assertAccessible, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { addField, button, draw, drag, drawNew, link, look, makeWorkflow, middle, node, openLink, openOffice } from "./office.mjs";
import { enterPhone, freshId, installed, openDesk, photo, pixels, prefer } from "./people.mjs";

const HOUR_MS = 3_600_000;
const OWN = 17;
const ends = [];
let world;
let admin;
let desk;
let template;
let form;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await openDesk(world.url, "admin");
  desk = await openDesk(world.url);
});

after(async () => {
  for (const end of ends) await end();
});

const FIELDS = [
  ["Broken part", "One of a list", (field) => field.getByLabel("Choices, one a line").fill("Door\nMotor")],
  ["Voltage", "Number"],
  ["Cause", "One line"],
  ["What was seen", "Several lines"],
  ["Stops", "Whole number"],
  ["Built on", "Day"],
  ["Stopped at", "Day and time"],
  ["Signs", "Several of a list", (field) => field.getByLabel("Choices, one a line").fill("Noise\nSmell\nHeat")],
  ["Floor", "Levels", (field) => field.getByLabel("Levels, one line a branch: A / B / C").fill("Tower A / Floor 1\nTower A / Floor 2\nTower B / Floor 1")],
  ["People inside", "Tick box"],
  ["Plate", "Text of a certain form", (field) => field.getByLabel("Pattern").fill("[A-Z]{2}-[0-9]{4}")],
  ["Pictures", "Files"],
  ["Call back", "Phone number"],
  ["Where it stands", "Place"],
  ["Care", "Stars"],
  ["Signed by", "Signature"],
  ["Materials", "Rows of a form", (field) => field.getByLabel("Form of rows").selectOption({ label: "Materials" })],
  ["Total", "Computed", (field) => field.getByLabel("Formula").fill("sum(materials.sum)")],
];

test("a process is built through the screens", { timeout: 400_000 }, async () => {
  const page = await openOffice(world);
  const errors = watchErrors(page);

  await page.goto("/desk/settings/ticket-templates");
  await link(page, "New form of rows").click();
  await page.getByLabel("Label, English").first().fill("Materials");
  await addField(page, "Part", "One line");
  await addField(page, "Price", "Number");
  await addField(page, "Count", "Whole number");
  await addField(page, "Sum", "Computed", (field) => field.getByLabel("Formula").fill("price * count"));
  await button(page, "Save").click();
  await page.waitForURL("**/row-forms/materials");

  await link(page, "Use it as an asset table").click();
  await button(page, "New table").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Fields of a form of rows").selectOption({ label: "Materials" });
  assert.equal(await dialog.getByLabel("Key").inputValue(), "materials");
  await assertAccessible(page, "a table of a form of rows");
  await button(dialog, "Save").click();
  await page.getByRole("heading", { name: "Materials" }).waitFor();
  const held = page.locator("details.dk-own-field");
  await held.filter({ hasText: "Price" }).first().waitFor();
  assert.equal(await held.filter({ hasText: "Sum" }).count(), 0, "a table computes nothing");
  await screenshot(page, "process-table");

  await page.goto("/desk/settings/fields?noun=ticket");
  for (const [label, kind, more] of FIELDS) await addField(page, label, kind, more);
  await button(page, "Save").click();
  await page.getByText("Saved. Phones get it with their next sync.").first().waitFor();

  await page.goto("/desk/settings/ticket-templates/new");
  await page.getByLabel("Name of the template").fill("Repair");
  for (const [label] of FIELDS) {
    await page.getByLabel("Add a field").selectOption({ label });
    await button(page, "Add to the template").click();
  }
  const line = (name) => page.locator("details.dk-own-field").filter({ hasText: name }).first();
  await line("Broken part").locator("summary").click();
  await line("Broken part").getByLabel("Must be filled", { exact: true }).check();
  await line("Voltage").locator("summary").click();
  await line("Voltage").getByLabel("Shown when").fill("1 = 2");
  await button(page, "Save").click();
  await page.getByText("Version 1").waitFor();
  [{ template }] = (await admin.read("/ticket-forms")).templates;
  assert.deepEqual(template.fields.length, FIELDS.length);

  await makeWorkflow(page, "Repair");
  const [x, y] = await middle(node(page, "End"));
  await drag(page, [x, y], [x + 160, y]);
  await drawNew(page, "Start", [90, 0], "Add branch behind", "Urgent?");
  await drawNew(page, "Urgent?", [120, -110], "Add task behind", "Plan a visit");
  await drawNew(page, "Urgent?", [120, 110], "Add task behind", "Repair at once");
  for (const title of ["Plan a visit", "Repair at once"]) await draw(page, title, await middle(node(page, "End")));
  await openLink(page, "link_3");
  await button(page, "Add condition").first().click();
  await page.getByRole("group", { name: "Condition 1" }).getByLabel("Value").selectOption({ label: "urgent" });
  await page.locator(".dk-flow-label-words", { hasText: "Priority: urgent" }).waitFor();
  await button(page, "Workflow").click();
  await page.getByLabel("Ticket template").selectOption({ label: "Repair" });
  await button(page, "Save").click();
  await page.getByText("Draft saved").waitFor();
  await button(page, "Publish").first().click();
  await page.getByText("Version 1 is published.").waitFor();

  await page.goto("/desk/settings/service-levels");
  await link(page, "New policy").first().click();
  await page.getByLabel("Name of the policy").fill("Promise");
  for (const priority of ["urgent", "high", "normal"]) {
    const limits = page.getByRole("group", { name: priority, exact: true });
    await limits.getByLabel("Unit of Solution").selectOption({ label: "h" });
    await limits.getByLabel("Solution", { exact: true }).fill(priority === "urgent" ? "2" : "8");
    await limits.getByLabel("First response", { exact: true }).fill("30");
  }
  assert.ok(await page.getByLabel("waiting for customer").isChecked(), "a pause stands there from the beginning");
  await button(page, "Save").click();
  await page.getByText("Saved", { exact: false }).first().waitFor();

  const trigger = async (name, event, conditions, action, text) => {
    await page.goto("/desk/settings/rules");
    await link(page, "New trigger").first().click();
    await page.getByRole("textbox", { name: /^Name/ }).first().fill(name);
    if (event !== "Ticket made") {
      await page.getByLabel("Ticket made").uncheck();
      await page.getByLabel(event).check();
    }
    for (const [n, [field, value, moment]] of conditions.entries()) {
      await button(page, "Add condition").first().click();
      const condition = page.getByRole("group", { name: `Condition ${n + 1}` }).first();
      await condition.getByLabel("Field").selectOption(field);
      if (moment) await condition.getByLabel("Moment").selectOption(moment);
      await condition.getByLabel("Value").selectOption(value);
    }
    await page.getByLabel("Add an action").selectOption(action);
    await button(page, "Add").click();
    await text(page.getByRole("list", { name: "What it does" }).getByRole("listitem").nth(0));
    await button(page, "Save").click();
    await page.waitForURL(/rules\/[0-9a-f-]{36}/);
  };
  await trigger("Motors", "Ticket made", [["fields.broken_part", "motor"], ["priority", "normal"]], "set_ticket", async (action) => {
    await action.getByLabel("Field").selectOption("priority");
    await action.getByLabel("Value").selectOption("high");
  });
  await trigger("Urgent ones", "Ticket made", [["priority", "urgent"]], "tell", async (action) => {
    await action.getByLabel("Responsible").uncheck();
    await action.getByLabel("Also").selectOption({ label: desk.me.agent.name });
    await button(action, "Add").click();
    await action.getByRole("textbox", { name: /^Text/ }).fill("Urgent: {{ticket.title}}");
  });
  await trigger("Solved", "Ticket changed", [["status", "resolved", "changed_to."]], "reply", async (action) => {
    await action.getByRole("textbox", { name: /^Text/ }).fill("Solved: {{ticket.title}}, because of {{ticket.fields.cause}}.");
  });

  const macro = async (name, moment, conditions, action, more) => {
    await page.goto("/desk/settings/macros");
    await link(page, "New macro").first().click();
    await page.getByRole("textbox", { name: /^Name/ }).first().fill(name);
    await page.getByLabel("Runs", { exact: true }).selectOption(moment);
    for (const [n, [field, operator, value]] of conditions.entries()) {
      await button(page, "Add condition").first().click();
      const condition = page.getByRole("group", { name: `Condition ${n + 1}` }).first();
      await condition.getByLabel("Field").selectOption(field);
      await condition.getByLabel("Comparison").selectOption(operator);
      if (value) await condition.getByLabel("Value").selectOption(value);
    }
    await page.getByLabel("Add an action to “Then”").selectOption(action);
    await button(page, "Add").first().click();
    await more(page.getByRole("list", { name: "Then", exact: true }).getByRole("listitem").first());
    await button(page, "Save").click();
    await page.waitForURL(/macros\/[0-9a-f-]{36}\??$/);
  };
  await macro("Voltage of motors", "page_load", [["fields.broken_part", "is", "motor"]], "show", (then) => then.getByLabel("Voltage").check());
  await macro("Cause", "submit", [["status", "is", "resolved"], ["fields.cause", "empty"]], "block", (then) =>
    then.getByLabel("What is said (English)").fill("Say what caused it."));

  await page.goto("/desk/forms");
  await page.getByRole("region", { name: "Links to ticket templates" }).getByRole("button", { name: "New link" }).click();
  await dialog.getByLabel("Ticket template").selectOption({ label: "Repair" });
  await dialog.getByRole("button", { name: "Save the link" }).click();
  await dialog.waitFor({ state: "hidden" });
  const code = page.locator("article.dk-link", { hasText: "Repair · made" }).locator("img.dk-qr");
  await code.scrollIntoViewIfNeeded();
  await eventually("the code is there", () => code.evaluate((image) => image.complete && image.naturalWidth > 0));
  const { data, width, height } = await pixels(page, await code.screenshot());
  form = new URL(jsQR(data, width, height).data).pathname;
  await screenshot(page, "process-code");
  assert.deepEqual(errors, []);
});

const kept = (id) => desk.read(`/tickets/${id}`);
const act = (id, command) => desk.command({ on: "ticket", id, command });
const status = (id, word) => act(id, { do: "set_status", fact: freshId(), status: word });

// What a ticket comes to: the trigger for motors, the branch, and what was done.
function expected({ title, urgent = false, part, waits = false, solved = false, ended = solved, cause }) {
  const node = urgent ? "Repair at once" : "Plan a visit";
  return {
    title,
    priority: urgent ? "urgent" : part === "motor" ? "high" : "normal",
    status: solved ? "resolved" : waits ? "open" : "new",
    node: ended ? "End" : node,
    way: ended ? [node, "End"] : [node],
    replies: [...(waits ? ["Which floor is it?"] : []), ...(solved ? [`Solved: ${title}, because of ${cause}.`] : [])],
    paused: waits,
    limit: (urgent ? 2 : 8) * HOUR_MS,
    clocks: { first_response: waits || solved ? "stopped" : "running", resolution: solved ? "stopped" : "running" },
    told: urgent,
  };
}

async function cameTo(id) {
  const { ticket, row, flow, entries } = await kept(id);
  const { policy, clocks } = await desk.read(`/tickets/${id}/clocks`);
  assert.equal(policy, "Promise");
  const solution = clocks.find((clock) => clock.target === "resolution");
  for (const clock of clocks) {
    assert.equal(clock.colour, "green");
    assert.equal(clock.missed_at ?? null, null);
    const counted = clock.lines.reduce((sum, one) => sum + one.counted_ms, 0);
    assert.equal(clock.used_ms, counted, "what was used is what the lines say");
    for (const one of clock.lines.filter((one) => one.why === "paused")) assert.equal(one.counted_ms, 0, "a pause does not count");
  }
  const told = (await desk.read("/notifications")).filter((one) => one.kind === "rule_told" && one.document === id);
  assert.ok(told.length <= 1, "nobody is told twice");
  return {
    title: ticket.title,
    priority: ticket.priority ?? "normal",
    status: row.status,
    node: flow.steps.find((step) => step.here)?.place.title,
    way: flow.steps.filter((step) => step.at !== undefined).map((step) => step.place.title),
    replies: entries.filter((entry) => entry.body.kind === "reply").toSorted((a, b) => a.at - b.at).map((entry) => entry.body.text),
    paused: solution.lines.some((one) => one.why === "paused" && one.status === "awaiting_response"),
    limit: solution.limit_ms,
    clocks: Object.fromEntries(clocks.map((clock) => [clock.target, clock.state])),
    told: told.length === 1,
  };
}

// Everything a rule has to do has been done, and the ticket is where its story ends.
async function ranThrough(id, story) {
  const wanted = expected(story);
  let last;
  await eventually(`${story.title} has come to its end`, async () => {
    last = await cameTo(id).catch((why) => why.message);
    return JSON.stringify(last) === JSON.stringify(wanted);
  }).catch(() => assert.deepEqual(last, wanted));
}

test("seventeen tickets of the interface run through it", { timeout: 300_000 }, async () => {
  const stories = Array.from({ length: OWN }, (_, n) => ({
    title: `Lift ${n + 1} stands`,
    urgent: n % 4 === 0,
    part: n % 2 ? "motor" : "door",
    waits: n % 3 === 0,
    solved: n % 5 !== 0,
    cause: "wear",
    id: freshId(),
  }));
  for (const { id, title, urgent, part } of stories) {
    const ticket = { title, template: `${template.id}@1`, fields: { broken_part: part, stops: 9 } };
    await act(id, { do: "create", ticket: { ...ticket, ...(urgent ? { priority: "urgent" } : {}) } });
  }
  await assert.rejects(act(freshId(), { do: "create", ticket: { title: "No part", template: `${template.id}@1` } }), /broken_part/);
  await assert.rejects(status(stories[1].id, "resolved"), /Say what caused it/, "a macro stops it at the server too");
  for (const { id, waits, solved, cause } of stories) {
    if (waits) {
      await act(id, { do: "reply", entry: freshId(), text: "Which floor is it?", public: true });
      await status(id, "awaiting_response");
      await eventually("it waits", async () => (await desk.read(`/tickets/${id}/clocks`)).clocks.some((clock) => clock.state === "paused"));
      await status(id, "open");
    }
    if (!solved) continue;
    const from = (await kept(id)).flow.node;
    await act(id, { do: "advance", fact: freshId(), from });
    await act(id, { do: "edit", edit: { fields: { cause } } });
    await status(id, "resolved");
  }
  for (const story of stories) await ranThrough(story.id, story);
});

test("one at the desk, one by the code, one on a phone without a network", { timeout: 300_000 }, async () => {
  const page = await openOffice(world, { account: "dana" });
  await page.goto("/desk/tickets/new");
  await page.getByLabel("Template").selectOption({ label: "Repair" });
  await page.getByLabel("What it is about").fill("Lift at the desk");
  assert.equal(await page.getByLabel("Voltage").count(), 0);
  await page.getByLabel("Broken part").selectOption({ label: "Motor" });
  await page.getByLabel("Stops", { exact: true }).fill("12");
  await page.getByRole("textbox", { name: "Plate" }).fill("AB-12");
  await button(page, "Create ticket").click();
  await page.getByText("This does not have the form that is asked for.").waitFor();
  await page.getByRole("textbox", { name: "Plate" }).fill("AB-1234");
  await page.getByLabel("People inside").check();
  await button(page, "Add a row").click();
  const card = page.locator(".dk-row-card").first();
  await card.getByLabel("Part").fill("Belt");
  await card.getByLabel("Price").fill("20");
  await card.getByLabel("Count").fill("2");
  await page.getByText("40", { exact: true }).first().waitFor();
  await look(page, "process-new-ticket");
  await button(page, "Create ticket").click();
  await page.waitForURL(/desk\/tickets\/[0-9a-f-]{36}\??$/);
  const atDesk = new URL(page.url()).pathname.split("/").pop();
  await page.getByRole("heading", { name: "Repair · version 1" }).waitFor();
  await button(page, "Send on to End").click();
  await page.getByLabel("Status", { exact: true }).selectOption("resolved");
  await page.getByText("Say what caused it.", { exact: false }).first().waitFor();
  await look(page, "process-stopped");
  await button(page, "Change details").click();
  await page.getByLabel("Voltage").fill("400");
  await page.getByLabel("Cause").fill("a torn belt");
  await button(page, "Save").click();
  await button(page, "Change details").waitFor();
  await page.getByLabel("Status", { exact: true }).selectOption("resolved");
  await ranThrough(atDesk, { title: "Lift at the desk", part: "motor", solved: true, cause: "a torn belt" });
  assert.equal((await kept(atDesk)).ticket.fields.voltage, 400);
  await page.getByText("Solved: Lift at the desk, because of a torn belt.").first().waitFor();
  await look(page, "process-solved");

  const visitor = await world.phone();
  await prefer(visitor);
  const pageOfCode = await visitor.newPage();
  await pageOfCode.goto(form);
  await pageOfCode.locator("label.choice", { hasText: "Door" }).click();
  await pageOfCode.locator('[name="answer.what_was_seen"]').fill("Lift of the customer");
  await pageOfCode.locator('input[type="file"][name*="pictures"]').setInputFiles(photo(1));
  await pageOfCode.locator('[name="person.phone"]').fill("138 0000 3333");
  await assertAccessible(pageOfCode, "the published form");
  await screenshot(pageOfCode, "process-form");
  await pageOfCode.getByRole("button", { name: "Send", exact: true }).click();
  await pageOfCode.getByRole("heading", { name: "Thank you, it has arrived" }).waitFor();
  const receipt = (await pageOfCode.locator("main").innerText()).match(/Receipt ([0-9A-Z*~$=]{9})/)[1];
  await visitor.close();
  const [row] = (await desk.read(`/tickets?q=${encodeURIComponent(receipt)}`)).rows;
  const ofCode = await kept(row.id);
  assert.equal(ofCode.ticket.fields.broken_part, "door");
  assert.equal(Object.keys(ofCode.ticket.fields.pictures).length, 1);
  await ranThrough(row.id, { title: ofCode.ticket.title, part: "door" });

  const [engineer] = (await desk.read("/visits?state=accepted&limit=50")).rows.filter((visit) => visit.assignee);
  const { account } = (await desk.read("/agents")).find((agent) => agent.id === engineer.assignee);
  const context = await world.phone();
  context.setDefaultTimeout(15_000);
  await prefer(context);
  const phone = await context.newPage();
  await enterPhone(phone, account);
  await installed(phone);
  await eventually("the template is on the phone", async () => {
    await phone.goto("/engineer/tickets/new");
    await phone.getByLabel("What it is about").waitFor();
    return (await phone.getByLabel("Template").count()) > 0;
  });
  await context.setOffline(true);
  await phone.getByLabel("Template").selectOption({ label: "Repair" });
  await phone.getByLabel("What it is about").fill("Lift without a network");
  await phone.getByLabel("What happened").fill("It stands between two floors.");
  await phone.getByLabel("Broken part").selectOption({ label: "Motor" });
  await phone.getByLabel("Stops").fill("4");
  await phone.getByLabel("Priority").selectOption({ label: "urgent" });
  await assertAccessible(phone, "a new ticket on the phone");
  await screenshot(phone, "process-phone-new");
  await button(phone, "Make ticket").click();
  await phone.waitForURL(/engineer\/tickets\/[0-9a-f-]{36}$/);
  const onPhone = phone.url().match(/tickets\/([0-9a-f-]{36})/)[1];
  await phone.getByLabel("Status", { exact: true }).selectOption("resolved");
  await phone.getByText("Say what caused it.", { exact: false }).first().waitFor();
  await screenshot(phone, "process-phone-stopped");
  await phone.getByLabel("Cause").fill("no oil");
  await phone.getByLabel("Cause").blur();
  await phone.getByLabel("Status", { exact: true }).selectOption("resolved");
  await phone.getByText("solved", { exact: true }).first().waitFor();
  await context.setOffline(false);
  const story = { title: "Lift without a network", urgent: true, part: "motor", solved: true, ended: false, cause: "no oil" };
  await eventually("it is on the server", () => kept(onPhone).then(() => true, () => false));
  await ranThrough(onPhone, story);
  const { fields } = (await kept(onPhone)).ticket;
  assert.deepEqual([fields.cause, fields.stops], ["no oil", 4]);
  await phone.getByText("Solved: Lift without a network, because of no oil.").first().waitFor();
  await screenshot(phone, "process-phone-solved");
  await context.close();
});
