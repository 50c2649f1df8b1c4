//! Problems of chance and small builders.

use crate::rng::Rng;
use crate::{Break, Engineer, Leg, Legs, Lock, Plan, Preferred, Problem, Search, Violation, Visit, Window};

/// An hour, seconds.
pub(crate) const HOUR: i64 = 3_600;

/// Places on a line, a minute and 100 units apart.
pub(crate) fn line(places: usize) -> Legs {
    Legs::from_fn(places, |from, to| {
        let steps = from.abs_diff(to) as u32;
        Leg { seconds: 60 * steps, cost: 100 * steps }
    })
}

/// A shift from 8 to 17.
pub(crate) fn engineer(start: usize) -> Engineer {
    Engineer::new(start, Window::new(8 * HOUR, 17 * HOUR))
}

pub(crate) fn problem(places: usize, engineers: Vec<Engineer>, visits: Vec<Visit>) -> Problem {
    Problem { legs: line(places), engineers, visits, lateness_cost: None }
}

/// The best plan after some steps, which is checked on the way.
pub(crate) fn solve(problem: &Problem, steps: usize) -> Plan {
    let mut search = Search::new(problem, 1).unwrap();
    (0..steps).for_each(|_| search.step());
    let plan = search.best();
    assert_eq!(faults(problem, &plan), []);
    assert_eq!((plan.costs.missing, plan.costs.total()), (search.score().missing, search.score().cost));
    plan
}

/// What is wrong with a plan, but for visits nobody can serve.
pub(crate) fn faults(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let mut faults = crate::check(problem, plan);
    faults.retain(|fault| !matches!(fault, Violation::LeftOut { .. }));
    faults
}

/// The visits of each engineer.
pub(crate) fn orders(plan: &Plan) -> Vec<Vec<usize>> {
    plan.tours.iter().map(|tour| tour.visits().collect()).collect()
}

/// A problem of chance: everything a problem can have occurs in some, with ways that may be shorter by a third place.
pub(crate) fn of_chance(seed: u64, visits: usize, engineers: usize) -> Problem {
    let mut rng = Rng::new(seed);
    let odd = |rng: &mut Rng| rng.below(3) == 0;
    let (asymmetric, soft, breaks, locks, full) =
        (odd(&mut rng), odd(&mut rng), odd(&mut rng), odd(&mut rng), odd(&mut rng));
    let places = visits + 2;
    let at: Vec<(i64, i64)> = (0..places).map(|_| (rng.below(90) as i64, rng.below(90) as i64)).collect();
    let legs = Legs::from_fn(places, |a, b| {
        let steps = ((at[a].0 - at[b].0).abs() + (at[a].1 - at[b].1).abs()) as u32;
        let extra = if asymmetric && a != b { rng.below(30) as u32 } else { 0 };
        Leg { seconds: 60 * (steps + extra), cost: 100 * steps + 10 * extra }
    });
    let moment = |rng: &mut Rng| 8 * HOUR + rng.below(8 * 60) as i64 * 60;
    let engineers: Vec<Engineer> = (0..engineers)
        .map(|_| {
            let from = 8 * HOUR + rng.below(60) as i64 * 60;
            let mut engineer = Engineer::new(rng.below(2), Window::new(from, from + (5 + rng.below(4) as i64) * HOUR));
            engineer.end = (!odd(&mut rng)).then(|| rng.below(places));
            engineer.skills = 1 + rng.below(4) as u64;
            engineer.fixed_cost = if odd(&mut rng) { 3_000 } else { 0 };
            engineer.max_visits = odd(&mut rng).then(|| rng.below(5));
            engineer.capacity = full.then(|| 5 + rng.below(15) as i64);
            if breaks {
                engineer.breaks = (0..1 + rng.below(2))
                    .map(|_| {
                        let from = moment(&mut rng);
                        Break { window: Window::new(from, from + HOUR), seconds: 1_200 }
                    })
                    .collect();
            }
            engineer
        })
        .collect();
    let visits = (0..visits)
        .map(|place| {
            let mut visit = Visit::new(place, rng.below(60) as i64 * 60);
            for _ in 0..rng.below(4) {
                let from = moment(&mut rng);
                visit.windows.push(Window::new(from, from + rng.below(120) as i64 * 60));
            }
            visit.demand = rng.below(6) as i64;
            visit.skills = if odd(&mut rng) { 1 + rng.below(2) as u64 } else { 0 };
            visit.leave_out = odd(&mut rng).then(|| rng.below(20_000) as i64);
            if engineers.is_empty() {
                return visit;
            }
            if locks && odd(&mut rng) {
                let engineer = rng.below(engineers.len());
                let rank = place as u32;
                let order = odd(&mut rng);
                visit.lock = Some(if order { Lock::Order { engineer, rank } } else { Lock::Engineer(engineer) });
            }
            visit.preferred = odd(&mut rng)
                .then(|| Preferred { engineer: rng.below(engineers.len()), moved_cost: rng.below(9_000) as i64 });
            visit
        })
        .collect();
    Problem { legs, engineers, visits, lateness_cost: soft.then_some(2) }
}
