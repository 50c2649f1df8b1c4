// Signing in with the organisation's own accounts, against a real identity provider (npm `oidc-provider` in tests/oidc).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, freePort, openWorld, screenshot } from "./harness.mjs";
import { freshId, openDesk, prefer } from "./people.mjs";

const PROVIDER = createRequire(import.meta.url).resolve("../oidc/provider.mjs");
const ends = [];
let world;
let admin;
let issuer;
let read;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) }, { more: ["--oidc-any-address"] });
  admin = await openDesk(world.url, "admin");
  const port = await freePort();
  issuer = `http://127.0.0.1:${port}`;
  const child = spawn("node", [PROVIDER, String(port), `${world.url}/api/v1/sign-in/oidc/callback`], { stdio: ["ignore", "pipe", "ignore"] });
  ends.push(() => child.kill());
  let said = "";
  child.stdout.on("data", (bytes) => (said += bytes));
  await eventually("the provider listens", () => said.includes("listens"));
  // Its session may only set up a second step from here on; a token goes on.
  const { token } = await admin.write("POST", "/tokens", { name: "journey", scopes: ["read", "admin"] });
  read = async (path) => (await fetch(`${world.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
  await admin.write("PUT", "/sign-in/settings", {
    seq: 0,
    two_step: "everybody",
    oidc: { issuer, client_id: "truckroll", client_secret: "a secret of the journey", label: "Huadong", domain: "huadong-lift.example" },
  });
});

after(async () => {
  for (const end of ends.reverse()) await end();
});

// Goes to the provider from the sign-in screen, says a name there and agrees.
async function throughTheProvider(name) {
  const office = await world.desktop();
  await prefer(office);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await page.goto("/desk/");
  await agree(page, name);
  return page;
}

async function agree(page, name) {
  await page.getByRole("link", { name: "Sign in with Huadong" }).click();
  await page.waitForURL(`${issuer}/**`);
  await page.locator('input[name="login"]').fill(name);
  await page.locator('input[name="password"]').fill("anything");
  await page.locator('button[type="submit"]').click();
  await page.getByText("Authorize").waitFor();
  await page.locator('button[type="submit"]').click();
  await page.waitForURL(`${world.url}/**`);
}

// A phone that nobody is signed in on, at one of its pages.
async function freshPhone(path) {
  const context = await world.phone();
  await prefer(context);
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(path);
  await page.getByRole("link", { name: "Sign in with Huadong" }).waitFor();
  return page;
}

test("a person with a verified address works at the desk, without a password of ours", { timeout: 120_000 }, async () => {
  const page = await throughTheProvider("dana");
  await page.locator("#content").waitFor();
  const me = await page.evaluate(async () => (await fetch("/api/v1/sessions/current")).json());
  assert.equal(me.agent.account, "dana");
  assert.equal(me.demand, undefined, "the provider sees to second steps itself");
  const cookies = await page.context().cookies();
  assert.ok(cookies.find((one) => one.name === "truckroll_session").httpOnly);
  assert.equal(cookies.find((one) => one.name === "truckroll_oidc"), undefined, "what was remembered on the way is gone");
  await page.context().close();
});

test("a phone comes back to the page it left, and signing in on another phone ends it", { timeout: 180_000 }, async () => {
  const [visit] = (await read("/visits?limit=1")).rows;
  const first = await freshPhone(`/engineer/visits/${visit.id}`);
  await screenshot(first, "phone-sign-in-providers");
  await assertAccessible(first, "sign-in on the phone");
  await agree(first, "dana");
  await first.waitForURL(`${world.url}/engineer/visits/${visit.id}`);
  await first.locator("#content").waitFor();
  const current = (page) => page.evaluate(async () => (await fetch("/api/v1/sessions/current")).json());
  assert.equal((await current(first)).agent.account, "dana");
  const sessions = await first.evaluate(async () => (await fetch("/api/v1/account/sessions")).json());
  assert.equal(sessions.find((one) => one.current).kind, "phone");
  await first.goto("/engineer/me");
  await first.getByRole("heading", { name: "Latest syncs" }).or(first.getByRole("button", { name: "Latest syncs" })).first().waitFor();

  const second = await freshPhone("/engineer/");
  await agree(second, "dana");
  await second.waitForURL(`${world.url}/engineer/today`);
  await second.locator("#content").waitFor();
  await first.getByText("You signed in on another phone").waitFor();
  await first.context().close();
  await second.context().close();
});

test("a phone whose person nobody knows says so on its own sign-in screen", { timeout: 120_000 }, async () => {
  const page = await freshPhone("/engineer/today");
  await agree(page, "stranger");
  await page.getByText("No account here has that e-mail address.").waitFor();
  assert.equal(new URL(page.url()).search, "", "the address does not say it again after a reload");
  await screenshot(page, "phone-sign-in-nobody");
  await page.context().close();

  // A session of the desk in the same browser is none of this phone.
  const { tenant } = admin.me;
  const begun = await fetch(`${world.url}/api/v1/sign-in/oidc/${tenant}?device=${freshId()}&to=//evil.example`, { redirect: "manual" });
  const cookie = begun.headers.get("set-cookie").split(";")[0];
  const state = new URL(begun.headers.get("location")).searchParams.get("state");
  const back = await fetch(`${world.url}/api/v1/sign-in/oidc/callback?error=access_denied&state=${state}`, { redirect: "manual", headers: { cookie } });
  assert.equal(back.headers.get("location"), "/engineer/today?sign-in=failed");
});

test("who is not in the directory or not verified is told so, and nobody is added", { timeout: 120_000 }, async () => {
  const before = (await read("/agents")).length;
  const stranger = await throughTheProvider("stranger");
  await stranger.getByText("No account here has that e-mail address.").waitFor();
  await screenshot(stranger, "desk-sign-in-nobody");
  await assertAccessible(stranger, "sign-in with a provider");
  const unverified = await throughTheProvider("unverified-dana");
  await unverified.getByText("did not work").waitFor();
  assert.equal((await read("/agents")).length, before);
  const refused = await read("/audit?action=sign_in_refused");
  assert.equal(refused.rows[0].after.email, "stranger@huadong-lift.example");
  await stranger.context().close();
  await unverified.context().close();
});

test("an answer counts only in the browser that asked, with its state", { timeout: 60_000 }, async () => {
  const { tenant } = admin.me;
  const ask = (path, cookie) => fetch(`${world.url}/api/v1/sign-in/oidc/${path}`, { redirect: "manual", headers: cookie ? { cookie } : {} });
  const begun = await ask(tenant);
  assert.equal(begun.status, 303);
  const to = new URL(begun.headers.get("location"));
  assert.equal(to.searchParams.get("code_challenge_method"), "S256");
  assert.ok(to.searchParams.get("nonce") && to.searchParams.get("state"));
  const cookie = begun.headers.get("set-cookie").split(";")[0];
  const state = to.searchParams.get("state");
  for (const [query, sent] of [
    [`code=x&state=${state}`, ""],
    ["code=x&state=other", cookie],
    [`code=x&state=${state}`, `${cookie}A`],
    [`error=access_denied&state=${state}`, cookie],
    [`code=x&state=${state}`, cookie],
  ]) {
    const answer = await ask(`callback?${query}`, sent);
    assert.equal(answer.headers.get("location"), "/desk/dispatch?sign-in=failed", `${query} ${sent}`);
    assert.ok(!(answer.headers.get("set-cookie") ?? "").includes("truckroll_session"));
  }
});
