//! The tour of one engineer as the search keeps it: for every stop the earliest time he is free after it and the latest
//! arrival that keeps the rest of the tour, so that an insertion is judged by its two neighbours alone.
//!
//! A tour is never one that cannot be kept: [`Route::rebuild`] drops visits until it can. Tours without breaks and with
//! hard windows need the two numbers of [`Stop`]; for all others the two are bounds and [`Route::labels`] decides.

mod times;

use super::model::Model;
use crate::clock::{Label, NEVER};
use crate::problem::Leg;

/// A stop of a tour; the first and the last are where the engineer starts and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    /// The visit, or the point of the start or end.
    pub point: u32,
    /// Cost of the leg to this stop.
    pub cost: u32,
    /// Seconds of the leg to this stop.
    pub seconds: u32,
    /// Earliest time of leaving.
    pub free: i64,
    /// Latest arrival.
    pub latest: i64,
}

/// The tour of one engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub engineer: u32,
    pub stops: Vec<Stop>,
    pub load: i64,
    /// Cost of all legs.
    travel: i64,
    moved: i64,
    /// Seconds of lateness.
    pub late: i64,
    /// Whether labels are kept.
    pub labelled: bool,
    /// For each stop a label for each number of breaks: when the engineer is free after it.
    labels: Vec<Label>,
    /// For each stop and number of breaks the latest arrival.
    limits: Vec<i64>,
}

impl Route {
    pub(crate) fn new(model: &Model, engineer: u32) -> Self {
        let labelled = model.soft || !model.people[engineer as usize].breaks.is_empty();
        let (stops, labels, limits) = (Vec::new(), Vec::new(), Vec::new());
        let mut route = Self { engineer, stops, load: 0, travel: 0, moved: 0, late: 0, labelled, labels, limits };
        route.assign(model, &[]);
        route
    }

    /// Becomes a copy without letting go of memory.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.stops.clone_from(&other.stops);
        self.labels.clone_from(&other.labels);
        self.limits.clone_from(&other.limits);
        (self.engineer, self.labelled, self.load) = (other.engineer, other.labelled, other.load);
        (self.travel, self.moved, self.late) = (other.travel, other.moved, other.late);
    }

    /// How many visits there are.
    pub(crate) fn len(&self) -> usize {
        self.stops.len() - 2
    }

    /// Cost of all legs.
    pub(crate) fn travel(&self) -> i64 {
        self.travel
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.stops.len() == 2
    }

    /// The visits in order.
    pub(crate) fn visits(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.stops[1..self.stops.len() - 1].iter().map(|stop| stop.point)
    }

    /// All the tour costs.
    pub(crate) fn cost(&self, model: &Model) -> i64 {
        let fixed = if self.is_empty() { 0 } else { model.people[self.engineer as usize].fixed_cost };
        self.travel + self.moved + self.late * model.lateness_cost + fixed
    }

    /// Becomes the tour of `visits` in order, whether it can be kept or not.
    fn assign(&mut self, model: &Model, visits: &[u32]) -> Option<usize> {
        let person = &model.people[self.engineer as usize];
        self.stops.clear();
        let (free, latest) = (person.shift.from, person.shift.until);
        let stop = |point| Stop { point, cost: 0, seconds: 0, free, latest };
        // nothing comes before the start, and along a tour the latest arrivals rise
        self.stops.push(Stop { latest: -NEVER, ..stop(person.start) });
        self.stops.extend(visits.iter().map(|visit| stop(*visit)));
        self.stops.push(stop(person.end));
        self.update(model)
    }

    /// Calculates everything anew. Answers with the first stop that cannot be kept, if there is one.
    pub(crate) fn update(&mut self, model: &Model) -> Option<usize> {
        (self.load, self.travel, self.moved, self.late) = (0, 0, 0, 0);
        let last = self.stops.len() - 1;
        for i in 1..=last {
            let point = self.stops[i].point;
            // an engineer without visits goes nowhere
            let leg = if last == 1 { Leg::default() } else { model.leg(self.stops[i - 1].point, point) };
            (self.stops[i].cost, self.stops[i].seconds) = (leg.cost, leg.seconds);
            self.travel += i64::from(leg.cost);
            if i < last {
                self.load += model.tasks[point as usize].demand;
                self.moved += model.moved_cost(point, self.engineer);
            }
        }
        if self.labelled { self.update_labels(model) } else { self.update_times(model) }
    }

    /// Lateness of a tour that comes to its end with these labels; `None` if it comes too late.
    pub(crate) fn least_late(&self, labels: &[Label]) -> Option<i64> {
        let limits = &self.limits[self.limits.len() - labels.len()..];
        let kept = labels.iter().zip(limits).filter(|(label, limit)| label.time <= **limit);
        kept.map(|(label, _)| label.late).min()
    }

    /// The labels with which the engineer leaves a stop.
    pub(crate) fn labels(&self, at: usize) -> &[Label] {
        let wide = self.labels.len() / self.stops.len();
        &self.labels[at * wide..][..wide]
    }

    /// The latest arrivals at a stop, by the number of breaks taken.
    pub(crate) fn limits(&self, at: usize) -> &[i64] {
        let wide = self.limits.len() / self.stops.len();
        &self.limits[at * wide..][..wide]
    }

    /// Puts a visit before stop `at`; the caller has judged that the tour can be kept.
    pub(crate) fn insert(&mut self, model: &Model, at: usize, visit: u32) {
        self.stops.insert(at, Stop { point: visit, cost: 0, seconds: 0, free: 0, latest: 0 });
        if self.labelled || self.stops.len() == 3 {
            self.update(model);
            return;
        }
        self.load += model.tasks[visit as usize].demand;
        self.moved += model.moved_cost(visit, self.engineer);
        self.travel -= i64::from(self.stops[at + 1].cost);
        for i in at..=at + 1 {
            let leg = model.leg(self.stops[i - 1].point, self.stops[i].point);
            (self.stops[i].cost, self.stops[i].seconds) = (leg.cost, leg.seconds);
            self.travel += i64::from(leg.cost);
        }
        for i in at..self.stops.len() {
            let free = self.free(model, i);
            // from here on nothing is later than it was
            if i > at && free == self.stops[i].free {
                break;
            }
            self.stops[i].free = free;
        }
        for i in (1..=at).rev() {
            let latest = self.latest(model, i);
            if i < at && latest == self.stops[i].latest {
                break;
            }
            self.stops[i].latest = latest;
        }
    }

    /// Keeps the visits that `keep` says, and drops more while the tour cannot be kept, which happens only where a way
    /// by a third place is shorter. Dropped visits go to `dropped`.
    pub(crate) fn retain(&mut self, model: &Model, mut keep: impl FnMut(usize) -> bool, dropped: &mut Vec<u32>) {
        let last = self.stops.len() - 1;
        let mut index = 0;
        self.stops.retain(|stop| {
            let kept = index == 0 || index == last || keep(index - 1);
            if !kept {
                dropped.push(stop.point);
            }
            index += 1;
            kept
        });
        while let Some(fault) = self.update(model) {
            let visit = fault.min(self.stops.len() - 2);
            if visit == 0 {
                break;
            }
            dropped.push(self.stops.remove(visit).point);
        }
    }

    /// Becomes the tour of `visits` in order, without those that cannot be kept, which go to `dropped`.
    pub(crate) fn rebuild(&mut self, model: &Model, visits: &[u32], dropped: &mut Vec<u32>) {
        self.assign(model, visits);
        self.retain(model, |_| true, dropped);
    }
}
