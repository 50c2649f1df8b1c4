// The customer directory on a phone: all of it without a network, made and changed by right, masked where the organisation
// says so, and around the phone on a map; the person's own status, company and notices.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openSession, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { enterPhone, installed, openDesk, prefer, PASSWORD } from "./people.mjs";

const ends = [];
let world;
let desk;
let engineer;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
  const [busy] = (await desk.read("/visits?state=arrived&limit=1")).rows;
  engineer = (await desk.read("/agents")).find((agent) => agent.id === busy.assignee);
});

after(async () => {
  for (const end of ends) await end();
});

async function openPhone(account) {
  const context = await world.phone({ permissions: ["geolocation"], geolocation: { latitude: 31.2304, longitude: 121.4737 } });
  await prefer(context);
  const page = await context.newPage();
  await enterPhone(page, account);
  return { context, page };
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

test("a dispatcher has every customer on the phone without a network, changes one, makes one", { timeout: 180_000 }, async () => {
  const [company] = (await desk.read("/companies?limit=1")).rows;
  const { context, page } = await openPhone("dana");
  const errors = watchErrors(page);
  await page.goto("/engineer/contacts");
  await page.getByText(company.name, { exact: true }).first().waitFor();
  await eventually("the directory is complete", async () => (await page.getByText("on their way to this phone").count()) === 0, 30_000);
  await installed(page);
  await context.setOffline(true);
  await page.reload();
  await page.getByLabel("Search").fill(company.name);
  await page.getByRole("link", { name: company.name }).first().click();
  await page.getByRole("heading", { name: company.name }).first().waitFor();
  await screenshot(page, "directory-company-offline");
  await assertAccessible(page, "company offline");
  await press(page, "Edit");
  await page.getByLabel("Website").fill("https://changed.example");
  await press(page, "Save");
  await page.getByText("https://changed.example").waitFor();
  await press(page, "New contact");
  await page.getByLabel("Name").fill("Ms Offline");
  await page.getByLabel("Phone").fill("+86 135 1234 5678");
  await screenshot(page, "directory-new-contact-offline");
  await press(page, "Make contact");
  await page.getByRole("heading", { name: "Ms Offline" }).first().waitFor();
  await page.getByText(company.name).first().waitFor();
  await context.setOffline(false);
  await eventually(
    "the server has the contact",
    async () => (await desk.read("/contacts?q=Offline")).rows.some((row) => row.name === "Ms Offline" && row.company_id === company.id),
    30_000,
  );
  assert.deepEqual(errors, []);
  await context.close();
});

test("a contact of the phone itself fills the form, and nothing is stored before it is saved", { timeout: 120_000 }, async () => {
  const context = await world.phone();
  await prefer(context);
  // The browser's part: what the person picks.
  await context.addInitScript(() => {
    const picked = { name: ["Mr Picked"], tel: ["+86 139 0000 1111", " +86 21 5555 0199 ", "+86 139 0000 1111"], email: ["picked@plaza.example"] };
    const contacts = { select: async (wanted) => (globalThis.asked = wanted, [picked]) };
    Object.defineProperty(Navigator.prototype, "contacts", { get: () => contacts, configurable: true });
  });
  const page = await context.newPage();
  await enterPhone(page, "dana");
  await page.goto("/engineer/people/new");
  await page.getByLabel("Position").fill("Caretaker");
  await press(page, "From this phone’s contacts");
  await eventually("the name is filled in", async () => (await page.getByLabel("Name", { exact: false }).first().inputValue()) === "Mr Picked");
  assert.equal(await page.getByLabel("Phone").inputValue(), "+86 139 0000 1111");
  assert.equal(await page.getByLabel("Landline").inputValue(), "+86 21 5555 0199");
  assert.equal(await page.getByLabel("E-mail").inputValue(), "picked@plaza.example");
  assert.equal(await page.getByLabel("Position").inputValue(), "Caretaker");
  assert.deepEqual(await page.evaluate(() => globalThis.asked), ["name", "email", "tel"]);
  await screenshot(page, "directory-picked-contact");
  await assertAccessible(page, "a new contact from the phone's own");
  assert.equal((await desk.read("/contacts?q=Picked")).rows.length, 0, "nothing is stored yet");
  await press(page, "Make contact");
  await page.getByRole("heading", { name: "Mr Picked" }).first().waitFor();
  await eventually("the server has the contact", async () => (await desk.read("/contacts?q=Picked")).rows.length === 1, 30_000);
  await context.close();

  const plain = await openPhone("dana");
  await plain.page.goto("/engineer/people/new");
  await plain.page.getByLabel("Position").waitFor();
  assert.equal(await plain.page.getByRole("button", { name: "From this phone’s contacts" }).count(), 0);
  await plain.context.close();
});

test("an engineer has the customers of his work, may not change them, and is told so", { timeout: 120_000 }, async () => {
  const { context, page } = await openPhone(engineer.account);
  await page.goto("/engineer/contacts");
  await page.locator("#content .tr-list li").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "New company" }).count(), 0);
  await page.goto("/engineer/companies/new");
  await page.getByText("Your role does not allow this").waitFor();
  await page.goto("/engineer/nearby");
  await page.getByLabel("Within").selectOption("50");
  await page.getByText("straight distance").waitFor();
  await screenshot(page, "directory-nearby");
  await assertAccessible(page, "nearby");
  await context.close();
});

test("masked numbers reach no phone, and a status said without a network arrives", { timeout: 180_000 }, async () => {
  const { context, page } = await openPhone("dana");
  await page.goto("/engineer/contacts");
  await page.locator("#content .tr-list li").first().waitFor();
  const { token } = await openSession(world.url, "admin", PASSWORD);
  const put = async (path, body) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${world.url}/api/v1${path}`, { method: "PUT", headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const { seq } = await put("/privacy", { seq: 0, privacy: { mask_phones: true, show_to_administrators: true } });
  await page.getByRole("button", { name: /Sync now$/ }).click();
  await eventually("no number can be called", async () => (await page.locator('#content a[href^="tel:"]').count()) === 0, 30_000);
  await screenshot(page, "directory-masked");
  await put("/privacy", { seq, privacy: {} });
  await page.goto("/engineer/me");
  await page.getByLabel("Tickets and visits").waitFor();
  await context.setOffline(true);
  await page.getByLabel("Tickets and visits").selectOption("busy");
  await page.getByText("You get no new work here").waitFor();
  await screenshot(page, "directory-status-offline");
  await context.setOffline(false);
  await context.close();
});
