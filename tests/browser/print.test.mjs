// A ticket on paper and in tables: an administrator writes a print template, is told by line what cannot be printed, and sees a
// real ticket by it; a dispatcher prints; tickets come from a table, are checked and stored, and go out as one.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertAccessible, openWorld, screenshot, watchErrors } from "./harness.mjs";
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

const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1440, height: 900 };

async function openOffice(account, theme = "light") {
  const office = await world.desktop({ colorScheme: theme });
  await prefer(office, "en", theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, account);
  return page;
}

async function look(page, name) {
  for (const [word, size] of [["wide", WIDE], ["narrow", NARROW]]) {
    await page.setViewportSize(size);
    await assertAccessible(page, `${name}, ${word}`);
    await screenshot(page, `${name}-${word}`);
  }
  await page.setViewportSize(WIDE);
}

// The file behind an address of the page, as the browser gets it.
async function fileAt(page, address) {
  const bytes = await page.evaluate(async (address) => {
    const answer = await fetch(address);
    return [answer.status, answer.headers.get("content-type"), Array.from(new Uint8Array(await answer.arrayBuffer()))];
  }, address);
  return { status: bytes[0], type: bytes[1], bytes: Buffer.from(bytes[2]) };
}

async function makeTicket() {
  const id = freshId();
  await admin.command({ on: "ticket", id, command: { do: "create", ticket: {
    title: "Lift 3 stands between floors",
    description: "门打不开，灯在闪。\nThe doors do not open and the light flickers.",
    customer: { company_name: "Hua Plaza 华东大厦", contact_name: "Zhou Min 周敏", phone: "13512345678" },
    address: { city: "上海", detail: "南京东路 100" },
  } } });
  return id;
}

test("an administrator writes a print template and sees a ticket by it", { timeout: 240_000 }, async () => {
  const ticket = await makeTicket();
  const page = await openOffice("admin");
  const errors = watchErrors(page);

  await page.goto("/desk/settings/print-templates");
  await page.getByText("No print template of your own yet").waitFor();
  await look(page, "print-templates-empty");
  await link(page, "New print template").click();
  await page.getByLabel("Name of the template").fill("Service report");
  const text = page.locator(".dk-print-body textarea");
  assert.match(await text.inputValue(), /\{\{letterhead\}\}/, "it begins with the default");
  await text.fill("{{letterhead}}\n\n# {{ticket.titel}}\n\n<script>alert(1)</script>\n");
  await button(page, "Save").click();
  await page.getByText("Line 5: Links, pictures, quotes and HTML are not printed.").waitFor();
  await look(page, "print-template-faults");
  await text.fill("{{letterhead}}\n\n# {{ticket.titel}}\n");
  await button(page, "Save").click();
  await page.getByText("Line 3: There is no such placeholder.").waitFor();
  await text.fill("{{letterhead}}\n\n# {{ticket.subject}}\n\nDear **{{user.name}}**,\n\n{{summary}}\n\n{{ticket.description}}\n");
  await button(page, "Save").click();
  await page.getByRole("heading", { name: "Preview" }).waitFor();
  await page.getByLabel("Ticket", { exact: true }).selectOption(ticket);
  await page.locator(`iframe[src*="${ticket}"]`).waitFor();
  await look(page, "print-template");

  const own = await fileAt(page, await page.locator("iframe").getAttribute("src"));
  assert.deepEqual([own.status, own.type], [200, "application/pdf"]);
  assert.equal(own.bytes.subarray(0, 5).toString(), "%PDF-");
  await writeFile(join(process.env.TRUCKROLL_SCREENSHOTS ?? ".", "print-own.pdf"), own.bytes);
  assert.deepEqual(errors.filter((error) => !error.includes("422")), []);
});

test("a dispatcher prints a ticket", { timeout: 120_000 }, async () => {
  const ticket = await makeTicket();
  const page = await openOffice("dana", "dark");
  await page.goto(`/desk/tickets/${ticket}`);
  await link(page, "Print").click();
  await page.waitForURL(`**/desk/tickets/${ticket}/print`);
  await page.getByLabel("By", { exact: true }).selectOption({ label: "Default" });
  await page.waitForURL(/template=standard/);
  await page.locator('iframe[src*="template=standard"]').waitFor();
  await look(page, "print-ticket");
  const printed = await fileAt(page, await page.locator("iframe").getAttribute("src"));
  assert.equal(printed.bytes.subarray(0, 5).toString(), "%PDF-");
  await writeFile(join(process.env.TRUCKROLL_SCREENSHOTS ?? ".", "print-standard.pdf"), printed.bytes);
  assert.equal(await link(page, "Download PDF").getAttribute("href"), await page.locator("iframe").getAttribute("src"));
});

test("tickets come from a table and go out as one", { timeout: 180_000 }, async () => {
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  await page.goto("/desk/tickets");
  await link(page, "Import").click();
  await page.waitForURL("**/desk/tickets/import");
  await page.getByText("at most 10 MB and 5,000 rows").waitFor();
  await look(page, "ticket-import");
  const table = "Subject,Customer,Phone,Priority,City\nPump leaks,Hua Plaza,13512345678,urgent,Shanghai\n,Nobody,,,\nDoor,Hua Plaza,call me,low,\n";
  await page.locator('input[type="file"]').setInputFiles({ name: "tickets.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await page.waitForURL(/\/desk\/tickets\/import\/.+/);
  await page.getByText("Every row becomes a new ticket.").waitFor();
  await look(page, "ticket-import-columns");
  await button(page, "Check only").click();
  await page.getByText("Would be created").waitFor();
  await button(page, "Import 3 rows").click();
  await page.getByText("imported", { exact: true }).first().waitFor();
  await look(page, "ticket-import-result");

  await page.goto("/desk/tickets?q=Pump%20leaks");
  await page.getByText("Pump leaks").first().waitFor();
  await button(page, "Export").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("One ticket is exported").waitFor();
  await dialog.locator("summary").click();
  await dialog.getByLabel("Title", { exact: true }).check();
  await dialog.getByLabel("Priority", { exact: true }).check();
  await look(page, "ticket-export");
  const csv = await fileAt(page, await dialog.getByRole("link", { name: /CSV/ }).getAttribute("href"));
  assert.deepEqual(csv.bytes.toString().replace("\ufeff", "").trim().split("\r\n"), ["Title,Priority", "Pump leaks,urgent"]);
  assert.deepEqual(errors, []);
});

test("ticked tickets are one file on paper, and a table of their own", { timeout: 120_000 }, async () => {
  await makeTicket();
  await makeTicket();
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  await page.goto("/desk/tickets?q=between%20floors");
  const ticks = page.locator(".dk-ticked .dk-tick");
  await ticks.nth(1).waitFor();
  await ticks.nth(0).click();
  await ticks.nth(1).click();
  const bar = page.getByRole("region", { name: "What to do with the ticked tickets" });
  await bar.getByText("2 tickets ticked").waitFor();
  await look(page, "bulk-paper");
  await button(bar, "Export").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("2 tickets are exported").waitFor();
  const csv = await fileAt(page, await dialog.getByRole("link", { name: /CSV/ }).getAttribute("href"));
  assert.equal(csv.status, 200);
  assert.equal(csv.bytes.toString().split("Lift 3 stands between floors").length, 3);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await bar.getByText("2 tickets ticked").waitFor();
  await link(bar, "Print").click();
  await page.waitForURL(/\/print\?ids=/);
  await page.locator('iframe[src*="/tickets/print?ids="]').waitFor();
  const printed = await fileAt(page, await page.locator("iframe").getAttribute("src"));
  assert.deepEqual([printed.status, printed.type], [200, "application/pdf"]);
  assert.deepEqual(errors, []);
});
