//! Customers and colleagues: find, call; and the fields that put a customer into a new record.

mod pick;

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::people::{Agent, Role};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use crate::shell::{Coming, Screen, Section, Tab};
use crate::{store, words};

pub use pick::CustomerPick;

/// Customers that match, as the store answers.
pub type Customers = (Vec<CompanyRow>, Vec<ContactRow>);

/// A read of the customers that match `q`.
pub fn use_customers(q: Signal<String>) -> Live<Customers> {
    store::use_read(
        &[Kind::Company, Kind::Contact],
        move || Ask::Customers { q: q() },
        |answer| match answer {
            Answer::Customers { companies, contacts } => Some((companies, contacts)),
            _ => None,
        },
    )
}

/// The directory.
#[component]
pub fn ContactsScreen(q: ReadSignal<String>) -> Element {
    let mut words = use_signal(move || q.peek().clone());
    let mut tab = use_signal(|| "customers".to_owned());
    let customers = use_customers(words);
    let colleagues = store::use_read(
        &[] as &'static [Kind],
        || Ask::Colleagues,
        |answer| match answer {
            Answer::Colleagues { agents } => Some(agents),
            _ => None,
        },
    );
    let chosen = tab();
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
                        if let Some((companies, contacts)) = customers.value() {
                            CustomersPane { companies, contacts }
                        } else {
                            Coming { read: customers }
                        }
                    } else if let Some(agents) = colleagues.value() {
                        ColleaguesPane { agents, q: words() }
                    } else {
                        Coming { read: colleagues }
                    }
                }
            }
        }
    }
}

/// Companies and people.
#[component]
pub fn CustomersPane(companies: Vec<CompanyRow>, contacts: Vec<ContactRow>) -> Element {
    if companies.is_empty() && contacts.is_empty() {
        return rsx! {
            Empty { icon: Icon::Building, title: tr("eng-customers-empty"), text: tr("eng-customers-empty-text") }
        };
    }
    rsx! {
        if !contacts.is_empty() {
            Section { title: tr("eng-people"),
                ul { class: "tr-list -mx-4 -mb-4 -mt-2",
                    for contact in contacts {
                        li { key: "{contact.id}",
                            Person { name: contact.name, under: contact.company_name, phone: contact.phone }
                        }
                    }
                }
            }
        }
        if !companies.is_empty() {
            Section { title: tr("eng-companies"),
                ul { class: "tr-list -mx-4 -mb-4 -mt-2",
                    for company in companies {
                        li { key: "{company.id}",
                            Person { name: company.name, under: company.address, phone: company.phone }
                        }
                    }
                }
            }
        }
    }
}

/// Colleagues whose name or skill matches.
#[component]
pub fn ColleaguesPane(agents: Vec<Agent>, q: String) -> Element {
    let q = q.trim().to_lowercase();
    let matching: Vec<Agent> = agents
        .into_iter()
        .filter(|a| a.disabled_at.is_none())
        .filter(|a| q.is_empty() || a.name.to_lowercase().contains(&q) || a.mobile.contains(&q))
        .collect();
    if matching.is_empty() {
        return rsx! {
            Empty { icon: Icon::Users, title: tr("eng-search-none") }
        };
    }
    rsx! {
        ul { class: "tr-list -mx-4",
            for agent in matching {
                li { key: "{agent.id}",
                    Person {
                        under: roles(&agent),
                        name: agent.name,
                        phone: agent.mobile,
                    }
                }
            }
        }
    }
}

fn roles(agent: &Agent) -> String {
    let word = |role: &Role| {
        tr(match role {
            Role::Engineer => "eng-role-engineer",
            Role::Dispatcher => "eng-role-dispatcher",
            Role::Admin => "eng-role-admin",
        })
    };
    agent.roles.iter().map(word).collect::<Vec<_>>().join(" · ")
}

/// A name with the call beside it.
#[component]
fn Person(name: String, under: String, phone: String) -> Element {
    let call = words::call(&phone);
    rsx! {
        ListRow {
            title: name.clone(),
            subtitle: (!under.is_empty()).then_some(under),
            lead: rsx! { Avatar { name: name.clone(), decorative: true } },
            trail: (!call.is_empty()).then(|| rsx! {
                LinkButton {
                    href: call.clone(),
                    label: tr!("eng-call", name = name.clone()),
                    icon: Icon::Phone,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[component]
    fn Page(companies: Vec<CompanyRow>, contacts: Vec<ContactRow>) -> Element {
        rsx! { CustomersPane { companies, contacts } }
    }

    #[test]
    fn a_person_can_be_called_and_one_without_number_cannot() {
        let person = |name: &str, phone: &str| ContactRow {
            id: name.into(),
            name: name.into(),
            phone: phone.into(),
            ..ContactRow::default()
        };
        let contacts = vec![person("Ms Hua", "+86 21 5555"), person("Mr Zhu", "")];
        let html = sample::render(Page, PageProps { companies: Vec::new(), contacts });
        assert_eq!(html.matches("href=\"tel:").count(), 1, "{html}");
        assert!(html.contains("tel:+86215555"), "{html}");
    }

    #[test]
    fn an_empty_directory_says_what_it_is_for() {
        let html = sample::render(Page, PageProps { companies: Vec::new(), contacts: Vec::new() });
        assert!(html.contains("tr-empty-text"), "{html}");
    }
}
