//! The plan under the search's hands: a tour for each engineer, the visits nobody has, what it costs, and a journal of
//! what the running change touched, so that a change that is not wanted can be taken back.

use super::model::{Model, NONE};
use super::route::Route;

/// What decides between two plans: first that nothing that must be served is missing, then cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// Visits that must be served and are not.
    pub missing: usize,
    /// All other cost: travel, use of engineers, lateness, visits left out, visits moved.
    pub cost: i64,
}

/// Tours and what is left.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub routes: Vec<Route>,
    /// For each visit its engineer or [`NONE`].
    pub engineer_of: Vec<u32>,
    /// The visits that nobody has.
    pub absent: Vec<u32>,
    /// Cost of all tours and absent visits, penalties included.
    pub cost: i64,
    /// Engineers with visits.
    pub used: usize,
    /// Absent visits that must be served.
    pub missing: usize,
}

impl State {
    /// Nobody has anything to do.
    pub(crate) fn new(model: &Model) -> Self {
        let visits = model.visits() as u32;
        Self {
            routes: (0..model.people.len() as u32).map(|engineer| Route::new(model, engineer)).collect(),
            engineer_of: vec![NONE; model.visits()],
            absent: (0..visits).collect(),
            cost: model.tasks.iter().map(|task| task.left_out).sum(),
            used: 0,
            missing: model.tasks.iter().filter(|task| task.must).count(),
        }
    }

    /// The tours of `orders`, an order of visits for each engineer. What does not exist, comes twice, is not for that
    /// engineer or cannot be kept is left out.
    pub(crate) fn from_orders<'a>(model: &Model, orders: impl Iterator<Item = (usize, &'a [usize])>) -> Self {
        let mut state = Self::new(model);
        let mut journal = Journal::new(model);
        journal.begin(&state);
        for (engineer, order) in orders {
            let Some(route) = state.routes.get(engineer) else { continue };
            let person = &model.people[engineer];
            let (mut room, mut places) = (person.capacity, person.max_visits);
            let mut rank = 0;
            let mut visits: Vec<u32> = Vec::with_capacity(order.len());
            if !route.is_empty() {
                continue;
            }
            for &visit in order {
                let Some(task) = model.tasks.get(visit) else { continue };
                let name = visit as u32;
                let known = state.engineer_of[visit] != NONE || visits.contains(&name);
                let allowed = model.allowed[visit].binary_search(&(engineer as u32)).is_ok();
                let ranked = task.rank.is_none_or(|own| own >= rank);
                if known || !allowed || !ranked || task.demand > room || places == 0 {
                    continue;
                }
                rank = task.rank.unwrap_or(rank);
                room -= task.demand;
                places -= 1;
                visits.push(name);
            }
            let mut dropped = Vec::new();
            state.change(model, &mut journal, engineer as u32, |route| route.rebuild(model, &visits, &mut dropped));
            let kept: Vec<u32> = state.routes[engineer].visits().collect();
            kept.into_iter().for_each(|visit| state.serve(model, engineer as u32, visit));
        }
        state.forget_served();
        state
    }

    /// Changes one tour; keeps the sums and notes in the journal what it was.
    pub(crate) fn change(
        &mut self,
        model: &Model,
        journal: &mut Journal,
        engineer: u32,
        change: impl FnOnce(&mut Route),
    ) {
        let route = &mut self.routes[engineer as usize];
        journal.note(route);
        self.cost -= route.cost(model);
        self.used -= usize::from(!route.is_empty());
        change(route);
        self.cost += route.cost(model);
        self.used += usize::from(!route.is_empty());
    }

    /// Takes visits out of a tour.
    pub(crate) fn remove(
        &mut self,
        model: &Model,
        journal: &mut Journal,
        engineer: u32,
        keep: impl FnMut(usize) -> bool,
    ) {
        let first = self.absent.len();
        let mut absent = std::mem::take(&mut self.absent);
        self.change(model, journal, engineer, |route| route.retain(model, keep, &mut absent));
        for visit in &absent[first..] {
            let task = &model.tasks[*visit as usize];
            self.engineer_of[*visit as usize] = NONE;
            self.cost += task.left_out;
            self.missing += usize::from(task.must);
        }
        self.absent = absent;
    }

    /// Gives an absent visit to an engineer; it stays in the list until [`State::forget_served`].
    pub(crate) fn insert(&mut self, model: &Model, journal: &mut Journal, engineer: u32, at: usize, visit: u32) {
        self.change(model, journal, engineer, |route| route.insert(model, at, visit));
        self.serve(model, engineer, visit);
    }

    /// Notes that an engineer has a visit that was absent.
    fn serve(&mut self, model: &Model, engineer: u32, visit: u32) {
        let task = &model.tasks[visit as usize];
        self.engineer_of[visit as usize] = engineer;
        self.cost -= task.left_out;
        self.missing -= usize::from(task.must);
    }

    /// Strikes the visits that somebody has from the list of absent ones.
    pub(crate) fn forget_served(&mut self) {
        let engineer_of = &self.engineer_of;
        self.absent.retain(|visit| engineer_of[*visit as usize] == NONE);
    }

    pub(crate) fn score(&self, model: &Model) -> Score {
        Score { missing: self.missing, cost: self.cost - self.missing as i64 * model.penalty }
    }

    /// Becomes a copy without letting go of memory.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        for (route, other) in self.routes.iter_mut().zip(&other.routes) {
            route.copy_from(other);
        }
        self.engineer_of.clone_from(&other.engineer_of);
        self.absent.clone_from(&other.absent);
        (self.cost, self.used, self.missing) = (other.cost, other.used, other.missing);
    }
}

/// What a change touched, as it was before.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    /// Routes as they were; those beyond `count` are memory for later.
    routes: Vec<Route>,
    count: usize,
    noted: Vec<bool>,
    absent: Vec<u32>,
    sums: (i64, usize, usize),
}

impl Journal {
    pub(crate) fn new(model: &Model) -> Self {
        let noted = vec![false; model.people.len()];
        Self { routes: Vec::new(), count: 0, noted, absent: Vec::new(), sums: (0, 0, 0) }
    }

    /// Begins a change.
    pub(crate) fn begin(&mut self, state: &State) {
        for route in &self.routes[..self.count] {
            self.noted[route.engineer as usize] = false;
        }
        self.count = 0;
        self.absent.clone_from(&state.absent);
        self.sums = (state.cost, state.used, state.missing);
    }

    /// Whether a tour has been touched.
    pub(crate) fn has(&self, engineer: u32) -> bool {
        self.noted[engineer as usize]
    }

    fn note(&mut self, route: &Route) {
        if std::mem::replace(&mut self.noted[route.engineer as usize], true) {
            return;
        }
        match self.routes.get_mut(self.count) {
            Some(memory) => memory.copy_from(route),
            None => self.routes.push(route.clone()),
        }
        self.count += 1;
    }

    /// Takes the change back.
    pub(crate) fn undo(&mut self, state: &mut State) {
        for saved in &self.routes[..self.count] {
            for visit in state.routes[saved.engineer as usize].visits() {
                state.engineer_of[visit as usize] = NONE;
            }
        }
        for saved in &mut self.routes[..self.count] {
            let engineer = saved.engineer;
            std::mem::swap(saved, &mut state.routes[engineer as usize]);
            for visit in state.routes[engineer as usize].visits() {
                state.engineer_of[visit as usize] = engineer;
            }
        }
        state.absent.clone_from(&self.absent);
        (state.cost, state.used, state.missing) = self.sums;
    }
}
