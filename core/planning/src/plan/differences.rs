//! What a proposal changes in today's plan.

use super::Plan;

/// What becomes of one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Goes from one engineer to another.
    Moved {
        /// Which visit.
        visit: usize,
        /// Who has it before.
        from: usize,
        /// Who has it after.
        to: usize,
    },
    /// Stays with its engineer and comes earlier or later among the visits that stay with him.
    Reordered {
        /// Which visit.
        visit: usize,
        /// Whose.
        engineer: usize,
    },
    /// Nobody had it, now somebody has.
    Assigned {
        /// Which visit.
        visit: usize,
        /// Who has it after.
        to: usize,
    },
    /// Somebody had it, now nobody has.
    LeftOut {
        /// Which visit.
        visit: usize,
        /// Who had it before.
        from: usize,
    },
}

/// All that differs between two plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// One for each visit that changes, in the order of visits.
    pub changes: Vec<Change>,
    /// Seconds of travel after, less before.
    pub travel_seconds: i64,
    /// Cost of travel after, less before.
    pub travel_cost: i64,
    /// Seconds of lateness after, less before.
    pub late_seconds: i64,
    /// All costs after, less before; what is missing is not in it.
    pub total_cost: i64,
}

/// What differs between two plans of one problem.
///
/// Of the visits that stay with an engineer as few as possible are called reordered: those that do not keep their place
/// in the longest common order.
#[must_use]
pub fn differences(before: &Plan, after: &Plan) -> Differences {
    let visits = [before, after].into_iter().flat_map(|plan| plan.tours.iter().flat_map(|tour| tour.visits()));
    let visits = visits.filter(|visit| *visit < crate::problem::limits::VISITS).max().map_or(0, |most| most + 1);
    let (had, has) = (before.engineers(visits), after.engineers(visits));
    let mut reordered = vec![false; visits];
    for tour in &after.tours {
        let old = before.tours.iter().filter(|old| old.engineer == tour.engineer).flat_map(|tour| tour.visits());
        let mut place = vec![None; visits];
        old.enumerate().for_each(|(i, visit)| {
            if let Some(place) = place.get_mut(visit) {
                *place = Some(i);
            }
        });
        let staying: Vec<(usize, usize)> =
            tour.visits().filter_map(|visit| Some((visit, (*place.get(visit)?)?))).collect();
        out_of_order(&staying).for_each(|visit| reordered[visit] = true);
    }
    let change = |visit: usize| match (had[visit], has[visit]) {
        (Some(from), Some(to)) if from != to => Some(Change::Moved { visit, from, to }),
        (Some(engineer), Some(_)) => reordered[visit].then_some(Change::Reordered { visit, engineer }),
        (None, Some(to)) => Some(Change::Assigned { visit, to }),
        (Some(from), None) => Some(Change::LeftOut { visit, from }),
        (None, None) => None,
    };
    let less = |sum: &dyn Fn(&Plan) -> i64| sum(after).saturating_sub(sum(before));
    let over_tours =
        |plan: &Plan, of: &dyn Fn(&super::Tour) -> i64| plan.tours.iter().map(of).fold(0, i64::saturating_add);
    Differences {
        changes: (0..visits).filter_map(change).collect(),
        travel_seconds: less(&|plan| over_tours(plan, &|tour| tour.travel_seconds)),
        travel_cost: less(&|plan| over_tours(plan, &|tour| tour.travel_cost)),
        late_seconds: less(&|plan| over_tours(plan, &|tour| tour.late_seconds())),
        total_cost: less(&|plan| plan.costs.total()),
    }
}

/// The visits outside a longest run of rising old places, by patience sorting.
fn out_of_order(staying: &[(usize, usize)]) -> impl Iterator<Item = usize> {
    // `piles[n]` is the index of the smallest old place that ends a rising run of n + 1 visits
    let mut piles: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(staying.len());
    for (i, (_, place)) in staying.iter().enumerate() {
        let pile = piles.partition_point(|top| staying[*top].1 < *place);
        before.push(pile.checked_sub(1).map(|lower| piles[lower]));
        if pile == piles.len() {
            piles.push(i);
        } else {
            piles[pile] = i;
        }
    }
    let mut kept = vec![false; staying.len()];
    let mut next = piles.last().copied();
    while let Some(i) = next {
        kept[i] = true;
        next = before[i];
    }
    let visits: Vec<usize> = staying.iter().zip(kept).filter(|(_, kept)| !kept).map(|((visit, _), _)| *visit).collect();
    visits.into_iter()
}

#[cfg(test)]
mod tests {
    use super::out_of_order;

    #[test]
    fn only_the_visit_that_jumped_is_reordered() {
        let jumped: Vec<usize> = out_of_order(&[(10, 0), (13, 3), (11, 1), (12, 2)]).collect();
        assert_eq!(jumped, [13]);
    }

    #[test]
    fn an_order_that_is_kept_has_nothing_reordered() {
        assert_eq!(out_of_order(&[(5, 2), (6, 4), (7, 9)]).count(), 0);
    }
}
