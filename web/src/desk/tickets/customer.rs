//! The customer pane of a ticket (CUS-22): what a template says, in its order, and recording who is not known yet.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Lock, Verb};
use truckroll_domain::customers::{CustomerTemplate, TemplateModule};
use truckroll_domain::fields::{FieldValue, Noun, ValueEdits};
use truckroll_domain::tickets::{TicketCommand, TicketEdit};
use truckroll_domain::visits::Customer;
use truckroll_domain::{DocumentId, TicketId};
use truckroll_protocol::api::{PhoneNumber, StoredFiles, TicketDetail};
use truckroll_ui::prelude::*;

use super::page::use_ticket_command;
use crate::api::{self, Answer};
use crate::desk::customers::{Book, CreateDialog, Making, Shown, Subject, path_of, use_book};
use crate::desk::line::NameLink;
use crate::desk::trouble::{Fact, Failed, Section, Stale, Waiting};
use crate::session::use_session;

/// A customer behind the ticket as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Behind {
    /// Company or person.
    pub subject: Subject,
    /// The numbers as they are dialled.
    pub phones: Vec<PhoneNumber>,
    /// What is known of the files in its fields.
    pub stored: StoredFiles,
}

async fn behind(customer: Customer) -> Answer<Vec<Behind>> {
    let mut all = Vec::new();
    if let Some(id) = customer.company {
        let detail = api::company(&id.to_string()).await?;
        let id = detail.row.id.parse().unwrap_or(id);
        all.push(Behind {
            subject: Subject::Company(id, Box::new(detail.company)),
            phones: detail.phones,
            stored: detail.stored,
        });
    }
    if let Some(id) = customer.contact {
        let detail = api::contact(&id.to_string()).await?;
        let id = detail.row.id.parse().unwrap_or(id);
        all.push(Behind {
            subject: Subject::Contact(id, Box::new(detail.contact)),
            phones: detail.phones,
            stored: detail.stored,
        });
    }
    Ok(all)
}

/// The pane; nothing for who sees no customers.
#[component]
pub fn CustomerPane(detail: TicketDetail) -> Element {
    let customer = detail.ticket.customer.clone();
    let of = use_memo(use_reactive!(|customer| customer));
    let templates = use_live(|| vec![CustomerTemplate::KIND.to_owned()], api::templates::list);
    let book = use_book();
    let session = use_session();
    let sees = session.may(Area::Customers, Verb::View);
    let read = use_live(
        || ["companies", "contacts", "documents"].map(str::to_owned).to_vec(),
        move || {
            let customer = of();
            async move { if sees { behind(customer).await } else { Ok(Vec::new()) } }
        },
    );
    if !sees {
        return rsx! {};
    }
    rsx! {
        Section { title: tr("tickets-customer"),
            Stale { read }
            match (read.value(), book.value(), templates.value()) {
                (Some(all), Some(book), Some(templates)) => {
                    let templates: Vec<CustomerTemplate> = templates
                        .into_iter()
                        .map(|now| now.template)
                        .filter(|template| template.module == TemplateModule::Ticket)
                        .collect();
                    rsx! { PaneBody { detail, book, templates, all } }
                }
                (None, _, _) => rsx! { Waiting { read, rows: 3 } },
                (_, None, _) => rsx! { Waiting { read: book, rows: 3 } },
                (_, _, None) => rsx! { Waiting { read: templates, rows: 3 } },
            }
        }
    }
}

/// Who it is, what the template shows, and what can be recorded.
#[component]
pub fn PaneBody(detail: TicketDetail, book: Book, templates: Vec<CustomerTemplate>, all: Vec<Behind>) -> Element {
    let mut chosen = use_signal(String::new);
    let template = templates.iter().find(|one| one.id.to_string() == chosen()).or_else(|| templates.first()).cloned();
    let named: Vec<(String, String)> = all
        .iter()
        .map(|one| match &one.subject {
            Subject::Company(id, company) => (path_of(Noun::Company, &id.to_string()), company.name.clone()),
            Subject::Contact(id, contact) => (path_of(Noun::Contact, &id.to_string()), contact.name.clone()),
            Subject::Asset(id, asset) => (path_of(Noun::Asset, &id.to_string()), asset.name.clone()),
        })
        .collect();
    rsx! {
        if named.is_empty() {
            p { class: "dk-quiet", {tr("tickets-customer-unknown")} }
        }
        ul { class: "dk-plain-list dk-people",
            for (href, name) in named {
                li { key: "{href}", NameLink { href, name } }
            }
        }
        if templates.len() > 1 && !all.is_empty() {
            SelectField {
                label: tr("tickets-customer-fields"),
                value: template.as_ref().map(|one| one.id.to_string()).unwrap_or_default(),
                options: templates.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())).collect::<Vec<_>>(),
                on_change: move |id| chosen.set(id),
            }
        }
        if let Some(template) = template.clone() {
            Asked { book: book.clone(), template, all: all.clone() }
        }
        Record { detail, book, template }
    }
}

/// The fields of a template with what stands in them, in its order.
#[component]
fn Asked(book: Book, template: CustomerTemplate, all: Vec<Behind>) -> Element {
    let format = use_format();
    let lines: Vec<_> = template
        .fields
        .iter()
        .filter_map(|asked| {
            let field = book.set(asked.noun).field(&asked.key).filter(|field| field.is_shown())?;
            let one = all.iter().find(|one| one.subject.noun() == asked.noun)?;
            Some((asked.noun, field.clone(), one.subject.value(&asked.key), one.phones.clone(), one.stored.clone()))
        })
        .collect();
    rsx! {
        dl { class: "dk-facts", aria_label: template.name.clone(),
            for (noun, field, value, phones, stored) in lines {
                Fact { key: "{noun.word()}.{field.key}", term: book.label(noun, &field.key),
                    if let Some(value) = value {
                        Shown { book: book.clone(), noun, field_key: field.key.clone(), kind: field.kind.clone(), value, phones, stored, format }
                    } else {
                        span { class: "dk-quiet", {tr("cust-empty")} }
                    }
                }
            }
        }
    }
}

/// Records the company or the person of the ticket, where it is not known yet.
#[component]
fn Record(detail: TicketDetail, book: Book, template: Option<CustomerTemplate>) -> Element {
    let session = use_session();
    let rights = session.rights();
    let mut making = use_signal(|| None::<Noun>);
    let send = use_ticket_command(|()| ());
    let customer = detail.ticket.customer.clone();
    let Ok(ticket) = detail.row.id.parse::<TicketId>() else { return rsx! {} };
    let may = rights.allow(Area::Customers, Verb::Create) && rights.allow(Area::Tickets, Verb::Edit);
    let open = |noun: Noun, there: bool| may && !there && !rights.locked(Lock::add(noun));
    let offered: Vec<(Noun, &'static str)> = [
        (Noun::Company, customer.company.is_some(), "tickets-record-company"),
        (Noun::Contact, customer.contact.is_some(), "tickets-record-contact"),
    ]
    .into_iter()
    .filter(|(noun, there, _)| open(*noun, *there))
    .map(|(noun, _, label)| (noun, label))
    .collect();
    rsx! {
        Failed { failure: send.failure() }
        div { class: "tr-actions",
            for (noun, label) in offered {
                Button {
                    key: "{label}",
                    label: tr(label),
                    icon: if noun == Noun::Company { Icon::Building } else { Icon::UserPlus },
                    on_press: move |_| making.set(Some(noun)),
                }
            }
        }
        if let Some(noun) = making() {
            CreateDialog {
                of: customer.company.map(|id| (id, customer.company_name.clone())).filter(|_| noun == Noun::Contact),
                making: making_of(&book, noun, template.as_ref(), &customer),
                book,
                noun,
                on_made: move |(id, name): (DocumentId, String)| {
                    let edit = TicketEdit { customer: Some(known(&customer, noun, id, name)), ..TicketEdit::default() };
                    send.run((ticket, TicketCommand::Edit { edit: Box::new(edit) }));
                },
                on_close: move |()| making.set(None),
            }
        }
    }
}

/// What a customer made from a ticket is asked for, and what the ticket knows already.
fn making_of(book: &Book, noun: Noun, template: Option<&CustomerTemplate>, customer: &Customer) -> Making {
    let mut start = ValueEdits::new();
    let name = if noun == Noun::Company { &customer.company_name } else { &customer.contact_name };
    for (key, text) in [("name", name), ("phone", &customer.phone)] {
        if let Some(value) = FieldValue::text(text) {
            start.insert(key.to_owned(), Some(value));
        }
    }
    let fields = template.map(|template| template.asked(noun, book.set(noun)).collect::<Vec<_>>());
    Making { fields: fields.filter(|fields| !fields.is_empty()), start }
}

/// The customer of the ticket with the one that was recorded.
fn known(customer: &Customer, noun: Noun, id: DocumentId, name: String) -> Customer {
    let mut known = customer.clone();
    if noun == Noun::Company {
        known.company = Some(id.into());
        known.company_name = name;
    } else {
        known.contact = Some(id.into());
        known.contact_name = name;
    }
    known
}

#[cfg(test)]
mod tests {
    use truckroll_domain::TemplateId;
    use truckroll_domain::companies::Company;
    use truckroll_domain::customers::TemplateField;

    use super::*;
    use crate::sample;

    fn template() -> CustomerTemplate {
        let field = |key: &str| TemplateField { noun: Noun::Company, key: key.into(), required: key == "source" };
        CustomerTemplate {
            id: TemplateId::from_parts(7, [1; 10]),
            name: "Short".into(),
            module: TemplateModule::Ticket,
            fields: vec![field("remark"), field("source")],
            intro: String::new(),
            published: false,
            review: false,
        }
    }

    #[test]
    fn the_pane_shows_the_fields_of_the_template_in_its_order() {
        let html = sample::render(Locale::En, || {
            let company = Company {
                name: "Hua Plaza".into(),
                remark: "Gate 7".into(),
                website: "hua.example".into(),
                ..Company::default()
            };
            let subject = Subject::Company(truckroll_domain::CompanyId::default(), Box::new(company));
            let all = vec![Behind { subject, phones: Vec::new(), stored: StoredFiles::new() }];
            rsx! { PaneBody { detail: sample::ticket_detail(), book: sample::book(), templates: vec![template()], all } }
        });
        let at = |said: &str| html.find(said).unwrap_or_else(|| panic!("{said}: {html}"));
        assert!(at("Hua Plaza") < at("Gate 7") && at("Remark") < at("Source"));
        assert!(!html.contains("hua.example"), "{html}");
    }

    #[test]
    fn who_is_recorded_from_a_ticket_is_asked_for_what_the_template_says() {
        let customer =
            Customer { company_name: "Hua Plaza".into(), phone: "135 0000 1111".into(), ..Customer::default() };
        let making = making_of(&sample::book(), Noun::Company, Some(&template()), &customer);
        let keys: Vec<String> = making.fields.unwrap_or_default().into_iter().map(|field| field.key).collect();
        assert_eq!(keys, ["remark", "source"]);
        assert_eq!(making.start["name"], Some(FieldValue::Text("Hua Plaza".into())));
        assert_eq!(
            making_of(&sample::book(), Noun::Contact, Some(&template()), &customer).fields,
            None,
            "it says nothing of people"
        );
        let id = DocumentId::default();
        let after = known(&customer, Noun::Company, id, "Hua Plaza Ltd".into());
        assert_eq!((after.company, after.company_name.as_str()), (Some(id.into()), "Hua Plaza Ltd"));
        assert_eq!(after.phone, "135 0000 1111");
    }
}
