//! Everything that happened to a ticket on a page of its own (APP-06): newest first, with what was said, its files, and what
//! stood in fields before and after. Works without a network as far as the phone holds the files.

use dioxus::prelude::*;
use truckroll_domain::entry::Audience;
use truckroll_domain::fields::FieldChange;
use truckroll_domain::people::Agent;
use truckroll_domain::{Entry, EntryBody, Kind};
use truckroll_replica::ask::{Answer, Ask, FormField, TicketPage};
use truckroll_ui::prelude::*;

use super::files::Files;
use crate::shell::{Screen, coming};
use crate::{store, words};

/// The page.
#[component]
pub fn RecordsScreen(id: ReadSignal<String>) -> Element {
    let read = store::use_read(
        &[Kind::Ticket],
        move || Ask::Ticket { id: id.read().parse().unwrap_or_default() },
        |answer| match answer {
            Answer::Ticket { page } => Some(page),
            _ => None,
        },
    );
    let back = (format!("/engineer/tickets/{id}"), tr("nav-tickets"));
    rsx! {
        Screen { title: tr("eng-records"), back,
            match read.value() {
                Some(Some(page)) => rsx! { RecordsPane { page: *page } },
                Some(None) => rsx! {
                    Empty { icon: Icon::Inbox, title: tr("eng-ticket-gone"), text: tr("eng-ticket-gone-text") }
                },
                None => coming(read),
            }
        }
    }
}

/// The records of a ticket.
#[component]
pub fn RecordsPane(page: TicketPage) -> Element {
    if page.entries.is_empty() {
        return rsx! {
            Empty { icon: Icon::History, title: tr("eng-records-none") }
        };
    }
    rsx! {
        ol { class: "tr-list", aria_label: tr("eng-records"),
            for entry in page.entries {
                li { key: "{entry.id}", class: "py-3", Record { entry, form: page.form.clone() } }
            }
        }
    }
}

/// One of them.
#[component]
fn Record(entry: Entry, form: Vec<FormField>) -> Element {
    let format = use_format();
    let colleagues = store::use_colleagues().value().unwrap_or_default();
    let public = entry.audience == Audience::Public;
    let (title, text, files, changes) = match entry.body.clone() {
        EntryBody::Reply { text, attachments, .. } => (tr("eng-reply"), text, attachments, Vec::new()),
        EntryBody::Note { text } => (tr("eng-notes"), text, Vec::new(), Vec::new()),
        EntryBody::Log { action, subject, text, mut changes, .. } => {
            let line = crate::visits::log_entries(std::slice::from_ref(&entry), &format).pop();
            let (title, note) = line.map(|line| (line.title, line.note.unwrap_or_default())).unwrap_or_default();
            let known = format!("eng-log-{}", action.replace('_', "-"));
            let title = if has_message(&known) { tr(&known) } else { title };
            let note = match action.as_str() {
                "set_cc" => reader(&colleagues, &subject, text == "on"),
                "set_row" | "remove_row" => label(&form, &subject),
                "split" => text,
                _ => note,
            };
            changes.retain(FieldChange::is_told);
            (title, note, Vec::new(), changes)
        }
    };
    let talk = !matches!(entry.body, EntryBody::Log { .. });
    rsx! {
        p { class: "flex flex-wrap items-center gap-2",
            span { class: "tr-label", "{title}" }
            if talk {
                span { class: "tr-chip",
                    if public { {tr("eng-public")} } else { {tr("eng-internal")} }
                }
            }
            if entry.received_at.is_none() {
                SyncMarkIcon { mark: SyncMark::Waiting }
            }
        }
        p { class: "tr-small tr-muted",
            if talk {
                {author(&entry)}
            } else {
                "{entry.author_name}"
            }
            " "
            time { class: "tr-figures", {format.moment(entry.at.ms())} }
        }
        if !text.is_empty() {
            p { class: "whitespace-pre-line break-words", "{text}" }
        }
        if !changes.is_empty() {
            dl { class: "tr-facts",
                for change in changes {
                    dt { key: "{change.field}-term", {label(&form, &change.field)} }
                    dd { {moved(&format, &form, &change)} }
                }
            }
        }
        if !files.is_empty() {
            Files { files }
        }
    }
}

/// Who said something: what nobody signed a customer without a name did, or a rule.
pub(super) fn author(entry: &Entry) -> String {
    match (entry.author_name.is_empty(), entry.from_customer()) {
        (false, _) => entry.author_name.clone(),
        (true, true) => tr("eng-customer"),
        (true, false) => tr("eng-rule"),
    }
}

/// Who reads along from now on, or no longer.
fn reader(colleagues: &[Agent], id: &str, reads: bool) -> String {
    let name = colleagues.iter().find(|agent| agent.id.to_string() == id).map(|agent| agent.name.clone());
    let name = name.unwrap_or_default();
    if reads { [tr("eng-cc"), name].join(": ") } else { tr!("eng-cc-remove", name = name) }
}

/// What people call a field, or a column of one that has rows (`rows.column`).
fn label(form: &[FormField], key: &str) -> String {
    let (key, column) = key.split_once('.').unwrap_or((key, ""));
    let own = form.iter().find(|one| one.field.key == key && !one.field.system);
    let column = own.and_then(|one| one.columns.iter().find(|known| known.key == column));
    match (column, own) {
        (Some(column), _) => words::label(column),
        (None, Some(one)) => words::label(&one.field),
        (None, None) => words::member(key),
    }
}

/// What stood there before and after.
fn moved(format: &Format, form: &[FormField], change: &FieldChange) -> String {
    let (key, column) = change.field.split_once('.').unwrap_or((&change.field, ""));
    let own = form.iter().find(|one| one.field.key == key);
    let cell = own.and_then(|one| one.columns.iter().find(|known| known.key == column));
    let kind = cell.or_else(|| own.map(|one| &one.field)).map(|field| &field.kind);
    let text = |value: &Option<truckroll_domain::fields::FieldValue>| match (value, kind) {
        (None, _) => tr("eng-nothing"),
        (Some(value), Some(kind)) => words::field_value(format, kind, value),
        (Some(value), None) => value.typed(),
    };
    tr!("eng-change", from = text(&change.from), to = text(&change.to))
}

#[cfg(test)]
mod tests {
    use truckroll_domain::attachments::Attachment;
    use truckroll_domain::fields::FieldValue;
    use truckroll_domain::{EntryId, TicketId, Timestamp};

    use super::*;
    use crate::sample;

    #[component]
    fn Page(page: TicketPage) -> Element {
        rsx! { RecordsPane { page } }
    }

    fn entry(n: u8, body: EntryBody) -> Entry {
        Entry {
            id: EntryId::from_parts(n.into(), [n; 10]),
            parent: TicketId::default().into(),
            audience: Audience::Public,
            author: None,
            author_name: if n == 1 { "Li Na".into() } else { String::new() },
            device: None,
            at: Timestamp(i64::from(n) * 60_000),
            received_at: Some(Timestamp(1)),
            offline: false,
            body,
        }
    }

    #[test]
    fn records_tell_what_was_said_with_its_files_and_what_changed_from_what_to_what() {
        let file =
            Attachment { hash: "a".repeat(64), size: 2_000, mime: "application/pdf".into(), name: "plan.pdf".into() };
        let change = FieldChange {
            field: "title".into(),
            from: FieldValue::text("Noise"),
            to: FieldValue::text("Noise in shaft"),
        };
        let log = EntryBody::Log {
            action: "edit".into(),
            state: "open".into(),
            text: String::new(),
            subject: String::new(),
            place: None,
            distance_m: None,
            flags: Vec::new(),
            changes: vec![change],
        };
        let mut page = sample::ticket_page();
        let said = EntryBody::Reply { text: "It stands again".into(), attachments: vec![file], automatic: false };
        page.entries = vec![entry(2, said), entry(1, log)];
        let html = sample::render(Page, PageProps { page: page.clone() });
        for part in ["It stands again", "plan.pdf", "Noise → Noise in shaft", "Li Na", "Customer", "public"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(html.find("stands again") < html.find("in shaft"), "newest first: {html}");
        page.entries.clear();
        assert!(sample::render(Page, PageProps { page }).contains("Nothing has happened"));
    }
}
