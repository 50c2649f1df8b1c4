//! Where the work stands, in the customer's five steps: received, scheduled, on the way, arrived, done.
//!
//! [`Steps::of`] reads them from a ticket and its visit, so that the page and the engineer's phone cannot
//! disagree. Work that ended drops the steps that never happened.

use std::cmp::Ordering;

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_domain::tickets::{Status, Ticket};
use truckroll_domain::visits::{Visit, VisitOverlay};
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use super::ProgressPage;

/// Where the work stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// It has arrived; nobody is planned.
    #[default]
    Received,
    /// Somebody is planned.
    Scheduled,
    /// Somebody is driving there.
    OnTheWay,
    /// Somebody is at work.
    Arrived,
    /// Work rests.
    Paused,
    /// Done.
    Done,
    /// Cancelled.
    Cancelled,
}

/// The stage with the times of what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Where the work stands.
    pub stage: Stage,
    /// When the report came in.
    pub received: Option<Timestamp>,
    /// When somebody was assigned.
    pub scheduled: Option<Timestamp>,
    /// When he set out.
    pub departed: Option<Timestamp>,
    /// When he arrived.
    pub arrived: Option<Timestamp>,
    /// When it was done.
    pub done: Option<Timestamp>,
    /// When it was cancelled.
    pub cancelled: Option<Timestamp>,
    /// The customer took his request back himself.
    pub withdrawn: bool,
}

impl Steps {
    /// The steps of a ticket and the visit that counts for it, if there is one.
    #[must_use]
    pub fn of(ticket: &Ticket, visit: Option<(&Visit, &VisitOverlay)>) -> Self {
        let mut steps = Self { received: Some(ticket.created_at), ..Self::default() };
        let closed = matches!(ticket.status(), Status::Resolved | Status::Closed);
        if let Some((visit, overlay)) = visit {
            steps.read(visit, overlay);
        }
        if closed && steps.cancelled.is_none() && steps.done.is_none() {
            steps.done = ticket.entered_at(Status::Resolved).or_else(|| ticket.entered_at(Status::Closed));
            steps.stage = Stage::Done;
        }
        steps
    }

    /// The same after the customer took his request back.
    #[must_use]
    pub fn withdrawn(self, at: Timestamp) -> Self {
        Self { stage: Stage::Cancelled, done: None, cancelled: Some(at), withdrawn: true, ..self }
    }

    fn read(&mut self, visit: &Visit, overlay: &VisitOverlay) {
        self.cancelled = overlay.cancelled_at;
        self.scheduled = visit.assignee(overlay).map(|assignment| assignment.at);
        let mut paused = false;
        if let Some(attempt) = visit.attempt(overlay).filter(|attempt| attempt.rejected.is_none()) {
            self.departed = attempt.departed.as_ref().map(|stamp| stamp.at);
            self.arrived = attempt.arrived.as_ref().map(|stamp| stamp.at);
            let done = attempt.completed.as_ref().map(|stamp| stamp.at);
            self.done = done.filter(|done| overlay.reopened_at.is_none_or(|again| again <= *done));
            paused = attempt.open_pause().is_some();
        }
        self.stage = if self.cancelled.is_some() {
            Stage::Cancelled
        } else if self.done.is_some() {
            Stage::Done
        } else if self.arrived.is_some() {
            if paused { Stage::Paused } else { Stage::Arrived }
        } else if self.departed.is_some() {
            Stage::OnTheWay
        } else if self.scheduled.is_some() {
            Stage::Scheduled
        } else {
            Stage::Received
        };
    }
}

/// One line of the timeline.
struct Line {
    key: &'static str,
    icon: Icon,
    at: Option<Timestamp>,
    rank: u8,
}

fn rank(stage: Stage) -> u8 {
    match stage {
        Stage::Received => 0,
        Stage::Scheduled => 1,
        Stage::OnTheWay => 2,
        Stage::Arrived | Stage::Paused => 3,
        Stage::Done | Stage::Cancelled => 4,
    }
}

fn lines(steps: &Steps) -> Vec<Line> {
    let line = |key, icon, at, rank| Line { key, icon, at, rank };
    let mut lines = vec![
        line("received", Icon::Inbox, steps.received, 0),
        line("scheduled", Icon::CalendarClock, steps.scheduled, 1),
        line("on-the-way", Icon::Navigation, steps.departed, 2),
        line("arrived", Icon::MapPin, steps.arrived, 3),
    ];
    if matches!(steps.stage, Stage::Done | Stage::Cancelled) {
        lines.retain(|line| line.at.is_some());
    }
    lines.push(match steps.stage {
        Stage::Cancelled if steps.withdrawn => line("withdrawn", Icon::Undo, steps.cancelled, 4),
        Stage::Cancelled => line("cancelled", Icon::CircleX, steps.cancelled, 4),
        _ => line("done", Icon::Check, steps.done, 4),
    });
    lines
}

/// The headline: what is, and what happens next.
pub(super) fn now(page: &ProgressPage) -> Element {
    let locale = page.locale();
    let format = page.format();
    let steps = &page.steps;
    let name = page.engineer_name();
    let (key, mark) = match steps.stage {
        Stage::Received => ("received", "new"),
        Stage::Scheduled if page.window.is_some() => ("scheduled-window", "accepted"),
        Stage::Scheduled => ("scheduled", "accepted"),
        Stage::OnTheWay => ("on-the-way", "way"),
        Stage::Arrived => ("arrived", "arrived"),
        Stage::Paused => ("paused", "paused"),
        Stage::Done => ("done", "done"),
        Stage::Cancelled if steps.withdrawn => ("withdrawn", "cancelled"),
        Stage::Cancelled => ("cancelled", "cancelled"),
    };
    let who = name.map_or_else(|| t(locale, "portal-somebody"), str::to_owned);
    let window = page.window.map(|(from, until)| format.window(from.ms(), until.ms())).unwrap_or_default();
    // A line may not break inside a window of time: word joiners on both sides of the dash.
    let window = window.replace('–', "\u{2060}–\u{2060}");
    let headline = tl!(locale, &format!("portal-now-{key}"), name = who.as_str(), window = window.as_str());
    let next = tl!(locale, &format!("portal-next-{key}"), name = who.as_str());
    rsx! {
        p { class: "headline tone-{mark}", "{headline}" }
        p { "{next}" }
    }
}

fn class(stage: Stage, of_line: u8) -> &'static str {
    match (of_line.cmp(&rank(stage)), stage) {
        (Ordering::Less, _) => "step past",
        (Ordering::Greater, _) => "step ahead",
        (Ordering::Equal, Stage::Received) => "step here tone-new",
        (Ordering::Equal, Stage::Scheduled) => "step here tone-accepted",
        (Ordering::Equal, Stage::OnTheWay) => "step here tone-way",
        (Ordering::Equal, Stage::Arrived) => "step here tone-arrived",
        (Ordering::Equal, Stage::Paused) => "step here tone-paused",
        (Ordering::Equal, Stage::Done) => "step here tone-done",
        (Ordering::Equal, Stage::Cancelled) => "step here tone-cancelled",
    }
}

/// The steps with their times.
pub(super) fn timeline(page: &ProgressPage) -> Element {
    let locale = page.locale();
    let format = page.format();
    let steps = &page.steps;
    let present = rank(steps.stage);
    rsx! {
        ol { class: "steps",
            for line in lines(steps) {
                li {
                    class: class(steps.stage, line.rank),
                    aria_current: (line.rank == present).then_some("step"),
                    span { class: "mark",
                        Glyph { icon: if line.rank < present { Icon::Check } else { line.icon }, size: 18 }
                    }
                    span { class: "word", {t(locale, &format!("portal-step-{}", line.key))} }
                    if let Some(at) = line.at {
                        span { class: "when figures", {format.moment(at.ms())} }
                    }
                    if line.rank == 3 && steps.stage == Stage::Paused {
                        span { class: "when", {t(locale, "portal-step-paused")} }
                    }
                }
            }
        }
    }
}
