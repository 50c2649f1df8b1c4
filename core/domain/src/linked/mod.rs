//! Organisations linked to this one (ORG-15, GRP-02, GRP-10): a handshake, and what one lets the other see.
//!
//! A link is consent, not trust: it opens what is shared and nothing else, to the side it is shared with, and only while
//! it stands. Its state is decided here; the server keeps one row for both sides.

use serde::Serialize;

use crate::Timestamp;
use crate::access::words;
use crate::decode::Deserialize;
use crate::time::DAY_MS;

/// An invitation that nobody answers lapses after this long.
pub const INVITATION_MS: i64 = 14 * DAY_MS;
/// Organisations one above the other, at most.
pub const MAX_DEPTH: usize = 5;

words! {
    /// What the other organisation is to the one that looks.
    Relation {
        /// It stands above.
        Superior = "superior",
        /// It stands below.
        Subordinate = "subordinate",
        /// It stands beside.
        Peer = "peer",
    }
}

words! {
    /// How far a link has come.
    LinkState {
        /// The other side has not answered.
        Invited = "invited",
        /// It stands.
        Agreed = "agreed",
        /// The other side does not want it.
        Declined = "declined",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn",
        /// Nobody answered in time.
        Expired = "expired",
        /// One side ended it.
        Unbound = "unbound",
    }
}

words! {
    /// What somebody does to a link.
    LinkStep {
        /// The other side agrees.
        Agree = "agree",
        /// The other side does not.
        Decline = "decline",
        /// Whoever asked takes it back.
        Withdraw = "withdraw",
        /// Either side ends it.
        Unbind = "unbind",
    }
}

words! {
    /// What a subordinate shares with its superior. Never customers, numbers, fees or recordings.
    Shared {
        /// Figures of tickets and visits.
        Statistics = "statistics",
        /// What was done, without whom it was done for.
        ServiceRecords = "service_records",
        /// What happens at this moment.
        Monitoring = "monitoring",
    }
}

impl Relation {
    /// The same link as the other side sees it.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Relation::Superior => Relation::Subordinate,
            Relation::Subordinate => Relation::Superior,
            Relation::Peer => Relation::Peer,
        }
    }

    /// Whether the one that looks may be shown what the other shares: a superior looks at its subordinate, and nobody
    /// else at anybody.
    #[must_use]
    pub fn looks(self) -> bool {
        self == Relation::Subordinate
    }
}

impl LinkState {
    /// The state at `now`: an invitation lapses by itself.
    #[must_use]
    pub fn at(self, asked_at: Timestamp, now: Timestamp) -> Self {
        let lapsed = self == LinkState::Invited && now.since_ms(asked_at) >= INVITATION_MS;
        if lapsed { LinkState::Expired } else { self }
    }

    /// Whether it stands or waits for an answer.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, LinkState::Invited | LinkState::Agreed)
    }

    /// The state after a step of the side that asked (`asker`) or of the other; `None` where the step is not its own or
    /// comes too late.
    #[must_use]
    pub fn after(self, step: LinkStep, asker: bool) -> Option<Self> {
        match (self, step, asker) {
            (LinkState::Invited, LinkStep::Agree, false) => Some(LinkState::Agreed),
            (LinkState::Invited, LinkStep::Decline, false) => Some(LinkState::Declined),
            (LinkState::Invited, LinkStep::Withdraw, true) => Some(LinkState::Withdrawn),
            (LinkState::Agreed, LinkStep::Unbind, _) => Some(LinkState::Unbound),
            _ => None,
        }
    }
}

/// Why two organisations cannot stand in this relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// An organisation is not linked to itself.
    Itself,
    /// The subordinate has a superior already.
    HasSuperior,
    /// One would stand above itself.
    Circle,
    /// More than [`MAX_DEPTH`] would stand one above the other.
    TooDeep,
}

impl Unfit {
    /// Its word in problems.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Unfit::Itself => "itself",
            Unfit::HasSuperior => "has_superior",
            Unfit::Circle => "circle",
            Unfit::TooDeep => "too_deep",
        }
    }
}

/// Whether `below` may come under `above`. `above_of` gives the superior of an organisation, `depth_below` how many
/// stand one under another below it.
///
/// # Errors
/// Why not.
pub fn fits<T: Copy + PartialEq>(
    above: T,
    below: T,
    above_of: impl Fn(T) -> Option<T>,
    depth_below: usize,
) -> Result<(), Unfit> {
    if above == below {
        return Err(Unfit::Itself);
    }
    if above_of(below).is_some() {
        return Err(Unfit::HasSuperior);
    }
    let over = |at: &T| above_of(*at);
    // a circle that is there already would be walked for ever
    let tops = std::iter::successors(Some(above), over).take(2 * MAX_DEPTH);
    let mut depth = depth_below + 1;
    for top in tops {
        if top == below {
            return Err(Unfit::Circle);
        }
        depth += 1;
    }
    if depth > MAX_DEPTH { Err(Unfit::TooDeep) } else { Ok(()) }
}

/// A link as one side sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Link {
    /// Its id; it names nothing else.
    pub id: String,
    /// The number of the other organisation.
    pub vendor_id: i64,
    /// Its name; empty while it has not agreed to be known.
    pub name: String,
    /// What it is to the reader.
    pub relation: Option<Relation>,
    /// How far it has come.
    pub state: Option<LinkState>,
    /// Whether the reader's side asked.
    pub asked_by_us: bool,
    /// What was said when it was asked for.
    pub note: String,
    /// What the subordinate shares.
    pub shared: Vec<Shared>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When the last step was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// Which version this is; what is shared is replaced by it.
    pub version: i64,
}

#[cfg(test)]
mod tests;
