// Customer templates: an administrator makes one for tickets and one for customers' own pages; a ticket shows its fields and a
// company is recorded from it; customers see and change themselves, what waits is looked at; a query is for one group; the tickets
// of a customer are found and a new one begins filled in; what is ticked is exported and nothing else.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertAccessible, openSession, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { button, link, look, NARROW, WIDE } from "./office.mjs";
import { enterDesk, openDesk, PASSWORD, prefer } from "./people.mjs";

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

async function openOffice(account = "admin", theme = "system") {
  const office = await world.desktop({ colorScheme: theme === "dark" ? "dark" : "light" });
  await prefer(office, "en", theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, account);
  return page;
}

async function make(on, more) {
  const id = crypto.randomUUID();
  const what = { company: "company", contact: "contact", ticket: "ticket" }[on];
  await desk.command({ on, id, command: { do: "create", [what]: more } });
  return id;
}

// A published template of persons and companies, as an administrator would save it.
async function publish(name, review) {
  const id = crypto.randomUUID();
  const field = (noun, key) => ({ noun, key });
  const template = {
    id, name, module: "publishing", intro: "Please keep these right, so that we find you.",
    fields: [field("contact", "name"), field("contact", "phone"), field("contact", "email"), field("contact", "gender"), field("company", "phone"), field("company", "website")],
    review,
  };
  const made = await admin.write("POST", "/customer-templates", { seq: 0, template });
  return admin.write("PUT", `/customer-templates/${id}`, { seq: made.seq, template: { ...template, published: true } });
}

test("templates are made, ordered and published by an administrator", { timeout: 240_000 }, async () => {
  const page = await openOffice("admin");
  const errors = watchErrors(page);
  await page.goto("/desk/customers");
  await link(page, "Customer templates").click();
  await page.getByText("No templates yet").waitFor();
  await look(page, "templates-empty");
  await link(page, "New template").first().click();
  await button(page, "Save").click();
  await page.getByText("This is needed.").first().waitFor();
  await page.getByLabel("Name of the template").fill("On a ticket");
  const add = async (field) => {
    await page.getByLabel("Add a field").selectOption(field);
    await button(page, "Add to the template").click();
  };
  for (const field of ["company.remark", "company.name", "contact.phone"]) await add(field);
  await button(page, "Company · Name further up").click();
  const order = page.getByRole("list", { name: "Fields in this order" }).locator(".dk-cell-title");
  assert.deepEqual(await order.allInnerTexts(), ["Company · Name", "Company · Remark", "Contact · Mobile"]);
  await page.getByLabel("Company · Remark must be filled").check();
  await look(page, "templates-editor");
  await button(page, "Save").click();
  await page.waitForURL(/templates\/[0-9a-f-]{36}$/);

  await page.goto("/desk/settings/templates/new");
  await page.getByLabel("Name of the template").fill("My details");
  await page.getByLabel("Used for").selectOption("publishing");
  await page.getByText("Save first. Then the page can be published here.").waitFor();
  for (const field of ["contact.name", "contact.phone"]) await add(field);
  // what stands in lists of the organisation is not offered
  assert.equal(await page.getByLabel("Add a field").locator('option[value="contact.owner"]').count(), 0);
  await button(page, "Save").click();
  await page.waitForURL(/templates\/[0-9a-f-]{36}$/);
  await page.getByLabel("Publish the page").check();
  await page.getByText("Save, and the link is here.").waitFor();
  await button(page, "Save").click();
  await page.getByRole("img", { name: "QR code: My details" }).waitFor();
  await look(page, "templates-published");
  const path = await link(page, "Open the page").getAttribute("href");
  assert.match(path, /^\/d\//);
  assert.equal((await fetch(world.url + path)).status, 200);
  await button(page, "Remove template").click();
  await page.getByText("Its page is closed, and links to it lead nowhere.").waitFor();
  await assertAccessible(page, "removing a template");
  await button(page.getByRole("dialog"), "Remove template").click();
  await page.getByText("On a ticket").waitFor();
  assert.equal((await fetch(world.url + path)).status, 410);
  await look(page, "templates-list");
  assert.deepEqual(errors, []);
});

test("a ticket shows the template's fields, and its company is recorded from it", { timeout: 240_000 }, async () => {
  const customer = { company_name: "Garden Court", contact_name: "Mr Gao", phone: "021-5555 0177" };
  const ticket = await make("ticket", { title: "Door sticks", customer });
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  await page.goto(`/desk/tickets/${ticket}`);
  await page.getByText("No recorded customer stands behind this ticket.").waitFor();
  await button(page, "Record the company").click();
  const dialog = page.getByRole("dialog");
  const labels = await dialog.locator("label").allInnerTexts();
  assert.ok(labels.findIndex((l) => l.startsWith("Name")) < labels.findIndex((l) => l.startsWith("Remark")), labels.join());
  assert.equal(await dialog.getByLabel("Name").inputValue(), "Garden Court");
  await button(dialog, "Save").click();
  await dialog.getByText("Remark").first().waitFor();
  await assertAccessible(page, "a company from a ticket");
  await dialog.getByLabel("Remark").fill("Gate code 7");
  await look(page, "ticket-record-company");
  await button(dialog, "Save").click();
  const pane = page.getByRole("region", { name: "Customer", exact: true });
  await pane.getByText("Gate code 7").waitFor();
  await link(pane, "Garden Court").waitFor();
  await look(page, "ticket-customer-pane");
  const stored = await desk.read(`/tickets/${ticket}`);
  assert.ok(stored.ticket.customer.company);
  assert.deepEqual(errors, []);
});

test("a customer changes his own details, and what waits is looked at", { timeout: 240_000 }, async () => {
  const { template } = await publish("Your details", true);
  const contact = await make("contact", { name: "Zhou Min", phone: "135 0000 1111", email: "zhou@hua.example" });
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  await page.goto(`/desk/customers/contacts/${contact}`);
  await button(page, "Details link").click();
  const dialog = page.getByRole("dialog");
  await button(dialog, "Make the link").click();
  await dialog.getByText("It works until").waitFor();
  await look(page, "details-link");
  const path = new URL(await dialog.locator(".dk-details-link a").getAttribute("href"), world.url).pathname;

  for (const javaScriptEnabled of [true, false]) {
    const phone = await world.phone({ javaScriptEnabled });
    const own = await phone.newPage();
    const ownErrors = watchErrors(own);
    await own.goto(path);
    await own.getByRole("heading", { name: "Your details" }).waitFor();
    const number = javaScriptEnabled ? "135 0000 2222" : "135 0000 3333";
    if (javaScriptEnabled) {
      await assertAccessible(own, "my details");
      await screenshot(own, "details-360");
      await own.setViewportSize(WIDE);
      await screenshot(own, "details-1440");
      await own.setViewportSize(NARROW);
      await own.locator('[name="answer.phone"]').fill("12");
      await own.locator('[name="answer.name"]').fill("");
      await own.locator('button[type="submit"]').click();
      await own.getByText("Please fill this in.").first().waitFor();
      await assertAccessible(own, "my details with problems");
      await screenshot(own, "details-problems-360");
      assert.equal(await own.locator('[name="answer.phone"]').inputValue(), "12", "what was typed stays");
      await own.locator('[name="answer.name"]').fill("Zhou Min");
    }
    await own.locator('[name="answer.phone"]').fill(number);
    await own.locator('button[type="submit"]').click();
    await own.getByText("We look at what you changed, then it holds.").waitFor();
    await own.getByText(number).first().waitFor();
    if (javaScriptEnabled) {
      await assertAccessible(own, "my details wait");
      await screenshot(own, "details-waiting-360");
    }
    // without scripts nobody hears errors, with them there are none but the refused post itself
    assert.deepEqual(ownErrors.filter((error) => !error.includes("422")), []);
    await phone.close();
  }

  await page.goto("/desk/customers");
  await link(page, "2 changes to look at").click();
  await page.getByText("135 0000 2222").waitFor();
  await look(page, "reviews");
  await button(page, "Accept").first().click();
  await page.getByText("135 0000 2222", { exact: true }).first().waitFor();
  // the second change was made over the number that stood there before
  await page.getByText("Changed meanwhile. It says now: 135 0000 2222").waitFor();
  await look(page, "reviews-moved");
  await button(page, "Decline").click();
  await page.getByText("Nothing waits").waitFor();
  await look(page, "reviews-empty");
  const stored = await desk.read(`/contacts/${contact}`);
  assert.equal(stored.contact.phone, "135 0000 2222");
  assert.deepEqual(errors, []);
  assert.ok(template.published);
});

test("a company opens its details by its account", { timeout: 120_000 }, async () => {
  const { path } = await publish("Company details", false);
  const company = await make("company", { name: "Hua Court", phone: "021-5555 0100" });
  const { token } = await openSession(world.url, "admin", PASSWORD);
  const answer = await fetch(`${world.url}/api/v1/companies/${company}/service-account`, {
    method: "PUT",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ account: "700100", password: "lift 7 north" }),
  });
  assert.equal(answer.status, 204);
  for (const [theme, locale] of [["light", "en"], ["dark", "zh-CN"]]) {
    const phone = await world.phone({ colorScheme: theme, locale });
    const page = await phone.newPage();
    await page.goto(path);
    await assertAccessible(page, `the door, ${theme}, ${locale}`);
    await screenshot(page, `details-door-360-${theme}-${locale}`);
    await page.locator('[name="account"]').fill("700100");
    await page.locator('[name="password"]').fill("wrong");
    await page.locator('form:has([name="account"]) button').click();
    await page.locator("#account-error").waitFor();
    await assertAccessible(page, `the door with a problem, ${theme}, ${locale}`);
    assert.equal(await page.locator('[name="account"]').inputValue(), "700100");
    await page.locator('[name="password"]').fill("lift 7 north");
    await page.locator('form:has([name="account"]) button').click();
    await page.locator('[name="answer.website"]').waitFor();
    await page.locator('[name="answer.website"]').fill(`hua-${theme}.example`);
    await page.locator('button[type="submit"]').click();
    await page.waitForURL(/done=saved/);
    await assertAccessible(page, `saved, ${theme}, ${locale}`);
    await screenshot(page, `details-saved-360-${theme}-${locale}`);
    await phone.close();
  }
  const stored = await desk.read(`/companies/${company}`);
  assert.equal(stored.company.website, "https://hua-dark.example");
  assert.equal(stored.entries[0].author_name, "Hua Court", "in its own name");
});

test("a saved query is for some agents, and what is ticked is exported", { timeout: 240_000 }, async () => {
  for (const name of ["Export House 1", "Export House 2", "Export House 3"]) await make("company", { name });
  const page = await openOffice("admin");
  const errors = watchErrors(page);
  await page.goto("/desk/customers?q=Export+House");
  await page.getByRole("link", { name: "Export House 3" }).waitFor();
  await page.getByLabel("Select Export House 1").click();
  await page.getByLabel("Select Export House 3").click();
  await button(page, "Export selected").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The 2 selected customers, with all fields.").waitFor();
  await look(page, "customers-export-picked");
  const [file] = await Promise.all([page.waitForEvent("download"), button(dialog, "CSV").click()]);
  const text = await readFile(await file.path(), "utf8");
  assert.equal(file.suggestedFilename(), "companies.csv");
  assert.ok(text.includes("Export House 1") && text.includes("Export House 3") && !text.includes("Export House 2"), text);

  await page.goto("/desk/customers");
  await button(page, "Conditions").click();
  const builder = page.getByRole("dialog");
  await builder.getByRole("group", { name: "Condition 1" }).getByLabel("Value").fill("Export");
  await builder.getByLabel("Name of the query").fill("For Dana");
  await builder.getByLabel("Who sees it").selectOption("agents");
  await button(builder, "Save query").click();
  await builder.getByText("Choose at least one.").waitFor();
  await builder.getByLabel("Find among Some agents").fill("dana");
  await builder.getByRole("group", { name: "Some agents" }).getByRole("checkbox").first().check();
  await look(page, "customers-query-audience");
  await button(builder, "Save query").click();
  await button(page, "For Dana").waitFor();
  const seen = async (who) => (await who.read("/saved-queries?noun=company")).map((one) => one.query.name);
  assert.ok((await seen(desk)).includes("For Dana"));
  assert.ok(!(await seen(await openDesk(world.url, "ken"))).includes("For Dana"));
  // groups
  await button(page, "Conditions").click();
  await builder.getByLabel("Who sees it").selectOption("groups");
  await builder.getByRole("group", { name: "Some groups" }).getByRole("checkbox").first().check();
  await assertAccessible(page, "groups of a query");
  await button(builder, "Change this query").click();
  await builder.waitFor({ state: "detached" });
  const [kept] = (await admin.read("/saved-queries?noun=company")).filter((one) => one.query.name === "For Dana");
  assert.equal(kept.query.visible.to, "groups");
  assert.deepEqual(errors, []);
});

test("the tickets of a customer are found, and a new one begins with him", { timeout: 240_000 }, async () => {
  const company = await make("company", { name: "Ticket Tower", phone: "021-5555 0188" });
  const customer = { company, company_name: "Ticket Tower" };
  for (let n = 1; n <= 60; n += 1) await make("ticket", { title: `Case ${n}`, customer });
  const page = await openOffice("dana");
  const errors = watchErrors(page);
  await page.goto(`/desk/customers/companies/${company}`);
  const section = page.getByRole("region", { name: "Tickets", exact: true });
  await section.getByText("60 tickets").waitFor();
  await link(section, "Case 1").waitFor();
  await section.getByLabel("Words in the ticket").fill("Case 42");
  await section.getByText("One ticket").waitFor();
  await link(section, "Case 42").waitFor();
  await section.getByLabel("Status").selectOption("closed");
  await section.getByText("No ticket of this customer fits.").waitFor();
  await look(page, "customer-tickets");
  await section.getByLabel("Status").selectOption("");
  await section.getByLabel("Words in the ticket").fill("");
  await section.getByLabel("Until").fill("2020-01-01");
  await section.getByText("No ticket of this customer fits.").waitFor();
  await link(section, "New ticket").click();
  await page.getByRole("heading", { name: "New ticket" }).waitFor();
  assert.equal(await page.getByLabel("Customer", { exact: true }).inputValue(), "Ticket Tower");
  await button(page, "Create ticket").click();
  await page.getByText("What it is about is missing.").waitFor();
  await look(page, "tickets-new");
  await page.getByLabel("What it is about").fill("Lamp is dark");
  await button(page, "Create ticket").click();
  await page.getByRole("heading", { name: "Lamp is dark" }).waitFor();
  const { rows } = await desk.read(`/tickets?q=Lamp`);
  assert.equal(rows[0].company_id, company);
  assert.deepEqual(errors, []);
});
