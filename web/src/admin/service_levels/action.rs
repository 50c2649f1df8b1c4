//! A row of a policy: before or after which deadline, how, and who is told.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_domain::sla::{ActionKind, Recipient, SlaAction, Target, When};
use truckroll_protocol::api::staff::StaffQuery;
use truckroll_ui::prelude::*;

use super::length::LengthField;
use super::look::Look;
use crate::admin::parts::{Chip, PeoplePicker, problem};

/// The recipients that need no name, with their message keys.
const ROLES: [(Recipient, &str); 6] = [
    (Recipient::Assignee, "sla-to-assignee"),
    (Recipient::Group, "sla-to-group"),
    (Recipient::Supervisors, "sla-to-supervisors"),
    (Recipient::Creator, "sla-to-creator"),
    (Recipient::Cc, "sla-to-cc"),
    (Recipient::Contact, "sla-to-contact"),
];

/// A target in words.
#[must_use]
pub fn target_word(target: Target) -> String {
    tr(&format!("sla-target-{}", target.word().replace('_', "-")))
}

/// Adds or takes away who is told.
fn toggled(to: &[Recipient], one: &Recipient, on: bool) -> Vec<Recipient> {
    let mut to: Vec<Recipient> = to.iter().filter(|other| *other != one).cloned().collect();
    if on {
        to.push(one.clone());
    }
    to
}

/// The row.
#[component]
pub fn ActionRow(
    look: Look,
    number: usize,
    action: SlaAction,
    /// What is wrong, by member.
    problems: BTreeMap<String, String>,
    on_change: EventHandler<SlaAction>,
    on_remove: EventHandler<()>,
) -> Element {
    let of = |member: &str| problem("sla", &problems, &format!("actions.{}.{member}", number - 1));
    let now = action.clone();
    let change = use_callback(move |work: Box<dyn FnOnce(&mut SlaAction)>| {
        let mut next = now.clone();
        work(&mut next);
        on_change.call(next);
    });
    let named: Vec<AgentId> = action
        .to
        .iter()
        .filter_map(|one| match one {
            Recipient::Agent { id } => Some(*id),
            _ => None,
        })
        .collect();
    let name = |id: AgentId| {
        let known = look.book.agents.iter().find(|(of, _)| *of == id.to_string());
        known.map_or_else(|| tr("sla-somebody"), |(_, name)| name.clone())
    };
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", {tr!("sla-action", number = number)} }
            div { class: "dk-sla-when",
                LengthField {
                    label: tr("sla-action-minutes"),
                    minutes: Some(action.minutes),
                    error: of("minutes"),
                    on_change: move |minutes: Option<u32>| change.call(Box::new(move |a| a.minutes = minutes.unwrap_or(0))),
                }
                SelectField {
                    label: tr("sla-action-when"),
                    value: if action.when == When::Before { "before" } else { "after" },
                    options: vec![Choice::new("before", tr("sla-before")), Choice::new("after", tr("sla-after"))],
                    on_change: move |word: String| {
                        let when = if word == "before" { When::Before } else { When::After };
                        change.call(Box::new(move |a| a.when = when));
                    },
                }
                SelectField {
                    label: tr("sla-action-target"),
                    value: action.target.word(),
                    options: Target::ALL.into_iter().map(|t| Choice::new(t.word(), target_word(t))).collect::<Vec<_>>(),
                    on_change: move |word: String| {
                        if let Some(target) = Target::from_word(&word) {
                            change.call(Box::new(move |a| a.target = target));
                        }
                    },
                }
                SelectField {
                    label: tr("sla-action-kind"),
                    value: match action.kind {
                        ActionKind::Notice => "notice",
                        ActionKind::Email => "email",
                        ActionKind::Sms => "sms",
                    },
                    options: ["notice", "email", "sms"].map(|word| Choice::new(word, tr(&format!("sla-kind-{word}")))).to_vec(),
                    on_change: move |word: String| {
                        let kind = match word.as_str() {
                            "email" => ActionKind::Email,
                            "sms" => ActionKind::Sms,
                            _ => ActionKind::Notice,
                        };
                        change.call(Box::new(move |a| a.kind = kind));
                    },
                }
            }
            fieldset { class: "dk-checks",
                legend { class: "tr-label", {tr("sla-action-to")} }
                for (one, key) in ROLES {
                    CheckField {
                        key: "{key}",
                        label: tr(key),
                        checked: action.to.contains(&one),
                        on_change: move |on| {
                            let one = one.clone();
                            change.call(Box::new(move |a| a.to = toggled(&a.to, &one, on)));
                        },
                    }
                }
            }
            if !named.is_empty() {
                div { class: "dk-chips",
                    for id in named.clone() {
                        Chip {
                            key: "{id}",
                            word: name(id),
                            remove: tr!("sla-to-remove", name = name(id)),
                            on_remove: move |()| {
                                change.call(Box::new(move |a| a.to = toggled(&a.to, &Recipient::Agent { id }, false)));
                            },
                        }
                    }
                }
            }
            PeoplePicker {
                label: tr("sla-to-people"),
                among: StaffQuery::default(),
                taken: named,
                on_pick: move |picked: truckroll_protocol::api::staff::AgentNow| {
                    let one = Recipient::Agent { id: picked.agent.id };
                    change.call(Box::new(move |a| a.to = toggled(&a.to, &one, true)));
                },
            }
            if let Some(said) = of("to") {
                p { class: "tr-error", role: "alert", "{said}" }
            }
            div { class: "tr-actions",
                Button {
                    label: tr!("sla-action-remove", number = number),
                    icon: Icon::Trash,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| on_remove.call(()),
                }
            }
        }
    }
}
