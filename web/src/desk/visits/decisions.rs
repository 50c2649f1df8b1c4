//! What a dispatcher has to decide about a visit: late records, requests to cancel, values set by several.
//!
//! A late record is what an engineer did after the visit had gone to somebody else. Nothing of it is lost:
//! it is shown whole, and counts once it is accepted.

use dioxus::prelude::*;
use truckroll_domain::visits::{Assignment, Attempt, CancelDecision, VisitCommand, VisitOverlay};
use truckroll_domain::{Command, VisitId};
use truckroll_protocol::api::VisitDetail;
use truckroll_ui::prelude::*;

use super::AttemptRecord;
use crate::api;
use crate::desk::trouble::{Failed, Section};
use crate::words;

/// Sends a command about a visit and has the screens ask again.
pub fn use_visit_command(done: impl FnMut(()) + Clone + 'static) -> Sending<(VisitId, VisitCommand)> {
    let changes = use_changes();
    let mut done = done;
    use_send(
        |(id, command): (VisitId, VisitCommand)| api::command(Command::Visit { id, command }),
        move |_| {
            changes.announce(["visits", "documents"]);
            done(());
        },
    )
}

/// All open decisions; nothing when there are none.
#[component]
pub fn Decisions(detail: VisitDetail) -> Element {
    let send = use_visit_command(|()| ());
    let format = use_format();
    let Ok(id) = detail.row.id.parse::<VisitId>() else { return rsx! {} };
    let late = detail.late.iter().filter_map(|at| {
        let assignment = detail.overlay.assignments.get(at)?.clone();
        Some((*at, assignment, detail.visit.attempts.get(at).cloned().unwrap_or_default()))
    });
    let cancel = detail.visit.open_cancel_request(&detail.overlay).map(|(line, request)| (line, request.clone()));
    let now = detail.visit.assignee(&detail.overlay).map(|a| a.agent_name.clone());
    rsx! {
        div { class: "dk-decisions",
            Failed { failure: send.failure() }
            for (at, assignment, attempt) in late {
                LateRecord {
                    key: "{at}",
                    story: late_story(&detail.overlay, &assignment, &attempt, &format),
                    name: assignment.agent_name.clone(),
                    attempt,
                    now: now.clone(),
                    missing: detail.missing_bytes.clone(),
                    busy: send.busy(),
                    on_decide: move |accept| send.run((id, VisitCommand::DecideLate { assignment: at, accept })),
                }
            }
            if let Some((line, request)) = cancel {
                CancelAsked {
                    by: request.by.clone(),
                    at_ms: request.at.ms(),
                    reason: request.reason.clone(),
                    busy: send.busy(),
                    on_decide: move |decision| send.run((id, VisitCommand::DecideCancel { request: line, decision })),
                }
            }
            for (path, values) in detail.conflicts.clone() {
                Conflict { key: "{path}", path, values }
            }
        }
    }
}

/// Why a record came late: "Done by Li at 10:40, after reassignment at 10:10", and the reason that was given then.
#[derive(Clone, Debug, PartialEq)]
pub struct LateStory {
    /// What was done when, and what had happened before.
    pub title: String,
    /// Who gave which reason, if one was given.
    pub reason: Option<String>,
}

/// The story of a late record.
#[must_use]
pub fn late_story(overlay: &VisitOverlay, assignment: &Assignment, attempt: &Attempt, format: &Format) -> LateStory {
    let after = match (assignment.ended_at, overlay.cancelled_at) {
        (Some(ended), _) => tr!("dispatch-late-after-reassigned", ended = format.moment(ended.ms())),
        (None, Some(ended)) => tr!("dispatch-late-after-cancelled", ended = format.moment(ended.ms())),
        (None, None) => tr("dispatch-late-after-change"),
    };
    let name = assignment.agent_name.clone();
    let title = match last_step(attempt) {
        Some((key, at)) => tr!(key, name = name, time = format.moment(at), after = after),
        None => tr!("dispatch-late-recorded", name = name, after = after),
    };
    // The reason stands with the assignment that came in its place.
    let ended = assignment.ended_at;
    let next = overlay.assignments.values().filter(|a| ended.is_some_and(|ended| a.at >= ended)).min_by_key(|a| a.at);
    let reason = next
        .filter(|a| !a.reason.is_empty())
        .map(|a| tr!("dispatch-late-reason", name = a.by.clone(), reason = a.reason.clone()));
    LateStory { title, reason }
}

/// The story, everything he recorded, and two buttons.
#[component]
pub fn LateRecord(
    story: LateStory,
    /// Who recorded it.
    name: String,
    attempt: Attempt,
    /// Who has the visit now.
    now: Option<String>,
    missing: Vec<String>,
    busy: bool,
    on_decide: EventHandler<bool>,
) -> Element {
    let id = use_dom_id();
    let text = match now.filter(|n| *n != name) {
        Some(now) => tr!("dispatch-late-text", name = name.clone(), now = now),
        None => tr!("dispatch-late-text-nobody", name = name.clone()),
    };
    rsx! {
        section { class: "dk-late", aria_labelledby: "{id}",
            h2 { class: "tr-section-title", id: "{id}", {tr("dispatch-late-title")} }
            Notice { tone: Tone::Paused, title: story.title, text }
            if let Some(reason) = story.reason {
                p { class: "dk-quiet", "{reason}" }
            }
            AttemptRecord { attempt, missing }
            div { class: "tr-actions",
                Button { label: tr("verb-set-aside"), icon: Icon::Archive, busy, on_press: move |_| on_decide.call(false) }
                Button { label: tr("dispatch-late-accept"), icon: Icon::Check, busy, on_press: move |_| on_decide.call(true) }
            }
        }
    }
}

/// A turn that ended before the present one and is no open decision: still part of the story. What was set aside
/// says so, by whom, and why it had come late.
#[component]
pub fn FormerRecord(detail: VisitDetail, assignment: Assignment, attempt: Attempt) -> Element {
    let format = use_format();
    let aside = assignment.late.clone().filter(|decision| !decision.accepted);
    let story = late_story(&detail.overlay, &assignment, &attempt, &format);
    rsx! {
        Section {
            title: tr!("dispatch-recorded-before", name = assignment.agent_name.clone()),
            trail: aside.as_ref().map(|_| rsx! {
                Badge { tone: Tone::Neutral, label: tr("dispatch-aside") }
            }),
            if let Some(decision) = aside {
                div { class: "dk-aside",
                    p {
                        {tr!("dispatch-aside-by", name = decision.by.clone(), time = format.moment(decision.at.ms()))}
                    }
                    p { class: "dk-quiet", "{story.title}" }
                    if let Some(reason) = story.reason {
                        p { class: "dk-quiet", "{reason}" }
                    }
                }
            }
            AttemptRecord { attempt, missing: detail.missing_bytes.clone() }
        }
    }
}

/// The message key and time of the furthest step.
fn last_step(attempt: &Attempt) -> Option<(&'static str, i64)> {
    let steps = [
        ("dispatch-late-done", &attempt.completed),
        ("dispatch-late-arrived", &attempt.arrived),
        ("dispatch-late-departed", &attempt.departed),
        ("dispatch-late-accepted", &attempt.accepted),
    ];
    steps.into_iter().find_map(|(key, stamp)| stamp.as_ref().map(|s| (key, s.at.ms())))
}

#[component]
fn CancelAsked(by: String, at_ms: i64, reason: String, busy: bool, on_decide: EventHandler<CancelDecision>) -> Element {
    let format = use_format();
    rsx! {
        Notice {
            tone: Tone::Alert,
            title: tr!("dispatch-cancel-asked", name = by, time = format.moment(at_ms)),
            text: reason,
            Button {
                label: tr("dispatch-cancel-refuse"),
                busy,
                on_press: move |_| on_decide.call(CancelDecision::Refuse),
            }
            Button {
                label: tr("dispatch-cancel-approve"),
                kind: ButtonKind::Danger,
                busy,
                on_press: move |_| on_decide.call(CancelDecision::Approve),
            }
        }
    }
}

/// "Window: also set to 12:00".
#[component]
pub fn Conflict(path: String, values: Vec<serde_json::Value>) -> Element {
    let others = values.split_last().map(|(_, others)| others).unwrap_or_default();
    let format = use_format();
    let said: Vec<String> = others.iter().map(|value| shown(value, &path, &format)).collect();
    if said.is_empty() {
        return rsx! {};
    }
    let member = words::member(path.rsplit(['/', '.']).next().unwrap_or(&path));
    rsx! {
        Notice { tone: Tone::Paused, title: tr!("dispatch-conflict", member = member, values = said.join(", ")) }
    }
}

fn shown(value: &serde_json::Value, path: &str, format: &Format) -> String {
    let is_time = ["_at", "_from", "_to", "/at"].iter().any(|end| path.ends_with(end));
    match (value, value.as_i64()) {
        (_, Some(ms)) if is_time => format.moment(ms),
        (serde_json::Value::String(text), _) => format!("“{text}”"),
        (other, _) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::visits::LateDecision;

    use super::*;
    use crate::sample;

    #[test]
    fn a_late_record_tells_the_story_and_keeps_everything() {
        let html = sample::render(Locale::En, || rsx! { Decisions { detail: sample::late_detail() } });
        assert!(html.contains("Li Na"), "{html}");
        assert!(html.contains("10:40") && html.contains("10:10"), "{html}");
        assert!(html.contains("Brake pad") && html.contains("Released the brake"), "{html}");
        assert!(html.contains("Set aside") && html.contains("Accept"), "{html}");
    }

    #[test]
    fn a_late_record_after_a_cancellation_says_so() {
        let html = sample::render(Locale::En, || {
            let mut detail = sample::late_detail();
            detail.overlay.cancelled_at = Some(truckroll_domain::Timestamp(sample::NOW_MS - 600_000));
            for assignment in detail.overlay.assignments.values_mut() {
                assignment.ended_at = None;
            }
            rsx! { Decisions { detail } }
        });
        assert!(html.contains("after it was cancelled today 10:32"), "{html}");
    }

    #[test]
    fn a_record_that_was_set_aside_stays_with_who_decided_and_why_it_was_late() {
        let html = sample::render(Locale::En, || {
            let mut detail = sample::late_detail();
            let late = detail.late.remove(0);
            let by = "Sun Li".to_owned();
            let decision = LateDecision { accepted: false, at: truckroll_domain::Timestamp(sample::NOW_MS), by };
            let mut assignment = detail.overlay.assignments[&late].clone();
            assignment.late = Some(decision);
            if let Some(now) = detail.overlay.current.and_then(|id| detail.overlay.assignments.get_mut(&id)) {
                now.reason = "He is nearer".into();
            }
            let attempt = detail.visit.attempts[&late].clone();
            rsx! { FormerRecord { detail, assignment, attempt } }
        });
        for said in ["Set aside by Sun Li", "after reassignment today 10:10", "He is nearer", "Brake pad"] {
            assert!(html.contains(said), "{said}: {html}");
        }
    }

    #[test]
    fn a_conflict_shows_the_value_that_is_not_shown() {
        let html = sample::render(Locale::En, || {
            rsx! {
                Conflict { path: "title", values: vec!["Lift 4 stuck".into(), "Lift 3 stuck".into()] }
            }
        });
        assert!(html.contains("Lift 4 stuck") && !html.contains("Lift 3 stuck"), "{html}");
    }
}
