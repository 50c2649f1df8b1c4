// The same rules everywhere: random templates, macros and changes of tickets are judged natively, in the browser and by the
// running server, and all three say the same, word by word.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { openSession, openWorld, setting } from "./harness.mjs";
import { freshId, openDesk, PASSWORD } from "./people.mjs";
import { askModule, openBench } from "./rules-module.mjs";

const ends = [];
let world;
let bench;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  bench = await openBench(world.browser, { rules: setting("TRUCKROLL_RULES_MODULE") });
});

after(async () => {
  for (const end of ends) await end();
});

function natively(args, input = "") {
  const { stdout, stderr, status } = spawnSync(setting("TRUCKROLL_RULES"), args, { input, encoding: "utf8", maxBuffer: 1 << 30 });
  assert.equal(status, 0, stderr);
  return stdout.trimEnd();
}

// Holds two lists against each other; the first case in which they differ is told as a whole.
function same(cases, ours, theirs, who) {
  for (const [n, one] of ours.entries()) {
    if (JSON.stringify(one) !== JSON.stringify(theirs[n])) {
      assert.deepEqual(theirs[n], one, `${who}, case ${n}: ${JSON.stringify(cases[n])}`);
    }
  }
  assert.equal(theirs.length, ours.length);
}

test("random templates are judged alike natively and in the browser", { timeout: 600_000 }, async () => {
  const count = Number(process.env.RULES_CASES ?? 200);
  const made = natively(["cases", "20261127", String(count)]);
  assert.equal(await askModule(bench, "cases", 20261127, count), made, "chance is the same everywhere");
  const cases = JSON.parse(made);
  const native = JSON.parse(natively(["judged"], made));
  const taken = native.flatMap((one) => one.steps).filter((step) => step === "taken").length;
  assert.ok(taken > count && native.length === count, `${taken} of the commands were taken`);
  same(cases, native, JSON.parse(await askModule(bench, "judged", made)), "the browser");
});

test("the server says of commands what the module says", { timeout: 300_000 }, async () => {
  // as many as one organisation has fields for
  const cases = JSON.parse(natively(["cases", "4", "14"]));
  const judged = JSON.parse(natively(["judged"], JSON.stringify(cases)));
  assert.ok(cases.flatMap((one) => one.macros).length > 14, "there are macros among them");
  const admin = await openDesk(world.url, "admin");
  const { token } = await openSession(world.url, "admin", PASSWORD);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  for (const one of cases) await admin.write("POST", "/row-forms", { seq: 0, form: one.rows });
  const now = await admin.read("/fields?noun=ticket");
  now.set.fields.push(...cases.flatMap((one) => one.fields));
  await admin.write("PUT", "/fields", { noun: "ticket", seq: now.seq, set: now.set });
  for (const one of cases) await admin.write("POST", "/ticket-templates", { seq: 0, template: one.template });
  for (const one of cases.flatMap((one) => one.macros)) await admin.write("POST", "/macros", { seq: 0, macro: one });
  let taken = 0;
  for (const [n, one] of cases.entries()) {
    const id = freshId();
    for (const [at, command] of one.commands.entries()) {
      const envelope = { id: freshId(), at: Date.now(), offline: false, command: { on: "ticket", id, command } };
      const body = JSON.stringify({ commands: [envelope] });
      const answer = await fetch(`${world.url}/api/v1/commands`, { method: "POST", headers, body });
      const said = answer.ok ? "taken" : (await answer.json()).refusal;
      assert.deepEqual(said, judged[n].steps[at], `case ${n}, command ${at}: ${JSON.stringify(command)}`);
      taken += Number(answer.ok);
    }
    if (!judged[n].steps.includes("taken")) continue;
    const { ticket } = await admin.read(`/tickets/${id}`);
    assert.deepEqual(ticket.fields ?? {}, judged[n].fields, `what stands in the fields of case ${n}`);
    assert.deepEqual(ticket.rows ?? {}, judged[n].rows, `the rows of case ${n}`);
  }
  assert.ok(taken > 30, `${taken} commands were taken`);
});
