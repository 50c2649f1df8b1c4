// Agents from a table with start passwords that are shown once, a licence whose seats are used up and that ends, portraits, states
// of presence, preferences that have their effect, and the home page of each role.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertAccessible, dayThere, eventually, openWorld, PHONE, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, openDesk, PASSWORD, prefer } from "./people.mjs";
import { workbook } from "./tables.mjs";

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

// What the server refuses is no mistake of the page.
const mistakes = (errors) => errors.filter((text) => !/status of 4(03|09|22)/.test(text));

async function enter(account, path, { language = "en", theme = "light", ...options } = {}) {
  const context = await world.desktop(options);
  await prefer(context, language, theme);
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await enterDesk(page, account, path);
  return page;
}

const staffNow = () => admin.read("/staff?limit=200");
const byAccount = async (account) => (await staffNow()).agents.find((one) => one.agent.account === account);

function picture(page) {
  return page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 900;
    canvas.height = 600;
    const draw = canvas.getContext("2d");
    draw.fillStyle = "#1f6f8b";
    draw.fillRect(0, 0, 900, 600);
    draw.fillStyle = "#f2c14e";
    draw.beginPath();
    draw.arc(450, 300, 180, 0, 7);
    draw.fill();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
}

test("agents come from a spreadsheet: refused rows say why, start passwords are shown once and must be changed", { timeout: 240_000 }, async () => {
  const page = await enter("admin", "/desk/settings/staff");
  const errors = watchErrors(page);
  await page.getByRole("link", { name: "Import" }).click();
  await page.getByRole("heading", { name: "Import staff" }).waitFor();
  await assertAccessible(page, "choosing a file of staff");
  await screenshot(page, "staff-import-file");
  const rows = [
    ["账号", "姓名", "角色", "许可", "邮箱", "工牌"],
    ["mei", "梅琳", "普通员工", "工单; 会话", "mei@lifts.example", "7"],
    ["jun", "Jun Wu", "Engineer", "", "", "8"],
    ["dana", "Dana Fang", "", "", "dana@lifts.example", ""],
    ["bo", "Bo", "Pilot", "", "", ""],
    ["kim", "Kim", "Engineer", "", "kim at home", ""],
  ];
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  await page.locator('input[type="file"]').setInputFiles({ name: "staff.xlsx", mimeType: type, buffer: workbook(rows) });
  await page.getByLabel("Field for 账号").waitFor();
  assert.equal(await page.getByLabel("Field for 账号").inputValue(), "account");
  assert.equal(await page.getByLabel("Field for 工牌").inputValue(), "");
  await page.getByLabel("Field for 账号").selectOption("employee_number");
  await button(page, "Check only").click();
  await page.getByText("Say which column is the sign-in name.").waitFor();
  await page.getByLabel("Field for 账号").selectOption("account");
  await page.getByLabel("Field for 工牌").selectOption("employee_number");
  await button(page, "Check only").click();
  await page.getByRole("heading", { name: "Result of the check" }).waitFor();
  await page.getByRole("row", { name: /5 角色 “Pilot” is not among the options/ }).waitFor();
  await page.getByRole("row", { name: /6 邮箱 not an e-mail address/ }).waitFor();
  await assertAccessible(page, "a checked file of staff");
  await screenshot(page, "staff-import-check");
  assert.equal(await byAccount("mei"), undefined, "a check stores nothing");
  await button(page, "Import 5 rows").click();
  await page.getByRole("heading", { name: "Start passwords" }).waitFor();
  await assertAccessible(page, "start passwords");
  await screenshot(page, "staff-import-passwords");
  const line = page.getByRole("row", { name: /^mei 梅琳/ });
  const password = await line.locator("code").textContent();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download the list" }).click()]);
  assert.ok((await readFile(await download.path(), "utf8")).includes(`mei,梅琳,${password}`));
  const [refused] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download refused rows" }).click()]);
  assert.ok((await readFile(await refused.path(), "utf8")).includes("Row 5, 角色: “Pilot” is not among the options"));
  const mei = await byAccount("mei");
  assert.deepEqual([mei.agent.licences, mei.agent.employee_number], [["chat", "tickets"], "7"]);
  assert.equal((await byAccount("dana")).agent.email, "dana@lifts.example");
  assert.deepEqual(mistakes(errors), []);

  // The new agent replaces the start password before anything else.
  const context = await world.desktop();
  await prefer(context);
  const hers = await context.newPage();
  hers.setDefaultTimeout(15_000);
  await hers.goto("/desk");
  await hers.getByLabel("Account").fill("mei");
  await hers.getByLabel("Password", { exact: true }).fill(password);
  await hers.getByRole("button", { name: "Sign in" }).click();
  await hers.getByRole("heading", { name: "Choose a password of your own" }).or(hers.locator("h1")).first().waitFor();
  await screenshot(hers, "staff-import-first-sign-in");
});

test("a narrow screen imports too, in Chinese and dark", { timeout: 120_000 }, async () => {
  const { isMobile, ...narrow } = PHONE;
  const page = await enter("admin", "/desk/settings/staff/import", { language: "zh-CN", theme: "dark", ...narrow });
  await page.getByRole("heading", { name: "导入员工" }).waitFor();
  const file = "登录名,姓名,角色\nzhou,周宁,工程师\nwu,吴迪,飞行员\n";
  await page.locator('input[type="file"]').setInputFiles({ name: "员工.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.getByRole("button", { name: "仅检查" }).click();
  await page.getByText("“飞行员”").waitFor();
  await assertAccessible(page, "a checked file on a narrow screen");
  await screenshot(page, "staff-import-narrow");
});

test("seats that are used up are refused with how many of how many, and the page shows them", { timeout: 180_000 }, async () => {
  const { used: { seats: used } } = await admin.read("/licence");
  const binary = process.env.TRUCKROLL_BIN;
  const set = (...more) => execFileSync(binary, ["licence", "--data", world.server.folder, ...more], { encoding: "utf8" });
  const said = set("--edition", "Team", "--seats", String(used), "--module", "chat=200", "--until", dayThere(20));
  assert.ok(said.includes(`seats: ${used} of ${used}`), said);
  const page = await enter("admin", "/desk/settings/licence");
  await eventually("the server has taken the licence over", async () => (await admin.read("/licence")).licence.seats === used, 90_000);
  await page.reload();
  await page.getByText("used up").waitFor();
  await page.getByText(`${used} of ${used}`).waitFor();
  await page.getByText("20 days are left").waitFor();
  await assertAccessible(page, "the licence");
  await screenshot(page, "licence");
  await page.goto("/desk/settings/staff/new");
  await page.getByRole("textbox", { name: /^Name · / }).fill("One Too Many");
  await page.getByLabel("Account").fill("toomany");
  await page.getByLabel("First password").fill(PASSWORD);
  await page.getByRole("combobox", { name: /^Role/ }).selectOption({ label: "Engineer" });
  await button(page, "Add agent").click();
  await page.getByText(`No seat is left: ${used} of ${used} are taken.`).waitFor();
  assert.equal(await page.getByLabel("Account").inputValue(), "toomany", "nothing that was typed is lost");
  await screenshot(page, "licence-refused");
  // After the last day everything is read and nothing written, until the operator extends it.
  set("--until", dayThere(-1));
  await eventually("the licence is over", async () => (await admin.read("/licence")).over, 90_000);
  await page.goto("/desk/settings/licence");
  await page.getByText(/The licence ended on/).waitFor();
  await screenshot(page, "licence-over");
  await page.goto("/desk/settings/presence");
  await button(page, "Add state").click();
  await page.getByRole("group", { name: "New state" }).getByLabel(/^Name/).fill("Training");
  await button(page, "Save").click();
  await page.getByText("The licence of your organisation is over").waitFor();
  set("--seats", "none", "--until", "never");
  await eventually("the licence goes on", async () => !(await admin.read("/licence")).over, 90_000);
  await button(page, "Save").click();
  await page.getByText("The states are saved.").waitFor();
});

test("own states of presence are made, chosen at the desk, and portraits are set", { timeout: 180_000 }, async () => {
  const page = await enter("admin", "/desk/settings/presence");
  const errors = watchErrors(page);
  await button(page, "Add state").click();
  const card = page.getByRole("group", { name: "New state" });
  await button(page, "Save").click();
  await page.getByText("Give it a name.").waitFor();
  await card.getByLabel(/^Name/).fill("Workshop");
  await page.getByRole("group", { name: "Workshop" }).getByLabel("Colour").selectOption({ label: "Violet" });
  await page.getByRole("group", { name: "Workshop" }).getByLabel("Calls").check();
  await assertAccessible(page, "states of presence");
  await screenshot(page, "presence-states");
  await button(page, "Save").click();
  await page.getByText("The states are saved.").waitFor();
  const dana = await enter("dana", "/desk/dispatch");
  await dana.getByRole("button", { name: /Account of|Dana/ }).first().click();
  const dialog = dana.getByRole("dialog");
  await dialog.getByLabel("Calls").selectOption({ label: "Workshop" });
  await dialog.getByText("You get no new work of this kind.").waitFor();
  await assertAccessible(dana, "the account with presence");
  await screenshot(dana, "presence-mine");
  await dialog.getByRole("link", { name: /account/i }).click();
  await dana.getByText("PNG or JPEG, at most 2 MB").waitFor();
  const png = Buffer.from(await picture(dana));
  await dana.locator('input[type="file"]').setInputFiles({ name: "me.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
  await dana.getByText("This is not a PNG or JPEG picture.").waitFor();
  await dana.locator('input[type="file"]').setInputFiles({ name: "me.png", mimeType: "image/png", buffer: png });
  await dana.getByText("Your portrait was changed.").waitFor();
  await assertAccessible(dana, "one's own portrait");
  await screenshot(dana, "portrait-mine");
  const hers = (await byAccount("dana")).agent.photo;
  assert.match(hers, /^[0-9a-f]{64}$/);
  await page.goto("/desk/settings/staff");
  await eventually("the list shows the portrait", () => page.locator(`img[src$="${hers}"]`).first().isVisible());
  await screenshot(page, "portrait-list");
  assert.deepEqual(mistakes(errors), []);
});

test("an administrator adds an entry to the navigation; a signed one says who comes", { timeout: 120_000 }, async () => {
  const page = await enter("admin", "/desk/settings/navigation");
  const errors = watchErrors(page);
  await page.getByText("No entries of your own").waitFor();
  await button(page, "Add entry").click();
  await button(page, "Save").click();
  await page.getByText("This is needed.").waitFor();
  const card = page.getByRole("group", { name: "New entry" });
  await card.getByLabel("Icon").selectOption({ label: "Book" });
  await card.getByLabel(/^Address/).fill("http://wiki.example");
  await card.getByLabel(/^Title/).fill("Wiki");
  await button(page, "Save").click();
  await page.getByText("The address must begin with https://").first().waitFor();
  const named = page.getByRole("group", { name: "Wiki", exact: true });
  await named.getByLabel(/^Address/).fill("https://wiki.example/start");
  await named.getByLabel("On phones").check();
  await named.getByLabel("Say who comes").check();
  await assertAccessible(page, "entries of the navigation");
  await screenshot(page, "navigation");
  await button(page, "Save").click();
  await page.getByText("The entries are saved.").waitFor();
  await button(page, "Make a secret").click();
  await page.getByText("Shown once").waitFor();
  await assertAccessible(page, "the secret");
  await screenshot(page, "navigation-secret");
  const link = page.getByRole("navigation", { name: "Main menu" }).getByRole("link", { name: "Wiki" });
  await link.waitFor();
  assert.deepEqual([await link.getAttribute("target"), await link.getAttribute("rel")], ["_blank", "noopener noreferrer"]);
  const reply = await page.request.get(await link.getAttribute("href"), { maxRedirects: 0 });
  assert.equal(reply.status(), 303);
  assert.match(reply.headers().location, /^https:\/\/wiki\.example\/start\?truckroll=[\w-]+\.[\w-]+$/);
  assert.deepEqual(mistakes(errors), []);
});

test("preferences have their effect at once and everywhere, and the home page counts what it leads to", { timeout: 240_000 }, async () => {
  const page = await enter("dana", "/desk");
  const errors = watchErrors(page);
  await page.getByRole("heading", { name: "Home" }).waitFor();
  const card = page.getByRole("link", { name: /Overdue visits/ });
  await card.waitFor();
  await assertAccessible(page, "the home page");
  await screenshot(page, "home-dispatcher");
  const overdue = (await card.innerText()).match(/\d+/)[0];
  await card.click();
  await page.getByRole("heading", { name: new RegExp(`Visits ?${overdue}`) }).waitFor();
  await page.getByText("Overdue visits").waitFor();
  await screenshot(page, "home-overdue-list");
  await page.goto("/desk/preferences");
  await page.getByRole("heading", { name: "My preferences" }).waitFor();
  await page.getByLabel("Ocean").check();
  await page.getByText("Saved").first().waitFor();
  assert.equal(await page.locator("html").getAttribute("data-sidebar"), "ocean");
  await page.getByRole("combobox", { name: /^(Appearance|Theme)/ }).selectOption("contrast");
  await eventually("the appearance changes", async () => (await page.locator("html").getAttribute("data-theme")) === "truckroll-contrast");
  await page.getByLabel("The desk begins with").selectOption({ label: "Tickets" });
  await page.getByLabel("Replies are sent with").selectOption({ label: "Enter" });
  await page.getByLabel("Time zone of times shown").selectOption("Europe/Berlin");
  await eventually("all of it is kept", async () => {
    const desk = await openDesk(world.url, "dana");
    const { preferences } = await desk.read("/preferences");
    return preferences.enter_sends && preferences.start === "/desk/tickets" && preferences.time_zone === "Europe/Berlin";
  });
  await assertAccessible(page, "preferences");
  await screenshot(page, "preferences-contrast");
  // Another browser of hers begins with tickets, in her colours, and Enter sends.
  const other = await enter("dana", "/desk");
  await other.waitForURL(/\/desk\/tickets/);
  await eventually("her colours", async () => (await other.locator("html").getAttribute("data-theme")) === "truckroll-contrast");
  await assertAccessible(other, "the list in high contrast");
  await screenshot(other, "preferences-tickets");
  await other.locator(".dk-lines a").first().click();
  await other.getByText("Enter sends, Shift-Enter begins a line.").waitFor();
  const box = other.getByRole("textbox", { name: /Reply|Write/ }).first();
  await box.fill("We are on our way");
  await box.press("Shift+Enter");
  assert.ok((await box.inputValue()).includes("\n"));
  await box.press("Enter");
  await eventually("it is sent", async () => (await box.inputValue()) === "");
  assert.deepEqual(mistakes(errors), []);

  const boss = await enter("admin", "/desk");
  await boss.getByRole("heading", { name: "The organisation" }).waitFor();
  await screenshot(boss, "home-administrator");
  const { isMobile, ...narrow } = PHONE;
  const small = await enter("admin", "/desk", { language: "zh-CN", theme: "dark", ...narrow });
  await small.getByRole("heading", { name: "首页" }).waitFor();
  await assertAccessible(small, "the home page on a narrow screen");
  await screenshot(small, "home-narrow");
  await small.goto("/desk/preferences");
  await small.getByRole("heading", { name: "我的偏好" }).waitFor();
  await screenshot(small, "preferences-narrow");
});
