//! Plans the day of field engineers: who serves which visit, in which order and when.
//!
//! A [`Problem`] holds places with the legs between them, engineers with shifts, skills and breaks, and visits with
//! windows, locks and what it costs to leave them out. A [`Search`] looks for a [`Plan`] of little cost as long as its
//! caller drives it, from nothing or from today's plan; [`check`](check()) says independently whether a plan can be
//! carried out, [`differences`] what it changes, and [`accept`] takes it for some engineers only.
//!
//! Pure: no input or output, no clock, no threads, no chance beyond the seed that comes in. Device and server find the
//! same plan after the same number of steps. All arithmetic is in whole numbers, and no problem or plan makes it panic:
//! what is out of bounds is named by [`ProblemError`].

mod check;
mod clock;
mod plan;
pub mod problem;
mod rng;
mod search;
#[cfg(test)]
mod tests;

pub use check::{Violation, check};
pub use plan::{Change, Costs, Differences, Plan, Reason, Stop, Tour, Unassigned, What, accept, differences};
pub use problem::{Break, Engineer, Leg, Legs, Lock, Preferred, Problem, ProblemError, Visit, Window};
pub use search::{Score, Search};
