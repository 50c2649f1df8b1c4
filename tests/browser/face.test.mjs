// The organisation's face: its account name, a logo drawn from an SVG, the contact person who confirms his address by a
// letter, and the white label on customer pages, codes and the installed app.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, freePort, openWorld, PHONE, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, enterPhone, openDesk, prefer } from "./people.mjs";

const ends = [];
let world;
let admin;
let mail;

// A mail server that takes every letter and keeps its lines.
async function mailSink() {
  const port = await freePort();
  let lines = "";
  const server = createServer((socket) => {
    let letter = false;
    socket.write("220 sink\r\n");
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      for (const line of bytes.toString("utf8").split("\r\n").slice(0, -1)) {
        if (letter && line !== ".") {
          lines += `${line}\n`;
          continue;
        }
        const word = line.split(" ")[0];
        letter = word === "DATA";
        if (word === "RCPT") lines += `${line}\n`;
        socket.write(letter ? "354 go on\r\n" : word === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
      }
    });
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  // Chinese letters travel as base64, the others as quoted text
  const words = (base64) => Buffer.from(base64.replaceAll("\n", ""), "base64").toString("utf8");
  const read = () =>
    lines
      .replace(/(Content-Transfer-Encoding: base64\n(?:\S.*\n)*\n)((?:[A-Za-z0-9+/=]+\n)+)/g, (_, head, body) => `${head}${words(body)}\n`)
      .replaceAll("=\n", "")
      .replaceAll("=3D", "=");
  return { url: `smtp://127.0.0.1:${port}`, letters: read, close: () => server.close() };
}

before(async () => {
  mail = await mailSink();
  ends.push(() => mail.close());
  world = await openWorld({ after: (end) => ends.push(end) }, { more: ["--smtp-url", mail.url] });
  admin = await openDesk(world.url, "admin");
});

after(async () => {
  for (const end of ends.reverse()) await end();
});

// What the server refuses is no mistake of the page.
const mistakes = (errors) => errors.filter((text) => !/status of 4(03|09|22|29)/.test(text));

async function settings({ language = "en", theme = "light", ...options } = {}) {
  const context = await world.desktop(options);
  await prefer(context, language, theme);
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await enterDesk(page, "admin", "/desk/settings/company");
  await page.locator(".dk-form").first().waitFor();
  return page;
}

const drawing = (inside) => ({
  name: "logo.svg",
  mimeType: "image/svg+xml",
  buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60">${inside}</svg>`),
});

test("an administrator names the organisation and gives it a logo from a drawing", { timeout: 180_000 }, async () => {
  const page = await settings();
  const errors = watchErrors(page);
  await page.getByText(/^org-1\d{7}$/).waitFor();
  await page.getByLabel("Account name").fill("a");
  await page.locator('button[type="submit"]').first().click();
  await page.getByText("An account name has 3 to 40 characters").waitFor();
  await page.getByLabel("Account name").fill("Huadong-Lifts");
  await page.locator('input[type="file"]').setInputFiles(drawing("<text>HD</text>"));
  await page.getByText("Turn the text into paths").waitFor();
  await page.locator('input[type="file"]').setInputFiles(drawing('<circle cx="30" cy="30" r="28" fill="#00695f"/><path d="M70 8h40v44H70z" fill="#ed9e2f"/>'));
  await page.locator('.dk-logo img').waitFor();
  await page.locator('button[type="submit"]').first().click();
  await page.getByText("Saved. Phones get it with their next sync.").first().waitFor();
  const now = await admin.read("/company");
  assert.equal(now.profile.account_name, "huadong-lifts");
  await assertAccessible(page, "company settings");
  await screenshot(page, "face-company-1440");
  assert.deepEqual(mistakes(errors), []);

  await page.goto("/desk");
  await page.locator(".dk-home-logo").waitFor();
  await screenshot(page, "face-home-logo");
  await page.context().close();

  const phone = await world.phone();
  await prefer(phone);
  const mine = await phone.newPage();
  await enterPhone(mine, "chen");
  await mine.goto("/engineer/company");
  await mine.getByText("huadong-lifts").waitFor();
  await mine.locator("#content img").waitFor();
  await screenshot(mine, "face-phone-company");
  await assertAccessible(mine, "my company on the phone");
  await phone.close();
});

test("the contact person confirms his address by the link of a letter", { timeout: 180_000 }, async () => {
  const page = await settings();
  await page.getByLabel("E-mail of the contact person").fill("mei@huadong-lift.example");
  await page.getByText("When you save, a letter with a link goes to this address.").waitFor();
  await page.locator('button[type="submit"]').first().click();
  await page.getByText(/A link was sent on .* and holds for three days/).waitFor();
  await screenshot(page, "face-contact-sent");
  const letter = await eventually("the letter has come", () => (mail.letters().includes("/confirm/") ? mail.letters() : null));
  assert.ok(letter.includes("RCPT TO:<mei@huadong-lift.example>"));
  await button(page, "Send another link").click();
  await page.getByText(/Too many/i).or(page.getByText(/Try again/)).first().waitFor();
  const [, path] = letter.match(/https?:\/\/[^/\s]+(\/confirm\/\S+)/);
  const context = await world.phone();
  const reader = await context.newPage();
  await reader.goto(path);
  await reader.getByRole("heading", { name: "Is this your e-mail address?" }).waitFor();
  await assertAccessible(reader, "confirming an address");
  await screenshot(reader, "face-confirm-ask");
  await button(reader, "Confirm the address").click();
  await reader.getByRole("heading", { name: "The address is confirmed" }).waitFor();
  await screenshot(reader, "face-confirm-done");
  await reader.goto(path);
  await reader.getByRole("heading", { name: "This link holds no more" }).waitFor();
  await assertAccessible(reader, "a link that holds no more");
  await context.close();
  await page.reload();
  await page.getByText(/Confirmed on/).waitFor();
  assert.equal(await page.getByRole("button", { name: /Send .* link/ }).count(), 0);
  await screenshot(page, "face-contact-confirmed");
  await page.context().close();
});

test("a white label is worn by customer pages and the installed app once the licence includes it", { timeout: 240_000 }, async () => {
  const plain = await settings();
  assert.equal(await plain.getByRole("heading", { name: "White label" }).count(), 0);
  await plain.context().close();
  execFileSync(process.env.TRUCKROLL_BIN, ["licence", "--data", world.server.folder, "--white-label", "on"]);
  await eventually("the server has taken it over", async () => (await admin.read("/company")).white_label);
  const page = await settings();
  await page.getByLabel("Product name").fill("Huadong Care");
  await page.getByLabel("Teal").check();
  await page.getByLabel("Address of customer pages").fill("http://service.huadong.example");
  const save = page.locator("form").filter({ hasText: "White label" }).locator('button[type="submit"]');
  await save.click();
  await page.getByText("The address begins with https://.").waitFor();
  await page.getByLabel("Address of customer pages").fill("https://service.huadong.example");
  await assertAccessible(page, "white label");
  await save.click();
  await page.getByText("Saved. New links and QR codes use it.").first().waitFor();
  await screenshot(page, "face-brand-1440");
  const link = (await admin.read("/forms"))[0].links.find((one) => one.asset);
  assert.ok(link.address.startsWith("https://service.huadong.example/f/"), link.address);

  for (const [theme, options] of [["light", PHONE], ["dark", {}]]) {
    const customer = await world.desktop({ ...options, colorScheme: theme });
    const form = await customer.newPage();
    await form.goto(link.path);
    await form.locator(".logo").waitFor();
    assert.ok(!(await form.locator("body").innerText()).includes("Truckroll"));
    await assertAccessible(form, `a form with its own look, ${theme}`);
    await screenshot(form, `face-form-${theme}`);
    await customer.close();
  }
  const manifest = await page.evaluate(async () => (await fetch("/engineer/manifest.webmanifest", { credentials: "include" })).json());
  assert.deepEqual([manifest.name, manifest.theme_color], ["Huadong Care", "#00695f"]);
  await page.context().close();
});

test("a narrow screen shows the settings whole, in Chinese and dark", { timeout: 120_000 }, async () => {
  const { isMobile, ...narrow } = PHONE;
  const page = await settings({ language: "zh-CN", theme: "dark", ...narrow });
  await page.getByLabel("产品名称").waitFor();
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `${wide} px on ${seen}`);
  await assertAccessible(page, "company settings at 360 px");
  await page.screenshot({ path: `${process.env.TRUCKROLL_SCREENSHOTS}/face-company-360.png`, fullPage: true });
  await page.context().close();
});
