//! The conversation of a ticket: replies to the customer, words among colleagues, and what was done.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::entry::Audience;
use truckroll_domain::{Entry, EntryBody};
use truckroll_ui::prelude::*;

use super::composer::Composer;
use crate::api;
use crate::words;

/// Entries oldest first, and the composer under them.
#[component]
pub fn Conversation(
    id: String,
    entries: Vec<Entry>,
    /// The reader may answer.
    writes: bool,
    /// Tickets whose words are among the entries, with what they are called.
    #[props(default)]
    others: BTreeMap<String, String>,
) -> Element {
    let mut lines = entries;
    lines.sort_by_key(|entry| (entry.at, entry.id));
    rsx! {
        if lines.is_empty() {
            p { class: "dk-quiet", {tr("tickets-conversation-empty")} }
        }
        ol { class: "dk-talk", aria_label: tr("tickets-conversation"),
            for entry in lines {
                TalkEntry { key: "{entry.id}", from: others.get(&entry.parent.to_string()).cloned(), entry }
            }
        }
        if writes {
            Composer { id }
        }
    }
}

#[component]
fn TalkEntry(entry: Entry, from: Option<String>) -> Element {
    let format = use_format();
    let customer = entry.from_customer();
    let name = match (entry.author_name.is_empty(), customer) {
        (false, _) => entry.author_name.clone(),
        (true, true) => tr("tickets-customer"),
        (true, false) => tr("tickets-system"),
    };
    let mut time = format.moment(entry.at.ms());
    if let Some(from) = from {
        // what was said in a ticket that was merged into this one
        time = format!("{time} · {}", tr!("daily-said-in", name = from));
    }
    match entry.body {
        EntryBody::Log { action, state, text, subject, .. } => rsx! {
            li { class: "dk-talk-log",
                span { {log_words(&action, &state, &text, &subject)} }
                span { class: "dk-quiet", " · {name} · {time}" }
            }
        },
        EntryBody::Note { text } => rsx! {
            li { class: "dk-talk-entry dk-talk-internal", TalkWords { name, time, mark: tr("tickets-internal"), text } }
        },
        EntryBody::Reply { text, attachments, .. } => rsx! {
            li {
                class: match (entry.audience, customer) {
                    (Audience::Internal, _) => "dk-talk-entry dk-talk-internal",
                    (Audience::Public, true) => "dk-talk-entry dk-talk-customer",
                    (Audience::Public, false) => "dk-talk-entry",
                },
                TalkWords {
                    name,
                    time,
                    mark: match (entry.audience, customer) {
                        (Audience::Internal, _) => tr("tickets-internal"),
                        (Audience::Public, true) => tr("tickets-from-customer"),
                        (Audience::Public, false) => tr("tickets-public"),
                    },
                    text,
                }
                if attachments.iter().any(|file| file.is_picture()) {
                    PhotoStrip {
                        bare: true,
                        photos: attachments
                            .iter()
                            .filter(|file| file.is_picture())
                            .map(|file| Photo {
                                id: file.hash.clone(),
                                thumb: api::attachment(&file.hash),
                                full: Some(api::attachment(&file.hash)),
                                label: file.name.clone(),
                                mark: SyncMark::Sent,
                            })
                            .collect::<Vec<_>>(),
                    }
                }
                for file in attachments.into_iter().filter(|file| !file.is_picture()) {
                    a { key: "{file.hash}", class: "tr-link", href: api::attachment(&file.hash), download: "{file.name}", "{file.name}" }
                }
            }
        },
    }
}

#[component]
fn TalkWords(name: String, time: String, mark: String, text: String) -> Element {
    rsx! {
        p { class: "dk-talk-head",
            Avatar { name: name.clone(), size: AvatarSize::Small, decorative: true }
            span { class: "dk-talk-name", "{name}" }
            span { class: "dk-quiet", "{mark} · {time}" }
        }
        if !text.is_empty() {
            p { class: "dk-text", "{text}" }
        }
    }
}

/// What was done, in words; an action of a newer version by its name.
pub(super) fn log_words(action: &str, state: &str, text: &str, subject: &str) -> String {
    match action {
        "set_status" => {
            let status = words::ticket_word(if text.is_empty() { state } else { text });
            if subject.is_empty() {
                tr!("tickets-log-set-status", status = status)
            } else {
                tr!("tickets-log-set-status-rule", status = status, rule = subject.to_owned())
            }
        }
        "assign" if subject.is_empty() => tr("tickets-log-unassign"),
        "assign" => tr!("tickets-log-assign", name = subject.to_owned()),
        "create" => tr("tickets-log-create"),
        "edit" => tr("tickets-log-edit"),
        "set_row" => tr("tickets-log-set-row"),
        "remove_row" => tr("tickets-log-remove-row"),
        "advance" => tr!("way-log-on", title = subject.to_owned()),
        "split" => {
            tr!("daily-log-split", count = subject.to_owned(), titles = text.replace('\n', &tr("refusal-joint")))
        }
        "merge_into" => tr!("daily-log-merge-into", name = subject.to_owned()),
        "take_in" => tr!("daily-log-take-in", name = subject.to_owned()),
        "unmerge" => tr!("daily-log-unmerge", name = subject.to_owned()),
        "give_back" => tr!("daily-log-give-back", name = subject.to_owned()),
        "set_cc" => tr(if text == "on" { "daily-log-cc-added" } else { "daily-log-cc-removed" }),
        "withdraw" if text.is_empty() => tr("tickets-log-withdraw"),
        "withdraw" => tr!("tickets-log-withdraw-reason", reason = text.to_owned()),
        "return_to" => tr!("way-log-back", title = subject.to_owned(), reason = text.to_owned()),
        other => other.replace('_', " "),
    }
}
