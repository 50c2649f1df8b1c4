// PouchDB 9 on LevelDB as a device's own store: a cold list, and single edits. `node store.mjs [--documents 2000] [--quick]`.
//
// The list is asked by a process of its own each time, as ours is; its memory is read there too. LevelDB does not sync an edit to disk.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { required } from "../sync/packages.mjs";
import { ticket } from "../sync/tickets.mjs";

const SCRIPT = fileURLToPath(import.meta.url);
const { values } = parseArgs({
  options: { documents: { type: "string", default: "2000" }, quick: { type: "boolean" }, cold: { type: "string" } },
});
const documents = Number(values.documents);
const idOf = (index) => `ticket-${String(index).padStart(6, "0")}`;
const rank = (list, part) => [...list].sort((a, b) => a - b)[Math.max(0, Math.ceil(part * list.length) - 1)];

async function cold(folder) {
  const started = performance.now();
  const PouchDB = required("pouchdb");
  const loaded = performance.now();
  const store = new PouchDB(join(folder, "tickets"));
  const { rows } = await store.allDocs({ include_docs: true });
  const listed = performance.now();
  const rss = process.memoryUsage().rss / 1024 / 1024;
  // Loading the program's code is not part of the list.
  return { rows: rows.length, ms: listed - loaded, load: loaded - started, rss };
}

async function measure(folder) {
  const PouchDB = required("pouchdb");
  const store = new PouchDB(join(folder, "tickets"));
  for (let first = 0; first < documents; first += 200) {
    const indexes = Array.from({ length: Math.min(200, documents - first) }, (_, offset) => first + offset);
    await store.bulkDocs(indexes.map((index) => ({ _id: idOf(index), ...ticket(index) })));
  }
  const edits = [];
  for (let n = 0; n < (values.quick ? 100 : 1000); n += 1) {
    const id = idOf((n * 37) % documents);
    const started = performance.now();
    const doc = await store.get(id);
    await store.put({ ...doc, status: `value ${n}` });
    edits.push(performance.now() - started);
  }
  await store.close();
  const runs = Array.from({ length: 11 }, () => {
    const printed = execFileSync(process.execPath, [SCRIPT, "--cold", folder], { encoding: "utf8", cwd: folder });
    return JSON.parse(printed.trim().split("\n").at(-1));
  });
  if (runs.some(({ rows }) => rows !== documents)) throw new Error("the list was not full");
  return {
    peer: "PouchDB 9",
    documents,
    "cold list ms": rank(runs.map(({ ms }) => ms), 0.5),
    "edit p95 ms": rank(edits, 0.95),
    "rss MB": rank(runs.map(({ rss }) => rss), 0.5),
  };
}

if (values.cold) {
  process.stdout.write(`${JSON.stringify(await cold(values.cold))}\n`, () => process.exit(0));
} else {
  const folder = mkdtempSync(join(tmpdir(), "truckroll-bench-"));
  try {
    process.stdout.write(`${JSON.stringify(await measure(folder))}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
