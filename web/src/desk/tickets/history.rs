//! The history of a ticket (TKT-66): what was changed, by whom, when and on what, field by field; the ticket as it was at a moment,
//! beside how it is now; and putting one field or all of them back.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::{FieldChange, FieldValue, Noun};
use truckroll_domain::tickets::{Cells, Ticket, TicketCommand, assignee_at};
use truckroll_domain::{Command, Entry, EntryBody, TicketId, Timestamp};
use truckroll_protocol::api::TicketDetail;
use truckroll_protocol::api::daily::TicketHistory;
use truckroll_ui::prelude::*;

use super::conversation::log_words;
use crate::api;
use crate::desk::customers::{Book, use_book};
use crate::desk::trouble::{Failed, Waiting};
use crate::session::use_session;
use crate::words;

/// The dialog.
#[component]
pub fn HistoryDialog(detail: TicketDetail, on_close: EventHandler<()>) -> Element {
    let id = detail.row.id.clone();
    let topics = id.clone();
    let read = use_live(
        move || crate::live::of_document(&topics),
        move || {
            let id = id.clone();
            async move { api::daily::history(&id).await }
        },
    );
    let book = use_book();
    rsx! {
        Dialog { open: true, large: true, title: tr!("daily-history-title", title = detail.row.title.clone()), on_close,
            match (read.value(), book.value()) {
                (Some(history), Some(book)) => rsx! { HistoryPane { detail: detail.clone(), history, book } },
                (None, _) => rsx! { Waiting { read, rows: 8 } },
                (_, None) => rsx! { Waiting { read: book, rows: 8 } },
            }
        }
    }
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    entry: Entry,
    changes: Vec<FieldChange>,
}

/// What the log tells, newest first; with `field` only what happened to it.
fn told(history: &TicketHistory, field: &str) -> Vec<Told> {
    let mut all = Vec::new();
    for entry in &history.entries {
        let changes = match &entry.body {
            EntryBody::Log { changes, .. } => {
                changes.iter().filter(|change| change.is_told()).cloned().collect::<Vec<_>>()
            }
            _ => continue,
        };
        let kept: Vec<FieldChange> =
            changes.into_iter().filter(|change| field.is_empty() || change.field == field).collect();
        if field.is_empty() || !kept.is_empty() {
            all.push(Told { entry: entry.clone(), changes: kept });
        }
    }
    all
}

/// The fields that were ever changed.
fn changed_fields(history: &TicketHistory) -> Vec<String> {
    let mut fields: Vec<String> = told(history, "").into_iter().flat_map(|one| one.changes).map(|c| c.field).collect();
    fields.sort();
    fields.dedup();
    fields
}

/// What a field is called; a cell of a row by field and column.
fn field_name(book: &Book, field: &str) -> String {
    match field.split_once('.') {
        Some((field, column)) => format!("{} · {column}", field_name(book, field)),
        None if book.set(Noun::Ticket).field(field).is_some() => book.label(Noun::Ticket, field),
        None => words::member(field),
    }
}

fn value_shown(book: &Book, field: &str, value: Option<&FieldValue>, format: &Format) -> String {
    match value {
        None => tr("daily-history-empty-value"),
        Some(value) if field == "priority" => words::priority_word(words::priority_of(&value.typed())),
        Some(value) => book.shown(Noun::Ticket, field, value, format),
    }
}

/// The pane.
#[component]
pub fn HistoryPane(detail: TicketDetail, history: TicketHistory, book: Book) -> Element {
    let format = use_format();
    let session = use_session();
    let toasts = use_toasts();
    let mut field = use_signal(String::new);
    let mut moment = use_signal(|| None::<Timestamp>);
    let changes = use_changes();
    let send = use_send(
        |commands: Vec<Command>| async move { api::daily::send(api::daily::envelopes(commands)).await },
        move |_| {
            changes.announce(["tickets", "documents"]);
            toasts.say(Tone::Done, tr("daily-restored"));
        },
    );
    let edits = session.may(Area::Tickets, Verb::Edit);
    let Ok(id) = detail.row.id.parse::<TicketId>() else { return rsx! {} };
    let restore = use_callback(move |commands: Vec<TicketCommand>| {
        send.run(commands.into_iter().map(|command| Command::Ticket { id, command }).collect());
    });
    let options: Vec<Choice> =
        changed_fields(&history).into_iter().map(|key| Choice::new(key.clone(), field_name(&book, &key))).collect();
    let lines = told(&history, &field.read());
    rsx! {
        div { class: "dk-history",
            SelectField {
                label: tr("daily-history-field"),
                value: field(),
                none_label: tr("daily-history-all"),
                options,
                on_change: move |key| field.set(key),
            }
            Failed { failure: send.failure() }
            if let Some(at) = moment() {
                AsItWas {
                    detail: detail.clone(),
                    history: history.clone(),
                    book: book.clone(),
                    at,
                    edits,
                    busy: send.busy(),
                    on_restore: move |commands| restore.call(commands),
                    on_close: move |()| moment.set(None),
                }
            }
            if lines.is_empty() {
                p { class: "dk-quiet", {tr("daily-history-none")} }
            }
            ol { class: "dk-plain-list dk-history-list", aria_label: tr("daily-history"),
                for one in lines {
                    li { key: "{one.entry.id}", class: "dk-history-line",
                        p { class: "dk-history-head",
                            span { class: "dk-history-what", {action(&one.entry, &book)} }
                            span { class: "dk-quiet", {sender(&one.entry, &history, &format)} }
                        }
                        if !one.changes.is_empty() {
                            ul { class: "dk-plain-list dk-history-changes",
                                for change in one.changes.clone() {
                                    li { key: "{change.field}",
                                        span { class: "tr-label", {field_name(&book, &change.field)} }
                                        span { class: "dk-history-values",
                                            s { {value_shown(&book, &change.field, change.from.as_ref(), &format)} }
                                            Glyph { icon: Icon::ArrowRight, size: 14 }
                                            span { {value_shown(&book, &change.field, change.to.as_ref(), &format)} }
                                        }
                                        if let Some(back) = puts_back(&detail.ticket, &one.entry, &change.field, edits) {
                                            Button {
                                                label: tr!("daily-restore-field", field = field_name(&book, &change.field)),
                                                icon: Icon::Undo,
                                                icon_only: true,
                                                kind: ButtonKind::Ghost,
                                                busy: send.busy(),
                                                on_press: move |_| restore.call(back.clone()),
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        Button {
                            label: tr("daily-history-before"),
                            icon: Icon::History,
                            kind: ButtonKind::Ghost,
                            on_press: {
                                let at = one.entry.at.plus_ms(-1);
                                move |_| moment.set(Some(at))
                            },
                        }
                    }
                }
            }
        }
    }
}

/// What puts a field back to what it was before an entry; nothing where that cannot be, or it is so.
fn puts_back(ticket: &Ticket, entry: &Entry, field: &str, edits: bool) -> Option<Vec<TicketCommand>> {
    let commands = if edits { ticket.putting_back(entry, field) } else { Vec::new() };
    (!commands.is_empty()).then_some(commands)
}

fn action(entry: &Entry, book: &Book) -> String {
    match &entry.body {
        EntryBody::Log { action, text, subject, .. } if action == "set_cc" => {
            let name =
                book.agents.iter().find(|(id, _)| id == subject).map_or(subject.clone(), |(_, name)| name.clone());
            tr!(if text == "on" { "daily-log-cc-on" } else { "daily-log-cc-off" }, name = name)
        }
        EntryBody::Log { action, state, text, subject, .. } => log_words(action, state, text, subject),
        _ => String::new(),
    }
}

/// Who did it, when, and on what.
fn sender(entry: &Entry, history: &TicketHistory, format: &Format) -> String {
    let name = if entry.author_name.is_empty() { tr("tickets-system") } else { entry.author_name.clone() };
    let mut said = format!("{name} · {}", format.moment(entry.at.ms()));
    if let Some(device) = history.devices.get(&entry.id) {
        said.push_str(" · ");
        said.push_str(device);
    }
    if entry.offline {
        said.push_str(" · ");
        said.push_str(&tr("daily-history-offline"));
    }
    said
}

/// A field then and now.
struct Differs {
    field: String,
    then: String,
    now: String,
}

fn differing(was: &Ticket, is: &Ticket, book: &Book, format: &Format) -> Vec<Differs> {
    let changes = is.changes_since(was);
    let rows = rows_differing(was, is, book, format);
    let shown = |change: &FieldChange| Differs {
        field: field_name(book, &change.field),
        then: value_shown(book, &change.field, change.from.as_ref(), format),
        now: value_shown(book, &change.field, change.to.as_ref(), format),
    };
    changes.iter().map(shown).chain(rows).collect()
}

/// The rows of each field that differ, a line of words for each row.
fn rows_differing(was: &Ticket, is: &Ticket, book: &Book, format: &Format) -> Vec<Differs> {
    let fields: BTreeSet<&String> = was.rows.keys().chain(is.rows.keys()).collect();
    let differing = fields.into_iter().filter(|field| was.rows.get(*field) != is.rows.get(*field));
    let words = |ticket: &Ticket, field: &str| {
        let row = |cells: &Cells| {
            let cells = cells
                .0
                .iter()
                .map(|(column, value)| value_shown(book, &format!("{field}.{column}"), Some(value), format));
            cells.collect::<Vec<_>>().join(" · ")
        };
        let rows = ticket.rows.get(field).map(|rows| rows.0.values().map(row).collect::<Vec<_>>().join("\n"));
        rows.unwrap_or_else(|| tr("daily-history-empty-value"))
    };
    let line =
        |field: &String| Differs { field: field_name(book, field), then: words(was, field), now: words(is, field) };
    differing.map(line).collect()
}

/// The ticket at a moment, beside how it is now.
#[component]
fn AsItWas(
    detail: TicketDetail,
    history: TicketHistory,
    book: Book,
    at: Timestamp,
    edits: bool,
    busy: bool,
    on_restore: EventHandler<Vec<TicketCommand>>,
    on_close: EventHandler<()>,
) -> Element {
    let format = use_format();
    let then = detail.ticket.as_it_was(at, &history.entries);
    let differs = differing(&then, &detail.ticket, &book, &format);
    let back = detail.ticket.becoming(&then);
    let mut lines: Vec<Differs> = Vec::new();
    if then.status() != detail.ticket.status() {
        lines.push(Differs {
            field: tr("tickets-status"),
            then: words::ticket_word(then.status().word()),
            now: words::ticket_word(detail.ticket.status().word()),
        });
    }
    if let Some(name) =
        assignee_at(&detail.overlay, at, &history.entries).filter(|n| *n != detail.overlay.assignee_name)
    {
        let word = |name: &str| if name.is_empty() { tr("tickets-nobody") } else { name.to_owned() };
        lines.push(Differs {
            field: tr("tickets-assignee"),
            then: word(&name),
            now: word(&detail.overlay.assignee_name),
        });
    }
    let same = lines.is_empty() && differs.is_empty();
    let can = edits && !back.is_empty();
    lines.extend(differs);
    rsx! {
        section { class: "dk-as-it-was", aria_label: tr("daily-as-it-was-name"),
            header { class: "dk-history-head",
                h3 { class: "dk-history-what", {tr!("daily-as-it-was", time = format.moment(at.ms()))} }
                Button { label: tr("daily-as-it-was-close"), icon: Icon::Close, icon_only: true, kind: ButtonKind::Ghost, on_press: move |_| on_close.call(()) }
            }
            if same {
                p { class: "dk-quiet", role: "status", {tr("daily-as-it-was-same")} }
            } else {
                div { class: "dk-rows", role: "region", tabindex: "0", aria_label: tr("daily-as-it-was-name"),
                    table { class: "dk-rows-table",
                        thead {
                            tr {
                                th { scope: "col", {tr("daily-compare-field")} }
                                th { scope: "col", {tr("daily-compare-then")} }
                                th { scope: "col", {tr("daily-compare-now")} }
                            }
                        }
                        tbody {
                            for line in lines {
                                tr { key: "{line.field}",
                                    th { scope: "row", "{line.field}" }
                                    td { class: "dk-text", "{line.then}" }
                                    td { class: "dk-text", "{line.now}" }
                                }
                            }
                        }
                    }
                }
            }
            if can {
                div { class: "tr-actions",
                    Button { label: tr("daily-restore-all"), icon: Icon::Undo, busy, on_press: move |_| on_restore.call(back.clone()) }
                }
                p { class: "dk-quiet", {tr("daily-restore-hint")} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use truckroll_domain::EntryId;
    use truckroll_domain::entry::Audience;

    use super::*;
    use crate::sample;

    fn line(n: u8, at: i64, changes: Vec<FieldChange>) -> Entry {
        Entry {
            id: EntryId::from_parts(1, [n; 10]),
            parent: TicketId::from_parts(4, [1; 10]).into(),
            audience: Audience::Internal,
            author: None,
            author_name: "Li Na".into(),
            device: None,
            at: Timestamp(sample::NOW_MS + at),
            received_at: None,
            offline: n == 1,
            body: EntryBody::Log {
                action: "edit".into(),
                state: "new".into(),
                text: String::new(),
                subject: String::new(),
                place: None,
                distance_m: None,
                flags: vec![],
                changes,
            },
        }
    }

    fn change(field: &str, from: &str, to: &str) -> FieldChange {
        let text = |text: &str| FieldValue::text(text);
        FieldChange { field: field.into(), from: text(from), to: text(to) }
    }

    fn history() -> TicketHistory {
        let entries = vec![
            line(2, 20_000, vec![change("title", "Lift 4", "Lift 3 stuck"), change("priority", "low", "urgent")]),
            line(1, 10_000, vec![change("title", "Lift", "Lift 4")]),
        ];
        let devices = BTreeMap::from([(EntryId::from_parts(1, [2; 10]), "Firefox on Linux".to_owned())]);
        TicketHistory { entries, devices }
    }

    #[test]
    fn the_history_says_what_stood_there_and_on_what_it_was_changed() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                rsx! { HistoryPane { detail: sample::ticket_detail(), history: history(), book: sample::book() } }
            });
            for said in ["Lift 4", "Firefox on Linux", "Li Na"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains(">daily-") && !html.contains("{ $"), "{html}");
        }
    }

    #[test]
    fn one_field_alone_is_told_alone() {
        assert_eq!(changed_fields(&history()), ["priority", "title"]);
        let only = told(&history(), "priority");
        assert_eq!((only.len(), only[0].changes.len()), (1, 1));
        assert_eq!(told(&history(), "").len(), 2);
    }
}
