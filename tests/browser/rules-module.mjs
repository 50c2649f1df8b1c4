// The form of tickets as a module in a page of its own, beside whatever else a journey puts there.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const TYPES = { js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm", html: "text/html" };
const ADDRESS = "https://rules.example";

// A page that can load the files of `folders`, by the first part of their address. Nothing leaves the machine.
export async function openBench(browser, folders) {
  const context = await browser.newContext();
  await context.route(`${ADDRESS}/**`, async (route) => {
    const [first, ...rest] = new URL(route.request().url()).pathname.split("/").filter(Boolean);
    if (!first) return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Rules</title>" });
    if (!folders[first]) return route.fulfill({ status: 404, body: "" });
    const file = join(folders[first], ...rest);
    const contentType = TYPES[file.split(".").pop()] ?? "application/octet-stream";
    return route.fulfill({ contentType, body: await readFile(file) });
  });
  const page = await context.newPage();
  await page.goto(`${ADDRESS}/`);
  return page;
}

// Asks the module: `cases` or `judged`, with what it takes.
export function askModule(page, what, ...given) {
  return page.evaluate(async ([what, given]) => {
    const module = await import("/rules/rules.js");
    globalThis.rulesReady ??= module.default();
    await globalThis.rulesReady;
    return module[what](...given);
  }, [what, given]);
}
