//! What a series has in a stretch of time.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time};

use super::occurrences::Walk;
use super::series::{Change, Occurrence, OnHoliday, Placed, Series};
use crate::{day, gather};

/// How far an occurrence is moved off holidays at most, days. One that finds no working day so near stays where it is: a visit on a
/// holiday is seen and can be moved, one that is gone is not missed.
pub const MAX_SHIFT_DAYS: i64 = 60;
/// Most original times within a stretch, and most days, that one call looks at: it ends there. Only rules by the minute and second
/// come near, and stretches of centuries. What is on days that are left out does not count.
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
        let mut originals = Originals::new(self, first);
        let mut examined = 0;
        // day by day: what is planned for one day lands on one day, and whole days that do not matter are leapt over
        for _ in 0..MAX_EXAMINED {
            let Some(date) = originals.peek().filter(|next| *next < last).map(DateTime::date) else { break };
            let landing = self.landing(date, working_day);
            // later days never land on earlier ones
            let full = |landing: Date| found.len() >= limit && found.last().is_some_and(|one| one.at.date() < landing);
            if landing.is_some_and(|landing| landing > to.date() || full(landing)) {
                break;
            }
            if let Some(landing) = landing.filter(|landing| *landing >= from.date()) {
                if landing == from.date() {
                    originals.leap(date.to_datetime(from.time()));
                }
                let placed = if landing == date { Placed::Planned } else { Placed::Shifted };
                // on one day times may be the other way round than on another, so each gives as many as are wanted
                let most = found.len().saturating_add(limit);
                while let Some(original) = originals.peek().filter(|next| next.date() == date) {
                    let at = landing.to_datetime(original.time());
                    if at >= to || found.len() >= most {
                        break;
                    }
                    examined += 1;
                    if examined > MAX_EXAMINED {
                        return found;
                    }
                    originals.pass(original);
                    let change = self.changes.get(&original);
                    if !matches!(change, Some(Change::Cancelled | Change::Changed { at: Some(_), .. })) {
                        found.push(self.occurrence(original, at, placed, change));
                    }
                }
            }
            let Some(tomorrow) = day::plus(date, 1) else { break };
            originals.leap(tomorrow.to_datetime(Time::midnight()));
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

/// The original times of a series from a time on, in order, each once, without exceptions.
struct Originals<'a> {
    walk: Walk,
    extra: &'a BTreeSet<DateTime>,
    except: &'a BTreeSet<DateTime>,
    /// Extra times before it are over.
    floor: DateTime,
}

impl<'a> Originals<'a> {
    fn new<T>(series: &'a Series<T>, from: DateTime) -> Self {
        let mut walk = Walk::new(&series.rule, series.start);
        walk.skip_before(from);
        Self { walk, extra: &series.extra, except: &series.except, floor: from }
    }

    /// The next one, which stays the next.
    fn peek(&mut self) -> Option<DateTime> {
        loop {
            let extra = self.extra.range(self.floor..).next().copied();
            let next = match (self.walk.peek(), extra) {
                (Some(a), Some(b)) => a.min(b),
                (a, b) => a.or(b)?,
            };
            if !self.except.contains(&next) {
                return Some(next);
            }
            self.pass(next);
        }
    }

    /// Takes the next one away.
    fn pass(&mut self, next: DateTime) {
        if self.walk.peek() == Some(next) {
            self.walk.next();
        }
        self.floor = next.checked_add(jiff::Span::new().seconds(1)).unwrap_or(DateTime::MAX);
    }

    /// Passes over all that are earlier than a time.
    fn leap(&mut self, to: DateTime) {
        self.walk.skip_before(to);
        self.floor = self.floor.max(to);
    }
}
