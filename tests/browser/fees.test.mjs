// Money that companies pay ahead: an administrator writes down what services cost; a dispatcher tops a balance up and deducts from it
// with the company's card, is told when there is too little, when a service was deducted for and when the balance changed meanwhile;
// the records find it all again, and a mistake is reversed once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWorld, watchErrors } from "./harness.mjs";
import { button, link, look, openOffice } from "./office.mjs";
import { freshId, openDesk } from "./people.mjs";

const ends = [];
let world;
let admin;
let desk;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await openDesk(world.url, "admin");
  desk = await openDesk(world.url);
});

after(async () => {
  for (const end of ends) await end();
});

// What was refused on purpose is no error of the page.
const unforeseen = (errors) => errors.filter((error) => !/ (403|409|422) /.test(error));

const balanceOf = async (company) => {
  const { balances } = await desk.read(`/companies/${company}/fees`);
  return balances.map((one) => [one.money.currency, one.money.minor]);
};

async function makeCompany(name) {
  const id = freshId();
  await desk.command({ on: "company", id, command: { do: "create", company: { name } } });
  return id;
}

// Cards as a journey needs them before it begins.
async function makeCard(name, minor) {
  const card = { id: freshId(), name, price: { minor, currency: "CNY" }, unit: { per: "time" }, visible: true };
  return admin.write("POST", "/service-cards", { card });
}

const topUp = (company, minor) =>
  desk.write("POST", `/companies/${company}/top-ups`, { id: freshId(), money: { minor, currency: "CNY" }, method: "cash" });

test("service cards are made, changed beside a colleague, archived and brought back", { timeout: 240_000 }, async () => {
  const page = await openOffice(world, { theme: "dark", path: "/desk/settings/service-cards" });
  const errors = watchErrors(page);
  await page.getByText("No service cards yet").waitFor();
  await look(page, "fees-cards-empty");

  await button(page, "New service card").click();
  const dialog = page.getByRole("dialog");
  await button(dialog, "Save").click();
  await dialog.getByText("This is needed.").waitFor();
  await dialog.getByText("An amount is needed.").waitFor();
  await dialog.getByLabel(/^Name/).fill("Remote help");
  await dialog.getByLabel(/^Price in CNY/).fill("12,5");
  await button(dialog, "Save").click();
  await dialog.getByText("A comma parts thousands only.").waitFor();
  await look(page, "fees-card-wrong");
  await dialog.getByLabel(/^Price in CNY/).fill("120");
  await button(dialog, "Save").click();
  await page.getByText("The service card is saved.").first().waitFor();
  await page.getByText("¥120.00 per time").waitFor();

  await button(page, "New service card").click();
  await dialog.getByLabel(/^Name/).fill("Visit on site");
  await dialog.getByLabel(/^Price in CNY/).fill("300");
  await dialog.getByLabel("Price for").selectOption({ label: "one hour" });
  await dialog.getByLabel("Step in minutes").fill("30");
  await dialog.getByLabel("Customers see it").uncheck();
  await look(page, "fees-card-dialog");
  await button(dialog, "Save").click();
  await page.getByText("¥300.00 per hour, in steps of 30 min").waitFor();
  await look(page, "fees-cards");

  // A colleague is faster; what was typed stays and goes over it on purpose.
  const help = (await admin.read("/service-cards")).find((one) => one.card.name === "Remote help");
  await button(page, "Change Remote help").click();
  await dialog.getByLabel("Description").fill("By telephone and screen");
  await admin.write("PUT", `/service-cards/${help.card.id}`, {
    seq: help.seq,
    card: { ...help.card, price: { minor: 13_000, currency: "CNY" } },
  });
  await dialog.getByText("A colleague changed this card meanwhile").waitFor();
  await look(page, "fees-card-overtaken");
  await button(dialog, "Keep mine").click();
  await button(dialog, "Save").click();
  await dialog.waitFor({ state: "detached" });
  const written = (await admin.read("/service-cards")).find((one) => one.card.id === help.card.id).card;
  assert.deepEqual([written.price.minor, written.description], [12_000, "By telephone and screen"]);

  await button(page, "Archive Visit on site").click();
  await page.getByRole("heading", { name: "Archived cards" }).waitFor();
  await button(page, "Bring back Visit on site").click();
  await page.getByRole("heading", { name: "Archived cards" }).waitFor({ state: "detached" });
  await button(page, "Archive Visit on site").waitFor();
  assert.deepEqual(unforeseen(errors), []);
});

test("a balance is topped up and pays for services, and the records find it again", { timeout: 300_000 }, async () => {
  const { card } = await makeCard("Call-out", 12_000);
  const company = await makeCompany("Prepaid House");
  const page = await openOffice(world, { account: "dana", path: `/desk/customers/companies/${company}` });
  const errors = watchErrors(page);
  await page.getByText("Nothing is paid ahead yet.").waitFor();
  const deducting = page.getByRole("dialog", { name: "Deduct from Prepaid House" });
  const toppingUp = page.getByRole("dialog", { name: "Top up Prepaid House" });

  // The card of the company.
  await button(page, "Change terms").click();
  const terms = page.getByRole("dialog", { name: "Terms of Prepaid House" });
  await terms.getByLabel("Default service card").selectOption(card.id);
  await terms.getByLabel("Overdraft in CNY").fill("-1");
  await button(terms, "Save").click();
  await terms.getByText("This number is below zero or too large.").waitFor();
  await terms.getByLabel("Overdraft in CNY").fill("");
  await look(page, "fees-terms");
  await button(terms, "Save").click();
  await page.getByText("Call-out · ¥120.00 per time").waitFor();

  // Topping up.
  await button(page, "Top up").click();
  await button(toppingUp, "Top up balance").click();
  await toppingUp.getByText("An amount is needed.").waitFor();
  await toppingUp.getByLabel("Amount in CNY").fill("100");
  await toppingUp.getByLabel("Payment").selectOption({ label: "Bank transfer" });
  await toppingUp.getByLabel("Receipt number").fill("R-1");
  await look(page, "fees-top-up");
  await button(toppingUp, "Top up balance").click();
  await page.getByText("+¥100.00 · the balance is ¥100.00").first().waitFor();
  assert.deepEqual(await balanceOf(company), [["CNY", 10_000]]);

  // Too little: what is missing is topped up on the way, and what was typed stays.
  await button(page, "Deduct").click();
  assert.equal(await deducting.getByLabel("Amount in CNY").inputValue(), "120.00", "the card of the company fills it in");
  await deducting.getByLabel("Service number").fill("V-77");
  await look(page, "fees-deduct");
  await button(deducting, "Deduct amount").click();
  await deducting.getByText("¥20.00 is missing. Nothing was deducted.").waitFor();
  await look(page, "fees-insufficient");
  await button(deducting, "Top up ¥20.00").click();
  assert.equal(await toppingUp.getByLabel("Amount in CNY").inputValue(), "20.00");
  await button(toppingUp, "Top up balance").click();
  await toppingUp.waitFor({ state: "detached" });
  await deducting.locator(".dk-fees-balance").getByText("¥120.00").waitFor();
  assert.equal(await deducting.getByLabel("Service number").inputValue(), "V-77");
  await button(deducting, "Deduct amount").click();
  await page.getByText("−¥120.00 · the balance is ¥0.00").first().waitFor();
  assert.deepEqual(await balanceOf(company), [["CNY", 0]]);

  // The same service once more; the balance moved by a colleague meanwhile.
  await topUp(company, 50_000);
  await page.reload();
  await page.getByText("¥500.00").first().waitFor();
  await button(page, "Deduct").click();
  await topUp(company, 5_000);
  await deducting.getByLabel("Service number").fill("V-77");
  await button(deducting, "Deduct amount").click();
  await deducting.getByText("The balance changed meanwhile").waitFor();
  await deducting.getByText("It is ¥550.00 now.").waitFor();
  await look(page, "fees-changed");
  await button(deducting, "Deduct amount").click();
  await deducting.getByText("This service was deducted for already").waitFor();
  await look(page, "fees-repeated");
  await button(deducting, "Deduct again").click();
  await page.getByText("−¥120.00 · the balance is ¥430.00").first().waitFor();
  await look(page, "fees-company");

  // The records, of this company.
  await link(page, "Records").click();
  await page.getByRole("heading", { name: "Top-ups and deductions" }).waitFor();
  const rows = page.locator(".dk-fees-rows tbody tr");
  await rows.nth(5).waitFor();
  assert.equal(await rows.count(), 6);
  await page.getByRole("button", { name: "Show all companies" }).waitFor();
  assert.equal(await page.getByRole("button", { name: /^Reverse:/ }).count(), 0, "dispatchers do not reverse");
  await look(page, "fees-records");
  await page.getByLabel("Kind", { exact: true }).selectOption({ label: "Deduction" });
  await page.waitForFunction(() => document.querySelectorAll(".dk-fees-rows tbody tr").length === 2);
  await page.getByText("Out, CNY").waitFor();
  assert.match(page.url(), /kind=deduct/);
  assert.match(await link(page, "Export").getAttribute("href"), /^\/api\/v1\/postings\/export\?company=/);
  const file = await desk.bytes(`/postings/export?company=${company}`);
  assert.equal(file.toString("utf8").trim().split("\r\n").length, 7, "a head and six rows");
  assert.deepEqual(unforeseen(errors), []);
});

test("a mistake is reversed once, by who may", { timeout: 240_000 }, async () => {
  const company = await makeCompany("Mistaken House");
  await topUp(company, 30_000);
  const wrong = {
    id: freshId(),
    money: { minor: 10_000, currency: "CNY" },
    revenue: "visit",
    version: (await desk.read(`/companies/${company}/fees`)).balances[0].version,
  };
  await desk.write("POST", `/companies/${company}/deductions`, wrong);
  const page = await openOffice(world, { theme: "dark", path: "/desk/customers/fees" });
  const errors = watchErrors(page);
  // The company is found by its name.
  await page.getByLabel("Company", { exact: true }).fill("Mistaken");
  await page.getByRole("button", { name: /Mistaken House/ }).click();
  const rows = page.locator(".dk-fees-rows tbody tr");
  await page.waitForFunction(() => document.querySelectorAll(".dk-fees-rows tbody tr").length === 2);
  const dialog = page.getByRole("dialog", { name: "Reverse this record?" });

  await page.getByRole("button", { name: /^Reverse: Top-up/ }).click();
  await button(dialog, "Reverse record").click();
  await dialog.getByText("The money is used up, so it cannot be taken back.").waitFor();
  await look(page, "fees-reverse-refused");
  await button(dialog, "Cancel").click();

  await page.getByRole("button", { name: /^Reverse: Deduction/ }).click();
  await dialog.getByLabel("Why").fill("Another company");
  await button(dialog, "Reverse record").click();
  await page.getByText("+¥100.00 · the balance is ¥300.00").first().waitFor();
  await rows.nth(2).waitFor();
  await rows.filter({ hasText: "reversed" }).first().waitFor();
  assert.equal(await page.getByRole("button", { name: /^Reverse:/ }).count(), 1, "only the top-up is left to reverse");
  await look(page, "fees-records-reversed");
  assert.deepEqual(await balanceOf(company), [["CNY", 30_000]]);
  assert.deepEqual(unforeseen(errors), []);
});

test("a Chinese colleague reads the same", { timeout: 120_000 }, async () => {
  const company = await makeCompany("预存大厦");
  await topUp(company, 8_800);
  const page = await openOffice(world, { language: "zh-CN", theme: "dark", path: `/desk/customers/companies/${company}` });
  await page.getByText("¥88.00").first().waitFor();
  await button(page, "扣款").click();
  await page.getByRole("dialog").getByLabel("金额（CNY）").fill("88");
  await look(page, "fees-deduct-zh");
  await button(page.getByRole("dialog"), "确认扣款").click();
  await page.getByText("−¥88.00，余额 ¥0.00").first().waitFor();
  await link(page, "查看记录").click();
  await page.getByText("变动后余额").first().waitFor();
  await look(page, "fees-records-zh");
});

test("who may only see fees finds no buttons, and without the right there is nothing", { timeout: 180_000 }, async () => {
  const company = await makeCompany("Watched House");
  await topUp(company, 10_000);
  await makeCard("Watched card", 5_000);
  const dispatcher = async () => (await admin.read("/staff")).roles.filter((one) => one.built_in)[1];
  const grant = async (fees) => {
    const { role, seq } = await dispatcher();
    const { fees: _, ...grants } = role.grants;
    const change = { seq, role: { ...role, grants: fees ? { ...grants, fees } : grants } };
    await admin.write("PUT", `/roles/${role.id}`, change);
  };
  await grant({ verbs: ["view"], reach: "all" });
  const page = await openOffice(world, { account: "dana", path: `/desk/customers/companies/${company}` });
  await page.getByText("¥100.00").first().waitFor();
  await link(page, "Records").waitFor();
  for (const name of ["Top up", "Deduct", "Change terms"]) assert.equal(await button(page, name).count(), 0, name);
  await page.goto("/desk/settings/service-cards");
  await page.getByText("Watched card").waitFor();
  assert.equal(await page.locator("#content button").count(), 0, "prices are only looked at");
  await look(page, "fees-cards-seen");

  await grant(null);
  await page.goto(`/desk/customers/companies/${company}`);
  await page.getByRole("heading", { name: "Watched House" }).waitFor();
  await page.getByRole("heading", { name: "Tickets", exact: true }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "Fees" }).count(), 0);
  await page.goto("/desk/customers/fees");
  await page.getByText("Your account may not do this.").first().waitFor();
  await look(page, "fees-refused");
});
