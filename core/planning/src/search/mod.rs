//! The search for a good plan.
//!
//! Ruin and recreate: each change takes some strings of visits out of tours that are near each other ([`ruin`]) and puts
//! them back one by one where each costs least ([`recreate`]); a worse plan is kept with a chance that falls while the
//! search cools ([`anneal`]). Plans on the way are always ones that can be kept, so windows, skills, breaks, locks and
//! limits need no weights; what may be left out competes by its cost.
//!
//! Works: J. Christiaens, G. Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems",
//! Transportation Science 54 (2020), for the changes; G. Schrimpf and others, "Record Breaking Optimization Results Using
//! the Ruin and Recreate Principle", Journal of Computational Physics 159 (2000); M. Savelsbergh, "The Vehicle Routing
//! Problem with Time Windows: Minimizing Route Duration", ORSA Journal on Computing 4 (1992), for judging an insertion in
//! constant time.

mod anneal;
mod insertion;
mod model;
mod near;
mod reason;
mod recreate;
mod route;
mod ruin;
mod state;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use anneal::{Anneal, Next};
use model::Model;
use recreate::Recreate;
pub use state::Score;
use state::{Journal, State};

use crate::plan::{Plan, arrange};
use crate::problem::{Problem, ProblemError};
use crate::rng::Rng;

/// Changes of one step, divided by the number of visits.
const STEP: usize = 12_800;
/// Most changes of one step.
const STEP_MOST: usize = 256;
/// How often, in a thousand, a change looks for engineers far from a visit that nobody near it can take.
const LOOK_FAR: usize = 100;

/// A search that the caller drives, step by step.
///
/// It has no clock and no threads: the same problem, seed, offers and number of steps give the same plan on every
/// machine. Two searches, each on its own thread, find more than one when they [`offer`](Search::offer) each other
/// their best plans every few steps.
///
/// ```
/// use truckroll_planning::{Engineer, Leg, Legs, Problem, Search, Visit, Window};
///
/// let metres = |from: usize, to: usize| 1_000 * from.abs_diff(to) as u32;
/// let legs = Legs::from_fn(4, |from, to| Leg { seconds: metres(from, to) / 10, cost: metres(from, to) });
/// let engineers = vec![Engineer::new(0, Window::new(8 * 3600, 17 * 3600))];
/// let visits = [2, 3, 1].map(|place| Visit::new(place, 1_800)).to_vec();
/// let mut search = Search::new(&Problem { legs, engineers, visits, lateness_cost: None }, 1)?;
/// for _ in 0..10 {
///     search.step();
/// }
/// assert_eq!(search.best().costs.travel, 6_000);
/// # Ok::<(), truckroll_planning::ProblemError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Search {
    model: Arc<Model>,
    rng: Rng,
    current: State,
    best: State,
    best_score: Score,
    journal: Journal,
    recreate: Recreate,
    wake: Vec<u32>,
    anneal: Option<Anneal>,
    warm: bool,
    steps: u64,
}

impl Search {
    /// A search whose best plan is to do nothing, until it is driven or offered a plan.
    ///
    /// Takes time and memory that grow with the square of the number of visits and distinct starts and ends: for 2,000
    /// visits and 300 engineers a fraction of a second and 45 MB, twice that where ways and ways back differ.
    ///
    /// # Errors
    /// What is out of bounds in the problem.
    pub fn new(problem: &Problem, seed: u64) -> Result<Self, ProblemError> {
        Ok(Self::with_model(Arc::new(Model::new(problem)?), seed))
    }

    /// Another search of the same problem from the beginning; shares the tables of this one.
    #[must_use]
    pub fn sibling(&self, seed: u64) -> Self {
        Self::with_model(Arc::clone(&self.model), seed)
    }

    fn with_model(model: Arc<Model>, seed: u64) -> Self {
        let current = State::new(&model);
        let mut rng = Rng::new(seed);
        let blinks = Rng::new(rng.next());
        Self {
            rng,
            best: current.clone(),
            best_score: current.score(&model),
            current,
            journal: Journal::new(&model),
            recreate: Recreate::new(&model, blinks),
            wake: Vec::new(),
            anneal: None,
            warm: false,
            steps: 0,
            model,
        }
    }

    /// A small piece of work: about a millisecond for 100 visits, a few for 2,000; the first step makes a plan from
    /// nothing and takes longer.
    pub fn step(&mut self) {
        self.steps += 1;
        let visits = self.model.visits();
        if visits == 0 || self.model.people.is_empty() {
            return;
        }
        if self.anneal.is_none() {
            self.first();
        }
        for _ in 0..(STEP / visits).clamp(1, STEP_MOST) {
            self.change();
        }
    }

    /// Fills the plan with all that is absent and decides how hot it begins.
    fn first(&mut self) {
        self.journal.begin(&self.current);
        let model = &*self.model;
        self.recreate.run(model, &mut self.current, &mut self.journal, &mut self.rng, (0, &[]));
        self.recreate.look_far = LOOK_FAR;
        self.keep_best();
        let served = self.model.visits() - self.current.absent.len();
        let legs = (served + self.current.used).max(1) as i64;
        let travel: i64 = self.current.routes.iter().map(|route| route.travel()).sum();
        self.anneal = Some(Anneal::new(self.model.visits(), travel / legs, self.warm, &mut self.rng));
    }

    /// One change: taken, or taken back.
    fn change(&mut self) {
        let model = &*self.model;
        let (before, missing) = (self.current.cost, self.current.missing);
        let absent = self.current.absent.len();
        self.journal.begin(&self.current);
        self.wake.clear();
        ruin::ruin(model, &mut self.current, &mut self.journal, &mut self.rng, &mut self.wake);
        let fresh = (absent, &self.wake[..]);
        self.recreate.run(model, &mut self.current, &mut self.journal, &mut self.rng, fresh);
        let Some(anneal) = &mut self.anneal else { return };
        let bound = before + anneal.bound(&mut self.rng);
        if self.current.missing < missing || self.current.cost <= bound {
            self.keep_best();
        } else {
            self.journal.undo(&mut self.current);
        }
        if self.anneal.as_mut().is_some_and(|anneal| anneal.tick() == Next::Round) {
            self.current.copy_from(&self.best);
        }
    }

    fn keep_best(&mut self) {
        let score = self.current.score(&self.model);
        if score < self.best_score {
            self.best.copy_from(&self.current);
            self.best_score = score;
        }
    }

    /// Takes in a plan: the best of another search, or today's plan before the first step, which then is where the
    /// search begins. Answers whether it is better than the best so far.
    ///
    /// Of a plan that does not fit the problem what fits is taken; its times are calculated anew.
    pub fn offer(&mut self, plan: &Plan) -> bool {
        let orders: Vec<(usize, Vec<usize>)> =
            plan.tours.iter().map(|tour| (tour.engineer, tour.visits().collect())).collect();
        let orders = orders.iter().map(|(engineer, order)| (*engineer, &order[..]));
        let state = State::from_orders(&self.model, orders);
        let score = state.score(&self.model);
        let better = score < self.best_score;
        if self.anneal.is_none() && state.used > 0 {
            self.current.copy_from(&state);
            self.warm = true;
        }
        if better {
            self.best = state;
            self.best_score = score;
        }
        better
    }

    /// The best plan so far, timed, with a reason for each visit nobody has.
    #[must_use]
    pub fn best(&self) -> Plan {
        let orders: Vec<Vec<usize>> =
            self.best.routes.iter().map(|route| route.visits().map(|visit| visit as usize).collect()).collect();
        let mut plan = arrange::arrange(&self.model.problem, &orders);
        for left in &mut plan.unassigned {
            left.reason = reason::reason(&self.model, &self.best, left.visit as u32);
        }
        plan
    }

    /// What the best plan so far is worth, without making it.
    #[must_use]
    pub fn score(&self) -> Score {
        self.best_score
    }

    /// How many steps there were.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }
}
