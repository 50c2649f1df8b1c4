// Working hours and the roster: a calendar with holidays out of a file; shifts painted by mouse and keyboard; the engineer sees
// his own on the phone without network, asks a colleague for a swap, and the planner approves it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, dayThere, eventually, openSession, openWorld, PHONE, screenshot, watchErrors, ZONE } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, enterPhone, installed, PASSWORD, prefer } from "./people.mjs";

const ends = [];
let world;
let admin;
let engineers;

// An administrator's hand on the interface.
async function hand(account) {
  const { token } = await openSession(world.url, account, PASSWORD);
  return async (method, path, body) => {
    const answer = await fetch(`${world.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.status === 204 ? null : answer.json();
  };
}

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  admin = await hand("admin");
  const staff = await admin("GET", "/staff");
  await admin("PUT", "/switches", { seq: staff.switches.seq, switches: { roster: true } });
  engineers = staff.agents.map((one) => one.agent).filter((agent) => agent.roles.includes("engineer") && !agent.disabled_at);
});

after(async () => {
  for (const end of ends) await end();
});

async function desk(account, path, options = {}) {
  const context = await world.desktop(options);
  await prefer(context);
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await enterDesk(page, account, path);
  return page;
}

const FILE = [
  "BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "DTSTART;VALUE=DATE:20301001", "DTEND;VALUE=DATE:20301008", "SUMMARY:National", "  Day", "END:VEVENT",
  "BEGIN:VEVENT", "DTSTART:20301001T090000", "DTEND:20301001T100000", "SUMMARY:Breakfast", "END:VEVENT", "END:VCALENDAR", "",
].join("\r\n");

test("working hours: a calendar is made, takes holidays from a file and answers", { timeout: 180_000 }, async () => {
  const page = await desk("admin", "/desk/settings/hours?calendar=new");
  const errors = watchErrors(page);
  await page.getByLabel("Name").first().fill("Office");
  await page.getByLabel("Time zone").fill("Asia/Shang");
  await button(page, "Save").click();
  await page.getByText("There is no such time zone.").waitFor();
  await page.getByLabel("Time zone").fill(ZONE);
  await button(page, "Sat").click();
  await page.getByLabel("Name").nth(1).fill("Six days");
  await button(page, "Save").click();
  await page.getByText("Office is saved.").waitFor();
  await page.getByRole("heading", { name: "Try it" }).waitFor();

  await page.locator('input[accept*=".ics"]').setInputFiles({ name: "holidays.ics", mimeType: "text/calendar", buffer: Buffer.from(FILE) });
  const found = page.getByRole("dialog");
  await found.getByText("National Day").waitFor();
  await found.getByText("not whole days").waitFor();
  await screenshot(page, "hours-ics");
  await assertAccessible(page, "holidays in the file");
  await button(found, "Add to the calendar").click();
  await button(page, "Add a day").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Worked Sunday");
  await dialog.getByLabel("Kind").selectOption("make_up");
  await screenshot(page, "hours-add-day");
  await button(dialog, "Add").click();
  await button(page, "Save").click();
  await eventually("the calendar is stored with its days", async () => {
    const [one] = (await admin("GET", "/calendars")).calendars;
    return one.calendar.default && one.calendar.specials.length === 2 && one.calendar.periods[0].weekdays === 0b111111;
  });
  // Sunday at noon is closed, Monday at ten is open.
  await page.getByLabel("At", { exact: true }).fill("2030-06-02T12:00");
  await page.getByText("Closed then; opens").waitFor();
  await page.getByLabel("At", { exact: true }).fill("2030-06-03T10:00");
  await page.getByText("Open then.").waitFor();
  await page.getByText(/Due .*14:00/).waitFor();
  await screenshot(page, "hours-1440");
  await assertAccessible(page, "working hours");
  await page.setViewportSize({ width: 360, height: 740 });
  await screenshot(page, "hours-360");
  await assertAccessible(page, "working hours at 360 px");
  assert.deepEqual(errors, []);
});

test("roster: shifts are painted, taken back, copied, seen on the phone and swapped", { timeout: 300_000 }, async () => {
  const page = await desk("admin", "/desk/roster");
  const errors = watchErrors(page);
  await page.getByText("Nothing is planned yet").waitFor();
  for (const [name, from, to] of [["Early", "06:00", "14:00"], ["Night", "22:00", "06:00"]]) {
    await button(page, "Add shift").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("From", { exact: true }).fill(from);
    await dialog.getByLabel("To", { exact: true }).fill(to);
    await dialog.getByLabel(name === "Early" ? "Teal" : "Violet").evaluate((one) => one.click());
    if (name === "Early") await assertAccessible(page, "the dialog of a shift");
    await button(dialog, "Save").click();
    await page.getByText(`${name} is saved.`).waitFor();
  }
  const [first, second] = engineers.toSorted((a, b) => a.name.localeCompare(b.name));
  const cells = (agent) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: agent.name, exact: true }) }).getByRole("gridcell");
  const month = dayThere().slice(0, 7);
  const last = new Date(Number(month.slice(0, 4)), Number(month.slice(5)), 0).getDate();
  const rows = async () => (await admin("GET", `/roster?from=${month}-01&to=${month}-${last}`)).rows;

  // By mouse: three days in one stroke.
  await page.locator(".dk-brush-press", { hasText: "Early" }).click();
  const drag = async (from, to) => {
    await from.hover();
    await page.mouse.down();
    await to.hover();
    await page.mouse.up();
  };
  await drag(cells(first).nth(1), cells(first).nth(3));
  await eventually("three days are stored", async () => Object.keys((await rows())[first.id] ?? {}).length === 3);
  await button(page, "Undo").click();
  await eventually("the stroke is taken back", async () => (await rows())[first.id] === undefined);
  await drag(cells(first).nth(1), cells(first).nth(3));

  // By keyboard: a digit gives a shift, Delete clears.
  await cells(second).nth(0).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("2");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("2");
  await page.keyboard.press("Delete");
  await eventually("one night is stored", async () => Object.keys((await rows())[second.id] ?? {}).length === 1);
  await page.getByRole("gridcell", { name: `${second.name}, ` }).nth(1).waitFor();
  await screenshot(page, "roster-1440");
  await assertAccessible(page, "the roster");
  await page.emulateMedia({ colorScheme: "dark" });
  await screenshot(page, "roster-1440-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByLabel("Agent").waitFor();
  await screenshot(page, "roster-360");
  await assertAccessible(page, "the roster at 360 px");
  await page.setViewportSize({ width: 1440, height: 900 });

  // Today and tomorrow for the phone.
  const shifts = (await admin("GET", `/roster?from=${month}-01&to=${month}-${last}`)).shifts.map((one) => one.shift);
  const early = shifts.find((one) => one.name === "Early").id;
  const seen = await admin("GET", `/roster?from=${dayThere(0)}&to=${dayThere(1)}`);
  const cell = (agent, day, shift) => ({ agent: agent.id, day, shift, seen: seen.rows[agent.id]?.[day] ?? null });
  await admin("PUT", "/roster", { cells: [cell(first, dayThere(0), early), cell(first, dayThere(1), early), cell(second, dayThere(1), null)] });

  const context = await world.browser.newContext({ ...PHONE, baseURL: world.url });
  await prefer(context);
  context.setDefaultTimeout(20_000);
  const phone = await context.newPage();
  await enterPhone(phone, first.account);
  await installed(phone);
  await phone.goto("/engineer/me");
  await button(phone, "My shifts").click();
  await phone.getByText("06:00–14:00").first().waitFor();
  await context.setOffline(true);
  await phone.reload();
  await phone.getByText("06:00–14:00").first().waitFor();
  await screenshot(phone, "phone-shifts-offline");
  await assertAccessible(phone, "my shifts");
  await context.setOffline(false);
  await phone.reload();
  await phone.locator(".tr-shift-line").nth(1).click();
  await phone.getByLabel("With whom").selectOption({ label: second.name });
  await phone.getByLabel("Why").fill("Dentist");
  await phone.getByLabel("Which day").fill(dayThere(1));
  await screenshot(phone, "phone-swap");
  await assertAccessible(phone, "asking for a swap");
  await button(phone, "Ask").click();
  await phone.getByText(`Waits for ${second.name}`).waitFor();
  await screenshot(phone, "phone-swap-asked");

  const colleague = await hand(second.account);
  const [swap] = (await colleague("GET", `/roster?from=${dayThere(0)}&to=${dayThere(1)}`)).swaps;
  await colleague("POST", `/swaps/${swap.id}`, { step: "agree" });
  await page.getByText("Agreed, waits for approval").waitFor();
  await screenshot(page, "roster-swap");
  await button(page, "Approve").click();
  await eventually("the two have changed", async () => {
    const rows = (await admin("GET", `/roster?from=${dayThere(1)}&to=${dayThere(1)}`)).rows;
    return rows[second.id]?.[dayThere(1)] === early && rows[first.id] === undefined;
  });
  await eventually("the phone hears of it", async () => (await phone.getByText(`Waits for ${second.name}`).count()) === 0);
  assert.deepEqual(errors, []);
});
