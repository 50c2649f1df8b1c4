//! Customers and colleagues: find, call, make and change by right; and the fields that put a customer into a new record.

mod colleagues;
mod company;
mod customers;
mod form;
mod nearby;
mod person;
mod pick;

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::access::{Lock, Verb};
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::customers::Mode;
use truckroll_replica::ask::{Answer, Ask, DirectoryState};
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Screen, Tab, coming};
use crate::{store, words};

pub use colleagues::{ColleagueScreen, ColleaguesPane};
pub use company::{CompanyScreen, EditCompanyScreen, NewCompanyScreen};
pub use customers::{CustomersPane, ElsewherePane};
pub use nearby::NearbyScreen;
pub use person::{EditPersonScreen, NewPersonScreen, PersonScreen};
pub use pick::CustomerPick;

/// Customers that match, as the store answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Customers {
    /// Companies by name.
    pub companies: Vec<CompanyRow>,
    /// Contacts by name.
    pub contacts: Vec<ContactRow>,
    /// What this phone has of the directory.
    pub directory: DirectoryState,
    /// Which of the two comes first.
    pub base: Mode,
}

/// A read of the customers that match `q`.
pub fn use_customers(q: Signal<String>) -> Live<Customers> {
    store::use_read(
        &[Kind::Company, Kind::Contact],
        move || Ask::Customers { q: q() },
        |answer| match answer {
            Answer::Customers { companies, contacts, directory, base } => {
                Some(Customers { companies, contacts, directory, base })
            }
            _ => None,
        },
    )
}

/// The directory.
#[component]
pub fn ContactsScreen(q: ReadSignal<String>) -> Element {
    let session = use_session();
    let go = use_go();
    let mut words = use_signal(move || q.peek().clone());
    let mut tab = use_signal(|| "customers".to_owned());
    let customers = use_customers(words);
    let colleagues = store::use_colleagues();
    let chosen = tab();
    let makes = |lock| session.may_customers(Verb::Create, lock);
    let (company, person) = (makes(Lock::AddCompanies), makes(Lock::AddContacts));
    rsx! {
        Screen { title: tr("nav-contacts"), tab: Tab::Contacts,
            Tabs {
                group: "contacts",
                label: tr("nav-contacts"),
                items: vec![
                    TabItem::new("customers", tr("nav-customers")),
                    TabItem::new("colleagues", tr("eng-colleagues")),
                ],
                selected: chosen.clone(),
                on_select: move |id| tab.set(id),
            }
            TabPanel { group: "contacts", selected: chosen.clone(),
                div { class: "tr-stack pt-3",
                    TextField {
                        label: tr("verb-search"),
                        hide_label: true,
                        kind: TextKind::Search,
                        placeholder: tr("verb-search"),
                        value: words(),
                        max_length: 200,
                        on_input: move |text| words.set(text),
                    }
                    if chosen == "customers" {
                        div { class: "tr-actions",
                            if company {
                                Button {
                                    label: tr("dir-company-new"),
                                    icon: Icon::Plus,
                                    on_press: move |_| go.to("/engineer/companies/new"),
                                }
                            }
                            if person {
                                Button {
                                    label: tr("dir-person-new"),
                                    icon: Icon::Plus,
                                    on_press: move |_| go.to("/engineer/people/new"),
                                }
                            }
                            Button {
                                label: tr("dir-nearby"),
                                icon: Icon::MapPin,
                                kind: ButtonKind::Ghost,
                                on_press: move |_| go.to("/engineer/nearby"),
                            }
                        }
                        if let Some(found) = customers.value() {
                            CustomersPane { found: found.clone(), searching: !words.read().trim().is_empty() }
                            if found.directory == DirectoryState::Large {
                                ElsewherePane { q: words }
                            }
                        } else {
                            {coming(customers)}
                        }
                    } else if let Some(agents) = colleagues.value() {
                        ColleaguesPane { agents, q: words() }
                    } else {
                        {coming(colleagues)}
                    }
                }
            }
        }
    }
}

/// A name that leads to its page, with the call beside it.
#[component]
fn Entry(href: String, name: String, under: String, phone: String, trail: Option<String>) -> Element {
    let go = use_go();
    let call = words::call(&phone);
    let to = href.clone();
    rsx! {
        div { class: "flex items-center",
            div { class: "min-w-0 grow",
                ListRow {
                    href,
                    title: name.clone(),
                    subtitle: (!under.is_empty()).then_some(under),
                    lead: rsx! { Avatar { name: name.clone(), decorative: true } },
                    trail: trail.map(|said| rsx! { span { class: "tr-small tr-muted tr-figures", "{said}" } }),
                    on_open: move |()| go.to(to.clone()),
                }
            }
            if !call.is_empty() {
                span { class: "pr-4",
                    LinkButton {
                        href: call,
                        label: tr!("eng-call", name = name),
                        icon: Icon::Phone,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                    }
                }
            }
        }
    }
}

/// A number with its call; one that is masked cannot be called.
#[component]
fn NumberFact(label: String, name: String, number: String) -> Element {
    let call = words::call(&number);
    rsx! {
        dt { "{label}" }
        dd { class: "flex flex-wrap items-center gap-2",
            span { class: "tr-figures", "{number}" }
            if !call.is_empty() {
                LinkButton {
                    href: call,
                    label: tr!("eng-call", name = name),
                    icon: Icon::Phone,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                }
            }
        }
    }
}
