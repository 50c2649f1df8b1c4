// Settings → Staff, Groups, Roles, Features: an administrator makes a group, a role and an agent with them; the agent sees what
// the role allows and nothing else, and follows its changes; his work goes to others when he leaves.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, openDesk, PASSWORD, prefer } from "./people.mjs";

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

const section = (page, name) => page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name, exact: true });
const rail = (page) => page.getByRole("navigation", { name: "Main menu" });

async function enter(account, path, options = {}) {
  const context = await world.desktop(options);
  await prefer(context);
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await enterDesk(page, account, path);
  return page;
}

// A colleague who has nothing to do with the rest, to be changed and asked about.
async function staffNow() {
  return admin.read("/staff?limit=200");
}

const byName = async (name) => (await staffNow()).agents.find((one) => one.agent.name === name);

test("staff: group, role and agent are made, the agent's desk follows the role, and he leaves with his work handed over", { timeout: 240_000 }, async () => {
  const office = await enter("admin", "/desk/settings/groups");
  const errors = watchErrors(office);

  // A group below another one.
  await button(office, "Add group").click();
  const dialog = office.getByRole("dialog");
  await button(dialog, "Save").click();
  await dialog.getByText("This is needed.").waitFor();
  await dialog.getByLabel("Name").fill("Night shift");
  await dialog.getByLabel("Below").selectOption({ index: 1 });
  await dialog.getByRole("searchbox", { name: "Supervisors" }).fill("ken");
  await dialog.getByRole("button", { name: /Ken Lu/ }).click();
  await assertAccessible(office, "the dialog of a group");
  await screenshot(office, "staff-group-dialog");
  await button(dialog, "Save").click();
  await office.getByRole("listitem").filter({ hasText: "Night shift" }).filter({ hasText: "supervised by Ken Lu" }).waitFor();

  // A role like the ordinary agent's, without visits.
  await section(office, "Roles").click();
  await office.getByRole("link", { name: /Ordinary agent/ }).click();
  await button(office, "Copy").click();
  await office.getByLabel("Name").fill("Night desk");
  await office.getByRole("checkbox", { name: "Visits: see" }).uncheck();
  assert.equal(await office.getByRole("checkbox", { name: "Visits: make" }).isChecked(), false, "without seeing there is no making");
  await office.getByLabel("Whose records: Tickets").selectOption("all");
  await assertAccessible(office, "a new role");
  await button(office, "Add role").click();
  await office.getByRole("heading", { name: "Night desk" }).waitFor();

  // An agent with both; the sign-in name is checked while it is typed.
  await section(office, "Staff").click();
  await button(office, "Add agent").click();
  await office.getByRole("textbox", { name: /^Name · / }).fill("Mei Lin");
  await office.getByLabel("Account").fill("dana");
  await office.getByText("“dana” is taken").waitFor();
  await screenshot(office, "staff-account-taken");
  await office.getByLabel("Account").fill("Mei");
  await office.getByText("“mei” is free.").waitFor();
  await office.getByLabel("First password").fill("short");
  await button(office, "Add agent").click();
  await office.getByText("At least 10 characters are needed.").waitFor();
  await assertAccessible(office, "a new agent with problems");
  await office.getByLabel("First password").fill(PASSWORD);
  await office.getByRole("combobox", { name: /^Role/ }).selectOption({ label: "Night desk" });
  await office.getByLabel("Night shift").check();
  await office.getByRole("textbox", { name: "Add skill" }).fill("night-lift");
  await office.getByRole("textbox", { name: "Add skill" }).press("Enter");
  await office.getByLabel("Last day of night-lift").fill("2030-12-31");
  await office.getByText("see, make, change, be given work · all").waitFor();
  await screenshot(office, "staff-new-agent");
  await button(office, "Add agent").click();
  await office.getByRole("heading", { name: "Mei Lin" }).waitFor();
  const made = await byName("Mei Lin");
  assert.equal(made.agent.account, "mei");
  assert.equal(made.agent.groups.length, 1);
  assert.ok(made.agent.skills_until["night-lift"] > Date.UTC(2030, 11, 31), "it counts until the end of that day");

  // What she sees: the home page, tickets and customers, no more; other addresses say so.
  const desk = await enter("mei", "/desk/");
  await desk.getByRole("heading", { name: "Home" }).waitFor();
  assert.deepEqual((await rail(desk).getByRole("link").allInnerTexts()).map((text) => text.trim()), ["Home", "Tickets", "Customers"]);
  await desk.goto("/desk/visits");
  await desk.getByText("Your account may not do this.").first().waitFor();
  await assertAccessible(desk, "a refused screen");
  await screenshot(desk, "staff-refused-screen");
  await button(desk, "Go to Tickets").click();
  await desk.getByRole("heading", { name: "Tickets" }).waitFor();

  // The role grows: her open desk follows without a reload.
  await desk.evaluate(() => (window.sameDocument = true));
  await section(office, "Roles").click();
  await office.getByRole("link", { name: /Night desk/ }).click();
  await office.getByRole("checkbox", { name: "Visits: see" }).check();
  await office.getByLabel("Whose records: Visits").selectOption("all");
  await button(office, "Save").click();
  await office.getByText("Night desk is saved. The rights hold at once.").waitFor();
  await rail(desk).getByRole("link", { name: "Visits" }).click();
  await desk.getByRole("heading", { name: "Visits" }).waitFor();
  assert.equal(await desk.evaluate(() => window.sameDocument), true);

  // A licence is taken: what it is for disappears from her desk.
  await section(office, "Staff").click();
  await office.getByLabel("Find by name, account, skill or tag").fill("mei");
  const licences = office.getByRole("group", { name: "Licences of Mei Lin" });
  await licences.getByRole("button", { name: "Visits" }).click();
  await button(office.getByRole("dialog"), "Take licence").click();
  await office.getByText("Mei Lin is not licensed for Visits any more.").waitFor();
  await desk.getByText("Your account may not do this.").first().waitFor();
  assert.equal(await rail(desk).getByRole("link", { name: "Visits" }).count(), 0);
  await licences.getByRole("button", { name: "Visits" }).click();
  await rail(desk).getByRole("link", { name: "Visits" }).waitFor();

  // She gets a ticket and leaves: it is shown and goes to Dana, her session ends with the reason.
  const [ticket] = (await admin.read("/tickets?status=new,open&limit=1")).rows;
  const { overlay } = await admin.read(`/tickets/${ticket.id}`);
  await admin.command({
    on: "ticket",
    id: ticket.id,
    command: { do: "assign", agent: made.agent.id, agent_name: "", group: null, seen: overlay.assignee ?? null },
  });
  await office.getByRole("link", { name: "Mei Lin" }).click();
  await button(office, "Disable").click();
  const leaving = office.getByRole("dialog");
  await leaving.getByText("1 open ticket").waitFor();
  await leaving.getByText(ticket.title).first().waitFor();
  await leaving.getByRole("searchbox", { name: "Tickets go to" }).fill("dana");
  await leaving.getByRole("button", { name: /Dana Fang/ }).click();
  await leaving.getByRole("button", { name: "Give it to somebody else than Dana Fang" }).waitFor();
  await assertAccessible(office, "handing over");
  await screenshot(office, "staff-hand-over");
  await button(leaving, "Disable Mei Lin").click();
  await office.getByText("Mei Lin is disabled.").waitFor();
  await desk.getByText("This account has been disabled. Ask your administrator.").waitFor();
  const dana = await byName("Dana Fang");
  await eventually("the ticket is Dana's", async () => (await admin.read(`/tickets/${ticket.id}`)).overlay.assignee === dana.agent.id);
  assert.deepEqual(errors, []);
});

test("staff: of two administrators the second keeps what he typed", { timeout: 120_000 }, async () => {
  const dana = await byName("Ken Lu");
  const [one, other] = await Promise.all(["admin", "admin"].map((who) => enter(who, `/desk/settings/staff/${dana.agent.id}`)));
  await other.getByLabel("Mobile").fill("+86 139 1600 9999");
  await one.getByLabel("Landline").fill("+86 21 5000 1000");
  await button(one, "Save").click();
  await one.getByText("Ken Lu is saved.").waitFor();
  const told = other.getByRole("alert").filter({ hasText: "Ken Lu was changed by a colleague meanwhile" });
  await told.waitFor();
  assert.equal(await other.getByLabel("Mobile").inputValue(), "+86 139 1600 9999");
  await assertAccessible(other, "an overtaken agent");
  await screenshot(other, "staff-overtaken");
  await told.getByRole("button", { name: "Keep mine" }).click();
  await button(other, "Save").click();
  await other.getByText("Ken Lu is saved.").waitFor();
  assert.equal((await byName("Ken Lu")).agent.mobile, "+86 139 1600 9999");
});

test("staff: groups change places by keyboard and by drag, and one in use says by what", { timeout: 120_000 }, async () => {
  const page = await enter("admin", "/desk/settings/groups");
  const lines = page.getByRole("list", { name: "Groups" }).locator(".dk-depth-0");
  const names = async () => lines.locator(".dk-cell-title").allInnerTexts();
  await lines.nth(2).waitFor();
  const [first, second, third] = await names();
  await button(page, `Move ${first} down`).focus();
  await page.keyboard.press("Enter");
  await eventually("the first group is second", async () => (await names())[0] === second);
  await eventually("the server knows", async () => {
    const top = (await staffNow()).groups.filter((one) => !one.group.parent);
    return top[0].group.name === second;
  });
  await lines.filter({ hasText: third }).dragTo(lines.filter({ hasText: second }));
  await eventually("the third group is first", async () => (await names())[0] === third);
  await button(page, `Remove ${third}`).click();
  await button(page.getByRole("dialog"), "Remove group").click();
  const told = page.getByRole("alert").filter({ hasText: `${third} is still in use` });
  await told.getByText(/agents/).waitFor();
  await assertAccessible(page, "a group in use");
  await screenshot(page, "staff-group-in-use");
});

test("staff: a feature that is switched off disappears and comes back with undo", { timeout: 120_000 }, async () => {
  const page = await enter("admin", "/desk/settings/features");
  await page.getByRole("switch", { name: "Visits" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/Still there: \d+ open visits/).waitFor();
  await screenshot(page, "staff-feature-dependents");
  await button(dialog, "Cancel").click();
  assert.equal(await page.getByRole("switch", { name: "Visits" }).isChecked(), true);
  await page.getByRole("switch", { name: "Visits" }).click();
  await button(dialog, "Switch off").click();
  await page.getByText("Visits is off.").waitFor();
  await eventually("visits have gone from the rail", async () => (await rail(page).getByRole("link", { name: "Visits" }).count()) === 0);
  assert.equal(await rail(page).getByRole("link", { name: "Dispatch" }).count(), 0);
  await button(page, "Undo").click();
  await rail(page).getByRole("link", { name: "Visits" }).waitFor();
  await eventually("the switch is on again", () => page.getByRole("switch", { name: "Visits" }).isChecked());
});

test("staff: the administrator's role says why it stays as it is", { timeout: 60_000 }, async () => {
  const page = await enter("admin", "/desk/settings/roles");
  await page.getByRole("link", { name: /^Administrator/ }).click();
  await page.getByText("The administrator may do everything").waitFor();
  assert.equal(await page.getByRole("checkbox").first().isDisabled(), true);
  assert.equal(await button(page, "Save").count(), 0);
});
