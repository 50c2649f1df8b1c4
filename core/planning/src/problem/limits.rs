//! How large a problem may be, and what is wrong with one that is not sound.
//!
//! The bounds are far beyond any day of field service. They are there so that no sum of a search can leave `i64`:
//! [`VISITS`] times the greatest cost of one visit, lateness and the search's own penalty included, stays below 2⁶².

use super::{Problem, Window};

/// Most visits.
pub const VISITS: usize = 4_000;
/// Most engineers.
pub const ENGINEERS: usize = 600;
/// Most places.
pub const PLACES: usize = 5_000;
/// Most windows of a visit.
pub const WINDOWS: usize = 16;
/// Most breaks of an engineer.
pub const BREAKS: usize = 4;
/// Longest leg, in seconds and in cost.
pub const LEG: i64 = 1_000_000_000;
/// Farthest time before or after the caller's zero, and longest service or break, seconds.
pub const TIME: i64 = 1_000_000_000;
/// Greatest cost of leaving out, moving or using, and greatest demand or capacity.
pub const AMOUNT: i64 = 1_000_000_000_000;
/// Greatest cost of a second of lateness.
pub const LATENESS: i64 = 10_000;

/// Why a problem cannot be planned. Numbers are indices of the problem's lists.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// More than [`VISITS`], [`ENGINEERS`] or [`PLACES`].
    #[error("plan {count} {what}: {most} are the most")]
    TooMany {
        /// Visits, engineers or places.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// A leg beyond [`LEG`].
    #[error("use the leg from place {from} to place {to}: it is too long")]
    Leg {
        /// Where it begins.
        from: usize,
        /// Where it ends.
        to: usize,
    },
    /// Something is wrong with an engineer.
    #[error("use engineer {engineer}: {fault}")]
    Engineer {
        /// Which.
        engineer: usize,
        /// What.
        fault: Fault,
    },
    /// Something is wrong with a visit.
    #[error("use visit {visit}: {fault}")]
    Visit {
        /// Which.
        visit: usize,
        /// What.
        fault: Fault,
    },
    /// The cost of lateness is negative or beyond [`LATENESS`].
    #[error("use a cost of lateness of {0}")]
    Lateness(i64),
}

/// What is wrong with an engineer or a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A place that has no legs.
    #[error("there is no place {0}")]
    NoPlace(usize),
    /// A lock or preference for somebody who is not there.
    #[error("there is no engineer {0}")]
    NoEngineer(usize),
    /// A time beyond [`TIME`].
    #[error("time {0} is out of bounds")]
    Time(i64),
    /// A window that ends before it begins.
    #[error("a window ends before it begins")]
    Window,
    /// A negative duration, or one beyond [`TIME`].
    #[error("a duration of {0} is out of bounds")]
    Duration(i64),
    /// A negative cost, demand or capacity, or one beyond [`AMOUNT`].
    #[error("an amount of {0} is out of bounds")]
    Amount(i64),
    /// More than [`WINDOWS`] or [`BREAKS`].
    #[error("it has too many windows or breaks")]
    TooMany,
    /// Two visits with one rank at one engineer.
    #[error("another visit of engineer {0} has its rank")]
    Rank(usize),
}

fn count(what: &'static str, count: usize, most: usize) -> Result<(), ProblemError> {
    if count > most { Err(ProblemError::TooMany { what, count, most }) } else { Ok(()) }
}

fn window(window: Window) -> Result<(), Fault> {
    for time in [window.from, window.until] {
        if !(-TIME..=TIME).contains(&time) {
            return Err(Fault::Time(time));
        }
    }
    if window.until < window.from { Err(Fault::Window) } else { Ok(()) }
}

fn duration(seconds: i64) -> Result<(), Fault> {
    if (0..=TIME).contains(&seconds) { Ok(()) } else { Err(Fault::Duration(seconds)) }
}

fn amount(amount: i64) -> Result<(), Fault> {
    if (0..=AMOUNT).contains(&amount) { Ok(()) } else { Err(Fault::Amount(amount)) }
}

fn exists(index: usize, count: usize, fault: fn(usize) -> Fault) -> Result<(), Fault> {
    if index < count { Ok(()) } else { Err(fault(index)) }
}

impl Problem {
    fn check_engineer(&self, index: usize) -> Result<(), Fault> {
        let engineer = &self.engineers[index];
        exists(engineer.start, self.legs.places(), Fault::NoPlace)?;
        engineer.end.map_or(Ok(()), |end| exists(end, self.legs.places(), Fault::NoPlace))?;
        window(engineer.shift)?;
        if engineer.breaks.len() > BREAKS {
            return Err(Fault::TooMany);
        }
        for rest in &engineer.breaks {
            window(rest.window)?;
            duration(rest.seconds)?;
        }
        amount(engineer.fixed_cost)?;
        engineer.capacity.map_or(Ok(()), amount)
    }

    fn check_visit(&self, index: usize) -> Result<(), Fault> {
        let visit = &self.visits[index];
        exists(visit.place, self.legs.places(), Fault::NoPlace)?;
        if visit.windows.len() > WINDOWS {
            return Err(Fault::TooMany);
        }
        visit.windows.iter().try_for_each(|w| window(*w))?;
        duration(visit.seconds)?;
        amount(visit.demand)?;
        visit.leave_out.map_or(Ok(()), amount)?;
        if let Some(lock) = visit.lock {
            exists(lock.engineer(), self.engineers.len(), Fault::NoEngineer)?;
        }
        if let Some(preferred) = visit.preferred {
            exists(preferred.engineer, self.engineers.len(), Fault::NoEngineer)?;
            amount(preferred.moved_cost)?;
        }
        Ok(())
    }

    /// Whether every number is within its bound and every index names something.
    ///
    /// # Errors
    /// The first fault that is found.
    pub fn validate(&self) -> Result<(), ProblemError> {
        count("visits", self.visits.len(), VISITS)?;
        count("engineers", self.engineers.len(), ENGINEERS)?;
        count("places", self.legs.places(), PLACES)?;
        let too_long = |number: u32| i64::from(number) > LEG;
        if let Some((from, to, _)) = self.legs.all().find(|(_, _, leg)| too_long(leg.seconds) || too_long(leg.cost)) {
            return Err(ProblemError::Leg { from, to });
        }
        for engineer in 0..self.engineers.len() {
            self.check_engineer(engineer).map_err(|fault| ProblemError::Engineer { engineer, fault })?;
        }
        let mut ranks = std::collections::BTreeSet::new();
        for (visit, data) in self.visits.iter().enumerate() {
            self.check_visit(visit).map_err(|fault| ProblemError::Visit { visit, fault })?;
            if let Some(super::Lock::Order { engineer, rank }) = data.lock
                && !ranks.insert((engineer, rank))
            {
                return Err(ProblemError::Visit { visit, fault: Fault::Rank(engineer) });
            }
        }
        match self.lateness_cost {
            Some(cost) if !(0..=LATENESS).contains(&cost) => Err(ProblemError::Lateness(cost)),
            _ => Ok(()),
        }
    }
}
