// Rules: an administrator makes an external target and a trigger on the screens, tries it out, and sees it work once: the note in the
// ticket, the call that a receiver of another make verifies (Standard Webhooks), the log. The server is killed in between.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { assertAccessible, eventually, openWorld, watchErrors } from "./harness.mjs";
import { button, link, look } from "./office.mjs";
import { enterDesk, freshId, openDesk, prefer } from "./people.mjs";

const ends = [];
const heard = [];
let world;
let admin;
let receiver;
let secret = "";
let answer = 204;

before(async () => {
  receiver = createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      heard.push({ method: request.method, headers: request.headers, body: Buffer.concat(pieces).toString() });
      response.writeHead(answer).end();
    });
  });
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  world = await openWorld({ after: (end) => ends.push(end) }, { environment: { TRUCKROLL_TARGETS_ANY_ADDRESS: "true" } });
  admin = await openDesk(world.url, "admin");
});

after(async () => {
  for (const end of ends) await end();
  receiver.close();
});

async function openOffice(language = "en", theme = "light") {
  const office = await world.desktop({ colorScheme: theme });
  await prefer(office, language, theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, "admin");
  return page;
}

// A message as an off-the-shelf library of the specification takes it; throws when signature or time are wrong.
const verified = ({ headers, body }) => new Webhook(secret).verify(body, headers);

async function ticket(title) {
  const id = freshId();
  await admin.command({ on: "ticket", id, command: { do: "create", ticket: { title } } });
  return id;
}

const resolve = (id) => admin.command({ on: "ticket", id, command: { do: "set_status", fact: freshId(), status: "resolved" } });

const notes = async (id) => {
  const { entries } = await admin.read(`/tickets/${id}`);
  return entries.map((entry) => entry.body.text).filter((text) => text?.startsWith("Resolved:"));
};

test("a trigger is built on the screens, tried out, and works once", { timeout: 300_000 }, async () => {
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto("/desk/settings/targets");
  await page.getByText("No target yet").waitFor();
  await look(page, "targets-empty");
  await link(page, "New target").first().click();
  await button(page, "Save").click();
  await page.getByText("This is missing.").first().waitFor();
  await page.getByRole("textbox", { name: /^Name/ }).first().fill("Dispatch board");
  await page.getByRole("textbox", { name: /^Address/ }).fill(`http://127.0.0.1:${receiver.address().port}/hook`);
  await page.getByLabel("Authentication").selectOption("bearer");
  await page.getByRole("textbox", { name: /^Token/ }).fill("s3cret");
  await page.getByLabel("Headers").fill("X-Branch: 7");
  await look(page, "targets-editor");
  await button(page, "Save").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Signing secret").first().waitFor();
  secret = await dialog.locator("code").innerText();
  assert.match(secret, /^whsec_/);
  await assertAccessible(page, "the signing secret");
  await button(dialog, "I have copied it").click();
  await page.waitForURL(/targets\/[0-9a-f-]{36}$/);
  await button(page, "Send a test").click();
  await page.getByText("The test arrived.").waitFor();
  await page.getByRole("list", { name: "Deliveries" }).getByText("Delivered").waitFor();
  assert.equal(verified(heard[0]).type, "test");
  assert.equal(heard[0].headers.authorization, "Bearer s3cret");
  assert.equal(heard[0].headers["x-branch"], "7");
  await page.getByText("Message and answer").click();
  await look(page, "targets-deliveries");

  const tried = await ticket("Lift 3 stands still");
  await page.goto("/desk/settings/rules");
  await page.getByText("No rule yet").waitFor();
  await look(page, "rules-empty");
  await link(page, "New trigger").first().click();
  await page.getByRole("textbox", { name: /^Name/ }).first().fill("Resolved ones");
  await page.getByLabel("Ticket made").uncheck();
  await page.getByLabel("Ticket changed").check();
  await button(page, "Add condition").first().click();
  const condition = page.getByRole("group", { name: "Condition 1" });
  await condition.getByLabel("Field").selectOption("status");
  await condition.getByLabel("Moment").selectOption("changed_to.");
  await condition.getByLabel("Value").selectOption("resolved");
  const add = async (action) => {
    await page.getByLabel("Add an action").selectOption(action);
    await button(page, "Add").click();
  };
  await add("set_ticket");
  const first = page.getByRole("list", { name: "What it does" }).getByRole("listitem").nth(0);
  await first.getByLabel("Field").selectOption("priority");
  await first.getByLabel("Value").selectOption("low");
  await add("note");
  await page.getByRole("textbox", { name: /^Text/ }).fill("Resolved: {{ticket.colour}}");
  await add("call");
  await button(page, "Save").click();
  await page.getByText("{{ticket.colour}} means nothing here.").waitFor();
  await page.getByRole("textbox", { name: /^Text/ }).fill("Resolved: {{ticket.title}}");
  await page.getByLabel("Find a ticket").fill("stands still");
  await page.getByRole("button", { name: /Lift 3 stands still/ }).click();
  await button(page, "Try").click();
  await page.getByText("The rule would not run: not all its conditions hold.").waitFor();
  await page.getByLabel("Status becomes").selectOption("resolved");
  await button(page, "Try").click();
  await page.getByText("The rule would run.").waitFor();
  await page.getByText("Resolved: Lift 3 stands still").waitFor();
  await look(page, "rules-editor");
  assert.equal(heard.length, 1, "nothing is done by trying");
  await button(page, "Save").click();
  await page.waitForURL(/rules\/[0-9a-f-]{36}/);

  await resolve(tried);
  await eventually("the trigger ran", async () => (await notes(tried)).length === 1);
  await eventually("the receiver heard of it", () => heard.length === 2);
  const message = verified(heard[1]);
  assert.equal(message.type, "ticket.updated");
  assert.equal(message.data.ticket.title, "Lift 3 stands still");
  assert.equal((await admin.read(`/tickets/${tried}`)).row.priority, 3);
  assert.throws(() => verified({ ...heard[1], body: heard[1].body.replace("Lift", "Lyft") }));

  await page.goto("/desk/settings/rules");
  await page.getByText(/ran /).waitFor();
  await look(page, "rules-list");
  await link(page, "Log of rules").first().click();
  await page.getByRole("list", { name: "Log of rules" }).getByText("Done", { exact: true }).waitFor();
  await look(page, "rules-log");
  // the two that the server refused on purpose are said on the screen, and noted by the browser
  assert.deepEqual(errors.filter((said) => !said.includes("status of 422")), []);
});

test("a server that is killed loses nothing and does nothing twice", { timeout: 120_000 }, async () => {
  const ids = [];
  for (const n of [1, 2, 3]) ids.push(await ticket(`Door ${n} is open`));
  const before = heard.length;
  answer = 503;
  for (const id of ids) await resolve(id);
  await world.server.stop("SIGKILL");
  answer = 204;
  await world.server.start();
  admin = await openDesk(world.url, "admin");
  const names = () => new Set(heard.slice(before).map((one) => verified(one).data.ticket.title));
  await eventually("every call arrived", () => names().size === 3, 60_000);
  for (const id of ids) await eventually("the note is there", async () => (await notes(id)).length === 1);
  // one delivery keeps its id however often it is made
  const delivered = new Set(heard.slice(before).map((one) => one.headers["webhook-id"]));
  assert.equal(delivered.size, 3);
});

test("a rule gives tickets to the nearest member with a skill", { timeout: 120_000 }, async () => {
  const page = await openOffice();
  await page.goto("/desk/settings/rules");
  await link(page, "New trigger").first().click();
  await page.getByRole("textbox", { name: /^Name/ }).first().fill("Lifts to those who know them");
  await page.getByLabel("Add an action").selectOption("assign");
  await button(page, "Add").click();
  const action = page.getByRole("list", { name: "What it does" }).getByRole("listitem").nth(0);
  await action.getByLabel("How").selectOption("skill");
  await button(page, "Save").click();
  await action.getByText("This is missing.").waitFor();
  await action.getByLabel("Skills").fill("lift");
  await look(page, "rules-skill");
  await button(page, "Save").click();
  await page.waitForURL(/rules\/[0-9a-f-]{36}/);
});

test("in Chinese and in the dark it reads as well", { timeout: 120_000 }, async () => {
  const page = await openOffice("zh-CN", "dark");
  await page.goto("/desk/settings/rules");
  await page.getByRole("link", { name: "Resolved ones" }).click();
  await page.getByRole("heading", { name: "动作" }).waitFor();
  await look(page, "rules-editor-zh-dark");
  // the one that a new organisation begins with
  await page.goto("/desk/settings/rules?kind=automation");
  await page.getByRole("link", { name: "自动关闭已解决的工单" }).click();
  await page.getByRole("heading", { name: "动作" }).waitFor();
  await page.goto("/desk/settings/rules/new?kind=automation");
  await page.getByRole("heading", { name: "新建自动化任务" }).waitFor();
  await look(page, "rules-automation-zh-dark");
});
