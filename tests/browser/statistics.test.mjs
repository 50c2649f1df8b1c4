// Statistics of tickets: the figures of the demo organisation, told apart by day, by agent and by conditions; everything that is
// chosen is in the address, and the file says what the table says.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { enterDesk, freshId, openDesk, prefer } from "./people.mjs";

const ends = [];
let world;
let admin;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await openDesk(world.url, "admin");
});

after(async () => {
  for (const end of ends) await end();
});

const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1440, height: 900 };

async function look(page, name) {
  for (const [word, size] of [["wide", WIDE], ["narrow", NARROW]]) {
    await page.setViewportSize(size);
    await assertAccessible(page, `${name}, ${word}`);
    await screenshot(page, `${name}-${word}`);
  }
  await page.setViewportSize(WIDE);
}

test("a dispatcher reads what happened to tickets", { timeout: 180_000 }, async () => {
  for (const [n, status] of ["resolved", "closed", "open", "resolved"].entries()) {
    const id = freshId();
    await admin.command({ on: "ticket", id, command: { do: "create", ticket: { title: `Statistics ${n}`, priority: "urgent" } } });
    await admin.command({ on: "ticket", id, command: { do: "set_status", fact: freshId(), status } });
  }
  const office = await world.desktop();
  await prefer(office, "en", "light");
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, "admin");
  const errors = watchErrors(page);
  await page.getByRole("link", { name: "Reports", exact: true }).first().click();
  await page.waitForURL(/desk\/reports/);
  await page.getByRole("heading", { name: "Ticket statistics" }).waitFor();
  await page.getByLabel("Period", { exact: true }).selectOption("7");
  await page.waitForURL(/period=7/);
  const table = page.locator(".dk-reports-table tbody tr");
  await eventually("a row for each day", async () => (await table.count()) === 7);
  await look(page, "statistics-days");

  await page.getByLabel("By", { exact: true }).selectOption("hour");
  await table.nth(23).waitFor();
  await page.getByLabel("By", { exact: true }).selectOption("agent");
  await page.getByLabel("Chart", { exact: true }).selectOption("waiting");
  await page.waitForURL(/by=agent.*show=waiting|show=waiting.*by=agent/);
  await page.getByRole("columnheader", { name: "Agent" }).waitFor();
  await look(page, "statistics-agents");

  // only urgent ones: the four of this story and what the demo has
  await page.locator(".dk-reports-narrow > summary").click();
  await page.getByRole("button", { name: "Add condition" }).click();
  await page.getByLabel("Value", { exact: true }).selectOption("urgent");
  await page.waitForURL(/filter=/);
  const figure = (name) => page.locator(".dk-reports-sums > div").filter({ hasText: name }).first().locator("dd").innerText();
  const address = new URL(page.url());
  const asked = new URLSearchParams({ by: "agent", from: "2000-01-01", to: "2000-01-01", filter: address.searchParams.get("filter") });
  const past = await admin.read(`/ticket-statistics?${asked}`);
  assert.equal(past.total.new, 0, "nothing happened then");
  await look(page, "statistics-urgent");
  assert.ok(Number(await figure("New")) >= 4);
  await page.reload();
  await page.locator(".dk-reports-narrow[open]").waitFor();
  assert.ok(Number(await figure("New")) >= 4, "the address says it all");
  const href = await page.getByRole("link", { name: /Export/ }).getAttribute("href");
  const csv = await page.evaluate(async (href) => (await fetch(href)).text(), href);
  assert.match(csv, /^\ufeff?key,name,new,resolved/);
  assert.deepEqual(errors, []);
});

test("who supervises and administers nothing finds what rules did", { timeout: 60_000 }, async () => {
  const office = await world.desktop();
  await prefer(office, "en", "dark");
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, "dana");
  const errors = watchErrors(page);
  await page.getByRole("link", { name: "Reports", exact: true }).first().click();
  await page.getByRole("link", { name: "Log of rules" }).click();
  await page.waitForURL(/desk\/settings\/rule-log/);
  await page.getByRole("heading", { name: "Log of rules" }).waitFor();
  await look(page, "rule-log-supervisor");
  await page.locator(".dk-page-actions").getByRole("link", { name: "Reports" }).click();
  await page.getByRole("heading", { name: "Ticket statistics" }).waitFor();
  assert.deepEqual(errors, []);
});
