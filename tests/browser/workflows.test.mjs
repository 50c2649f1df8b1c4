// Workflows: one of a start, a branch, two tasks and an end is drawn by mouse, checked, given a condition, published and drawn on;
// another one is drawn by the keyboard alone, from its name to its publication.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { button, draw, drag, drawNew, look, makeWorkflow, middle, node, openLink, openOffice } from "./office.mjs";
import { freshId, openDesk } from "./people.mjs";

const TEMPLATE = freshId();
const ends = [];
let world;
let admin;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await openDesk(world.url, "admin");
  await admin.write("POST", "/ticket-templates", { seq: 0, template: { id: TEMPLATE, name: "Repair order", scope: { all: true }, fields: [{ key: "type" }] } });
});

after(async () => {
  for (const end of ends) await end();
});

const openAs = (theme = "light", language = "en", account = "admin") => openOffice(world, { theme, language, account });

test("a workflow is drawn by mouse, checked and published", { timeout: 300_000 }, async () => {
  const page = await openAs();
  const errors = watchErrors(page);
  await page.goto("/desk/settings/workflows");
  await page.getByText("No workflows yet").waitFor();
  await look(page, "workflows-empty");
  await button(page, "New workflow").click();
  await button(page, "Make workflow").click();
  await page.getByText("This is needed.").waitFor();
  await look(page, "workflows-new");
  const id = await makeWorkflow(page, "Repair");
  await look(page, "workflows-begun");

  const [endX, endY] = await middle(node(page, "End"));
  await drag(page, [endX, endY], [endX + 160, endY]);
  await drawNew(page, "Start", [90, 0], "Add branch behind", "Urgent?");
  await drawNew(page, "Urgent?", [120, -110], "Add task behind", "Repair on site");
  await drawNew(page, "Urgent?", [120, 110], "Add task behind", "Replace the machine");
  await draw(page, "Repair on site", await middle(node(page, "End")));
  await page.getByRole("heading", { name: "Link", exact: true }).waitFor();

  // what is still missing is told, and leads there
  await page.getByRole("button", { name: /faults?$/ }).first().click();
  await look(page, "workflows-faults");
  await page.getByRole("button", { name: /Replace the machine.*No way leads from here/s }).click();
  assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), "Replace the machine");
  await draw(page, "Replace the machine", await middle(node(page, "End")));

  // the way to the replacement has a condition
  const link = page.locator('[data-link="link_3"]');
  const words = link.locator(".dk-flow-label-words");
  await openLink(page, "link_3");
  await page.getByText("No condition: this way is always open.").waitFor();
  await button(page, "Add condition").first().click();
  await page.getByText("Conditions count once every line is complete.").waitFor();
  await page.getByRole("group", { name: "Condition 1" }).getByLabel("Value").selectOption({ label: "urgent" });
  await words.filter({ hasText: "Priority: urgent" }).waitFor();
  await page.getByLabel("Words along the link").fill("urgent");
  await words.filter({ hasText: /^urgent$/ }).waitFor();
  await look(page, "workflows-link");

  // a task: who works there, how long, and what is demanded
  await node(page, "Repair on site").click();
  const panel = page.locator(".dk-flow-panel");
  await panel.getByLabel("Add participant").selectOption({ label: "Previous handler" });
  await panel.getByLabel("Amount").fill("4");
  await panel.getByLabel("Priority must be filled").check();
  await node(page, "Repair on site").getByText("Previous handler · 4 h").waitFor();
  assert.ok(await panel.locator("tr.dk-flow-decides").getByText("Priority").isVisible(), "it decides the way");
  await look(page, "workflows-task");

  // steps are taken back and had again, by the keyboard too
  await node(page, "Repair on site").click({ button: "right" });
  await page.getByRole("menu").waitFor();
  await assertAccessible(page, "the menu of a node");
  await screenshot(page, "workflows-menu-wide");
  await page.getByRole("menuitem", { name: "Remove node" }).click();
  await eventually("the node is gone", async () => (await node(page, "Repair on site").count()) === 0);
  await button(page, "Undo").click();
  await node(page, "Repair on site").waitFor();
  await page.keyboard.press("Control+Shift+Z");
  await eventually("it is gone again", async () => (await node(page, "Repair on site").count()) === 0);
  await page.keyboard.press("Control+z");
  await node(page, "Repair on site").waitFor();

  await button(page, "Workflow").click();
  await page.getByLabel("Ticket template").selectOption({ label: "Repair order" });
  await button(page, "Add lane").click();
  await button(page, "Add lane").click();
  await page.getByRole("textbox", { name: "Lane 1" }).fill("Office");
  await page.getByRole("textbox", { name: "Lane 2" }).fill("In the field");
  await button(page, "Note").click();
  await page.getByLabel("Text", { exact: true }).fill("The key is with the porter; ask before 18:00.");
  await button(page, "Show everything").click();
  await look(page, "workflows-lanes");
  await button(page, "Outline").click();
  await look(page, "workflows-outline");
  await button(page, "Outline").click();

  await button(page, "No faults").click();
  await page.getByText("No ticket can be stranded.").waitFor();
  await button(page, "Save").click();
  await page.getByText("Draft saved").waitFor();
  await button(page, "Publish").first().click();
  await page.getByText("Version 1 is published.").waitFor();
  await page.getByText("Version 1 holds", { exact: true }).waitFor();
  const { design } = await admin.read(`/workflows/${id}`);
  assert.deepEqual(design.draft.nodes.map((one) => one.title).sort(), ["End", "Repair on site", "Replace the machine", "Start", "Urgent?"]);
  assert.equal(design.draft.links.length, 5);
  assert.deepEqual(design.draft.nodes.find((one) => one.kind.is === "branch").kind.none, "link_2");
  assert.deepEqual(design.draft.links.find((one) => one.key === "link_3").when.all, [{ field: "priority", op: "is", value: "urgent" }]);
  const task = design.draft.nodes.find((one) => one.title === "Repair on site").kind.task;
  assert.deepEqual([task.limit_min, task.participants, task.fields.priority.required], [240, [{ who: "previous" }], true]);
  assert.deepEqual(design.draft.lanes.map((lane) => lane.title), ["Office", "In the field"]);

  // what is drawn on is a draft; the version stays
  await node(page, "End").click();
  await page.getByLabel("Title", { exact: true }).fill("Closed");
  await button(page, "Save").click();
  await page.getByText("Version 1 holds; the draft is newer").waitFor();
  const published = await admin.read(`/workflows/${id}/versions/1`);
  assert.ok(published.workflow.nodes.some((one) => one.title === "End"));
  await page.goto("/desk/settings/workflows");
  await page.getByText("Version 1").waitFor();
  await look(page, "workflows-list");
  assert.deepEqual(errors, []);
});

test("a workflow is drawn by the keyboard alone", { timeout: 300_000 }, async () => {
  const page = await openAs("dark", "en");
  const errors = watchErrors(page);
  await page.goto("/desk/settings/workflows");
  await button(page, "New workflow").waitFor();
  const press = (...keys) => keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
  const focused = () => page.evaluate(() => document.activeElement?.id ?? "");
  const title = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
  // goes on by Tab until the focus is where it is wanted
  const reach = async (what, back = false) => {
    for (let n = 0; n < 200; n += 1) {
      if (what(await title(), await focused())) return;
      await press(back ? "Shift+Tab" : "Tab");
    }
    assert.fail(`the focus never came to ${what}`);
  };
  await reach((words) => words === "New workflow");
  await press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("Complaint");
  await press("Enter");
  await page.waitForURL(/workflows\/[0-9a-f-]{36}$/);
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await node(page, "Start").waitFor();
  await reach((_, at) => at === "flow-node-start_1");

  // adds a node behind the one in focus by its menu, names it in the panel and goes to it
  const add = async (line, name) => {
    await press("Shift+F10");
    await page.getByRole("menu").waitFor();
    for (let n = 0; n < 12 && (await title()) !== line; n += 1) await press("ArrowDown");
    assert.equal(await title(), line);
    await press("Enter");
    await eventually("the panel has the focus", async () => (await focused()) === "flow-panel-title");
    await press("Tab", "Tab", "Control+a");
    await page.keyboard.type(name);
    await press("Escape");
    await eventually(`${name} has the focus`, async () => (await title()).startsWith(`${name},`));
  };
  const connect = async (to) => {
    await press("Shift+F10");
    await page.getByRole("menu").waitFor();
    for (let n = 0; n < 12 && (await title()) !== "Connect to…"; n += 1) await press("ArrowDown");
    await press("Enter");
    await page.getByRole("menu", { name: "Connect to" }).waitFor();
    for (let n = 0; n < 12 && (await title()) !== to; n += 1) await press("ArrowDown");
    assert.equal(await title(), to);
    await press("Enter");
  };
  await add("Add task behind", "Listen");
  await add("Add branch behind", "Angry?");
  await add("Add task behind", "Call back");
  await connect("End");
  await press("ArrowLeft");
  await eventually("the arrow leads to the left", async () => (await title()).startsWith("Angry?,"));
  await connect("End");
  // Alt moves, and the move can be taken back
  const place = async () => (await node(page, "Angry?").boundingBox()).y;
  const before = await place();
  await press("Alt+ArrowDown", "Alt+ArrowDown");
  await eventually("it moved", async () => (await place()) > before + 10);
  await press("Control+z");
  await eventually("it is back", async () => Math.abs((await place()) - before) < 1);

  // the condition of the way to the end: through the panel of the branch
  await press("Enter");
  await reach((words) => /^End/.test(words) && !words.includes(","));
  await press("Enter");
  await page.getByRole("heading", { name: "Link", exact: true }).waitFor();
  await reach((words) => words === "Add condition");
  await press("Enter");
  await page.getByRole("group", { name: "Condition 1" }).waitFor();
  const value = page.getByRole("group", { name: "Condition 1" }).getByLabel("Value");
  for (let n = 0; n < 20 && !(await value.evaluate((field) => field === document.activeElement)); n += 1) await press("Shift+Tab");
  await press("ArrowDown", "ArrowDown");
  await page.locator(".dk-flow-label-words", { hasText: "Priority:" }).waitFor();
  await look(page, "workflows-keyboard-dark");
  await press("Control+s");
  await page.getByText("Draft saved").waitFor();
  await reach((words) => words === "Publish");
  await press("Enter");
  await page.getByText("Version 1 is published.").waitFor();
  const { design } = await admin.read(`/workflows/${id}`);
  assert.equal(design.draft.nodes.length, 5);
  assert.equal(design.draft.links.length, 5);
  assert.equal(design.versions.length, 1);
  assert.deepEqual(errors, []);
});

test("a ticket of the template goes the way that was drawn, on and back", { timeout: 240_000 }, async () => {
  const template = freshId();
  await admin.write("POST", "/ticket-templates", { seq: 0, template: { id: template, name: "Complaint form", scope: { all: true }, fields: [{ key: "type" }] } });
  const task = (key, title, more = {}) => ({ key, title, kind: { is: "task", task: more }, spot: { x: 9, y: 2 } });
  const link = (key, from, to) => ({ key, from, to, when: { all: [], any: [] } });
  const workflow = {
    name: "Complaints", description: "", lanes: [], notes: [],
    nodes: [
      { key: "start", title: "Start", kind: { is: "start" } }, { key: "end", title: "Closed", kind: { is: "end" } },
      task("listen", "Listen to the customer", { limit_min: 120 }), task("solve", "Find a solution"), task("call", "Call back"),
    ],
    links: [link("a", "start", "listen"), link("b", "listen", "solve"), link("c", "solve", "call"), link("d", "call", "end")],
  };
  const id = freshId();
  const made = await admin.write("POST", "/workflows", { seq: 0, id, template, workflow });
  await admin.write("POST", `/workflows/${id}/publish`, { seq: made.seq });
  const ticket = freshId();
  await admin.command({ on: "ticket", id: ticket, command: { do: "create", ticket: { title: "Doors open too late", template: `${template}@1` } } });
  const page = await openAs("light", "en", "dana");
  const errors = watchErrors(page);
  await page.goto(`/desk/tickets/${ticket}`);
  await page.getByRole("heading", { name: "Complaints · version 1" }).waitFor();
  const steps = page.getByRole("list", { name: "Way of the ticket" }).locator(".dk-way-title");
  await eventually("all steps are told", async () => (await steps.count()) === 4);
  await button(page, "Send on to Find a solution").click();
  await button(page, "Send on to Call back").waitFor();
  await look(page, "workflows-ticket");
  await button(page, "Send back").click();
  const dialog = page.getByRole("dialog");
  await button(dialog, "Send back").click();
  await dialog.getByText("This is needed.").waitFor();
  await dialog.getByLabel("Reason").fill("Which door was it?");
  await look(page, "workflows-back");
  await button(dialog, "Send back").click();
  await button(page, "Send on to Find a solution").waitFor();
  await page.getByText("Which door was it?").first().waitFor();
  const { row, flow } = await admin.read(`/tickets/${ticket}`);
  assert.equal(row.node, "listen");
  assert.deepEqual(flow.steps.map((step) => [step.place.node, Boolean(step.back)]), [
    ["listen", false], ["solve", false], ["listen", true], ["solve", false], ["call", false], ["end", false],
  ]);
  assert.deepEqual(errors, []);
});
