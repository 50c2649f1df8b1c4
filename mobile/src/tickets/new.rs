//! A new ticket, made on the road; its number comes with the next sync.

use dioxus::prelude::*;
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::visits::{Address, Customer};
use truckroll_domain::{Command, TicketId};
use truckroll_ui::prelude::*;

use crate::contacts::CustomerPick;
use crate::route::use_go;
use crate::shell::{Failed, Screen};
use crate::{ids, store, words};

/// The form.
#[component]
pub fn NewTicketScreen() -> Element {
    let go = use_go();
    let make = use_send(
        |new: NewTicket| async move {
            let id = ids::ticket();
            let command = TicketCommand::Create { ticket: Box::new(new) };
            store::execute(Command::Ticket { id, command }).await.map(|()| id)
        },
        move |id: TicketId| go.instead(format!("/engineer/tickets/{id}")),
    );
    let mut new = use_signal(NewTicket::default);
    let mut wrong = use_signal(|| false);
    let untitled = wrong() && new.read().title.trim().is_empty();
    let mut send = move || {
        let unfilled = new.peek().title.trim().is_empty();
        wrong.set(unfilled);
        if !unfilled {
            make.run(new.peek().clone());
        }
    };
    rsx! {
        Screen { title: tr("eng-ticket-new"), back: ("/engineer/tickets".to_owned(), tr("nav-tickets")),
            form {
                class: "tr-stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    send();
                },
                Failed { text: make.failure() }
                TextField {
                    label: tr("eng-title"),
                    value: new.read().title.clone(),
                    required: true,
                    max_length: 500,
                    error: untitled.then(|| tr!("field-required", label = tr("eng-title"))),
                    on_input: move |text| new.write().title = text,
                }
                TextAreaField {
                    label: tr("eng-what-happened"),
                    value: new.read().description.clone(),
                    max_length: 20_000,
                    on_input: move |text| new.write().description = text,
                }
                CustomerPick {
                    customer: new.read().customer.clone(),
                    on_pick: move |(customer, address): (Customer, Option<Address>)| {
                        let mut new = new.write();
                        new.customer = customer;
                        if let Some(address) = address {
                            new.address = address;
                        }
                    },
                }
                TextField {
                    label: tr("eng-address"),
                    value: new.read().address.line(),
                    max_length: 500,
                    on_input: move |text| new.write().address = Address { detail: text, ..Address::default() },
                }
                SelectField {
                    label: tr("eng-priority"),
                    value: new.read().priority.word(),
                    options: words::priorities(),
                    on_change: move |word: String| new.write().priority = words::priority_of(&word),
                }
                Button {
                    label: tr("eng-ticket-make"),
                    icon: Icon::Plus,
                    kind: ButtonKind::Primary,
                    wide: true,
                    submit: true,
                    busy: make.busy(),
                }
            }
        }
    }
}
