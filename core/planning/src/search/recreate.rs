//! Putting absent visits back, each at its cheapest place, in an order of chance (Christiaens and Vanden Berghe 2020:
//! greedy insertion with blinks).
//!
//! A visit that may be left out is mostly put only where it costs less than leaving it out. Half of the time an engineer who
//! has nothing to do yet gets a visit only if nobody else can take it: the detour alone opens too many tours.

use super::insertion::{self, Blink, Spot};
use super::model::{Model, NONE};
use super::state::{Journal, State};
use crate::rng::Rng;

/// How often, in a thousand, unused engineers come last.
const UNUSED_LAST: usize = 500;
/// How often, in a thousand, visits are put where they cost more than leaving them out, because the next one may be
/// cheap there.
const GENEROUS: usize = 100;
/// How many times more, at most.
const MOST_GENEROUS: usize = 4;
/// Visits near a visit whose engineers are tried.
const NEAR: usize = 40;
/// Up to this many visits that were absent before are tried each time, beyond only those near.
const FEW_ABSENT: usize = 16;

/// Orders of insertion and how often each is used.
const ORDERS: [(Order, usize); 9] = [
    (Order::Chance, 4),
    (Order::Demand, 4),
    (Order::Far, 2),
    (Order::Near, 1),
    (Order::Narrow, 2),
    (Order::Early, 2),
    (Order::Late, 2),
    (Order::FewPeople, 1),
    (Order::Dear, 1),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Chance,
    Demand,
    Far,
    Near,
    Narrow,
    Early,
    Late,
    FewPeople,
    Dear,
}

/// Memory of insertions, kept from one to the next.
#[derive(Clone, Debug)]
pub(crate) struct Recreate {
    queue: Vec<u32>,
    keyed: Vec<(i64, u32)>,
    queued: Vec<bool>,
    people: Vec<u32>,
    /// For each engineer, and each kind of engineer, the last visit they were tried for.
    seen: Vec<u32>,
    seen_kind: Vec<u32>,
    token: u32,
    blink: Blink,
    /// What may be paid for a visit, as a multiple of leaving it out.
    generosity: i64,
    /// How often, in a thousand, all engineers are tried for a visit that those near it cannot take.
    pub look_far: usize,
    orders: Vec<Order>,
    /// Cost of the way to each visit from the nearest start.
    remote: Vec<i64>,
}

impl Recreate {
    pub(crate) fn new(model: &Model, rng: Rng) -> Self {
        let people = model.people.len();
        let differs = |key: &dyn Fn(usize) -> i64| (1..model.visits()).any(|visit| key(visit) != key(0));
        let tasks = &model.tasks;
        let useful = |order: Order| match order {
            Order::Demand => differs(&|v| tasks[v].demand),
            Order::FewPeople => differs(&|v| model.allowed[v].len() as i64),
            Order::Dear => differs(&|v| tasks[v].left_out),
            _ => true,
        };
        let orders = ORDERS.iter().filter(|(order, _)| useful(*order));
        let mut starts: Vec<u32> = model.people.iter().map(|person| person.start).collect();
        starts.sort_unstable();
        starts.dedup();
        let remote = (0..model.visits() as u32).map(|visit| {
            let legs = model.legs_to(visit);
            starts.iter().map(|start| i64::from(legs[*start as usize].cost)).min().unwrap_or(0)
        });
        Self {
            queue: Vec::new(),
            keyed: Vec::new(),
            queued: vec![false; model.visits()],
            people: Vec::new(),
            seen: vec![0; people],
            seen_kind: vec![0; people],
            token: 0,
            blink: Blink::new(rng),
            generosity: 1,
            look_far: 1_000,
            orders: orders.flat_map(|(order, times)| std::iter::repeat_n(*order, *times)).collect(),
            remote: remote.collect(),
        }
    }

    /// Puts back what it can. The absent visits from `old` on have just been taken out; those in `wake` are near them.
    pub(crate) fn run(
        &mut self,
        model: &Model,
        state: &mut State,
        journal: &mut Journal,
        rng: &mut Rng,
        (old, wake): (usize, &[u32]),
    ) {
        self.queue.clear();
        self.queue.extend_from_slice(if old > FEW_ABSENT { &state.absent[old..] } else { &state.absent });
        if old > FEW_ABSENT {
            self.queue.iter().for_each(|visit| self.queued[*visit as usize] = true);
            self.queue.extend(wake.iter().filter(|visit| !self.queued[**visit as usize]).take(FEW_ABSENT));
            self.queue.iter().for_each(|visit| self.queued[*visit as usize] = false);
        }
        self.sort(model, rng);
        let unused_last = rng.per_mille(UNUSED_LAST);
        self.generosity = if rng.per_mille(GENEROUS) { 2 + rng.below(MOST_GENEROUS - 1) as i64 } else { 1 };
        for i in 0..self.queue.len() {
            let visit = self.queue[i];
            let spot = self.find(model, state, rng, visit, unused_last);
            if let Some(spot) = spot {
                state.insert(model, journal, spot.engineer, spot.at, visit);
            }
        }
        state.forget_served();
    }

    /// Puts the queue into an order of chance.
    fn sort(&mut self, model: &Model, rng: &mut Rng) {
        let order = self.orders.get(rng.below(self.orders.len())).copied().unwrap_or(Order::Chance);
        if order == Order::Chance {
            rng.shuffle(&mut self.queue);
            return;
        }
        let key = |visit: u32| {
            let task = &model.tasks[visit as usize];
            match order {
                Order::Chance => 0,
                Order::Demand => -task.demand,
                Order::Far => -self.remote[visit as usize],
                Order::Near => self.remote[visit as usize],
                Order::Narrow => task.close - task.open,
                Order::Early => task.open,
                Order::Late => -task.close,
                Order::FewPeople => model.allowed[visit as usize].len() as i64,
                Order::Dear => -task.left_out,
            }
        };
        self.keyed.clear();
        self.keyed.extend(self.queue.iter().map(|visit| (key(*visit), *visit)));
        self.keyed.sort_by_key(|(key, _)| *key);
        self.queue.clear();
        self.queue.extend(self.keyed.iter().map(|(_, visit)| *visit));
    }

    /// The cheapest place for a visit.
    fn find(&mut self, model: &Model, state: &State, rng: &mut Rng, visit: u32, unused_last: bool) -> Option<Spot> {
        let all = &model.allowed[visit as usize];
        if model.near_people[visit as usize].is_empty() {
            return self.best(model, state, visit, unused_last, all);
        }
        let mut people = std::mem::take(&mut self.people);
        self.gather(model, state, visit, &mut people);
        let mut spot = self.best(model, state, visit, unused_last, &people);
        if spot.is_none() && rng.per_mille(self.look_far) {
            spot = self.best(model, state, visit, unused_last, all);
        }
        self.people = people;
        spot
    }

    /// The engineers of the visits near a visit, and those who start near it.
    fn gather(&mut self, model: &Model, state: &State, visit: u32, people: &mut Vec<u32>) {
        people.clear();
        self.token = self.token.wrapping_add(1);
        let near = model.near[visit as usize].iter().take(NEAR);
        let theirs = near.map(|other| state.engineer_of[*other as usize]).filter(|engineer| *engineer != NONE);
        let preferred = Some(model.tasks[visit as usize].preferred).filter(|engineer| *engineer != NONE);
        for engineer in theirs.chain(model.near_people[visit as usize].iter().copied()).chain(preferred) {
            if std::mem::replace(&mut self.seen[engineer as usize], self.token) != self.token
                && model.allowed[visit as usize].binary_search(&engineer).is_ok()
            {
                people.push(engineer);
            }
        }
    }

    fn best(&mut self, model: &Model, state: &State, visit: u32, unused_last: bool, people: &[u32]) -> Option<Spot> {
        let task = &model.tasks[visit as usize];
        let bound = if task.must { i64::MAX } else { task.left_out * self.generosity };
        let (mut best, mut unused) = (None, None);
        self.token = self.token.wrapping_add(1);
        for &engineer in people {
            let route = &state.routes[engineer as usize];
            let mut look = |best: &mut Option<Spot>| {
                insertion::scan(model, route, visit, bound, best, &mut self.blink);
            };
            if !route.is_empty() {
                look(&mut best);
                continue;
            }
            let kind = model.people[engineer as usize].kind as usize;
            // of engineers who are alike and have nothing to do one is enough
            if std::mem::replace(&mut self.seen_kind[kind], self.token) != self.token {
                look(if unused_last { &mut unused } else { &mut best });
            }
        }
        best.or(unused)
    }
}
