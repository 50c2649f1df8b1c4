// Files at the desk: own fields with files are filled, shown and emptied; what cannot be kept is said and loses nothing; a note has
// files; many customers are given one; and rows of an asset table are changed together and put back.
import assert from "node:assert/strict";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, watchErrors } from "./harness.mjs";
import { button, look } from "./office.mjs";
import { enterDesk, openDesk, photo, prefer, sha256 } from "./people.mjs";

const ends = [];
let world;
let desk;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
  const admin = await openDesk(world.url, "admin");
  const { seq, set } = await admin.read("/fields?noun=company");
  set.fields.push({ key: "plans", label: { en: "Plans", "zh-CN": "图纸" }, kind: "attachment" });
  await admin.write("PUT", "/fields", { noun: "company", seq, set });
});

after(async () => {
  for (const end of ends) await end();
});

async function openOffice(theme = "system", language = "en") {
  const office = await world.desktop();
  await prefer(office, language, theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, "admin");
  return page;
}

async function makeCompany(name, more = {}) {
  const id = crypto.randomUUID();
  await desk.command({ on: "company", id, command: { do: "create", company: { name, ...more } } });
  return id;
}

const plans = async (id) => (await desk.read(`/companies/${id}`)).company.fields.plans;

const text = (name, words) => ({ name, mimeType: "text/plain", buffer: Buffer.from(words) });

test("files of a customer are added, shown and taken away, and what cannot be kept is said", { timeout: 240_000 }, async () => {
  const id = await makeCompany("Paper House");
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto(`/desk/customers/companies/${id}`);
  await button(page, "Edit").click();
  const form = page.getByRole("form", { name: "Details of the customer" });
  await form.getByLabel("Remark").fill("Typed before");
  const field = form.getByRole("group", { name: "Plans" });
  const choose = field.getByLabel("Add files to “Plans”");

  // What is not taken is named with the reason, and nothing of it is sent.
  const large = join(tmpdir(), `large-${process.pid}.mov`);
  const handle = await open(large, "w");
  await handle.truncate(50 * 1024 * 1024 + 1);
  await handle.close();
  await choose.setInputFiles(large);
  await field.getByText(/“large-.*\.mov” is .* the limit is/).waitFor();
  await rm(large);
  await choose.setInputFiles([text("setup.exe", "MZ"), text("nothing.txt", "")]);
  await field.getByText("“setup.exe” is a program. Programs are not kept here.").waitFor();
  await field.getByText("“nothing.txt” is empty, or it is a folder.").waitFor();
  assert.equal(await field.getByRole("listitem").count(), 0);

  // A network that is gone: the file stays in the list, the form waits for it, and it is sent again.
  const picture = photo(3);
  await page.route("**/api/v1/uploads**", (route) => route.abort());
  await choose.setInputFiles([picture, text("plan.txt", "Ground floor")]);
  await eventually("both say why", async () => (await field.getByRole("listitem").getByRole("alert").count()) === 2);
  await button(form, "Save").click();
  await form.getByText(/2 files are not on the server yet/).waitFor();
  await look(page, "files-failed");
  await page.unroute("**/api/v1/uploads**");
  await button(field, "Send photo-3.png again").click();
  await field.getByRole("link", { name: /photo-3\.png/ }).waitFor();
  await button(field, "Give up sending plan.txt").click();
  assert.equal(await form.getByLabel("Remark").inputValue(), "Typed before");

  // While a piece is on its way its progress is told.
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await page.route("**/api/v1/uploads/**", async (route) => {
    await held;
    await route.continue();
  });
  await choose.setInputFiles(text("stairs.txt", "First floor"));
  await field.getByRole("progressbar", { name: "Sending stairs.txt" }).waitFor();
  await look(page, "files-sending");
  go();
  await field.getByRole("link", { name: /stairs\.txt/ }).waitFor();
  await eventually("the picture is shown", () =>
    field.locator("img").evaluate((img) => img.complete && img.naturalWidth === 320));
  await look(page, "files-form");
  await button(form, "Save").click();
  await form.waitFor({ state: "detached" });
  const hash = sha256(picture.buffer);
  assert.deepEqual(Object.values(await plans(id)).sort(), ["photo-3.png", "stairs.txt"]);
  assert.equal((await plans(id))[hash], "photo-3.png");
  assert.equal((await desk.bytes(`/attachments/${hash}`)).equals(picture.buffer), true);
  await page.getByRole("link", { name: /photo-3\.png/ }).waitFor();
  await look(page, "files-page");

  // A colleague adds one while another is taken away here: both stand.
  await button(page, "Edit").click();
  await button(field, "Take stairs.txt away").click();
  const theirs = { ...(await plans(id)), ["b".repeat(64)]: "theirs.pdf" };
  await desk.command({ on: "company", id, command: { do: "edit", edit: { fields: { plans: theirs } } } });
  await form.getByText("theirs.pdf").first().waitFor();
  await button(form, "Save").click();
  await form.waitFor({ state: "detached" });
  assert.deepEqual(Object.values(await plans(id)).sort(), ["photo-3.png", "theirs.pdf"]);
  const dark = await openOffice("dark", "zh-CN");
  await dark.goto(`/desk/customers/companies/${id}`);
  await dark.getByRole("link", { name: /photo-3\.png/ }).first().waitFor();
  await dark.getByRole("button", { name: "编辑", exact: true }).click();
  await dark.getByRole("group", { name: "图纸" }).waitFor();
  await look(dark, "files-dark");
  // what the browser tells of requests that were broken off here
  assert.deepEqual(errors.filter((error) => !/ERR_FAILED|404/.test(error)), []);
});

test("a note has files, and many customers are given one without losing theirs", { timeout: 240_000 }, async () => {
  const [first, second] = [await makeCompany("Folder House 1"), await makeCompany("Folder House 2")];
  await desk.command({ on: "company", id: first, command: { do: "edit", edit: { fields: { plans: { ["a".repeat(64)]: "old.pdf" } } } } });
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto(`/desk/customers/companies/${first}`);
  await button(page, "Write a note").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "What happened" }).fill("The door as it was found.");
  // Whoever chooses no file after all is still in the dialog.
  await dialog.locator('input[type="file"]').dispatchEvent("cancel", { bubbles: true });
  assert.equal(await dialog.getByRole("textbox", { name: "What happened" }).inputValue(), "The door as it was found.");
  await dialog.getByLabel("Add files to “Files”").setInputFiles(photo(5));
  await dialog.getByRole("link", { name: /photo-5\.png/ }).waitFor();
  await look(page, "files-note");
  await button(dialog, "Save").click();
  await dialog.waitFor({ state: "detached" });
  const timeline = page.getByRole("region", { name: "What happened" });
  await timeline.getByText("The door as it was found.").waitFor();
  await timeline.getByRole("link", { name: /photo-5\.png/ }).waitFor();
  await look(page, "files-timeline");
  await button(timeline, "Change the note").click();
  await button(dialog, "Take photo-5.png away").click();
  await button(dialog, "Save").click();
  await timeline.getByRole("link", { name: /photo-5\.png/ }).waitFor({ state: "detached" });

  await page.goto("/desk/customers?q=Folder+House");
  await page.getByRole("link", { name: "Folder House 2" }).waitFor();
  await page.getByLabel("Select all shown").check();
  await button(page, "Change").click();
  await dialog.getByLabel("Plans", { exact: true }).check();
  await button(dialog, "Change 2 customers").click();
  await dialog.getByText("Choose at least one file.").waitFor();
  await dialog.getByLabel("Add files to “Plans”").setInputFiles(text("rules.txt", "House rules"));
  await dialog.getByRole("link", { name: /rules\.txt/ }).waitFor();
  await look(page, "files-many");
  await button(dialog, "Change 2 customers").click();
  await page.getByText("2 customers were changed.").waitFor();
  assert.deepEqual(Object.values(await plans(first)).sort(), ["old.pdf", "rules.txt"], "added to those that were there");
  assert.deepEqual(Object.values(await plans(second)), ["rules.txt"]);
  await button(page, "Undo").click();
  await page.getByText("Undone for 2 customers.").waitFor();
  assert.deepEqual(Object.values(await plans(first)), ["old.pdf"]);
  assert.equal(await plans(second), undefined);
  assert.deepEqual(errors.filter((error) => !error.includes("404")), []);
});

test("rows of an asset table are ticked, changed together, put back and thrown away", { timeout: 180_000 }, async () => {
  const page = await openOffice();
  const errors = watchErrors(page);
  const rows = async () => {
    const { rows } = await desk.read("/assets?limit=200");
    const found = await Promise.all(rows.filter((row) => row.table_key === "contracts").map((row) => desk.read(`/assets/${row.id}`)));
    return found.map((one) => one.asset.fields.fee);
  };
  const before = await rows();
  assert.ok(before.length >= 2, "the demo has some contracts");
  await page.goto("/desk/customers?tab=assets&table=contracts");
  await page.getByLabel(/^Select /).nth(1).waitFor();
  const ticks = page.locator("input.dk-tick");
  await ticks.nth(1).click();
  await ticks.nth(2).click();
  await page.getByText("2 selected").waitFor();
  await look(page, "rows-selected");
  await button(page, "Change").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Only what you tick is written. Everything else stays as it is in each row.").waitFor();
  assert.equal(await dialog.getByLabel("Contract number", { exact: true }).count(), 0, "what tells rows apart is none of many");
  await dialog.getByLabel("Fee a year", { exact: true }).check();
  await dialog.getByRole("spinbutton", { name: "Fee a year" }).fill("777");
  await look(page, "rows-bulk");
  await button(dialog, "Change 2 rows").click();
  await page.getByText("2 rows were changed.").waitFor();
  assert.equal((await rows()).filter((fee) => fee === 777).length, 2);
  await button(page, "Undo").click();
  await page.getByText("Undone for 2").waitFor();
  assert.deepEqual((await rows()).sort(), before.sort());
  await ticks.nth(1).click();
  await button(page, "Delete").click();
  await dialog.getByText("Throw one row away?").waitFor();
  await assertAccessible(page, "delete rows");
  await button(dialog, "Throw away").click();
  await page.getByText("One row was thrown away.").waitFor();
  assert.equal((await rows()).length, before.length - 1);
  await button(page, "Undo").last().click();
  await eventually("it is there again", async () => (await rows()).length === before.length);
  assert.deepEqual(errors, []);
});
