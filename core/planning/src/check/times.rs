//! The times of a tour, walked from its start to its end.

use super::Violation;
use crate::plan::{Costs, Stop, Tour, What};
use crate::problem::{Leg, Problem};

/// Where the walk is.
struct Walk<'a> {
    problem: &'a Problem,
    engineer: usize,
    place: usize,
    now: i64,
    /// Whether the way to the next visit has been travelled before a break.
    ahead: bool,
    travel_seconds: i64,
    travel_cost: i64,
    late: i64,
    taken: Vec<bool>,
}

/// Checks the times of one tour and adds what it costs.
pub(super) fn check(problem: &Problem, tour: &Tour, costs: &mut Costs, found: &mut Vec<Violation>) {
    let engineer = tour.engineer;
    let person = &problem.engineers[engineer];
    let mut walk = Walk {
        problem,
        engineer,
        place: person.start,
        now: tour.leave,
        ahead: false,
        travel_seconds: 0,
        travel_cost: 0,
        late: 0,
        taken: vec![false; person.breaks.len()],
    };
    for (index, stop) in tour.stops.iter().enumerate() {
        let next = tour.stops[index..].iter().find_map(|stop| match stop.what {
            What::Visit(visit) => problem.visits.get(visit),
            What::Break { .. } => None,
        });
        // the place of the next visit; a break after the last one is taken where that was
        let to = next.map_or(walk.place, |visit| visit.place);
        if !walk.stop(stop, to, found) {
            found.push(Violation::Times { engineer, stop: index });
        }
    }
    let works = tour.visits().next().is_some();
    let home = match person.end {
        Some(end) if works => problem.legs.get(walk.place, end),
        _ => Leg::default(),
    };
    walk.travel(home);
    let sums = (walk.now, walk.travel_seconds, walk.travel_cost);
    if sums != (tour.back, tour.travel_seconds, tour.travel_cost) {
        found.push(Violation::Sums { engineer });
    }
    if works && tour.leave < person.shift.from {
        found.push(Violation::BeforeShift { engineer });
    }
    if works && walk.now > person.shift.until {
        found.push(Violation::AfterShift { engineer });
    }
    for (index, rest) in person.breaks.iter().enumerate() {
        let needed = works && rest.window.until >= person.shift.from && walk.now > rest.window.until;
        if needed && !walk.taken[index] {
            found.push(Violation::NoBreak { engineer, index });
        }
    }
    costs.travel = costs.travel.saturating_add(walk.travel_cost);
    costs.lateness = costs.lateness.saturating_add(walk.late.saturating_mul(problem.lateness_cost.unwrap_or(0)));
    if works {
        costs.engineers = costs.engineers.saturating_add(person.fixed_cost);
    }
    for visit in tour.visits().filter_map(|visit| problem.visits.get(visit)) {
        if let Some(preferred) = visit.preferred
            && preferred.engineer != engineer
        {
            costs.moved = costs.moved.saturating_add(preferred.moved_cost);
        }
    }
}

impl Walk<'_> {
    fn travel(&mut self, leg: Leg) {
        self.now = self.now.saturating_add(i64::from(leg.seconds));
        self.travel_seconds = self.travel_seconds.saturating_add(i64::from(leg.seconds));
        self.travel_cost = self.travel_cost.saturating_add(i64::from(leg.cost));
    }

    /// Goes to a stop on the way to the visit at `to`, and answers whether its times follow.
    fn stop(&mut self, stop: &Stop, to: usize, found: &mut Vec<Violation>) -> bool {
        let before = (self.travel_seconds, self.travel_cost);
        let (seconds, late) = match stop.what {
            What::Visit(visit) => {
                self.go(to);
                self.ahead = false;
                match self.problem.visits.get(visit) {
                    Some(data) => (data.seconds, self.late(visit, stop.begin, found)),
                    None => (0, 0),
                }
            }
            What::Break { index, travel_first } => {
                if travel_first {
                    self.go(to);
                }
                (self.rest(index, stop.begin, found), 0)
            }
        };
        let follows = stop.arrival == self.now
            && stop.begin >= stop.arrival
            && stop.end == stop.begin.saturating_add(seconds)
            && stop.travel_seconds == self.travel_seconds.saturating_sub(before.0)
            && stop.travel_cost == self.travel_cost.saturating_sub(before.1)
            && stop.late_seconds == late;
        self.late = self.late.saturating_add(late);
        self.now = stop.end;
        follows
    }

    /// Travels to the next visit unless that has been done.
    fn go(&mut self, to: usize) {
        if !std::mem::replace(&mut self.ahead, true) {
            self.travel(self.problem.legs.get(self.place, to));
            self.place = to;
        }
    }

    /// Seconds that a begin is late.
    fn late(&self, visit: usize, begin: i64, found: &mut Vec<Violation>) -> i64 {
        let windows = &self.problem.visits[visit].windows;
        let last = windows.iter().map(|window| window.until).max();
        let late = last.map_or(0, |last| begin.saturating_sub(last).max(0));
        let inside = windows.is_empty() || windows.iter().any(|window| window.from <= begin && begin <= window.until);
        if !inside && (late == 0 || self.problem.lateness_cost.is_none()) {
            found.push(Violation::Window { engineer: self.engineer, visit });
        }
        late
    }

    /// How long a break lasts.
    fn rest(&mut self, index: usize, begin: i64, found: &mut Vec<Violation>) -> i64 {
        let rest = self.problem.engineers[self.engineer].breaks.get(index);
        let inside = rest.is_some_and(|rest| rest.window.from <= begin && begin <= rest.window.until);
        let again = self.taken.get_mut(index).is_none_or(|taken| std::mem::replace(taken, true));
        if again || !inside {
            found.push(Violation::Break { engineer: self.engineer, index });
        }
        rest.map_or(0, |rest| rest.seconds)
    }
}
