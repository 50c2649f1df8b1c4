//! What a day asks: places, engineers and visits, as plain data.
//!
//! All times are whole seconds after a moment the caller chooses (midnight of the day serves well), so there is no
//! time zone here. All costs are whole numbers of one unit the caller chooses. Engineers, visits and places are known
//! by their index. Nothing is checked while a problem is put together: [`Search::new`](crate::Search::new) names what
//! is out of bounds, see [`limits`].

mod legs;
pub mod limits;

pub use legs::{Leg, Legs};
pub use limits::ProblemError;

/// From one moment until another, both included, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// The first moment.
    pub from: i64,
    /// The last moment.
    pub until: i64,
}

impl Window {
    /// From one moment until another.
    #[must_use]
    pub const fn new(from: i64, until: i64) -> Self {
        Self { from, until }
    }
}

/// A pause an engineer takes between visits: before leaving a place or after arriving at the next one.
///
/// An engineer whose tour is over by the latest begin rests at home and takes none on the way. So does one whose
/// shift begins after it. Breaks are taken in the order of their latest begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// When it may begin.
    pub window: Window,
    /// How long it lasts, seconds.
    pub seconds: i64,
}

/// Somebody who serves visits.
#[derive(Clone, Debug, PartialEq)]
pub struct Engineer {
    /// Place where the shift begins.
    pub start: usize,
    /// Place to be back at before the shift ends; `None` where the day ends at the last visit.
    pub end: Option<usize>,
    /// Leaves the start no earlier and has finished, travel back included, no later.
    pub shift: Window,
    /// One bit a skill.
    pub skills: u64,
    /// Pauses of the shift.
    pub breaks: Vec<Break>,
    /// Cost of having any visit at all.
    pub fixed_cost: i64,
    /// The greatest number of visits.
    pub max_visits: Option<usize>,
    /// The greatest sum of the visits' demands.
    pub capacity: Option<i64>,
}

impl Engineer {
    /// An engineer who starts and ends at `start`, without skills, breaks, costs and limits of his own.
    #[must_use]
    pub fn new(start: usize, shift: Window) -> Self {
        Self {
            start,
            end: Some(start),
            shift,
            skills: 0,
            breaks: Vec::new(),
            fixed_cost: 0,
            max_visits: None,
            capacity: None,
        }
    }
}

/// A visit that may not be given to just anybody. A locked visit must be served, whatever its
/// [`leave_out`](Visit::leave_out) says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Only this engineer, at any time of the tour.
    Engineer(usize),
    /// Only this engineer, and never before a visit of his with a lower rank nor after one with a higher rank. Visits
    /// without a rank may come in between.
    Order {
        /// The engineer.
        engineer: usize,
        /// The place in the order, unique among the engineer's visits.
        rank: u32,
    },
}

impl Lock {
    /// The only engineer who may come.
    #[must_use]
    pub const fn engineer(self) -> usize {
        match self {
            Self::Engineer(engineer) | Self::Order { engineer, .. } => engineer,
        }
    }
}

/// Who has the visit today: what keeps a new plan near the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferred {
    /// The engineer.
    pub engineer: usize,
    /// Cost of giving the visit to anybody else.
    pub moved_cost: i64,
}

/// Work at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Where.
    pub place: usize,
    /// When it may begin, in any order; empty where any time will do.
    pub windows: Vec<Window>,
    /// How long the work takes, seconds.
    pub seconds: i64,
    /// What it takes of the engineer's capacity.
    pub demand: i64,
    /// Skills the engineer must have, one bit each.
    pub skills: u64,
    /// Cost of leaving the visit out; `None` where it must be served.
    pub leave_out: Option<i64>,
    /// Whether it is promised to an engineer.
    pub lock: Option<Lock>,
    /// Who should keep it.
    pub preferred: Option<Preferred>,
}

impl Visit {
    /// A visit at any time, for anybody, that must be served.
    #[must_use]
    pub fn new(place: usize, seconds: i64) -> Self {
        Self { place, windows: Vec::new(), seconds, demand: 0, skills: 0, leave_out: None, lock: None, preferred: None }
    }

    /// Whether a plan without it is incomplete.
    #[must_use]
    pub fn must_be_served(&self) -> bool {
        self.leave_out.is_none() || self.lock.is_some()
    }
}

/// A day to be planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The ways between the places.
    pub legs: Legs,
    /// Who can be sent.
    pub engineers: Vec<Engineer>,
    /// What is to be done.
    pub visits: Vec<Visit>,
    /// Cost of each second that a visit begins after its last window; `None` where it must not. Shifts, breaks and the
    /// begin of windows are kept in any case.
    pub lateness_cost: Option<i64>,
}
