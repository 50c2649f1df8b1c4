//! What a data series tells, and how it follows from counts: the measures of the ticket statistics (RPT-02), one a series.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{By, Happening, stretch};
use crate::access::words;
use crate::day;

words! {
    /// The source of a series.
    Measure {
        /// Tickets that were made.
        New = "new",
        /// Tickets that were marked as resolved for the first time.
        Resolved = "resolved",
        /// The same on an average day.
        ResolvedADay = "resolved_a_day",
        /// How often tickets were closed.
        Closed = "closed",
        /// How often tickets were opened again.
        Reopened = "reopened",
        /// What it took on average to resolve those that were resolved.
        ResolveTime = "resolve_time",
        /// Tickets that were answered for the first time.
        Answered = "answered",
        /// What it took on average to answer them.
        AnswerTime = "answer_time",
        /// Tickets that wait at the end: neither resolved nor closed.
        Waiting = "waiting",
    }
}

/// How many kinds of happenings there are.
const KINDS: usize = Happening::ALL.len();

/// What was counted in a stretch of time, by what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    counts: [i64; KINDS],
    took_ms: [i64; KINDS],
}

impl Tally {
    /// Counts so many, and what they took together.
    pub fn add(&mut self, what: Happening, count: i64, took_ms: i64) {
        self.counts[what as usize] += count;
        self.took_ms[what as usize] += took_ms;
    }

    fn with(mut self, other: &Self) -> Self {
        for what in Happening::ALL {
            self.add(what, other.counts[what as usize], other.took_ms[what as usize]);
        }
        self
    }

    fn count(&self, what: Happening) -> i64 {
        self.counts[what as usize]
    }

    /// By how many more tickets wait than before.
    fn more_wait(&self) -> i64 {
        self.count(Happening::New) + self.count(Happening::Reopened) - self.count(Happening::Done)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of tickets, and times below a million years")]
    fn mean(&self, what: Happening) -> Option<f64> {
        let count = self.count(what);
        (count > 0).then(|| self.took_ms[what as usize] as f64 / count as f64)
    }
}

/// Everything that was counted of the tickets of a series.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Counted {
    /// Before the period; only asked where a measure looks back.
    pub before: Tally,
    /// In the period: by the number of the day, or by the hour of the day.
    pub within: BTreeMap<i64, Tally>,
}

/// A stretch of a period that has a value of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its first day, or its hour with two digits.
    pub key: String,
    /// The days of the period that are in it; of an hour all of them.
    pub days: i64,
}

/// The stretches of a period, in order.
#[must_use]
pub fn buckets(by: By, from: Date, to: Date) -> Vec<Bucket> {
    let (first, last) = (day::number(from), day::number(to));
    if by == By::Hour {
        return (0..24).map(|hour| Bucket { key: format!("{hour:02}"), days: last - first + 1 }).collect();
    }
    let mut all: Vec<Bucket> = Vec::new();
    for number in first..=last {
        let key = bucket(by, number);
        match all.last_mut().filter(|bucket| bucket.key == key) {
            Some(bucket) => bucket.days += 1,
            None => all.push(Bucket { key, days: 1 }),
        }
    }
    all
}

/// The key of the stretch that holds a day, or of an hour of the day.
fn bucket(by: By, number: i64) -> String {
    if by == By::Hour {
        return format!("{number:02}");
    }
    let date = day::plus(Date::constant(1970, 1, 1), number);
    date.map(|date| stretch(by, date).to_string()).unwrap_or_default()
}

impl Measure {
    /// The measure of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|measure| measure.word() == word)
    }

    /// What must be counted for it.
    #[must_use]
    pub fn counts(self) -> &'static [Happening] {
        match self {
            Measure::New => &[Happening::New],
            Measure::Resolved | Measure::ResolvedADay | Measure::ResolveTime => &[Happening::Resolved],
            Measure::Closed => &[Happening::Closed],
            Measure::Reopened => &[Happening::Reopened],
            Measure::Answered | Measure::AnswerTime => &[Happening::Answered],
            Measure::Waiting => &[Happening::New, Happening::Reopened, Happening::Done],
        }
    }

    /// Whether it needs to know what was before the period.
    #[must_use]
    pub fn looks_back(self) -> bool {
        self == Measure::Waiting
    }

    /// Whether its values are times, in ms; else they are numbers of tickets.
    #[must_use]
    pub fn is_time(self) -> bool {
        matches!(self, Measure::ResolveTime | Measure::AnswerTime)
    }

    /// Its value in a stretch with so many days; none where there is nothing to take the mean of.
    #[expect(clippy::cast_precision_loss, reason = "counts of tickets and days")]
    fn value(self, tally: &Tally, days: i64) -> Option<f64> {
        let count = |what| Some(tally.count(what) as f64);
        match self {
            Measure::New => count(Happening::New),
            Measure::Resolved => count(Happening::Resolved),
            Measure::ResolvedADay => Some(tally.count(Happening::Resolved) as f64 / days.max(1) as f64),
            Measure::Closed => count(Happening::Closed),
            Measure::Reopened => count(Happening::Reopened),
            Measure::ResolveTime => tally.mean(Happening::Resolved),
            Measure::Answered => count(Happening::Answered),
            Measure::AnswerTime => tally.mean(Happening::Answered),
            Measure::Waiting => Some(tally.more_wait() as f64),
        }
    }

    /// Its values in the stretches of a period, and that of the period as a whole.
    #[must_use]
    pub fn values(self, by: By, buckets: &[Bucket], counted: &Counted) -> (Vec<Option<f64>>, Option<f64>) {
        let mut sums: BTreeMap<String, Tally> = BTreeMap::new();
        for (number, tally) in &counted.within {
            let sum = sums.entry(bucket(by, *number)).or_default();
            *sum = sum.with(tally);
        }
        let mut so_far = if self.looks_back() { counted.before } else { Tally::default() };
        let whole = sums.values().fold(so_far, |whole, sum| whole.with(sum));
        let values = buckets.iter().map(|bucket| {
            let here = sums.get(&bucket.key).copied().unwrap_or_default();
            so_far = so_far.with(&here);
            self.value(if self.looks_back() { &so_far } else { &here }, bucket.days)
        });
        let values = values.collect();
        let days = match by {
            By::Hour => buckets.first().map_or(0, |bucket| bucket.days),
            _ => buckets.iter().map(|bucket| bucket.days).sum(),
        };
        (values, self.value(&whole, days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Date {
        day::parse(text).expect("a day")
    }

    fn tally(all: &[(Happening, i64, i64)]) -> Tally {
        let mut tally = Tally::default();
        for (what, count, took) in all {
            tally.add(*what, *count, *took);
        }
        tally
    }

    #[test]
    fn stretches_hold_the_days_of_the_period_and_no_others() {
        for (by, from, to, wanted) in [
            (By::Day, "2026-02-28", "2026-03-01", vec![("2026-02-28", 1), ("2026-03-01", 1)]),
            (By::Week, "2025-12-31", "2026-01-06", vec![("2025-12-29", 5), ("2026-01-05", 2)]),
            (By::Month, "2026-01-30", "2026-03-01", vec![("2026-01-01", 2), ("2026-02-01", 28), ("2026-03-01", 1)]),
        ] {
            let found: Vec<(String, i64)> =
                buckets(by, days(from), days(to)).into_iter().map(|bucket| (bucket.key, bucket.days)).collect();
            let wanted: Vec<(String, i64)> = wanted.into_iter().map(|(key, days)| (key.to_owned(), days)).collect();
            assert_eq!(found, wanted, "{by:?}");
        }
        let hours = buckets(By::Hour, days("2026-03-01"), days("2026-03-03"));
        assert_eq!((hours.len(), hours[23].key.as_str(), hours[7].days), (24, "23", 3));
    }

    #[test]
    fn values_follow_from_what_was_counted() {
        use Happening as H;
        let first = day::number(days("2026-03-02"));
        let counted = Counted {
            before: tally(&[(H::New, 9, 0), (H::Done, 4, 0), (H::Reopened, 1, 0), (H::Resolved, 4, 4_000)]),
            within: [
                (first, tally(&[(H::New, 3, 0), (H::Resolved, 2, 600), (H::Done, 2, 0), (H::Answered, 1, 50)])),
                (first + 2, tally(&[(H::New, 1, 0), (H::Closed, 2, 0), (H::Reopened, 1, 0)])),
                (first + 7, tally(&[(H::Resolved, 1, 300), (H::Done, 1, 0)])),
            ]
            .into(),
        };
        let (from, to) = (days("2026-03-02"), days("2026-03-09"));
        let by_week = buckets(By::Week, from, to);
        for (measure, values, whole) in [
            (Measure::New, [Some(4.0), Some(0.0)], Some(4.0)),
            (Measure::Resolved, [Some(2.0), Some(1.0)], Some(3.0)),
            (Measure::ResolvedADay, [Some(2.0 / 7.0), Some(1.0)], Some(3.0 / 8.0)),
            (Measure::Closed, [Some(2.0), Some(0.0)], Some(2.0)),
            (Measure::Reopened, [Some(1.0), Some(0.0)], Some(1.0)),
            (Measure::ResolveTime, [Some(300.0), Some(300.0)], Some(300.0)),
            (Measure::Answered, [Some(1.0), Some(0.0)], Some(1.0)),
            (Measure::AnswerTime, [Some(50.0), None], Some(50.0)),
            // six waited before, three more at the end of the first week
            (Measure::Waiting, [Some(9.0), Some(8.0)], Some(8.0)),
        ] {
            assert_eq!(measure.values(By::Week, &by_week, &counted), (values.to_vec(), whole), "{measure:?}");
        }
        let by_day = buckets(By::Day, from, to);
        let (each, whole) = Measure::Waiting.values(By::Day, &by_day, &counted);
        assert_eq!(each, [7.0, 7.0, 9.0, 9.0, 9.0, 9.0, 9.0, 8.0].map(Some));
        assert_eq!(whole, Some(8.0));
        let nothing = Measure::ResolveTime.values(By::Day, &by_day, &Counted::default());
        assert_eq!(nothing, (vec![None; 8], None));
    }

    #[test]
    fn hours_of_all_days_are_told_apart() {
        let counted = Counted {
            before: Tally::default(),
            within: [(9, tally(&[(Happening::Resolved, 6, 0)])), (17, tally(&[(Happening::Resolved, 3, 0)]))].into(),
        };
        let hours = buckets(By::Hour, days("2026-03-01"), days("2026-03-03"));
        let (values, whole) = Measure::ResolvedADay.values(By::Hour, &hours, &counted);
        assert_eq!((values[9], values[17], values[0], whole), (Some(2.0), Some(1.0), Some(0.0), Some(3.0)));
    }

    #[test]
    fn a_measure_counts_what_it_tells() {
        for measure in Measure::ALL {
            assert!(!measure.counts().is_empty(), "{measure:?}");
            assert_eq!(measure.looks_back(), measure.counts().contains(&Happening::Done), "{measure:?}");
        }
    }
}
