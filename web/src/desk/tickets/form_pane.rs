//! The form of a ticket on its page: to be read, and to be changed.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::{Command, TicketId};
use truckroll_protocol::api::TicketDetail;
use truckroll_ui::prelude::*;

use super::form::{FormFields, FormShown, Typed, judged};
use crate::api;
use crate::desk::customers::use_book;
use crate::desk::trouble::{Failed, Section, Waiting};
use crate::session::use_session;

/// The pane; nothing where the ticket has no form.
#[component]
pub fn FormPane(detail: TicketDetail) -> Element {
    let session = use_session();
    let changes = use_changes();
    let toasts = use_toasts();
    let book = use_book();
    let mut editing = use_signal(|| false);
    let mut tried = use_signal(|| false);
    let mut typed = use_signal(Typed::default);
    let send = use_send(
        |commands: Vec<Command>| async move { api::commands(commands).await },
        move |_| {
            typed.set(Typed::default());
            editing.set(false);
            tried.set(false);
            changes.announce(["tickets", "documents"]);
            toasts.say(Tone::Done, tr("cust-saved"));
        },
    );
    let Ok(id) = detail.row.id.parse::<TicketId>() else { return rsx! {} };
    let ticket = typed.read().over(&detail.ticket);
    let state = judged(&detail.form, &ticket, &detail.overlay, session.me().as_deref());
    if state.fields.is_empty() {
        return rsx! {};
    }
    let title = detail.form.template.as_ref().map_or_else(|| tr("ticket-forms-details"), |t| t.name.clone());
    let may = session.may(Area::Tickets, Verb::Edit) && state.fields.iter().any(|field| field.editable);
    let commands: Vec<Command> =
        typed.read().commands(&detail.ticket).into_iter().map(|command| Command::Ticket { id, command }).collect();
    let complete = state.is_complete();
    let form = detail.form.clone();
    rsx! {
        Section { title,
            match book.value() {
                None => rsx! { Waiting { read: book, rows: 4 } },
                Some(book) if editing() => rsx! {
                    form {
                        class: "dk-form",
                        novalidate: true,
                        onsubmit: move |event| {
                            event.prevent_default();
                            tried.set(true);
                            if complete && commands.is_empty() {
                                editing.set(false);
                            } else if complete {
                                send.run(commands.clone());
                            }
                        },
                        Failed { failure: send.failure() }
                        FormFields { book, form, ticket, state, typed, tried: tried() }
                        footer { class: "dk-form-foot",
                            Button { label: tr("verb-save"), kind: ButtonKind::Primary, submit: true, busy: send.busy() }
                            Button {
                                label: tr("verb-cancel"),
                                kind: ButtonKind::Ghost,
                                on_press: move |_| {
                                    typed.set(Typed::default());
                                    tried.set(false);
                                    editing.set(false);
                                },
                            }
                        }
                    }
                },
                Some(book) => rsx! {
                    FormShown { book, form, ticket, state }
                    if may {
                        div { class: "tr-actions",
                            Button {
                                label: tr("ticket-forms-edit"),
                                icon: Icon::Pencil,
                                kind: ButtonKind::Ghost,
                                on_press: move |_| editing.set(true),
                            }
                        }
                    }
                },
            }
        }
    }
}
