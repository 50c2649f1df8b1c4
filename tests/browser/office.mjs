// What journeys do at the desk again and again: opening it, pressing what has a name, making fields, drawing workflows, and looking
// at a page in both widths.
import assert from "node:assert/strict";
import { assertAccessible, screenshot } from "./harness.mjs";
import { enterDesk, prefer } from "./people.mjs";

export const NARROW = { width: 360, height: 740 };
export const WIDE = { width: 1440, height: 900 };

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const link = (page, name) => page.getByRole("link", { name, exact: true });

// A page at the desk of `world`, signed in.
export async function openOffice(world, { account = "admin", language = "en", theme = "light", path } = {}) {
  const office = await world.desktop({ colorScheme: theme });
  await prefer(office, language, theme);
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, account, path);
  return page;
}

// At both widths, no wider than the screen, without anything that axe finds.
export async function look(page, name) {
  for (const [word, size] of [["wide", WIDE], ["narrow", NARROW]]) {
    await page.setViewportSize(size);
    await assertAccessible(page, `${name}, ${word}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${name}, ${word}: ${over} px wider than the screen`);
    await screenshot(page, `${name}-${word}`);
  }
  await page.setViewportSize(WIDE);
}

// Adds a field, or a column, to the list that is being edited.
export async function addField(page, label, kind, more = async () => {}) {
  await button(page, "Add field").click();
  const field = page.locator("details.dk-own-field").last();
  await field.getByLabel("Label, English").fill(label);
  await field.getByLabel("Kind").selectOption({ label: kind });
  await more(field);
}

// A node of a drawn workflow, by its title.
export const node = (page, title) => page.locator(".dk-flow-node").filter({ has: page.locator("text", { hasText: title }) });

export async function middle(locator) {
  const box = await locator.boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

export async function drag(page, from, to) {
  await page.mouse.move(...from);
  await page.mouse.down();
  for (const part of [0.3, 0.7, 1]) {
    await page.mouse.move(from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part);
  }
  await page.mouse.up();
}

// Draws a link from a node's handle to a point.
export async function draw(page, title, to) {
  await node(page, title).hover();
  await drag(page, await middle(node(page, title).locator(".dk-flow-handle-dot")), to);
}

// Draws a link that ends nowhere, and a node there.
export async function drawNew(page, title, by, what, name) {
  const [x, y] = await middle(node(page, title).locator(".dk-flow-handle-dot"));
  await draw(page, title, [x + by[0], y + by[1]]);
  await page.getByRole("menuitem", { name: what }).click();
  await page.getByLabel("Title", { exact: true }).fill(name);
  await node(page, name).waitFor();
  await button(page, "Show everything").click();
}

// Opens a link of the drawing, by its key.
export async function openLink(page, key) {
  const [x, y] = await page.locator(`[data-link="${key}"] .dk-flow-hit`).evaluate((path) => {
    const at = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
    return [at.x, at.y];
  });
  await page.mouse.click(x, y);
  await page.getByRole("heading", { name: "Link", exact: true }).waitFor();
}

// Begins a workflow and gives its id.
export async function makeWorkflow(page, name) {
  await page.goto("/desk/settings/workflows");
  await button(page, "New workflow").click();
  await page.getByLabel("Name").fill(name);
  await button(page, "Make workflow").click();
  await page.waitForURL(/workflows\/[0-9a-f-]{36}$/);
  await node(page, "Start").waitFor();
  return new URL(page.url()).pathname.split("/").at(-1);
}
