// PouchDB 9 against express-pouchdb over HTTP, LevelDB on both sides: `node pouch.mjs [--documents 2000] [--quick]`.
import { Agent, createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { check, countBytes, named, rounds, run, within } from "./measure.mjs";
import { required } from "./packages.mjs";
import { CHANGED, LISTED, changedIn, statusIn, ticket } from "./tickets.mjs";

const LIMIT_MS = 120_000;
const SEED_BATCH = 200;
// The defaults. Batches of 250, 500 and 1,000 were no faster to the end, and the first list came later.
const BATCHES = { batch_size: 100, batches_limit: 10 };

const idOf = (index) => `ticket-${String(index).padStart(6, "0")}`;

function plain({ _id, _rev, ...ticket }) {
  return ticket;
}

async function serve({ documents, folder }) {
  const PouchDB = required("pouchdb").defaults({ prefix: `${folder}/` });
  const app = required("express")();
  // The smallest mode: nothing but what replication asks for, compression included.
  app.use(required("express-pouchdb")(PouchDB, { mode: "minimumForPouchDB" }));
  const store = new PouchDB("tickets");
  for (let first = 0; first < documents; first += SEED_BATCH) {
    const batch = Array.from({ length: Math.min(SEED_BATCH, documents - first) }, (_, offset) => first + offset);
    await store.bulkDocs(batch.map((index) => ({ _id: idOf(index), ...ticket(index) })));
  }
  const server = createServer(app);
  // Connections stay open between rounds, as they would between a browser and a server.
  server.keepAliveTimeout = LIMIT_MS;
  const bytes = countBytes(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  async function change(round) {
    const indexes = changedIn(round, documents);
    const { rows } = await store.allDocs({ keys: indexes.map(idOf), include_docs: true });
    const changed = rows.map(({ doc }) => ({ ...doc, status: statusIn(round) }));
    const written = await store.bulkDocs(changed);
    check(written.every(({ ok }) => ok), "a change was refused by the server's store");
  }
  return { port: () => server.address().port, bytes: () => bytes.total(), change };
}

async function client({ server, folder, documents, firstRounds, rounds: count }) {
  const PouchDB = required("pouchdb");
  const agent = new Agent({ keepAlive: true });
  const port = await within(LIMIT_MS, "filling the server's store", server.ask("port"));
  const fetch = (url, options) => PouchDB.fetch(url, { ...options, agent });
  const remote = () => new PouchDB(`http://127.0.0.1:${port}/tickets`, { skip_setup: true, fetch });
  const listed = Math.min(LISTED, documents);
  const listTimes = [];
  let store;

  async function replicate(onProgress = () => {}) {
    const replication = PouchDB.replicate(remote(), store, BATCHES);
    replication.on("change", onProgress);
    const result = await within(LIMIT_MS, "a replication", replication);
    check(result.ok && result.doc_write_failures === 0, "a replication did not write all documents");
    return result;
  }

  async function firstSync() {
    const started = performance.now();
    let listing;
    const list = async () => {
      const { rows } = await store.allDocs({ include_docs: true, limit: listed });
      listTimes.push(performance.now() - started);
      return rows;
    };
    // A batch becomes visible as a whole, and is announced when it is written.
    await replicate(({ docs_written: written }) => {
      if (written >= listed) listing ??= list();
    });
    return listing;
  }

  const first = await rounds(server, firstRounds, {
    prepare: async (round) => {
      await store?.close();
      store = new PouchDB(join(folder, `client-${round}`));
      await store.info();
    },
    act: firstSync,
    verify: async (_, rows) => {
      check(rows?.length === listed && rows.every(({ doc }) => doc.body), "the list was not full");
      const { rows: all } = await store.allDocs({ include_docs: true });
      check(all.length === documents, `${all.length} of ${documents} tickets came`);
      for (const [index, { doc }] of all.entries()) {
        check(isDeepStrictEqual(plain(doc), ticket(index)), `ticket ${index} did not come as it was written`);
      }
    },
  });
  const idle = await rounds(server, count, {
    act: () => replicate(),
    verify: async (_, { docs_written: written }) => check(written === 0, "an idle replication wrote documents"),
  });
  const changed = await rounds(server, count, {
    prepare: async (round) => {
      await server.ask("change", round);
      return round;
    },
    act: () => replicate(),
    verify: async (round, { docs_written: written }) => {
      check(written === CHANGED, `${written} of ${CHANGED} changed tickets came`);
      for (const index of changedIn(round, documents)) {
        const doc = await store.get(idOf(index));
        const came = doc.status === statusIn(round);
        check(came, `the change of ticket ${index} did not come`);
      }
    },
  });
  await store.close();
  return named(first, listTimes, idle, changed);
}

await run({ peer: "PouchDB 9", script: fileURLToPath(import.meta.url), documents: 2000, client, serve });
