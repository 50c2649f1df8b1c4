// Payments at the desk: setting a fixed QR up, charging a visit by cash and by the QR, another amount and what is decided about it,
// refunds by hand, money paid ahead, the list, what a Chinese colleague reads, and who may do what.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWorld, watchErrors } from "./harness.mjs";
import { button, link, look, openOffice } from "./office.mjs";
import { freshId, openDesk } from "./people.mjs";

const ends = [];
let world;
let admin;
let desk;
let card;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await openDesk(world.url, "admin");
  desk = await openDesk(world.url);
  ({ card } = await admin.write("POST", "/service-cards", {
    card: { id: freshId(), name: "Call-out", price: { minor: 12_000, currency: "CNY" }, unit: { per: "time" }, visible: true },
  }));
});

after(async () => {
  for (const end of ends) await end();
});

// What was refused on purpose is no error of the page.
const unforeseen = (errors) => errors.filter((error) => !/ (403|409|422) /.test(error));

async function makeCompany(name) {
  const id = freshId();
  await desk.command({ on: "company", id, command: { do: "create", company: { name } } });
  await desk.write("PUT", `/companies/${id}/fees/terms`, { card: card.id, overdraft: 0 });
  return id;
}

// A visit at a company that pays by the card of a call-out.
async function makeVisit(name) {
  const company = await makeCompany(name);
  const id = freshId();
  const visit = {
    title: `Lift at ${name}`,
    customer: { company, company_name: name, contact_name: "", phone: "" },
    address: { city: "Shanghai", detail: "Nanjing Road 1" },
  };
  await desk.command({ on: "visit", id, command: { do: "create", visit } });
  return { id, company };
}

const ordersOf = async (subject) => (await admin.read(`/payment-orders?subject=${subject}`)).rows;

const statesOf = async (subject) => (await ordersOf(subject)).map((row) => row.state);

// Sets a provider up as it is known, for journeys that begin later.
async function fixedQr(payload) {
  const now = (await admin.read("/payment-providers")).find((one) => one.provider === "static_qr");
  const change = { provider: "static_qr", seq: now.seq, enabled: true, settings: { payload }, secrets: {} };
  return admin.write("PUT", "/payment-providers", change);
}

const charging = (page) => page.getByRole("dialog", { name: /^Charge: / });
const order = (page) => page.getByRole("dialog", { name: "Payment order" });
const came = (page) => page.getByRole("dialog", { name: "The money came" });

// Asks for a payment at the page of a visit, and waits for the order.
async function charge(page, way, amount) {
  await button(page, "Charge").click();
  await charging(page).getByLabel("Payment by").selectOption({ label: way });
  await button(charging(page), `Charge ${amount}`).click();
  await order(page).getByText("To be paid", { exact: true }).waitFor();
}

async function confirm(page, receipt, amount) {
  await button(order(page), "Money came").click();
  await came(page).getByLabel("Receipt number").fill(receipt);
  if (amount) await came(page).getByLabel("Amount that came in CNY").fill(amount);
  await button(came(page), "Confirm payment").click();
  await came(page).waitFor({ state: "detached" });
}

test("a fixed QR is set up, secrets are written and never shown, and a colleague is no obstacle", { timeout: 240_000 }, async () => {
  const page = await openOffice(world, { theme: "dark", path: "/desk/settings/payments" });
  const errors = watchErrors(page);
  const fixed = page.getByRole("region", { name: "Fixed QR" });
  const wechat = page.getByRole("region", { name: "WeChat Pay" });
  await fixed.getByText("not set up").waitFor();
  await look(page, "payments-providers-empty");

  await fixed.getByLabel("Take payments by it").check();
  await button(fixed, "Save").click();
  await fixed.getByText("This is needed.").waitFor();
  await look(page, "payments-provider-wrong");
  await fixed.getByLabel("What the QR says").fill("https://qr.example/ours");
  await fixed.getByRole("img", { name: "The fixed QR as customers see it" }).waitFor();
  await button(fixed, "Save").click();
  await page.getByText("Fixed QR is saved.").first().waitFor();
  await fixed.getByText("on", { exact: true }).waitFor();

  // A secret is kept, and can go or stay.
  await wechat.getByLabel(/^APIv3 key/).fill("0123456789abcdef0123456789abcdef");
  await button(wechat, "Save").click();
  await wechat.getByText("Kept, and never shown").waitFor();
  assert.equal(await page.locator('input[value="0123456789abcdef0123456789abcdef"]').count(), 0);
  await button(wechat, "Remove: APIv3 key").click();
  await wechat.getByText("Goes when you save").waitFor();
  await button(wechat, "Keep as it was: APIv3 key").click();
  await button(wechat, "Replace: APIv3 key").click();
  await wechat.getByLabel(/^APIv3 key/).waitFor();
  await look(page, "payments-provider-secrets");
  await button(wechat, "Discard changes").click();

  // A colleague is faster; what was typed stays and goes over it on purpose.
  await fixed.getByLabel("What the QR says").fill("https://qr.example/mine");
  await fixedQr("https://qr.example/theirs");
  await button(fixed, "Save").click();
  await fixed.getByText("A colleague changed these settings meanwhile").waitFor();
  assert.equal(await fixed.getByLabel("What the QR says").inputValue(), "https://qr.example/mine");
  await look(page, "payments-provider-overtaken");
  await button(fixed, "Keep mine").click();
  await button(fixed, "Save").click();
  await fixed.getByText("A colleague changed these settings meanwhile").waitFor({ state: "detached" });
  const now = (await admin.read("/payment-providers")).find((one) => one.provider === "static_qr");
  assert.equal(now.settings.payload, "https://qr.example/mine");
  const answer = JSON.stringify(await admin.read("/payment-providers"));
  assert.ok(!answer.includes("0123456789abcdef"), "a secret is never read again");
  assert.deepEqual(unforeseen(errors), []);
});

test("a visit is charged by cash, taken back, asked for again, and paid", { timeout: 300_000 }, async () => {
  const { id } = await makeVisit("Cash House");
  const page = await openOffice(world, { account: "dana", path: `/desk/visits/${id}` });
  const errors = watchErrors(page);
  await page.getByText("Nothing was charged here yet.").waitFor();

  // The card of the company fills the amount in.
  await button(page, "Charge").click();
  assert.equal(await charging(page).getByLabel("Amount in CNY").inputValue(), "120.00");
  await charging(page).getByText("Cash House").waitFor();
  await charging(page).getByLabel("Amount in CNY").fill("1,5");
  await charging(page).getByLabel("Payment by").selectOption({ label: "Cash" });
  await button(charging(page), "Charge").click();
  await charging(page).getByText("A comma parts thousands only.").waitFor();
  await look(page, "payments-charge");
  await charging(page).getByLabel("Times").fill("2");
  await button(charging(page), "Charge ¥240.00").click();
  await order(page).getByText("Take ¥240.00 from the customer").waitFor();
  await look(page, "payments-cash");

  // Taken back, and asked for again as another order.
  await button(order(page), "Take order back").click();
  const back = page.getByRole("dialog", { name: "Take this order back?" });
  await look(page, "payments-cancel");
  await button(back, "Take back").click();
  await order(page).getByText("The order was taken back.").waitFor();
  await button(order(page), "Ask again").click();
  await order(page).getByText("Take ¥240.00 from the customer").waitFor();
  assert.deepEqual(await statesOf(`visit:${id}`), ["pending", "cancelled"]);

  // Another charge of the same visit leads to the order that is open.
  await button(order(page), "Close").click();
  await charge(page, "Cash", "¥120.00");
  await order(page).getByText("An order is open already").waitFor();
  await order(page).getByText("Take ¥240.00 from the customer").waitFor();
  await look(page, "payments-busy");
  assert.equal((await ordersOf(`visit:${id}`)).length, 2);

  // The money comes, once.
  await button(order(page), "Money came").click();
  await button(came(page), "Confirm payment").click();
  await came(page).getByText("This is needed.").waitFor();
  await look(page, "payments-confirm");
  await button(came(page), "Cancel").click();
  await confirm(page, "R-1");
  await order(page).getByText("¥240.00 came. There is nothing more to do.").waitFor();
  assert.equal(await button(order(page), "Refund").count(), 0, "dispatchers do not refund");
  await look(page, "payments-paid");
  await button(order(page), "Close").click();
  await page.getByText("Paid", { exact: true }).first().waitFor();
  await look(page, "payments-visit");
  assert.deepEqual(await statesOf(`visit:${id}`), ["paid", "cancelled"]);
  assert.deepEqual(unforeseen(errors), []);
});

test("another amount waits for a decision, and money by hand goes back", { timeout: 300_000 }, async () => {
  await fixedQr("https://qr.example/ours");
  const { id, company } = await makeVisit("Mismatch House");
  const page = await openOffice(world, { account: "dana", path: `/desk/visits/${id}` });
  const errors = watchErrors(page);
  await charge(page, "Fixed QR", "¥120.00");
  await order(page).getByRole("img", { name: "QR for ¥120.00" }).waitFor();
  await look(page, "payments-qr");
  await confirm(page, "R-2", "100");
  await order(page).getByText("¥120.00 was asked for and ¥100.00 came.").waitFor();
  assert.equal(await order(page).getByRole("img", { name: "QR for ¥120.00" }).count(), 0);
  assert.equal(await button(order(page), "Accept ¥100.00").count(), 0, "who may refund decides");
  await look(page, "payments-mismatch-seen");

  // An administrator finds it among those that need somebody.
  const office = await openOffice(world, { theme: "dark", path: "/desk/customers/fees" });
  await link(office, "Payment orders").click();
  await office.getByRole("heading", { name: "Payment orders" }).waitFor();
  await office.getByLabel("Needs somebody").check();
  await office.waitForURL(/attention=true/);
  const row = office.locator(".dk-fees-rows tbody tr").filter({ hasText: "Mismatch House" });
  await row.getByText("Another amount").waitFor();
  await look(office, "payments-orders");
  await row.getByRole("rowheader").getByRole("link").click();
  await office.waitForURL(/order=/);
  await look(office, "payments-mismatch");
  await button(order(office), "Accept ¥100.00").click();
  await button(office.getByRole("dialog", { name: "Accept ¥100.00 as the price?" }), "Accept payment").click();
  await order(office).getByText("¥100.00 accepted as the price").waitFor();

  // A part of it goes back by hand: asked for, and then given.
  const refunding = office.getByRole("dialog", { name: "Refund", exact: true });
  await button(order(office), "Refund").click();
  assert.equal(await refunding.getByLabel("Amount in CNY").inputValue(), "100.00");
  await refunding.getByLabel("Amount in CNY").fill("150");
  await button(refunding, "Refund amount").click();
  await refunding.getByText("At most ¥100.00 is left").waitFor();
  await look(office, "payments-refund-wrong");
  await refunding.getByLabel("Amount in CNY").fill("40");
  await button(refunding, "Refund amount").click();
  await order(office).getByText("¥40.00 is to go back.").waitFor();
  await look(office, "payments-refunding");
  await button(order(office), "¥40.00 given back").click();
  await button(office.getByRole("dialog", { name: "Was the money given back?" }), "It was given back").click();
  await order(office).getByText("¥40.00 went back").waitFor();
  await look(office, "payments-story");
  assert.deepEqual(await statesOf(`visit:${id}`), ["paid"]);
  await button(order(office), "Close").click();
  await order(office).waitFor({ state: "detached" });
  assert.doesNotMatch(office.url(), /order=/);

  // The list by state, of this company.
  await office.goto(`/desk/customers/payments?company=${company}`);
  await office.getByText("One order").waitFor();
  await office.getByLabel("State", { exact: true }).selectOption({ label: "Expired" });
  await office.getByText("Nothing that fits was charged in this period.").waitFor();
  await office.getByLabel("State", { exact: true }).selectOption({ label: "Paid" });
  await office.getByText("One order").waitFor();
  await link(office, "Top-ups and deductions").waitFor();
  assert.deepEqual(unforeseen(errors), []);
});

test("money paid ahead is collected, and pays for a visit", { timeout: 240_000 }, async () => {
  const { id, company } = await makeVisit("Ahead House");
  const page = await openOffice(world, { account: "dana", path: `/desk/customers/companies/${company}` });
  const errors = watchErrors(page);
  await button(page, "Collect prepaid").click();
  const collecting = page.getByRole("dialog", { name: "Collect prepaid: Ahead House" });
  await collecting.getByLabel("Amount in CNY").fill("200");
  await collecting.getByLabel("Payment by").selectOption({ label: "Cash" });
  await look(page, "payments-collect");
  await button(collecting, "Charge ¥200.00").click();
  await confirm(page, "R-3");
  await order(page).getByText("¥200.00 came.").waitFor();
  await button(order(page), "Close").click();
  await page.locator(".dk-sums").getByText("¥200.00").waitFor();
  await look(page, "payments-company");

  await page.goto(`/desk/visits/${id}`);
  await button(page, "Charge").click();
  await charging(page).getByText("¥200.00").waitFor();
  await charging(page).getByLabel("Payment by").selectOption({ label: "Deduct from the balance" });
  await button(charging(page), "Go on to the deduction").click();
  const deducting = page.getByRole("dialog", { name: "Deduct from Ahead House" });
  assert.equal(await deducting.getByLabel("Amount in CNY").inputValue(), "120.00");
  assert.notEqual(await deducting.getByLabel("Service number").inputValue(), "");
  await button(deducting, "Deduct amount").click();
  await page.getByText("−¥120.00 · the balance is ¥80.00").first().waitFor();
  assert.deepEqual(unforeseen(errors), []);
});

test("a Chinese colleague reads the same", { timeout: 180_000 }, async () => {
  const { id } = await makeVisit("华东大厦");
  const page = await openOffice(world, { language: "zh-CN", theme: "dark", path: `/desk/visits/${id}` });
  await page.getByText("尚未收款。").waitFor();
  await button(page, "收款").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("支付方式").selectOption({ label: "现金" });
  await look(page, "payments-charge-zh");
  await button(dialog, "收款 ¥120.00").click();
  await page.getByText("请向客户收取 ¥120.00").waitFor();
  await look(page, "payments-cash-zh");
  await page.goto("/desk/settings/payments");
  await page.getByRole("region", { name: "微信支付" }).waitFor();
  await look(page, "payments-providers-zh");
  await page.goto("/desk/customers/payments");
  await page.getByText("华东大厦").first().waitFor();
  await look(page, "payments-orders-zh");
});

test("who charges by cards only, who only looks, and who sees nothing", { timeout: 240_000 }, async () => {
  const { id } = await makeVisit("Watched House");
  const dispatcher = async () => (await admin.read("/staff")).roles.filter((one) => one.built_in)[1];
  const grant = async (fees) => {
    const { role, seq } = await dispatcher();
    const { fees: _, ...grants } = role.grants;
    const change = { seq, role: { ...role, grants: fees ? { ...grants, fees } : grants } };
    await admin.write("PUT", `/roles/${role.id}`, change);
  };
  // As engineers and agents: what a card says, so many times.
  await grant({ verbs: ["view", "create"], reach: "all" });
  const page = await openOffice(world, { account: "dana", path: `/desk/visits/${id}` });
  const errors = watchErrors(page);
  await button(page, "Charge").click();
  assert.equal(await charging(page).getByLabel("Amount in CNY").count(), 0);
  await charging(page).getByLabel("Times").fill("0");
  await charging(page).getByLabel("Payment by").selectOption({ label: "Cash" });
  await button(charging(page), "Charge").click();
  await charging(page).getByText("A whole number of at least 1 is needed.").waitFor();
  await charging(page).getByLabel("Times").fill("3");
  await look(page, "payments-charge-card");
  await button(charging(page), "Charge ¥360.00").click();
  await confirm(page, "R-4", "300");
  await order(page).getByText("¥360.00 was asked for and ¥300.00 came.").waitFor();
  for (const name of ["Accept ¥300.00", "Give ¥300.00 back", "Refund"]) {
    assert.equal(await button(order(page), name).count(), 0, name);
  }

  await grant({ verbs: ["view"], reach: "all" });
  await page.goto(`/desk/visits/${id}`);
  await page.getByText("Another amount").first().waitFor();
  assert.equal(await button(page, "Charge").count(), 0);
  await page.getByRole("button", { name: /^Open order of ¥360\.00/ }).click();
  await order(page).getByText("¥360.00 was asked for").waitFor();
  assert.equal(await button(order(page), "Money came").count(), 0);
  await look(page, "payments-seen");

  await grant(null);
  await page.goto(`/desk/visits/${id}`);
  await page.getByRole("heading", { name: "Lift at Watched House" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "Payment", exact: true }).count(), 0);
  await page.goto("/desk/customers/payments");
  await page.getByText("Your account may not do this.").first().waitFor();
  await page.goto("/desk/settings/payments");
  await page.getByText("Your account may not do this.").first().waitFor();
  await look(page, "payments-refused");
  assert.deepEqual(unforeseen(errors), []);
});
