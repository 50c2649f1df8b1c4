// A process begins with its form: an administrator makes fields, a form of rows and a template through the screens; a ticket is
// made from it, is refused until it is complete, computes, and is changed later.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWorld, watchErrors } from "./harness.mjs";
import { addField, button, link, look, openOffice } from "./office.mjs";
import { openDesk } from "./people.mjs";

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

test("fields, a form of rows and a template are made through the screens, and tickets follow them", { timeout: 300_000 }, async () => {
  const page = await openOffice(world);
  const errors = watchErrors(page);

  await page.goto("/desk/settings/ticket-templates");
  await page.getByText("No template yet").waitFor();
  await look(page, "ticket-forms-empty");

  await link(page, "New form of rows").click();
  await page.getByLabel("Label, English").first().fill("Materials");
  await addField(page, "Part", "One line");
  await addField(page, "Price", "Number");
  await addField(page, "Count", "Whole number");
  await addField(page, "Sum", "Computed", async (field) => {
    await field.getByLabel("Formula").fill("price * ");
    await field.getByText("Something is missing at the end.").waitFor();
    await field.getByLabel("Formula").fill("price * count");
  });
  await button(page, "Save").click();
  await page.waitForURL("**/row-forms/materials");

  await page.goto("/desk/settings/fields?noun=ticket");
  await addField(page, "Broken part", "One of a list", (field) => field.getByLabel("Choices, one a line").fill("Door\nMotor"));
  await addField(page, "Voltage", "Number");
  await addField(page, "Rating of the repair", "Stars");
  await addField(page, "Materials", "Rows of a form", (field) => field.getByLabel("Form of rows").selectOption({ label: "Materials" }));
  await addField(page, "Total", "Computed", (field) => field.getByLabel("Formula").fill("sum(materials.sum) * 1.13"));
  await button(page, "Save").click();
  await page.getByText("Saved. Phones get it with their next sync.").first().waitFor();
  await look(page, "ticket-forms-fields");

  await page.goto("/desk/settings/ticket-templates/new");
  await page.getByLabel("Name of the template").fill("Repair");
  await page.getByLabel("Name of a new group").fill("Power");
  await button(page, "Add group").click();
  for (const field of ["Broken part", "Voltage", "Materials", "Total"]) {
    await page.getByLabel("Add a field").selectOption({ label: field });
    await button(page, "Add to the template").click();
  }
  const line = (name) => page.locator("details.dk-own-field").filter({ hasText: name }).first();
  await line("Broken part").locator("summary").click();
  await line("Broken part").getByLabel("Must be filled", { exact: true }).check();
  await line("Voltage").locator("summary").click();
  await line("Voltage").getByLabel("Shown when").fill("broken_part = 'motor'");
  await line("Voltage").getByLabel("Right when").fill("voltage <= 400");
  await line("Voltage").getByLabel("What is said otherwise, English").fill("No machine of ours has more than 400 volts.");
  await line("Voltage").getByLabel("Group").selectOption({ label: "Power" });
  const nodes = page.getByLabel("Field whose values are nodes");
  await nodes.selectOption({ label: "Broken part" });
  const motor = page.getByRole("group", { name: "Time limit at “Motor”" });
  await motor.getByLabel("Unit").selectOption("hours");
  await motor.getByLabel("Amount").fill("2");
  await look(page, "ticket-forms-editor");
  await button(page, "Save").click();
  await page.getByText("Version 1").waitFor();

  await page.goto("/desk/tickets/new");
  await page.getByLabel("Template").selectOption({ label: "Repair" });
  await page.getByLabel("What it is about").fill("Lift 3 stands");
  await button(page, "Create ticket").click();
  await page.getByText("Broken part is missing.").waitFor();
  assert.equal(await page.getByLabel("Voltage").count(), 0, "it is shown for motors only");
  await page.getByLabel("Broken part").selectOption({ label: "Motor" });
  await page.getByText("Power", { exact: true }).waitFor();
  await page.getByLabel("Voltage").fill("900");
  await page.getByText("No machine of ours has more than 400 volts.").waitFor();
  await page.getByLabel("Voltage").fill("230");
  await button(page, "Add a row").click();
  const card = page.locator(".dk-row-card").first();
  await card.getByLabel("Part").fill("Belt");
  await card.getByLabel("Price").fill("20");
  await card.getByLabel("Count").fill("2");
  await card.getByText("40", { exact: true }).waitFor();
  await page.getByText("45.2", { exact: true }).waitFor();
  await look(page, "ticket-forms-new-ticket");
  await button(page, "Create ticket").click();
  await page.waitForURL(/desk\/tickets\/[0-9a-f-]{36}\??$/);
  await page.getByRole("heading", { name: "Repair" }).waitFor();
  await page.getByText("45.2", { exact: true }).waitFor();
  await page.getByRole("cell", { name: "Belt" }).waitFor();
  await page.getByRole("heading", { name: "Broken part · Time at each value" }).waitFor();
  await page.getByRole("list", { name: "Way of the ticket" }).getByText("of 2 h used").waitFor();
  await look(page, "ticket-forms-ticket");

  await button(page, "Change details").click();
  await page.locator(".dk-row-card").first().getByLabel("Count").fill("3");
  await page.getByText("67.8", { exact: true }).waitFor();
  await button(page, "Save").click();
  await page.getByRole("cell", { name: "60", exact: true }).waitFor();
  const id = new URL(page.url()).pathname.split("/").pop();
  const kept = await admin.read(`/tickets/${id}`);
  assert.equal(kept.ticket.fields.voltage, 230);
  assert.equal(kept.form.template.version, 1);
  assert.deepEqual(errors, []);
});
