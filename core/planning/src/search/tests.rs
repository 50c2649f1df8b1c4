//! What the search promises inside: judging equals walking, sums equal recounting, taking back leaves no trace.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::insertion::{self, Blink, Spot};
use super::model::NONE;
use super::route::Route;
use super::*;
use crate::tests::fixtures::{faults, of_chance};

/// All places where a visit can go in a tour, with what they cost.
fn places(model: &Model, route: &Route, visit: u32) -> BTreeMap<usize, i64> {
    let (first, last) = insertion::between_ranks(model, route, visit);
    let judge = |at: usize| {
        let mut spot = None;
        insertion::scan_within(model, route, visit, (at, at), i64::MAX, &mut spot, &mut Blink::never());
        spot.map(|spot: Spot| (spot.at, spot.delta))
    };
    (first..=last).filter_map(judge).collect()
}

/// Cost of a tour made from scratch, or `None` if it cannot be kept.
fn walked(problem: &Problem, engineer: usize, order: &[usize]) -> Option<i64> {
    let mut orders = vec![Vec::new(); problem.engineers.len()];
    orders[engineer] = order.to_vec();
    let plan = Plan::of_orders(problem, &orders).unwrap();
    faults(problem, &plan).is_empty().then(|| plan.costs.total() - plan.costs.unassigned)
}

fn recounted(model: &Model, state: &State) -> i64 {
    let orders: Vec<Vec<usize>> = state.routes.iter().map(|r| r.visits().map(|v| v as usize).collect()).collect();
    let plan = Plan::of_orders(&model.problem, &orders).unwrap();
    let penalties = state.absent.iter().map(|v| &model.tasks[*v as usize]).filter(|t| t.must).map(|t| t.left_out);
    plan.costs.total() + penalties.sum::<i64>()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn judging_an_insertion_equals_walking_the_tour(seed: u64, visits in 1_usize..20, engineers in 1_usize..4) {
        let problem = of_chance(seed, visits, engineers);
        let mut search = Search::new(&problem, seed).unwrap();
        search.first();
        for _ in 0..3 {
            search.change();
            let (model, state) = (&*search.model, &search.current);
            for route in &state.routes {
                let engineer = route.engineer as usize;
                let order: Vec<usize> = route.visits().map(|visit| visit as usize).collect();
                let cost = walked(&problem, engineer, &order);
                prop_assert_eq!(cost, Some(route.cost(model)));
                for visit in (0..visits as u32).filter(|visit| !order.contains(&(*visit as usize))) {
                    if !model.allowed[visit as usize].contains(&route.engineer) {
                        continue;
                    }
                    let judged = places(model, route, visit);
                    for at in 1..=order.len() + 1 {
                        let mut with = order.clone();
                        with.insert(at - 1, visit as usize);
                        let expected = walked(&problem, engineer, &with).map(|cost| cost - route.cost(model));
                        prop_assert_eq!(judged.get(&at).copied(), expected, "visit {} before stop {}", visit, at);
                    }
                }
            }
        }
    }

    #[test]
    fn inserting_piece_by_piece_equals_building_anew(seed: u64, visits in 1_usize..25, engineers in 1_usize..4) {
        let problem = of_chance(seed, visits, engineers);
        let mut search = Search::new(&problem, seed).unwrap();
        search.first();
        for _ in 0..10 {
            search.change();
            for route in &search.current.routes {
                let order: Vec<u32> = route.visits().collect();
                let mut anew = Route::new(&search.model, route.engineer);
                let mut dropped = Vec::new();
                anew.rebuild(&search.model, &order, &mut dropped);
                prop_assert_eq!(&dropped, &Vec::<u32>::new());
                prop_assert_eq!(&anew, route);
            }
        }
    }

    #[test]
    fn sums_equal_recounting(seed: u64, visits in 1_usize..30, engineers in 0_usize..5) {
        let problem = of_chance(seed, visits, engineers);
        let mut search = Search::new(&problem, seed).unwrap();
        search.first();
        for _ in 0..20 {
            search.change();
            let (model, state) = (&*search.model, &search.current);
            prop_assert_eq!(state.cost, recounted(model, state));
            prop_assert_eq!(state.used, state.routes.iter().filter(|route| !route.is_empty()).count());
            let mut absent = state.absent.clone();
            absent.sort_unstable();
            let nobody: Vec<u32> =
                (0..visits as u32).filter(|visit| state.engineer_of[*visit as usize] == NONE).collect();
            prop_assert_eq!(absent, nobody);
            for route in &state.routes {
                prop_assert!(route.visits().all(|visit| state.engineer_of[visit as usize] == route.engineer));
            }
        }
    }

    #[test]
    fn a_change_that_is_taken_back_leaves_no_trace(seed: u64, visits in 1_usize..30, engineers in 1_usize..5) {
        let problem = of_chance(seed, visits, engineers);
        let mut search = Search::new(&problem, seed).unwrap();
        search.first();
        for _ in 0..10 {
            let before = search.current.clone();
            let (model, state, journal) = (&*search.model, &mut search.current, &mut search.journal);
            journal.begin(state);
            let absent = state.absent.len();
            search.wake.clear();
            ruin::ruin(model, state, journal, &mut search.rng, &mut search.wake);
            search.recreate.run(model, state, journal, &mut search.rng, (absent, &search.wake));
            journal.undo(state);
            prop_assert_eq!(&before.routes, &state.routes);
            prop_assert_eq!(&before.engineer_of, &state.engineer_of);
            prop_assert_eq!(&before.absent, &state.absent);
            prop_assert_eq!((before.cost, before.used), (state.cost, state.used));
            search.change();
        }
    }

    #[test]
    fn every_plan_on_the_way_can_be_carried_out(seed: u64, visits in 1_usize..40, engineers in 0_usize..6) {
        let problem = of_chance(seed, visits, engineers);
        let mut search = Search::new(&problem, seed).unwrap();
        prop_assert_eq!(faults(&problem, &search.best()), []);
        let mut score = search.score();
        for _ in 0..4 {
            search.step();
            let plan = search.best();
            prop_assert_eq!(faults(&problem, &plan), []);
            prop_assert!(search.score() <= score);
            score = search.score();
            prop_assert_eq!((plan.costs.missing, plan.costs.total()), (score.missing, score.cost));
        }
    }

    #[test]
    fn a_seed_and_a_number_of_steps_decide_the_plan(seed: u64, visits in 1_usize..40, engineers in 1_usize..5) {
        let problem = of_chance(seed, visits, engineers);
        let mut first = Search::new(&problem, 7).unwrap();
        let mut second = first.sibling(7);
        let mut other = first.sibling(8);
        for _ in 0..3 {
            first.step();
            second.step();
            other.step();
        }
        first.offer(&other.best());
        second.offer(&other.best());
        first.step();
        second.step();
        prop_assert_eq!(first.best(), second.best());
        prop_assert_eq!(first.steps(), 4);
    }
}
