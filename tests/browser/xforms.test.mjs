// Conditions and formulas of forms, held against an outside judge where both languages can say the same thing: the engine of ODK
// Web Forms, which carries out the ODK XForms specification. Each condition is asked as relevance, as requirement and as
// constraint, each formula as calculation, over several tickets. Where the two differ on purpose it is listed in DIFFERENCES.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { launchBrowser, setting } from "./harness.mjs";
import { askModule, openBench } from "./rules-module.mjs";

const ENGINE = fileURLToPath(new URL("../xforms/node_modules/@getodk/xforms-engine/dist", import.meta.url));

// a, b: numbers; w: a whole number; t: a text; c: one of red and green; s: several of them; d: a day; r: rows with n.
const FIELDS = [
  ["a", "decimal"], ["b", "decimal"], ["w", "whole"], ["t", "text"], ["c", "choice"], ["s", "choices"], ["d", "date"],
];
const TICKETS = {
  filled: { a: 2.25, b: 4, w: 3, t: "banana", c: "red", s: ["red", "green"], d: "2026-03-03", r: [2, 3] },
  other: { a: 5, b: 5, w: 1, t: "AB12", c: "green", s: ["green"], d: "2025-12-31", r: [1] },
  negative: { a: -1.5, b: 0, w: -2, t: "a", c: "red", s: ["red"], d: "2026-01-01", r: [-4, 2, 2] },
  small: { a: 0.1, b: 0.2, w: 0, t: "电梯 3", c: "green", s: [], d: "2028-02-29", r: [] },
  empty: { r: [] },
};
const CONDITIONS = [
  ["a > 3", "/data/a > 3"],
  ["a <= b", "/data/a <= /data/b"],
  ["a = b", "/data/a = /data/b"],
  ["a != b", "/data/a != /data/b"],
  ["c = 'red'", "/data/c = 'red'"],
  ["c != 'red'", "/data/c != 'red'"],
  ["a > 1 and b > 1", "/data/a > 1 and /data/b > 1"],
  ["a > 3 or c = 'red'", "/data/a > 3 or /data/c = 'red'"],
  ["not (a > 3)", "not(/data/a > 3)"],
  ["not (a > 3 or b > 3) and w < 2", "not(/data/a > 3 or /data/b > 3) and /data/w < 2"],
  ["length(t) > 3", "string-length(/data/t) > 3"],
  ["contains(t, 'an')", "contains(/data/t, 'an')"],
  ["starts_with(t, 'AB')", "starts-with(/data/t, 'AB')"],
  ["ends_with(t, '3')", "ends-with(/data/t, '3')"],
  ["empty(t)", "string-length(/data/t) = 0"],
  ["not empty(t)", "/data/t != ''"],
  ["matches(t, '[a-z]+')", "regex(/data/t, '^[a-z]+$')"],
  ["sum(r.n) > 3", "sum(/data/r/n) > 3"],
  ["count(r.n) = 2", "count(/data/r) = 2"],
  ["w / 2 >= 1", "/data/w div 2 >= 1"],
  ["(a + b) * 2 < 10", "(/data/a + /data/b) * 2 < 10"],
  ["a - b > 0", "/data/a - /data/b > 0"],
  ["if(a > 1, 'x', 'y') = 'x'", "if(/data/a > 1, 'x', 'y') = 'x'"],
  ["coalesce(t, 'none') = 'none'", "coalesce(/data/t, 'none') = 'none'"],
  ["has(s, 'red')", "selected(/data/s, 'red')"],
  ["d > date('2026-01-01')", "/data/d > date('2026-01-01')"],
  ["max(a, b) > 2", "max(/data/a, /data/b) > 2"],
  ["min(a, b) < 0", "min(/data/a, /data/b) < 0"],
  ["abs(a) > 1", "abs(/data/a) > 1"],
  ["a + 0.2 = 0.3", "/data/a + 0.2 = 0.3"],
];
const FORMULAS = [
  ["a + b", "/data/a + /data/b"],
  ["a * w", "/data/a * /data/w"],
  ["a / b", "/data/a div /data/b"],
  ["round(a, 1)", "round(/data/a, 1)"],
  ["round(a)", "round(/data/a)"],
  ["a - b * 2", "/data/a - /data/b * 2"],
  ["sum(r.n)", "sum(/data/r/n)"],
  ["count(r.n)", "count(/data/r)"],
  ["length(t)", "string-length(/data/t)"],
  ["concat(t, '-', c)", "concat(/data/t, '-', /data/c)"],
  ["if(a > 1, 'big', 'small')", "if(/data/a > 1, 'big', 'small')"],
  ["coalesce(c, 'none')", "coalesce(/data/c, 'none')"],
  ["if(has(s, 'green'), w + 1, w - 1)", "if(selected(/data/s, 'green'), /data/w + 1, /data/w - 1)"],
];
// What differs, and why: ours, the tickets, the reason.
const DIFFERENCES = [
  ["a + 0.2 = 0.3", ["small"], "numbers that agree in twelve digits are equal to us; theirs are compared to the last bit"],
  ["a / b", ["negative"], "what is divided by nothing comes to nothing; theirs is an infinity"],
  ["sum(r.n)", ["small", "empty"], "the sum of no rows is 0; theirs is blank"],
];

let browser;
let bench;

before(async () => {
  browser = await launchBrowser();
  bench = await openBench(browser, { rules: setting("TRUCKROLL_RULES_MODULE"), engine: ENGINE });
});

after(async () => {
  await browser?.close();
});

// The form in ODK's language, with what stands in it.
function xform(ticket, [relevant, required, constraint, calculate]) {
  const text = (value) => String(Array.isArray(value) ? value.join(" ") : value ?? "").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const quoted = (value) => text(value).replaceAll('"', "&quot;");
  const types = { decimal: "decimal", whole: "int", text: "string", choice: "string", choices: "string", date: "date" };
  const values = FIELDS.map(([key]) => `<${key}>${text(ticket[key])}</${key}>`).join("");
  const rows = ticket.r.map((n) => `<r><n>${n}</n></r>`).join("");
  const binds = FIELDS.map(([key, kind]) => `<bind nodeset="/data/${key}" type="${types[kind]}"/>`).join("");
  const attribute = (name, said) => (said ? ` ${name}="${quoted(said)}"` : "");
  const asked = attribute("relevant", relevant) + attribute("required", required) + attribute("constraint", constraint);
  const inputs = FIELDS.map(([key]) => `<input ref="/data/${key}"><label>${key}</label></input>`).join("");
  return `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>Case</h:title><model><instance><data id="case">${values}<x>there</x><y/><f/>${rows}</data></instance>${binds}
<bind nodeset="/data/x" type="string"${asked}/><bind nodeset="/data/y" type="string"${attribute("required", required)}/>
<bind nodeset="/data/f" type="string"${attribute("calculate", calculate)}/><bind nodeset="/data/r/n" type="int"/></model></h:head>
<h:body>${inputs}<input ref="/data/x"><label>x</label></input><input ref="/data/y"><label>y</label></input>
<input ref="/data/f"><label>f</label></input><group ref="/data/r"><label>r</label><repeat nodeset="/data/r"><input ref="/data/r/n"><label>n</label></input></repeat></group></h:body></h:html>`;
}

// The same form in ours: what is asked of the module, which takes tickets of a template.
function ours(ticket, [shown, required, valid, formula]) {
  const label = (key) => ({ en: key, "zh-CN": key });
  const options = ["red", "green"].map((key) => ({ key, label: key }));
  const own = (key, kind, more = {}) => ({ key, label: label(key), kind, ...more });
  const fields = FIELDS.map(([key, kind]) => own(key, kind, kind.startsWith("choice") ? { options } : {}));
  fields.push(own("x", "text"), own("y", "text"), own("r", "rows", { form: "rows" }), own("f", "computed", { formula: formula || "1" }));
  const template = {
    id: "01900000-0000-7000-8000-000000000001", version: 1, name: "Case", scope: { all: true },
    fields: [
      ...FIELDS.map(([key]) => ({ key })), { key: "r" }, { key: "f" },
      { key: "x", shown_when: shown, valid_when: valid }, { key: "y", required_when: required },
    ],
  };
  const values = Object.fromEntries(Object.entries(ticket).filter(([key, value]) => key !== "r" && value !== undefined));
  const line = (at) => `01900000-0000-7000-8000-0000000001${String(at).padStart(2, "0")}`;
  const rows = Object.fromEntries(ticket.r.map((n, at) => [line(at), { n }]));
  const stands = { schema: 1, title: "Case", fields: { ...values, x: "there" }, rows: { r: rows } };
  return { fields, rows: { key: "rows", name: label("rows"), fields: [own("n", "whole")] }, template, ticket: stands, commands: [] };
}

// What our module says: shown, required, valid, and what the formula comes to.
async function weSay(cases) {
  const said = JSON.parse(await askModule(bench, "judged", JSON.stringify(cases)));
  return said.map(({ form }) => {
    const state = Object.fromEntries(form.map((field) => [field.key, field]));
    return { shown: state.x.shown, required: state.y.required, valid: state.x.problem !== "not_valid", computed: state.f.computed };
  });
}

// What the engine says of the same.
function theySay(forms) {
  return bench.evaluate(async (forms) => {
    const { createInstance } = await import("/engine/index.js");
    const said = [];
    for (const form of forms) {
      const { root } = await createInstance(form);
      const node = (name) => root.currentState.children.find((child) => child.currentState.reference === `/data/${name}`);
      const [x, y, f] = [node("x"), node("y"), node("f")];
      said.push({
        shown: x.currentState.relevant,
        required: y.currentState.required,
        valid: x.validationState.constraint?.valid ?? true,
        computed: f.currentState.value,
      });
    }
    return said;
  }, forms);
}

const known = (said, ticket) => DIFFERENCES.find(([ours, tickets]) => ours === said && tickets.includes(ticket));

// Compares, and tells all that differs without being listed, and all that is listed without differing.
function compare(asked, ours, theirs, differ) {
  const strange = [];
  for (const [n, { said, ticket, role }] of asked.entries()) {
    const differs = differ(ours[n], theirs[n], role);
    if (Boolean(differs) !== Boolean(known(said, ticket))) strange.push(`${said}, ${ticket}, as ${role}: ${differs ?? "listed, but the same"}`);
  }
  assert.deepEqual(strange, []);
}

test("conditions mean what they mean to the engine of ODK", { timeout: 240_000 }, async () => {
  const asked = [];
  for (const [said, theirs] of CONDITIONS) {
    for (const ticket of Object.keys(TICKETS)) {
      for (const [role, at] of [["shown", 0], ["required", 1], ["valid", 2]]) {
        const place = (text) => [0, 1, 2, 3].map((n) => (n === at ? text : ""));
        asked.push({ said, ticket, role, ours: ours(TICKETS[ticket], place(said)), theirs: xform(TICKETS[ticket], place(theirs)) });
      }
    }
  }
  const [we, they] = [await weSay(asked.map((one) => one.ours)), await theySay(asked.map((one) => one.theirs))];
  compare(asked, we, they, (a, b, role) => (a[role] === b[role] ? undefined : `we say ${a[role]}, they say ${b[role]}`));
});

test("formulas come to what they come to in the engine of ODK", { timeout: 240_000 }, async () => {
  const asked = [];
  for (const [said, theirs] of FORMULAS) {
    for (const ticket of Object.keys(TICKETS)) {
      const place = (text) => ["", "", "", text];
      asked.push({ said, ticket, role: "computed", ours: ours(TICKETS[ticket], place(said)), theirs: xform(TICKETS[ticket], place(theirs)) });
    }
  }
  const [we, they] = [await weSay(asked.map((one) => one.ours)), await theySay(asked.map((one) => one.theirs))];
  const equal = (a, b) => (typeof a === "number" ? Math.abs(a - Number(b)) < 1e-9 && b !== "" : String(a ?? "") === String(b ?? ""));
  compare(asked, we, they, (a, b) => (equal(a.computed, b.computed) ? undefined : `we say ${JSON.stringify(a.computed)}, they say ${JSON.stringify(b.computed)}`));
});
