//! A customer's page: what is known, the people of a company, tickets and visits, and who changed what.

use dioxus::prelude::*;
use truckroll_domain::access::Lock;
use truckroll_domain::assets::Owner;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::customers::{ServiceState, service_state};
use truckroll_domain::fields::{FieldKind, FieldValue, Noun};
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{CompanyId, ContactId, Entry, EntryBody, Timestamp};
use truckroll_protocol::api::{CompanyDetail, ContactDetail, PhoneNumber, StoredFiles};
use truckroll_ui::prelude::*;

use super::actions::{Actions, Moved};
use super::assets::OwnedRows;
use super::book::Book;
use super::create::CreateDialog;
use super::edit::{EditForm, Subject};
use super::identities::Identities;
use super::load::use_page;
use super::merges::MergedHere;
use super::path_of;
use super::person::PersonalData;
use super::tickets::{CustomerTickets, Lines};
use super::timeline::Timeline;
use crate::api;
use crate::desk::fees::CompanyFeesSection;
use crate::desk::files::FileList;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Fact, Gone, Section};
use crate::desk::visits::VisitLine;
use crate::session::use_session;

/// The screen of a company.
#[component]
pub fn CompanyScreen(id: ReadSignal<String>) -> Element {
    rsx! {
        for id in [id()] {
            LoadedCompany { key: "{id}", id }
        }
    }
}

#[component]
fn LoadedCompany(id: String) -> Element {
    let read = use_page(&id, &["contacts", "tickets", "visits"], |id| async move { api::company(&id).await });
    read.shown(Gone::Company, |detail, book| {
        rsx! {
            Moved { noun: Noun::Company, asked: id, found: detail.row.id.clone(), name: detail.row.name.clone() }
            CompanyPage { detail, book }
        }
    })
}

/// The screen of a person.
#[component]
pub fn ContactScreen(id: ReadSignal<String>) -> Element {
    rsx! {
        for id in [id()] {
            LoadedContact { key: "{id}", id }
        }
    }
}

#[component]
fn LoadedContact(id: String) -> Element {
    let read = use_page(&id, &["tickets", "visits"], |id| async move { api::contact(&id).await });
    read.shown(Gone::Contact, |detail, book| {
        rsx! {
            Moved { noun: Noun::Contact, asked: id, found: detail.row.id.clone(), name: detail.row.name.clone() }
            ContactPage { detail, book }
        }
    })
}

/// A company's service period as shape and word; nothing where nobody set one.
#[component]
pub fn ServiceBadge(from: Option<i64>, to: Option<i64>, #[props(default)] quiet: bool) -> Element {
    let format = use_format();
    if from.is_none() && to.is_none() {
        return rsx! {};
    }
    let state = service_state(from, to, Timestamp(format.now_ms));
    let tone = match state {
        ServiceState::NotStarted => Tone::New,
        ServiceState::Active => Tone::Done,
        ServiceState::Expiring => Tone::Paused,
        ServiceState::Expired => Tone::Alert,
        ServiceState::Unlimited => Tone::Neutral,
    };
    let label = tr(&format!("cust-service-{}", state.word().replace('_', "-")));
    rsx! {
        Badge { tone, label, kind: if quiet { BadgeKind::Plain } else { BadgeKind::Soft } }
    }
}

/// The page of a company.
#[component]
pub fn CompanyPage(detail: CompanyDetail, book: Book) -> Element {
    let rights = use_session().rights();
    let (administers, no_contacts) = (rights.administers(), rights.locked(Lock::AddContacts));
    let format = use_format();
    let mut editing = use_signal(|| false);
    let mut adding = use_signal(|| false);
    let row = detail.row.clone();
    let Ok(id) = row.id.parse::<CompanyId>() else { return rsx! {} };
    let subject = Subject::Company(id, Box::new(detail.company.clone()));
    let named = (id, row.name.clone());
    rsx! {
        article { class: "dk-page dk-customer-page",
            header { class: "dk-page-head",
                div {
                    p { class: "dk-visit-line",
                        span { class: "dk-quiet", {tr("cust-company")} }
                        ServiceBadge { from: row.service_from, to: row.service_to }
                        if let Some(to) = row.service_to {
                            span { class: "dk-quiet", {tr!("people-service-to", date = format.date(to))} }
                        }
                    }
                    h1 { class: "dk-page-title", "{row.name}" }
                }
                Actions {
                    book: book.clone(),
                    noun: Noun::Company,
                    id: row.id.clone(),
                    name: row.name.clone(),
                    deleted: row.deleted_at.is_some(),
                    phone: detail.phones.first().cloned(),
                    account: Some(detail.service_account.clone()),
                    on_edit: move |()| editing.set(true),
                }
            }
            if row.deleted_at.is_some() {
                Notice { tone: Tone::Paused, title: tr("cust-thrown-away"), text: tr("cust-thrown-away-text") }
            }
            if administers {
                MergedHere { book: book.clone(), id: row.id.clone() }
            }
            div { class: "dk-columns",
                div { class: "dk-column",
                    Section { title: tr("dispatch-facts"),
                        if editing() {
                            EditForm { book: book.clone(), subject: subject.clone(), stored: detail.stored.clone(), on_close: move |()| editing.set(false) }
                        } else {
                            Values { book: book.clone(), subject: subject.clone(), phones: detail.phones.clone(), stored: detail.stored.clone() }
                        }
                    }
                    Timeline { noun: Noun::Company, id: row.id.clone(), open: row.deleted_at.is_none() }
                    Section { title: tr("flow-label"),
                        ChangeLog { book: book.clone(), noun: Noun::Company, entries: detail.entries.clone() }
                    }
                }
                div { class: "dk-column dk-column-side",
                    Section {
                        title: tr("nav-contacts"),
                        trail: rsx! {
                            if !no_contacts {
                                Button { label: tr("cust-add-contact"), icon: Icon::UserPlus, on_press: move |_| adding.set(true) }
                            }
                        },
                        People { people: detail.contacts.clone() }
                    }
                    OwnedRows {
                        book: book.clone(),
                        owner: Owner::Company { id, name: row.name.clone() },
                        open: row.deleted_at.is_none(),
                    }
                    CompanyFeesSection { id, name: row.name.clone(), agents: book.agents.clone(), open: row.deleted_at.is_none() }
                    CustomerTickets { noun: Noun::Company, id: row.id.clone(), open: row.deleted_at.is_none() }
                    Visits { visits: detail.visits.clone() }
                }
            }
            if adding() {
                CreateDialog { book: book.clone(), noun: Noun::Contact, of: Some(named), on_close: move |()| adding.set(false) }
            }
        }
    }
}

/// The page of a person.
#[component]
pub fn ContactPage(detail: ContactDetail, book: Book) -> Element {
    let administers = use_session().rights().administers();
    let mut editing = use_signal(|| false);
    let row = detail.row.clone();
    let Ok(id) = row.id.parse::<ContactId>() else { return rsx! {} };
    let subject = Subject::Contact(id, Box::new(detail.contact.clone()));
    let companies: Vec<(String, String, bool)> =
        detail.contact.companies.iter().map(|(id, link)| (id.to_string(), link.name.clone(), link.first)).collect();
    rsx! {
        article { class: "dk-page dk-customer-page",
            header { class: "dk-page-head",
                div {
                    p { class: "dk-visit-line", span { class: "dk-quiet", {tr("cust-contact")} } }
                    h1 { class: "dk-page-title", "{row.name}" }
                }
                Actions {
                    book: book.clone(),
                    noun: Noun::Contact,
                    id: row.id.clone(),
                    name: row.name.clone(),
                    deleted: row.deleted_at.is_some(),
                    phone: detail.phones.first().cloned(),
                    account: None,
                    on_edit: move |()| editing.set(true),
                }
            }
            if row.deleted_at.is_some() {
                Notice { tone: Tone::Paused, title: tr("cust-thrown-away"), text: tr("cust-thrown-away-text") }
            }
            if administers {
                MergedHere { book: book.clone(), id: row.id.clone() }
            }
            div { class: "dk-columns",
                div { class: "dk-column",
                    Section { title: tr("dispatch-facts"),
                        if editing() {
                            EditForm { book: book.clone(), subject: subject.clone(), stored: detail.stored.clone(), on_close: move |()| editing.set(false) }
                        } else {
                            Values { book: book.clone(), subject: subject.clone(), phones: detail.phones.clone(), stored: detail.stored.clone() }
                        }
                    }
                    Timeline { noun: Noun::Contact, id: row.id.clone(), open: row.deleted_at.is_none() }
                    Section { title: tr("flow-label"),
                        ChangeLog { book: book.clone(), noun: Noun::Contact, entries: detail.entries.clone() }
                    }
                }
                div { class: "dk-column dk-column-side",
                    Section { title: tr("people-companies"),
                        if companies.is_empty() {
                            p { class: "dk-quiet", {tr("cust-no-companies")} }
                        }
                        ul { class: "dk-plain-list dk-people",
                            for (id, name, first) in companies {
                                li { key: "{id}",
                                    NameLink { href: path_of(Noun::Company, &id), name }
                                    if first {
                                        span { class: "dk-quiet", {tr("cust-first-contact")} }
                                    }
                                }
                            }
                        }
                    }
                    Identities {
                        contact: row.id.clone(),
                        name: row.name.clone(),
                        identities: detail.identities.clone(),
                        open: row.deleted_at.is_none(),
                    }
                    OwnedRows {
                        book: book.clone(),
                        owner: Owner::Contact { id, name: row.name.clone() },
                        open: row.deleted_at.is_none(),
                    }
                    CustomerTickets { noun: Noun::Contact, id: row.id.clone(), open: row.deleted_at.is_none() }
                    Visits { visits: detail.visits.clone() }
                    PersonalData { id: row.id.clone(), name: row.name.clone() }
                }
            }
        }
    }
}

/// What stands in the fields that are shown.
#[component]
pub fn Values(book: Book, subject: Subject, phones: Vec<PhoneNumber>, stored: StoredFiles) -> Element {
    let format = use_format();
    let noun = subject.noun();
    let fields: Vec<_> = book.set(noun).shown().filter(|f| f.kind != FieldKind::Companies).cloned().collect();
    rsx! {
        dl { class: "dk-facts",
            for field in fields {
                if let Some(value) = subject.value(&field.key) {
                    Fact { key: "{field.key}", term: book.label(noun, &field.key),
                        Shown { book: book.clone(), noun, field_key: field.key.clone(), kind: field.kind.clone(), value, phones: phones.clone(), stored: stored.clone(), format }
                    }
                }
            }
        }
    }
}

/// A value, with a link where it leads somewhere.
#[component]
pub fn Shown(
    book: Book,
    noun: Noun,
    field_key: String,
    kind: FieldKind,
    value: FieldValue,
    phones: Vec<PhoneNumber>,
    stored: StoredFiles,
    format: Format,
) -> Element {
    let text = book.shown(noun, &field_key, &value, &format);
    match (&kind, &value) {
        (FieldKind::Phone, _) => {
            let of: Vec<PhoneNumber> = phones.into_iter().filter(|p| p.field == field_key).collect();
            rsx! {
                for phone in of {
                    a {
                        key: "{phone.typed}",
                        class: "tr-link tr-figures",
                        href: format!("tel:{}", if phone.e164.is_empty() { &phone.typed } else { &phone.e164 }),
                        "{phone.typed}"
                    }
                    " "
                }
            }
        }
        (FieldKind::Email, _) => rsx! { a { class: "tr-link", href: "mailto:{text}", "{text}" } },
        (FieldKind::Web, _) => {
            rsx! { a { class: "tr-link", href: "{text}", rel: "noreferrer", target: "_blank", "{text}" } }
        }
        (FieldKind::Attachment, FieldValue::Files(files)) => rsx! { FileList { files: files.clone(), stored } },
        _ => rsx! { "{text}" },
    }
}

#[component]
fn People(people: Vec<ContactRow>) -> Element {
    rsx! {
        if people.is_empty() {
            p { class: "dk-quiet", {tr("cust-no-contacts")} }
        }
        ul { class: "dk-plain-list dk-people",
            for (index, person) in people.into_iter().enumerate() {
                li { key: "{person.id}",
                    NameLink { href: path_of(Noun::Contact, &person.id), name: person.name.clone() }
                    if index == 0 {
                        span { class: "dk-quiet", {tr("cust-first-contact")} }
                    }
                    span { class: "dk-quiet", "{person.position}" }
                    if !person.phone.is_empty() {
                        a { class: "tr-link tr-figures", href: "tel:{person.phone}", "{person.phone}" }
                    }
                }
            }
        }
    }
}

/// The latest tickets and visits.
#[component]
pub fn Work(tickets: Vec<TicketRow>, visits: Vec<VisitRow>) -> Element {
    rsx! {
        Section { title: tr("nav-tickets"),
            if tickets.is_empty() {
                p { class: "dk-quiet", {tr("cust-no-tickets")} }
            }
            Lines { tickets }
        }
        Visits { visits }
    }
}

/// The latest visits.
#[component]
fn Visits(visits: Vec<VisitRow>) -> Element {
    rsx! {
        Section { title: tr("nav-visits"),
            if visits.is_empty() {
                p { class: "dk-quiet", {tr("cust-no-visits")} }
            } else {
                ul { class: "dk-plain-list dk-lines-short",
                    for visit in visits {
                        li { key: "{visit.id}", VisitLine { row: visit } }
                    }
                }
            }
        }
    }
}

/// Who changed what, newest first.
#[component]
pub fn ChangeLog(book: Book, noun: Noun, entries: Vec<Entry>) -> Element {
    let format = use_format();
    let lines: Vec<_> = entries
        .into_iter()
        .filter_map(|entry| match entry.body {
            EntryBody::Log { action, changes, .. } => {
                let words = format!("cust-log-{action}");
                let title = if has_message(&words) { tr(&words) } else { action };
                Some((entry.id, title, entry.author_name, entry.at, changes))
            }
            _ => None,
        })
        .collect();
    rsx! {
        if lines.is_empty() {
            p { class: "dk-quiet", {tr("cust-log-empty")} }
        }
        ol { class: "dk-plain-list dk-change-log",
            for (id, title, author, at, changes) in lines {
                li { key: "{id}",
                    p {
                        span { class: "dk-cell-title", "{title}" }
                        span { class: "dk-quiet", " · {author} · " {format.moment(at.ms())} }
                    }
                    dl { class: "dk-facts",
                        for change in changes {
                            Fact { key: "{change.field}", term: book.label(noun, &change.field),
                                if let Some(from) = change.from.as_ref() {
                                    del { class: "dk-quiet", {book.shown(noun, &change.field, from, &format)} }
                                    " "
                                }
                                if let Some(to) = change.to.as_ref() {
                                    ins { class: "dk-new", {book.shown(noun, &change.field, to, &format)} }
                                } else {
                                    span { class: "dk-quiet", {tr("cust-emptied")} }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
