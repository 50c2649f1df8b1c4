// automerge-repo 2.5.6 over WebSocket, files on both sides: `node repo.mjs [--documents 400] [--quick]`.
//
// Its messages and its memory grow with the number of documents on every connection, so it is measured with fewer than the others.
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { apply, plain, saved } from "./history.mjs";
import { check, countBytes, named, rounds, run, within } from "./measure.mjs";
import { imported, required } from "./packages.mjs";
import { CHANGED, LISTED, changedIn, statusIn, ticket } from "./tickets.mjs";

const FILL_LIMIT_MS = 600_000;
const LIMIT_MS = 180_000;
// Longer than a run, so that no keep-alive is among the counted bytes.
const KEEP_ALIVE_MS = 3_600_000;

async function serve({ documents, folder }) {
  const { Repo, ImmutableString } = await imported("@automerge/automerge-repo");
  const { WebSocketServerAdapter } = await imported("@automerge/automerge-repo-network-websocket");
  const { NodeFSStorageAdapter } = await imported("@automerge/automerge-repo-storage-nodefs");
  const { WebSocketServer } = required("ws");
  const http = createServer();
  const bytes = countBytes(http);
  const repo = new Repo({
    peerId: "server",
    network: [new WebSocketServerAdapter(new WebSocketServer({ server: http }), KEEP_ALIVE_MS)],
    storage: new NodeFSStorageAdapter(folder),
    // Announcing, the default, stays on: without it the server is silent on a new connection about what has not changed, and no
    // client could tell "nothing is new" from "no answer yet".
  });
  const Automerge = required("@automerge/automerge");
  const handles = Array.from({ length: documents }, (_, index) => repo.import(saved(index, Automerge)));
  await repo.flush();
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));

  async function change(round) {
    const changed = changedIn(round, documents).map((index) => ({ index, handle: handles[index] }));
    for (const { index, handle } of changed) {
      handle.change((draft) => apply(draft, { field: "status", value: statusIn(round) }, ImmutableString));
    }
    await repo.flush(changed.map(({ handle }) => handle.documentId));
    return changed.map(({ handle }) => handle.heads());
  }
  return {
    start: () => ({ port: http.address().port, ids: handles.map(({ documentId }) => documentId) }),
    bytes: () => bytes.total(),
    connections: () => bytes.connections(),
    change,
  };
}

/** One client with its store, its connection, and what the server has answered on that connection. */
class Client {
  #adapters;
  #url;
  #adapter;
  #answered = new Set();

  constructor({ Repo, storage, adapters, url, name }) {
    this.#adapters = adapters;
    this.#url = url;
    this.repo = new Repo({ peerId: name, network: [], storage });
    this.repo.networkSubsystem.on("message", ({ documentId }) => this.#answered.add(documentId));
  }

  async connect() {
    const { networkSubsystem } = this.repo;
    const connected = once(networkSubsystem, "peer");
    this.#answered.clear();
    this.#adapter = new this.#adapters.WebSocketClientAdapter(this.#url);
    networkSubsystem.addNetworkAdapter(this.#adapter);
    await connected;
  }

  disconnect() {
    if (this.#adapter) this.repo.networkSubsystem.removeNetworkAdapter(this.#adapter);
    this.#adapter = undefined;
  }

  /** A client knows that nothing is missing when the server has answered for every document it holds. */
  async answered(count) {
    const { networkSubsystem } = this.repo;
    while (this.#answered.size < count) await once(networkSubsystem, "message");
  }
}

/** Until the document stands where the server's does. */
async function reached(handle, heads) {
  const same = () => [...handle.heads()].sort().join() === [...heads].sort().join();
  while (!same()) await once(handle, "heads-changed");
}

async function client({ server, folder, documents, firstRounds, rounds: count }) {
  const { Repo } = await imported("@automerge/automerge-repo");
  const adapters = await imported("@automerge/automerge-repo-network-websocket");
  const { NodeFSStorageAdapter } = await imported("@automerge/automerge-repo-storage-nodefs");
  const { port, ids } = await within(FILL_LIMIT_MS, "filling the server's store", server.ask("start"));
  const listTimes = [];
  const listed = Math.min(LISTED, documents);
  let current;
  let handles;

  async function reset(round) {
    if (current) await offline();
    const storage = new NodeFSStorageAdapter(join(folder, `client-${round}`));
    current = new Client({ Repo, storage, adapters, url: `ws://127.0.0.1:${port}`, name: `client-${round}` });
    await current.repo.storageId();
  }

  async function offline() {
    current.disconnect();
    const gone = async () => {
      while ((await server.ask("connections")) > 0) await pause(10);
    };
    await within(LIMIT_MS, "closing a connection", gone());
  }

  async function firstSync() {
    const started = performance.now();
    await current.connect();
    // All at once: one after the other would add a round trip to each.
    const found = ids.map((id) => current.repo.find(id));
    const listing = Promise.all(found.slice(0, listed)).then((first) => {
      const rows = first.map((handle) => ({ subject: String(handle.doc().subject), body: handle.doc().body }));
      listTimes.push(performance.now() - started);
      return rows;
    });
    listing.catch(() => {});
    handles = await Promise.all(found);
    await current.repo.flush();
    return listing;
  }

  async function reconnect(changed = []) {
    await current.connect();
    await current.answered(documents);
    await Promise.all(changed.map(({ handle, heads }) => reached(handle, heads)));
    await current.repo.flush(changed.map(({ handle }) => handle.documentId));
  }

  const first = await rounds(server, firstRounds, {
    prepare: reset,
    act: () => within(LIMIT_MS, "a first sync", firstSync()),
    verify: async (_, rows) => {
      check(rows.length === listed && rows.every(({ body }) => body), "the list was not full");
      for (const [index, handle] of handles.entries()) {
        check(isDeepStrictEqual(plain(handle.doc()), ticket(index)), `ticket ${index} did not come as it was written`);
      }
    },
  });
  const idle = await rounds(server, count, {
    prepare: offline,
    act: () => within(LIMIT_MS, "an idle sync", reconnect()),
  });
  const changed = await rounds(server, count, {
    prepare: async (round) => {
      await offline();
      const heads = await server.ask("change", round);
      return changedIn(round, documents).map((index, offset) => ({ index, round, handle: handles[index], heads: heads[offset] }));
    },
    act: (changed) => within(LIMIT_MS, "a sync of changed documents", reconnect(changed)),
    verify: async (changed) => {
      for (const { index, round, handle } of changed) {
        const document = plain(handle.doc());
        const came = document.status === statusIn(round);
        check(came, `the change of ticket ${index} did not come`);
      }
    },
  });
  await offline();
  return named(first, listTimes, idle, changed);
}

await run({ peer: "automerge-repo 2.5.6", script: fileURLToPath(import.meta.url), documents: 400, client, serve });
