//! The search against trying everything, on days of up to seven visits.

use proptest::prelude::*;

use super::fixtures::{faults, of_chance, solve};
use crate::{Plan, Problem, Violation};

/// The cheapest order of each set of visits for one engineer, by trying all orders.
fn cheapest_tours(problem: &Problem, engineer: usize) -> Vec<Option<i64>> {
    let visits = problem.visits.len();
    let mut cheapest = vec![None; 1 << visits];
    let mut order = Vec::new();
    try_all(problem, engineer, &mut order, 0, &mut cheapest);
    cheapest
}

fn try_all(problem: &Problem, engineer: usize, order: &mut Vec<usize>, set: usize, cheapest: &mut [Option<i64>]) {
    let mut orders = vec![Vec::new(); problem.engineers.len()];
    orders[engineer].clone_from(order);
    let plan = Plan::of_orders(problem, &orders).unwrap();
    if faults(problem, &plan).is_empty() {
        let cost = plan.costs.total() - plan.costs.unassigned;
        cheapest[set] = Some(cheapest[set].map_or(cost, |best: i64| best.min(cost)));
    }
    for visit in (0..problem.visits.len()).filter(|visit| set & (1 << visit) == 0) {
        order.push(visit);
        try_all(problem, engineer, order, set | 1 << visit, cheapest);
        order.pop();
    }
}

/// Visits missing and cost of the best plan there is.
fn optimum(problem: &Problem) -> (usize, i64) {
    let sets = 1 << problem.visits.len();
    let mut best: Vec<Option<i64>> = vec![None; sets];
    best[0] = Some(0);
    for engineer in 0..problem.engineers.len() {
        let tours = cheapest_tours(problem, engineer);
        let mut next = best.clone();
        for (before, cost) in best.iter().enumerate().filter_map(|(set, cost)| Some((set, (*cost)?))) {
            for (set, tour) in tours.iter().enumerate().filter(|(set, _)| set & before == 0) {
                if let Some(tour) = tour {
                    let sum = cost + tour;
                    let entry = &mut next[before | set];
                    *entry = Some(entry.map_or(sum, |known| known.min(sum)));
                }
            }
        }
        best = next;
    }
    let left = |set: usize| {
        let out = problem.visits.iter().enumerate().filter(move |(visit, _)| set & (1 << visit) == 0);
        out.fold((0, 0), |(missing, cost), (_, visit)| match visit.leave_out {
            Some(leave_out) if visit.lock.is_none() => (missing, cost + leave_out),
            _ => (missing + 1, cost),
        })
    };
    let plans = best.iter().enumerate().filter_map(|(set, cost)| {
        let (missing, out) = left(set);
        Some((missing, (*cost)? + out))
    });
    plans.min().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn the_search_finds_what_trying_everything_finds(seed: u64, visits in 1_usize..=5, engineers in 1_usize..=3) {
        let problem = of_chance(seed, visits, engineers);
        let plan = solve(&problem, 30);
        prop_assert_eq!((plan.costs.missing, plan.costs.total()), optimum(&problem));
    }
}

#[test]
fn the_search_finds_the_best_of_seven_visits() {
    for seed in 0..1 {
        let problem = of_chance(seed, 7, 2);
        let plan = solve(&problem, 60);
        assert_eq!((plan.costs.missing, plan.costs.total()), optimum(&problem), "seed {seed}");
        let left_out = crate::check(&problem, &plan).len();
        assert_eq!(left_out, plan.costs.missing, "seed {seed}");
        assert!(crate::check(&problem, &plan).iter().all(|fault| matches!(fault, Violation::LeftOut { .. })));
    }
}
