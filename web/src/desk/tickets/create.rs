//! A new ticket at the desk: what is asked, for whom, where. From a customer's page it starts filled in (CUS-26).

use dioxus::prelude::*;
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::visits::NewVisit;
use truckroll_domain::{Command, TicketId};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Failed, Section, Waiting};
use crate::desk::visits::create::{AddressFields, CustomerFields, from_company, from_contact};
use crate::query::Query;
use crate::route::use_go;
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
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("tickets-new")} } }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(start) => rsx! { TicketForm { start } },
            }
        }
    }
}

/// A ticket for whom a visit would be for.
fn start(visit: NewVisit) -> NewTicket {
    NewTicket { customer: visit.customer, address: visit.address, ..NewTicket::default() }
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
pub fn TicketForm(#[props(default)] start: NewTicket) -> Element {
    let go = use_go();
    let changes = use_changes();
    let mut ticket = use_signal(|| start.clone());
    let mut tried = use_signal(|| false);
    let send = use_send(
        |(id, new): (TicketId, NewTicket)| async move {
            let command = TicketCommand::Create { ticket: Box::new(new) };
            api::command(Command::Ticket { id, command }).await.map(|_| id)
        },
        move |id: TicketId| {
            changes.announce(["tickets", "documents"]);
            go.to(format!("/desk/tickets/{id}"));
        },
    );
    let submit = use_callback(move |()| {
        tried.set(true);
        let mut new = ticket.peek().clone();
        new.title = new.title.trim().to_owned();
        if !new.title.is_empty() && phone_problem(&new).is_none() {
            send.run((api::fresh(TicketId::from_parts), new));
        }
    });
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
            Section { title: tr("tickets-asked"),
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
                        on_change: move |word: String| ticket.write().priority = words::priority_of(&word),
                    }
                    TextField {
                        label: tr("tickets-type"),
                        value: now.kind.clone(),
                        max_length: 500,
                        on_input: move |text| ticket.write().kind = text,
                    }
                }
            }
            Section { title: tr("dispatch-for-whom"),
                CustomerFields {
                    customer: now.customer.clone(),
                    wrong: phone_problem(&now).filter(|_| tried()),
                    on_change: move |customer| ticket.write().customer = customer,
                }
            }
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
            let html = sample::render(locale, move || rsx! { TicketForm { start: start.clone() } });
            assert!(html.contains("value=\"Hua Plaza\"") && !html.contains(">tickets-"), "{html}");
        }
    }
}
