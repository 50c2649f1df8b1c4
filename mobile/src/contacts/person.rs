//! A contact: what is known of the person, and the tickets; made and changed by right (APP-29).

use dioxus::prelude::*;
use truckroll_domain::access::{Lock, Verb};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::{Command, ContactId, Kind};
use truckroll_replica::ask::{Answer, Ask, ContactPage};
use truckroll_ui::prelude::*;

use super::NumberFact;
use super::company::{NotYours, Tickets};
use super::form::{PersonDraft, PersonForm};
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{RecordMark, Screen, coming};
use crate::{ids, store};

fn back() -> (String, String) {
    ("/engineer/contacts".to_owned(), tr("nav-contacts"))
}

fn use_contact(id: ReadSignal<String>) -> Live<Option<Box<ContactPage>>> {
    store::use_read(
        &[Kind::Contact, Kind::Ticket],
        move || Ask::Contact { id: id.read().parse().unwrap_or_default() },
        |answer| match answer {
            Answer::Contact { page } => Some(page),
            _ => None,
        },
    )
}

/// One contact.
#[component]
pub fn PersonScreen(id: ReadSignal<String>) -> Element {
    let session = use_session();
    let read = use_contact(id);
    let known = read.value().filter(|page| page.as_ref().is_none_or(|page| page.id.to_string() == *id.read()));
    let title = known.as_ref().and_then(Option::as_ref).map_or_else(|| tr("eng-contact"), |p| p.contact.name.clone());
    let mark = known.as_ref().and_then(Option::as_ref).map(|page| page.mark);
    rsx! {
        Screen { title, titled: true, back: back(), actions: mark.map(|mark| rsx! { RecordMark { mark } }),
            match known {
                Some(Some(page)) => rsx! {
                    PersonPane { page: *page, edits: session.may_customers(Verb::Edit, Lock::EditContacts) }
                },
                Some(None) => rsx! {
                    Empty { icon: Icon::User, title: tr("dir-person-gone"), text: tr("dir-gone-text") }
                },
                None => coming(read),
            }
        }
    }
}

/// Everything about a contact.
#[component]
pub fn PersonPane(page: ContactPage, edits: bool) -> Element {
    let go = use_go();
    let contact = &page.contact;
    let name = contact.name.clone();
    let facts = [
        ("dir-position", contact.position.clone()),
        ("dir-email", contact.email.clone()),
        ("dir-remark", contact.remark.clone()),
    ];
    let edit = format!("/engineer/people/{}/edit", page.id);
    rsx! {
        div { class: "tr-stack",
            div { class: "flex items-center gap-4",
                Avatar { name: name.clone(), size: AvatarSize::Large, decorative: true }
                h2 { class: "tr-page-title", "{name}" }
            }
            if edits {
                div { class: "tr-actions",
                    Button { label: tr("verb-edit"), icon: Icon::Pencil, on_press: move |_| go.to(edit.clone()) }
                }
            }
            dl { class: "tr-facts",
                if !contact.phone.is_empty() {
                    NumberFact { label: tr("eng-phone"), name: name.clone(), number: contact.phone.clone() }
                }
                if let Some(company) = contact.company {
                    dt { {tr("eng-company")} }
                    dd {
                        a {
                            class: "tr-link",
                            href: "/engineer/companies/{company}",
                            onclick: move |event| {
                                event.prevent_default();
                                go.to(format!("/engineer/companies/{company}"));
                            },
                            "{contact.company_name}"
                        }
                    }
                }
                for (key , value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
                    dt { key: "{key}-term", {tr(key)} }
                    dd { class: "whitespace-pre-line", "{value}" }
                }
            }
            Tickets { tickets: page.tickets }
        }
    }
}

/// A new contact; of a company, where the address names one.
#[component]
pub fn NewPersonScreen(company: ReadSignal<String>) -> Element {
    let session = use_session();
    let go = use_go();
    let of = store::use_read(
        &[Kind::Company],
        move || Ask::Company { id: company.read().parse().unwrap_or_default() },
        |answer| match answer {
            Answer::Company { page } => Some(page),
            _ => None,
        },
    );
    let make = use_send(
        move |draft: PersonDraft| async move {
            let id = ids::contact();
            let edit = ContactEdit { owner: session.owner_of_new(), ..draft.edit(None) };
            let command = ContactCommand::Create { contact: Box::new(edit) };
            store::execute(Command::Contact { id, command }).await.map(|()| id)
        },
        move |id: ContactId| go.instead(format!("/engineer/people/{id}")),
    );
    let start = of.value().map(|page| match page {
        Some(page) => PersonDraft::in_company(page.id, page.company.name),
        None => PersonDraft::default(),
    });
    rsx! {
        Screen { title: tr("dir-person-new"), back: back(),
            if !session.may_customers(Verb::Create, Lock::AddContacts) {
                NotYours {}
            } else if let Some(start) = start {
                PersonForm {
                    start,
                    verb: tr("dir-person-make"),
                    bound: false,
                    new: true,
                    busy: make.busy(),
                    failure: make.failure(),
                    on_send: move |draft| make.run(draft),
                }
            } else {
                {coming(of)}
            }
        }
    }
}

/// A contact, changed. Who comes from a ticket cannot take the person to another company there: other tickets of that
/// company would be left with a stranger.
#[component]
pub fn EditPersonScreen(id: ReadSignal<String>, ticket: ReadSignal<String>) -> Element {
    let session = use_session();
    let go = use_go();
    let read = use_contact(id);
    let contact: ContactId = id.read().parse().unwrap_or_default();
    let from = ticket.read().clone();
    let here =
        if from.is_empty() { format!("/engineer/people/{contact}") } else { format!("/engineer/tickets/{from}") };
    let to = here.clone();
    let save = use_send(
        move |edit: ContactEdit| async move {
            let command = ContactCommand::Edit { edit: Box::new(edit) };
            store::execute(Command::Contact { id: contact, command }).await
        },
        move |()| go.instead(to.clone()),
    );
    let label = if from.is_empty() { tr("eng-contact") } else { tr("nav-tickets") };
    rsx! {
        Screen { title: tr("dir-person-edit"), back: (here, label),
            if !session.may_customers(Verb::Edit, Lock::EditContacts) {
                NotYours {}
            } else {
                match read.value() {
                    Some(Some(page)) => rsx! {
                        PersonForm {
                            start: PersonDraft::of(&page.contact),
                            verb: tr("verb-save"),
                            bound: !from.is_empty() && page.contact.company.is_some(),
                            busy: save.busy(),
                            failure: save.failure(),
                            on_send: move |draft: PersonDraft| save.run(draft.edit(Some(&page.contact))),
                        }
                    },
                    Some(None) => rsx! {
                        Empty { icon: Icon::User, title: tr("dir-person-gone"), text: tr("dir-gone-text") }
                    },
                    None => coming(read),
                }
            }
        }
    }
}
