//! A new ticket at the desk: what is asked, for whom, where. From a customer's page it starts filled in (CUS-26).

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::fields::{FieldValue, ValueEdits};
use truckroll_domain::macros::{Block, Draft, Mode, Outcome};
use truckroll_domain::tickets::{NewTicket, Ticket, TicketCommand, TicketOverlay, TicketTemplate};
use truckroll_domain::visits::NewVisit;
use truckroll_domain::{Command, TemplateId, TicketId};
use truckroll_protocol::api::TicketForms;
use truckroll_ui::prelude::*;

use super::alike::AlikeHint;
use super::form::{FormFields, Typed};
use super::macros::{Filled, MacroButtons, Stopped, called, filled};
use super::playing::{Play, Playing};
use crate::api;
use crate::desk::customers::{Book, use_book};
use crate::desk::trouble::{Failed, Section, Waiting};
use crate::desk::visits::create::{AddressFields, CustomerFields, from_company, from_contact};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;
use crate::words;

/// The screen; `?company=` and `?contact=` fill the form.
#[component]
pub fn NewTicketScreen(query: ReadSignal<Query>) -> Element {
    let of = use_memo(move || {
        let query = query.read();
        ["company", "contact"].into_iter().find_map(|name| Some((name, query.some(name)?)))
    });
    let read = use_live(Vec::new, move || {
        let of = of();
        async move {
            match of {
                Some(("company", id)) => api::company(&id).await.map(|c| start(from_company(&c))),
                Some((_, id)) => api::contact(&id).await.map(|c| start(from_contact(&c))),
                None => Ok(NewTicket::default()),
            }
        }
    });
    let forms = use_live(|| vec![TicketTemplate::KIND.to_owned()], api::ticket_forms::read);
    let book = use_book();
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("tickets-new")} } }
            match (read.value(), forms.value(), book.value()) {
                (Some(start), Some(forms), Some(book)) => rsx! { TicketForm { start, forms, book } },
                (None, ..) => rsx! { Waiting { read } },
                (_, None, _) => rsx! { Waiting { read: forms } },
                (.., None) => rsx! { Waiting { read: book } },
            }
        }
    }
}

/// A ticket for whom a visit would be for.
fn start(visit: NewVisit) -> NewTicket {
    NewTicket { customer: visit.customer, address: visit.address, ..NewTicket::default() }
}

/// Fields of the form that are members of the new ticket itself.
const MEMBERS: [&str; 2] = ["type", "priority"];

/// Writes one of them as macros do.
fn write_member(mut ticket: Signal<NewTicket>, key: &str, value: Option<&FieldValue>) {
    let text = value.map(FieldValue::typed).unwrap_or_default();
    match key {
        "type" => ticket.write().kind = text,
        _ => ticket.write().priority = words::priority_of(&text),
    }
}

/// What is wrong with the phone number, if something is.
fn phone_problem(ticket: &NewTicket) -> Option<String> {
    let phone = ticket.customer.phone.trim();
    // a masked number is put back by the server
    let fits = phone.is_empty() || phone.contains('*') || truckroll_domain::forms::is_phone(phone);
    (!fits).then(|| tr("dispatch-not-a-phone"))
}

/// The form.
#[component]
pub fn TicketForm(#[props(default)] start: NewTicket, forms: TicketForms, book: Book) -> Element {
    let go = use_go();
    let changes = use_changes();
    let session = use_session();
    let mut ticket = use_signal(|| start.clone());
    let mut tried = use_signal(|| false);
    let mut typed = use_signal(Typed::default);
    let begin = forms.settings.default_template.filter(|id| forms.usable().any(|template| template.id == *id));
    let mut chosen = use_signal(|| begin);
    let of = chosen();
    let template = forms.usable().find(|template| Some(template.id) == of).cloned();
    let form = forms.form(template.as_ref());
    let presets = template.as_ref().map(|template| template.presets.clone()).unwrap_or_default();
    let reference = template.as_ref().map(TicketTemplate::reference);
    let blank = Ticket { template: reference, fields: presets.clone(), ..Ticket::default() };
    let none = TicketOverlay::default();
    let playing = Playing {
        id: TicketId::default(),
        form: form.clone(),
        me: session.me().as_deref().cloned(),
        stored: Draft::of(&blank, &none),
        mode: Mode::Normal,
    };
    let mut plays = use_signal(Vec::<Play>::new);
    let calls = use_signal(Vec::<String>::new);
    let mut blocks = use_signal(Vec::<Block>::new);
    // the ticket as it would be made
    let made = {
        let blank = blank.clone();
        use_callback(move |()| {
            let ticket = ticket.read().clone();
            let asked = Ticket {
                title: ticket.title,
                description: ticket.description,
                kind: ticket.kind,
                priority: ticket.priority,
                customer: ticket.customer,
                address: ticket.address,
                ..blank.clone()
            };
            typed.read().draft(&asked, &TicketOverlay::default())
        })
    };
    let draft = made.call(());
    let (stand, state) = playing.stand(&draft, &plays.read());
    // what was filled in belongs to the template whose macros did it
    let take = {
        let playing = playing.clone();
        use_callback(move |out: Outcome| {
            let (own, members): (ValueEdits, ValueEdits) =
                out.edits.clone().into_iter().partition(|(key, _)| !MEMBERS.contains(&key.as_str()));
            for (key, value) in members {
                write_member(ticket, &key, value.as_ref());
            }
            filled(typed, &playing, &own);
            called(calls, &out);
            blocks.write().clear();
        })
    };
    let opening = {
        let playing = playing.clone();
        use_callback(move |()| playing.opened())
    };
    use_effect(use_reactive!(|(of,)| {
        let _ = of;
        plays.write().clear();
        take.call(opening.call(()));
    }));
    let on_changed = {
        let playing = playing.clone();
        use_callback(move |key: String| {
            let out = playing.changed(&made.call(()), &plays.peek(), &key);
            take.call(out);
        })
    };
    let on_play = use_callback(move |(play, out): (Play, Outcome)| {
        take.call(out);
        plays.write().push(play);
    });
    let on_undo = {
        let playing = playing.clone();
        use_callback(move |play: Play| {
            let mut edits = play.undone(&made.call(()));
            for key in MEMBERS {
                if let Some(value) = edits.remove(key) {
                    write_member(ticket, key, value.as_ref());
                }
            }
            typed.write().put_back(&playing, &edits);
            plays.write().retain(|known| *known != play);
            blocks.write().clear();
        })
    };
    let send = use_send(
        |(id, commands): (TicketId, Vec<TicketCommand>)| async move {
            let commands = commands.into_iter().map(|command| Command::Ticket { id, command }).collect();
            api::commands(commands).await.map(|_| id)
        },
        move |id: TicketId| {
            changes.announce(["tickets", "documents"]);
            go.to(format!("/desk/tickets/{id}"));
        },
    );
    let submit = {
        let playing = playing.clone();
        use_callback(move |()| {
            tried.set(true);
            let out = playing.submitted(&made.call(()), &plays.peek());
            let stops = out.blocks.clone();
            take.call(out);
            let free = stops.is_empty();
            blocks.set(stops);
            let now = made.call(());
            let complete = playing.stand(&now, &plays.peek()).1.is_complete();
            let mut new = ticket.peek().clone();
            new.title = new.title.trim().to_owned();
            if !new.title.is_empty() && phone_problem(&new).is_none() && complete && free {
                new.template = reference;
                new.fields = now.ticket.fields.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
                let create = TicketCommand::Create { ticket: Box::new(new) };
                // as it is once it is made: rows, and what macros fill in besides
                let bare = Draft { ticket: now.ticket.clone(), overlay: TicketOverlay::default() };
                let bare = Draft {
                    ticket: Ticket {
                        rows: BTreeMap::new(),
                        statuses: BTreeMap::new(),
                        cc: BTreeMap::new(),
                        ..bare.ticket
                    },
                    ..bare
                };
                let more = typed.peek().all_commands(&bare.ticket, &bare.overlay);
                let more = more.into_iter().filter(|command| !matches!(command, TicketCommand::Edit { .. }));
                send.run((api::fresh(TicketId::from_parts), std::iter::once(create).chain(more).collect()));
            }
        })
    };
    let now = ticket();
    let nameless = tried() && now.title.trim().is_empty();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure() }
            Stopped { blocks: blocks() }
            MacroButtons {
                book: book.clone(),
                playing: playing.clone(),
                now: draft.clone(),
                stand,
                plays: plays(),
                on_play,
            }
            Section { title: tr("tickets-asked"),
                if forms.usable().next().is_some() {
                    SelectField {
                        label: tr("ticket-forms-template"),
                        hint: template.as_ref().map(|template| template.description.clone()).filter(|text| !text.is_empty()),
                        value: of.map(|id| id.to_string()).unwrap_or_default(),
                        none_label: tr("ticket-forms-no-template"),
                        options: forms.usable().map(|t| Choice::new(t.id.to_string(), t.name.clone())).collect::<Vec<_>>(),
                        on_change: move |id: String| chosen.set(id.parse::<TemplateId>().ok()),
                    }
                }
                TextField {
                    label: tr("desk-member-title"),
                    value: now.title.clone(),
                    required: true,
                    autofocus: true,
                    max_length: 500,
                    error: nameless.then(|| tr!("field-required", label = tr("desk-member-title"))),
                    on_input: move |text| ticket.write().title = text,
                }
                TextAreaField {
                    label: tr("desk-member-description"),
                    value: now.description.clone(),
                    max_length: 10_000,
                    on_input: move |text| ticket.write().description = text,
                }
                div { class: "dk-form-pair",
                    SelectField {
                        label: tr("dispatch-priority"),
                        value: now.priority.word(),
                        options: words::priority_choices(),
                        on_change: move |word: String| {
                            ticket.write().priority = words::priority_of(&word);
                            on_changed.call("priority".to_owned());
                        },
                    }
                    TextField {
                        label: tr("tickets-type"),
                        value: now.kind.clone(),
                        max_length: 500,
                        on_input: move |text| {
                            ticket.write().kind = text;
                            on_changed.call("type".to_owned());
                        },
                    }
                }
            }
            if !state.fields.is_empty() {
                Section { title: tr("ticket-forms-details"),
                    FormFields { book: book.clone(), form, ticket: draft.ticket.clone(), state, typed, tried: tried(), on_changed }
                }
            }
            Filled { book, system: typed.read().system.clone(), plays: plays(), calls: calls(), on_undo }
            Section { title: tr("dispatch-for-whom"),
                CustomerFields {
                    customer: now.customer.clone(),
                    wrong: phone_problem(&now).filter(|_| tried()),
                    on_change: move |customer| ticket.write().customer = customer,
                }
            }
            AlikeHint { ticket }
            Section { title: tr("dispatch-where"),
                AddressFields { address: now.address.clone(), on_change: move |address| ticket.write().address = address }
            }
            footer { class: "dk-form-foot",
                Button { label: tr("tickets-create"), kind: ButtonKind::Primary, submit: true, busy: send.busy() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::visits::Customer;

    use super::*;
    use crate::sample;

    #[test]
    fn the_form_starts_with_the_customer() {
        let customer =
            Customer { company_name: "Hua Plaza".into(), phone: "135****1111".into(), ..Customer::default() };
        let ticket = NewTicket { customer, ..NewTicket::default() };
        assert_eq!(phone_problem(&ticket), None, "a number under the mask is no wrong one");
        for locale in Locale::ALL {
            let start = ticket.clone();
            let html = sample::render(locale, move || {
                rsx! { TicketForm { start: start.clone(), forms: sample::ticket_forms(), book: sample::book() } }
            });
            assert!(html.contains("value=\"Hua Plaza\"") && !html.contains(">tickets-"), "{html}");
        }
    }
}
