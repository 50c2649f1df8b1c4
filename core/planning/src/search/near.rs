//! Who may come to a visit, and what is near it: found once, so that the search looks only where something can come
//! of it.

use super::model::Model;
use crate::clock::{self, NEVER};

/// Visits kept for each visit, itself included.
const NEAR: usize = 100;
/// Up to this many possible engineers all of them are tried for a visit, beyond only those who are near it.
pub(crate) const FEW_PEOPLE: usize = 32;
/// Engineers kept for each visit by where they start.
const NEAR_PEOPLE: usize = 12;

/// Whether an engineer could serve a visit if it were the only one of the day.
fn alone(model: &Model, engineer: u32, visit: u32) -> bool {
    let person = &model.people[engineer as usize];
    let data = &model.problem.visits[visit as usize];
    let skills = model.problem.engineers[engineer as usize].skills;
    if data.skills & !skills != 0
        || data.lock.is_some_and(|lock| lock.engineer() != engineer as usize)
        || data.demand > person.capacity
        || person.max_visits == 0
    {
        return false;
    }
    in_time(model, engineer, visit)
}

/// Whether the way there, the work and the way back fit into the shift with its breaks.
pub(crate) fn in_time(model: &Model, engineer: u32, visit: u32) -> bool {
    let person = &model.people[engineer as usize];
    let breaks = &person.breaks[..];
    let mut labels = clock::fresh(person.shift, breaks);
    let labels = &mut labels[..=breaks.len()];
    clock::travel(labels, model.leg(person.start, visit).seconds);
    clock::rest(labels, breaks);
    model.serving(visit).serve(labels);
    clock::rest(labels, breaks);
    clock::travel(labels, model.leg(visit, person.end).seconds);
    labels
        .iter()
        .enumerate()
        .any(|(taken, label)| label.time < NEVER && label.time <= clock::latest_end(person.shift, breaks, taken))
}

/// The first `count` of `items` by `key`, in order; equal keys in the order of the items.
fn first_by<K: Ord + Copy>(items: impl Iterator<Item = u32>, count: usize, key: impl Fn(u32) -> K) -> Vec<u32> {
    let mut keyed: Vec<(K, u32)> = items.map(|item| (key(item), item)).collect();
    if keyed.len() > count && count > 0 {
        keyed.select_nth_unstable(count - 1);
        keyed.truncate(count);
    }
    keyed.sort_unstable();
    // a collected iterator would keep the memory of all items
    let mut first = Vec::with_capacity(keyed.len());
    first.extend(keyed.iter().map(|(_, item)| *item));
    first
}

/// Fills in who may come and what is near.
pub(crate) fn fill(model: &mut Model) {
    let visits = model.visits() as u32;
    let people = model.people.len() as u32;
    for visit in 0..visits {
        let allowed: Vec<u32> = (0..people).filter(|engineer| alone(model, *engineer, visit)).collect();
        let (from, to) = (model.legs_from(visit), model.legs_to(visit));
        let distance = |other: u32| {
            let (out, back) = (from[other as usize], to[other as usize]);
            (other != visit, out.cost.min(back.cost), out.seconds.min(back.seconds))
        };
        let near = first_by(0..visits, NEAR, distance);
        let start = |engineer: u32| to[model.people[engineer as usize].start as usize].cost;
        let few = allowed.len() <= FEW_PEOPLE;
        let near_people = if few { Vec::new() } else { first_by(allowed.iter().copied(), NEAR_PEOPLE, start) };
        model.allowed.push(allowed);
        model.near.push(near);
        model.near_people.push(near_people);
    }
}
