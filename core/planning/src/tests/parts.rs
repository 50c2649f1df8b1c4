//! Plans side by side and taken in part.

use super::fixtures::{engineer, faults, of_chance, orders, problem, solve};
use crate::{Change, Plan, Problem, Reason, Violation, Visit, accept, check, differences};

fn day() -> Problem {
    problem(10, vec![engineer(0), engineer(9), engineer(5)], [1, 2, 3, 6, 7, 8].map(|p| Visit::new(p, 600)).to_vec())
}

fn plan(problem: &Problem, orders: &[&[usize]]) -> Plan {
    Plan::of_orders(problem, &orders.iter().map(|order| order.to_vec()).collect::<Vec<_>>()).unwrap()
}

#[test]
fn differences_name_each_visit_once() {
    let day = day();
    let before = plan(&day, &[&[0, 1, 2], &[5, 4]]);
    let after = plan(&day, &[&[1, 2, 0], &[5, 3], &[]]);
    let found = differences(&before, &after);
    let expected = [
        Change::Reordered { visit: 0, engineer: 0 },
        Change::Assigned { visit: 3, to: 1 },
        Change::LeftOut { visit: 4, from: 1 },
    ];
    assert_eq!(found.changes, expected);
    assert_eq!(found.travel_cost, 200);
    assert_eq!(found.travel_seconds, 120);
    let moved = differences(&before, &plan(&day, &[&[0, 1], &[5, 4, 2]]));
    assert_eq!(moved.changes, [Change::Moved { visit: 2, from: 0, to: 1 }]);
}

#[test]
fn a_plan_does_not_differ_from_itself() {
    let plan = solve(&day(), 5);
    assert_eq!(differences(&plan, &plan), crate::Differences::default());
}

#[test]
fn chosen_engineers_follow_the_proposal_and_the_others_today() {
    let day = day();
    let before = plan(&day, &[&[0, 1, 2], &[5, 4, 3]]);
    let after = plan(&day, &[&[0, 1], &[5, 4], &[2, 3]]);
    let all = accept(&day, &before, &after, &[0, 1, 2]).unwrap();
    assert_eq!(all, after);
    let third = accept(&day, &before, &after, &[2]).unwrap();
    assert_eq!(orders(&third), [vec![0, 1], vec![5, 4], vec![2, 3]]);
    let first = accept(&day, &before, &after, &[0]).unwrap();
    assert_eq!(orders(&first), [vec![0, 1], vec![5, 4, 3], vec![]]);
    assert_eq!(check(&day, &first), [Violation::LeftOut { visit: 2 }]);
    assert_eq!(first.unassigned[0].reason, Reason::NotPlanned);
}

#[test]
fn a_part_of_any_plan_can_be_checked() {
    for seed in 0..40 {
        let problem = of_chance(seed, 10, 3);
        let after = solve(&problem, 5);
        let part = accept(&problem, &Plan::default(), &after, &[1]).unwrap();
        assert_eq!(faults(&problem, &part), []);
        assert_eq!(part.tours[1], after.tours[1]);
    }
}
