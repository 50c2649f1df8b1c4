// A ticket as an Automerge document with the history of real work: 30 changes by 4 people, which end in exactly the ticket that
// `tickets.mjs` gives.
//
// Short values are scalars and the body is text that merges, so a document holds what the other programs hold and no more.
import { createHash } from "node:crypto";
import { REPLIES, ticket } from "./tickets.mjs";

const PEOPLE = 4;
const FIRST_TIME = 1_767_225_600;
// Set once more after the ticket was opened; one change each, between the replies.
const EDITED = ["status", "priority", "assignee", "team", "due_at", "updated_at", "sla", "category", "tag"];
const CHANGES = 1 + REPLIES + EDITED.length;

const actor = (index, person) => createHash("md5").update(`${index}/${person}`).digest("hex");

function scalars(record, Scalar) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, new Scalar(value)]));
}

/** Makes a change: sets a field or appends a reply. For any document of this shape, at a peer or here. */
export function apply(document, { field, value, reply }, Scalar) {
  if (field) document[field] = new Scalar(value);
  if (reply) document.replies.push(scalars(reply, Scalar));
}

/** The document's content as plain JSON, to compare with the ticket. */
export function plain(document) {
  const texts = (record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
  const { replies, ...fields } = document;
  return { ...texts(fields), replies: replies.map(texts) };
}

function edits({ replies, ...fields }) {
  const made = replies.map((reply) => ({ reply }));
  for (const [turn, field] of EDITED.entries()) made.splice(3 * turn + 2, 0, { field, value: fields[field] });
  return made;
}

/** The saved document of that ticket; `Automerge` is the package. */
export function saved(index, Automerge) {
  const { ImmutableString: Scalar } = Automerge;
  const made = ticket(index);
  const { body, replies, ...fields } = made;
  for (const field of EDITED) fields[field] = "new";
  const opened = { ...scalars(fields, Scalar), body, replies: [] };
  let document = Automerge.init({ actor: actor(index, 0) });
  document = Automerge.change(document, { time: FIRST_TIME }, (draft) => Object.assign(draft, opened));
  const turn = Math.ceil(CHANGES / PEOPLE);
  for (const [step, edit] of edits(made).entries()) {
    const number = step + 1;
    if (number % turn === 0) {
      const before = document;
      document = Automerge.clone(before, { actor: actor(index, number / turn) });
      Automerge.free(before);
    }
    document = Automerge.change(document, { time: FIRST_TIME + 3600 * number }, (draft) => apply(draft, edit, Scalar));
  }
  const bytes = Automerge.save(document);
  Automerge.free(document);
  return bytes;
}
