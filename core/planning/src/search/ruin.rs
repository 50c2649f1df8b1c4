//! Taking visits out of a plan: strings of adjacent visits from tours that are near each other, after J. Christiaens and
//! G. Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems" (Transportation Science 54, 2020).
//!
//! Now and then the first tour is emptied altogether: with few long tours, strings alone do not find the plan that needs
//! one engineer less.

use super::model::{Model, NONE};
use super::state::{Journal, State};
use crate::rng::Rng;

/// Visits to remove on average.
const AVERAGE: usize = 10;
/// Longest string.
const LONGEST: usize = 10;
/// How often, in a thousand, visits in the middle of a string stay.
const SPLIT: usize = 500;
/// How often, in a thousand, one more of them stays.
const WIDER_SPLIT: usize = 10;
/// How often, in a thousand, the first tour is emptied.
const WHOLE: usize = 20;

/// Takes visits out around a visit of chance. They join the absent ones; absent visits met on the way go to `wake`.
pub(crate) fn ruin(model: &Model, state: &mut State, journal: &mut Journal, rng: &mut Rng, wake: &mut Vec<u32>) {
    let served = model.visits() - state.absent.len();
    let longest = LONGEST.min(served.div_ceil(state.used.max(1))).max(1);
    // as many strings as bring the average (equations 5 to 7 of the paper), in 65,536ths
    let most = ((4 * AVERAGE) << 16) / (1 + longest);
    let strings = (rng.below(most.saturating_sub(1 << 16)) + (1 << 16)) >> 16;
    let whole = rng.per_mille(WHOLE);
    let seed = rng.below(model.visits());
    let mut done = 0;
    for &visit in &model.near[seed] {
        if done >= strings {
            break;
        }
        let engineer = state.engineer_of[visit as usize];
        if engineer == NONE {
            wake.push(visit);
            continue;
        }
        if journal.has(engineer) {
            continue;
        }
        let route = &state.routes[engineer as usize];
        let Some(at) = route.visits().position(|other| other == visit) else { continue };
        let size = route.len();
        let length = if whole && done == 0 { size } else { 1 + rng.below(longest.min(size)) };
        done += 1;
        let stay = if length >= 2 && length < size && rng.per_mille(SPLIT) {
            let mut stay = 1;
            while length + stay < size && rng.per_mille(WIDER_SPLIT) {
                stay += 1;
            }
            stay
        } else {
            0
        };
        let span = length + stay;
        let (low, high) = ((at + 1).saturating_sub(span), at.min(size - span));
        let first = low + rng.below(high - low + 1);
        let kept = if stay > 0 { first + 1 + rng.below(length - 1) } else { first + span };
        let keep = |i: usize| i < first || i >= first + span || (kept <= i && i < kept + stay);
        state.remove(model, journal, engineer, keep);
    }
}
