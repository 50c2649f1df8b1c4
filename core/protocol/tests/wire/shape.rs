//! How everything is written today. A difference here is a change of what is said over a network or stored:
//! read docs/sync.md, "Growing a message", before accepting it.

use crate::sample::{Samples, answers, commands, documents, messages, records, requests};
use crate::samples::word_samples;

fn commands_of(noun: &str) -> String {
    let mut all: Samples = commands();
    all.0.retain(|sample| sample.name().starts_with(&format!("command/{noun}_")));
    all.shown()
}

fn records_of(sort: &str) -> String {
    let mut all: Samples = records();
    all.0.retain(|sample| sample.name().starts_with(&format!("record/{sort}")));
    all.shown()
}

#[test]
fn sync_messages_keep_their_form() {
    insta::assert_snapshot!("sync_messages", messages().shown());
}

#[test]
fn commands_keep_their_form() {
    for noun in ["visit", "ticket", "company", "contact", "asset"] {
        insta::assert_snapshot!(format!("{noun}_commands"), commands_of(noun));
    }
}

#[test]
fn outcomes_and_refusals_keep_their_form() {
    insta::assert_snapshot!("outcomes", records_of("outcome"));
    insta::assert_snapshot!("refusals", records_of("refusal"));
}

#[test]
fn entries_and_events_keep_their_form() {
    insta::assert_snapshot!("entries", records_of("entry"));
    insta::assert_snapshot!("events", records_of("event"));
}

#[test]
fn definitions_keep_their_form() {
    let sorts = ["agent", "group", "form", "visit_rules", "fields", "customers", "filter"];
    insta::assert_snapshot!("definitions", sorts.map(records_of).concat());
}

#[test]
fn documents_overlays_and_rows_keep_their_form() {
    insta::assert_snapshot!("documents", documents().shown());
    insta::assert_snapshot!("overlays", records_of("overlay"));
}

#[test]
fn rest_requests_and_answers_keep_their_form() {
    insta::assert_snapshot!("requests", requests().shown());
    insta::assert_snapshot!("answers", answers().shown());
}

#[test]
fn words_keep_their_spelling() {
    insta::assert_snapshot!("words", word_samples().shown());
}
