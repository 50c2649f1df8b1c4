// One person's data at the desk: everything that is known is downloaded, then the person is erased, after a look at what goes and
// with the name typed; the work that was done stays, and the phone forgets.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, freshId, openDesk, prefer } from "./people.mjs";

const ends = [];
let world;
let desk;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
});

after(async () => {
  for (const end of ends) await end();
});

const NAME = "Zora Quillfeather";
// In the language of the organisation.
const MARK = "已抹除的联系人";

async function openOffice(account, theme = "system") {
  const office = await world.desktop();
  await prefer(office, "en", theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, account);
  return page;
}

// At both widths and in both themes, without anything that axe finds.
async function look(page, name) {
  for (const [word, size] of [["wide", { width: 1440, height: 900 }], ["narrow", { width: 360, height: 740 }]]) {
    await page.setViewportSize(size);
    await assertAccessible(page, `${name}, ${word}`);
    await screenshot(page, `${name}-${word}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function makePerson() {
  const [id, ticket] = [freshId(), freshId()];
  const contact = { name: NAME, phone: "138 7700 4711", email: "zora@quillfeather.example", remark: "likes tea" };
  await desk.command({ on: "contact", id, command: { do: "create", contact } });
  const customer = { contact: id, contact_name: NAME, phone: "138 7700 4711" };
  const made = { title: "The tub hums", description: `${NAME} waits`, customer };
  await desk.command({ on: "ticket", id: ticket, command: { do: "create", ticket: made } });
  return { id, ticket };
}

test("what is known of a person is handed out and then erased for good", { timeout: 180_000 }, async () => {
  const zora = await makePerson();
  const page = await openOffice("admin");
  const errors = watchErrors(page);
  await page.goto(`/desk/customers/contacts/${zora.id}`);
  await page.getByRole("heading", { name: "Personal data" }).waitFor();
  await look(page, "person-page");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export everything" }).click()]);
  assert.equal(download.suggestedFilename(), "personal-data.zip");
  assert.equal((await readFile(await download.path())).subarray(0, 2).toString(), "PK");

  await button(page, "Erase this person").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("This cannot be taken back").waitFor();
  await dialog.getByText("one ticket, with number, times and figures").waitFor();
  await look(page, "person-erase");
  const verb = button(dialog, "Erase for good");
  assert.ok(await verb.isDisabled(), "the name is not typed yet");
  const field = dialog.getByLabel(`Type the name of the person: ${NAME}`);
  await field.fill("Zora");
  assert.ok(await verb.isDisabled(), "half a name is not enough");
  // Escape gives up and nothing happened.
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal((await desk.read(`/contacts/${zora.id}`)).row.name, NAME);

  // By keyboard alone.
  await button(page, "Erase this person").focus();
  await page.keyboard.press("Enter");
  await field.fill(NAME);
  await page.keyboard.press("Enter");
  await page.getByText("The person was erased. Phones forget when they sync next.").waitFor();
  await page.waitForURL("**/desk/customers?tab=contacts");
  await look(page, "person-erased");
  const ticket = await desk.read(`/tickets/${zora.ticket}`);
  assert.equal(ticket.row.contact_name, MARK);
  assert.ok(ticket.row.number && !ticket.row.contact_id);
  await page.goto(`/desk/tickets/${zora.ticket}`);
  await page.getByText(MARK).first().waitFor();
  assert.ok(!(await page.content()).includes("Quillfeather"));
  await look(page, "person-ticket");
  await page.goto(`/desk/customers/contacts/${zora.id}`);
  await page.getByText(/not (there|found)|no longer|does not exist/i).first().waitFor();
  await page.goto("/desk/settings/audit?action=person_erased");
  await page.getByRole("list", { name: "Audit log" }).getByText("Person erased").first().waitFor();
  await eventually("the rest of the erasure is done", async () => {
    const found = await desk.read("/search?q=Quillfeather").catch(() => []);
    return !JSON.stringify(found).includes("Quillfeather");
  });
  assert.deepEqual(errors.filter((error) => !/404/.test(String(error))), []);
});

test("in the dark it reads as well, and a dispatcher is not offered it", { timeout: 120_000 }, async () => {
  const zora = await makePerson();
  const dark = await openOffice("admin", "dark");
  await dark.goto(`/desk/customers/contacts/${zora.id}`);
  await button(dark, "Erase this person").click();
  await dark.getByRole("dialog").getByText("This cannot be taken back").waitFor();
  await look(dark, "person-erase-dark");
  const dana = await openOffice("dana");
  await dana.goto(`/desk/customers/contacts/${zora.id}`);
  await dana.getByRole("heading", { name: NAME }).waitFor();
  assert.equal(await dana.getByRole("heading", { name: "Personal data" }).count(), 0);
});
