//! Colleagues: landline, mobile, number in the organisation's books; search and call (APP-26).

use dioxus::prelude::*;
use truckroll_domain::people::{Agent, Role};
use truckroll_ui::prelude::*;

use super::{Entry, NumberFact};
use crate::shell::{Screen, coming};
use crate::store;

/// Whether an agent is meant by the words: by name, any of his numbers, or account.
fn matches(agent: &Agent, q: &str) -> bool {
    let digits: String = q.chars().filter(char::is_ascii_digit).collect();
    let number = |text: &str| {
        let all: String = text.chars().filter(char::is_ascii_digit).collect();
        !digits.is_empty() && all.contains(&digits)
    };
    let says = |text: &str| text.to_lowercase().contains(q);
    q.is_empty()
        || says(&agent.name)
        || says(&agent.account)
        || says(&agent.employee_number)
        || number(&agent.mobile)
        || number(&agent.landline)
}

/// The number that is called from a list.
fn first_number(agent: &Agent) -> &str {
    if agent.mobile.is_empty() { &agent.landline } else { &agent.mobile }
}

/// Colleagues that match.
#[component]
pub fn ColleaguesPane(agents: Vec<Agent>, q: String) -> Element {
    let q = q.trim().to_lowercase();
    let matching: Vec<Agent> =
        agents.into_iter().filter(|a| a.disabled_at.is_none()).filter(|a| matches(a, &q)).collect();
    if matching.is_empty() {
        return rsx! {
            Empty { icon: Icon::Users, title: tr("eng-search-none") }
        };
    }
    rsx! {
        ul { class: "tr-list -mx-4",
            for agent in matching {
                li { key: "{agent.id}",
                    Entry {
                        href: format!("/engineer/colleagues/{}", agent.id),
                        under: roles(&agent),
                        phone: first_number(&agent).to_owned(),
                        trail: (!agent.employee_number.is_empty()).then(|| agent.employee_number.clone()),
                        name: agent.name,
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

/// One colleague.
#[component]
pub fn ColleagueScreen(id: ReadSignal<String>) -> Element {
    let read = store::use_colleagues();
    let back = ("/engineer/contacts".to_owned(), tr("nav-contacts"));
    let found = read.value().map(|agents| agents.into_iter().find(|agent| agent.id.to_string() == *id.read()));
    rsx! {
        match found {
            Some(Some(agent)) => rsx! {
                Screen { title: agent.name.clone(), titled: true, back,
                    ColleaguePane { agent }
                }
            },
            Some(None) => rsx! {
                Screen { title: tr("eng-colleagues"), back,
                    Empty { icon: Icon::Users, title: tr("dir-colleague-gone") }
                }
            },
            None => rsx! {
                Screen { title: tr("eng-colleagues"), back, {coming(read)} }
            },
        }
    }
}

/// Everything colleagues know of each other.
#[component]
pub fn ColleaguePane(agent: Agent) -> Element {
    let facts = [
        ("eng-role", roles(&agent)),
        ("dir-employee-number", agent.employee_number.clone()),
        ("dir-email", agent.email.clone()),
        ("eng-skills", agent.skills.join(", ")),
    ];
    rsx! {
        section { class: "tr-card tr-stack",
            div { class: "flex items-center gap-4",
                Avatar { name: agent.name.clone(), size: AvatarSize::Large, decorative: true }
                h2 { class: "tr-page-title", "{agent.name}" }
            }
            dl { class: "tr-facts",
                if !agent.mobile.is_empty() {
                    NumberFact { label: tr("eng-mobile"), name: agent.name.clone(), number: agent.mobile.clone() }
                }
                if !agent.landline.is_empty() {
                    NumberFact { label: tr("dir-landline"), name: agent.name.clone(), number: agent.landline.clone() }
                }
                for (key , value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
                    dt { key: "{key}-term", {tr(key)} }
                    dd { "{value}" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn li() -> Agent {
        Agent {
            name: "Li Na".into(),
            account: "li-na".into(),
            mobile: "135 1234-5678".into(),
            landline: "021-5555 0000".into(),
            employee_number: "E-104".into(),
            roles: vec![Role::Dispatcher],
            ..Agent::default()
        }
    }

    #[test]
    fn a_colleague_is_found_by_name_and_by_any_number() {
        for (q, found) in
            [("", true), ("na", true), ("12345678", true), ("5550000", true), ("e-104", true), ("wang", false)]
        {
            assert_eq!(matches(&li(), q), found, "{q}");
        }
    }

    #[component]
    fn Page(agent: Agent) -> Element {
        rsx! { ColleaguePane { agent } }
    }

    #[test]
    fn both_numbers_can_be_called() {
        let html = sample::render(Page, PageProps { agent: li() });
        assert!(html.contains("tel:13512345678") && html.contains("tel:02155550000"), "{html}");
        assert!(html.contains("E-104"), "{html}");
    }
}
