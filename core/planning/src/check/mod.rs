//! Whether a plan keeps all that the problem asks, found by walking it stop by stop.
//!
//! Nothing here is shared with the search: it reads the problem and the plan as they are, and it works for plans made by
//! hand or read from anywhere. Sums saturate, so no number in a plan can make it fail.

mod times;

use crate::plan::{Costs, Plan, Tour};
use crate::problem::{Lock, Problem};

/// What is wrong with a plan. Numbers are indices of the problem's lists; a stop is its index in the engineer's tour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "members are named for what they hold")]
pub enum Violation {
    /// A tour of somebody who is not there, or a second tour of an engineer.
    Tour { engineer: usize },
    /// A tour with a visit that is not there.
    UnknownVisit { engineer: usize, visit: usize },
    /// A visit that comes twice, in tours or among the unassigned.
    Twice { visit: usize },
    /// A visit that is neither in a tour nor among the unassigned.
    Lost { visit: usize },
    /// A visit that must be served and is left out.
    LeftOut { visit: usize },
    /// The engineer has not the skills.
    Skill { engineer: usize, visit: usize },
    /// The visit is locked to somebody else.
    Locked { engineer: usize, visit: usize },
    /// The visit comes after a locked one of higher rank.
    Order { engineer: usize, visit: usize },
    /// More visits than the engineer may have.
    TooMany { engineer: usize },
    /// More demand than the engineer has capacity.
    Load { engineer: usize },
    /// Leaves before the shift begins.
    BeforeShift { engineer: usize },
    /// Is back after the shift ends.
    AfterShift { engineer: usize },
    /// Begins outside all windows, or too early where they are soft.
    Window { engineer: usize, visit: usize },
    /// A break is missing although the tour goes on after its latest begin.
    NoBreak { engineer: usize, index: usize },
    /// A break outside its window, taken twice, or not there.
    Break { engineer: usize, index: usize },
    /// Times, ways or costs of a stop that do not follow from the stop before.
    Times { engineer: usize, stop: usize },
    /// The end or the sums of a tour do not follow from its stops.
    Sums { engineer: usize },
    /// The costs of the plan do not follow from its tours.
    Costs,
}

/// All that is wrong with a plan: empty if it can be carried out as it stands.
#[must_use]
pub fn check(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut times_seen = vec![0_usize; problem.visits.len()];
    let mut has_tour = vec![false; problem.engineers.len()];
    let mut costs = Costs::default();
    for tour in &plan.tours {
        let engineer = tour.engineer;
        if engineer >= has_tour.len() || std::mem::replace(&mut has_tour[engineer], true) {
            found.push(Violation::Tour { engineer });
            continue;
        }
        check_visits(problem, tour, &mut times_seen, &mut found);
        times::check(problem, tour, &mut costs, &mut found);
    }
    let in_tours = times_seen.clone();
    for left in &plan.unassigned {
        let Some(seen) = times_seen.get_mut(left.visit) else {
            found.push(Violation::Lost { visit: left.visit });
            continue;
        };
        *seen += 1;
    }
    for (visit, data) in problem.visits.iter().enumerate() {
        let must = data.lock.is_some() || data.leave_out.is_none();
        match times_seen[visit] {
            0 => found.push(Violation::Lost { visit }),
            1 if in_tours[visit] == 0 && must => {
                costs.missing += 1;
                found.push(Violation::LeftOut { visit });
            }
            1 if in_tours[visit] == 0 => {
                costs.unassigned = costs.unassigned.saturating_add(data.leave_out.unwrap_or(0));
            }
            1 => {}
            _ => found.push(Violation::Twice { visit }),
        }
    }
    if costs != plan.costs {
        found.push(Violation::Costs);
    }
    found
}

/// Who serves what, and in which order where that matters.
fn check_visits(problem: &Problem, tour: &Tour, seen: &mut [usize], found: &mut Vec<Violation>) {
    let engineer = tour.engineer;
    let person = &problem.engineers[engineer];
    let (mut count, mut load, mut highest) = (0_usize, 0_i64, None);
    for visit in tour.visits() {
        let Some(data) = problem.visits.get(visit) else {
            found.push(Violation::UnknownVisit { engineer, visit });
            continue;
        };
        seen[visit] += 1;
        count += 1;
        load = load.saturating_add(data.demand);
        if data.skills & person.skills != data.skills {
            found.push(Violation::Skill { engineer, visit });
        }
        if let Some(lock) = data.lock
            && lock.engineer() != engineer
        {
            found.push(Violation::Locked { engineer, visit });
        }
        if let Some(Lock::Order { rank, .. }) = data.lock {
            if highest.is_some_and(|highest| rank < highest) {
                found.push(Violation::Order { engineer, visit });
            }
            highest = highest.max(Some(rank));
        }
    }
    if person.max_visits.is_some_and(|most| count > most) {
        found.push(Violation::TooMany { engineer });
    }
    if person.capacity.is_some_and(|capacity| load > capacity) {
        found.push(Violation::Load { engineer });
    }
}
