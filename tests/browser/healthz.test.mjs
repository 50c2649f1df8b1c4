// The server answers for itself, and stops in order when it is asked to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Server } from "./harness.mjs";

test("a started server is healthy, ready and stops in order", async (t) => {
  const server = await Server.create();
  t.after(() => server.remove());
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  assert.equal(await server.stop(), 0, server.log);
});
