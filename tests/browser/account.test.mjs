// My account and what administrators do about signing in: a changed password, a second step, a revoked session, a temporary
// password, and the audit log that tells it all.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { assertAccessible, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, openDesk, PASSWORD, prefer } from "./people.mjs";

const NEW = "seven vans in the rain";
const ends = [];
let world;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
});

after(async () => {
  for (const end of ends) await end();
});

// The code of a secret (RFC 6238), `steps` half minutes from now.
function code(secret, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function office() {
  const context = await world.desktop();
  await prefer(context);
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

async function signIn(page, account, password) {
  await page.getByLabel("Account").fill(account);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Sign in").click();
}

async function openAccount(page) {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("link", { name: "My account" }).click();
  await page.getByRole("heading", { name: "My account" }).waitFor();
}

test("a person changes his password, sets up the second step and ends his other session", { timeout: 180_000 }, async () => {
  const [here, there] = [await office(), await office()];
  await enterDesk(here);
  await enterDesk(there);
  const errors = watchErrors(here);

  await openAccount(here);
  await here.getByLabel("Present password").fill(PASSWORD);
  await here.getByLabel("New password").fill("password2026");
  await here.getByText("This is one of the passwords that are tried first.").waitFor();
  await screenshot(here, "account-password");
  await assertAccessible(here, "my account with a problem");
  await here.getByLabel("New password").fill(NEW);
  await button(here, "Change password").click();
  await here.getByText("Password changed. Your other sessions have ended.").waitFor();
  await there.getByText("The password was changed, so this session has ended.").waitFor();

  await button(here, "Set up").click();
  await here.getByLabel("Your password").fill(NEW);
  await button(here, "Next").click();
  await here.getByText("Scan this with an authenticator app").waitFor();
  await screenshot(here, "account-two-step");
  await assertAccessible(here, "setting up the second step");
  const secret = await here.locator(".dk-two-step code").innerText();
  await here.getByLabel("Code from the app").fill("000000");
  await button(here, "Turn on").click();
  await here.getByText("That code is not right").waitFor();
  await here.getByLabel("Code from the app").fill(code(secret));
  await button(here, "Turn on").click();
  await here.getByText("Keep these recovery codes").waitFor();
  const recovery = await here.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
  assert.equal(recovery.length, 10);
  await screenshot(here, "account-recovery-codes");
  await assertAccessible(here, "recovery codes");
  await button(here, "I have kept them").click();
  await here.getByText("10 recovery codes left").waitFor();

  await signIn(there, "dana", NEW);
  await there.getByLabel("Code").waitFor();
  await screenshot(there, "desk-sign-in-code");
  await assertAccessible(there, "sign-in with a code");
  await there.getByLabel("Code").fill("123456");
  await button(there, "Sign in").click();
  await there.getByText("That code is not right").waitFor();
  await there.getByLabel("Code").fill(code(secret, 1));
  await button(there, "Sign in").click();
  await there.locator("#content").waitFor();

  const third = await office();
  await third.goto("/desk/dispatch");
  await signIn(third, "dana", NEW);
  await third.getByLabel("Code").fill(recovery[0]);
  await button(third, "Sign in").click();
  await third.locator("#content").waitFor();

  await here.reload();
  await here.getByText("9 recovery codes left").waitFor();
  await screenshot(here, "account-sessions");
  await button(here, "End all others").click();
  await there.getByText("This session was ended from another device.").waitFor();
  await third.getByText("This session was ended from another device.").waitFor();
  await here.getByText("This one").waitFor();
  // The browser notes a refused code by itself.
  assert.deepEqual(errors.filter((one) => !one.includes("status of 422")), []);
  for (const page of [here, there, third]) await page.context().close();
});

test("a temporary password is given by an administrator and must be changed", { timeout: 120_000 }, async () => {
  const boss = await office();
  await enterDesk(boss, "admin", "/desk/settings/sign-in");
  const admin = await openDesk(world.url, "admin");
  const { name, account } = (await admin.read("/agents")).find((one) => one.roles.includes("engineer"));
  await boss.getByRole("list", { name: "Sign-in of each person" }).getByRole("button").filter({ hasText: account }).first().click();
  await boss.getByRole("dialog", { name: `Sign-in of ${name}` }).waitFor();
  await button(boss, "Give a temporary password").click();
  const temporary = await boss.getByRole("dialog").locator("code").innerText();
  await boss.getByText("must change the password at the next sign-in").waitFor();
  await screenshot(boss, "settings-sign-in-agent");
  await assertAccessible(boss, "sign-in of a person");

  const page = await office();
  await page.goto("/desk/");
  await signIn(page, account, temporary);
  await page.getByRole("heading", { name: "Choose your password" }).waitFor();
  await screenshot(page, "account-demand");
  await assertAccessible(page, "choose your password");
  await page.getByLabel("Present password").fill(temporary);
  await page.getByLabel("New password").fill("a lift without stairs");
  await button(page, "Change password").click();
  await page.getByRole("heading", { name: "Choose your password" }).waitFor({ state: "detached" });
  const me = await page.evaluate(async () => (await fetch("/api/v1/sessions/current")).json());
  assert.equal(me.demand, undefined);
  for (const one of [boss, page]) await one.context().close();
});

test("an API token works until it is withdrawn", { timeout: 120_000 }, async () => {
  const boss = await office();
  await enterDesk(boss, "admin", "/desk/settings/tokens");
  await button(boss, "Make token").first().click();
  const dialog = boss.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Warehouse");
  await assertAccessible(boss, "a new token");
  await button(dialog, "Make token").click();
  const token = await boss.getByRole("dialog", { name: "Your new token" }).locator("code").innerText();
  const ask = async (path) => (await fetch(`${world.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
  assert.deepEqual([await ask("/visits"), await ask("/audit")], [200, 403]);
  await button(boss, "I have copied it").click();
  await button(boss, "Withdraw").click();
  await button(boss.getByRole("dialog"), "Withdraw").click();
  await boss.getByText("Withdrawn", { exact: true }).waitFor();
  assert.equal(await ask("/visits"), 401);
  await screenshot(boss, "settings-tokens");
  await boss.context().close();
});

test("the audit log tells all of it, with differences and as a file", { timeout: 120_000 }, async () => {
  const boss = await office();
  await enterDesk(boss, "admin", "/desk/settings/audit");
  const errors = watchErrors(boss);
  const list = boss.getByRole("list", { name: "Audit log" });
  for (const said of ["API token withdrawn: Warehouse", "Password changed", "Two-step sign-in turned on", "Recovery code used", "Sign-in refused"]) {
    await list.getByText(said).first().waitFor();
  }
  await screenshot(boss, "settings-audit");
  await assertAccessible(boss, "audit log");
  await boss.getByLabel("What").selectOption("token_made");
  await list.getByText("Password changed").first().waitFor({ state: "detached" });
  await list.getByText("API token made: Warehouse").click();
  const dialog = boss.getByRole("dialog");
  await dialog.getByText("scopes.1").waitFor();
  await assertAccessible(boss, "an entry of the audit log");
  await screenshot(boss, "settings-audit-entry");
  await button(dialog, "Close").click();
  const [file] = await Promise.all([boss.waitForEvent("download"), boss.getByRole("link", { name: "Export as CSV" }).click()]);
  assert.equal(file.suggestedFilename(), "audit.csv");
  assert.deepEqual(errors, []);
  await boss.context().close();
});
