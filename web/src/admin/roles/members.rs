//! Who has a role, and giving it to others: the same binding as on the agent's form (ORG-23).

use dioxus::prelude::*;
use truckroll_domain::access::{BuiltIn, Policy, Rights};
use truckroll_domain::people::Agent;
use truckroll_domain::{AgentId, RoleId};
use truckroll_protocol::api::staff::{AgentChange, AgentNow, StaffNow};
use truckroll_ui::prelude::*;

use super::state::holders;
use crate::admin::parts::{Chip, PeoplePicker};
use crate::admin::said;
use crate::admin::staff::state::may_change;
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::{Failed, Section};

/// How many are named; the rest is counted.
const NAMED: usize = 60;

/// Those who have it.
#[component]
pub fn Members(role: RoleId, now: ReadSignal<StaffNow>, policy: ReadSignal<Policy>, rights: Rights) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let bind = use_send(
        |(known, role): (AgentNow, RoleId)| async move {
            let agent = Agent { role: Some(role), ..known.agent };
            api::staff::change_agent(&AgentChange { seq: known.seq, agent }).await
        },
        move |outcome| {
            changes.announce(["agent", "role"]);
            match outcome {
                Outcome::Written(now) => toasts.say(Tone::Done, tr!("staff-saved", name = now.agent.name)),
                Outcome::Overtaken => toasts.say(Tone::Paused, tr("staff-look-again")),
                Outcome::Refused(what) => {
                    toasts.say(Tone::Alert, said::list(what.values().map(|key| said::problem(key))));
                }
            }
        },
    );
    let give = use_callback(move |(agent, role): (AgentId, RoleId)| {
        let known = now.peek().agents.iter().find(|one| one.agent.id == agent).cloned();
        if let Some(known) = known {
            bind.run((known, role));
        }
    });
    let staff = now.read();
    let who: Vec<Agent> = holders(&staff, &policy.read(), role).into_iter().cloned().collect();
    let taken: Vec<AgentId> = who.iter().map(|agent| agent.id).collect();
    let policy_now = policy.read().clone();
    let changeable: Vec<Agent> = staff
        .agents
        .iter()
        .map(|one| &one.agent)
        .filter(|agent| may_change(&rights, agent, &policy_now))
        .cloned()
        .collect();
    let ordinary = BuiltIn::Agent.id();
    let more = who.len().saturating_sub(NAMED);
    let may = !changeable.is_empty();
    rsx! {
        Section {
            title: tr("roles-who"),
            trail: rsx! { span { class: "tr-count", "{who.len()}" } },
            Failed { failure: bind.failure() }
            if who.is_empty() {
                p { class: "dk-quiet", {tr("roles-nobody")} }
            } else {
                div { class: "dk-chips",
                    for agent in who.into_iter().take(NAMED) {
                        Chip {
                            key: "{agent.id}",
                            word: agent.name.clone(),
                            remove: (role != ordinary && changeable.iter().any(|one| one.id == agent.id))
                                .then(|| tr!("roles-take", name = agent.name.clone())),
                            on_remove: move |()| give.call((agent.id, ordinary)),
                            Avatar {
                                name: agent.name.clone(),
                                photo: agent.photo.as_deref().map(api::attachment),
                                size: AvatarSize::Small,
                                decorative: true,
                            }
                        }
                    }
                    if more > 0 {
                        span { class: "dk-quiet", {tr!("staff-and-more", count = more)} }
                    }
                }
            }
            if may {
                PeoplePicker {
                    label: tr("roles-give"),
                    hint: tr("roles-give-hint"),
                    agents: changeable.clone(),
                    taken,
                    on_pick: move |agent| give.call((agent, role)),
                }
            }
        }
    }
}
