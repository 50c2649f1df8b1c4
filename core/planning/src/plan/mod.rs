//! A plan: who visits what in which order and when, what is left out and why, and what it costs.

mod accept;
pub(crate) mod arrange;
mod differences;

pub use accept::accept;
pub use differences::{Change, Differences, differences};

use crate::problem::{Problem, ProblemError};

/// The tours of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// One for each engineer, in order; some may be empty.
    pub tours: Vec<Tour>,
    /// The visits nobody has, in order.
    pub unassigned: Vec<Unassigned>,
    /// What it costs.
    pub costs: Costs,
}

impl Plan {
    /// The plan in which each engineer has these visits in this order, at the earliest times that keep windows and
    /// breaks. An order that cannot be kept is timed as it is, late; [`check`](crate::check()) says what is wrong with it.
    /// What does not exist is passed over.
    ///
    /// `orders` has one list of visits for each engineer; missing ones are empty.
    ///
    /// # Errors
    /// What is out of bounds in the problem.
    pub fn of_orders(problem: &Problem, orders: &[Vec<usize>]) -> Result<Self, ProblemError> {
        problem.validate()?;
        Ok(arrange::arrange(problem, orders))
    }

    /// For each visit of a problem with `visits` visits its engineer.
    #[must_use]
    pub fn engineers(&self, visits: usize) -> Vec<Option<usize>> {
        let mut engineers = vec![None; visits];
        for tour in &self.tours {
            for visit in tour.visits() {
                if let Some(engineer) = engineers.get_mut(visit) {
                    *engineer = Some(tour.engineer);
                }
            }
        }
        engineers
    }
}

/// The day of an engineer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tour {
    /// Whose.
    pub engineer: usize,
    /// Leaves the start: as late as the first stop allows.
    pub leave: i64,
    /// Visits and breaks in order.
    pub stops: Vec<Stop>,
    /// Is at the end; the end of the last stop where there is no place to end at.
    pub back: i64,
    /// Seconds of travel, the way back included.
    pub travel_seconds: i64,
    /// Cost of travel, the way back included.
    pub travel_cost: i64,
}

impl Tour {
    /// The visits in order.
    pub fn visits(&self) -> impl Iterator<Item = usize> + '_ {
        self.stops.iter().filter_map(|stop| match stop.what {
            What::Visit(visit) => Some(visit),
            What::Break { .. } => None,
        })
    }

    /// Seconds of waiting for windows and breaks to begin.
    #[must_use]
    pub fn waiting_seconds(&self) -> i64 {
        self.stops.iter().map(Stop::waiting_seconds).fold(0, i64::saturating_add)
    }

    /// Seconds by which visits begin after their last window.
    #[must_use]
    pub fn late_seconds(&self) -> i64 {
        self.stops.iter().map(|stop| stop.late_seconds).fold(0, i64::saturating_add)
    }
}

/// What an engineer does at a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Serves a visit.
    Visit(usize),
    /// Rests.
    Break {
        /// Which of the engineer's breaks.
        index: usize,
        /// Whether the engineer travels to the next place first and rests there; else rests before leaving.
        travel_first: bool,
    },
}

/// A stop of a tour. All times are seconds of the problem's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What for.
    pub what: What,
    /// Seconds of the way to it from the stop before.
    pub travel_seconds: i64,
    /// Cost of that way.
    pub travel_cost: i64,
    /// Is there.
    pub arrival: i64,
    /// Begins.
    pub begin: i64,
    /// Has finished.
    pub end: i64,
    /// Seconds by which a visit begins after its last window.
    pub late_seconds: i64,
}

impl Stop {
    /// Seconds between arrival and begin.
    #[must_use]
    pub const fn waiting_seconds(&self) -> i64 {
        self.begin.saturating_sub(self.arrival)
    }
}

/// A visit nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unassigned {
    /// Which.
    pub visit: usize,
    /// Why.
    pub reason: Reason,
}

/// Why nobody has a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody, or not the engineer it is locked to, has the skills.
    NoSkill,
    /// No shift of those who have them leaves room for a window and the work.
    OutsideShift,
    /// Nobody can be there in a window and back in time, even on a day without other visits.
    WindowUnreachable,
    /// All who could come have too little time left beside their other visits.
    TooLittleTime,
    /// All who could come have their greatest number of visits or no capacity left.
    Full,
    /// Somebody could come, but it costs more than leaving the visit out.
    NotWorthIt,
    /// The plan gives it to nobody for no other reason: it was put together by hand, or its search has hardly begun.
    NotPlanned,
}

/// What a plan costs, by part, in the problem's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// All legs.
    pub travel: i64,
    /// Engineers who have visits.
    pub engineers: i64,
    /// Lateness; 0 where windows are hard.
    pub lateness: i64,
    /// Visits left out.
    pub unassigned: i64,
    /// Visits that are not with the engineer who should keep them.
    pub moved: i64,
    /// Visits that must be served and are not: no cost stands for them.
    pub missing: usize,
}

impl Costs {
    /// The sum of all parts.
    #[must_use]
    pub const fn total(&self) -> i64 {
        let known = self.travel.saturating_add(self.engineers).saturating_add(self.lateness);
        known.saturating_add(self.unassigned).saturating_add(self.moved)
    }
}
