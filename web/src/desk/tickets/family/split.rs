//! Splitting a ticket: a row for each part, with its own title, description and who gets it.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::tickets::{MAX_AT_ONCE, NewPart};
use truckroll_domain::{CommandId, TicketId};
use truckroll_protocol::api::TicketDetail;
use truckroll_protocol::api::daily::NewSplit;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::tickets::takers::{TakerField, use_takers};
use crate::desk::trouble::Failed;
use crate::session::use_session;

/// A part as it is typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    id: TicketId,
    title: String,
    description: String,
    agent: String,
}

impl Row {
    fn new(description: &str) -> Self {
        let id = api::fresh(TicketId::from_parts);
        Self { id, title: String::new(), description: description.to_owned(), agent: String::new() }
    }

    fn part(&self) -> NewPart {
        NewPart {
            id: self.id,
            title: self.title.trim().to_owned(),
            description: self.description.clone(),
            agent: self.agent.parse().ok(),
            group: None,
        }
    }
}

/// The dialog.
#[component]
pub fn SplitDialog(detail: TicketDetail, on_close: EventHandler<()>) -> Element {
    let session = use_session();
    let changes = use_changes();
    let toasts = use_toasts();
    let assigns = session.may(Area::Tickets, Verb::Assign);
    let takers = use_takers(assigns);
    let description = detail.ticket.description.clone();
    let first = description.clone();
    let mut rows = use_signal(move || vec![Row::new(&first)]);
    let mut closes_last = use_signal(|| detail.ticket.closes_last);
    let mut tried = use_signal(|| false);
    // asked for again after a lost answer it is the same split
    let name = use_hook(|| api::fresh(CommandId::from_parts));
    let id = detail.row.id.clone();
    let send = use_send(
        move |new: NewSplit| {
            let id = id.clone();
            async move { api::daily::split(&id, &new).await }
        },
        move |_| {
            changes.announce(["tickets", "documents"]);
            toasts.say(Tone::Done, tr!("daily-split-done", count = rows.peek().len()));
            on_close.call(());
        },
    );
    let submit = use_callback(move |()| {
        tried.set(true);
        let parts: Vec<NewPart> = rows.peek().iter().map(Row::part).collect();
        if parts.iter().all(|part| !part.title.is_empty()) {
            send.run(NewSplit { id: name, parts, closes_last: closes_last() });
        }
    });
    let count = rows.read().len();
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: tr("daily-split-title"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr!("daily-split-verb", count = count),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| submit.call(()),
                }
            },
            form {
                class: "dk-form",
                novalidate: true,
                aria_label: tr("daily-split-title"),
                onsubmit: move |event| {
                    event.prevent_default();
                    submit.call(());
                },
                p { class: "dk-quiet", {tr("daily-split-text")} }
                Failed { failure: send.failure() }
                ol { class: "dk-plain-list dk-row-cards",
                    for (index, row) in rows().into_iter().enumerate() {
                        li { key: "{row.id}", class: "dk-row-card dk-part",
                            div { class: "dk-form",
                                TextField {
                                    label: tr!("daily-part-title", number = index + 1),
                                    value: row.title.clone(),
                                    required: true,
                                    autofocus: true,
                                    max_length: 500,
                                    error: (tried() && row.title.trim().is_empty())
                                        .then(|| tr!("field-required", label = tr!("daily-part-title", number = index + 1))),
                                    on_input: move |text| {
                                        if let Some(row) = rows.write().get_mut(index) {
                                            row.title = text;
                                        }
                                    },
                                }
                                TextAreaField {
                                    label: tr!("daily-part-description", number = index + 1),
                                    value: row.description.clone(),
                                    rows: 2,
                                    max_length: 10_000,
                                    on_input: move |text| {
                                        if let Some(row) = rows.write().get_mut(index) {
                                            row.description = text;
                                        }
                                    },
                                }
                                if assigns {
                                    TakerField {
                                        takers,
                                        label: tr!("daily-part-agent", number = index + 1),
                                        value: row.agent.clone(),
                                        none: tr("tickets-nobody"),
                                        on_change: move |agent| {
                                            if let Some(row) = rows.write().get_mut(index) {
                                                row.agent = agent;
                                            }
                                        },
                                    }
                                }
                            }
                            if count > 1 {
                                Button {
                                    label: tr!("daily-part-remove", number = index + 1),
                                    icon: Icon::Trash,
                                    icon_only: true,
                                    kind: ButtonKind::Ghost,
                                    on_press: move |_| {
                                        rows.write().remove(index);
                                    },
                                }
                            }
                        }
                    }
                }
                if count < MAX_AT_ONCE {
                    Button {
                        label: tr("daily-part-add"),
                        icon: Icon::Plus,
                        kind: ButtonKind::Ghost,
                        on_press: {
                            let description = description.clone();
                            move |_| rows.write().push(Row::new(&description))
                        },
                    }
                } else {
                    p { class: "dk-quiet", {tr!("daily-part-most", limit = MAX_AT_ONCE)} }
                }
                CheckField {
                    label: tr("daily-closes-last"),
                    checked: closes_last(),
                    hint: tr("daily-closes-last-hint"),
                    on_change: move |on| closes_last.set(on),
                }
            }
        }
    }
}
