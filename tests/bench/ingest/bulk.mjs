// PouchDB 9 on LevelDB: edited tickets by `bulkDocs`, twenty at a time from eight clients at once, in one process as ours is measured.
// `node bulk.mjs [--documents 1600] [--quick]`. It keeps a revision each, and neither merges nor checks what comes, nor waits for the disk.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { required } from "../sync/packages.mjs";
import { ticket } from "../sync/tickets.mjs";

const CLIENTS = 8;
const TOGETHER = 20;
const { values } = parseArgs({ options: { documents: { type: "string", default: "1600" }, quick: { type: "boolean" } } });
const documents = Number(values.documents);
const rounds = values.quick ? 2 : 4;
const idOf = (index) => `ticket-${String(index).padStart(6, "0")}`;

/** Takes a client's tickets, twenty at a time, and remembers their revisions. */
async function take(store, held, status) {
  for (let first = 0; first < held.length; first += TOGETHER) {
    const docs = held.slice(first, first + TOGETHER).map((doc) => ({ ...doc, status }));
    const written = await store.bulkDocs(docs);
    if (!written.every(({ ok }) => ok)) throw new Error("an edit was refused");
    for (const [n, { rev }] of written.entries()) held[first + n] = { ...docs[n], _rev: rev };
  }
}

const folder = mkdtempSync(join(tmpdir(), "truckroll-bench-"));
try {
  const store = new (required("pouchdb"))(join(folder, "tickets"));
  const share = Math.ceil(documents / CLIENTS);
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    Array.from({ length: Math.max(0, Math.min(share, documents - client * share)) }, (_, offset) => {
      const index = client * share + offset;
      return { _id: idOf(index), ...ticket(index) };
    }),
  );
  await Promise.all(clients.map((held) => take(store, held, "new")));
  const begun = performance.now();
  await Promise.all(
    clients.map(async (held) => {
      for (let round = 0; round < rounds; round += 1) await take(store, held, `seen in round ${round}`);
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  await store.close();
  process.stdout.write(`${JSON.stringify({ peer: "PouchDB 9", documents, "changes per second": (documents * rounds) / seconds })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
