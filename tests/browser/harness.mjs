// What every browser journey needs: a server with the demo organisation on a free port, a browser, screens of the two
// widths the product is designed for, screenshots, an accessibility check and signing in.
//
// `cargo xtask test` sets TRUCKROLL_BIN, TRUCKROLL_ASSETS, TRUCKROLL_CHROMIUM, TRUCKROLL_SCREENSHOTS and TRUCKROLL_JOURNEY_DATA
// (where the demo's data is kept between journeys). A journey starts with `const world = await openWorld(t)`; the world closes with the test
// `t`, also after a failure.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const START_LIMIT_MS = 60_000;
// The demo organisation's engineers are minutes from their visits: older data is made anew.
const DEMO_AGE_MS = 15 * 60_000;
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// It is mid-morning at the demo organisation whenever the journeys run: people are on shift and the day's work lies ahead.
const HOUR = 10;
export const HOURS_EAST = ((HOUR - new Date().getUTCHours() + 36) % 24) - 12;
// The organisation's time zone; the signs of these names are those of POSIX.
export const ZONE = HOURS_EAST === 8 ? "Asia/Shanghai" : `Etc/GMT${HOURS_EAST > 0 ? "-" : "+"}${Math.abs(HOURS_EAST)}`;

// The day at the organisation, `days` from today, as `2026-03-01`.
export function dayThere(days = 0) {
  return new Date(Date.now() + (HOURS_EAST + days * 24) * 3_600_000).toISOString().slice(0, 10);
}

// Phones are where the demo organisation is.
export const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, timezoneId: ZONE };
export const DESKTOP = { viewport: { width: 1440, height: 900 } };
export const LANGUAGES = ["en", "zh-CN"];
export const THEMES = ["light", "dark"];

export function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set; run the journeys with \`cargo xtask test\``);
  return value;
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Asks until `ask` gives something true; fails with `what` and the last error when the limit has passed.
export async function eventually(what, ask, limitMs = 30_000) {
  const started = Date.now();
  let last;
  while (Date.now() - started < limitMs) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await pause(25);
  }
  assert.fail(`${what} within ${limitMs} ms${last ? `: ${last.message}` : ""}`);
}

// A stopped server's data folder with the demo organisation, to be copied. Making it takes a program without optimisation half a
// minute, so journeys that follow each other share it, as long as program and time zone are the same.
async function demoData() {
  const folder = process.env.TRUCKROLL_JOURNEY_DATA ?? join(tmpdir(), "truckroll-demo");
  await mkdir(folder, { recursive: true });
  const program = await stat(setting("TRUCKROLL_BIN"));
  const kind = `${Math.trunc(program.mtimeMs)}-${program.size}_${HOURS_EAST}_`;
  const made = (await readdir(folder)).filter((name) => name.includes("_"));
  const age = (name) => Date.now() - Number(name.split("_").at(-1));
  const found = made.find((name) => name.startsWith(kind) && age(name) < DEMO_AGE_MS);
  if (found) return join(folder, found);
  // somebody may still be copying what was fresh a moment ago
  await Promise.all(made.filter((name) => age(name) > 2 * DEMO_AGE_MS).map((name) => rm(join(folder, name), { recursive: true, force: true })));
  const since = Date.now();
  const server = new Server(await mkdtemp(join(folder, "new-")), await freePort(), {});
  await server.start();
  await server.stop();
  const place = join(folder, `${kind}${since}`);
  try {
    await rename(server.folder, place);
  } catch (error) {
    // two journeys that began in the same millisecond made the same; one of them is enough
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    await server.remove();
  }
  return place;
}

// The server's program on its own data folder. `stop` and `start` may be repeated; the data stays until `remove`.
export class Server {
  constructor(folder, port, options) {
    this.folder = folder;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.options = options;
    this.log = "";
  }

  static async create(options = {}) {
    const folder = await mkdtemp(join(tmpdir(), "truckroll-journey-"));
    if (options.demo ?? true) await cp(await demoData(), folder, { recursive: true });
    const server = new Server(folder, await freePort(), options);
    await server.start();
    return server;
  }

  async start() {
    const { demo = true, environment = {}, more = [] } = this.options;
    const words = ["serve", "--data", this.folder, "--listen", `127.0.0.1:${this.port}`];
    words.push("--assets", setting("TRUCKROLL_ASSETS"), ...(demo ? ["--demo", "--demo-hours-east", String(HOURS_EAST)] : []), ...more);
    this.child = spawn(setting("TRUCKROLL_BIN"), words, {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on("data", (bytes) => (this.log = (this.log + bytes).slice(-20_000)));
    }
    this.ended = new Promise((resolve) => {
      this.child.once("exit", (code, signal) => resolve(signal ?? code));
      this.child.once("error", (error) => resolve(error.message));
    });
    let end;
    this.ended.then((how) => (end = how));
    await eventually(
      "the server is ready",
      async () => {
        if (end !== undefined) return true;
        return (await fetch(`${this.url}/readyz`)).ok;
      },
      START_LIMIT_MS,
    );
    assert.equal(end, undefined, `the server ended at its start (${end}):\n${this.log}`);
  }

  // Politely by default; "SIGKILL" is the power cut.
  async stop(signal = "SIGTERM") {
    this.child.kill(signal);
    return this.ended;
  }

  async remove() {
    await this.stop("SIGKILL");
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function launchBrowser() {
  return chromium.launch({ executablePath: setting("TRUCKROLL_CHROMIUM"), args: FLAGS });
}

// A browser that keeps its storage in `folder` and can be closed and started again, as a phone's app is.
export async function launchKeptBrowser(folder, options = PHONE) {
  return chromium.launchPersistentContext(folder, {
    executablePath: setting("TRUCKROLL_CHROMIUM"),
    args: FLAGS,
    ...options,
  });
}

// Server and browser for one test, with what it opens; everything is closed when the test ends.
export async function openWorld(t, options = {}) {
  const server = await Server.create(options);
  const browser = await launchBrowser();
  const folders = [];
  const kept = [];
  t.after(async () => {
    await Promise.allSettled(kept.map((context) => context.close()));
    await browser.close();
    await server.remove();
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  });
  return {
    server,
    url: server.url,
    browser,
    phone: (more = {}) => browser.newContext({ baseURL: server.url, locale: "en", ...PHONE, ...more }),
    desktop: (more = {}) => browser.newContext({ baseURL: server.url, locale: "en", ...DESKTOP, ...more }),
    // An empty folder for `keptPhone`, so that a journey can close the browser and open it on the same storage.
    profile: async () => {
      const folder = await mkdtemp(join(tmpdir(), "truckroll-profile-"));
      folders.push(folder);
      return folder;
    },
    keptPhone: async (folder, more = {}) => {
      const context = await launchKeptBrowser(folder, { baseURL: server.url, locale: "en", ...PHONE, ...more });
      kept.push(context);
      return context;
    },
  };
}

// Errors of a page that nobody handled; a journey asserts at its end that there were none.
export function watchErrors(page) {
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return errors;
}

// A picture for people to look at: `<name>.png` among the test's results.
export async function screenshot(page, name) {
  const folder = setting("TRUCKROLL_SCREENSHOTS");
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
}

// Maps that are in sight are drawn and lie still, and nothing fades in any more: what is seen has its place and its colours.
export async function atRest(page) {
  await eventually("nothing moves any more", () =>
    page.evaluate(async () => {
      // what a change of the page leads to begins with the next frame
      for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame);
      const maps = [...document.querySelectorAll(".tr-map-canvas")].filter((map) => map.clientHeight > 0);
      const still = maps.every((map) => "drawn" in map.dataset && !("moving" in map.dataset));
      const ends = (one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? Infinity);
      return still && !document.getAnimations().some((one) => one.playState === "running" && ends(one));
    }),
  );
}

let axe;

// Fails when the page breaks a rule of WCAG 2.2 A or AA, with the rules and the elements.
export async function assertAccessible(page, where = page.url()) {
  axe ??= await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
  await atRest(page);
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const result = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    // What a fixed bar covers just now is scrolled into view by a person: its own size counts.
    const small = (node) => {
      const { width, height } = document.querySelector(node.target[0])?.getBoundingClientRect() ?? { width: 0, height: 0 };
      return width < 24 || height < 24;
    };
    return result.violations
      .map(({ id, help, nodes }) => ({ id, help, nodes: id === "target-size" ? nodes.filter(small) : nodes }))
      .filter(({ nodes }) => nodes.length > 0)
      .map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html).slice(0, 5) }));
  });
  assert.deepEqual(violations, [], `accessibility of ${where}`);
}

// A session by the API: the token a journey uses to prepare or to look at what the screens did.
export async function openSession(url, account, password) {
  const answer = await fetch(`${url}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account, password }),
  });
  assert.ok(answer.ok, `sign in as ${account}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}
