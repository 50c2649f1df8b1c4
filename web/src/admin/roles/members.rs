//! Who has a role, and giving it to others: the same binding as on the agent's form (ORG-23).

use dioxus::prelude::*;
use truckroll_domain::access::{Area, BuiltIn, Policy, Rights, Verb};
use truckroll_domain::people::Agent;
use truckroll_domain::{AgentId, RoleId};
use truckroll_protocol::api::staff::{AgentChange, AgentNow, StaffNow, StaffQuery};
use truckroll_ui::prelude::*;

use crate::admin::parts::{Chip, Face, PeoplePicker};
use crate::admin::said;
use crate::admin::staff::state::may_change;
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::{Failed, Section};

/// How many are named; the rest is counted.
pub const NAMED: i64 = 60;

/// Those who have it: `now` is asked for them.
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
    let staff = now.read();
    let taken: Vec<AgentId> = staff.agents.iter().map(|one| one.agent.id).collect();
    let policy_now = policy.read().clone();
    let who: Vec<(AgentNow, bool)> =
        staff.agents.iter().map(|one| (one.clone(), may_change(&rights, &one.agent, &policy_now))).collect();
    let ordinary = BuiltIn::Agent.id();
    let more = staff.total.saturating_sub(i64::try_from(who.len()).unwrap_or(i64::MAX));
    let may = rights.allow(Area::Staff, Verb::Edit);
    rsx! {
        Section {
            title: tr("roles-who"),
            trail: rsx! { span { class: "tr-count", "{staff.total}" } },
            Failed { failure: bind.failure() }
            if who.is_empty() {
                p { class: "dk-quiet", {tr("roles-nobody")} }
            } else {
                div { class: "dk-chips",
                    for (one, changeable) in who {
                        Chip {
                            key: "{one.agent.id}",
                            word: one.agent.name.clone(),
                            remove: (role != ordinary && changeable).then(|| tr!("roles-take", name = one.agent.name.clone())),
                            on_remove: {
                                let one = one.clone();
                                move |()| bind.run((one.clone(), ordinary))
                            },
                            Face { agent: one.agent.clone() }
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
                    among: StaffQuery { changeable: true, ..StaffQuery::default() },
                    taken,
                    on_pick: move |one: AgentNow| bind.run((one, role)),
                }
            }
        }
    }
}
