// Settings → Visits: what an administrator demands reaches the engineer's phone, and two administrators do not undo each
// other's work.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, enterPhone, openDesk, prefer } from "./people.mjs";

const ends = [];
let world;
let admin;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await openDesk(world.url, "admin");
});

after(async () => {
  for (const end of ends) await end();
});

async function openSettings(account = "admin") {
  const office = await world.desktop();
  await prefer(office);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, account);
  return page;
}

test("an administrator's new field is on the engineer's phone, which names it as missing", { timeout: 120_000 }, async () => {
  const [busy] = (await admin.read("/visits?state=arrived&limit=1")).rows;
  const engineer = (await admin.read("/agents")).find((agent) => agent.id === busy.assignee);
  const pocket = await world.phone();
  await prefer(pocket);
  pocket.setDefaultTimeout(15_000);
  const phone = await pocket.newPage();
  await enterPhone(phone, engineer.account);
  await phone.goto(`/engineer/visits/${busy.id}`);
  await button(phone, "Complete visit").waitFor();
  assert.equal(await phone.getByLabel("Meter reading").count(), 0);

  const screen = await openSettings();
  const errors = watchErrors(screen);
  await screen.getByRole("link", { name: "Settings" }).click();
  await screen.locator('a[href="/desk/settings/visits"]').click();
  await screen.getByRole("heading", { name: "Visits" }).waitFor();
  assert.equal(await button(screen, "Save").isDisabled(), true, "nothing is changed yet");
  await button(screen, "Add field").click();
  const field = screen.getByRole("group", { name: "New field" });
  await button(screen, "Save").click();
  await field.getByText("This is needed.").waitFor();
  await assertAccessible(screen, "settings with a problem");
  await field.getByLabel("Label").fill("Meter reading");
  const named = screen.getByRole("group", { name: "Meter reading" });
  assert.equal(await named.getByLabel("Key").inputValue(), "meter_reading");
  await named.getByLabel("Kind").selectOption("number");
  await named.getByLabel("Must be filled").selectOption("complete");
  await screenshot(screen, "settings-visits-new-field");
  await button(screen, "Save").click();
  await screen.getByText("Saved. Phones get it with their next sync.").waitFor();
  await screen.getByText("Last changed by Admin").waitFor();
  assert.equal(await named.getByLabel("Key").isDisabled(), true, "a published key stays");
  assert.deepEqual(errors, []);

  // The phone hears of it by itself.
  await phone.getByLabel("Meter reading").waitFor();
  await button(phone, "Complete visit").click();
  const lacking = phone.getByRole("dialog");
  await lacking.getByText("Meter reading").waitFor();
  await screenshot(phone, "settings-visits-on-the-phone");
  await lacking.getByText("Meter reading").click();
  await phone.getByLabel("Meter reading").fill("1042");
  await phone.getByLabel("Meter reading").blur();
  await eventually("the answer is at the server", async () => {
    const { visit, overlay } = await admin.read(`/visits/${busy.id}`);
    return visit.attempts[overlay.current].answers.meter_reading === "1042";
  });
  await button(phone, "Complete visit").click();
  await lacking.getByText("signature").first().waitFor();
  assert.equal(await lacking.getByText("Meter reading").count(), 0);
});

test("of two administrators the second is told who was faster, and keeps what he changed", { timeout: 120_000 }, async () => {
  const [one, other] = await Promise.all([openSettings(), openSettings()]);
  for (const page of [one, other]) {
    await page.goto("/desk/settings/visits");
    await page.getByLabel("Photos at least").waitFor();
  }
  await other.getByLabel("Photos at least").fill("3");
  await one.getByLabel("Photos at least").fill("1");
  await button(one, "Save").click();
  await one.getByText("Last changed by Admin").waitFor();
  const told = other.getByRole("alert").filter({ hasText: "Admin changed these rules meanwhile" });
  await told.waitFor();
  assert.equal(await other.getByLabel("Photos at least").inputValue(), "3");
  await assertAccessible(other, "settings after a colleague");
  await screenshot(other, "settings-visits-overtaken");
  await told.getByRole("button", { name: "Keep mine" }).click();
  await button(other, "Save").click();
  await other.getByText("Last changed by Admin").waitFor();
  assert.equal((await admin.read("/visit-rules")).rules.photos, 3);
});

test("a dispatcher does not see the settings and is told so at their address", { timeout: 60_000 }, async () => {
  const page = await openSettings("dana");
  assert.equal(await page.getByRole("link", { name: "Settings" }).count(), 0);
  await page.goto("/desk/settings/visits");
  await page.getByRole("heading", { name: "Your account may not do this." }).waitFor();
});
