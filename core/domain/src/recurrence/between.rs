//! What a series has in a stretch of time.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};

use super::occurrences::Walk;
use super::series::{Change, Occurrence, OnHoliday, Placed, Series};
use crate::{day, gather};

/// How far an occurrence is moved off holidays at most, days. One that finds no working day so near stays where it is: a visit on a
/// holiday is seen and can be moved, one that is gone is not missed.
pub const MAX_SHIFT_DAYS: i64 = 60;
/// Most original times that one call looks at. Only rules by the minute and second come near.
pub const MAX_EXAMINED: usize = 100_000;

impl<T: Clone> Series<T> {
    /// What happens from `from` until before `to`, at most `limit`, the earliest first and each original once. Occurrences count
    /// where they are, not where they were planned: one that was moved into the stretch is in it, one that was moved out is not.
    /// Cancelled ones are left out.
    ///
    /// `working_day` says whether a day is worked; it is asked only when the series cares about holidays. Two occurrences that are
    /// moved to the same day stay two.
    #[must_use]
    pub fn between(
        &self,
        from: DateTime,
        to: DateTime,
        working_day: &dyn Fn(Date) -> bool,
        limit: usize,
    ) -> Vec<Occurrence<T>> {
        if limit == 0 || from >= to {
            return Vec::new();
        }
        let mut found = self.unmoved(from, to, working_day, limit);
        found.extend(self.moved(from, to));
        gather::sort_by_key(&mut found, |occurrence| (occurrence.at, occurrence.original));
        found.truncate(limit);
        found
    }

    /// Those that no person moved, in the order of their originals.
    fn unmoved(
        &self,
        from: DateTime,
        to: DateTime,
        working_day: &dyn Fn(Date) -> bool,
        limit: usize,
    ) -> Vec<Occurrence<T>> {
        let far = |at: DateTime, days: i64, end: DateTime| {
            day::plus(at.date(), days).map_or(end, |date| date.to_datetime(at.time()))
        };
        let (first, last) = match self.on_holiday {
            OnHoliday::Keep | OnHoliday::Skip => (from, to),
            OnHoliday::Next => (far(from, -MAX_SHIFT_DAYS, DateTime::MIN), to),
            OnHoliday::Previous => (from, far(to, MAX_SHIFT_DAYS, DateTime::MAX)),
        };
        let mut found: Vec<Occurrence<T>> = Vec::new();
        let mut landed: Option<(Date, Option<Date>)> = None;
        for original in self.originals(first).take_while(|original| *original < last).take(MAX_EXAMINED) {
            let change = self.changes.get(&original);
            if matches!(change, Some(Change::Cancelled | Change::Changed { at: Some(_), .. })) {
                continue;
            }
            let date = original.date();
            let landing = match landed {
                Some((day, landing)) if day == date => landing,
                _ => self.landing(date, working_day),
            };
            landed = Some((date, landing));
            let Some(landing) = landing else { continue };
            // later originals never land on earlier days, but on one day times may be the other way round
            let full = found.len() >= limit && found.last().is_some_and(|last| last.at.date() < landing);
            if full {
                break;
            }
            let at = landing.to_datetime(original.time());
            if at < from || at >= to {
                continue;
            }
            let placed = if landing == date { Placed::Planned } else { Placed::Shifted };
            found.push(self.occurrence(original, at, placed, change));
            if found.len() >= limit && matches!(self.on_holiday, OnHoliday::Keep | OnHoliday::Skip) {
                break;
            }
        }
        found
    }

    /// Those that a person moved into the stretch.
    fn moved(&self, from: DateTime, to: DateTime) -> Vec<Occurrence<T>> {
        let within = |change: &Change<T>| match change {
            Change::Changed { at: Some(at), .. } if (from..to).contains(at) => Some(*at),
            _ => None,
        };
        let changes =
            || self.changes.iter().filter_map(|(original, change)| Some((*original, within(change)?, change)));
        let planned = self.planned(changes().map(|(original, ..)| original));
        changes()
            .filter(|(original, ..)| planned.contains(original) && !self.except.contains(original))
            .map(|(original, at, change)| self.occurrence(original, at, Placed::Changed, Some(change)))
            .collect()
    }

    fn occurrence(
        &self,
        original: DateTime,
        at: DateTime,
        placed: Placed,
        change: Option<&Change<T>>,
    ) -> Occurrence<T> {
        let (minutes, values) = match change {
            Some(Change::Changed { duration_min, values, .. }) => (*duration_min, values.clone()),
            _ => (None, None),
        };
        Occurrence { original, at, duration_min: minutes.or(self.duration_min), placed, values }
    }

    /// The day on which an occurrence planned for a day takes place; `None` when it does not.
    fn landing(&self, planned: Date, working_day: &dyn Fn(Date) -> bool) -> Option<Date> {
        let nearest = |step: i64| {
            let mut days = (0..=MAX_SHIFT_DAYS).map_while(|n| day::plus(planned, n * step));
            Some(days.find(|day| working_day(*day)).unwrap_or(planned))
        };
        match self.on_holiday {
            OnHoliday::Keep => Some(planned),
            OnHoliday::Skip => working_day(planned).then_some(planned),
            OnHoliday::Next => nearest(1),
            OnHoliday::Previous => nearest(-1),
        }
    }
}

impl<T> Series<T> {
    /// Original times from a time on, in order, each once, without exceptions.
    fn originals(&self, from: DateTime) -> impl Iterator<Item = DateTime> + '_ {
        let mut walk = Walk::new(&self.rule, self.start);
        walk.skip_before(from);
        let mut extra = self.extra.range(from..).copied().peekable();
        let both = std::iter::from_fn(move || {
            let next = match (walk.peek(), extra.peek().copied()) {
                (Some(a), Some(b)) => a.min(b),
                (a, b) => a.or(b)?,
            };
            if walk.peek() == Some(next) {
                walk.next();
            }
            if extra.peek() == Some(&next) {
                extra.next();
            }
            Some(next)
        });
        let except: &BTreeSet<DateTime> = &self.except;
        both.filter(move |at| !except.contains(at))
    }
}
