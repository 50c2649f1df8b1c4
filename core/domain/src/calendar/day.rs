//! One local day of a calendar: its open parts, in minutes after midnight.

use jiff::civil::{Date, Weekday};

use super::{Calendar, DAY_MIN, Range, SpecialKind};

/// The date of a day number; the calendar's last day beyond that.
pub(super) fn date(number: i64) -> Date {
    crate::day::plus(jiff::civil::date(1970, 1, 1), number).unwrap_or(Date::MAX)
}

/// How a day is worked.
enum Plan {
    Closed,
    Like(Weekday),
}

impl Calendar {
    fn plan(&self, date: Date) -> Plan {
        let on = self.specials.iter().filter(|s| (s.from..=s.to).contains(&date));
        let mut plan = Plan::Like(date.weekday());
        for special in on {
            match special.kind {
                SpecialKind::MakeUp { like } => {
                    let weekday = i8::try_from(like).ok().and_then(|n| Weekday::from_monday_zero_offset(n).ok());
                    return weekday.map_or(Plan::Closed, Plan::Like);
                }
                SpecialKind::Holiday => plan = Plan::Closed,
            }
        }
        plan
    }

    /// The open parts of a day: `from..to` in minutes after midnight, in order, apart from each other.
    pub(super) fn open_parts(&self, date: Date) -> Vec<(u16, u16)> {
        let today = self.plan(date);
        if matches!(today, Plan::Closed) {
            return Vec::new();
        }
        let before = crate::day::plus(date, -1).map_or(Plan::Closed, |day| self.plan(day));
        let (mut open, mut closed) = (Vec::new(), Vec::new());
        for period in &self.periods {
            let parts = if period.working { &mut open } else { &mut closed };
            for range in &period.ranges {
                if let Plan::Like(weekday) = today
                    && period.begins_on(weekday)
                {
                    parts.push((range.from_min, if wraps(range) { DAY_MIN } else { range.to_min }));
                }
                if let Plan::Like(weekday) = before
                    && period.begins_on(weekday)
                    && wraps(range)
                {
                    parts.push((0, range.to_min));
                }
            }
        }
        subtract(union(open), &union(closed))
    }
}

fn wraps(range: &Range) -> bool {
    range.to_min <= range.from_min
}

/// The parts in order, those that touch made one.
fn union(mut parts: Vec<(u16, u16)>) -> Vec<(u16, u16)> {
    parts.retain(|(from, to)| from < to);
    parts.sort_unstable();
    let mut merged: Vec<(u16, u16)> = Vec::with_capacity(parts.len());
    for (from, to) in parts {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

/// `parts` without `holes`; both in order and apart.
fn subtract(parts: Vec<(u16, u16)>, holes: &[(u16, u16)]) -> Vec<(u16, u16)> {
    let mut left = Vec::with_capacity(parts.len());
    for (mut from, to) in parts {
        for hole in holes {
            if hole.1 <= from || hole.0 >= to {
                continue;
            }
            if hole.0 > from {
                left.push((from, hole.0));
            }
            from = from.max(hole.1);
        }
        if from < to {
            left.push((from, to));
        }
    }
    left
}
