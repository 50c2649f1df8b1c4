//! Planning again: little moves that need not.

use super::fixtures::{engineer, faults, of_chance, orders, problem, solve};
use crate::{Change, Plan, Preferred, Problem, Search, Visit, check, differences};

/// Every visit should stay with whom it is with.
fn prefer(problem: &mut Problem, plan: &Plan, moved_cost: i64) {
    for (visit, engineer) in plan.engineers(problem.visits.len()).into_iter().enumerate() {
        problem.visits[visit].preferred = engineer.map(|engineer| Preferred { engineer, moved_cost });
    }
}

fn day(visits: usize) -> Problem {
    let visits = (0..visits).map(|i| Visit::new(1 + i * 7 % 40, 2_400)).collect();
    problem(41, vec![engineer(0), engineer(20), engineer(40)], visits)
}

#[test]
fn a_new_visit_goes_into_todays_plan_and_nothing_else_moves() {
    let before = solve(&day(24), 20);
    let mut later = day(25);
    prefer(&mut later, &before, 1_000_000);
    let mut search = Search::new(&later, 9).unwrap();
    assert!(search.offer(&before));
    (0..20).for_each(|_| search.step());
    let after = search.best();
    assert_eq!(check(&later, &after), []);
    let moved: Vec<_> = differences(&before, &after).changes;
    assert!(moved.iter().all(|change| !matches!(change, Change::Moved { .. } | Change::LeftOut { .. })), "{moved:?}");
    assert_eq!(moved.iter().filter(|change| matches!(change, Change::Assigned { .. })).count(), 1);
    assert_eq!(after.costs.moved, 0);
}

#[test]
fn an_engineer_who_falls_ill_moves_only_what_was_his() {
    let before = solve(&day(18), 20);
    let ill = 1;
    let mut later = day(18);
    prefer(&mut later, &before, 1_000_000);
    later.engineers[ill].max_visits = Some(0);
    let mut search = Search::new(&later, 9).unwrap();
    search.offer(&before);
    (0..20).for_each(|_| search.step());
    let after = search.best();
    assert_eq!(faults(&later, &after), []);
    let his = before.tours[ill].visits().count();
    let moved = differences(&before, &after).changes;
    let moved = moved.iter().filter(|change| matches!(change, Change::Moved { .. } | Change::LeftOut { .. }));
    assert_eq!(moved.count(), his);
}

#[test]
fn an_offered_plan_is_where_the_search_begins_and_is_never_made_worse() {
    for seed in 0..8 {
        let problem = of_chance(seed, 12, 3);
        let known = solve(&problem, 5);
        let mut search = Search::new(&problem, seed).unwrap();
        search.offer(&known);
        assert_eq!((search.score().missing, search.score().cost), (known.costs.missing, known.costs.total()));
        search.step();
        let score = search.score();
        assert!((score.missing, score.cost) <= (known.costs.missing, known.costs.total()));
    }
}

#[test]
fn of_a_plan_that_does_not_fit_what_fits_is_taken() {
    let problem = day(6);
    let mut plan = Plan::of_orders(&problem, &[vec![0, 1, 1, 2], vec![2, 3], vec![]]).unwrap();
    plan.tours[2].engineer = 77;
    let mut search = Search::new(&problem, 1).unwrap();
    search.offer(&plan);
    assert_eq!(orders(&search.best()), [vec![0, 1, 2], vec![3], vec![]]);
    assert!(!search.offer(&Plan::default()));
}
