//! Why a visit is left out of a plan.

use super::insertion::{self, Blink};
use super::model::Model;
use super::near;
use super::state::State;
use crate::plan::Reason;

/// Whether work and shift of an engineer overlap at all, ways not counted.
fn within_shift(model: &Model, engineer: usize, visit: u32) -> bool {
    let shift = model.people[engineer].shift;
    let serving = model.serving(visit);
    let begin = serving.begin(shift.from);
    begin < crate::clock::NEVER && begin + serving.seconds <= shift.until
}

/// The first of the obstacles, from those nothing can be done about to those of this plan.
pub(crate) fn reason(model: &Model, state: &State, visit: u32) -> Reason {
    let data = &model.problem.visits[visit as usize];
    let able: Vec<usize> = match data.lock {
        Some(lock) => vec![lock.engineer()],
        None => (0..model.people.len()).collect(),
    };
    let skilled = |engineer: &usize| data.skills & !model.problem.engineers[*engineer].skills == 0;
    let able: Vec<usize> = able.into_iter().filter(skilled).collect();
    if able.is_empty() {
        return Reason::NoSkill;
    }
    let room = |engineer: &usize| {
        let person = &model.people[*engineer];
        data.demand <= person.capacity && person.max_visits > 0
    };
    let able: Vec<usize> = able.into_iter().filter(room).collect();
    if able.is_empty() {
        return Reason::Full;
    }
    if !able.iter().any(|engineer| within_shift(model, *engineer, visit)) {
        return Reason::OutsideShift;
    }
    if !able.iter().any(|engineer| near::in_time(model, *engineer as u32, visit)) {
        return Reason::WindowUnreachable;
    }
    let (mut spot, mut full) = (None, true);
    for &engineer in &model.allowed[visit as usize] {
        let (route, person) = (&state.routes[engineer as usize], &model.people[engineer as usize]);
        full &= data.demand > person.capacity - route.load || route.len() >= person.max_visits;
        insertion::scan(model, route, visit, i64::MAX, &mut spot, &mut Blink::never());
    }
    let task = &model.tasks[visit as usize];
    match spot {
        Some(spot) if !task.must && spot.delta >= task.left_out => Reason::NotWorthIt,
        Some(_) => Reason::NotPlanned,
        None if full => Reason::Full,
        None => Reason::TooLittleTime,
    }
}
