//! The form of a ticket on its page: to be read, and to be changed, with its macros at work.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::macros::{Block, Draft, Mode};
use truckroll_domain::{Command, TicketId};
use truckroll_protocol::api::TicketDetail;
use truckroll_ui::prelude::*;

use super::form::{FormFields, FormShown, Typed};
use super::macros::{Filled, MacroButtons, Stopped, called, filled};
use super::playing::{Play, Playing};
use super::task::use_ticket_mode;
use crate::api;
use crate::desk::customers::use_book;
use crate::desk::trouble::{Failed, Section, Waiting};
use crate::session::use_session;

/// The form of a ticket with its macros, as the reader works on it.
#[must_use]
pub fn playing_of(detail: &TicketDetail, me: Option<&truckroll_protocol::api::Me>, mode: Mode) -> Playing {
    Playing {
        id: detail.row.id.parse().unwrap_or_default(),
        form: detail.form.clone(),
        me: me.cloned(),
        stored: Draft::of(&detail.ticket, &detail.overlay),
        mode,
    }
}

/// The pane; nothing where the ticket has no form and no macros.
#[component]
pub fn FormPane(detail: TicketDetail) -> Element {
    let session = use_session();
    let changes = use_changes();
    let toasts = use_toasts();
    let book = use_book();
    let mut editing = use_signal(|| false);
    let mut tried = use_signal(|| false);
    let mut typed = use_signal(Typed::default);
    let mut plays = use_signal(Vec::<Play>::new);
    let mut calls = use_signal(Vec::<String>::new);
    let mut blocks = use_signal(Vec::<Block>::new);
    let mut forget = move || {
        typed.set(Typed::default());
        plays.write().clear();
        calls.write().clear();
        blocks.write().clear();
        tried.set(false);
        editing.set(false);
    };
    let send = use_send(
        |commands: Vec<Command>| async move { api::commands(commands).await },
        move |_| {
            forget();
            changes.announce(["tickets", "documents"]);
            toasts.say(Tone::Done, tr("cust-saved"));
        },
    );
    let id = detail.row.id.parse::<TicketId>().unwrap_or_default();
    let playing = playing_of(&detail, session.me().as_deref(), use_ticket_mode());
    let now = typed.read().draft(&detail.ticket, &detail.overlay);
    let (stand, state) = playing.stand(&now, &plays.read());
    let may = session.may(Area::Tickets, Verb::Edit) && !stand.effects.all_read_only;
    let offers = may && !playing.offered(&now, &stand).is_empty();
    let nothing = state.fields.is_empty() && !offers;
    let title = detail.form.template.as_ref().map_or_else(|| tr("ticket-forms-details"), |t| t.name.clone());
    let edits = may && state.fields.iter().any(|field| field.editable);
    let form = detail.form.clone();
    let begin = {
        let playing = playing.clone();
        move || {
            let out = playing.opened();
            filled(typed, &playing, &out.edits);
            called(calls, &out);
            editing.set(true);
        }
    };
    let on_play = {
        let begin = begin.clone();
        let playing = playing.clone();
        use_callback(move |(play, out): (Play, truckroll_domain::macros::Outcome)| {
            let mut begin = begin.clone();
            if !editing() {
                begin();
            }
            filled(typed, &playing, &out.edits);
            called(calls, &out);
            toasts.say(Tone::Done, tr!("macro-applied", name = play.title.clone()));
            plays.write().retain(|known| known.pressed.id != play.pressed.id);
            plays.write().push(play);
            blocks.write().clear();
        })
    };
    let on_changed = {
        let (playing, detail) = (playing.clone(), detail.clone());
        use_callback(move |key: String| {
            let now = typed.peek().draft(&detail.ticket, &detail.overlay);
            let out = playing.changed(&now, &plays.peek(), &key);
            filled(typed, &playing, &out.edits);
            called(calls, &out);
            blocks.write().clear();
        })
    };
    let on_undo = {
        let (playing, now) = (playing.clone(), now.clone());
        use_callback(move |play: Play| {
            typed.write().put_back(&playing, &play.undone(&now));
            plays.write().retain(|known| *known != play);
            blocks.write().clear();
        })
    };
    let submit = {
        let (playing, detail) = (playing.clone(), detail.clone());
        use_callback(move |()| {
            tried.set(true);
            let now = typed.peek().draft(&detail.ticket, &detail.overlay);
            let out = playing.submitted(&now, &plays.peek());
            filled(typed, &playing, &out.edits);
            called(calls, &out);
            let now = typed.peek().draft(&detail.ticket, &detail.overlay);
            let complete = playing.stand(&now, &plays.peek()).1.is_complete();
            let free = out.blocks.is_empty();
            blocks.set(out.blocks);
            if !complete || !free {
                return;
            }
            let commands = typed.peek().all_commands(&detail.ticket, &detail.overlay);
            if commands.is_empty() {
                forget();
            } else {
                send.run(commands.into_iter().map(|command| Command::Ticket { id, command }).collect());
            }
        })
    };
    let mut begin_again = begin;
    if nothing {
        return rsx! {};
    }
    rsx! {
        Section { title,
            match book.value() {
                None => rsx! { Waiting { read: book, rows: 4 } },
                Some(book) => rsx! {
                    if may {
                        MacroButtons {
                            book: book.clone(),
                            playing: playing.clone(),
                            now: now.clone(),
                            stand: stand.clone(),
                            plays: plays(),
                            on_play,
                        }
                    }
                    if editing() {
                        form {
                            class: "dk-form",
                            novalidate: true,
                            onsubmit: move |event| {
                                event.prevent_default();
                                submit.call(());
                            },
                            Failed { failure: send.failure() }
                            Stopped { blocks: blocks() }
                            FormFields {
                                book: book.clone(),
                                form,
                                ticket: now.ticket.clone(),
                                state,
                                typed,
                                tried: tried(),
                                on_changed,
                            }
                            Filled { book, system: typed.read().system.clone(), plays: plays(), calls: calls(), on_undo }
                            footer { class: "dk-form-foot",
                                Button { label: tr("verb-save"), kind: ButtonKind::Primary, submit: true, busy: send.busy() }
                                Button {
                                    label: tr("verb-cancel"),
                                    kind: ButtonKind::Ghost,
                                    on_press: move |_| forget(),
                                }
                            }
                        }
                    } else {
                        FormShown { book, form, ticket: now.ticket.clone(), state }
                        if edits {
                            div { class: "tr-actions",
                                Button {
                                    label: tr("ticket-forms-edit"),
                                    icon: Icon::Pencil,
                                    kind: ButtonKind::Ghost,
                                    on_press: move |_| begin_again(),
                                }
                            }
                        }
                    }
                },
            }
        }
    }
}
