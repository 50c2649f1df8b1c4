//! The times of a tour: forward when the engineer is free, backward the latest arrivals.

use super::Route;
use crate::clock::{self, NEVER};
use crate::search::model::Model;

impl Route {
    /// Times of a tour without breaks and with hard windows.
    pub(super) fn update_times(&mut self, model: &Model) -> Option<usize> {
        let last = self.stops.len() - 1;
        let mut fault = None;
        for i in 1..=last {
            let free = self.free(model, i);
            if fault.is_none() && (free >= NEVER || (i == last && free > self.stops[last].latest)) {
                fault = Some(i);
            }
            self.stops[i].free = free.min(NEVER);
        }
        for i in (1..last).rev() {
            self.stops[i].latest = self.latest(model, i);
        }
        fault
    }

    /// Earliest time of leaving a stop, by the stop before.
    pub(super) fn free(&self, model: &Model, at: usize) -> i64 {
        let here = &self.stops[at];
        let arrival = self.stops[at - 1].free + i64::from(here.seconds);
        match model.tasks.get(here.point as usize) {
            Some(task) if task.single() && arrival <= task.close => arrival.max(task.open) + task.seconds,
            Some(task) => model.serving(here.point).begin(arrival) + task.seconds,
            None => arrival,
        }
    }

    /// Latest arrival at a stop, by the stop after.
    pub(super) fn latest(&self, model: &Model, at: usize) -> i64 {
        let (here, next) = (self.stops[at].point, &self.stops[at + 1]);
        let task = &model.tasks[here as usize];
        let by = next.latest - i64::from(next.seconds) - task.seconds;
        if task.single() && by >= task.open { by.min(task.close) } else { model.serving(here).latest_arrival(by) }
    }

    /// Labels and limits of a tour with breaks or soft windows.
    pub(super) fn update_labels(&mut self, model: &Model) -> Option<usize> {
        let person = &model.people[self.engineer as usize];
        let breaks = &person.breaks[..];
        let wide = breaks.len() + 1;
        let last = self.stops.len() - 1;
        self.labels.clear();
        self.limits.clear();
        self.limits.resize((last + 1) * wide, NEVER);
        let mut row = clock::fresh(person.shift, breaks);
        let row = &mut row[..wide];
        self.labels.extend_from_slice(row);
        let mut fault = None;
        for i in 1..=last {
            let point = self.stops[i].point;
            clock::travel(row, self.stops[i].seconds);
            if i < last {
                clock::rest(row, breaks);
                model.serving(point).serve(row);
                clock::rest(row, breaks);
            }
            if fault.is_none() && row.iter().all(|label| label.time >= NEVER) {
                fault = Some(i);
            }
            self.labels.extend_from_slice(row);
            self.stops[i].free = row[0].time;
        }
        for taken in 0..wide {
            self.limits[last * wide + taken] = clock::latest_end(person.shift, breaks, taken);
        }
        for i in (1..last).rev() {
            let travel = i64::from(self.stops[i + 1].seconds);
            let serving = model.serving(self.stops[i].point);
            let mut leave_later = -NEVER;
            for taken in (0..wide).rev() {
                let rested = |later: i64| breaks.get(taken).map_or(-NEVER, |b| clock::latest_rest(b, later));
                leave_later = (self.limits[(i + 1) * wide + taken] - travel).max(rested(leave_later));
                let arrival = serving.latest_arrival(leave_later - serving.seconds);
                let after = if taken + 1 < wide { self.limits[i * wide + taken + 1] } else { -NEVER };
                self.limits[i * wide + taken] = arrival.max(rested(after));
            }
            self.stops[i].latest = self.limits[i * wide + wide - 1];
        }
        self.stops[last].latest = self.limits[last * wide + wide - 1];
        if last > 1 {
            match self.least_late(row) {
                Some(late) => self.late = late,
                None => fault = fault.or(Some(last)),
            }
        }
        fault
    }
}
