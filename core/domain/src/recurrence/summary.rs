//! A rule in the terms in which people speak of it, for a screen to put into words: "every second month on the last Friday, ten
//! times". No text is made here.

use jiff::civil::Weekday;

use super::rule::{End, Frequency, Parts, Rule, WeekdayPart};

/// Which of the weekdays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ordinal {
    /// Of each weekday these: "the first and third Monday". Negative ones count from the end.
    Each(Vec<i16>),
    /// Of all the weekdays together these: "the last of Monday to Friday".
    Among(Vec<i16>),
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How often.
    pub frequency: Frequency,
    /// Every so many of them, 1 or more.
    pub interval: u32,
    /// In these months, 1 to 12; empty where the rule names none.
    pub months: Vec<i16>,
    /// On these days of the month; negative ones count from its end. Empty where the rule names none.
    pub month_days: Vec<i16>,
    /// On these weekdays, Monday first; empty where the rule names none.
    pub weekdays: Vec<Weekday>,
    /// Which of those weekdays in the month, or in the year when no month is named; `None` for each of them.
    pub ordinal: Option<Ordinal>,
    /// How it ends.
    pub end: End,
    /// Whether this is all. If not, the rule says more than people usually say, and a screen should show its text beside it.
    pub complete: bool,
}

impl Rule {
    /// The rule as people speak of it.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let parts = self.parts();
        let (weekdays, ordinal, told) = weekdays(parts);
        let (weeks, years) = (&parts.week_numbers, &parts.year_days);
        let rest = [weeks, years, &parts.hours, &parts.minutes, &parts.seconds];
        // where weeks begin matters only when some are left out
        let weeks_shift = parts.frequency == Frequency::Weekly
            && (parts.interval > 1 || !parts.positions.is_empty())
            && parts.week_start != Weekday::Monday;
        Summary {
            frequency: parts.frequency,
            interval: parts.interval,
            months: parts.months.clone(),
            month_days: parts.month_days.clone(),
            weekdays,
            ordinal,
            end: parts.end,
            complete: told && !weeks_shift && rest.iter().all(|list| list.is_empty()),
        }
    }
}

/// The weekdays, which of them, and whether that is all that the rule says about them.
fn weekdays(parts: &Parts) -> (Vec<Weekday>, Option<Ordinal>, bool) {
    let mut weekdays = Vec::new();
    let mut ordinals = Vec::new();
    for WeekdayPart { ordinal, weekday } in &parts.weekdays {
        if !weekdays.contains(weekday) {
            weekdays.push(*weekday);
        }
        if !ordinals.contains(ordinal) {
            ordinals.push(*ordinal);
        }
    }
    weekdays.sort_by_key(|day| day.to_monday_zero_offset());
    // every ordinal with every weekday, or there are no few words for it
    let even = weekdays.len() * ordinals.len() == parts.weekdays.len();
    let plain = ordinals.iter().all(Option::is_none);
    let named: Vec<i16> = ordinals.into_iter().flatten().collect();
    let ordinal = (!named.is_empty()).then_some(Ordinal::Each(named));
    if parts.positions.is_empty() {
        return (weekdays, ordinal, even && (plain || !parts.weekdays.iter().any(|day| day.ordinal.is_none())));
    }
    let of_one_stretch = match parts.frequency {
        Frequency::Monthly => true,
        Frequency::Yearly => parts.months.len() < 2,
        _ => false,
    };
    if plain && of_one_stretch && !weekdays.is_empty() && parts.month_days.is_empty() {
        let positions = parts.positions.clone();
        let ordinal = if weekdays.len() == 1 { Ordinal::Each(positions) } else { Ordinal::Among(positions) };
        return (weekdays, Some(ordinal), true);
    }
    (weekdays, ordinal, false)
}
