//! Notes and the flow log: who did what, when by the phone and when by the server.

use dioxus::prelude::*;
use truckroll_domain::visits::{VisitCommand, VisitState};
use truckroll_domain::{Entry, EntryBody};
use truckroll_ui::prelude::*;

use super::fold::Fold;
use super::head::action;
use super::state::Work;
use crate::shell::Section;
use crate::{ids, words};

/// Longest note, characters.
const MAX_NOTE: u32 = 10_000;

/// Entries as lines of the log, oldest first. Replies and notes are left to their own lists.
#[must_use]
pub fn entries(entries: &[Entry], format: &Format) -> Vec<FlowEntry> {
    entries.iter().rev().filter_map(|entry| line(entry, format)).collect()
}

fn line(entry: &Entry, format: &Format) -> Option<FlowEntry> {
    let EntryBody::Log { action: name, state, text, subject, distance_m, flags, .. } = &entry.body else {
        return None;
    };
    let mut notes: Vec<String> = Vec::new();
    if !subject.is_empty() {
        notes.push(subject.clone());
    }
    if !text.is_empty() {
        notes.push(spoken(name, text));
    }
    #[expect(clippy::cast_precision_loss, reason = "metres on the earth are exact in a double")]
    if let Some(metres) = distance_m {
        notes.push(tr!("eng-from-site", distance = format.distance(*metres as f64)));
    }
    for flag in flags {
        let known = format!("flag-{}", flag.replace('_', "-"));
        notes.push(if has_message(&known) { tr(&known) } else { flag.clone() });
    }
    Some(FlowEntry {
        tone: VisitState::from_word(state).map_or_else(|| words::ticket_tone(state), words::visit_tone),
        title: action(name),
        operator: Some(entry.author_name.clone()).filter(|name| !name.is_empty()),
        device_ms: entry.at.ms(),
        server_ms: entry.received_at.map(|at| at.ms()),
        offline: entry.offline,
        note: (!notes.is_empty()).then(|| notes.join(" · ")),
    })
}

/// Words that a decision leaves in the log as a key.
fn spoken(action: &str, text: &str) -> String {
    let key = match (action, text) {
        ("decide_cancel", "approved") => "log-approved",
        ("decide_cancel", "refused") => "log-refused",
        ("decide_late", "accepted") => "log-accepted",
        ("decide_late", "set_aside") => "log-set-aside",
        ("set_status", status) => return words::ticket_word(status),
        _ => return text.to_owned(),
    };
    tr(key)
}

/// The flow log, folded.
#[component]
pub fn Log(entries: Vec<Entry>) -> Element {
    let format = use_format();
    let lines = self::entries(&entries, &format);
    if lines.is_empty() {
        return rsx! {};
    }
    rsx! {
        Fold { title: tr("flow-label"),
            FlowLog { entries: lines }
        }
    }
}

/// Notes of colleagues, and the field to add one.
#[component]
pub fn Notes(entries: Vec<Entry>, work: Work) -> Element {
    let format = use_format();
    let mut text = use_signal(String::new);
    let add = move || {
        let note = text.peek().trim().to_owned();
        if note.is_empty() {
            return;
        }
        work.run(move || async move {
            if work.send(VisitCommand::Note { entry: ids::entry(), text: note }).await {
                text.set(String::new());
            }
        });
    };
    let notes: Vec<(String, String, String, bool)> = entries
        .iter()
        .filter_map(|entry| match &entry.body {
            EntryBody::Note { text } => Some((
                entry.author_name.clone(),
                format.moment(entry.at.ms()),
                text.clone(),
                entry.received_at.is_none(),
            )),
            _ => None,
        })
        .collect();
    rsx! {
        Section { title: tr("eng-notes"), id: "notes",
            for (index , (author , time , text , waits)) in notes.into_iter().enumerate() {
                article { key: "{index}",
                    p { class: "flex items-center gap-2 tr-small tr-muted",
                        span { "{author}" }
                        time { "{time}" }
                        if waits {
                            SyncMarkIcon { mark: SyncMark::Waiting }
                        }
                    }
                    p { class: "whitespace-pre-line", "{text}" }
                }
            }
            TextAreaField {
                label: tr("eng-note-new"),
                value: text(),
                rows: 2,
                max_length: MAX_NOTE,
                on_input: move |value| text.set(value),
                on_submit: move |()| add(),
            }
            if !text.read().trim().is_empty() {
                Button { label: tr("eng-note-add"), icon: Icon::Plus, on_press: move |_| add() }
            }
        }
    }
}
