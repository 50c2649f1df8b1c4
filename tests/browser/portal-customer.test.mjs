// A customer who is known: his requests by view, replies with files, notices in his browser; with a script and without one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, THEMES, watchErrors } from "./harness.mjs";
import { freshId, openDesk, photo } from "./people.mjs";

const MOST_BYTES = 60_000;
const NUMBER = "138 0000 7711";
const PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const ends = [];
let world;
let admin;
let door;
let ticket;
let list;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) }, { more: ["--sms-log"] });
  admin = await openDesk(world.url, "admin");
  const contact = freshId();
  await admin.command({ on: "contact", id: contact, command: { do: "create", contact: { name: "Zhou Min", phone: NUMBER } } });
  const customer = { contact, contact_name: "Zhou Min", phone: NUMBER };
  for (let n = 1; n <= 28; n++) {
    ticket = freshId();
    await admin.command({ on: "ticket", id: ticket, command: { do: "create", ticket: { title: `Door no. ${n} hums`, asset_name: "Lift 3", customer } } });
  }
  const view = (name, all, more) => ({ id: freshId(), name, when: { all, any: [] }, audience: { all: true }, customers: { all: true }, ...more });
  const open = view("In work", [{ field: "status", op: "is_not", value: "closed" }], { columns: ["title", "assignee", "asset_name", "updated_at"] });
  const closed = view("Finished", [{ field: "status", op: "is", value: "closed" }]);
  for (const one of [open, closed]) await admin.write("POST", "/ticket-views", { seq: 0, view: one });
  door = (await admin.read("/portal-link")).path;
});

after(async () => {
  for (const end of ends) await end();
});

// Goes in by a code, which the development log of short messages tells; one code, because a number gets few.
async function enter(page) {
  if (list) return page.goto(list);
  await page.goto(door);
  await page.locator('[name="phone"]').fill(NUMBER);
  await page.getByRole("button", { name: "Send me a code" }).click();
  const message = await eventually("the code is in the log", async () => (await admin.read("/sms/log")).find((one) => one.to === NUMBER));
  await page.locator('[name="code"]').fill(message.text.match(/\d{6}/)[0]);
  await page.getByRole("button", { name: "See my requests" }).click();
  await page.getByText("Zhou Min").waitFor();
  list = page.url();
}

const progress = async () => (await admin.read(`/tickets/${ticket}`)).progress_path;
const files = (page) => page.locator('[name="file.reply"]');
const send = (page) => page.getByRole("button", { name: "Send message" }).click();

test("without JavaScript he chooses a view, turns pages, and replies with a file", async () => {
  const context = await world.phone({ javaScriptEnabled: false });
  const page = await context.newPage();
  await enter(page);
  assert.equal(await page.locator("ul.column > li").count(), 25);
  await page.getByRole("link", { name: "More requests" }).click();
  await page.getByRole("link", { name: "Back to the first" }).waitFor();
  assert.equal(await page.locator("ul.column > li").count(), 3);
  await page.getByRole("link", { name: /^Finished/ }).click();
  await page.getByText("None of your requests is here.").waitFor();
  await page.getByRole("link", { name: /^In work/ }).click();
  const card = page.locator("ul.column > li").first();
  await card.getByText("Lift 3").waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /Responsible/);
  await card.getByRole("link").click();
  await page.locator('[name="text"]').fill("Here is a picture.");
  await files(page).setInputFiles(photo(3));
  await send(page);
  await page.getByText("Your message has arrived.").waitFor();
  const [link] = await page.locator(".files a").all();
  const read = await context.request.get(new URL(await link.getAttribute("href"), page.url()).href);
  assert.equal(read.status(), 200);
  assert.match(read.headers()["content-type"], /^image\//);
  await context.close();
});

test("with JavaScript too large files are refused before they are sent, files alone are a reply, and it arrives once", async () => {
  const context = await world.phone();
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(await progress());
  // made in the page: a test hands over no more than 50 MB
  await files(page).evaluate((input) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(60 * 1024 * 1024)], "film.mp4", { type: "video/mp4" }));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await page.getByText("“film.mp4” is larger than 50 MB.").waitFor();
  assert.equal(await files(page).evaluate((input) => input.files.length), 0);
  await send(page);
  await page.locator('.field:has([name="text"]) .error').waitFor();
  await files(page).setInputFiles([{ name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 plan") }, photo(4, 3000, 2000)]);
  await send(page);
  await page.getByText("Your message has arrived.").waitFor();
  await page.reload();
  const { entries } = await admin.read(`/tickets/${ticket}`);
  const replies = entries.filter((entry) => entry.body.kind === "reply" && entry.body.attachments.some((file) => file.name === "plan.pdf"));
  assert.equal(replies.length, 1);
  assert.equal(replies[0].body.attachments[0].mime, "application/pdf");
  assert.ok(await page.getByRole("link", { name: "plan.pdf" }).getAttribute("download"));
  assert.equal(await page.locator('[name="text"]').inputValue(), "", "what was sent is no draft any more");
  assert.deepEqual(errors, []);
  await context.close();
});

test("notices are asked for by a click alone and can be switched off", async () => {
  const context = await world.phone();
  // a browser without a push service behind it
  await context.addInitScript((key) => {
    let made = null;
    window.asked = 0;
    Object.defineProperty(Notification, "permission", { get: () => (window.asked ? "granted" : "default") });
    Notification.requestPermission = async () => { window.asked += 1; return "granted"; };
    PushManager.prototype.getSubscription = async () => made;
    PushManager.prototype.subscribe = async () => {
      const endpoint = "https://push.example.com/journey";
      made = { endpoint, toJSON: () => ({ endpoint, keys: { p256dh: key, auth: "BTBZMqHH6r4Tts7J_aSIgg" } }) };
      return made;
    };
  }, PUBLIC);
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(await progress());
  const on = page.getByRole("button", { name: "Tell me in this browser" });
  await on.waitFor();
  assert.equal(await page.evaluate(() => window.asked), 0);
  await on.click();
  await page.getByText("This browser tells you when there is news.").waitFor();
  await assertAccessible(page, "notices are on");
  await screenshot(page, "portal-notices");
  await page.getByRole("button", { name: "Stop telling me here" }).click();
  await on.waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("the list and the progress page are at most 60 kB each", async () => {
  const context = await world.phone({ serviceWorkers: "block" });
  const page = await context.newPage();
  await enter(page);
  for (const address of [page.url(), await progress()]) {
    const sizes = [];
    const fresh = await context.newPage();
    fresh.on("response", (response) => sizes.push(response.body().then((body) => body.length).catch(() => 0)));
    await fresh.goto(address, { waitUntil: "networkidle" });
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    console.log(`${new URL(address, world.url).pathname.slice(0, 3)}: ${total} bytes before compression`);
    assert.ok(total <= MOST_BYTES, String(total));
    await fresh.close();
  }
  await context.close();
});

for (const colorScheme of THEMES) {
  test(`lists, replies and refusals are accessible at both widths: ${colorScheme}`, async () => {
    for (const [width, open] of [[360, world.phone], [1440, world.desktop]]) {
      const context = await open({ colorScheme });
      const page = await context.newPage();
      await enter(page);
      await page.getByRole("link", { name: /^In work/ }).click();
      await page.locator("dl.cells").first().waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.ok(!wide, `nothing is cut off at ${width}`);
      await assertAccessible(page, `requests ${width} ${colorScheme}`);
      await screenshot(page, `portal-mine-${width}-${colorScheme}`);
      await page.goto(await progress());
      await files(page).setInputFiles(Array.from({ length: 21 }, (_, n) => ({ name: `${n}.txt`, mimeType: "text/plain", buffer: Buffer.from(`n ${n}`) })));
      await page.getByText("At most 20 files.").waitFor();
      await assertAccessible(page, `a refused file ${width} ${colorScheme}`);
      await screenshot(page, `portal-reply-${width}-${colorScheme}`);
      await context.close();
    }
  });
}
