// Tickets on the engineer's phone: one is made without a network by its template, with a machine, rows, a file and a reply; it is
// split, sent on and handed on; views, conditions, service levels, and the banner of a new one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { enterPhone, freshId, installed, openDesk, prefer } from "./people.mjs";

const TEMPLATE = freshId();
const ends = [];
let world;
let desk;
let admin;
let engineer;
let machine;

const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const said = (label) => ({ en: label, "zh-CN": label });

async function organise() {
  const now = await admin.read("/fields?noun=ticket");
  const own = [
    { key: "part", label: said("Broken part"), kind: "choice", options: [{ key: "door", label: "Door" }, { key: "motor", label: "Motor" }] },
    { key: "care", label: said("Care"), kind: "stars" },
    { key: "parts", label: said("Parts taken"), kind: "asset_rows", table: "assets" },
  ];
  now.set.fields.push(...own);
  await admin.write("PUT", "/fields", { noun: "ticket", seq: now.seq, set: now.set });
  const fields = [{ key: "part", required: true }, { key: "care", group: "found" }, { key: "parts" }];
  const groups = [{ key: "found", label: said("What was found") }];
  await admin.write("POST", "/ticket-templates", { seq: 0, template: { id: TEMPLATE, name: "Repair", scope: { all: true }, fields, groups } });
  const { settings_seq: seq = 0 } = await admin.read("/ticket-forms");
  await admin.write("PUT", "/ticket-settings", { seq, settings: { default_template: TEMPLATE } });
  const node = (key, title, kind, x) => ({ key, title, kind, spot: { x, y: 2 } });
  const way = (from, to) => ({ key: `${from}_${to}`, from, to, when: { all: [], any: [] } });
  const workflow = {
    name: "Repair",
    description: "",
    nodes: [
      node("start", "Start", { is: "start" }, 0),
      node("report", "Report", { is: "task", task: {} }, 6),
      node("repair", "Repair on site", { is: "task", task: {} }, 12),
      node("done", "Done", { is: "end" }, 18),
    ],
    links: [way("start", "report"), way("report", "repair"), way("repair", "done")],
    lanes: [],
    notes: [],
  };
  const id = freshId();
  const made = await admin.write("POST", "/workflows", { seq: 0, id, template: TEMPLATE, workflow });
  await admin.write("POST", `/workflows/${id}/publish`, { seq: made.seq });
  const minutes = { first_response: 30, resolution: 240 };
  const limits = { urgent: minutes, high: minutes, normal: minutes, low: minutes };
  await admin.write("POST", "/sla-policies", { seq: 0, policy: { id: freshId(), name: "Everybody", when: { all: [], any: [] }, limits, pauses: ["awaiting_response"] } });
  const when = { all: [{ field: "title", op: "contains", value: "Lift 9" }], any: [] };
  const view = { id: freshId(), name: "Repairs", folder: "Field", when, group_by: "status", audience: { all: true }, quick: { icon: "wrench", place: 1 } };
  await admin.write("POST", "/ticket-views", { seq: 0, view });
}

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
  admin = await openDesk(world.url, "admin");
  const visits = (await desk.read("/visits?state=accepted&limit=50")).rows.filter((row) => row.asset_id && row.assignee);
  machine = await desk.read(`/assets/${visits[0].asset_id}`);
  engineer = (await desk.read("/agents")).find((agent) => agent.id === visits[0].assignee);
  await organise();
});

after(async () => {
  for (const end of ends) await end();
});

async function openPhone() {
  const context = await world.phone();
  context.setDefaultTimeout(15_000);
  await prefer(context);
  const page = await context.newPage();
  await enterPhone(page, engineer.account);
  return { context, page };
}

// In both themes without anything that axe finds, and no wider than the phone.
async function look(page, name) {
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    await assertAccessible(page, `${name}, ${theme}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wider <= 0, `${name}: ${wider} px wider than the screen`);
    await screenshot(page, `${name}-${theme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

const idOf = (page) => page.url().match(/tickets\/([0-9a-f-]{36})/)[1];

test("a ticket with all that belongs to it is made, handed on, split and sent on without a network", { timeout: 300_000 }, async () => {
  const { context, page } = await openPhone();
  const errors = watchErrors(page);
  await installed(page);
  await eventually("the template is on the phone", async () => {
    await page.goto("/engineer/tickets/new");
    await page.getByLabel("What it is about").waitFor();
    return (await page.getByLabel("Template").count()) > 0;
  });
  await context.setOffline(true);

  await button(page, "Make ticket").click();
  await page.getByText("What it is about is missing.").waitFor();
  await page.getByText("Broken part is missing.").waitFor();
  await look(page, "phone-tickets-new-lacks");

  await button(page, "Scan machine").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Code or serial number").fill("nothing of this name");
  await dialog.getByRole("button", { name: "Find machine" }).click();
  await dialog.getByText("No machine has this code, as far as this phone knows.", { exact: false }).waitFor();
  await look(page, "phone-tickets-scan");
  await dialog.getByLabel("Code or serial number").fill(machine.asset.serial_number || machine.row.id);
  await dialog.getByRole("button", { name: "Find machine" }).click();
  await dialog.waitFor({ state: "detached" });
  await eventually("the machine brought whose it is", async () => (await page.getByLabel("Company").inputValue()) === machine.asset.company_name);

  await page.getByLabel("What it is about").fill("Lift 9 stands");
  await page.getByLabel("What happened").fill("The doors do not open.");
  await page.getByLabel("Broken part").selectOption({ label: "Motor" });
  await page.getByRole("radio").nth(3).check({ force: true });
  await page.getByLabel("Find on this phone").fill(machine.asset.name.slice(0, 4));
  await page.getByRole("list", { name: "Find on this phone" }).getByRole("button").first().click();
  await button(page, "Add row").click();
  await dialog.getByLabel("Name").fill("Belt");
  await dialog.getByLabel("Count").fill("2");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("Count 2").waitFor();
  await page.getByLabel("Select all 2 rows").check();
  await page.getByLabel("Change in the selected rows").selectOption({ label: "Count" });
  const many = page.getByRole("group", { name: "Set in 2 rows" });
  await many.getByLabel("Count").fill("5");
  await many.getByRole("button", { name: "Set in 2 rows" }).click();
  await eventually("both rows have the count", async () => (await page.getByText("Count 5").count()) === 2);
  await page.locator('input[type="file"]').first().setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 plan") });
  await page.getByText("plan.pdf").waitFor();
  await page.getByLabel("To colleagues").fill("Bring a ladder.");
  await look(page, "phone-tickets-new");
  await button(page, "Make ticket").click();
  await page.waitForURL(/engineer\/tickets\/[0-9a-f-]{36}$/);
  await page.getByText("number follows with the next sync").waitFor();
  await page.getByText("Bring a ladder.").waitFor();
  const id = idOf(page);

  await button(page, "Hand on").click();
  await page.getByLabel("To colleagues").waitFor();
  await page.locator("main").getByRole("button", { name: "Hand on" }).click();
  await page.getByText("Choose who gets it, or write a reply.").waitFor();
  await page.getByLabel("To colleagues").fill("Measured: 230 volts.");
  await page.locator('input[type="file"]').first().setInputFiles({ name: "volts.txt", mimeType: "text/plain", buffer: Buffer.from("230") });
  await page.getByText("volts.txt").waitFor();
  await look(page, "phone-tickets-hand");
  await page.locator("main").getByRole("button", { name: "Hand on" }).click();
  await page.waitForURL(new RegExp(`${id}$`));
  await button(page, "Records").click();
  await page.getByText("Measured: 230 volts.").waitFor();
  assert.equal(await page.getByRole("link", { name: "volts.txt" }).getAttribute("download"), "volts.txt");
  const told = await page.locator("ol li").allInnerTexts();
  assert.ok(told[0].includes("Measured") && told.at(-1).includes("Made"), told.join(" | "));
  await look(page, "phone-tickets-records");
  await page.goBack();

  await link(page, "Split").click();
  await page.getByLabel("Part 1: what it is about").fill("Lift 9: door");
  await page.getByLabel("Part 2: what it is about").fill("Lift 9: motor");
  await look(page, "phone-tickets-split");
  await page.locator("main").getByRole("button", { name: "Split" }).click();
  await page.waitForURL(new RegExp(`${id}$`));
  await page.getByRole("heading", { name: "2 parts" }).waitFor();
  await page.getByRole("link", { name: /Lift 9: door/ }).click();
  await page.getByRole("heading", { name: "Split off from" }).waitFor();

  await context.setOffline(false);
  await eventually("all of it is on the server", async () => {
    const kept = await desk.read(`/tickets/${id}`).catch(() => null);
    return kept && Object.keys(kept.ticket.parts ?? {}).length === 2 && kept.entries.filter((entry) => entry.body.kind === "reply").length === 2;
  });
  const kept = await desk.read(`/tickets/${id}`);
  const rows = Object.values(kept.ticket.rows.parts);
  assert.deepEqual(rows.map((row) => row.count), [5, 5]);
  assert.deepEqual([kept.ticket.fields.part, kept.ticket.fields.care], ["motor", 4]);
  assert.equal(kept.ticket.asset, machine.row.id);

  await page.goto(`/engineer/tickets/${id}`);
  await page.getByRole("heading", { name: "Node" }).waitFor();
  await page.getByRole("heading", { name: "Service levels" }).waitFor();
  await page.getByText("First response", { exact: true }).waitFor();
  await context.setOffline(true);
  await button(page, "Send on to Repair on site").click();
  await button(page, "Send on to Done").waitFor();
  await look(page, "phone-tickets-ticket");
  await context.setOffline(false);
  await eventually("it went on", async () => (await desk.read(`/tickets/${id}`)).flow.node === "repair");
  assert.deepEqual(errors.filter((text) => !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(text)), []);
  await context.close();
});

test("views with groups and counts, conditions, a quick entry, and a banner for a new ticket", { timeout: 300_000 }, async () => {
  const { context, page } = await openPhone();
  await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: /^Repairs · 3$/ }).click();
  await page.getByRole("heading", { level: 1, name: "Repairs · 3" }).waitFor();
  await page.getByRole("group", { name: "Group by" }).getByRole("button", { name: "All · 3" }).waitFor();
  await page.getByText("Split off", { exact: false }).or(page.getByText("part", { exact: false })).first().waitFor();
  await look(page, "phone-tickets-list");
  await context.setOffline(true);
  await button(page, "Filter").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Broken part").selectOption({ label: "Door" });
  await look(page, "phone-tickets-filter");
  await dialog.getByRole("button", { name: "Show" }).click();
  await page.getByRole("heading", { level: 1, name: "Repairs · 0" }).waitFor();
  await button(page, "Filter: 1 condition").click();
  await dialog.getByRole("button", { name: "Clear" }).click();
  await dialog.getByLabel("Group by").selectOption({ label: "Company" });
  await dialog.getByRole("button", { name: "Show" }).click();
  await page.getByRole("heading", { level: 1, name: "Repairs · 3" }).waitFor();
  await page.getByLabel("View").selectOption({ label: "Everything on this phone" });
  await page.getByRole("heading", { level: 1, name: /Everything on this phone · \d+/ }).waitFor();
  await context.setOffline(false);

  const id = freshId();
  await eventually("the phone is in step", async () => (await page.getByRole("button", { name: /Up to date/ }).count()) > 0);
  await desk.command({ on: "ticket", id, command: { do: "create", ticket: { title: "Gate 4 is stuck" } } });
  await desk.command({ on: "ticket", id, command: { do: "assign", agent: engineer.id, agent_name: "", seen: null } });
  await page.getByRole("link", { name: "New ticket: Gate 4 is stuck" }).waitFor();
  await look(page, "phone-tickets-banner");
  await page.getByRole("link", { name: "New ticket: Gate 4 is stuck" }).click();
  await page.waitForURL(new RegExp(`${id}$`));
  assert.equal(await page.getByRole("link", { name: "New ticket: Gate 4 is stuck" }).count(), 0);
  await context.close();
});

test("a macro brings the upload of pictures to the ticket's page, and they are sent to colleagues", { timeout: 180_000 }, async () => {
  const one = { id: freshId(), title: "Damage", moment: "button", scope: { all: true }, enabled: true, when: { all: [], any: [] }, then: [{ do: "pictures" }] };
  await admin.write("POST", "/macros", { seq: 0, macro: one });
  const id = freshId();
  await desk.command({ on: "ticket", id, command: { do: "create", ticket: { title: "Door 7 is bent" } } });
  await desk.command({ on: "ticket", id, command: { do: "assign", agent: engineer.id, agent_name: "", seen: null } });
  const { context, page } = await openPhone();
  const errors = watchErrors(page);
  await eventually("ticket and macro are on the phone", async () => {
    await page.goto(`/engineer/tickets/${id}`);
    await page.getByRole("heading", { name: "Door 7 is bent" }).first().waitFor();
    return (await button(page, "Damage").count()) > 0;
  });
  assert.equal(await page.locator('input[type="file"][accept="image/*"]').count(), 0, "nothing brings it yet");
  await button(page, "Damage").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("This brings the upload of pictures to the page.").waitFor();
  await dialog.getByRole("button", { name: "Fill in" }).click();
  await page.getByRole("heading", { name: "Pictures" }).waitFor();
  const picture = Buffer.from(await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1_200, 800);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#88aacc";
    pen.fillRect(0, 0, 1_200, 800);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
  }));
  await page.locator('input[type="file"][accept="image/*"]').setInputFiles({ name: "door.jpg", mimeType: "image/jpeg", buffer: picture });
  await page.getByText("door.jpg").waitFor();
  await look(page, "phone-tickets-pictures");
  await button(page, "Send pictures").click();
  await eventually("the picture is at the server", async () => {
    const { entries } = await desk.read(`/tickets/${id}`);
    return entries.some((entry) => entry.audience === "internal" && entry.body.attachments?.[0]?.name === "door.jpg");
  });
  assert.deepEqual(errors, []);
  await context.close();
});
