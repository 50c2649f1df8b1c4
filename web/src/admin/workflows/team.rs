//! Who can take part: people, groups and roles with their names.

use truckroll_domain::TemplateId;
use truckroll_domain::workflows::Participant;
use truckroll_ui::prelude::*;

use super::said::participant;
use crate::admin::parts::no_agents;
use crate::admin::said::role_name;
use crate::api::{self, Answer};

/// People, groups and roles: id and name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Team {
    agents: Vec<(String, String)>,
    groups: Vec<(String, String)>,
    roles: Vec<(String, String)>,
    /// Ticket templates.
    pub templates: Vec<(TemplateId, String)>,
}

/// Asks for all of them.
pub async fn team() -> Answer<Team> {
    let agents = api::agents().await?;
    let staff = api::staff::now(&no_agents()).await?;
    let forms = api::workflows::ticket_forms().await?;
    Ok(Team {
        agents: agents.into_iter().map(|one| (one.agent.id.to_string(), one.agent.name)).collect(),
        groups: staff.groups.into_iter().map(|one| (one.group.id.to_string(), one.group.name)).collect(),
        roles: staff.roles.into_iter().map(|one| (one.role.id.to_string(), role_name(&one.role))).collect(),
        templates: forms.templates.into_iter().map(|one| (one.template.id, one.template.name)).collect(),
    })
}

impl Team {
    /// The name behind an id.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<String> {
        let all = self.agents.iter().chain(&self.groups).chain(&self.roles);
        all.filter(|(known, _)| known == id).map(|(_, name)| name.clone()).next()
    }

    /// A participant in words.
    #[must_use]
    pub fn said(&self, one: &Participant) -> String {
        participant(one, &|id| self.name(id))
    }

    /// Everybody who can be added to `taken`.
    #[must_use]
    pub fn choices(&self, taken: &[Participant]) -> Vec<Choice> {
        let general = ["creator", "owner", "previous"].map(str::to_owned).into_iter();
        let named = [("group", &self.groups), ("role", &self.roles), ("agent", &self.agents)];
        let named = named.into_iter().flat_map(|(kind, all)| all.iter().map(move |(id, _)| format!("{kind}:{id}")));
        let open = general.chain(named).filter_map(|word| Some((participant_of(&word)?, word)));
        open.filter(|(one, _)| !taken.contains(one)).map(|(one, word)| Choice::new(word, self.said(&one))).collect()
    }
}

/// The participant of a choice.
#[must_use]
pub fn participant_of(word: &str) -> Option<Participant> {
    let (kind, id) = word.split_once(':').unwrap_or((word, ""));
    match kind {
        "creator" => Some(Participant::Creator),
        "owner" => Some(Participant::Owner),
        "previous" => Some(Participant::Previous),
        "group" => Some(Participant::Group { id: id.parse().ok()? }),
        "role" => Some(Participant::Role { key: id.to_owned() }),
        "agent" => Some(Participant::Agent { id: id.parse().ok()? }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use dioxus::prelude::*;

    use super::*;

    #[test]
    fn everybody_is_offered_once_and_by_name() {
        let group = crate::sample::group_id(1);
        for locale in Locale::ALL {
            let html = crate::sample::render(locale, move || {
                let team = Team { groups: vec![(group.to_string(), "Lifts".into())], ..Team::default() };
                let taken = [Participant::Creator];
                let choices = team.choices(&taken);
                assert_eq!(choices.len(), 3);
                for choice in &choices {
                    assert!(participant_of(&choice.value).is_some(), "{choice:?}");
                }
                rsx! {
                    for choice in choices {
                        p { "{choice.label}" }
                    }
                    p { {team.said(&Participant::Role { key: "gone".into() })} }
                }
            });
            assert!(html.contains("Lifts") && !html.contains("flow-"), "{html}");
        }
        assert_eq!(participant_of("agent:x"), None);
    }
}
