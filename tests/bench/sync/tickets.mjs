// The work item of the bench: tickets of 30 short fields, a body of 600 characters and 20 replies of about 200, 6.8 KB as JSON.
//
// The text comes from a fixed sequence, so every program that is compared carries the same bytes. Words are drawn as in real text: a
// few are everywhere, most are rare, numbers and part codes stand between them. It compresses about as well as English does.
//
// Run as a program it prints the tickets, one JSON object a line: `node tickets.mjs --documents 2000`.
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/** How many tickets make a list usable. */
export const LISTED = 500;
/** How many tickets the scenario "20 changed" changes. */
export const CHANGED = 20;

const BODY_LENGTH = 600;
export const REPLIES = 20;
const REPLY_LENGTH = 200;

const COMMON =
  "the to and of a in is it for on was with at not be we this that have from as had no by but they an has will are or so when after " +
  "before again still only also then there customer called back unit replaced checked please engineer site visit today tomorrow part " +
  "ordered working noise leak pressure valve pump filter cable board error reset door panel water power cold hot test done wait " +
  "access key arrived";
const ONSETS = ["b", "br", "c", "ch", "d", "f", "g", "gr", "h", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w", ""];
const VOWELS = ["a", "e", "i", "o", "u", "ea", "ai", "ou"];
const CODAS = ["", "", "n", "r", "s", "t", "l", "ck", "nd", "ng", "m", "ll"];
const PEOPLE = 60;
const VOCABULARY_SIZE = 4000;

// A small generator (mulberry32): the same numbers on every machine, in [0, 1).
function sequence(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const below = (random, limit) => Math.floor(random() * limit);
const pick = (random, list) => list[below(random, list.length)];
const digits = (random, count) => Array.from({ length: count }, () => below(random, 10)).join("");

function makeWord(random) {
  const syllables = 1 + (random() < 0.5) + (random() < 0.15);
  return Array.from({ length: syllables }, () => pick(random, ONSETS) + pick(random, VOWELS) + pick(random, CODAS)).join("");
}

const VOCABULARY = (() => {
  const random = sequence(1);
  const words = COMMON.split(" ");
  while (words.length < VOCABULARY_SIZE) words.push(makeWord(random));
  return words;
})();

const NAMES = (() => {
  const random = sequence(2);
  const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
  return Array.from({ length: PEOPLE }, () => `${capital(makeWord(random))} ${capital(makeWord(random))}`);
})();

// The square makes the front of the vocabulary far more frequent than its end.
function word(random) {
  const kind = random();
  if (kind < 0.03) return digits(random, 1 + below(random, 4));
  if (kind < 0.04) return `${pick(random, "ABCDEFGH")}${pick(random, "KLMNPQRS")}-${digits(random, 4)}`;
  return VOCABULARY[Math.floor(VOCABULARY.length * random() ** 2)];
}

function text(random, length) {
  let written = "";
  while (written.length < length) {
    const end = random();
    written += word(random) + (end < 0.08 ? ". " : end < 0.14 ? ", " : " ");
  }
  return written.slice(0, length - 1).trimEnd().padEnd(length, ".");
}

function moment(random) {
  const day = String(1 + below(random, 28)).padStart(2, "0");
  const hour = String(7 + below(random, 11)).padStart(2, "0");
  const minute = String(below(random, 60)).padStart(2, "0");
  return `2026-0${1 + below(random, 9)}-${day}T${hour}:${minute}:00Z`;
}

function fields(random, index) {
  const contact = pick(random, NAMES);
  return {
    number: `T-${String(index).padStart(6, "0")}`,
    subject: text(random, 36),
    status: pick(random, ["new", "open", "waiting", "planned", "done"]),
    priority: pick(random, ["low", "normal", "high", "urgent"]),
    channel: pick(random, ["phone", "email", "portal", "sensor"]),
    customer: `${makeWord(random)} ${makeWord(random)}`,
    contact,
    phone: `+44 20 ${digits(random, 4)} ${digits(random, 4)}`,
    email: `${contact.toLowerCase().replace(" ", ".")}@example.com`,
    street: `${1 + below(random, 200)} ${makeWord(random)} road`,
    city: VOCABULARY[300 + below(random, 200)],
    postcode: `${pick(random, "ABCDEFGH")}${digits(random, 2)} ${digits(random, 3)}`,
    country: pick(random, ["GB", "DE", "FR", "NL"]),
    territory: `area ${below(random, 40)}`,
    team: `team ${below(random, 25)}`,
    assignee: pick(random, NAMES),
    skill: VOCABULARY[500 + below(random, 40)],
    product: `${VOCABULARY[600 + below(random, 80)]} ${below(random, 9)}`,
    model: `${pick(random, "KLMN")}${digits(random, 3)}`,
    serial: digits(random, 12),
    contract: `C-${digits(random, 5)}`,
    sla: pick(random, ["4 hours", "8 hours", "next day", "none"]),
    due_at: moment(random),
    created_at: moment(random),
    updated_at: moment(random),
    source: VOCABULARY[700 + below(random, 12)],
    category: VOCABULARY[720 + below(random, 20)],
    subcategory: VOCABULARY[740 + below(random, 90)],
    cost_centre: digits(random, 6),
    tag: VOCABULARY[900 + below(random, 300)],
  };
}

function reply(random) {
  return { by: pick(random, NAMES), written_at: moment(random), text: text(random, REPLY_LENGTH) };
}

/** The ticket of that number, always the same. */
export function ticket(index) {
  const random = sequence(1000 + index);
  const made = fields(random, index);
  made.body = text(random, BODY_LENGTH);
  made.replies = Array.from({ length: REPLIES }, () => reply(random));
  return made;
}

/** The tickets that a round of the scenario "20 changed" changes: others in each round, so that none grows. */
export function changedIn(round, documents) {
  return Array.from({ length: CHANGED }, (_, offset) => (round * CHANGED + offset) % documents);
}

/** The new value of one field, which is what that round does to a ticket. */
export const statusIn = (round) => `waiting ${round}`;

// A reader such as `head` may close the pipe early; that is no failure.
function print(documents) {
  process.stdout.on("error", () => process.exit());
  for (let index = 0; index < documents; index += 1) process.stdout.write(`${JSON.stringify(ticket(index))}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { documents: { type: "string", default: "2000" } } });
  print(Number(values.documents));
}
