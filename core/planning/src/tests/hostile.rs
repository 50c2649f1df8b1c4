//! Days that are empty, impossible, out of bounds or very large.

use super::fixtures::{engineer, faults, of_chance, problem, solve};
use crate::problem::limits::{self, Fault};
use crate::{Break, Engineer, Leg, Legs, Lock, Plan, Preferred, Problem, ProblemError, Search, Stop, Tour};
use crate::{Unassigned, Visit, What, Window, check, differences};

#[test]
fn nothing_to_plan_is_a_plan() {
    let empty = Problem { legs: Legs::from_fn(0, |_, _| Leg::default()), ..problem(0, vec![], vec![]) };
    assert_eq!(solve(&empty, 3), Plan::default());
    assert_eq!(solve(&problem(1, vec![engineer(0)], vec![]), 3).tours.len(), 1);
}

#[test]
fn without_engineers_everything_is_left_out() {
    let plan = solve(&problem(2, vec![], vec![Visit::new(0, 60), Visit::new(1, 60)]), 3);
    assert_eq!((plan.costs.missing, plan.unassigned.len()), (2, 2));
}

#[test]
fn a_search_that_has_not_begun_has_planned_nothing() {
    let day = problem(2, vec![engineer(0)], vec![Visit::new(1, 60)]);
    let plan = Search::new(&day, 1).unwrap().best();
    assert_eq!((plan.costs.missing, plan.unassigned[0].reason), (1, crate::Reason::NotPlanned));
}

#[test]
fn a_place_nobody_can_reach_is_left_out() {
    let mut day = problem(3, vec![engineer(0)], vec![Visit::new(1, 60), Visit::new(2, 60)]);
    day.legs = Legs::from_fn(3, |from, to| match from == to || from + to == 1 {
        true => Leg { seconds: 60, cost: 1 },
        false => Leg::UNREACHABLE,
    });
    let plan = solve(&day, 3);
    assert_eq!(plan.unassigned.iter().map(|left| left.visit).collect::<Vec<_>>(), [1]);
}

#[test]
fn numbers_at_their_bounds_are_planned() {
    let (time, amount) = (limits::TIME, limits::AMOUNT);
    let mut engineer = Engineer::new(0, Window::new(-time, time));
    engineer.fixed_cost = amount;
    engineer.capacity = Some(amount);
    engineer.breaks = vec![Break { window: Window::new(-time, time), seconds: time }; limits::BREAKS];
    let mut visit = Visit::new(1, 0);
    visit.demand = amount;
    visit.leave_out = Some(amount);
    visit.windows = vec![Window::new(-time, -time), Window::new(time, time)];
    visit.preferred = Some(Preferred { engineer: 1, moved_cost: amount });
    let mut legs = Vec::new();
    legs.resize(4, Leg::UNREACHABLE);
    let legs = Legs::from_table(2, legs).unwrap();
    let visits = vec![visit; 40];
    for lateness_cost in [None, Some(limits::LATENESS)] {
        let engineers = vec![engineer.clone(); 3];
        let day = Problem { legs: legs.clone(), engineers, visits: visits.clone(), lateness_cost };
        solve(&day, 3);
    }
}

#[test]
fn what_is_out_of_bounds_is_named() {
    type Spoil = fn(&mut Problem);
    let engineer_fault = |fault| ProblemError::Engineer { engineer: 0, fault };
    let visit_fault = |fault| ProblemError::Visit { visit: 1, fault };
    let most = limits::AMOUNT + 1;
    let cases: Vec<(Spoil, ProblemError)> = vec![
        (|p| p.engineers[0].start = 9, engineer_fault(Fault::NoPlace(9))),
        (|p| p.engineers[0].end = Some(9), engineer_fault(Fault::NoPlace(9))),
        (|p| p.engineers[0].shift = Window::new(5, 4), engineer_fault(Fault::Window)),
        (|p| p.engineers[0].shift.until = i64::MAX, engineer_fault(Fault::Time(i64::MAX))),
        (|p| p.engineers[0].fixed_cost = -1, engineer_fault(Fault::Amount(-1))),
        (|p| p.engineers[0].capacity = Some(-1), engineer_fault(Fault::Amount(-1))),
        (
            |p| p.engineers[0].breaks = vec![Break { window: Window::new(0, 1), seconds: -5 }],
            engineer_fault(Fault::Duration(-5)),
        ),
        (
            |p| p.engineers[0].breaks = vec![Break { window: Window::new(0, 1), seconds: 5 }; 5],
            engineer_fault(Fault::TooMany),
        ),
        (|p| p.visits[1].place = usize::MAX, visit_fault(Fault::NoPlace(usize::MAX))),
        (|p| p.visits[1].windows = vec![Window::new(i64::MIN, 0)], visit_fault(Fault::Time(i64::MIN))),
        (|p| p.visits[1].windows = vec![Window::new(0, 1); 17], visit_fault(Fault::TooMany)),
        (|p| p.visits[1].seconds = i64::MAX, visit_fault(Fault::Duration(i64::MAX))),
        (|p| p.visits[1].demand = limits::AMOUNT + 1, visit_fault(Fault::Amount(most))),
        (|p| p.visits[1].leave_out = Some(-1), visit_fault(Fault::Amount(-1))),
        (|p| p.visits[1].lock = Some(Lock::Engineer(3)), visit_fault(Fault::NoEngineer(3))),
        (|p| p.visits[1].preferred = Some(Preferred { engineer: 3, moved_cost: 0 }), visit_fault(Fault::NoEngineer(3))),
        (
            |p| p.visits.iter_mut().for_each(|v| v.lock = Some(Lock::Order { engineer: 0, rank: 4 })),
            visit_fault(Fault::Rank(0)),
        ),
        (|p| p.lateness_cost = Some(-1), ProblemError::Lateness(-1)),
        (
            |p| p.legs = Legs::from_fn(2, |_, _| Leg { seconds: u32::MAX, cost: 0 }),
            ProblemError::Leg { from: 0, to: 0 },
        ),
        (
            |p| p.legs = Legs::from_fn(usize::MAX, |_, _| Leg::default()),
            ProblemError::TooMany { what: "places", count: usize::MAX, most: limits::PLACES },
        ),
    ];
    for (spoil, expected) in cases {
        let mut day = problem(2, vec![engineer(0)], vec![Visit::new(0, 60), Visit::new(1, 60)]);
        spoil(&mut day);
        assert_eq!(Search::new(&day, 1).err(), Some(expected.clone()));
        assert_eq!(Plan::of_orders(&day, &[vec![0]]).err(), Some(expected));
    }
}

#[test]
fn a_plan_of_nonsense_is_checked_without_panic() {
    let day = of_chance(1, 4, 2);
    let stop = Stop {
        what: What::Visit(usize::MAX),
        travel_seconds: i64::MIN,
        travel_cost: i64::MAX,
        arrival: i64::MIN,
        begin: i64::MAX,
        end: i64::MAX,
        late_seconds: i64::MAX,
    };
    let rest = Stop { what: What::Break { index: 99, travel_first: true }, ..stop };
    let real = Stop { what: What::Visit(1), ..stop };
    let tour = Tour { engineer: 1, leave: i64::MAX, stops: vec![stop, rest, real, real, rest], ..Tour::default() };
    let other = Tour { engineer: usize::MAX, ..tour.clone() };
    let unassigned = vec![Unassigned { visit: 77, reason: crate::Reason::Full }];
    let plan = Plan { tours: vec![tour.clone(), tour, other], unassigned, ..Plan::default() };
    assert!(check(&day, &plan).len() > 10);
    let differ = differences(&plan, &Plan::default());
    assert_eq!(differ.changes.len(), 1);
    Search::new(&day, 1).unwrap().offer(&plan);
}

#[test]
fn two_thousand_visits_of_three_hundred_engineers_are_accepted() {
    let places = 2_300;
    let legs = Legs::from_fn(places, |a, b| {
        let steps = ((a % 48).abs_diff(b % 48) + (a / 48).abs_diff(b / 48)) as u32;
        Leg { seconds: 60 * steps, cost: 1_000 * steps }
    });
    let engineers = (0..300).map(|i| engineer(2_000 + i)).collect();
    let visits = (0..2_000).map(|i| Visit::new(i, 2_400)).collect();
    let day = Problem { legs, engineers, visits, lateness_cost: None };
    let mut search = Search::new(&day, 1).unwrap();
    search.step();
    let plan = search.best();
    assert_eq!((faults(&day, &plan), plan.costs.missing), (vec![], 0));
}
