//! The list of customers, in the order of whom the organisation serves; and what only the server has of them.

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::customers::Mode;
use truckroll_domain::decode::from_json;
use truckroll_protocol::api::Hit;
use truckroll_replica::ask::{Answer, Ask, DirectoryState, Method};
use truckroll_ui::prelude::*;

use super::{Customers, Entry};
use crate::platform;
use crate::shell::Section;

/// Rows that are shown at once; more are found by words.
const SHOWN: usize = 200;

/// Companies and people.
#[component]
pub fn CustomersPane(found: Customers, #[props(default)] searching: bool) -> Element {
    let Customers { companies, contacts, directory, base } = found;
    let state = match directory {
        DirectoryState::Own => None,
        DirectoryState::Coming => Some(tr("dir-coming")),
        DirectoryState::Whole => None,
        DirectoryState::Large => Some(tr("dir-large")),
    };
    let none = companies.is_empty() && contacts.is_empty();
    let empty = if searching {
        rsx! { Empty { icon: Icon::Search, title: tr("eng-search-none") } }
    } else {
        let text = if directory == DirectoryState::Whole { "dir-empty-text" } else { "eng-customers-empty-text" };
        rsx! { Empty { icon: Icon::Building, title: tr("eng-customers-empty"), text: tr(text) } }
    };
    let people_first = base == Mode::Contact;
    // an organisation that serves organisations finds people inside them, or by their names
    let people = base != Mode::Company || searching || companies.is_empty();
    rsx! {
        if let Some(state) = state {
            p { class: "tr-small tr-muted", role: "status", "{state}" }
        }
        if none {
            {empty}
        }
        if people && people_first {
            PeopleList { contacts: contacts.clone() }
        }
        CompaniesList { companies }
        if people && !people_first {
            PeopleList { contacts }
        }
    }
}

#[component]
fn PeopleList(contacts: Vec<ContactRow>) -> Element {
    if contacts.is_empty() {
        return rsx! {};
    }
    let more = contacts.len() > SHOWN;
    rsx! {
        Section { title: tr("eng-people"),
            ul { class: "tr-list -mx-4 -mb-4 -mt-2",
                for contact in contacts.into_iter().take(SHOWN) {
                    li { key: "{contact.id}",
                        Entry {
                            href: format!("/engineer/people/{}", contact.id),
                            name: contact.name,
                            under: contact.company_name,
                            phone: contact.phone,
                        }
                    }
                }
            }
            if more {
                More {}
            }
        }
    }
}

#[component]
fn CompaniesList(companies: Vec<CompanyRow>) -> Element {
    if companies.is_empty() {
        return rsx! {};
    }
    let more = companies.len() > SHOWN;
    rsx! {
        Section { title: tr("eng-companies"),
            ul { class: "tr-list -mx-4 -mb-4 -mt-2",
                for company in companies.into_iter().take(SHOWN) {
                    li { key: "{company.id}",
                        Entry {
                            href: format!("/engineer/companies/{}", company.id),
                            name: company.name,
                            under: company.address,
                            phone: company.phone,
                        }
                    }
                }
            }
            if more {
                More {}
            }
        }
    }
}

#[component]
fn More() -> Element {
    rsx! { p { class: "tr-small tr-muted pt-4", {tr!("dir-more", count = SHOWN)} } }
}

/// What the server finds; for organisations with more customers than a phone takes.
#[component]
pub fn ElsewherePane(q: Signal<String>) -> Element {
    let found = use_resource(move || {
        let q = q.read().trim().to_owned();
        async move {
            if q.chars().count() < 2 {
                return Some(Vec::new());
            }
            // a person who types on is asked for once
            platform::sleep(300).await;
            let escaped = crate::words::escape(&q);
            let path = format!("/api/v1/search?q={escaped}");
            let answer = platform::ask(Ask::Call { method: Method::Get, path, body: String::new() }).await;
            match answer {
                Answer::Called { status: 200, body } => {
                    let hits = from_json::<Vec<Hit>>(&body).ok()?;
                    Some(hits.into_iter().filter(|hit| matches!(hit.kind, Kind::Company | Kind::Contact)).collect())
                }
                _ => None,
            }
        }
    });
    let shown: Option<Option<Vec<Hit>>> = found.read().clone();
    rsx! {
        Section { title: tr("dir-elsewhere"),
            match shown {
                None => rsx! { p { class: "tr-muted", role: "status", {tr("loading")} } },
                Some(None) => rsx! { p { class: "tr-muted", role: "status", {tr("dir-elsewhere-offline")} } },
                Some(Some(hits)) if hits.is_empty() => rsx! { p { class: "tr-muted", {tr("dir-elsewhere-none")} } },
                Some(Some(hits)) => rsx! {
                    ul { class: "tr-list -mx-4 -mb-4 -mt-2",
                        for hit in hits {
                            li { key: "{hit.id}",
                                ListRow {
                                    title: hit.title.clone(),
                                    subtitle: hit.subtitle.clone(),
                                    lead: rsx! {
                                        Glyph { icon: if hit.kind == Kind::Company { Icon::Building } else { Icon::User } }
                                    },
                                }
                            }
                        }
                    }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[component]
    fn Page(found: Customers, searching: bool) -> Element {
        rsx! { CustomersPane { found, searching } }
    }

    fn person(name: &str, phone: &str) -> ContactRow {
        ContactRow { id: name.into(), name: name.into(), phone: phone.into(), ..ContactRow::default() }
    }

    fn shown(base: Mode, searching: bool) -> String {
        let companies = vec![CompanyRow { id: "c".into(), name: "Hua Plaza".into(), ..CompanyRow::default() }];
        let contacts = vec![person("Ms Hua", "+86 21 5555"), person("Mr Zhu", ""), person("Mr Gao", "135****5678")];
        let found = Customers { companies, contacts, base, directory: DirectoryState::Whole };
        sample::render(Page, PageProps { found, searching })
    }

    #[test]
    fn a_person_can_be_called_and_one_without_number_or_with_stars_cannot() {
        let html = shown(Mode::Mixed, false);
        assert_eq!(html.matches("href=\"tel:").count(), 1, "{html}");
        assert!(html.contains("tel:+86215555"), "{html}");
        assert!(html.contains("/engineer/people/Ms Hua") && html.contains("/engineer/companies/c"), "{html}");
    }

    #[test]
    fn whom_the_organisation_serves_comes_first() {
        let at = |html: &str, name: &str| html.find(name);
        let html = shown(Mode::Contact, false);
        assert!(at(&html, "Ms Hua") < at(&html, "Hua Plaza"), "{html}");
        let html = shown(Mode::Mixed, false);
        assert!(at(&html, "Hua Plaza") < at(&html, "Ms Hua"), "{html}");
        assert!(at(&shown(Mode::Company, false), "Ms Hua").is_none(), "people are inside their companies");
        assert!(at(&shown(Mode::Company, true), "Ms Hua").is_some(), "unless one looks for them");
    }

    #[test]
    fn an_empty_directory_says_what_it_is_for_and_a_large_one_that_it_is_not_here() {
        let none = |directory| Customers { directory, ..Customers::default() };
        let html = sample::render(Page, PageProps { found: none(DirectoryState::Own), searching: false });
        assert!(html.contains("tr-empty-text"), "{html}");
        let html = sample::render(Page, PageProps { found: none(DirectoryState::Large), searching: true });
        assert!(html.contains("role=\"status\""), "{html}");
    }
}
