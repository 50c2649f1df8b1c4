//! Organisations linked to this one (ORG-15), and what they share.

use serde::Serialize;
use truckroll_domain::Timestamp;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::linked::{Link, LinkStep, Relation, Shared};

/// The links of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LinksNow {
    /// The number others link to.
    pub vendor_id: i64,
    /// Newest first.
    pub links: Vec<Link>,
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkInvitation {
    /// The number of the other organisation.
    pub vendor_id: i64,
    /// What it is to be to this one.
    pub relation: Relation,
    /// A line for its administrators, at most 500 characters.
    #[serde(default)]
    pub note: String,
}

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkChange {
    /// Which.
    pub step: LinkStep,
}

/// What the subordinate shares, in the place of what was read as `version`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewShared {
    /// The version that was read.
    pub version: i64,
    /// What it shares from now on.
    pub shared: Vec<Shared>,
}

/// Figures of a linked organisation over the latest thirty days of its calendar, today included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LinkedFigures {
    /// Tickets that are not resolved.
    pub open_tickets: i64,
    /// Tickets that came.
    pub new_tickets: i64,
    /// Tickets that were resolved.
    pub resolved_tickets: i64,
    /// Visits that were completed.
    pub completed_visits: i64,
    /// Of these, the ones that began within their window.
    pub on_time_visits: i64,
    /// Of these, the ones that had a window.
    pub windowed_visits: i64,
    /// Visits that were cancelled.
    pub cancelled_visits: i64,
    /// Ratings, and the mean of their stars.
    pub ratings: i64,
    /// 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stars: Option<f64>,
    /// Completed visits by day, oldest first; thirty.
    pub days: Vec<LinkedDay>,
}

/// One day of a linked organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LinkedDay {
    /// `2026-05-04`, in its time zone.
    pub day: String,
    /// Visits completed on it.
    pub completed: i64,
}

/// One completed visit of a linked organisation: what was done, without whom it was done for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LinkedRecord {
    /// Its number.
    pub number: String,
    /// Who did it.
    pub agent_name: String,
    /// When it was completed.
    pub completed_at: Timestamp,
    /// How long it took on site, ms.
    pub duration_ms: i64,
    /// Photos.
    pub photos: i64,
    /// Stars, if it was rated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<i64>,
}

/// What happens at a linked organisation at this moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LinkedMoment {
    /// Engineers who may be given visits.
    pub engineers: i64,
    /// Of these, the ones on shift.
    pub on_shift: i64,
    /// Of these, the ones with a visit under way.
    pub busy: i64,
    /// Visits that nobody has.
    pub unassigned: i64,
    /// Visits that are assigned or accepted and not begun.
    pub waiting: i64,
    /// Visits with an engineer on the way or on site.
    pub under_way: i64,
    /// Open visits whose window has passed.
    pub overdue: i64,
    /// Visits completed today.
    pub completed_today: i64,
}
