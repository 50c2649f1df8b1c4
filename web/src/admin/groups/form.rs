//! A group in a dialog: name, where it hangs, who supervises it.

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_domain::access::Policy;
use truckroll_domain::people::Agent;
use truckroll_protocol::api::staff::{AgentNow, GroupNow, Named, StaffNow, StaffQuery};
use truckroll_ui::prelude::*;

use super::state::Draft;
use crate::admin::parts::{Chip, Overtaken, PeoplePicker};
use crate::admin::said;
use crate::admin::staff::state::{Problems, policy};
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::Failed;

/// The policy of what was read, in which those who were looked up work too.
fn policy_with(now: &StaffNow, named: &[Named]) -> Policy {
    let known = |one: &Named| AgentNow {
        agent: Agent { id: one.id, name: one.name.clone(), ..Agent::default() },
        seq: 0,
        open_tickets: 0,
        open_visits: 0,
    };
    let mut staff = now.clone();
    staff.agents.extend(named.iter().map(known));
    policy(&staff)
}

/// The dialog. It keeps what is typed when a colleague was faster, and says so.
#[component]
pub fn GroupDialog(draft: Draft, now: ReadSignal<StaffNow>, on_close: EventHandler<()>) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let mut draft = use_signal(|| draft);
    // by name: those who were there, and those who are added here
    let mut named = use_signal(|| now.peek().supervisors.clone());
    let mut tried = use_signal(|| false);
    let mut overtaken = use_signal(|| false);
    let mut refused = use_signal(Problems::new);
    let policy = use_memo(move || policy_with(&now.read(), &named.read()));
    let send = use_send(
        |draft: Draft| async move { api::staff::save_group(&draft.change()).await },
        move |outcome| {
            changes.announce(["group"]);
            match outcome {
                Outcome::Written(written) => {
                    toasts.say(Tone::Done, tr!("staff-saved", name = written.group.name));
                    on_close.call(());
                }
                Outcome::Overtaken => overtaken.set(true),
                Outcome::Refused(problems) => refused.set(problems),
            }
        },
    );
    let submit = use_callback(move |()| {
        tried.set(true);
        refused.set(Problems::new());
        let draft = draft.peek().clone();
        if draft.problems(&policy.peek()).is_empty() {
            send.run(draft);
        }
    });
    let current = draft();
    let mut problems = refused();
    if tried() {
        problems.extend(current.problems(&policy.read()));
    }
    let of = |member: &str| problems.get(member).map(|key| said::problem(key));
    let staff = now.read();
    let parents: Vec<Choice> = current
        .parents(&policy.read(), &staff.groups)
        .into_iter()
        .map(|one| {
            let indent = "\u{2003}".repeat(one.depth);
            Choice::new(one.now.group.id.to_string(), format!("{indent}{}", one.now.group.name))
        })
        .collect();
    let names: Vec<Named> =
        named.read().iter().filter(|one| current.group.supervisors.contains(&one.id)).cloned().collect();
    let supervisors: Vec<AgentId> = current.group.supervisors.clone();
    let title = match &current.read {
        Some(read) => tr!("groups-edit", name = read.group.name.clone()),
        None => tr("groups-add"),
    };
    // what a colleague wrote, when it has come
    let theirs: Option<GroupNow> = current
        .read
        .as_ref()
        .and_then(|read| staff.groups.iter().find(|one| one.group.id == read.group.id && one.seq != read.seq))
        .filter(|_| overtaken())
        .cloned();
    rsx! {
        Dialog {
            open: true,
            title,
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("verb-save"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    disabled: !current.is_changed(),
                    on_press: move |_| submit.call(()),
                }
            },
            form {
                class: "dk-form",
                novalidate: true,
                onsubmit: move |event| {
                    event.prevent_default();
                    submit.call(());
                },
                Failed { failure: send.failure() }
                if let Some(theirs) = theirs {
                    Overtaken {
                        title: tr!("staff-overtaken", name = theirs.group.name.clone()),
                        on_take: {
                            let theirs = theirs.clone();
                            move |()| {
                                draft.set(Draft::of(theirs.clone()));
                                overtaken.set(false);
                            }
                        },
                        on_keep: move |()| {
                            let kept = draft.peek().over(theirs.clone());
                            draft.set(kept);
                            overtaken.set(false);
                        },
                    }
                }
                TextField {
                    label: tr("groups-name"),
                    value: current.group.name.clone(),
                    required: true,
                    autofocus: true,
                    max_length: 60,
                    error: of("name"),
                    on_input: move |text| draft.write().group.name = text,
                }
                SelectField {
                    label: tr("groups-parent"),
                    value: current.group.parent.map(|id| id.to_string()).unwrap_or_default(),
                    options: parents,
                    none_label: tr("groups-top"),
                    error: of("parent"),
                    on_change: move |id: String| draft.write().group.parent = id.parse().ok(),
                }
                div { class: "dk-skills", role: "group", aria_label: tr("groups-supervisors"),
                    PeoplePicker {
                        label: tr("groups-supervisors"),
                        hint: tr("groups-supervisors-hint"),
                        among: StaffQuery::default(),
                        taken: supervisors.clone(),
                        on_pick: move |one: AgentNow| {
                            let id = one.agent.id;
                            named.write().retain(|known| known.id != id);
                            named.write().push(Named { id, name: one.agent.name });
                            draft.write().add_supervisor(id);
                        },
                    }
                    if !supervisors.is_empty() {
                        div { class: "dk-chips",
                            for one in names {
                                Chip {
                                    key: "{one.id}",
                                    word: one.name.clone(),
                                    remove: tr!("groups-supervisor-remove", name = one.name.clone()),
                                    on_remove: move |()| draft.write().group.supervisors.retain(|id| *id != one.id),
                                }
                            }
                        }
                    }
                    if let Some(error) = of("supervisors") {
                        p { class: "tr-error", role: "alert", "{error}" }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn whoever_was_looked_up_can_supervise() {
        let mut now = sample::staff();
        now.agents.clear();
        let mut draft = Draft::of(now.groups[0].clone());
        let mut named = now.supervisors.clone();
        assert!(draft.problems(&policy_with(&now, &named)).is_empty(), "who supervises already");
        let li = Named { id: sample::agent_id(2), name: "Li Na".into() };
        draft.add_supervisor(li.id);
        assert!(draft.problems(&policy_with(&now, &named)).contains_key("supervisors"));
        named.push(li);
        assert!(draft.problems(&policy_with(&now, &named)).is_empty());
    }

    #[test]
    fn a_group_is_shown_with_parent_and_supervisors() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let now = sample::staff();
                let draft = Draft::of(now.groups[0].clone());
                rsx! { GroupDialog { draft, now, on_close: |()| {} } }
            });
            for said in ["value=\"East\"", "Dana Fang", "West"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains("Pudong") && !html.contains("groups-"), "not below those below it: {html}");
        }
    }
}
