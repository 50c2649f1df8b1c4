// Custom reports of tickets: a dispatcher makes one with three series, moves and removes series by keyboard, is told what is wrong at its
// place, looks at lines, totals and table, copies the report and shares it; an administrator sees it, takes it as a file and changes it
// meanwhile; both languages, light and dark, wide and narrow.
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

const series = (page, number) => page.getByRole("group", { name: new RegExp(`^Series ${number}:`) });
const kept = async (name) => (await admin.read("/ticket-reports")).find((now) => now.report.name === name);

test("a dispatcher makes a report and looks at it", { timeout: 240_000 }, async () => {
  for (const [n, status] of ["resolved", "closed", "open", "resolved"].entries()) {
    const id = freshId();
    await desk.command({ on: "ticket", id, command: { do: "create", ticket: { title: `Report ${n}`, priority: n < 2 ? "urgent" : "low" } } });
    await desk.command({ on: "ticket", id, command: { do: "set_status", fact: freshId(), status } });
  }
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  await page.goto("/desk/reports");
  await link(page, "Custom reports").click();
  await page.waitForURL(/desk\/reports\/custom$/);
  await page.getByText("No reports yet").waitFor();
  await look(page, "ticket-reports-none");

  // what is missing is said at its place
  await link(page, "New report").click();
  await button(page, "Save").click();
  await eventually("name and series ask for a word", async () => (await page.getByText("This is needed.").count()) === 2);
  await page.getByLabel("Name of the report").fill("Lifts of the week");
  await page.getByLabel("Description").fill("What came in and what it took.");
  await page.getByLabel("Period", { exact: true }).selectOption("last_days");
  await page.getByLabel("How many days, with today").fill("7");
  await series(page, 1).getByLabel("Name of the series").fill("Urgent");
  await series(page, 1).locator("summary").click();
  const conditions = series(page, 1).getByRole("group", { name: "All of these" });
  await conditions.getByRole("button", { name: "Add condition" }).click();
  await conditions.getByLabel("Field").selectOption({ label: "Priority" });
  await conditions.getByLabel("Value").selectOption("urgent");

  // series by keyboard: two more, the last one moved up, and one too many removed
  await button(page, "Add series").focus();
  await page.keyboard.press("Enter");
  await series(page, 2).getByLabel("Name of the series").fill("Resolved");
  await series(page, 2).getByLabel("Source").selectOption("resolved");
  await button(page, "Add series").click();
  await series(page, 3).getByLabel("Name of the series").fill("Time");
  await series(page, 3).getByLabel("Source").selectOption("resolve_time");
  await button(page, "Time further up").focus();
  await page.keyboard.press("Enter");
  await series(page, 2).getByText("Series 2: Time").waitFor();
  await eventually("the series that was moved has the focus", () =>
    page.evaluate(() => document.activeElement?.classList.contains("dk-report-series")));
  assert.equal(await series(page, 1).getByLabel("Value").inputValue(), "urgent", "conditions stay with their series");
  await button(page, "Add series").click();
  await button(page, "Remove without a name").click();
  await eventually("three are left", async () => (await page.locator(".dk-report-series").count()) === 3);
  await look(page, "ticket-reports-editor");

  // no value for hours of the day
  await series(page, 3).getByLabel("Source").selectOption("waiting");
  await page.getByLabel("By", { exact: true }).selectOption("hour");
  await button(page, "Save").click();
  await series(page, 3).getByText("The backlog has no value for an hour of the day").waitFor();
  await page.getByLabel("By", { exact: true }).selectOption("day");
  await series(page, 3).getByLabel("Source").selectOption("resolved");
  await button(page, "Save").click();
  await page.waitForURL(/desk\/reports\/custom\/[0-9a-f-]{36}$/);
  const now = await kept("Lifts of the week");
  assert.deepEqual(now.report.series.map((one) => one.name), ["Urgent", "Time", "Resolved"]);
  assert.deepEqual(now.report.series[0].when.all, [{ field: "priority", op: "is", value: "urgent" }]);

  // lines, totals, table
  await page.getByRole("heading", { name: "Lifts of the week" }).waitFor();
  await page.locator(".dk-chart").nth(1).waitFor();
  assert.equal(await page.locator(".dk-chart").count(), 2, "tickets and hours have drawings of their own");
  assert.equal(await page.locator(".dk-reports-table tbody tr").count(), 7);
  const figures = await admin.read(`/ticket-reports/${now.report.id}/figures`);
  const total = page.locator(".dk-reports-table tfoot td").first();
  await eventually("the total is that of the server", async () => (await total.innerText()) === String(figures.series[0].total));
  assert.ok(figures.series[0].total >= 2, JSON.stringify(figures));
  const legend = page.getByRole("list", { name: "Series", exact: true }).first();
  assert.deepEqual((await legend.getByRole("listitem").allInnerTexts()).map((text) => text.replace(/^\d+\s*/, "").trim()), ["Urgent", "Resolved"]);
  await look(page, "ticket-reports-figures");

  // a ticket that comes meanwhile is counted
  const id = freshId();
  await desk.command({ on: "ticket", id, command: { do: "create", ticket: { title: "Report late", priority: "urgent" } } });
  await eventually("it is counted", async () => (await total.innerText()) === String(figures.series[0].total + 1));

  // a copy, and the first one shared
  await link(page, "Copy").click();
  await page.getByLabel("Name of the report").fill("LIFTS OF THE WEEK");
  await button(page, "Save").click();
  await page.getByText("This name is there already.").waitFor();
  await page.getByLabel("Name of the report").fill("Lifts of the month");
  await page.getByLabel("Period", { exact: true }).selectOption("this_month");
  await button(page, "Save").click();
  await page.getByRole("heading", { name: "Lifts of the month" }).waitFor();
  await link(page, "Custom reports").click();
  await link(page, "Lifts of the week").click();
  await link(page, "Change").click();
  await page.getByLabel("Who sees it beside you").selectOption("all");
  await button(page, "Save").click();
  await page.getByRole("heading", { name: "Lifts of the week" }).waitFor();
  await link(page, "Custom reports").click();
  await page.getByText("shared", { exact: true }).waitFor();
  await look(page, "ticket-reports-list");
  // the one that the server refused on purpose is said on the screen, and noted by the browser
  assert.deepEqual(errors.filter((said) => !said.includes("status of 422")), []);
});

test("an administrator takes it as a file; two who change it are told of each other", { timeout: 240_000 }, async () => {
  const page = await openOffice("admin", "dark", "zh-CN");
  const errors = watchErrors(page);
  await page.goto("/desk/reports/custom");
  await link(page, "Lifts of the week").click();
  await page.getByRole("heading", { name: "Lifts of the week" }).waitFor();
  await page.locator(".dk-chart").first().waitFor();
  await look(page, "ticket-reports-figures-dark");
  const href = await page.locator('a[download="ticket-report.csv"]').getAttribute("href");
  const csv = await page.evaluate(async (href) => (await fetch(href)).text(), href);
  assert.match(csv, /^\ufeff?key,Urgent,Time \(s\),Resolved\r\n/);
  assert.match(csv, /\r\ntotal,/);

  await link(page, "修改").click();
  await page.getByLabel("报表名称").fill("Lifts");
  await look(page, "ticket-reports-editor-dark");
  const now = await kept("Lifts of the week");
  await desk.write("PUT", `/ticket-reports/${now.report.id}`, { seq: now.seq, report: { ...now.report, description: "Anew" } });
  await page.getByText("同事刚刚保存了此报表").waitFor();
  await button(page, "保留我的修改").click();
  await button(page, "保存").click();
  await page.getByRole("heading", { name: "Lifts", exact: true }).waitFor();

  // removed, it is gone for whoever still has its address
  const address = page.url();
  await link(page, "修改").click();
  await button(page, "删除报表").click();
  await page.getByRole("dialog").getByRole("button", { name: "删除报表" }).click();
  await page.waitForURL(/desk\/reports\/custom$/);
  await page.goto(address);
  await page.getByText("没有这个报表").waitFor();
  await look(page, "ticket-reports-gone-dark");
  assert.deepEqual(errors, []);
});
