//! The occurrences of a rule, one after the other.
//!
//! A walk goes from period to period, an interval at a time, and hands out what the rule holds within each. It leaps over what
//! cannot hold anything: over a month that does not match in a daily rule, over the past when asked for what comes later.
//! Between two occurrences it takes no more than [`Periods::patience`] steps, and no more than [`MAX_STEPS`] in all.

use jiff::civil::{Date, DateTime};

use super::days::Days;
use super::local;
use super::period::{Clock, Period, Periods};
use super::rule::{End, Frequency, Rule};

/// Most steps of one walk: more than the calendar has days, and centuries of hours.
const MAX_STEPS: u32 = 4_000_000;

impl Rule {
    /// Its occurrences from a start, in order, each later than the one before: civil times in whole seconds. It ends as the rule
    /// says, with the year 9999, or when nothing can come any more: after 400 years without an occurrence, in which the calendar
    /// repeats itself, and after four million steps.
    ///
    /// The start is an occurrence only if the rule matches it.
    pub fn occurrences(&self, start: DateTime) -> impl Iterator<Item = DateTime> + use<> {
        Walk::new(self, start)
    }

    /// Those of [`Rule::occurrences`] that are not before `from`. A rule that does not count its occurrences leaps there at once.
    pub fn occurrences_from(&self, start: DateTime, from: DateTime) -> impl Iterator<Item = DateTime> + use<> {
        let mut walk = Walk::new(self, start);
        walk.skip_before(from);
        walk
    }

    /// Whether it has an occurrence at a time.
    #[must_use]
    pub fn occurs(&self, start: DateTime, at: DateTime) -> bool {
        self.occurrences_from(start, at).next() == Some(at)
    }
}

/// Goes through a rule's occurrences.
pub(super) struct Walk {
    periods: Periods,
    interval: i64,
    days: Days,
    /// The rule's own lists of hours, minutes and seconds; empty where it has none.
    limits: [Vec<i16>; 3],
    positions: Vec<i16>,
    /// Nothing is handed out before.
    floor: DateTime,
    until: DateTime,
    /// Occurrences that may still come, where the rule counts them.
    left: Option<u32>,
    /// The period after the current one.
    next: i64,
    current: Period,
    /// The day that was looked at last, and whether it matched: hours of one day share the answer.
    looked_at: Option<(Date, bool)>,
    steps_left: u32,
    ended: bool,
}

/// Where a step leads.
enum Step {
    /// Into the period.
    Into,
    /// No occurrence before this period.
    On(i64),
    /// To the end.
    End,
}

impl Walk {
    pub fn new(rule: &Rule, start: DateTime) -> Self {
        let (parts, start) = (rule.parts(), local::whole(start));
        let periods = Periods { frequency: parts.frequency, week_start: parts.week_start };
        let limits = [&parts.hours, &parts.minutes, &parts.seconds].map(Vec::clone);
        let shortest = [Frequency::Hourly, Frequency::Minutely, Frequency::Secondly];
        let mut clock = [start.hour(), start.minute(), start.second()].map(|n| vec![i16::from(n)]);
        for ((list, limit), frequency) in clock.iter_mut().zip(&limits).zip(shortest) {
            // periods so short have one each, which a step sets
            if !limit.is_empty() && parts.frequency > frequency {
                list.clone_from(limit);
            }
        }
        let current = Period::empty(Clock(clock));
        let most = periods.most_days() * current.clock.len();
        let mut positions = parts.positions.clone();
        positions.retain(|position| usize::from(position.unsigned_abs()) <= most);
        let (next, interval) = (periods.of(start), i64::from(parts.interval));
        let nothing = positions.is_empty() && !parts.positions.is_empty() || !reaches(periods, &limits, next, interval);
        Self {
            periods,
            interval,
            days: Days::new(parts, start.date()),
            limits,
            positions,
            floor: start,
            until: if let End::Until(until) = parts.end { until } else { DateTime::MAX },
            left: if let End::Count(count) = parts.end { Some(count) } else { None },
            next,
            current,
            looked_at: None,
            steps_left: MAX_STEPS,
            ended: nothing,
        }
    }

    /// The next occurrence, which stays the next.
    pub fn peek(&mut self) -> Option<DateTime> {
        while !self.ended && self.left != Some(0) {
            match self.current.peek() {
                Some(at) if at <= self.until => return Some(at),
                Some(_) => self.ended = true,
                None => self.ended = !self.advance(),
            }
        }
        None
    }

    /// Passes over all that are earlier than a time, and says how many they were if the rule counts them.
    pub fn skip_before(&mut self, at: DateTime) -> u32 {
        let Some(all) = self.left else {
            self.floor = self.floor.max(at);
            self.next = self.aligned_before(self.periods.of(at));
            self.current.skip_before(at);
            return 0;
        };
        while self.peek().is_some_and(|next| next < at) {
            let passed = u32::try_from(self.current.skip_before(at)).unwrap_or(u32::MAX);
            self.left = self.left.map(|left| left.saturating_sub(passed));
        }
        all - self.left.unwrap_or(0)
    }

    /// Goes into the next period that has an occurrence; `false` when there is none.
    fn advance(&mut self) -> bool {
        for _ in 0..self.periods.patience().min(self.steps_left) {
            self.steps_left -= 1;
            match self.step() {
                Step::Into => {
                    self.next = self.next.saturating_add(self.interval);
                    self.current.begin(&self.positions);
                    self.current.skip_before(self.floor);
                    if self.current.peek().is_some() {
                        return true;
                    }
                }
                Step::On(period) => self.next = self.aligned_after(period),
                Step::End => return false,
            }
        }
        false
    }

    /// Looks into the next period.
    fn step(&mut self) -> Step {
        let Some((first, length)) = self.periods.days(self.next) else { return Step::End };
        if first > self.until.date() {
            return Step::End;
        }
        self.current.days.clear();
        let Some(per_day) = self.periods.per_day() else {
            let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
            let days = days.take(usize::from(length.unsigned_abs()));
            self.current.days.extend(days.filter(|day| self.days.hold(*day)));
            return Step::Into;
        };
        let holds = match self.looked_at {
            Some((day, holds)) if day == first => holds,
            _ => self.days.hold(first),
        };
        self.looked_at = Some((first, holds));
        if !holds {
            return Step::On(self.days.next_after(first) * per_day);
        }
        let lists = self.limits.iter().zip(&mut self.current.clock.0);
        for ((value, after), (limit, list)) in self.periods.clock(self.next).zip(lists) {
            if !limit.is_empty() && !limit.contains(&value) {
                return Step::On(after);
            }
            list.clear();
            list.push(value);
        }
        self.current.days.push(first);
        Step::Into
    }

    /// The first period of the walk that is not before another.
    fn aligned_after(&self, period: i64) -> i64 {
        let distance = period.saturating_sub(self.next).max(0);
        self.next.saturating_add((distance + self.interval - 1) / self.interval * self.interval)
    }

    /// The last period of the walk that is not after another, or the next one where that is later.
    fn aligned_before(&self, period: i64) -> i64 {
        let distance = period.saturating_sub(self.next).max(0);
        self.next + distance / self.interval * self.interval
    }
}

/// Whether steps of an interval from a period ever come to a time of day within the limits. In a day of 24 hours, steps of 10 hours come
/// to every second hour.
fn reaches(periods: Periods, limits: &[Vec<i16>; 3], from: i64, interval: i64) -> bool {
    let Some(per_day) = periods.per_day() else { return true };
    let (mut every, mut rest) = (per_day, interval);
    while rest != 0 {
        (every, rest) = (rest, every % rest);
    }
    let within =
        |period: i64| periods.clock(period).zip(limits).all(|((n, _), list)| list.is_empty() || list.contains(&n));
    let mut period = from.rem_euclid(every);
    while period < per_day && !within(period) {
        period += every;
    }
    period < per_day
}

impl Iterator for Walk {
    type Item = DateTime;

    fn next(&mut self) -> Option<DateTime> {
        let at = self.peek()?;
        self.current.pass();
        self.left = self.left.map(|left| left.saturating_sub(1));
        Some(at)
    }
}
