//! The top of a visit: what, for whom, how far, when, and where the work stands.

use dioxus::prelude::*;
use truckroll_domain::Place;
use truckroll_domain::visits::VisitState;
use truckroll_replica::ask::VisitPage;
use truckroll_ui::prelude::*;

use crate::words;

/// The states of the work in order.
const WORK: [VisitState; 5] =
    [VisitState::New, VisitState::Accepted, VisitState::OnTheWay, VisitState::Arrived, VisitState::Completed];

/// Title, customer, links to call and to navigate, window, time left, steps.
#[component]
pub fn VisitHead(page: VisitPage, here: Option<Place>) -> Element {
    let format = use_format();
    let row = &page.row;
    let state = page.visit.state(&page.overlay);
    let distance = here.zip(page.visit.address.place).map(|(here, site)| format.distance(here.distance_m(&site)));
    let customer = words::customer(&row.company_name, &row.contact_name);
    let who =
        [Some(customer).filter(|c| !c.is_empty()), distance].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let call = words::call(&row.phone);
    let navigate = words::navigate(&page.visit.address);
    let window = words::window(&format, row.window_from, row.window_to);
    let left = row.due_at.filter(|_| !state.is_finished());
    let late = left.is_some_and(|due| due < format.now_ms);
    rsx! {
        section { class: "tr-stack",
            div {
                p { class: "tr-small tr-muted",
                    {row.number.clone().unwrap_or_else(|| tr("eng-no-number"))}
                }
                h2 { class: "tr-page-title", "{row.title}" }
                if !who.is_empty() {
                    p { "{who}" }
                }
                if !row.address.is_empty() {
                    p { class: "tr-muted", "{row.address}" }
                }
            }
            div { class: "tr-actions",
                if !call.is_empty() {
                    LinkButton { href: call, label: tr("verb-call"), icon: Icon::Phone }
                }
                if let Some(href) = navigate {
                    LinkButton { href, label: tr("verb-navigate"), icon: Icon::Navigation, new_tab: true }
                }
            }
            if window.is_some() || left.is_some() {
                p { class: "flex flex-wrap items-center gap-x-4 gap-y-1",
                    if let Some(window) = window {
                        span { class: "inline-flex items-center gap-2 tr-figures",
                            Glyph { icon: Icon::Clock, size: 16 }
                            "{window}"
                        }
                    }
                    if let Some(due) = left {
                        Badge {
                            tone: if late { Tone::Alert } else { Tone::Neutral },
                            label: format.countdown(due),
                        }
                    }
                }
            }
            Steps { page: page.clone(), state }
            if !page.mine && !state.is_finished() {
                Notice { tone: Tone::Neutral, title: not_mine(&page) }
            }
            if state == VisitState::CancelRequested {
                Notice { tone: Tone::Paused, title: tr("eng-cancel-waits") }
            }
            for name in page.pending.clone() {
                Notice { key: "{name}", tone: Tone::Paused, title: tr!("eng-pending", action = action(&name)) }
            }
        }
    }
}

/// What an action is called in the log.
#[must_use]
pub fn action(name: &str) -> String {
    let known = format!("action-{}", name.replace('_', "-"));
    if has_message(&known) { tr(&known) } else { name.to_owned() }
}

/// Whose visit it is, when it is not the reader's.
fn not_mine(page: &VisitPage) -> String {
    match page.visit.assignee(&page.overlay) {
        Some(assignment) => tr!("eng-with", name = assignment.agent_name.clone()),
        None => tr("eng-with-nobody"),
    }
}

#[component]
fn Steps(page: VisitPage, state: VisitState) -> Element {
    let format = use_format();
    if state == VisitState::Cancelled {
        return rsx! {
            Badge { tone: Tone::Neutral, label: words::visit_word(state) }
        };
    }
    let attempt = page.visit.attempt(&page.overlay).cloned().unwrap_or_default();
    let work = if state == VisitState::CancelRequested { attempt.state() } else { state };
    let here = match work {
        VisitState::Paused => VisitState::Arrived,
        other => other,
    };
    let at = WORK.iter().position(|s| *s == here).unwrap_or_default();
    let time = |step: VisitState| match step {
        VisitState::Accepted => attempt.accepted.as_ref(),
        VisitState::OnTheWay => attempt.departed.as_ref(),
        VisitState::Arrived => attempt.arrived.as_ref(),
        VisitState::Completed => attempt.completed.as_ref(),
        _ => None,
    };
    let steps: Vec<Step> = WORK
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let shown = if index == at { work } else { *step };
            let state = match index.cmp(&at) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Now,
                std::cmp::Ordering::Greater => StepState::Ahead,
            };
            let made = Step::new(words::visit_tone(shown), words::visit_word(shown), state);
            match time(*step) {
                Some(stamp) => made.at(format.clock(stamp.at.ms())),
                None => made,
            }
        })
        .collect();
    rsx! {
        TimelineSteps { label: tr!("step-now", state = words::visit_word(state)), steps }
    }
}
