//! Settings → Rules (TKT-20 to TKT-25): triggers and automation tasks in their order, what they did.

use std::str::FromStr as _;

use dioxus::prelude::*;
use truckroll_domain::RuleId;
use truckroll_domain::triggers::RuleKind;
use truckroll_protocol::api::rules::{NewRule, RuleNow};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api;
use crate::api::rules::TOPIC;
use crate::api::staff::Outcome;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Stale, Waiting};
use crate::query::Query;

mod actions;
mod editor;
mod known;
mod log;
mod trial;

pub use editor::RuleScreen;
pub use known::{Known as RuleKnown, key, known as rule_known, said};
pub use log::RuleLogScreen;

/// Where the rules are.
pub const PATH: &str = "/desk/settings/rules";
/// Where what they did is.
pub const LOG_PATH: &str = "/desk/settings/rule-log";

/// The kind that an address asks for; triggers unless it says otherwise.
fn kind_of(query: &Query) -> RuleKind {
    RuleKind::from_word(query.get("kind")).unwrap_or_default()
}

/// The list.
#[component]
pub fn RulesScreen(query: ReadSignal<Query>) -> Element {
    let kind = kind_of(&query.read());
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("trig-title"),
                LinkButton { href: LOG_PATH, label: tr("trig-log"), icon: Icon::History, kind: ButtonKind::Ghost }
                LinkButton {
                    href: format!("{PATH}/new?kind={}", kind.word()),
                    label: tr(&key("trig-new", kind.word())),
                    icon: Icon::Plus,
                    kind: ButtonKind::Primary,
                }
            }
            nav { class: "tr-actions", aria_label: tr("trig-title"),
                for one in RuleKind::ALL {
                    LinkButton {
                        key: "{one.word()}",
                        href: format!("{PATH}?kind={}", one.word()),
                        label: tr(&key("trig-kind", one.word())),
                        kind: if one == kind { ButtonKind::Quiet } else { ButtonKind::Ghost },
                    }
                }
            }
            p { class: "dk-quiet", {tr(&key("trig-intro", kind.word()))} }
            for kind in [kind] {
                OfKind { key: "{kind.word()}", kind }
            }
        }
    }
}

#[component]
fn OfKind(kind: RuleKind) -> Element {
    let read = use_live(|| vec![TOPIC.to_owned()], move || api::rules::list(kind));
    rsx! {
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read, rows: 4 } },
            Some(all) if all.is_empty() => rsx! {
                Empty { icon: Icon::Sliders, title: tr("trig-empty"), text: tr(&key("trig-empty", kind.word())) }
            },
            Some(all) => rsx! { RuleLines { kind, all } },
        }
    }
}

/// The rules in their order.
#[component]
pub fn RuleLines(kind: RuleKind, all: Vec<RuleNow>) -> Element {
    let format = use_format();
    let changes = use_changes();
    let order = use_send(
        move |ids: Vec<RuleId>| async move { api::rules::order(kind, ids).await },
        move |()| changes.announce([TOPIC]),
    );
    let switch = use_send(
        |(id, new): (RuleId, NewRule)| async move { api::rules::save(Some(id), &new).await },
        move |_: Outcome<RuleNow>| changes.announce([TOPIC]),
    );
    let ids: Vec<RuleId> = all.iter().map(|one| one.id).collect();
    let count = all.len();
    let shifted = move |from: usize, to: usize| {
        let mut ids = ids.clone();
        ids.swap(from, to);
        ids
    };
    rsx! {
        Failed { failure: order.failure().or_else(|| switch.failure()) }
        ol { class: "dk-plain-list dk-asset-tables dk-rules", aria_label: tr(&key("trig-kind", kind.word())),
            for (index, one) in all.into_iter().enumerate() {
                li { key: "{one.id}",
                    div { class: "dk-two-lines",
                        NameLink { href: format!("{PATH}/{}", one.id), name: one.rule.title.clone() }
                        span { class: "dk-quiet",
                            {tr!("trig-actions-count", count = one.rule.actions.len())}
                            " · "
                            {
                                one.fired_at.map_or_else(|| tr("trig-never"), |at| tr!("trig-fired", time = format.moment(at.ms())))
                            }
                        }
                    }
                    CheckField {
                        label: tr!("trig-enabled-of", name = one.rule.title.clone()),
                        switch: true,
                        checked: one.rule.enabled,
                        on_change: {
                            let one = one.clone();
                            move |on| {
                                let mut rule = one.rule.clone();
                                rule.enabled = on;
                                switch.run((one.id, NewRule { kind, version: one.version, rule }));
                            }
                        },
                    }
                    div { class: "tr-actions",
                        Button {
                            label: tr!("trig-up", name = one.rule.title.clone()),
                            icon: Icon::ArrowUp,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            disabled: index == 0 || order.busy(),
                            on_press: {
                                let shifted = shifted.clone();
                                move |_| order.run(shifted(index, index - 1))
                            },
                        }
                        Button {
                            label: tr!("trig-down", name = one.rule.title.clone()),
                            icon: Icon::ArrowDown,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            disabled: index + 1 == count || order.busy(),
                            on_press: {
                                let shifted = shifted.clone();
                                move |_| order.run(shifted(index, index + 1))
                            },
                        }
                    }
                }
            }
        }
    }
}

/// The rule an address names; `None` for a new one.
fn id_of(text: &str) -> Option<RuleId> {
    RuleId::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use truckroll_domain::triggers::{Action, Change, Rule};

    use super::*;
    use crate::sample;

    pub(super) fn now() -> RuleNow {
        let rule = Rule {
            title: "Urgent ones".into(),
            enabled: true,
            events: [Change::Created].into(),
            actions: vec![Action::Note { text: "Hello".into() }],
            ..Rule::default()
        };
        let id = RuleId::from_parts(7, [1; 10]);
        RuleNow { id, kind: RuleKind::Trigger, version: 1, position: 1, rule, fired_at: None }
    }

    #[test]
    fn the_list_says_what_runs_and_when_it_last_did() {
        for locale in Locale::ALL {
            for kind in RuleKind::ALL {
                let html = sample::render(locale, move || rsx! { RuleLines { kind, all: vec![now()] } });
                assert!(html.contains("Urgent ones") && !html.contains("trig-"), "{html}");
            }
        }
    }
}
