// Dispatch without a mouse: signing in, choosing a visit and an engineer, assigning and taking it back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, openWorld } from "./harness.mjs";
import { openDesk, PASSWORD, prefer } from "./people.mjs";

test("a dispatcher assigns a visit with the keyboard alone", { timeout: 120_000 }, async (t) => {
  const world = await openWorld(t);
  const desk = await openDesk(world.url);
  const context = await world.desktop();
  await prefer(context);
  const page = await context.newPage();
  const { keyboard } = page;
  await page.goto("/desk/dispatch");
  await page.locator('input[autocomplete="username"]').waitFor();
  await eventually("the account's field has the focus", () =>
    page.evaluate(() => document.activeElement?.getAttribute("autocomplete") === "username"),
  );
  await keyboard.type("dana");
  await keyboard.press("Tab");
  await keyboard.type(PASSWORD);
  await keyboard.press("Enter");
  await page.locator(".dk-pane-queue li").first().waitFor();

  // Down the queue to the first visit that nobody has.
  const { unassigned } = await desk.read("/board");
  const place = unassigned.findIndex((row) => row.state === "new" && !row.assignee);
  const { id } = unassigned[place];
  for (let step = 0; step <= place; step += 1) {
    await keyboard.press("j");
    await page.waitForURL(`**/desk/dispatch?visit=${unassigned[step].id}`);
  }
  const candidates = page.locator(".dk-candidates > li");
  await candidates.nth(1).waitFor();
  await keyboard.press("ArrowDown");
  await candidates.nth(1).locator('[aria-pressed="true"]').waitFor();
  const name = await candidates.nth(1).locator(".dk-candidate-name").innerText();
  await keyboard.press("a");
  await page.getByText(`given to ${name}`).first().waitFor();
  const { row } = await desk.read(`/visits/${id}`);
  assert.equal(row.assignee_name, name);
});
