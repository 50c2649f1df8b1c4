//! What rules did in the last thirty days, what they could not do, and why.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_protocol::api::rules::RuleLogItem;
use truckroll_ui::prelude::*;

use super::LOG_PATH;
use super::known::key;
use super::trial::{Steps, why};
use crate::admin::SettingsHead;
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::pages::{Nothing, use_wanted_pages};
use crate::desk::reports;
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// What can become of a rule.
const OUTCOMES: [&str; 3] = ["done", "failed", "stopped"];

/// The screen.
#[component]
pub fn RuleLogScreen(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let session = use_session();
    let mut pages = use_wanted_pages(query);
    let read = use_live(
        || vec!["tickets".to_owned()],
        move || {
            let (query, pages) = (query.read().clone(), pages());
            async move { api::rules::log(&query, pages).await }
        },
    );
    let outcomes: Vec<Choice> = OUTCOMES.iter().map(|one| Choice::new(*one, tr(&key("trig-outcome", one)))).collect();
    rsx! {
        div { class: "dk-page",
            SettingsHead { title: tr("trig-log"),
                // supervisors came from there
                if !session.rights().administers() && session.may(Area::Statistics, Verb::View) {
                    LinkButton { href: reports::PATH, label: tr("nav-reports"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
                }
            }
            p { class: "dk-quiet", {tr("trig-log-intro")} }
            div { class: "dk-filters dk-filters-labelled",
                SelectField {
                    label: tr("trig-outcome"),
                    value: query.read().get("outcome").to_owned(),
                    options: outcomes,
                    none_label: tr("audit-anything"),
                    on_change: move |value: String| {
                        go.instead(format!("{LOG_PATH}{}", query.peek().with("outcome", &value).suffix()));
                    },
                }
            }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 8 } },
                Some(page) if page.rows.is_empty() => rsx! {
                    Nothing { path: LOG_PATH, query, icon: Icon::History, title: tr("trig-log-empty"), text: tr("trig-log-empty-text") }
                },
                Some(page) => rsx! {
                    LogLines { rows: page.rows }
                    if page.next.is_some() {
                        div { class: "tr-actions",
                            Button { label: tr("verb-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                        }
                    }
                },
            }
        }
    }
}

/// The lines.
#[component]
pub fn LogLines(rows: Vec<RuleLogItem>) -> Element {
    let format = use_format();
    rsx! {
        ul { class: "dk-plain-list dk-asset-tables dk-rules", aria_label: tr("trig-log"),
            for row in rows {
                li { key: "{row.id}",
                    div { class: "dk-two-lines",
                        span { class: "dk-cell-title", "{row.title}" }
                        NameLink {
                            href: format!("/desk/tickets/{}", row.ticket),
                            name: if row.number.is_empty() { tr("trig-ticket") } else { row.number.clone() },
                        }
                        span { class: "dk-quiet",
                            {tr(&key("trig-event", &row.event))}
                            " · "
                            {format.moment(row.at.ms())}
                        }
                        if !row.why.is_empty() {
                            span { class: "dk-quiet", {why(&row.why)} }
                        }
                        Steps { steps: row.steps.clone() }
                    }
                    Badge {
                        tone: match row.outcome.as_str() {
                            "done" => Tone::Done,
                            "failed" => Tone::Alert,
                            _ => Tone::Paused,
                        },
                        label: tr(&key("trig-outcome", &row.outcome)),
                        kind: BadgeKind::Plain,
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::triggers::RuleKind;
    use truckroll_domain::{RuleId, TicketId, Timestamp};
    use truckroll_protocol::api::rules::RuleStep;

    use super::*;
    use crate::sample;

    #[test]
    fn a_line_says_what_was_done_or_why_not() {
        for locale in Locale::ALL {
            for (outcome, reason) in [("done", ""), ("failed", "wrong_value:fields.meter"), ("stopped", "own_change")] {
                let step = RuleStep {
                    action: "set_ticket".into(),
                    on: "priority".into(),
                    text: "high".into(),
                    skipped: "already".into(),
                };
                let row = RuleLogItem {
                    id: "1".into(),
                    at: Timestamp(sample::NOW_MS),
                    rule: RuleId::default(),
                    kind: RuleKind::Trigger,
                    title: "Urgent ones".into(),
                    ticket: TicketId::default(),
                    number: "T-2026-000001".into(),
                    event: "created".into(),
                    outcome: outcome.into(),
                    steps: vec![step],
                    why: reason.into(),
                };
                let html = sample::render(locale, move || rsx! { LogLines { rows: vec![row.clone()] } });
                assert!(html.contains("T-2026-000001") && !html.contains("trig-"), "{html}");
            }
        }
    }
}
