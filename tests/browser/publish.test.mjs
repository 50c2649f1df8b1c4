// A ticket template is published: customers fill it in with a script, without one, and without a network; numbers are proven by a
// code; what came in is found by its receipt, once; how it was is asked afterwards. The desk makes the links.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, THEMES, watchErrors } from "./harness.mjs";
import { enterDesk, freshId, openDesk, prefer } from "./people.mjs";

const MOST_BYTES = 60_000;
const ends = [];
let world;
let admin;
let template;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) }, { more: ["--sms-log"] });
  admin = await openDesk(world.url, "admin");
  const column = (key, en, kind, more = {}) => ({ key, label: { en }, kind, ...more });
  const materials = [column("part", "Part", "text", { required: true }), column("price", "Price", "decimal")];
  const how = [column("stars", "Your rating", "stars", { required: true }), column("words", "In words", "long_text")];
  await admin.write("POST", "/row-forms", { seq: 0, form: { key: "used", name: { en: "Used" }, fields: materials } });
  await admin.write("POST", "/row-forms", { seq: 0, form: { key: "how", name: { en: "How was our visit?" }, published: true, fields: how } });
  const now = await admin.read("/fields?noun=ticket");
  now.set.fields.push(
    column("broken", "What is broken?", "choice", { options: [{ key: "door", label: "Door" }, { key: "motor", label: "Motor" }] }),
    column("volts", "Volts", "decimal"),
    column("story", "What happened?", "long_text"),
    column("pictures", "Pictures", "attachment"),
    column("signed", "Signature", "signature"),
    column("phone_proven", "Number for calls", "verified_phone"),
    column("used", "Parts you need", "rows", { form: "used" }),
    column("sum", "Together", "computed", { formula: "sum(used.price)" }),
    column("opinion", "Opinion", "satisfaction", { form: "how" }),
  );
  await admin.write("PUT", "/fields", { noun: "ticket", seq: now.seq, set: now.set });
  template = freshId();
  const fields = [
    { key: "broken", required: true },
    { key: "volts", shown_when: "broken = 'motor'", required_when: "broken = 'motor'" },
    { key: "story" },
    { key: "phone_proven" },
    { key: "pictures", group: "more" },
    { key: "used", group: "more" },
    { key: "sum", group: "more" },
    { key: "signed", group: "more" },
    { key: "opinion" },
  ];
  const groups = [{ key: "more", label: { en: "More about it" } }];
  await admin.write("POST", "/ticket-templates", { seq: 0, template: { id: template, name: "Fault report", scope: { all: true }, groups, fields } });
});

after(async () => {
  for (const end of ends) await end();
});

async function publish(more = {}) {
  const contact = [{ key: "name" }, { key: "phone", required: true }];
  const publication = { template, label: "Report a fault", contact, ...more };
  return (await admin.write("POST", "/publications", { version: 0, publication })).path;
}

const send = (page) => page.getByRole("button", { name: "Send", exact: true });
const choose = (page, label) => page.locator("label.choice", { hasText: label }).click();
const found = async (receipt) => (await admin.read(`/tickets?q=${encodeURIComponent(receipt)}`)).rows;

async function receiptOf(page) {
  const text = await page.locator("main").innerText();
  return text.match(/Receipt ([0-9A-Z*~$=]{9})/)[1];
}

test("without JavaScript the server asks what follows, says what is wrong and keeps the rest", async () => {
  const path = await publish({ puzzle: true });
  const context = await world.phone({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(path);
  await choose(page, "Motor");
  await page.getByRole("button", { name: "Show the questions that follow" }).click();
  await page.locator('[name="answer.volts"]').fill("380");
  await page.getByRole("button", { name: "One more row" }).click();
  await page.locator('[name="cell.used.0.part"]').fill("Belt");
  await page.locator('[name="cell.used.1.part"]').fill("Bolt");
  await send(page).click();
  await page.getByText("Give a phone number").first().waitFor();
  assert.equal(await page.locator('[name="answer.volts"]').inputValue(), "380");
  assert.equal(await page.locator('[name="cell.used.1.part"]').inputValue(), "Bolt");
  await page.locator('[name="person.phone"]').fill("138 0000 1111");
  const words = await page.getByText(/How much is/).innerText();
  const [one, other] = words.match(/\d+/g).map(Number);
  await page.locator('[name="sum"]').fill(String(one + other));
  await send(page).click();
  await page.getByRole("heading", { name: "Thank you, it has arrived" }).waitFor();
  const [ticket] = await found(await receiptOf(page));
  const detail = await admin.read(`/tickets/${ticket.id}`);
  assert.equal(Object.keys(detail.ticket.rows.used).length, 2);
  assert.equal(detail.ticket.fields.volts, 380);
  await context.close();
});

test("with JavaScript questions follow the answers at once, and a code proves a number", async () => {
  const path = await publish();
  const context = await world.phone();
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(path);
  assert.ok(await page.locator('[name="answer.volts"]').isHidden());
  await choose(page, "Motor");
  await page.locator('[name="answer.volts"]').waitFor();
  await page.locator('[name="answer.volts"]').fill("400");
  await page.locator('[name="cell.used.0.part"]').fill("Belt");
  await page.locator('[name="cell.used.0.price"]').fill("12.5");
  await page.getByRole("button", { name: "One more row" }).click();
  await page.locator('[name="cell.used.1.part"]').fill("Bolt");
  await page.locator('[name="cell.used.1.price"]').fill("2");
  await page.locator('[data-question="sum"] output', { hasText: "14.5" }).waitFor();
  await page.locator("canvas.sign").scrollIntoViewIfNeeded();
  const box = await page.locator("canvas.sign").boundingBox();
  await page.mouse.move(box.x + 20, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.locator('[name="person.phone"]').fill("138 0000 2222");
  await page.locator('[name="answer.phone_proven"]').fill("138 0000 2222");
  await page.getByRole("button", { name: "Send a code to this number" }).click();
  await page.getByText("A code is on its way").waitFor();
  const message = await eventually("the code is in the log", async () => (await admin.read("/sms/log")).find((one) => one.to === "138 0000 2222"));
  await page.getByLabel("Code from the message").fill(message.text.match(/\d{6}/)[0]);
  await screenshot(page, "publish-filled");
  await send(page).click();
  await page.getByRole("heading", { name: "Thank you, it has arrived" }).waitFor();
  await assertAccessible(page, "the receipt");
  await screenshot(page, "publish-receipt");
  const [ticket] = await found(await receiptOf(page));
  const { ticket: made } = await admin.read(`/tickets/${ticket.id}`);
  assert.match(made.fields.phone_proven, /^138 0000 2222\/[a-p]{32}$/);
  assert.equal(Object.values(made.fields.signed)[0], "signature.png");
  assert.deepEqual(errors, []);
  await context.close();
});

test("without a network a report gets its receipt at once and arrives once", { timeout: 120_000 }, async () => {
  const path = await publish();
  const context = await world.phone();
  const page = await context.newPage();
  await page.goto(path);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.reload();
  await eventually("the page is kept", () => page.evaluate(async (kept) => Boolean(await caches.match(kept)), path));
  await context.setOffline(true);
  await page.reload();
  await choose(page, "Door");
  await page.locator('[name="answer.story"]').fill("It is dark and there is no signal in the shaft.");
  await page.locator('[name="person.phone"]').fill("138 0000 3333");
  await page.reload();
  assert.equal(await page.locator('[name="person.phone"]').inputValue(), "138 0000 3333", "a draft outlives a reload");
  await send(page).click();
  await page.getByRole("heading", { name: "Kept on this device" }).waitFor();
  await assertAccessible(page, "kept without a network");
  await screenshot(page, "publish-kept");
  const receipt = await receiptOf(page);
  assert.equal((await found(receipt)).length, 0);
  await page.reload();
  await page.getByText("waits for a connection").waitFor();
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.getByText(" – sent").waitFor({ timeout: 30_000 });
  const [ticket, ...others] = await found(receipt);
  assert.ok(ticket && others.length === 0);
  await page.reload();
  await page.getByRole("link", { name: "See its progress" }).click();
  await page.getByText(ticket.number).first().waitFor();
  assert.equal((await found(receipt)).length, 1);
  await context.close();
});

test("a satisfaction form takes one answer, which stands in the ticket", async () => {
  const rule = { title: "Ask", enabled: true, events: ["created"], when: { all: [], any: [] }, actions: [{ do: "note", text: "Ask: {{ticket.satisfaction_link}}" }] };
  await admin.write("POST", "/rules", { kind: "trigger", version: 0, rule });
  const id = freshId();
  const fields = { broken: "door" };
  await admin.command({ on: "ticket", id, command: { do: "create", ticket: { title: "Lift 9", template: `${template}@1`, fields } } });
  const link = await eventually("the note with the link", async () => JSON.stringify(await admin.read(`/tickets/${id}`)).match(/Ask: \S*(\/q\/[^"\s\\]+)/)?.[1]);
  const context = await world.phone();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("heading", { name: "How was our visit?" }).waitFor();
  await assertAccessible(page, "the satisfaction form");
  await screenshot(page, "publish-satisfaction");
  await page.locator(".star").nth(3).click();
  await page.getByLabel("In words").fill("Quick and friendly.");
  await send(page).click();
  await page.getByRole("heading", { name: /answered already|Thank you/ }).waitFor();
  const { ticket } = await admin.read(`/tickets/${id}`);
  assert.deepEqual(Object.values(ticket.rows.opinion), [{ stars: 4, words: "Quick and friendly." }]);
  await context.close();
});

test("the page with its styles and scripts is at most 60 kB", async () => {
  const path = await publish();
  const context = await world.phone({ serviceWorkers: "block" });
  const page = await context.newPage();
  const sizes = [];
  page.on("response", (response) => sizes.push(response.body().then((body) => [new URL(response.url()).pathname, body.length]).catch(() => ["", 0])));
  await page.goto(path, { waitUntil: "networkidle" });
  const all = await Promise.all(sizes);
  const total = all.reduce((sum, [, size]) => sum + size, 0);
  console.log(`published form: ${total} bytes before compression, ${all.length} requests`);
  assert.ok(total <= MOST_BYTES, JSON.stringify(all));
  await context.close();
});

for (const colorScheme of THEMES) {
  test(`the page is accessible at both widths, problems among them: ${colorScheme}`, async () => {
    const path = await publish({ intro: "Tell us what happened." });
    for (const [width, open] of [[360, world.phone], [1440, world.desktop]]) {
      const context = await open({ colorScheme });
      const page = await context.newPage();
      await page.goto(path);
      await choose(page, "Motor");
      await page.locator('[name="answer.volts"]').waitFor();
      await assertAccessible(page, `form ${width} ${colorScheme}`);
      await screenshot(page, `publish-form-${width}-${colorScheme}`);
      await send(page).click();
      await page.locator("#problems").waitFor();
      await assertAccessible(page, `problems ${width} ${colorScheme}`);
      await screenshot(page, `publish-problems-${width}-${colorScheme}`);
      await context.close();
    }
  });
}

test("the desk builds links, prints and ends them, and says who carries short messages", { timeout: 120_000 }, async () => {
  const office = await world.desktop();
  await prefer(office);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, "admin", "/desk/forms");
  await page.getByRole("region", { name: "Links to ticket templates" }).getByRole("button", { name: "New link" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Ticket template").selectOption({ label: "Fault report" });
  await dialog.getByLabel("A few words on top").fill("Made at the desk");
  // for somebody who is known
  const [known] = (await admin.read("/contacts?limit=1")).rows;
  await dialog.getByLabel("Contact person").fill(known.name);
  await dialog.locator(".dk-picker").getByText(known.name).first().click();
  await dialog.getByText("begins with what is known").waitFor();
  await assertAccessible(page, "the builder");
  await screenshot(page, "publish-builder");
  await dialog.getByRole("button", { name: "Only make it" }).click();
  await dialog.getByText(/\/r\/~/).waitFor();
  const address = (await dialog.getByText(/\/r\/~/).first().innerText()).match(/\/r\/\S+/)[0];
  const visitor = await world.phone();
  const bound = await visitor.newPage();
  await bound.goto(address);
  assert.equal(await bound.locator('[name="person.name"]').inputValue(), known.name);
  assert.equal(await bound.locator('[name="person.phone"]').inputValue(), known.phone);
  await assertAccessible(bound, "a page for somebody who is known");
  await screenshot(bound, "publish-known");
  await visitor.close();
  await screenshot(page, "publish-carried");
  await dialog.getByRole("button", { name: "Save the link" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByText("Fault report · made").first().waitFor();
  for (const size of [{ width: 1440, height: 900 }, { width: 360, height: 740 }]) {
    await page.setViewportSize(size);
    await assertAccessible(page, `links ${size.width}`);
    await screenshot(page, `publish-links-${size.width}`);
  }
  await page.getByRole("button", { name: "Switch off" }).first().click();
  await page.getByText("switched off").first().waitFor();
  await page.goto("/desk/settings/sms");
  await page.getByText("kept in the log below").waitFor();
  for (const size of [{ width: 360, height: 740 }, { width: 1440, height: 900 }]) {
    await page.setViewportSize(size);
    await assertAccessible(page, `short messages ${size.width}`);
    await screenshot(page, `publish-sms-${size.width}`);
  }
  await office.close();
});
