//! A company: what is known of it, its people and tickets; made and changed by right (APP-29).

use dioxus::prelude::*;
use truckroll_domain::access::{Lock, Verb};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::{Command, CompanyId, Kind};
use truckroll_replica::ask::{Answer, Ask, CompanyPage};
use truckroll_ui::prelude::*;

use super::form::{CompanyDraft, CompanyForm};
use super::{Entry, NumberFact};
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{RecordMark, Screen, Section, coming};
use crate::{ids, store, words};

fn back() -> (String, String) {
    ("/engineer/contacts".to_owned(), tr("nav-contacts"))
}

fn use_company(id: ReadSignal<String>) -> Live<Option<Box<CompanyPage>>> {
    store::use_read(
        &[Kind::Company, Kind::Contact, Kind::Ticket],
        move || Ask::Company { id: id.read().parse().unwrap_or_default() },
        |answer| match answer {
            Answer::Company { page } => Some(page),
            _ => None,
        },
    )
}

/// One company.
#[component]
pub fn CompanyScreen(id: ReadSignal<String>) -> Element {
    let session = use_session();
    let read = use_company(id);
    let known = read.value().filter(|page| page.as_ref().is_none_or(|page| page.id.to_string() == *id.read()));
    let title = known.as_ref().and_then(Option::as_ref).map_or_else(|| tr("eng-company"), |p| p.company.name.clone());
    let mark = known.as_ref().and_then(Option::as_ref).map(|page| page.mark);
    rsx! {
        Screen { title, titled: true, back: back(), actions: mark.map(|mark| rsx! { RecordMark { mark } }),
            match known {
                Some(Some(page)) => rsx! {
                    CompanyPane {
                        page: *page,
                        edits: session.may_customers(Verb::Edit, Lock::EditCompanies),
                        makes: session.may_customers(Verb::Create, Lock::AddContacts),
                    }
                },
                Some(None) => rsx! {
                    Empty { icon: Icon::Building, title: tr("dir-company-gone"), text: tr("dir-gone-text") }
                },
                None => coming(read),
            }
        }
    }
}

/// Everything about a company.
#[component]
pub fn CompanyPane(page: CompanyPage, edits: bool, makes: bool) -> Element {
    let format = use_format();
    let go = use_go();
    let company = &page.company;
    let name = company.name.clone();
    let facts = [
        ("dir-email", company.email.clone()),
        ("dir-website", company.website.clone()),
        ("eng-address", company.address.line()),
        ("dir-service-to", company.service_to.map(|at| format.day(at.ms())).unwrap_or_default()),
        ("dir-remark", company.remark.clone()),
    ];
    let (edit, add) =
        (format!("/engineer/companies/{}/edit", page.id), format!("/engineer/people/new?company={}", page.id));
    rsx! {
        div { class: "tr-stack",
            h2 { class: "tr-page-title", "{name}" }
            div { class: "tr-actions",
                if let Some(href) = words::navigate(&company.address) {
                    LinkButton { href, label: tr("verb-navigate"), icon: Icon::MapPin }
                }
                if edits {
                    Button { label: tr("verb-edit"), icon: Icon::Pencil, on_press: move |_| go.to(edit.clone()) }
                }
            }
            dl { class: "tr-facts",
                if !company.phone.is_empty() {
                    NumberFact { label: tr("eng-phone"), name: name.clone(), number: company.phone.clone() }
                }
                for (key , value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
                    dt { key: "{key}-term", {tr(key)} }
                    dd { class: "whitespace-pre-line", "{value}" }
                }
            }
            Section { title: tr("eng-people"),
                if page.contacts.is_empty() {
                    p { class: "tr-muted", {tr("dir-no-people")} }
                } else {
                    ul { class: "tr-list -mx-4 -mt-2",
                        for contact in page.contacts {
                            li { key: "{contact.id}",
                                Entry {
                                    href: format!("/engineer/people/{}", contact.id),
                                    name: contact.name,
                                    under: contact.email,
                                    phone: contact.phone,
                                }
                            }
                        }
                    }
                }
                if makes {
                    div { class: "tr-actions pt-3",
                        Button { label: tr("dir-person-new"), icon: Icon::Plus, on_press: move |_| go.to(add.clone()) }
                    }
                }
            }
            Tickets { tickets: page.tickets }
        }
    }
}

/// Tickets of a customer on this phone.
#[component]
pub(super) fn Tickets(tickets: Vec<TicketRow>) -> Element {
    let go = use_go();
    if tickets.is_empty() {
        return rsx! {};
    }
    rsx! {
        Section { title: tr("nav-tickets"),
            ul { class: "tr-list -mx-4 -mb-4 -mt-2",
                for row in tickets {
                    li { key: "{row.id}",
                        ListRow {
                            href: format!("/engineer/tickets/{}", row.id),
                            title: row.title.clone(),
                            subtitle: row.number.clone(),
                            on_open: {
                                let to = format!("/engineer/tickets/{}", row.id);
                                move |()| go.to(to.clone())
                            },
                            trail: rsx! {
                                Badge {
                                    tone: words::ticket_tone(&row.status),
                                    label: words::ticket_word(&row.status),
                                    kind: BadgeKind::Plain,
                                }
                            },
                        }
                    }
                }
            }
        }
    }
}

/// A new company.
#[component]
pub fn NewCompanyScreen() -> Element {
    let session = use_session();
    let go = use_go();
    let make = use_send(
        move |draft: CompanyDraft| async move {
            let id = ids::company();
            let edit = CompanyEdit { owner: session.owner_of_new(), ..draft.edit(None) };
            let command = CompanyCommand::Create { company: Box::new(edit) };
            store::execute(Command::Company { id, command }).await.map(|()| id)
        },
        move |id: CompanyId| go.instead(format!("/engineer/companies/{id}")),
    );
    rsx! {
        Screen { title: tr("dir-company-new"), back: back(),
            if session.may_customers(Verb::Create, Lock::AddCompanies) {
                CompanyForm {
                    start: CompanyDraft::default(),
                    verb: tr("dir-company-make"),
                    busy: make.busy(),
                    failure: make.failure(),
                    on_send: move |draft| make.run(draft),
                }
            } else {
                NotYours {}
            }
        }
    }
}

/// A company's own words, changed.
#[component]
pub fn EditCompanyScreen(id: ReadSignal<String>) -> Element {
    let session = use_session();
    let go = use_go();
    let read = use_company(id);
    let company: CompanyId = id.read().parse().unwrap_or_default();
    let save = use_send(
        move |edit: CompanyEdit| async move {
            let command = CompanyCommand::Edit { edit: Box::new(edit) };
            store::execute(Command::Company { id: company, command }).await
        },
        move |()| go.instead(format!("/engineer/companies/{company}")),
    );
    let here = (format!("/engineer/companies/{company}"), tr("eng-company"));
    rsx! {
        Screen { title: tr("dir-company-edit"), back: here,
            if !session.may_customers(Verb::Edit, Lock::EditCompanies) {
                NotYours {}
            } else {
                match read.value() {
                    Some(Some(page)) => rsx! {
                        CompanyForm {
                            start: CompanyDraft::of(&page.company),
                            verb: tr("verb-save"),
                            busy: save.busy(),
                            failure: save.failure(),
                            on_send: move |draft: CompanyDraft| save.run(draft.edit(Some(&page.company))),
                        }
                    },
                    Some(None) => rsx! {
                        Empty { icon: Icon::Building, title: tr("dir-company-gone"), text: tr("dir-gone-text") }
                    },
                    None => coming(read),
                }
            }
        }
    }
}

/// What somebody without the right sees who came by an address.
#[component]
pub(super) fn NotYours() -> Element {
    rsx! { Empty { icon: Icon::Lock, title: tr("dir-not-yours"), text: tr("dir-not-yours-text") } }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::companies::Company;
    use truckroll_replica::ask::Mark;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(edits: bool) -> Element {
        let company = Company { name: "Hua Plaza".into(), phone: "010-6370****".into(), ..Company::default() };
        let page = CompanyPage {
            id: CompanyId::default(),
            company,
            contacts: Vec::new(),
            tickets: Vec::new(),
            mark: Mark::InStep,
        };
        rsx! { CompanyPane { page, edits, makes: edits } }
    }

    #[test]
    fn changing_is_offered_by_right_and_a_masked_number_cannot_be_called() {
        let html = sample::render(Page, PageProps { edits: true });
        assert!(html.contains("Edit") && html.contains("New contact"), "{html}");
        assert!(html.contains("010-6370****") && !html.contains("tel:"), "{html}");
        let html = sample::render(Page, PageProps { edits: false });
        assert!(!html.contains("Edit") && !html.contains("New contact"), "{html}");
    }
}
