// Service levels: an administrator makes a policy with conditions, limits, a pause and a row; a ticket shows its clocks, why they
// counted and what stops them; the list shows what is due first; what is late is told once, to whom the row names.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { enterDesk, freshId, openDesk, prefer } from "./people.mjs";

const ends = [];
let world;
let desk;
let admin;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
  admin = await openDesk(world.url, "admin");
});

after(async () => {
  for (const end of ends) await end();
});

const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1440, height: 900 };

async function openOffice(account, theme = "light", language = "en") {
  const office = await world.desktop({ colorScheme: theme, locale: language });
  await prefer(office, language, theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, account);
  return page;
}

// At both widths, without anything that axe finds.
async function look(page, name) {
  for (const [word, size] of [["wide", WIDE], ["narrow", NARROW]]) {
    await page.setViewportSize(size);
    await assertAccessible(page, `${name}, ${word}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wider <= 0, `${name}, ${word}: ${wider} px wider than the screen`);
    await screenshot(page, `${name}-${word}`);
  }
  await page.setViewportSize(WIDE);
}

async function makeTicket(title, more = {}) {
  const id = freshId();
  await desk.command({ on: "ticket", id, command: { do: "create", ticket: { title, ...more } } });
  return id;
}

test("a policy is made, put in order and switched off by an administrator", { timeout: 240_000 }, async () => {
  const repair = freshId();
  const template = { id: repair, name: "Repair of pumps", scope: { all: true }, fields: [{ key: "title" }] };
  await admin.write("POST", "/ticket-templates", { seq: 0, template });
  const page = await openOffice("admin");
  const errors = watchErrors(page);
  await page.goto("/desk/settings/service-levels");
  await page.getByText("Nothing is promised yet").waitFor();
  await look(page, "service-levels-empty");
  await link(page, "New policy").first().click();
  await button(page, "Save").click();
  await page.getByText("This must be filled").first().waitFor();
  await page.getByLabel("Name of the policy").fill("One customer");
  const conditions = page.getByRole("group", { name: "All of these" });
  await conditions.getByRole("button", { name: "Add condition" }).click();
  await conditions.getByPlaceholder("Find a company").fill("a");
  const company = page.getByRole("list", { name: "Find a company" }).getByRole("button").first();
  await company.click();
  await conditions.getByText("Find a company").waitFor({ state: "detached" });
  // of one template, as views and macros ask for it
  const any = page.getByRole("group", { name: "And one of these, if there are any" });
  await any.getByRole("button", { name: "Add condition" }).click();
  await any.getByLabel("Field").selectOption({ label: "Template" });
  await any.getByLabel("Value").selectOption({ label: "Repair of pumps" });
  const limit = async (priority, target, amount, unit = "min") => {
    const group = page.getByRole("group", { name: priority, exact: true });
    await group.getByLabel(`Unit of ${target}`).selectOption({ label: unit });
    await group.getByLabel(target, { exact: true }).fill(String(amount));
  };
  await limit("urgent", "First response", 15);
  await limit("urgent", "Second response", 30);
  await limit("urgent", "Solution", 2, "h");
  await limit("normal", "First response", 30);
  await limit("normal", "Solution", 4, "h");
  await button(page, "Add a row").click();
  const row = page.getByRole("group", { name: "Row 1" });
  await row.getByLabel("The customer (e-mail only)").check();
  await button(page, "Save").click();
  await row.getByText("Customers are told by e-mail only").waitFor();
  await row.getByLabel("The customer (e-mail only)").uncheck();
  await look(page, "service-levels-editor");
  await button(page, "Save").click();
  await page.getByText("Saved", { exact: false }).first().waitFor();
  const [made] = await admin.read("/sla-policies");
  assert.deepEqual(made.policy.limits.urgent, { first_response: 15, second_response: 30, resolution: 120 });
  assert.equal(made.policy.when.all[0].field, "company");
  assert.deepEqual(made.policy.when.any, [{ field: "template", op: "is", value: repair }]);
  assert.deepEqual(made.policy.pauses, ["awaiting_response"]);
  assert.deepEqual(made.policy.actions[0].to, [{ is: "assignee" }]);
  const everybody = freshId();
  await admin.write("POST", "/sla-policies", {
    seq: 0,
    policy: {
      id: everybody, name: "Everybody",
      // what the demo organisation has open already is left alone
      when: { all: [{ field: "title", op: "contains", value: " one" }], any: [] },
      limits: { urgent: { first_response: 1, resolution: 600 }, normal: { first_response: 60, second_response: 120, resolution: 600 } },
      actions: [{ id: freshId(), target: "first_response", when: "after", minutes: 0, kind: "notice", to: [{ is: "creator" }] }],
    },
  });
  await link(page, "Service levels").last().click();
  const list = page.getByRole("list", { name: "Service levels" });
  await list.getByText("Everybody").waitFor();
  await button(page, "Everybody further up").click();
  await eventually("the other one comes first", async () => {
    return (await list.locator(".dk-cell-title").allInnerTexts()).join() === "Everybody,One customer";
  });
  await button(page, "Everybody further down").click();
  await eventually("and last again", async () => {
    return (await list.locator(".dk-cell-title").allInnerTexts()).join() === "One customer,Everybody";
  });
  await look(page, "service-levels-list");
  await link(page, "One customer").click();
  await page.getByLabel("The policy is on").uncheck();
  await button(page, "Save").click();
  await eventually("it is off", async () => !(await admin.read("/sla-policies"))[0].policy.enabled);
  assert.deepEqual(errors, []);
});

test("a ticket shows its clocks and why, and the list what is due first", { timeout: 240_000 }, async () => {
  const calm = await makeTicket("The calm one");
  const late = await makeTicket("The late one", { priority: "urgent" });
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  await page.goto(`/desk/tickets/${calm}`);
  const pane = page.getByRole("region", { name: "Service levels" });
  await pane.getByText("By the policy “Everybody”").waitFor();
  await pane.getByText("In time").first().waitFor();
  await page.getByLabel("Status", { exact: true }).selectOption({ label: "waiting for customer" });
  await pane.getByText("Paused").first().waitFor();
  await page.getByLabel("Status", { exact: true }).selectOption({ label: "open" });
  await pane.getByText("In time").first().waitFor();
  await pane.getByText("How it was counted").first().click();
  await pane.getByText("Not counted: the ticket was “waiting for customer”").first().waitFor();
  await look(page, "service-levels-ticket");
  await page.goto("/desk/tickets?sort=due");
  const lines = page.locator(".dk-lines-tickets .dk-line");
  await eventually("what is due first comes first", async () => (await lines.first().innerText()).includes("The late one"));
  await lines.first().getByText("First response:").waitFor({ state: "attached" });
  await look(page, "service-levels-tickets");
  // a minute after it was made
  await eventually("it is late", async () => (await lines.first().innerText()).includes("First response: Late"), 90_000);
  await page.goto(`/desk/tickets/${late}`);
  await pane.getByText("Late").first().waitFor();
  await pane.getByText("over", { exact: false }).first().waitFor();
  await look(page, "service-levels-late");
  const told = async () => (await desk.read("/notifications")).filter((one) => one.kind === "sla_first_missed");
  await eventually("who made it is told", async () => (await told()).length > 0);
  assert.deepEqual((await told()).map((one) => one.document), [late]);
  assert.deepEqual(errors, []);
  const dark = await openOffice("dana", "dark", "zh-CN");
  await dark.goto(`/desk/tickets/${late}`);
  await dark.getByRole("region", { name: "服务水平" }).getByText("超时").first().waitFor();
  await look(dark, "service-levels-late-dark");
});
