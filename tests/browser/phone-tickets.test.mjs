// The engineer's tickets without a network: the fields of a template in their groups, several tickets at once, groups of a
// list, handing over and reading along. What was done offline is at the desk after the next sync.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, DESKTOP, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { enterPhone, freshId, installed, openDesk, prefer } from "./people.mjs";

const ends = [];
const titles = Array.from({ length: 11 }, (_, n) => `Lamp ${n + 1} is dark`);
let world;
let admin;
let engineer;
let colleague;
let repair;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await openDesk(world.url, "admin");
  const agents = await admin.read("/agents");
  engineer = agents.find((agent) => agent.account === "chen");
  colleague = agents.find((agent) => agent.account === "dana");
  const now = await admin.read("/fields?noun=ticket");
  now.set.fields.push(
    { key: "part", label: { en: "Broken part" }, kind: "choice", options: [{ key: "door", label: "Door" }, { key: "motor", label: "Motor" }] },
    { key: "volts", label: { en: "Volts" }, kind: "decimal" },
    { key: "stuck", label: { en: "Somebody was stuck" }, kind: "checkbox" },
    { key: "remark", label: { en: "Remark" }, kind: "long_text" },
    { key: "twice", label: { en: "Volts twice" }, kind: "computed", formula: "volts * 2" },
  );
  await admin.write("PUT", "/fields", { noun: "ticket", seq: now.seq, set: now.set });
  const template = {
    id: freshId(),
    name: "Repair",
    scope: { all: true },
    groups: [{ key: "found", label: { en: "What was found" } }, { key: "more", label: { en: "More" }, closed: true }],
    fields: [
      { key: "part", required: true, group: "found" },
      { key: "volts", shown_when: "part = 'motor'", group: "found" },
      { key: "twice", group: "found" },
      { key: "stuck", group: "more" },
      { key: "remark", group: "more" },
    ],
  };
  await admin.write("POST", "/ticket-templates", { seq: 0, template });
  repair = freshId();
  const made = [[repair, { title: "Lift stands still", template: `${template.id}@1`, fields: { part: "door" } }]];
  made.push(...titles.map((title) => [freshId(), { title }]));
  for (const [id, ticket] of made) {
    await admin.command({ on: "ticket", id, command: { do: "create", ticket } });
    await admin.command({ on: "ticket", id, command: { do: "assign", agent: engineer.id } });
  }
});

after(async () => {
  for (const end of ends) await end();
});

const button = (page, name) => page.getByRole("button", { name, exact: true });

test("tickets are filled in, grouped, changed together and handed over without a network", { timeout: 240_000 }, async () => {
  const context = await world.phone();
  await prefer(context);
  const page = await context.newPage();
  const errors = watchErrors(page);
  await enterPhone(page, engineer.account);
  await installed(page);
  await page.goto("/engineer/tickets");
  await page.getByText("Lift stands still").waitFor();
  await context.setOffline(true);

  // Groups with their counts narrow the list.
  await page.getByLabel("Group by").selectOption("status");
  const chips = page.getByRole("group", { name: "Group by" });
  await chips.getByRole("button", { name: /^All · / }).waitFor();
  await screenshot(page, "phone-ticket-groups");
  await assertAccessible(page, "groups of tickets");

  // Ten at once; the eleventh is not taken.
  await button(page, "Select several").click();
  for (const title of titles) await page.getByLabel(title).click();
  await page.getByText("More than 10 cannot be changed at once.").waitFor();
  assert.equal(await page.locator("#content .tr-list input:checked").count(), 10);
  await page.getByLabel("Set the status to").selectOption("resolved");
  await assertAccessible(page, "several tickets at once");
  await screenshot(page, "phone-ticket-batch");
  await button(page, "Change").click();
  await page.getByText("10 tickets changed").waitFor();
  await button(page, "Stop selecting").click();

  // The template's groups; a condition shows the next field at once, and what is computed follows.
  await page.goto(`/engineer/tickets/${repair}`);
  const found = page.locator("details", { hasText: "What was found" });
  await found.getByLabel("Broken part").selectOption("motor");
  await found.getByLabel("Volts", { exact: true }).fill("380");
  await found.getByText("760").waitFor();
  const more = page.locator("details").filter({ has: page.locator("summary", { hasText: "More" }) });
  assert.equal(await more.evaluate((one) => one.open), false);
  await more.locator("summary").click();
  await more.getByLabel("Somebody was stuck").check();
  await screenshot(page, "phone-ticket-fields");
  await assertAccessible(page, "fields of a ticket");

  // Handing over waits for the server, reading along does not.
  await page.locator("summary", { hasText: "Hand over" }).click();
  await page.getByLabel("Let a colleague read along").selectOption({ label: colleague.name });
  await page.getByRole("list", { name: "Reads along" }).getByText(colleague.name).waitFor();
  await screenshot(page, "phone-ticket-hand-over");
  await page.setViewportSize(DESKTOP.viewport);
  await screenshot(page, "phone-ticket-wide");
  await assertAccessible(page, "a ticket on a wide screen");

  await context.setOffline(false);
  const at = async () => (await admin.read(`/tickets/${repair}`)).ticket;
  await eventually("the desk has what was filled in", async () => {
    const { fields, cc } = await at();
    return fields.part === "motor" && fields.volts === 380 && fields.stuck === true && cc[colleague.id] === true;
  });
  const resolved = (await admin.read("/tickets?status=resolved&limit=200")).rows.filter((row) => titles.includes(row.title));
  assert.equal(resolved.length, 10);
  assert.deepEqual(errors.filter((error) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch|Failed to load resource/.test(error)), []);
  await context.close();
});
