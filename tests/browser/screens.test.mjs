// Every screen of the desk and of the phone app, pictured and checked for accessibility: four times, so that each two of both
// widths, both themes and both languages meet.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, atRest, eventually, LANGUAGES, openWorld, screenshot, THEMES, watchErrors } from "./harness.mjs";
import { enterDesk, enterPhone, openDesk, prefer } from "./people.mjs";

const ends = [];
let world;
let desk;
let engineer;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
  // Somebody in the middle of the work, so that the visit's screen has everything.
  const [busy] = (await desk.read("/visits?state=arrived&limit=1")).rows;
  engineer = (await desk.read("/agents")).find((agent) => agent.id === busy.assignee);
});

after(async () => {
  for (const end of ends) await end();
});

// The screen shows what it is for: nothing loads any more, fonts are there, and what is seen is at rest.
async function settled(page, where) {
  await eventually(
    `${where} is complete`,
    () => page.evaluate(() => !document.querySelector(".tr-skeleton, .tr-spinner") && document.fonts.status === "loaded"),
    20_000,
  );
  await atRest(page);
}

async function walk(page, screens, words) {
  const found = [];
  for (const [name, path] of Object.entries(screens)) {
    const where = `${name} ${words}`;
    await page.goto(path);
    await page.locator("#content").waitFor();
    await settled(page, where);
    await screenshot(page, `${name}-${words.replaceAll(" ", "-")}`);
    await assertAccessible(page, where).catch((error) => found.push(error.message));
  }
  assert.equal(found.join("\n\n"), "");
}

async function deskScreens() {
  const [tickets, open, done, way, companies, contacts] = await Promise.all([
    desk.read("/tickets?limit=1"),
    desk.read("/visits?state=new&limit=1"),
    desk.read("/visits?state=completed&limit=1"),
    desk.read("/visits?state=on_the_way&limit=1"),
    desk.read("/companies?limit=1"),
    desk.read("/contacts?limit=1"),
  ]);
  const board = await desk.read("/board");
  return {
    "desk-dispatch": "/desk/dispatch",
    "desk-dispatch-visit": `/desk/dispatch?visit=${(board.unassigned[0] ?? open.rows[0]).id}`,
    "desk-tickets": "/desk/tickets",
    "desk-ticket": `/desk/tickets/${tickets.rows[0].id}`,
    "desk-visits": "/desk/visits",
    "desk-visit": `/desk/visits/${done.rows[0].id}`,
    "desk-visit-way": `/desk/visits/${way.rows[0].id}`,
    "desk-visit-new": "/desk/visits/new",
    "desk-customers": "/desk/customers",
    "desk-customers-contacts": "/desk/customers?tab=contacts",
    "desk-company": `/desk/customers/companies/${companies.rows[0].id}`,
    "desk-contact": `/desk/customers/contacts/${contacts.rows[0].id}`,
    "desk-fees": "/desk/customers/fees",
    "desk-payments": "/desk/customers/payments",
    "desk-engineers": "/desk/engineers",
    "desk-forms": "/desk/forms",
    "desk-nowhere": "/desk/no-such-screen",
  };
}

async function settingsScreens() {
  const staff = await (await openDesk(world.url, "admin")).read("/staff");
  const busy = staff.agents.find((one) => one.open_visits > 0 && one.agent.skills.length > 0);
  const role = (builtIn) => `/desk/settings/roles/${staff.roles.filter((one) => one.built_in)[builtIn].role.id}`;
  return {
    "desk-settings-visits": "/desk/settings/visits",
    "desk-settings-hours": "/desk/settings/hours",
    "desk-settings-hours-new": "/desk/settings/hours?calendar=new",
    "desk-settings-staff": "/desk/settings/staff",
    "desk-settings-staff-none": "/desk/settings/staff?q=nobody-like-this",
    "desk-settings-agent": `/desk/settings/staff/${busy.agent.id}`,
    "desk-settings-agent-new": "/desk/settings/staff/new",
    "desk-settings-agent-gone": "/desk/settings/staff/00000000-0000-7000-8000-000000000000",
    "desk-settings-groups": "/desk/settings/groups",
    "desk-settings-roles": "/desk/settings/roles",
    "desk-settings-role-administrator": role(0),
    "desk-settings-role": role(1),
    "desk-settings-role-new": "/desk/settings/roles/new",
    "desk-settings-company": "/desk/settings/company",
    "desk-settings-service-cards": "/desk/settings/service-cards",
    "desk-settings-payments": "/desk/settings/payments",
    "desk-settings-features": "/desk/settings/features",
    "desk-settings-fields": "/desk/settings/fields",
    "desk-settings-customers": "/desk/settings/customers",
    "desk-settings-sign-in": "/desk/settings/sign-in",
    "desk-settings-tokens": "/desk/settings/tokens",
    "desk-settings-audit": "/desk/settings/audit",
    "desk-account": "/desk/account",
  };
}

async function phoneScreens() {
  const [open] = (await desk.read(`/visits?assignee=${engineer.id}&state=arrived&limit=1`)).rows;
  const [done] = (await desk.read(`/visits?assignee=${engineer.id}&state=completed&limit=1`)).rows;
  const ticket = (await desk.read(`/visits/${open.id}`)).ticket;
  const customer = (await desk.read("/contacts?limit=20")).rows.find((row) => row.company_id);
  return {
    "phone-today": "/engineer/today",
    "phone-today-map": "/engineer/today/map",
    "phone-todo": "/engineer/visits/list/todo",
    "phone-todo-narrowed": "/engineer/visits/list/todo?when=week&states=new.accepted.arrived&km=25",
    ...(done ? { "phone-visit-done": `/engineer/visits/${done.id}` } : {}),
    "phone-visit": `/engineer/visits/${open.id}`,
    "phone-visit-new": "/engineer/visits/new?ticket=",
    "phone-tickets": "/engineer/tickets",
    ...(ticket ? { "phone-ticket": `/engineer/tickets/${ticket.id}` } : {}),
    "phone-ticket-new": "/engineer/tickets/new",
    "phone-contacts": "/engineer/contacts",
    "phone-search": "/engineer/search",
    "phone-attention": "/engineer/attention",
    "phone-me": "/engineer/me",
    "phone-company": `/engineer/companies/${customer.company_id}`,
    "phone-person": `/engineer/people/${customer.id}`,
    "phone-colleague": `/engineer/colleagues/${engineer.id}`,
    "phone-nearby": "/engineer/nearby",
    "phone-my-company": "/engineer/company",
    "phone-about": "/engineer/about",
    "phone-notices": "/engineer/notices",
    "phone-notice-preferences": "/engineer/notices/preferences",
  };
}

for (const language of LANGUAGES) {
  for (const theme of THEMES) {
    for (const width of [360, 1440]) {
      if ([language === "en", theme === "light", width === 360].filter(Boolean).length % 2 === 0) continue;
      const words = `${width} ${theme} ${language}`;
      const open = (more) => (width === 360 ? world.phone(more) : world.desktop(more));

      test(`the desk's screens: ${words}`, { timeout: 180_000 }, async () => {
        const context = await open({ colorScheme: theme });
        await prefer(context, language, theme);
        const page = await context.newPage();
        await page.goto("/desk/");
        await page.locator('input[autocomplete="username"]').waitFor();
        await screenshot(page, `desk-sign-in-${words.replaceAll(" ", "-")}`);
        await assertAccessible(page, `sign-in ${words}`);
        await enterDesk(page);
        const errors = watchErrors(page);
        await walk(page, await deskScreens(), words);
        assert.deepEqual(errors, []);
        await context.close();
      });

      test(`the administrator's screens: ${words}`, { timeout: 120_000 }, async () => {
        const context = await open({ colorScheme: theme });
        await prefer(context, language, theme);
        const page = await context.newPage();
        await enterDesk(page, "admin", "/desk/settings/visits");
        const errors = watchErrors(page);
        await walk(page, await settingsScreens(), words);
        assert.deepEqual(errors, []);
        await context.close();
      });

      test(`the phone's screens: ${words}`, { timeout: 180_000 }, async () => {
        const context = await open({ colorScheme: theme });
        await prefer(context, language, theme);
        const page = await context.newPage();
        await page.goto("/engineer/");
        await page.locator('input[autocomplete="username"]').waitFor();
        await screenshot(page, `phone-sign-in-${words.replaceAll(" ", "-")}`);
        await assertAccessible(page, `sign-in ${words}`);
        await enterPhone(page, engineer.account);
        const errors = watchErrors(page);
        await walk(page, await phoneScreens(), words);
        assert.deepEqual(errors, []);
        await context.close();
      });
    }
  }
}
