// Views of tickets: an administrator makes one with conditions, columns, groups and an audience, watches what it finds, and puts it into
// a folder; a dispatcher sees it left with its number, which follows what happens, opens groups, orders by a column, goes through
// rows by keyboard, keeps tickets open in tabs and saves what he looks at as a view of his own.
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

const views = (page) => page.getByRole("navigation", { name: "Ticket views" });
const counted = (page, name) => views(page).getByRole("link", { name: new RegExp(`^${name}`) }).locator(".tr-count").innerText();

test("an administrator makes a view, sees what it finds, and orders it", { timeout: 240_000 }, async () => {
  await makeTicket("Crane one swings", { priority: "urgent" });
  await makeTicket("Crane two swings");
  const page = await openOffice("admin");
  const errors = watchErrors(page);
  await page.goto("/desk/settings/ticket-views");
  await link(page, "My open tickets").waitFor();
  await look(page, "ticket-views-settings");
  await link(page, "New view").click();
  await button(page, "Save").click();
  await page.getByText("This is needed.").first().waitFor();
  await page.getByLabel("Name of the view").fill("Cranes");
  await page.getByLabel("Folder").fill("Machines");
  const conditions = page.getByRole("group", { name: "All of these" });
  await conditions.getByRole("button", { name: "Add condition" }).click();
  await conditions.getByLabel("Field").selectOption({ label: "Title" });
  const preview = page.getByRole("region", { name: "What it shows now" });
  await preview.getByText("Finish the conditions").waitFor();
  await conditions.getByLabel("Value").fill("crane");
  await preview.getByText("2 tickets").waitFor();
  await page.getByLabel("Put together by").selectOption({ label: "Priority" });
  await preview.getByText("urgent 1").waitFor();
  await page.getByLabel("One more column").selectOption({ label: "Number" });
  await button(page, "Number further to the front").click();
  await page.getByLabel("Button in the app").check();
  await page.getByLabel("Picture").selectOption({ label: "wrench" });
  await page.getByLabel("Customers", { exact: true }).selectOption({ label: "all contacts" });
  await look(page, "ticket-views-editor");
  await button(page, "Save").click();
  const made = await eventually("the view is kept", async () =>
    (await admin.read("/ticket-views?all=true")).find((now) => now.view.name === "Cranes"));
  assert.deepEqual(made.view.when.all, [{ field: "title", op: "contains", value: "crane" }]);
  assert.equal(made.view.group_by, "priority");
  assert.deepEqual(made.view.quick, { icon: "wrench", place: 1 });
  assert.equal(made.view.columns.indexOf("number"), made.view.columns.length - 2);
  await page.goto("/desk/settings/ticket-views");
  await page.getByRole("heading", { name: "Machines" }).waitFor();
  await button(page, "Closed further up").click();
  await eventually("the order is kept", async () => {
    const all = (await admin.read("/ticket-views?all=true")).map((now) => now.view.standard || now.view.name);
    return all.indexOf("closed") + 1 === all.indexOf("resolved");
  });
  assert.deepEqual(errors, []);
});

test("a dispatcher works with views: live numbers, groups, order, keyboard, tabs, a view of his own", { timeout: 240_000 }, async () => {
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  await page.goto("/desk/tickets");
  await views(page).getByText("Machines").waitFor();
  await eventually("both are counted", async () => (await counted(page, "Cranes")) === "2");
  await look(page, "ticket-views-all");
  await views(page).getByRole("link", { name: /^Cranes/ }).click();
  await page.getByRole("heading", { name: /^Cranes/ }).waitFor();
  await page.getByRole("list", { name: "urgent" }).getByText("Crane one swings").waitFor();
  await look(page, "ticket-views-groups");
  const third = await makeTicket("Crane three swings", { priority: "urgent" });
  await page.getByText("Crane three swings").waitFor();
  await eventually("the number follows", async () => (await counted(page, "Cranes")) === "3");
  await page.getByRole("button", { name: /^urgent/ }).click();
  await page.getByText("Crane three swings").waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^urgent/ }).click();
  await page.getByText("Crane three swings").waitFor();
  await page.getByRole("button", { name: /^Title/ }).click();
  await eventually("ordered by title", async () => {
    const titles = await page.getByRole("list", { name: "urgent" }).locator(".dk-cell-title").allInnerTexts();
    return titles.join() === "Crane one swings,Crane three swings";
  });
  // keys, then tabs
  await page.getByRole("heading", { name: /^Cranes/ }).click();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Crane one swings" }).waitFor();
  await page.goBack();
  await page.getByRole("list", { name: "urgent" }).getByText("Crane three swings").click();
  await page.getByRole("heading", { name: "Crane three swings" }).waitFor();
  const tabs = page.getByRole("navigation", { name: "Opened tickets" });
  assert.equal(await tabs.getByRole("link").count(), 2);
  await look(page, "ticket-views-tabs");
  await tabs.getByRole("link").first().click();
  await page.getByRole("heading", { name: "Crane one swings" }).waitFor();
  await tabs.getByRole("button").first().click();
  await page.getByRole("heading", { name: "Crane three swings" }).waitFor();
  // words inside a view, then what is looked at becomes one's own
  await page.goto("/desk/tickets");
  await views(page).getByRole("link", { name: /^Cranes/ }).click();
  await page.getByLabel("Find a ticket").fill("three");
  await eventually("one is left", async () => (await page.locator(".dk-view-row").count()) === 1);
  // the same as a table
  await button(page, "Export").click();
  const table = page.getByRole("dialog").getByRole("link", { name: /CSV/ });
  const rows = await page.evaluate(async (address) => (await fetch(address)).text(), await table.getAttribute("href"));
  assert.ok(rows.includes("Crane three swings") && !rows.includes("Crane one swings"), rows);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await views(page).getByRole("link", { name: "Save as my view" }).click();
  await page.getByLabel("Name of the view").fill("My cranes");
  await page.getByLabel("Put together by").selectOption({ label: "not put together" });
  await page.getByRole("region", { name: "What it shows now" }).getByText("3 tickets").waitFor();
  await look(page, "ticket-views-own");
  await button(page, "Save").click();
  await eventually("it is kept", async () => {
    return (await desk.read("/ticket-views")).some((now) => now.view.name === "My cranes" && now.view.owner);
  });
  assert.ok(!(await admin.read("/ticket-views?all=true")).some((now) => now.view.name === "My cranes"));
  await page.goto("/desk/tickets");
  await views(page).getByRole("link", { name: /^My cranes/ }).click();
  await page.getByText("Crane two swings").waitFor();
  await page.setViewportSize(NARROW);
  await page.getByLabel("View", { exact: true }).selectOption({ label: "Cranes (3)" });
  await page.getByRole("heading", { name: /^Cranes/ }).waitFor();
  await page.setViewportSize(WIDE);
  await desk.command({ on: "ticket", id: third, command: { do: "set_status", fact: freshId(), status: "resolved" } });
  assert.deepEqual(errors, []);
});

test("in the dark and in Chinese", { timeout: 120_000 }, async () => {
  const page = await openOffice("dana", "dark", "zh-CN");
  await page.goto("/desk/tickets");
  const nav = page.getByRole("navigation", { name: "工单视图" });
  await nav.getByRole("link", { name: /^Cranes/ }).click();
  await page.getByRole("heading", { name: /^Cranes/ }).waitFor();
  await look(page, "ticket-views-dark");
});
