//! Taking a part of a proposal.

use super::{Plan, arrange};
use crate::problem::{Problem, ProblemError};

/// The plan in which the chosen engineers go as in `after` and all others as in `before`.
///
/// A visit that would be with two engineers is with the chosen one. A visit that only an engineer who was not chosen was
/// to take over is with nobody: it is among the unassigned with [`Reason::NotPlanned`](super::Reason::NotPlanned), and
/// [`check`](crate::check()) says so if it must be served. With an empty `before` this is the proposal for the chosen
/// engineers alone.
///
/// # Errors
/// What is out of bounds in the problem.
pub fn accept(problem: &Problem, before: &Plan, after: &Plan, chosen: &[usize]) -> Result<Plan, ProblemError> {
    problem.validate()?;
    let mut orders = vec![Vec::new(); problem.engineers.len()];
    let mut taken = vec![false; problem.visits.len()];
    let of_chosen = after.tours.iter().filter(|tour| chosen.contains(&tour.engineer));
    let of_others = before.tours.iter().filter(|tour| !chosen.contains(&tour.engineer));
    for tour in of_chosen.chain(of_others) {
        let Some(order) = orders.get_mut(tour.engineer) else { continue };
        for visit in tour.visits() {
            if let Some(taken) = taken.get_mut(visit)
                && !std::mem::replace(taken, true)
            {
                order.push(visit);
            }
        }
    }
    Ok(arrange::arrange(problem, &orders))
}
