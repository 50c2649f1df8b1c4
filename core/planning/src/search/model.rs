//! The problem as the search reads it: one table of legs between visits and ends, windows in order, and for each visit
//! who may come and who is near.
//!
//! Points are the visits, then the distinct places where tours begin or end, then [`Model::nowhere`], the end of tours
//! that stop at their last visit, with legs of nothing. The table takes 8 bytes per pair of points, twice that where
//! some leg differs from its way back; searches of one problem share it.

use super::near;
use crate::clock::{self, Serving};
use crate::problem::{Break, Leg, Lock, Problem, ProblemError, Window};

/// Nobody.
pub(crate) const NONE: u32 = u32::MAX;

/// A visit as the search reads it.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// First begin.
    pub open: i64,
    /// Last arrival at all; far away where windows are soft.
    pub close: i64,
    pub seconds: i64,
    pub demand: i64,
    /// Windows in [`Model::windows`].
    windows: std::ops::Range<usize>,
    /// Engineer who should keep it, or [`NONE`].
    pub preferred: u32,
    pub moved_cost: i64,
    /// Rank among the locked visits of its engineer.
    pub rank: Option<u32>,
    pub must: bool,
    /// Cost of leaving it out; for one that must be served a penalty above all it could cost.
    pub left_out: i64,
}

impl Task {
    /// Whether there is only one window.
    pub(crate) fn single(&self) -> bool {
        self.windows.len() == 1
    }
}

/// An engineer as the search reads it.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub start: u32,
    pub end: u32,
    pub shift: Window,
    pub breaks: Vec<Break>,
    pub fixed_cost: i64,
    pub max_visits: usize,
    pub capacity: i64,
    /// Engineers of one kind are alike in everything while they have nothing to do.
    pub kind: u32,
}

/// The problem as the search reads it. All indices of visits, engineers and points are in range by construction.
#[derive(Debug)]
pub(crate) struct Model {
    pub problem: Problem,
    pub tasks: Vec<Task>,
    pub people: Vec<Person>,
    windows: Vec<Window>,
    points: usize,
    legs: Vec<Leg>,
    /// Legs by where they end; empty where ways and ways back are alike.
    back: Vec<Leg>,
    /// For each visit the engineers who could serve it alone, in order.
    pub allowed: Vec<Vec<u32>>,
    /// For each visit itself and the visits near it, nearest first.
    pub near: Vec<Vec<u32>>,
    /// For each visit with many engineers those who start near it.
    pub near_people: Vec<Vec<u32>>,
    /// Cost of a second of lateness; 0 where windows are hard.
    pub lateness_cost: i64,
    pub soft: bool,
    /// What the search counts for a visit that must be served and is not.
    pub penalty: i64,
}

impl Model {
    pub(crate) fn new(problem: &Problem) -> Result<Self, ProblemError> {
        problem.validate()?;
        let soft = problem.lateness_cost.is_some();
        let mut model = Self {
            tasks: Vec::with_capacity(problem.visits.len()),
            people: Vec::with_capacity(problem.engineers.len()),
            windows: Vec::new(),
            points: 0,
            legs: Vec::new(),
            back: Vec::new(),
            allowed: Vec::new(),
            near: Vec::new(),
            near_people: Vec::new(),
            lateness_cost: problem.lateness_cost.unwrap_or(0),
            soft,
            penalty: 0,
            problem: problem.clone(),
        };
        let places = model.read_people();
        model.read_legs(&places);
        model.read_tasks();
        near::fill(&mut model);
        Ok(model)
    }

    /// Reads the engineers and answers with the place of each point.
    fn read_people(&mut self) -> Vec<Option<usize>> {
        let mut places: Vec<Option<usize>> = self.problem.visits.iter().map(|visit| Some(visit.place)).collect();
        let visits = places.len();
        let mut ends: Vec<usize> =
            self.problem.engineers.iter().flat_map(|e| std::iter::once(e.start).chain(e.end)).collect();
        ends.sort_unstable();
        ends.dedup();
        let nowhere = visits + ends.len();
        let point = |place: usize| ends.binary_search(&place).map_or(nowhere, |i| visits + i) as u32;
        // whom visits name is not like anybody else
        let mut named = vec![false; self.problem.engineers.len()];
        for visit in &self.problem.visits {
            let names = [visit.lock.map(Lock::engineer), visit.preferred.map(|preferred| preferred.engineer)];
            names.into_iter().flatten().for_each(|engineer| named[engineer] = true);
        }
        for (index, engineer) in self.problem.engineers.iter().enumerate() {
            let alike = |other: usize| self.problem.engineers[other] == *engineer && !named[other];
            let kind = if named[index] { index } else { (0..index).find(|other| alike(*other)).unwrap_or(index) };
            let due = clock::due_breaks(&engineer.breaks, engineer.shift);
            self.people.push(Person {
                start: point(engineer.start),
                end: engineer.end.map_or(nowhere as u32, point),
                shift: engineer.shift,
                breaks: due.into_iter().map(|i| engineer.breaks[i]).collect(),
                fixed_cost: engineer.fixed_cost,
                max_visits: engineer.max_visits.unwrap_or(usize::MAX),
                capacity: engineer.capacity.unwrap_or(i64::MAX),
                kind: kind as u32,
            });
        }
        places.extend(ends.into_iter().map(Some));
        places.push(None);
        places
    }

    fn read_legs(&mut self, places: &[Option<usize>]) {
        let leg = |from: Option<usize>, to: Option<usize>| match (from, to) {
            (Some(from), Some(to)) => self.problem.legs.get(from, to),
            _ => Leg::default(),
        };
        let by_row = |leg: &dyn Fn(Option<usize>, Option<usize>) -> Leg| {
            let mut table = Vec::with_capacity(places.len() * places.len());
            places.iter().for_each(|from| table.extend(places.iter().map(|to| leg(*from, *to))));
            table
        };
        let legs = by_row(&leg);
        let points = places.len();
        let symmetric = (0..points).all(|a| (0..a).all(|b| legs[a * points + b] == legs[b * points + a]));
        let back = if symmetric { Vec::new() } else { by_row(&|to, from| leg(from, to)) };
        (self.points, self.legs, self.back) = (points, legs, back);
    }

    fn read_tasks(&mut self) {
        let horizon = self.people.iter().map(|p| p.shift.until).max().unwrap_or(0)
            - self.people.iter().map(|p| p.shift.from).min().unwrap_or(0);
        let greatest = |costs: &mut dyn Iterator<Item = i64>| costs.max().unwrap_or(0);
        let leg = greatest(&mut self.legs.iter().map(|leg| i64::from(leg.cost)));
        let fixed = greatest(&mut self.people.iter().map(|person| person.fixed_cost));
        let visits = &self.problem.visits;
        let moved = greatest(&mut visits.iter().filter_map(|v| v.preferred.map(|p| p.moved_cost)));
        let left_out = greatest(&mut visits.iter().filter_map(|v| v.leave_out));
        // Above all that serving one visit can cost, so that the search never gains by dropping it.
        self.penalty = 4 * (2 * leg + fixed + moved + self.lateness_cost * horizon) + left_out + 1;
        for visit in visits {
            let begin = self.windows.len();
            self.windows.extend(clock::ordered(&visit.windows));
            let windows = begin..self.windows.len();
            let must = visit.must_be_served();
            self.tasks.push(Task {
                open: self.windows[begin].from,
                close: if self.soft { clock::NEVER } else { self.windows[windows.end - 1].until },
                seconds: visit.seconds,
                demand: visit.demand,
                windows,
                preferred: visit.preferred.map_or(NONE, |p| p.engineer as u32),
                moved_cost: visit.preferred.map_or(0, |p| p.moved_cost),
                rank: if let Some(Lock::Order { rank, .. }) = visit.lock { Some(rank) } else { None },
                must,
                left_out: visit.leave_out.filter(|_| !must).unwrap_or(self.penalty),
            });
        }
    }

    pub(crate) fn visits(&self) -> usize {
        self.tasks.len()
    }

    pub(crate) fn leg(&self, from: u32, to: u32) -> Leg {
        self.legs[from as usize * self.points + to as usize]
    }

    /// Legs from a point to every point.
    pub(crate) fn legs_from(&self, point: u32) -> &[Leg] {
        &self.legs[point as usize * self.points..][..self.points]
    }

    /// Legs to a point from every point.
    pub(crate) fn legs_to(&self, point: u32) -> &[Leg] {
        let table = if self.back.is_empty() { &self.legs } else { &self.back };
        &table[point as usize * self.points..][..self.points]
    }

    /// Whether every leg is like its way back.
    pub(crate) fn same_back(&self) -> bool {
        self.back.is_empty()
    }

    /// What a visit asks of time.
    pub(crate) fn serving(&self, visit: u32) -> Serving<'_> {
        let task = &self.tasks[visit as usize];
        Serving { windows: &self.windows[task.windows.clone()], seconds: task.seconds, soft: self.soft }
    }

    /// Cost of giving a visit to an engineer who does not have it today.
    pub(crate) fn moved_cost(&self, visit: u32, engineer: u32) -> i64 {
        let task = &self.tasks[visit as usize];
        if task.preferred == NONE || task.preferred == engineer { 0 } else { task.moved_cost }
    }
}
