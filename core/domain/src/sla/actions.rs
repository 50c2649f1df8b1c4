//! When the rows of a policy fall due (TKT-64): on the clock of their target, so that a pause moves them with it.

use super::{Book, Course, SlaAction, State, When};
use crate::Timestamp;
use crate::tickets::TicketOverlay;
use crate::time::MINUTE_MS;

/// The moment at which a row falls due, in the past or if nothing changes. `None`: not as things stand, because the clock is
/// paused before it, has no limit, or was met.
#[must_use]
pub fn falls_at(course: &Course<'_>, action: &SlaAction) -> Option<Timestamp> {
    if course.now.state == State::Stopped {
        return None;
    }
    let limit = course.now.limit_ms?;
    let distance = i64::from(action.minutes) * MINUTE_MS;
    let used = match action.when {
        When::Before => limit - distance,
        When::After => limit + distance,
    };
    let reached = course.reaches(used.max(0))?;
    // a limit that was used up when it became one is reached then
    Some(reached.max(course.limit_since()?))
}

/// Since when a row, as it is, has held for a ticket without a break. A row does not look back at what was before it.
#[must_use]
pub fn standing_since(book: &Book, overlay: &TicketOverlay, action: &SlaAction) -> Option<Timestamp> {
    let policy = overlay.terms.last()?.policy;
    let stands = |fact: &&super::TermsFact| {
        fact.policy == policy && book.version(fact).is_some_and(|version| version.actions.contains(action))
    };
    overlay.terms.iter().rev().take_while(stands).last().map(|fact| fact.at)
}
