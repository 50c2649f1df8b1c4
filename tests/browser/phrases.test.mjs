// A reply is written with little typing: phrases of the organisation and of one's own are called up by a code or looked through,
// names in them are filled in, and files go with the reply.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually, openWorld, watchErrors } from "./harness.mjs";
import { button, look } from "./office.mjs";
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

async function addPhrase(page, { title, code, text }) {
  await button(page, "New phrase").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("Code").fill(code);
  await dialog.getByLabel("Text").fill(text);
  await button(dialog, "Save").click();
}

test("phrases and files make a reply", { timeout: 240_000 }, async () => {
  const office = await world.desktop({ colorScheme: "dark" });
  await prefer(office, "en", "dark");
  office.setDefaultTimeout(15_000);
  const page = await office.newPage();
  await enterDesk(page, "admin");
  const errors = watchErrors(page);

  await page.goto("/desk/settings/phrases");
  await page.getByText("No phrases yet").waitFor();
  await look(page, "phrases-empty");
  await addPhrase(page, { title: "Goodbye", code: "two words", text: "Thank you for writing about {{ticket.nonsense}}." });
  await page.getByText("Only letters, digits, - and _.").waitFor();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Code").fill("bye");
  await button(dialog, "Save").click();
  await page.getByText("Nothing is known by one of the names in braces.").waitFor();
  await dialog.getByLabel("Text").fill("Thank you for writing about {{ticket.title}}.");
  await look(page, "phrases-dialog");
  await button(dialog, "Save").click();
  await page.getByText("The phrases are saved.").first().waitFor();
  // what is added from a table goes to the list as it is read, which comes a moment after the word of its being saved
  await page.getByText("/bye", { exact: true }).waitFor();
  const table = { name: "phrases.csv", mimeType: "text/csv", buffer: Buffer.from("code,title,text,category\nbill,About the bill,\"The bill comes\nby post.\",Money\n") };
  await page.getByLabel("Add from a table").setInputFiles(table);
  await page.getByText("About the bill").waitFor();
  await look(page, "phrases-settings");

  await page.goto("/desk/phrases");
  await addPhrase(page, { title: "My regards", code: "me", text: "Regards, Dana" });
  await page.getByText("/me", { exact: true }).waitFor();

  const [ticket] = (await admin.read("/tickets?limit=1")).rows;
  await page.goto(`/desk/tickets/${ticket.id}`);
  const reply = page.getByRole("textbox", { name: "Reply to the customer" });
  await reply.fill("Hello, ");
  await reply.pressSequentially("/b");
  await page.getByRole("option").nth(1).waitFor();
  await look(page, "phrases-offered");
  await reply.press("ArrowDown");
  await reply.press("ArrowUp");
  await reply.press("Enter");
  const wanted = `Hello, Thank you for writing about ${ticket.title}.`;
  await page.waitForFunction((text) => document.querySelector(".dk-composer textarea").value === text, wanted);
  await button(page, "Phrases").click();
  await page.getByRole("dialog").getByLabel("Find a phrase").fill("regards");
  await look(page, "phrases-choose");
  await page.getByRole("dialog").getByRole("button", { name: /My regards/ }).click();
  await page.waitForFunction((text) => document.querySelector(".dk-composer textarea").value === text, `${wanted} Regards, Dana`);
  const plan = { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("third floor, left") };
  await page.getByLabel("Add files to “Files”").setInputFiles(plan);
  // a link once all of it is on the server; before that a press on "send" waits
  await page.locator(".dk-composer").getByRole("link", { name: "plan.txt" }).waitFor();
  await button(page, "Send to the customer").click();
  await page.getByRole("link", { name: "plan.txt" }).waitFor();
  const said = await eventually("the reply is in the ticket", async () => {
    const { entries } = await admin.read(`/tickets/${ticket.id}`);
    return entries.map((entry) => entry.body).find((body) => body.text === `${wanted} Regards, Dana`);
  });
  assert.deepEqual((await admin.read("/phrases")).shared.book.phrases.map((one) => one.code), ["bye", "bill"], "the table took nothing away");
  assert.equal(said.attachments[0].name, "plan.txt");
  assert.equal(said.attachments[0].size, 17);
  assert.equal(await page.locator(".dk-composer textarea").inputValue(), "", "and the next one begins empty");
  // the name that nobody knows was refused on purpose
  assert.deepEqual(errors.filter((error) => !error.includes("422")), []);
});
