//! From orders of visits to a timed plan.
//!
//! Where an order can be kept, breaks are placed by the labels of [`clock`](crate::clock) so that it is; where it cannot,
//! it is walked as it is, resting when a break's window allows. Either way the times come from one walk over stops.

use super::{Costs, Plan, Reason, Stop, Tour, Unassigned, What};
use crate::clock::{self, Labels, NEVER, Serving};
use crate::problem::{Break, Engineer, Leg, Problem, Window};

/// The plan of `orders` for a problem whose bounds have been checked; each visit nobody has gets
/// [`Reason::NotPlanned`].
pub(crate) fn arrange(problem: &Problem, orders: &[Vec<usize>]) -> Plan {
    let windows: Vec<Vec<Window>> = problem.visits.iter().map(|visit| clock::ordered(&visit.windows)).collect();
    let mut served = vec![false; problem.visits.len()];
    let mut tours = Vec::with_capacity(problem.engineers.len());
    for index in 0..problem.engineers.len() {
        let order = orders.get(index).map_or(&[][..], |order| order);
        let visits: Vec<usize> = order.iter().copied().filter(|visit| *visit < served.len()).collect();
        visits.iter().for_each(|visit| served[*visit] = true);
        tours.push(Walker { problem, windows: &windows, index, engineer: &problem.engineers[index] }.tour(&visits));
    }
    let left = (0..served.len()).filter(|visit| !served[*visit]);
    let unassigned = left.map(|visit| Unassigned { visit, reason: Reason::NotPlanned }).collect();
    let mut plan = Plan { tours, unassigned, costs: Costs::default() };
    plan.costs = costs(problem, &plan);
    plan
}

/// What a plan costs.
fn costs(problem: &Problem, plan: &Plan) -> Costs {
    let mut costs = Costs::default();
    for (tour, engineer) in plan.tours.iter().zip(&problem.engineers) {
        costs.travel += tour.travel_cost;
        costs.lateness += tour.late_seconds() * problem.lateness_cost.unwrap_or(0);
        if tour.visits().next().is_some() {
            costs.engineers += engineer.fixed_cost;
        }
        let preferred = tour.visits().filter_map(|visit| problem.visits[visit].preferred);
        costs.moved += preferred.filter(|p| p.engineer != tour.engineer).map(|p| p.moved_cost).sum::<i64>();
    }
    for left in &plan.unassigned {
        let visit = &problem.visits[left.visit];
        if visit.must_be_served() {
            costs.missing += 1;
        } else {
            costs.unassigned += visit.leave_out.unwrap_or(0);
        }
    }
    costs
}

struct Walker<'a> {
    problem: &'a Problem,
    windows: &'a [Vec<Window>],
    index: usize,
    engineer: &'a Engineer,
}

impl Walker<'_> {
    fn serving(&self, visit: usize) -> Serving<'_> {
        let soft = self.problem.lateness_cost.is_some();
        Serving { windows: &self.windows[visit], seconds: self.problem.visits[visit].seconds, soft }
    }

    /// The leg between two visits, or from the start or to the end where there is none.
    fn leg(&self, from: Option<usize>, to: Option<usize>) -> Leg {
        let place = |visit: usize| self.problem.visits[visit].place;
        let from = from.map_or(self.engineer.start, place);
        match to.map(place).or(self.engineer.end) {
            Some(to) => self.problem.legs.get(from, to),
            None => Leg::default(),
        }
    }

    fn tour(&self, visits: &[usize]) -> Tour {
        let (from, engineer) = (self.engineer.shift.from, self.index);
        if visits.is_empty() {
            return Tour { engineer, leave: from, back: from, ..Tour::default() };
        }
        let due = clock::due_breaks(&self.engineer.breaks, self.engineer.shift);
        let breaks: Vec<Break> = due.iter().map(|i| self.engineer.breaks[*i]).collect();
        let whats = self.keep(visits, &due, &breaks).unwrap_or_else(|| self.bend(visits, &due));
        self.walk(&whats)
    }

    /// Visits and breaks in an order that can be kept.
    fn keep(&self, visits: &[usize], due: &[usize], breaks: &[Break]) -> Option<Vec<What>> {
        let wide = breaks.len() + 1;
        // labels before and after resting: at the start, then on arrival and before leaving of each visit
        let mut phases: Vec<(Labels, Labels)> = Vec::with_capacity(2 * visits.len() + 1);
        let rested = |before: Labels| {
            let mut after = before;
            clock::rest(&mut after[..wide], breaks);
            (before, after)
        };
        let mut row = clock::fresh(self.engineer.shift, &[]);
        phases.push(rested(row));
        let mut last = None;
        for &visit in visits {
            row = phases[phases.len() - 1].1;
            clock::travel(&mut row[..wide], self.leg(last, Some(visit)).seconds);
            phases.push(rested(row));
            row = phases[phases.len() - 1].1;
            self.serving(visit).serve(&mut row[..wide]);
            phases.push(rested(row));
            last = Some(visit);
        }
        row = phases[phases.len() - 1].1;
        clock::travel(&mut row[..wide], self.leg(last, None).seconds);
        let kept = (0..wide).filter(|taken| {
            row[*taken].time < NEVER && row[*taken].time <= clock::latest_end(self.engineer.shift, breaks, *taken)
        });
        let mut taken = kept.min_by_key(|taken| (row[*taken].late, row[*taken].time))?;
        let mut whats = Vec::with_capacity(visits.len() + taken);
        for (phase, (before, after)) in phases.iter().enumerate().rev() {
            while after[taken] != before[taken] && taken > 0 {
                taken -= 1;
                whats.push(What::Break { index: due[taken], travel_first: phase % 2 == 1 });
            }
            if phase > 0 && phase % 2 == 0 {
                whats.push(What::Visit(visits[phase / 2 - 1]));
            }
        }
        whats.reverse();
        Some(whats)
    }

    /// The visits in an order that cannot be kept, with breaks where their windows happen to be open.
    fn bend(&self, visits: &[usize], due: &[usize]) -> Vec<What> {
        let mut whats = Vec::with_capacity(visits.len() + due.len());
        let mut due = due.iter().copied().peekable();
        let (mut now, mut last) = (self.engineer.shift.from, None);
        for &visit in visits {
            now += i64::from(self.leg(last, Some(visit)).seconds);
            let serving = Serving { soft: true, ..self.serving(visit) };
            while let Some(index) = due.peek().copied() {
                let rest = &self.engineer.breaks[index];
                let opened = now >= rest.window.from || serving.begin(now) + serving.seconds > rest.window.until;
                if !opened || now > rest.window.until {
                    break;
                }
                now = clock::over(rest, now);
                whats.push(What::Break { index, travel_first: true });
                due.next();
            }
            now = serving.begin(now) + serving.seconds;
            whats.push(What::Visit(visit));
            last = Some(visit);
        }
        whats
    }

    /// Goes from stop to stop.
    fn walk(&self, whats: &[What]) -> Tour {
        let mut tour = Tour { engineer: self.index, ..Tour::default() };
        let (mut now, mut last, mut there) = (self.engineer.shift.from, None, false);
        let next_visit = |at: usize| {
            whats[at..].iter().find_map(|what| if let What::Visit(visit) = what { Some(*visit) } else { None })
        };
        for (at, &what) in whats.iter().enumerate() {
            let travels = !there && !matches!(what, What::Break { travel_first: false, .. });
            let leg = if travels { self.leg(last, next_visit(at)) } else { Leg::default() };
            let (travel_seconds, travel_cost) = (i64::from(leg.seconds), i64::from(leg.cost));
            let mut arrival = now + travel_seconds;
            let (begin, seconds, late_seconds) = match what {
                What::Visit(visit) => {
                    let serving = Serving { soft: true, ..self.serving(visit) };
                    let begin = serving.begin(arrival);
                    (begin, serving.seconds, serving.late(begin))
                }
                What::Break { index, .. } => {
                    let rest = &self.engineer.breaks[index];
                    (arrival.max(rest.window.from), rest.seconds, 0)
                }
            };
            if at == 0 {
                tour.leave = now.max(begin - travel_seconds);
                arrival = tour.leave + travel_seconds;
            }
            now = begin + seconds;
            tour.stops.push(Stop { what, travel_seconds, travel_cost, arrival, begin, end: now, late_seconds });
            tour.travel_seconds += travel_seconds;
            tour.travel_cost += travel_cost;
            there = travels || (there && matches!(what, What::Break { .. }));
            if let What::Visit(visit) = what {
                (last, there) = (Some(visit), false);
            }
        }
        let leg = self.leg(last, None);
        tour.travel_seconds += i64::from(leg.seconds);
        tour.travel_cost += i64::from(leg.cost);
        tour.back = now + i64::from(leg.seconds);
        tour
    }
}
