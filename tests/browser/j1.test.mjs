// One visit from scan to signature, with the network gone in the middle: customer, dispatcher and engineers at once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import jsQR from "jsqr";
import { eventually, openWorld, screenshot, watchErrors } from "./harness.mjs";
import { button } from "./office.mjs";
import { enterDesk, enterPhone, freshId, installed, openDesk, photo, pixels, prefer, sha256 } from "./people.mjs";

const DESCRIPTION = "The lift stands still with open doors. Nobody is inside.";
const TITLE = "The lift stands still with open doors";
const SEEN_MS = 2_000;

const ends = [];
let world;
let desk;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
});

after(async () => {
  for (const end of ends) await end();
});

// Reads the printed code with a camera's eye and gives the address in it.
async function scan(page) {
  const [form] = await desk.read("/forms");
  const link = form.links.find((one) => one.asset);
  const { data, width, height } = await pixels(page, await desk.bytes(`/links/${link.id}/qr.png`));
  const address = new URL(jsQR(data, width, height).data);
  assert.equal(address.pathname, link.path);
  return address.pathname;
}

// The account of an agent in the demo.
async function accountOf(name) {
  const found = (await desk.read("/agents")).find((agent) => agent.name === name);
  assert.ok(found, `an engineer called ${name}`);
  return found;
}

async function steps(page, ...names) {
  for (const name of names) await button(page, name).click();
}

// What the engineer does on site: three photos, a part, the report and the customer's signature.
async function record(page, seeds) {
  for (const [count, seed] of seeds.entries()) {
    const album = page.locator('#photos input[type="file"]:not([capture])');
    await eventually("photos can be added", () => album.isEnabled());
    await album.setInputFiles(photo(seed));
    await page.locator('#photos img[src^="blob:"]').nth(count).waitFor();
  }
  await button(page, "Add part").click();
  await page.getByLabel("Name", { exact: false }).first().fill("Door roller");
  await page.getByLabel("Part number").fill("DR-40");
  await page.locator('#parts button[type="submit"]').click();
  await page.locator("#parts").getByText("DR-40").waitFor();
  await page.locator("#solution").fill("Door roller replaced, doors adjusted.");
  await page.locator("#solution").blur();
  await button(page, "Sign").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the person who signs").fill("Ms Hua");
  const pad = await dialog.locator("canvas").boundingBox();
  await page.mouse.move(pad.x + 20, pad.y + 30);
  await page.mouse.down();
  for (const [x, y] of [[0.3, 0.7], [0.5, 0.2], [0.8, 0.6]]) await page.mouse.move(pad.x + pad.width * x, pad.y + pad.height * y);
  await page.mouse.up();
  await dialog.getByRole("button", { name: "Use this signature" }).click();
  await page.locator('#signature img[src^="blob:"]').waitFor();
}

// The hashes of what the phone keeps and shows of a visit's photos; `remember` has seen them pass.
async function keptPhotos(page) {
  const sources = await page.locator('#photos img[src^="blob:"]').evaluateAll((images) => images.map((image) => image.src));
  const all = await page.evaluate(
    (urls) => Promise.all(urls.map(async (url) => Array.from(new Uint8Array(await window.shownBlobs.get(url).arrayBuffer())))),
    sources,
  );
  return all.map((bytes) => sha256(Buffer.from(bytes))).sort();
}

// Keeps hold of every blob a page shows: the page itself may not read them again by their address.
const remember = (context) =>
  context.addInitScript(() => {
    const make = URL.createObjectURL.bind(URL);
    window.shownBlobs = new Map();
    URL.createObjectURL = (blob) => {
      const url = make(blob);
      window.shownBlobs.set(url, blob);
      return url;
    };
  });

// The visit as the server has it now.
const visitNow = (id) => desk.read(`/visits/${id}`);

// Signs an engineer in on a phone at the visit's site; gives what closing and reopening it needs.
async function openPhone(account, site) {
  const folder = await world.profile();
  const permissions = ["geolocation"];
  const geolocation = { latitude: site.lat, longitude: site.lon, accuracy: 8 };
  const start = async (more = {}) => {
    const context = await world.keptPhone(folder, { permissions, geolocation, ...more });
    await prefer(context);
    await remember(context);
    context.setDefaultTimeout(12_000);
    const page = context.pages()[0] ?? (await context.newPage());
    return { context, page };
  };
  const first = await start();
  await enterPhone(first.page, account);
  await installed(first.page);
  return { ...first, start };
}

test("J1: from the scanned code to the customer's rating, with the phone restarted offline in the middle", { timeout: 180_000 }, async () => {
  // The dispatcher is looking at the tickets.
  const office = await world.desktop();
  await prefer(office);
  const screen = await office.newPage();
  office.setDefaultTimeout(12_000);
  await enterDesk(screen, "dana", "/desk/tickets");
  const faults = watchErrors(screen);
  await screen.locator('[aria-label], .tr-row').first().waitFor();

  // The customer scans and reports.
  const pocket = await world.phone();
  const customer = await pocket.newPage();
  await customer.goto(await scan(customer));
  await customer.locator('[name="answer.phone"]').fill("+86 135 7777 1234");
  await customer.locator('[name="answer.contact_name"]').fill("Ms Hua");
  await customer.locator('[name="answer.description"]').fill(DESCRIPTION);
  await customer.locator('input[type="file"]').setInputFiles(photo(11));
  await customer.locator('button[type="submit"]').click();
  await customer.waitForURL("**/t/**");
  const arrived = Date.now();
  await customer.getByText("Thank you, your report has arrived").waitFor();

  // The dispatcher sees it without a reload, and makes a visit of it.
  await screen.getByText(TITLE).first().waitFor({ timeout: SEEN_MS });
  console.log(`ticket on the dispatcher's screen after ${Date.now() - arrived} ms`);
  await screen.getByText(TITLE).first().click();
  await screen.getByRole("heading", { name: TITLE }).waitFor();
  await screenshot(screen, "j1-ticket");
  await button(screen, "Create visit").click();
  await screen.getByRole("heading", { name: "New visit" }).waitFor();
  await screen.locator('.dk-form-foot button[type="submit"]').click();
  await screen.waitForURL("**/desk/dispatch?visit=*");
  const id = new URL(screen.url()).searchParams.get("visit");

  // The ranking shows who is near, with the parts of the score; one press assigns.
  const candidates = screen.locator(".dk-candidates > li");
  await candidates.first().waitFor();
  assert.ok((await candidates.count()) > 3);
  assert.match(await candidates.first().innerText(), /km|\d m/);
  const name = await candidates.first().locator(".dk-candidate-name").innerText();
  const agent = await accountOf(name);
  await screenshot(screen, "j1-ranking");
  const { visit } = await visitNow(id);
  const phone = await openPhone(agent.account, visit.address.place);
  assert.equal(await phone.page.getByText(TITLE).count(), 0);
  const pressed = Date.now();
  await screen.getByRole("button", { name: `Assign to ${name}` }).click();

  // The engineer's phone gets it, loses the network, and is restarted without one.
  const row = (page) => page.getByText(TITLE).first();
  await row(phone.page).waitFor();
  console.log(`visit on the engineer's phone after ${Date.now() - pressed} ms`);
  await phone.context.setOffline(true);
  await phone.context.close();
  const again = await phone.start({ offline: true });
  const engineer = again.page;
  const crashes = [];
  engineer.on("pageerror", (error) => crashes.push(error.message));
  await engineer.goto("/engineer/");
  await row(engineer).click();
  await steps(engineer, "Accept visit", "I’m on my way", "I have arrived");
  await button(engineer, "Complete visit").waitFor();
  await record(engineer, [1, 2, 3]);
  await screenshot(engineer, "j1-engineer-offline");
  const kept = await keptPhotos(engineer);
  assert.equal(new Set(kept).size, 3);
  await button(engineer, "Complete visit").click();
  await button(engineer, "Complete visit").waitFor({ state: "detached" });
  assert.equal((await visitNow(id)).row.state, "new", "the server knows nothing yet");

  // The network is back: everything is at the dispatcher's.
  await screen.goto(`/desk/visits/${id}`);
  await screen.getByRole("heading", { name: TITLE }).waitFor();
  await again.context.setOffline(false);
  const online = Date.now();
  await screen.locator(".dk-visit-line").getByText("done", { exact: true }).waitFor({ timeout: 30_000 });
  console.log(`completed on the dispatcher's screen ${Date.now() - online} ms after the network came back`);
  const done = await eventually("all bytes are there", async () => {
    const now = await visitNow(id);
    return now.missing_bytes.length === 0 && now;
  }, 30_000);
  const attempt = done.visit.attempts[done.overlay.current];
  const hashes = Object.values(attempt.photos).map((line) => line.hash).sort();
  assert.deepEqual(hashes, kept, "the photos are those of the phone");
  for (const hash of hashes) assert.equal(sha256(await desk.bytes(`/attachments/${hash}`)), hash);
  assert.deepEqual(Object.values(attempt.parts).map((part) => part.part_number), ["DR-40"]);
  assert.equal(Object.values(attempt.signatures).length, 1);
  assert.match(attempt.solution, /Door roller replaced/);
  const log = done.entries.filter((entry) => entry.offline);
  assert.ok(log.length >= 4, JSON.stringify(done.entries));
  for (const entry of log) assert.ok(entry.received_at > entry.at, JSON.stringify(entry));
  await screen.getByText("recorded offline").first().waitFor();
  await screen.getByText("DR-40").waitFor();
  await eventually("three photos are shown", async () => (await screen.locator('img[src*="/attachments/"]').count()) >= 4);
  await screenshot(screen, "j1-visit-done");

  // The customer sees that it is done and rates.
  await customer.goto(customer.url().replace(/\?.*/, ""));
  await customer.getByText("The work is done").first().waitFor();
  await customer.locator("#star-5").check({ force: true });
  await customer.locator('textarea[name="comment"]').fill("Quick and friendly.");
  await customer.getByRole("button", { name: "Send rating" }).click();
  await customer.getByText("Thank you for your rating").waitFor();
  await screenshot(customer, "j1-rated");
  await screen.getByText("Quick and friendly.").first().waitFor();
  assert.deepEqual(faults, []);
  assert.deepEqual(crashes, []);
});

// An engineer finishes a visit offline that meanwhile goes to a colleague, and hears about it: what the dispatcher then has
// to decide.
async function lateRecord(seeds) {
  // A visit of the first of the nearest engineers, who has it on his phone and goes offline.
  const { id } = (await desk.read("/board")).unassigned.find((row) => row.state === "new" && !row.assignee);
  const before = await visitNow(id);
  const ranked = await desk.read(`/visits/${id}/candidates?include_unskilled=true`);
  const [first, second] = await Promise.all(ranked.slice(0, 2).map((one) => accountOf(one.name)));
  const give = (agent, seen, reason) =>
    desk.command({ on: "visit", id, command: { do: "assign", assignment: freshId(), agent: agent.id, agent_name: "", seen, reason } });
  await give(first, before.overlay.current ?? null, "");
  const phone = await openPhone(first.account, before.visit.address.place);
  await phone.page.goto(`/engineer/visits/${id}`);
  await button(phone.page, "Accept visit").waitFor();
  await phone.context.setOffline(true);
  await give(second, (await visitNow(id)).overlay.current, "He is nearer.");

  // Offline he works to the end.
  const engineer = phone.page;
  await steps(engineer, "Accept visit", "I’m on my way", "I have arrived");
  await button(engineer, "Complete visit").waitFor();
  await record(engineer, seeds);
  await engineer.getByLabel("New note").fill("The spare rollers are in the machine room.");
  await button(engineer, "Add note").click();
  await button(engineer, "Complete visit").click();
  await button(engineer, "Complete visit").waitFor({ state: "detached" });

  // Back online: the visit stays with the second engineer, and the first reads why.
  await phone.context.setOffline(false);
  const late = await eventually("the record is kept as late", async () => {
    const now = await visitNow(id);
    return now.late.length === 1 && now.missing_bytes.length === 0 && now;
  }, 30_000);
  assert.equal(late.row.state, "new");
  assert.equal(late.row.assignee, second.id);
  const kept = late.visit.attempts[late.late[0]];
  assert.equal(Object.keys(kept.photos).length, 2);
  assert.equal(Object.keys(kept.parts).length, 1);
  assert.equal(Object.keys(kept.signatures).length, 1);
  assert.ok(late.entries.some((entry) => JSON.stringify(entry).includes("in the machine room")));
  await engineer.goto("/engineer/attention");
  await engineer.getByText(`This visit was given to ${second.name}`).first().waitFor();
  await engineer.getByText("Everything you recorded is kept on the visit").first().waitFor();
  await screenshot(engineer, "j1-attention");
  await phone.context.close();
  return { id, first, second, assignment: late.late[0] };
}

// The dispatcher's page of a visit.
async function openVisit(id) {
  const office = await world.desktop();
  await prefer(office);
  const screen = await office.newPage();
  office.setDefaultTimeout(12_000);
  await enterDesk(screen, "dana", `/desk/visits/${id}`);
  return screen;
}

test("J1: work finished offline on a visit that was given away is kept, said plainly, and counts once accepted", { timeout: 180_000 }, async () => {
  const { id, first } = await lateRecord([21, 22]);
  const screen = await openVisit(id);
  const record = screen.locator(".dk-late");
  await record.getByText("DR-40").waitFor();
  await record.getByText("Dana Fang gave the reason: He is nearer.").waitFor();
  await screenshot(screen, "j1-late-record");
  await record.getByRole("button", { name: "Accept" }).click();
  await record.waitFor({ state: "detached" });
  const settled = await visitNow(id);
  assert.equal(settled.row.state, "completed");
  assert.equal(settled.row.assignee, first.id);
});

test("J1: a late record that is set aside moves nothing and stays readable with who decided and why it was late", { timeout: 180_000 }, async () => {
  const { id, first, second, assignment } = await lateRecord([31, 32]);
  const screen = await openVisit(id);
  const record = screen.locator(".dk-late");
  await record.getByText(`Done by ${first.name}`).waitFor();
  await record.getByText("Dana Fang gave the reason: He is nearer.").waitFor();
  await record.getByRole("button", { name: "Set aside" }).click();
  await record.waitFor({ state: "detached" });
  const aside = screen.getByRole("region", { name: `Recorded before by ${first.name}` });
  await aside.getByText("Set aside by Dana Fang").waitFor();
  await aside.getByText(`Done by ${first.name}`).waitFor();
  await aside.getByText("Dana Fang gave the reason: He is nearer.").waitFor();
  await aside.getByText("DR-40").waitFor();
  await eventually("its photos and the signature are shown", async () => (await aside.locator('img[src*="/attachments/"]').count()) === 3);
  await screenshot(screen, "j1-set-aside");
  const settled = await visitNow(id);
  assert.equal(settled.row.state, "new");
  assert.equal(settled.row.assignee, second.id);
  assert.deepEqual(settled.late, []);
  assert.equal(settled.overlay.assignments[assignment].late.accepted, false);
  assert.equal(Object.keys(settled.visit.attempts[assignment].photos).length, 2);
  await screen.reload();
  await aside.getByText("Set aside by Dana Fang").waitFor();
});
