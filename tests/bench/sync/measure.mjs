// What both peers share: the server as a process of its own, questions to it, counted bytes, medians, and one line of JSON at the end.
//
// A peer's script is both processes. `run` starts it once more with `--serve`, as the server; the first process is the client and measures.
// They talk over the channel node opens between parent and child, so no question of the bench is among the counted bytes.
// Whatever happens, the server is ended and the folder of both stores is removed.
import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CHANGED, LISTED } from "./tickets.mjs";

const SETTLE_STEP_MS = 50;
// Longer than the 100 ms for which automerge-repo holds back messages and writes.
const SETTLE_QUIET_MS = 300;
const STOP_LIMIT_MS = 5_000;

function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Fails when `promise` takes longer than the limit: a bench must end by itself. */
export async function within(limitMs, what, promise) {
  const given = new AbortController();
  const late = pause(limitMs, null, { signal: given.signal }).then(() => {
    throw new Error(`${what} took more than ${limitMs / 1000} s`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    given.abort();
    late.catch(() => {});
  }
}

export function check(holds, what) {
  if (!holds) throw new Error(what);
}

/** Sums what went over all connections of a server, in both directions, as the server's sockets counted it. */
export function countBytes(server) {
  const open = new Set();
  let closed = 0;
  const carried = (socket) => socket.bytesRead + socket.bytesWritten;
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => {
      open.delete(socket);
      closed += carried(socket);
    });
  });
  return {
    total: () => [...open].reduce((sum, socket) => sum + carried(socket), closed),
    connections: () => open.size,
  };
}

/** The server as the client sees it. */
class Server {
  #child;
  #asked = new Map();
  #next = 0;

  constructor(script, arguments_, folder) {
    // Packages may write logs into the current folder and onto stdout; neither may reach the source tree or the result.
    this.#child = fork(script, ["--serve", ...arguments_], { cwd: folder, stdio: ["ignore", 2, 2, "ipc"] });
    this.#child.on("message", ({ id, answer, failed }) => {
      const waiting = this.#asked.get(id);
      this.#asked.delete(id);
      if (failed) waiting?.reject(new Error(`server: ${failed}`));
      else waiting?.resolve(answer);
    });
    this.ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.ended.then((code) => {
      for (const { reject } of this.#asked.values()) reject(new Error(`the server ended with ${code}`));
    });
  }

  ask(what, argument) {
    const id = (this.#next += 1);
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#child.send({ id, what, argument }, (error) => error && reject(error));
    });
  }

  /** The bytes so far, once no more have come for a while: what a peer sends after it is done is its traffic too. */
  async settledBytes() {
    let bytes = await this.ask("bytes");
    for (let quiet = 0; quiet < SETTLE_QUIET_MS; quiet += SETTLE_STEP_MS) {
      await pause(SETTLE_STEP_MS);
      const now = await this.ask("bytes");
      if (now !== bytes) quiet = -SETTLE_STEP_MS;
      bytes = now;
    }
    return bytes;
  }

  kill() {
    this.#child.kill("SIGKILL");
  }

  async stop() {
    if (this.#child.exitCode === null && this.#child.connected) this.#child.disconnect();
    await within(STOP_LIMIT_MS, "ending the server", this.ended).catch(() => this.kill());
    await this.ended;
  }
}

/**
 * Runs the server's side: answers questions by the function of that name, and ends when the client is gone. It listens before the store is
 * filled, so that a failure to start is the answer to the first question.
 */
function answer(starting) {
  starting.catch(() => {});
  process.on("message", async ({ id, what, argument }) => {
    try {
      const questions = await starting;
      process.send({ id, answer: await questions[what](argument) });
    } catch (error) {
      process.send({ id, failed: error.message });
    }
  });
  process.on("disconnect", () => process.exit());
}

/**
 * One scenario, repeated: `prepare` is not measured, `act` is. Gives the medians of the time and of the bytes the server's sockets carried.
 */
export async function rounds(server, count, { prepare = async () => {}, act, verify = async () => {} }) {
  const times = [];
  const bytes = [];
  for (let round = 0; round < count; round += 1) {
    const prepared = await prepare(round);
    const before = await server.settledBytes();
    const started = performance.now();
    const done = await act(prepared);
    times.push(performance.now() - started);
    bytes.push((await server.settledBytes()) - before);
    await verify(prepared, done);
  }
  return { ms: median(times), bytes: median(bytes) };
}

/** The measures as every peer reports them. */
export const named = (first, listTimes, idle, changed) => ({
  "first sync ms": first.ms,
  "list usable ms": median(listTimes),
  "first sync bytes": first.bytes,
  "idle ms": idle.ms,
  "idle bytes": idle.bytes,
  "20 changed ms": changed.ms,
  "20 changed bytes": changed.bytes,
});

function options(defaults) {
  const { values } = parseArgs({
    options: { documents: { type: "string" }, quick: { type: "boolean" }, serve: { type: "boolean" }, folder: { type: "string" } },
  });
  const documents = Number(values.documents ?? (values.quick ? 300 : defaults.documents));
  check(Number.isInteger(documents) && documents >= CHANGED, `--documents wants a number of at least ${CHANGED}`);
  const counts = values.quick ? { firstRounds: 1, rounds: 5 } : { firstRounds: 3, rounds: 15 };
  return { ...counts, documents, serve: values.serve ?? false, folder: values.folder };
}

async function asClient({ peer, script, client }, settings) {
  const folder = mkdtempSync(join(tmpdir(), "truckroll-bench-"));
  const ofServer = join(folder, "server");
  mkdirSync(ofServer);
  const server = new Server(script, ["--documents", String(settings.documents), "--folder", ofServer], ofServer);
  const abandon = (reason) => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
    fail(peer, reason);
  };
  for (const event of ["SIGINT", "SIGTERM", "uncaughtException", "unhandledRejection"]) process.once(event, abandon);
  try {
    return await client({ ...settings, server, folder });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function rounded(measures) {
  return Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, Math.round(value * 10) / 10]));
}

function fail(peer, error) {
  const [line] = String(error?.message ?? error).split("\n");
  console.error(`${peer}: ${line}`);
  process.exit(1);
}

/**
 * The whole of a peer's script. `client` measures and gives the measures by name; `serve` fills a store and gives the questions it answers.
 */
export async function run(of) {
  const { peer, documents, serve } = of;
  console.log = console.error;
  try {
    const settings = options({ documents });
    if (settings.serve) return answer(serve(settings));
    const measures = await asClient(of, settings);
    const result = { peer, documents: settings.documents, listed: Math.min(LISTED, settings.documents), ...rounded(measures) };
    process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
  } catch (error) {
    fail(peer, error);
  }
}
