//! The dialog that changes many tickets: only what is chosen is written; then how far it is, and which ones refused it.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Noun};
use truckroll_domain::tickets::{Priority, Status, TicketRow};
use truckroll_protocol::api::{StoredFile, StoredFiles};
use truckroll_ui::prelude::*;

use super::run::{Change, Run, use_run};
use crate::desk::customers::{Book, ValueField, is_editable, use_book};
use crate::desk::files::{Files, FilesField, StillSending, attached, use_uploads_provider};
use crate::desk::line::NameLink;
use crate::desk::tickets::takers::{TakerField, use_takers};
use crate::desk::trouble::Waiting;
use crate::session::use_session;
use crate::words;

/// The word of nobody among agents.
const NOBODY: &str = "nobody";

/// Own fields that many tickets can be given at once.
fn fields(book: &Book) -> Vec<Field> {
    let fits = |field: &&Field| {
        !field.system && is_editable(field) && !field.kind.has_rows() && field.kind != FieldKind::Attachment
    };
    book.set(Noun::Ticket).shown().filter(fits).cloned().collect()
}

/// The dialog. It says whether anything was done.
#[component]
pub fn ChangeDialog(rows: Vec<TicketRow>, on_close: EventHandler<bool>) -> Element {
    let changes = use_changes();
    let toasts = use_toasts();
    let run = use_run();
    let book = use_book();
    let mut change = use_signal(Change::default);
    let uploads = use_uploads_provider();
    let begun = !run.all.read().is_empty();
    let count = rows.len();
    let ended = use_callback(move |()| {
        changes.announce(["tickets", "documents"]);
        if run.refused().is_empty() {
            toasts.say(Tone::Done, tr!("daily-changed", count = run.all.peek().len()));
            on_close.call(true);
        }
    });
    let nothing = change.read().is_empty();
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: tr!("daily-change-title", count = count),
            on_close: move |()| {
                if !*run.busy.peek() {
                    on_close.call(begun);
                }
            },
            actions: rsx! {
                if begun {
                    if !(run.busy)() {
                        Button { label: tr("verb-close"), on_press: move |_| on_close.call(true) }
                        Button {
                            label: tr!("daily-retry", count = run.refused().len()),
                            kind: ButtonKind::Primary,
                            icon: Icon::Refresh,
                            on_press: move |_| run.go(move || ended.call(())),
                        }
                    }
                } else {
                    Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(false) }
                    Button {
                        label: tr!("daily-change-verb", count = count),
                        kind: ButtonKind::Primary,
                        disabled: nothing,
                        on_press: {
                            let rows = rows.clone();
                            move |_| {
                                if !uploads.hold() {
                                    run.begin(&rows, &change.peek(), move || ended.call(()));
                                }
                            }
                        },
                    }
                }
            },
            if begun {
                Progress { run }
            } else {
                match book.value() {
                    None => rsx! { Waiting { read: book, rows: 6 } },
                    Some(book) => rsx! { ChangeForm { book, change: change(), on_change: move |next| change.set(next) } },
                }
                StillSending { uploads }
            }
        }
    }
}

/// How far it is, and who refused.
#[component]
fn Progress(run: Run) -> Element {
    let (done, of) = run.progress();
    let refused = run.refused();
    rsx! {
        div { class: "dk-form",
            progress { class: "progress dk-import-progress", value: "{done}", max: "{of}", aria_label: tr("daily-change-progress") }
            p { class: "tr-figures", role: "status", {tr!("daily-change-done", done = done, count = of)} }
            if !refused.is_empty() {
                Notice { tone: Tone::Alert, title: tr!("daily-change-refused", count = refused.len()), text: tr("daily-change-refused-text") }
                ul { class: "dk-plain-list dk-refused",
                    for one in refused {
                        li { key: "{one.id}",
                            NameLink { href: "/desk/tickets/{one.id}", name: one.name.clone() }
                            span { {one.why.clone().unwrap_or_default()} }
                        }
                    }
                }
            }
        }
    }
}

/// What can be changed.
#[component]
pub fn ChangeForm(book: Book, change: Change, on_change: EventHandler<Change>) -> Element {
    let session = use_session();
    let assigns = session.may(Area::Tickets, Verb::Assign);
    let takers = use_takers(assigns);
    let mut stored = use_signal(StoredFiles::new);
    let now = change.clone();
    let turn = use_callback(move |next: Change| on_change.call(next));
    let own = fields(&book);
    let chosen = change.fields.keys().next().cloned().unwrap_or_default();
    let field = own.iter().find(|field| field.key == chosen).cloned();
    let with = move |set: &dyn Fn(&mut Change)| {
        let mut next = now.clone();
        set(&mut next);
        turn.call(next);
    };
    let stays = tr("daily-stays");
    let agents: Vec<Choice> = book.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect();
    rsx! {
        div { class: "dk-form",
            p { class: "dk-quiet", {tr("daily-change-text")} }
            div { class: "dk-form-pair",
                SelectField {
                    label: tr("tickets-status"),
                    value: change.status.map(Status::word).unwrap_or_default(),
                    none_label: stays.clone(),
                    options: Status::ALL.into_iter().map(|s| Choice::new(s.word(), words::ticket_word(s.word()))).collect::<Vec<_>>(),
                    on_change: {
                        let with = with.clone();
                        move |word: String| with(&|change| change.status = Status::from_word(&word))
                    },
                }
                SelectField {
                    label: tr("dispatch-priority"),
                    value: change.priority.map(Priority::word).unwrap_or_default(),
                    none_label: stays.clone(),
                    options: words::priority_choices(),
                    on_change: {
                        let with = with.clone();
                        move |word: String| {
                            let priority = Priority::ALL.into_iter().find(|one| one.word() == word);
                            with(&|change| change.priority = priority);
                        }
                    },
                }
            }
            if assigns {
                TakerField {
                    takers,
                    label: tr("tickets-assignee"),
                    value: change.assign.flatten().map(|agent| agent.to_string()).unwrap_or_default(),
                    none: stays.clone(),
                    on_change: {
                        let with = with.clone();
                        move |agent: String| with(&|change| change.assign = agent.parse().ok().map(Some))
                    },
                }
                CheckField {
                    label: tr("daily-assign-nobody"),
                    checked: change.assign == Some(None),
                    name: NOBODY,
                    on_change: {
                        let with = with.clone();
                        move |on: bool| with(&|change| change.assign = on.then_some(None))
                    },
                }
            }
            SelectField {
                label: tr("daily-cc"),
                value: change.cc.map(|agent| agent.to_string()).unwrap_or_default(),
                none_label: stays.clone(),
                options: agents,
                on_change: {
                    let with = with.clone();
                    move |agent: String| with(&|change| change.cc = agent.parse().ok())
                },
            }
            if !own.is_empty() {
                SelectField {
                    label: tr("daily-own-field"),
                    value: chosen.clone(),
                    none_label: stays,
                    options: own.iter().map(|field| Choice::new(field.key.clone(), book.label(Noun::Ticket, &field.key))).collect::<Vec<_>>(),
                    on_change: {
                        let with = with.clone();
                        move |key: String| with(&|change| {
                            change.fields.clear();
                            if !key.is_empty() {
                                change.fields.insert(key.clone(), None);
                            }
                        })
                    },
                }
                if let Some(field) = field {
                    ValueField {
                        book: book.clone(),
                        noun: Noun::Ticket,
                        field: field.clone(),
                        value: change.fields.get(&field.key).cloned().flatten(),
                        on_change: {
                            let (with, key) = (with.clone(), field.key.clone());
                            move |value: Option<FieldValue>| with(&|change| drop(change.fields.insert(key.clone(), value.clone())))
                        },
                    }
                }
            }
            TextAreaField {
                label: tr("daily-reply-all"),
                value: change.reply.clone(),
                rows: 3,
                max_length: 20_000,
                on_input: {
                    let with = with.clone();
                    move |text: String| with(&|change| change.reply.clone_from(&text))
                },
            }
            FilesField {
                label: tr("tickets-reply-files"),
                files: change.files.iter().map(|file| (file.hash.clone(), file.name.clone())).collect::<Files>(),
                on_change: {
                    let with = with.clone();
                    move |all: Files| with(&|change| change.files = attached(&all, &stored.peek()))
                },
                on_stored: move |(hash, file): (String, StoredFile)| {
                    stored.write().insert(hash, file);
                },
            }
            if change.says() {
                CheckField {
                    label: tr("daily-reply-public"),
                    checked: change.public,
                    on_change: move |on: bool| with(&|change| change.public = on),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_form_offers_what_can_be_changed_and_says_that_the_rest_stays() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                rsx! { ChangeForm { book: sample::book(), change: Change { reply: "Hello".into(), ..Change::default() }, on_change: |_| {} } }
            });
            assert!(html.contains("<select") && html.contains("textarea") && html.contains("type=\"file\""), "{html}");
            assert!(!html.contains(">daily-") && !html.contains("{ $"), "{html}");
        }
    }
}
