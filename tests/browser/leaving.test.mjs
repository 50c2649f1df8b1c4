// Small things of the desk: whoever leaves unsaved settings is asked first, what is not there says so, the chosen tab is in sight,
// and a tablet shows the map beside the visit.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, atRest, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, openDesk, prefer } from "./people.mjs";

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

async function openOffice(viewport = { width: 1440, height: 900 }, theme = "light") {
  const office = await world.desktop({ viewport, colorScheme: theme });
  await prefer(office, "en", theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, "admin");
  return page;
}

test("whoever leaves unsaved settings is asked first: by a link, by back, by closing the window", { timeout: 180_000 }, async () => {
  const page = await openOffice();
  const errors = watchErrors(page);
  const sections = page.getByRole("navigation", { name: "Settings" });
  await page.goto("/desk/settings/presence");
  await page.getByRole("heading", { name: "Presence" }).waitFor();
  await sections.getByRole("link", { name: "Visits", exact: true }).click();
  const photos = page.getByLabel("Photos at least");
  await photos.fill("4");
  const dialog = page.getByRole("dialog");

  // A link inside the desk.
  await sections.getByRole("link", { name: "Staff", exact: true }).click();
  await dialog.getByText("Leave without saving?").waitFor();
  await assertAccessible(page, "leave without saving?");
  await screenshot(page, "leaving-wide");
  await page.setViewportSize({ width: 360, height: 740 });
  await assertAccessible(page, "leave without saving?, narrow");
  await screenshot(page, "leaving-narrow");
  await page.setViewportSize({ width: 1440, height: 900 });
  await button(dialog, "Cancel").click();
  assert.equal(await photos.inputValue(), "4");
  assert.match(page.url(), /settings\/visits/);

  // Back: the address says what is seen, and the page before is the one that is left for.
  await page.goBack();
  await dialog.getByText("Leave without saving?").waitFor();
  assert.match(page.url(), /settings\/visits/);
  assert.equal(await photos.inputValue(), "4");
  await button(dialog, "Leave without saving").click();
  await page.waitForURL(/settings\/presence/);
  await page.getByRole("heading", { name: "Presence" }).waitFor();

  // Closing the window: the browser asks.
  await sections.getByRole("link", { name: "Fields", exact: true }).click();
  await button(page, "Add field").click();
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  assert.equal(question.type(), "beforeunload");
  await question.dismiss();
  // the other list of fields is another page
  await page.getByRole("tab", { name: "Contacts" }).click();
  await dialog.getByText("Leave without saving?").waitFor();
  await button(dialog, "Cancel").click();

  // What is given up, or saved, lets go.
  await button(page, "Discard changes").click();
  await page.getByRole("tab", { name: "Contacts" }).click();
  await page.waitForURL(/noun=contact/);
  assert.equal(await dialog.count(), 0);
  await page.goto("/desk/settings/visits");
  await photos.fill("2");
  await button(page, "Save").click();
  await page.getByText("Last changed by Admin").waitFor();
  await sections.getByRole("link", { name: "Staff", exact: true }).click();
  await page.getByRole("heading", { name: /^Staff/ }).waitFor();
  assert.equal((await admin.read("/visit-rules")).rules.photos, 2);
  assert.deepEqual(errors, []);
});

test("what is not there says so and offers no second try", { timeout: 120_000 }, async () => {
  const page = await openOffice();
  const nobody = "00000000-0000-7000-8000-000000000000";
  for (const [path, title, way] of [
    [`/desk/visits/${nobody}`, "There is no such visit", "To the visits"],
    ["/desk/visits/nonsense", "There is no such visit", "To the visits"],
    [`/desk/tickets/${nobody}`, "There is no such ticket", "To the tickets"],
    [`/desk/customers/companies/${nobody}`, "There is no such company", "To the customers"],
    [`/desk/customers/contacts/${nobody}`, "There is no such person", "To the customers"],
    [`/desk/customers/assets/${nobody}`, "There is no such row", "To the customers"],
    [`/desk/dispatch?visit=${nobody}`, "There is no such visit", "To the visits"],
  ]) {
    await page.goto(path);
    await page.getByText(title).first().waitFor();
    assert.equal(await page.getByRole("button", { name: "Try again" }).count(), 0, path);
    await page.getByRole("link", { name: way }).waitFor();
    await assertAccessible(page, path);
  }
  await page.goto(`/desk/visits/${nobody}`);
  await page.getByText("There is no such visit").first().waitFor();
  await screenshot(page, "gone-visit-wide");
  await page.setViewportSize({ width: 360, height: 740 });
  await screenshot(page, "gone-visit-narrow");
  await page.getByRole("link", { name: "To the visits" }).click();
  await page.getByRole("heading", { name: /^Visits/ }).waitFor();
});

test("the chosen tab is in sight on a narrow screen, and only its row is scrolled", { timeout: 120_000 }, async () => {
  const page = await openOffice({ width: 360, height: 740 });
  for (const [tab, name] of [["statistics", "Statistics"], ["merges", "Merges"], ["companies", "Companies"]]) {
    await page.goto(`/desk/customers?tab=${tab}`);
    const chosen = page.getByRole("tab", { name, selected: true });
    await chosen.waitFor();
    await atRest(page);
    const seen = await chosen.evaluate((one) => {
      const [inner, outer] = [one.getBoundingClientRect(), one.parentElement.getBoundingClientRect()];
      return inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && window.scrollY === 0 && window.scrollX === 0;
    });
    assert.ok(seen, `${name} is inside its row`);
    await screenshot(page, `tabs-narrow-${tab}`);
  }
  // a window that becomes narrower shows it too
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/desk/customers?tab=merges");
  const last = page.getByRole("tab", { name: "Merges", selected: true });
  await last.waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  await atRest(page);
  assert.ok(await last.evaluate((one) => one.getBoundingClientRect().right <= window.innerWidth));
  // by keyboard too
  const first = page.getByRole("tab", { name: "Companies" });
  await first.focus();
  await page.keyboard.press("End");
  await page.getByRole("tab", { name: "Merges", selected: true }).waitFor();
  await atRest(page);
  assert.ok(await page.getByRole("tab", { name: "Merges" }).evaluate((one) => one.getBoundingClientRect().right <= window.innerWidth));
});

test("on a tablet the map is beside the chosen visit, and the queue comes back when it is closed", { timeout: 120_000 }, async () => {
  for (const theme of ["light", "dark"]) {
    const page = await openOffice({ width: 768, height: 1024 }, theme);
    await page.goto("/desk/dispatch");
    await page.getByRole("heading", { name: "Dispatch" }).waitFor({ state: "attached" });
    const queue = page.locator(".dk-pane-queue");
    await queue.waitFor();
    await screenshot(page, `dispatch-768-queue-${theme}`);
    const { rows } = await admin.read("/visits?state=new&limit=1");
    await page.goto(`/desk/dispatch?visit=${rows[0].id}`);
    const visit = page.locator(".dk-pane-visit");
    await visit.getByRole("heading", { name: rows[0].title }).waitFor();
    await atRest(page);
    const [map, pane] = [await page.locator(".dk-map").boundingBox(), await visit.boundingBox()];
    assert.ok(map.width >= 240 && map.x + map.width <= pane.x + 2, `the map is ${map.width} px wide and ends before the visit`);
    assert.equal(await queue.isVisible(), false);
    await assertAccessible(page, `dispatch at 768, ${theme}`);
    await screenshot(page, `dispatch-768-visit-${theme}`);
    await visit.getByRole("button", { name: "Close", exact: true }).click();
    await queue.waitFor();
    assert.equal(await visit.isVisible(), false);
  }
});
