// Makes the pictures of the README anew: the dispatch screen, a visit on the phone and the customer's progress page, from a
// server with the demo organisation. Usage: node pictures.mjs FOLDER, with the environment of the browser journeys.
//
// The browser itself writes them as WebP, at the best quality that keeps each within `MOST_BYTES`.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually, openWorld, ZONE } from "../../tests/browser/harness.mjs";
import { enterDesk, enterPhone, openDesk, prefer } from "../../tests/browser/people.mjs";

const MOST_BYTES = 120_000;
const QUALITIES = [0.92, 0.86, 0.8, 0.72, 0.64, 0.55];

const folder = process.argv[2];
const ends = [];
const world = await openWorld({ after: (end) => ends.push(end) });

// Nothing loads any more, fonts are there, the map is drawn and no photo is missing.
async function settled(page) {
  await eventually("the screen is complete", () =>
    page.evaluate(() => {
      const maps = [...document.querySelectorAll(".tr-map-canvas")];
      const drawn = maps.every((map) => map.clientHeight === 0 || "drawn" in map.dataset);
      const images = [...document.images].every((image) => image.complete || image.loading === "lazy");
      return drawn && images && !document.querySelector(".tr-skeleton, .tr-spinner") && document.fonts.status === "loaded";
    }),
  );
}

async function picture(page, name) {
  await settled(page);
  const png = await page.screenshot({ animations: "disabled", caret: "hide" });
  const desk = await world.desktop();
  const pen = await desk.newPage();
  let written = null;
  for (const quality of QUALITIES) {
    const base64 = await pen.evaluate(
      async ([source, quality]) => {
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob());
        const canvas = document.createElement("canvas");
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
        canvas.getContext("2d").drawImage(bitmap, 0, 0);
        return canvas.toDataURL("image/webp", quality).split(",")[1];
      },
      [png.toString("base64"), quality],
    );
    written = Buffer.from(base64, "base64");
    if (written.length <= MOST_BYTES) break;
  }
  await desk.close();
  assert.ok(written.length <= MOST_BYTES, `${name}: ${written.length} bytes`);
  await writeFile(join(folder, `${name}.webp`), written);
  console.log(`${name}.webp: ${written.length} bytes`);
}

const isEnglish = (row) => /^[ -~]+$/.test(row.title + row.company_name);

// The first visit in one of these states that fits; one in English before all others.
async function visitIn(desk, states, fits = () => true) {
  for (const told of [isEnglish, () => true]) {
    for (const state of states) {
      for (const row of (await desk.read(`/visits?state=${state}&limit=100`)).rows.filter(told)) {
        const detail = await desk.read(`/visits/${row.id}`);
        if (fits(detail)) return detail;
      }
    }
  }
  return assert.fail(`a visit that is ${states.join(" or ")}`);
}

try {
  await mkdir(folder, { recursive: true });
  const desk = await openDesk(world.url);

  const office = await world.desktop({ colorScheme: "light", timezoneId: ZONE });
  await prefer(office, "en", "light");
  const board = await office.newPage();
  const { unassigned } = await desk.read("/board");
  const open = unassigned.filter((row) => row.state === "new" && !row.assignee && row.lat);
  const waits = open.find(isEnglish) ?? open[0] ?? unassigned[0];
  await enterDesk(board, "dana", `/desk/dispatch?visit=${waits.id}`);
  await board.locator(".dk-candidates > li").first().waitFor();
  await picture(board, "dispatch");

  const working = await visitIn(desk, ["arrived", "on_the_way", "accepted"], (detail) => detail.row.assignee);
  const engineer = (await desk.read("/agents")).find((agent) => agent.id === working.row.assignee);
  const pocket = await world.phone({ colorScheme: "light", timezoneId: ZONE });
  await prefer(pocket, "en", "light");
  const phone = await pocket.newPage();
  await enterPhone(phone, engineer.account);
  await phone.goto(`/engineer/visits/${working.row.id}`);
  await phone.locator("#content h1, h1").first().waitFor();
  await picture(phone, "phone-visit");

  const followed = await visitIn(desk, ["on_the_way", "arrived", "accepted"], (detail) => detail.progress_path);
  const customers = await world.phone({ colorScheme: "light", timezoneId: ZONE });
  const customer = await customers.newPage();
  await customer.goto(followed.progress_path);
  await picture(customer, "customer-progress");
} finally {
  for (const end of ends) await end();
}
