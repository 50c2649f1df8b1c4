//! What a later version may write, read by today's code: unknown members, unknown kinds, unknown words.

use ciborium::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use truckroll_domain::entry::Audience;
use truckroll_domain::forms::{Form, Input};
use truckroll_domain::people::{Agent, Role};
use truckroll_domain::tickets::{Priority, Source, Status, Ticket};
use truckroll_domain::visits::{PhotoTag, Stage, Visit, VisitRules};
use truckroll_domain::{Entry, Kind, Refusal};
use truckroll_protocol::api::{Live, Me, Notification, Problem};
use truckroll_protocol::frame;
use truckroll_protocol::sync::{Bytes, Outcome, Parcel, SyncRequest, SyncResponse};

use crate::sample::{Samples, answers, messages, pushes, requests, responses};
use crate::samples::{api, entries, people, sync, ticket_id, tickets, visit_id, visits};
use crate::value::{STRANGER, at_path, tree, with_strangers};

/// Maps that are keyed by ids or by the organisation's own keys: each key is known.
const KEYED: [&str; 27] = [
    "after",
    "answers",
    "args",
    "assignments",
    "attachments",
    "attempts",
    "before",
    "cancel_outcomes",
    "cancel_requests",
    "cc",
    "companies",
    "fields",
    "files",
    "left",
    "nodes",
    "headers",
    "own_6",
    "parts",
    "pauses",
    "photos",
    "rows",
    "seen",
    "signatures",
    "statuses",
    "tags",
    "today",
    "values",
];

/// Whether a message has a struct there: not the one-of-two of a document's content, and not the inside of a
/// command, which is read strictly.
fn is_struct(path: &[&str]) -> bool {
    let keyed = path.last().is_some_and(|name| KEYED.contains(name));
    // rows, field, line: the cells have keys of a form
    let cells = path.iter().nth_back(2) == Some(&"rows");
    // limits of a field whose values are nodes: by value
    let limits = path.ends_with(&["node_field", "limits"]);
    let command = path.starts_with(&["p", "c"]);
    !keyed && !cells && !limits && !command && !path.ends_with(&["d", "b"])
}

/// Reads a value that somebody changed.
fn through_a_frame<T: DeserializeOwned>(value: &Value) -> T {
    frame::unpack(&frame::pack(value, 3)).expect("is read")
}

/// Reads JSON that somebody changed.
fn changed<T: DeserializeOwned>(value: &impl Serialize, change: impl FnOnce(&mut serde_json::Value)) -> T {
    let mut json = serde_json::to_value(value).expect("is written");
    change(&mut json);
    serde_json::from_value(json).expect("is read")
}

fn ignore_strangers(samples: &Samples, struct_at: impl Fn(&str, &[&str]) -> bool) {
    for sample in &samples.0 {
        let name = sample.name();
        let said = sample.untyped(&sample.bytes());
        let more = with_strangers(&said, &|path| struct_at(name, path));
        assert_ne!(said, more, "{name} has room for a new member");
        assert_eq!(
            sample.understood(&sample.bytes_of(&more)),
            sample.understood(&sample.bytes()),
            "{name} with new members"
        );
    }
}

#[test]
fn messages_ignore_members_they_do_not_know() {
    let mut whole = messages();
    // one value without members
    whole.0.retain(|sample| !["sync/live_poke", "sync/live_ended"].contains(&sample.name()));
    ignore_strangers(
        &whole,
        |name, path| if name.starts_with("sync/live_") { path.len() == 1 } else { is_struct(path) },
    );
    ignore_strangers(&responses(), |_, path| is_struct(path));
}

#[test]
fn rest_answers_ignore_members_they_do_not_know() {
    ignore_strangers(&answers(), |_, path| is_struct(path));
}

#[test]
fn rest_requests_refuse_a_member_they_do_not_know_by_its_name() {
    for sample in requests().0 {
        let more = with_strangers(&sample.untyped(&sample.bytes()), &|path| path.is_empty());
        let refused = sample.understood(&sample.bytes_of(&more)).expect_err(sample.name());
        assert!(refused.contains(&format!("unknown field `{STRANGER}`")), "{}: {refused}", sample.name());
    }
}

#[test]
fn a_command_with_a_member_the_server_does_not_know_waits_on_the_device() {
    for sample in pushes().0 {
        let said = sample.untyped(&sample.bytes());
        for place in [&["p", "c"][..], &["p", "c", "command"], &["p", "c", "command", "command"]] {
            let more = with_strangers(&said, &|path| path == place);
            let request: SyncRequest = through_a_frame(&more);
            assert!(request.push.is_empty(), "{} with a new member in {place:?}", sample.name());
            assert_eq!(request.cursor.seq, 410, "the rest is read");
        }
        assert_eq!(through_a_frame::<SyncRequest>(&said).push.len(), 1, "{}", sample.name());
    }
}

#[test]
fn a_command_the_server_does_not_know_holds_back_its_own_document_only() {
    let commands = sync::commands();
    let pick = |name: &str| commands.iter().find(|(n, _)| n == name).expect("a sample").1.clone();
    let names = ["company_edit", "visit_arrive", "visit_note", "ticket_reply"];
    let push = names.map(|name| sync::push(pick(name)).push.remove(0)).to_vec();
    let mut said = tree(&SyncRequest { push, ..sync::idle_request() });
    *at_path(&mut said, &["p", "1", "c", "command", "command", "do"]) = Value::from("teleport");
    let request: SyncRequest = through_a_frame(&said);
    let read: Vec<_> = request.push.iter().map(|push| push.command.command.document()).collect();
    assert_eq!(read, [sync::document_id(Kind::Company), ticket_id().into()], "all but the visit's");

    *at_path(&mut said, &["p", "1", "c", "command", "on"]) = Value::from("quote");
    let request: SyncRequest = through_a_frame(&said);
    assert_eq!(request.push.len(), 2, "the noun is unknown and its id is not: {read:?}");

    *at_path(&mut said, &["p", "1", "c", "command"]) = Value::from("?");
    let request: SyncRequest = through_a_frame(&said);
    assert_eq!(request.push.len(), 1, "it may be any document: what follows waits too");
}

#[test]
fn whole_numbers_of_coordinates_are_understood() {
    let mut said = tree(&sync::push(sync::commands().swap_remove(4).1));
    *at_path(&mut said, &["p", "0", "c", "command", "command", "place", "lat"]) = Value::from(31.0);
    assert_eq!(through_a_frame::<SyncRequest>(&said).push.len(), 1);
    *at_path(&mut said, &["p", "0", "c", "command", "command", "place", "lat"]) = Value::from(f64::NAN);
    assert_eq!(through_a_frame::<SyncRequest>(&said).push.len(), 1, "refused by the rules, not left waiting");
}

#[test]
fn a_document_of_an_unknown_kind_costs_a_device_nothing_else() {
    let mut said = tree(&sync::response());
    let Value::Array(documents) = at_path(&mut said, &["d"]) else { panic!("a list") };
    let mut newer = documents[0].clone();
    *at_path(&mut newer, &["k"]) = Value::from("quote");
    *at_path(&mut newer, &["r", "kind"]) = Value::from("quote");
    documents.insert(0, newer);
    let mut newer = documents[1].clone();
    *at_path(&mut newer, &["b"]) = Value::Map(vec![(Value::from("patch"), Value::from("?"))]);
    documents.push(newer);
    let read: SyncResponse = through_a_frame(&said);
    assert_eq!(read, sync::response());
}

#[test]
fn a_parcel_of_an_unknown_kind_costs_a_device_nothing_else() {
    let mut page = sync::parcel_page();
    let known: Vec<_> = page.updates().map(std::borrow::Cow::into_owned).collect();
    assert_eq!(known, sync::packed_page().documents, "a parcel means what is packed in it");
    let mut newer: Value = ciborium::from_reader(page.parcels[0].0.as_ref()).expect("CBOR");
    *at_path(&mut newer, &["k"]) = Value::from("quote");
    *at_path(&mut newer, &["r", "kind"]) = Value::from("quote");
    let mut bytes = Vec::new();
    ciborium::into_writer(&newer, &mut bytes).expect("is written");
    for strange in [bytes, b"?".to_vec(), vec![]] {
        page.parcels.insert(0, Parcel(Bytes(strange)));
    }
    let mut said = tree(&page);
    let Value::Array(parcels) = at_path(&mut said, &["p"]) else { panic!("a list") };
    parcels.push(Value::from("in another form"));
    let read: SyncResponse = through_a_frame(&said);
    assert_eq!(read.parcels.len(), 4, "what is no bytes is passed over");
    assert_eq!(read.updates().map(std::borrow::Cow::into_owned).collect::<Vec<_>>(), known);
}

#[test]
fn an_entry_or_row_of_an_unknown_kind_costs_the_document_nothing_else() {
    let mut said = tree(&sync::response());
    *at_path(&mut said, &["d", "0", "r", "kind"]) = Value::from("quote");
    *at_path(&mut said, &["d", "0", "n", "0", "body", "kind"]) = Value::from("voice");
    let read: SyncResponse = through_a_frame(&said);
    let mut expected = sync::response();
    expected.documents[0].row = None;
    expected.documents[0].entries.remove(0);
    assert_eq!(read, expected);
}

#[test]
fn an_unknown_outcome_is_passed_over_and_an_unknown_reason_stays_a_refusal() {
    let mut said = tree(&sync::response());
    *at_path(&mut said, &["a", "0", "r"]) = Value::from("postponed");
    *at_path(&mut said, &["a", "2", "why", "code"]) = Value::from("not_paid");
    let read: SyncResponse = through_a_frame(&said);
    let outcomes: Vec<Outcome> = read.acks.into_iter().map(|ack| ack.outcome).collect();
    let kept = sync::outcomes().swap_remove(1);
    assert_eq!(outcomes, [kept, Outcome::Refused { why: Refusal::Unknown }]);

    // a known reason about an unknown state
    let mut said = tree(&sync::ack(Outcome::Refused { why: Refusal::WrongState { state: Default::default() } }));
    *at_path(&mut said, &["a", "0", "why", "state"]) = Value::from("postponed");
    let read: SyncResponse = through_a_frame(&said);
    assert_eq!(read.acks[0].outcome, Outcome::Refused { why: Refusal::Unknown });
}

#[test]
fn a_problem_with_an_unknown_reason_is_still_a_problem() {
    let problem: Problem = changed(&api::problem(), |json| json["refusal"] = json!({"code": "not_paid", "since": 3}));
    assert_eq!(problem, Problem { refusal: Some(Refusal::Unknown), ..api::problem() });
}

#[test]
fn an_unknown_role_gives_no_right_and_takes_none() {
    let with_role = |json: &mut serde_json::Value| json["roles"] = json!(["supervisor", "engineer"]);
    let agent: Agent = changed(&people::chen_li(), with_role);
    assert_eq!(agent.roles, [Role::Engineer]);
    let me: Me = changed(&api::me(), |json| with_role(&mut json["agent"]));
    assert_eq!(me.agent, agent);
}

#[test]
fn an_audience_that_is_not_known_is_not_the_customer() {
    let (_, reply) = entries::entries().swap_remove(0);
    assert_eq!(reply.audience, Audience::Public);
    let entry: Entry = changed(&reply, |json| json["audience"] = json!("partners"));
    assert_eq!(entry.audience, Audience::Internal);
}

#[test]
fn unknown_words_in_documents_are_read_as_the_nearest_known_ones() {
    let ticket: Ticket = changed(&tickets::ticket(), |json| {
        json["priority"] = json!("catastrophic");
        json["source"] = json!("fax");
        for fact in json["statuses"].as_object_mut().expect("facts").values_mut() {
            fact["status"] = json!("on_hold");
        }
    });
    assert_eq!((ticket.priority, ticket.source, ticket.status()), (Priority::Normal, Source::Other, Status::Open));
    assert_eq!(ticket.title, tickets::ticket().title);
    let visit: Visit = changed(&visits::visit(), |json| {
        json["priority"] = json!("catastrophic");
        for attempt in json["attempts"].as_object_mut().expect("attempts").values_mut() {
            for photo in attempt["photos"].as_object_mut().expect("photos").values_mut() {
                photo["tag"] = json!("during");
            }
        }
    });
    assert_eq!(visit.priority, Priority::Normal);
    assert!(visit.attempts.values().flat_map(|a| a.photos.values()).all(|photo| photo.tag == PhotoTag::Other));
}

#[test]
fn a_form_or_rule_with_an_unknown_input_asks_for_a_line_of_text() {
    let signature =
        json!({"key": "seal", "label": "Seal", "input": "stamp", "shape": "round", "required_at": "depart"});
    let form: Form = changed(&people::form(), |json| json["fields"][0] = signature.clone());
    assert_eq!(form.fields[0].input, Input::Text);
    assert_eq!(form.fields[1..], people::form().fields[1..]);
    let rules: VisitRules = changed(&people::visit_rules(), |json| json["fields"][0] = signature);
    assert_eq!((&rules.fields[0].input, rules.fields[0].required_at), (&Input::Text, Stage::Optional));
    assert!(rules.signature, "the other demands stand");
}

#[test]
fn the_desk_hears_of_known_kinds_beside_unknown_ones() {
    let (_, said) = api::live().swap_remove(0);
    let live: Live = changed(&said, |json| json["kinds"] = json!(["quote", "visit"]));
    assert_eq!(live, Live::Changed { kinds: vec![Kind::Visit], ids: vec![visit_id().into()], seq: 413 });
    let notice: Notification = changed(&api::notification(), |json| json["on"] = json!("quote"));
    assert_eq!(notice, Notification { on: None, ..api::notification() });
}

#[test]
fn a_command_is_not_read_by_half() {
    let unknown = [
        ("visit_create", "/command/visit/priority", json!("catastrophic")),
        ("visit_create", "/command/visit/zz_newer", json!(1)),
        ("ticket_create", "/command/ticket/source", json!("fax")),
        ("ticket_set_status", "/command/status", json!("on_hold")),
        ("visit_add_photo", "/command/line/tag", json!("during")),
    ];
    for (name, pointer, word) in unknown {
        let (_, command) = sync::commands().into_iter().find(|(n, _)| n == name).expect("a sample");
        let mut said = tree(&sync::push(command));
        let place: Vec<&str> = ["p", "0", "c", "command"].into_iter().chain(pointer[1..].split('/')).collect();
        let (last, parents) = place.split_last().expect("a path");
        let Value::Map(members) = at_path(&mut said, parents) else { panic!("{pointer} is in a map") };
        members.retain(|(key, _)| key.as_text() != Some(last));
        members.push((Value::from(*last), tree(&word)));
        assert!(through_a_frame::<SyncRequest>(&said).push.is_empty(), "{name} with {pointer} {word}");
    }
}
