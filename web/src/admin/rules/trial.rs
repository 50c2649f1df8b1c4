//! Trying a rule out on a ticket: which conditions hold, what it would do. Nothing is done.

use dioxus::prelude::*;
use truckroll_domain::TicketId;
use truckroll_domain::tickets::Status;
use truckroll_domain::triggers::{Change, Rule, RuleKind};
use truckroll_protocol::api::rules::{NewRule, RuleStep, RuleTrial, RuleTried};
use truckroll_ui::prelude::*;

use super::known::{key, said};
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::trouble::Failed;
use crate::query::Query;

/// Most tickets that are offered.
const OFFERED: usize = 5;

/// The panel. `on_rule` gives the rule as it stands, unless something is wrong with it.
#[component]
pub fn Trial(kind: RuleKind, on_rule: Callback<(), Option<Rule>>) -> Element {
    let mut words = use_signal(String::new);
    let mut ticket = use_signal(|| None::<(TicketId, String)>);
    let mut event = use_signal(|| Change::Updated);
    let mut status = use_signal(String::new);
    let mut tried = use_signal(|| None::<RuleTried>);
    let mut unfit = use_signal(|| false);
    let found = use_live(
        || vec!["tickets".to_owned()],
        move || {
            let words = words.read().trim().to_owned();
            async move {
                if words.is_empty() {
                    return Ok(Vec::new());
                }
                api::tickets(&Query::default().with("q", &words), 1).await.map(|page| page.rows)
            }
        },
    );
    let send = use_send(
        |trial: RuleTrial| async move { api::rules::try_out(&trial).await },
        move |outcome| match outcome {
            Outcome::Written(all) => tried.set(all.into_iter().next()),
            Outcome::Overtaken | Outcome::Refused(_) => unfit.set(true),
        },
    );
    let events: Vec<Choice> =
        Change::ALL.iter().map(|change| Choice::new(change.word(), tr(&key("trig-event", change.word())))).collect();
    let statuses: Vec<Choice> =
        Status::ALL.iter().map(|one| Choice::new(one.word(), tr(&key("rule-status", one.word())))).collect();
    let rows = found.value().unwrap_or_default();
    rsx! {
        p { class: "dk-quiet", {tr("trig-trial-text")} }
        Failed { failure: send.failure() }
        if let Some((_, name)) = ticket() {
            div { class: "tr-actions",
                span { class: "dk-cell-title", "{name}" }
                Button { label: tr("trig-trial-other"), kind: ButtonKind::Ghost, on_press: move |_| ticket.set(None) }
            }
        } else {
            TextField {
                label: tr("trig-trial-ticket"),
                kind: TextKind::Search,
                value: words(),
                max_length: 100,
                on_input: move |text| words.set(text),
            }
            if !rows.is_empty() {
                ul { class: "dk-plain-list dk-people-found", aria_label: tr("trig-trial-ticket"),
                    for row in rows.into_iter().take(OFFERED) {
                        li { key: "{row.id}",
                            ListRow {
                                title: row.title.clone(),
                                subtitle: row.number.clone().unwrap_or_default(),
                                on_open: move |()| {
                                    let name = format!("{} {}", row.number.clone().unwrap_or_default(), row.title);
                                    ticket.set(row.id.parse().ok().map(|id| (id, name)));
                                    tried.set(None);
                                },
                            }
                        }
                    }
                }
            }
        }
        if kind == RuleKind::Trigger {
            div { class: "dk-form-pair",
                SelectField {
                    label: tr("trig-trial-event"),
                    value: event().word(),
                    options: events,
                    on_change: move |word: String| event.set(Change::from_word(&word).unwrap_or_default()),
                }
                SelectField {
                    label: tr("trig-trial-status"),
                    value: status(),
                    none_label: tr("trig-trial-same"),
                    options: statuses,
                    on_change: move |word| status.set(word),
                }
            }
        }
        if unfit() {
            p { class: "tr-error", role: "alert", {tr("trig-trial-unfit")} }
        }
        div { class: "tr-actions",
            Button {
                label: tr("trig-try"),
                disabled: ticket.read().is_none(),
                busy: send.busy(),
                on_press: move |_| {
                    let rule = on_rule.call(());
                    unfit.set(rule.is_none());
                    tried.set(None);
                    if let (Some(rule), Some((id, _))) = (rule, ticket()) {
                        send.run(RuleTrial {
                            ticket: id,
                            event: event(),
                            edit: None,
                            status: Status::from_word(&status.read()),
                            rule: Some(Box::new(NewRule { kind, version: 0, rule })),
                        });
                    }
                },
            }
        }
        div { role: "status",
            if let Some(tried) = tried() {
                Tried { tried }
            }
        }
    }
}

/// What came out.
#[component]
pub fn Tried(tried: RuleTried) -> Element {
    let verdict = match (tried.fires, tried.waits) {
        (true, _) if !tried.why.is_empty() => tr!("trig-tried-fails", why = why(&tried.why)),
        (true, _) => tr("trig-tried-runs"),
        (false, false) => tr("trig-tried-waits"),
        (false, true) => tr("trig-tried-not"),
    };
    let lists = [("cust-all", tried.all.clone()), ("cust-any", tried.any.clone())];
    rsx! {
        p { class: "dk-cell-title", "{verdict}" }
        for (label, held) in lists {
            if !held.is_empty() {
                p { class: "tr-label", {tr(label)} }
                ul { class: "dk-plain-list", aria_label: tr(label),
                    for (index, holds) in held.into_iter().enumerate() {
                        li { key: "{index}",
                            Badge {
                                tone: if holds { Tone::Done } else { Tone::Paused },
                                kind: BadgeKind::Plain,
                                label: tr!(if holds { "trig-holds" } else { "trig-holds-not" }, number = index + 1),
                            }
                        }
                    }
                }
            }
        }
        Steps { steps: tried.steps }
    }
}

/// Why something was not done, in words.
#[must_use]
pub fn why(word: &str) -> String {
    let (word, member) = word.split_once(':').unwrap_or((word, ""));
    let known = key("trig-why", word);
    let sentence = if has_message(&known) { tr(&known) } else { said(word) };
    if member.is_empty() { sentence } else { format!("{sentence} ({member})") }
}

/// Things done, or that would be done.
#[component]
pub fn Steps(steps: Vec<RuleStep>) -> Element {
    rsx! {
        ol { class: "dk-plain-list", aria_label: tr("trig-steps"),
            for (index, step) in steps.into_iter().enumerate() {
                li { key: "{index}", class: "dk-two-lines",
                    span {
                        {tr(&key("trig-do", &step.action))}
                        if !step.on.is_empty() {
                            ": {step.on}"
                        }
                    }
                    if !step.text.is_empty() {
                        span { class: "dk-quiet dk-log-text", "{step.text}" }
                    }
                    if !step.skipped.is_empty() {
                        span { class: "dk-quiet", {why(&step.skipped)} }
                    }
                }
            }
        }
    }
}
