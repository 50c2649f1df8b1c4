//! What it costs to put a visit between two stops of a tour, in constant time.
//!
//! Travel is the detour. Time is judged by where two halves meet: the tour so far knows when the engineer is free, the
//! rest knows the latest arrival it can bear. With soft windows the rest is walked for its lateness, but only for places
//! that are otherwise better than the best so far, and only until the delay has been waited away.

use std::hint::select_unpredictable;

use super::model::{Model, Task};
use super::route::Route;
use crate::clock::{self, NEVER};
use crate::problem::Leg;
use crate::problem::limits::BREAKS;
use crate::rng::Rng;

/// A place is overlooked once in so many, on average.
const BLINK: i64 = 100;
/// In tours of more stops the places that are too early or too late are cut off first,
const LONG: usize = 16;
/// and in all tours where there are more points, because the legs of so many are far from the processor.
const MANY: usize = 500;

/// A place for a visit in some tour and what it adds to the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub engineer: u32,
    /// Before this stop.
    pub at: usize,
    pub delta: i64,
}

/// Which places are overlooked, so that the same visits do not always come to the same places (the "blinks" of
/// Christiaens and Vanden Berghe).
#[derive(Clone, Debug)]
pub(crate) struct Blink {
    rng: Rng,
    /// Places until the next one that is overlooked.
    left: usize,
}

impl Blink {
    pub(crate) fn new(rng: Rng) -> Self {
        Self { rng, left: 0 }
    }

    /// Overlooks nothing.
    pub(crate) fn never() -> Self {
        Self { rng: Rng::new(0), left: usize::MAX }
    }

    /// How many of `places` are seen before one is overlooked.
    fn run(&mut self, places: usize) -> usize {
        if self.left >= places {
            self.left -= places;
            return places;
        }
        let next = ((self.rng.exponential_16() * BLINK) >> 16) as usize;
        std::mem::replace(&mut self.left, next)
    }
}

/// What is the same for all places of a tour.
struct Scan<'a> {
    model: &'a Model,
    route: &'a Route,
    visit: u32,
    task: &'a Task,
    /// Legs to and from the visit.
    to: &'a [Leg],
    from: &'a [Leg],
    /// A detour must cost less.
    bound: i64,
    /// The best place so far, 0 for none.
    at: usize,
}

/// Tries every place of a tour and makes the cheapest the best one, if it is cheaper than the best so far, or than
/// `bound` while there is none.
pub(crate) fn scan(model: &Model, route: &Route, visit: u32, bound: i64, best: &mut Option<Spot>, blink: &mut Blink) {
    scan_within(model, route, visit, between_ranks(model, route, visit), bound, best, blink);
}

/// The same for the places before the stops from a first to a last one.
pub(crate) fn scan_within(
    model: &Model,
    route: &Route,
    visit: u32,
    (mut first, mut last): (usize, usize),
    bound: i64,
    best: &mut Option<Spot>,
    blink: &mut Blink,
) {
    let task = &model.tasks[visit as usize];
    let person = &model.people[route.engineer as usize];
    if task.demand > person.capacity - route.load || route.len() >= person.max_visits {
        return;
    }
    let (to, from) = (model.legs_to(visit), model.legs_from(visit));
    let mut extra = model.moved_cost(visit, route.engineer);
    if route.is_empty() {
        extra += person.fixed_cost;
    }
    if last > first + LONG || to.len() > MANY {
        // both times never fall along a tour
        first = first.max(route.stops.partition_point(|stop| stop.latest < task.open + task.seconds));
        last = last.min(route.stops.partition_point(|stop| stop.free <= task.close));
    }
    let bound = best.map_or(bound, |spot| spot.delta) - extra;
    let mut scan = Scan { model, route, visit, task, to, from, bound, at: 0 };
    let plain = task.single() && !route.labelled;
    while first <= last {
        let run = blink.run(last + 1 - first);
        match (plain, model.same_back()) {
            (true, true) => scan.plain::<true>(first, run),
            (true, false) => scan.plain::<false>(first, run),
            (false, _) => scan.general(first, run),
        }
        // the place after the run is the one that is overlooked
        first += run + 1;
    }
    if scan.at > 0 {
        *best = Some(Spot { engineer: route.engineer, at: scan.at, delta: scan.bound + extra });
    }
}

impl Scan<'_> {
    /// Places of a tour without breaks and with hard windows for a visit with one window; `SAME` where ways and ways
    /// back are alike. The search spends most of its time here, so the loop has no branch that chance decides.
    fn plain<const SAME: bool>(&mut self, first: usize, run: usize) {
        let (open, close, seconds) = (self.task.open, self.task.close, self.task.seconds);
        let (to, from) = (self.to, self.from);
        let (mut bound, mut at) = (self.bound, self.at);
        let stops = &self.route.stops[first - 1..first + run];
        let (mut free, mut leg_in) = (stops[0].free, to[stops[0].point as usize]);
        for (i, after) in stops[1..].iter().enumerate() {
            let leg_out = from[after.point as usize];
            let detour = i64::from(leg_in.cost) + i64::from(leg_out.cost) - i64::from(after.cost);
            let arrival = free + i64::from(leg_in.seconds);
            let begin = select_unpredictable(arrival > open, arrival, open);
            let next = begin + seconds + i64::from(leg_out.seconds);
            let better = (begin <= close) & (next <= after.latest) & (detour < bound);
            bound = select_unpredictable(better, detour, bound);
            at = select_unpredictable(better, first + i, at);
            free = after.free;
            leg_in = if SAME { leg_out } else { to[after.point as usize] };
        }
        (self.bound, self.at) = (bound, at);
    }

    /// Places of any tour for any visit.
    fn general(&mut self, first: usize, run: usize) {
        let (task, serving) = (self.task, self.model.serving(self.visit));
        for at in first..first + run {
            let (before, after) = (&self.route.stops[at - 1], &self.route.stops[at]);
            let (leg_in, leg_out) = (self.to[before.point as usize], self.from[after.point as usize]);
            let mut detour = i64::from(leg_in.cost) + i64::from(leg_out.cost) - i64::from(after.cost);
            if detour >= self.bound {
                continue;
            }
            let begin = serving.begin(before.free + i64::from(leg_in.seconds));
            if begin >= NEVER || begin + task.seconds + i64::from(leg_out.seconds) > after.latest {
                continue;
            }
            if self.route.labelled {
                let Some(late) = lateness(self.model, self.route, at, self.visit) else { continue };
                detour += late * self.model.lateness_cost;
            }
            if detour < self.bound {
                (self.bound, self.at) = (detour, at);
            }
        }
    }
}

/// The stops before which a visit may come: all, or those between the locked visits of lower and of higher rank.
pub(crate) fn between_ranks(model: &Model, route: &Route, visit: u32) -> (usize, usize) {
    let (mut first, mut last) = (1, route.stops.len() - 1);
    let Some(rank) = model.tasks[visit as usize].rank else { return (first, last) };
    for (i, other) in route.visits().enumerate() {
        match model.tasks[other as usize].rank {
            Some(other) if other < rank => first = i + 2,
            Some(other) if other > rank => last = last.min(i + 1),
            _ => {}
        }
    }
    (first, last)
}

/// Seconds of lateness that a visit before stop `at` brings to a labelled tour; `None` if it cannot be kept.
fn lateness(model: &Model, route: &Route, at: usize, visit: u32) -> Option<i64> {
    let breaks = &model.people[route.engineer as usize].breaks[..];
    let wide = breaks.len() + 1;
    let mut row = [clock::Label { time: NEVER, late: 0 }; BREAKS + 1];
    let row = &mut row[..wide];
    row.copy_from_slice(route.labels(at - 1));
    clock::travel(row, model.leg(route.stops[at - 1].point, visit).seconds);
    clock::rest(row, breaks);
    model.serving(visit).serve(row);
    clock::rest(row, breaks);
    clock::travel(row, model.leg(visit, route.stops[at].point).seconds);
    if !row.iter().zip(route.limits(at)).any(|(label, limit)| label.time <= *limit) {
        return None;
    }
    if !model.soft {
        return Some(0);
    }
    let last = route.stops.len() - 1;
    for i in at..last {
        let point = route.stops[i].point;
        clock::rest(row, breaks);
        model.serving(point).serve(row);
        let known = route.labels(i);
        // without breaks a tour that is on time again goes on as it did
        if wide == 1 && row[0].time == known[0].time {
            return Some(row[0].late - known[0].late);
        }
        clock::rest(row, breaks);
        clock::travel(row, model.leg(point, route.stops[i + 1].point).seconds);
    }
    route.least_late(row).map(|late| late - route.late)
}
