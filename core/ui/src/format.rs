//! Times, durations, distances, sizes and money as a reader of a locale expects them.
//!
//! Pure: moments come in as milliseconds since 1970 UTC, the zone as minutes east of UTC with the [`Turns`] of its
//! clocks, the present as part of [`Format`]. Numbers carry their unit; absurd input (year 300,000) gives a dash, not a panic.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use truckroll_domain::day;
use truckroll_domain::money::Currency;

use crate::i18n::{Locale, t};
use crate::tl;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Shown where a value cannot be said.
pub const DASH: &str = "–";

/// Most changes of a zone's clocks that are remembered: two years around now have four or five.
const TURNS: usize = 6;

/// When the clocks of a zone change, around now: from each moment on the minutes east of UTC. Without any, the offset
/// of [`Format`] holds always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns([Option<(i64, i32)>; TURNS]);

impl Turns {
    /// From moments in order; those beyond what is remembered are left out.
    #[must_use]
    pub fn new(turns: impl IntoIterator<Item = (i64, i32)>) -> Self {
        let mut kept = [None; TURNS];
        for (place, turn) in kept.iter_mut().zip(turns) {
            *place = Some(turn);
        }
        Self(kept)
    }

    /// The minutes east of UTC at a moment, if it is not before the first turn.
    #[must_use]
    pub fn at(&self, ms: i64) -> Option<i32> {
        self.0.iter().flatten().take_while(|(from, _)| *from <= ms).last().map(|(_, offset)| *offset)
    }
}

/// The reader: language, zone, and what "now" is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// The language of all words.
    pub locale: Locale,
    /// Minutes to add to UTC for local time, where `turns` say nothing else.
    pub offset_minutes: i32,
    /// When the zone's clocks change.
    pub turns: Turns,
    /// The present, milliseconds since 1970 UTC.
    pub now_ms: i64,
}

impl Format {
    fn offset(&self, ms: i64) -> Option<Offset> {
        Offset::from_seconds(self.offset_at(ms).checked_mul(60)?).ok()
    }

    fn local(&self, ms: i64) -> Option<DateTime> {
        Some(self.offset(ms)?.to_datetime(Timestamp::from_millisecond(ms).ok()?))
    }

    /// Minutes east of UTC at a moment.
    #[must_use]
    pub fn offset_at(&self, ms: i64) -> i32 {
        self.turns.at(ms).unwrap_or(self.offset_minutes)
    }

    /// The moment at which clocks show `local`: in the hour that they repeat the earlier one; in the hour that they
    /// leave out as much after their change as was asked for.
    fn moment_of(&self, local: DateTime) -> Option<i64> {
        let guess = Offset::UTC.to_timestamp(local).ok()?.as_millisecond();
        let with = |at: i64| Some(self.offset(at)?.to_timestamp(local).ok()?.as_millisecond());
        let (before, after) = (with(guess.saturating_sub(DAY))?, with(guess.saturating_add(DAY))?);
        let shows = |at: i64| self.local(at) == Some(local);
        Some(if shows(after) && !shows(before) { after } else { before })
    }

    /// The time of day: `09:05`.
    #[must_use]
    pub fn clock(&self, ms: i64) -> String {
        self.local(ms).map_or_else(|| DASH.to_owned(), |at| format!("{:02}:{:02}", at.hour(), at.minute()))
    }

    /// The time of day with seconds: `09:05:07`, for logs.
    #[must_use]
    pub fn clock_seconds(&self, ms: i64) -> String {
        self.local(ms)
            .map_or_else(|| DASH.to_owned(), |at| format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second()))
    }

    /// The day as a reader would say it: `today`, `tomorrow`, `Mon 3 Mar`, `Mon 3 Mar 2025`.
    #[must_use]
    pub fn day(&self, ms: i64) -> String {
        let (Some(at), Some(now)) = (self.local(ms), self.local(self.now_ms)) else {
            return DASH.to_owned();
        };
        match (day::number(at.date()), day::number(now.date())) {
            (day, today) if day == today => t(self.locale, "day-today"),
            (day, today) if day == today + 1 => t(self.locale, "day-tomorrow"),
            (day, today) if day == today - 1 => t(self.locale, "day-yesterday"),
            _ => self.date_words(at.date(), at.year() != now.year()),
        }
    }

    /// The date itself, whatever today is: `Mon 3 Mar 2025`.
    #[must_use]
    pub fn date(&self, ms: i64) -> String {
        self.local(ms).map_or_else(|| DASH.to_owned(), |at| self.date_words(at.date(), true))
    }

    /// A calendar day in words, with its year or without: `Mon 3 Mar`.
    #[must_use]
    pub fn civil(&self, date: Date, with_year: bool) -> String {
        self.date_words(date, with_year)
    }

    /// The day that it is now; the year 0 where that cannot be said.
    #[must_use]
    pub fn today(&self) -> Date {
        self.local(self.now_ms).map_or(Date::ZERO, |at| at.date())
    }

    fn date_words(&self, date: Date, with_year: bool) -> String {
        let weekday = t(self.locale, &format!("weekday-{}", date.weekday().to_monday_one_offset()));
        let month = t(self.locale, &format!("month-{}", date.month()));
        let day = i64::from(date.day());
        if with_year {
            let year = date.year().to_string();
            tl!(self.locale, "date-long", weekday = weekday, month = month, day = day, year = year)
        } else {
            tl!(self.locale, "date-short", weekday = weekday, month = month, day = day)
        }
    }

    /// Day and time: `today 10:40`.
    #[must_use]
    pub fn moment(&self, ms: i64) -> String {
        tl!(self.locale, "day-with-time", day = self.day(ms), time = self.clock(ms))
    }

    /// A window of time: `10:00–12:00`, with the day in front unless it is today.
    #[must_use]
    pub fn window(&self, from_ms: i64, until_ms: i64) -> String {
        let hours = tl!(self.locale, "window", from = self.clock(from_ms), until = self.clock(until_ms));
        let day = self.day(from_ms);
        if day == t(self.locale, "day-today") {
            hours
        } else {
            tl!(self.locale, "day-with-time", day = day, time = hours)
        }
    }

    /// How long ago: `just now`, `20 s ago`, `2 h ago`; after a week the date. The future is "just now".
    #[must_use]
    pub fn age(&self, ms: i64) -> String {
        let passed = self.now_ms.saturating_sub(ms);
        let (key, count) = match passed {
            i64::MIN..5_000 => return t(self.locale, "age-now"),
            5_000..MINUTE => ("age-seconds", passed / SECOND),
            MINUTE..HOUR => ("age-minutes", passed / MINUTE),
            HOUR..DAY => ("age-hours", passed / HOUR),
            _ if passed < 7 * DAY => ("age-days", passed / DAY),
            _ => return self.day(ms),
        };
        tl!(self.locale, key, count = count)
    }

    /// A countdown to a deadline: `0:18 left`, or `1:05 late` once it has passed.
    #[must_use]
    pub fn countdown(&self, deadline_ms: i64) -> String {
        let rest = deadline_ms.saturating_sub(self.now_ms);
        let key = if rest >= 0 { "left" } else { "late" };
        tl!(self.locale, key, time = self.hours_minutes(rest))
    }

    /// Hours and minutes as figures, sign dropped: `0:18`, `26:05`; from three days on in days.
    #[must_use]
    pub fn hours_minutes(&self, ms: i64) -> String {
        let passed = i64::try_from(ms.unsigned_abs()).unwrap_or(i64::MAX);
        if passed >= 3 * DAY {
            return self.duration(passed);
        }
        format!("{}:{:02}", passed / HOUR, passed % HOUR / MINUTE)
    }

    /// A length of time in words: `45 s`, `2 h 5 min`, `3 days 4 h`. Negative counts as none.
    #[must_use]
    pub fn duration(&self, ms: i64) -> String {
        let ms = ms.max(0);
        let locale = self.locale;
        match ms {
            0..MINUTE => tl!(locale, "duration-seconds", seconds = ms / SECOND),
            MINUTE..HOUR => tl!(locale, "duration-minutes", minutes = ms / MINUTE),
            HOUR..DAY => match (ms / HOUR, ms % HOUR / MINUTE) {
                (hours, 0) => tl!(locale, "duration-hours", hours = hours),
                (hours, minutes) => tl!(locale, "duration-hours-minutes", hours = hours, minutes = minutes),
            },
            _ => match (ms / DAY, ms % DAY / HOUR) {
                (days, 0) => tl!(locale, "duration-days", days = days),
                (days, hours) => tl!(locale, "duration-days-hours", days = days, hours = hours),
            },
        }
    }

    /// A distance: `85 m`, `2.1 km`, `120 km`.
    #[must_use]
    pub fn distance(&self, metres: f64) -> String {
        if !metres.is_finite() || metres < 0.0 {
            return DASH.to_owned();
        }
        if metres < 995.0 {
            let value =
                if metres < 100.0 { format!("{metres:.0}") } else { format!("{:.0}", (metres / 10.0).round() * 10.0) };
            return tl!(self.locale, "distance-m", value = value);
        }
        let km = metres / 1_000.0;
        let value = if km < 99.95 { format!("{km:.1}") } else { grouped(&format!("{km:.0}")) };
        tl!(self.locale, "distance-km", value = value)
    }

    /// A file size in decimal units: `512 B`, `4.2 MB`, `61 MB`.
    #[must_use]
    pub fn size(&self, bytes: u64) -> String {
        let (key, unit) = match bytes {
            0..1_000 => ("size-b", 1),
            1_000..1_000_000 => ("size-kb", 1_000),
            1_000_000..1_000_000_000 => ("size-mb", 1_000_000),
            _ => ("size-gb", 1_000_000_000),
        };
        let tenths = (u128::from(bytes) * 10 / unit) as u64;
        let value = if unit == 1 || tenths >= 100 || tenths.is_multiple_of(10) {
            (tenths / 10).to_string()
        } else {
            format!("{}.{}", tenths / 10, tenths % 10)
        };
        tl!(self.locale, key, value = value)
    }

    /// Money from minor units and an ISO 4217 code: `¥1,234.50`, `CHF 80.00`, `−€3.10`.
    #[must_use]
    pub fn money(&self, minor: i64, currency: &str) -> String {
        let digits = minor_digits(currency);
        let amount = minor.unsigned_abs();
        let scale = 10_u64.pow(digits);
        let mut figure = grouped(&(amount / scale).to_string());
        if digits > 0 {
            let width = digits as usize;
            figure.push_str(&format!(".{:0width$}", amount % scale));
        }
        let said = match symbol(currency) {
            Some(symbol) => tl!(self.locale, "money-symbol", symbol = symbol, amount = figure),
            None => tl!(self.locale, "money-code", code = currency.to_owned(), amount = figure),
        };
        if minor < 0 { format!("−{said}") } else { said }
    }

    /// A whole number with thousands separated: `12,400`.
    #[must_use]
    pub fn number(&self, value: i64) -> String {
        let figure = grouped(&value.unsigned_abs().to_string());
        if value < 0 { format!("−{figure}") } else { figure }
    }

    /// The value of an `<input type="datetime-local">`: `2026-03-03T10:40`, empty when out of range.
    #[must_use]
    pub fn input_value(&self, ms: i64) -> String {
        self.local(ms).map_or_else(String::new, |at| {
            format!("{:04}-{:02}-{:02}T{:02}:{:02}", at.year(), at.month(), at.day(), at.hour(), at.minute())
        })
    }

    /// The moment a `datetime-local` value, with or without seconds, means in this zone.
    #[must_use]
    pub fn parse_input(&self, value: &str) -> Option<i64> {
        self.moment_of(date_time(value.trim())?)
    }

    /// Local midnight of the day that holds `ms`, shifted by whole days; for day lists and filters.
    #[must_use]
    pub fn start_of_day(&self, ms: i64, days_later: i64) -> Option<i64> {
        let day = day::plus(self.local(ms)?.date(), days_later)?;
        self.moment_of(day.to_datetime(Time::midnight()))
    }
}

/// `2026-03-03T10:40` or `2026-03-03T10:40:05`.
fn date_time(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once('T')?;
    let two = |part: &str| -> Option<i8> {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let mut times = time.splitn(3, ':');
    let (hour, minute, second) = (two(times.next()?)?, two(times.next()?)?, times.next().map_or(Some(0), two)?);
    Some(day::parse(date)?.to_datetime(Time::new(hour, minute, second, 0).ok()?))
}

fn grouped(figure: &str) -> String {
    let mut out = String::with_capacity(figure.len() + figure.len() / 3);
    for (i, c) in figure.chars().enumerate() {
        if i > 0 && (figure.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn minor_digits(currency: &str) -> u32 {
    Currency::of(currency).map_or(2, |known| u32::from(known.digits()))
}

fn symbol(currency: &str) -> Option<&'static str> {
    Some(match currency {
        "CNY" => "¥",
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "HKD" => "HK$",
        "SGD" => "S$",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday 3 March 2026, 10:40 in Shanghai.
    const NOW: i64 = 1_772_505_600_000;

    fn en() -> Format {
        Format { locale: Locale::En, offset_minutes: 480, now_ms: NOW, ..Format::default() }
    }

    /// Berlin in 2026: clocks go forward on 29 March and back on 25 October, at 01:00 UTC.
    fn berlin() -> Format {
        let turns = [(i64::MIN, 60), (1_774_746_000_000, 120), (1_792_890_000_000, 60)];
        Format { turns: Turns::new(turns), ..en() }
    }

    fn zh() -> Format {
        Format { locale: Locale::ZhCn, ..en() }
    }

    #[test]
    fn moments_name_the_near_days_and_date_the_far_ones() {
        for (shift, english, chinese) in [
            (0, "today 10:40", "今天 10:40"),
            (DAY, "tomorrow 10:40", "明天 10:40"),
            (-11 * HOUR, "yesterday 23:40", "昨天 23:40"),
            (2 * DAY, "Thu 5 Mar 10:40", "3月5日 周四 10:40"),
            (-365 * DAY, "Mon 3 Mar 2025 10:40", "2025年3月3日 周一 10:40"),
        ] {
            assert_eq!(en().moment(NOW + shift), english);
            assert_eq!(zh().moment(NOW + shift), chinese);
        }
        assert_eq!(en().moment(i64::MAX), "– –");
    }

    #[test]
    fn the_zone_decides_the_day() {
        let utc = Format { offset_minutes: 0, ..en() };
        assert_eq!(utc.clock(NOW), "02:40");
        assert_eq!(utc.moment(NOW - 3 * HOUR), "yesterday 23:40");
        let nonsense = Format { offset_minutes: i32::MAX, ..en() };
        assert_eq!(nonsense.clock(NOW), DASH);
    }

    #[test]
    fn windows_hide_today() {
        assert_eq!(en().window(NOW - 40 * MINUTE, NOW + 80 * MINUTE), "10:00–12:00");
        assert_eq!(en().window(NOW + DAY, NOW + DAY + HOUR), "tomorrow 10:40–11:40");
    }

    #[test]
    fn ages_get_coarser() {
        for (ago, english, chinese) in [
            (-5 * MINUTE, "just now", "刚刚"),
            (0, "just now", "刚刚"),
            (20 * SECOND, "20 s ago", "20 秒前"),
            (61 * SECOND, "1 min ago", "1 分钟前"),
            (5 * HOUR, "5 h ago", "5 小时前"),
            (DAY, "1 day ago", "1 天前"),
            (3 * DAY, "3 days ago", "3 天前"),
            (20 * DAY, "Wed 11 Feb", "2月11日 周三"),
        ] {
            assert_eq!(en().age(NOW - ago), english);
            assert_eq!(zh().age(NOW - ago), chinese);
        }
        assert_eq!(en().age(i64::MIN), DASH);
    }

    #[test]
    fn countdowns_say_left_or_late() {
        assert_eq!(en().countdown(NOW + 18 * MINUTE), "0:18 left");
        assert_eq!(zh().countdown(NOW + 18 * MINUTE), "剩余 0:18");
        assert_eq!(en().countdown(NOW - 65 * MINUTE), "1:05 late");
        assert_eq!(en().countdown(NOW + 80 * HOUR), "3 days 8 h left");
    }

    #[test]
    fn durations_use_two_units_at_most() {
        for (ms, english, chinese) in [
            (-1, "0 s", "0 秒"),
            (45 * SECOND, "45 s", "45 秒"),
            (15 * MINUTE, "15 min", "15 分钟"),
            (2 * HOUR, "2 h", "2 小时"),
            (2 * HOUR + 5 * MINUTE, "2 h 5 min", "2 小时 5 分钟"),
            (DAY, "1 day", "1 天"),
            (3 * DAY + 4 * HOUR, "3 days 4 h", "3 天 4 小时"),
        ] {
            assert_eq!(en().duration(ms), english);
            assert_eq!(zh().duration(ms), chinese);
        }
    }

    #[test]
    fn distances_round_to_what_is_known() {
        for (metres, english) in [
            (0.0, "0 m"),
            (84.6, "85 m"),
            (423.0, "420 m"),
            (999.0, "1.0 km"),
            (2_100.0, "2.1 km"),
            (99_980.0, "100 km"),
            (1_234_000.0, "1,234 km"),
            (f64::NAN, "–"),
            (-1.0, "–"),
        ] {
            assert_eq!(en().distance(metres), english);
        }
        assert_eq!(zh().distance(2_100.0), "2.1 公里");
    }

    #[test]
    fn sizes_are_decimal() {
        for (bytes, said) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 kB"),
            (4_250_000, "4.2 MB"),
            (61_000_000, "61 MB"),
            (2_500_000_000, "2.5 GB"),
            (u64::MAX, "18446744073 GB"),
        ] {
            assert_eq!(en().size(bytes), said);
        }
    }

    #[test]
    fn money_knows_minor_units() {
        for (minor, code, said) in [
            (123_450, "CNY", "¥1,234.50"),
            (-310, "EUR", "−€3.10"),
            (8_000, "CHF", "CHF 80.00"),
            (1_200, "JPY", "JPY 1,200"),
            (1_500, "KWD", "KWD 1.500"),
            (i64::MIN, "USD", "−$92,233,720,368,547,758.08"),
        ] {
            assert_eq!(en().money(minor, code), said);
        }
    }

    #[test]
    fn the_clocks_change_with_the_season() {
        let spring = 1_774_746_000_000;
        assert_eq!(berlin().clock(spring - MINUTE), "01:59");
        assert_eq!(berlin().clock(spring), "03:00");
        assert_eq!(berlin().clock(NOW), "03:40");
        assert_eq!(Turns::default().at(NOW), None);
    }

    #[test]
    fn a_day_of_23_hours_still_begins_at_midnight() {
        let noon = berlin().parse_input("2026-03-29T12:00").expect("a moment");
        let (from, to) =
            (berlin().start_of_day(noon, 0).expect("a day"), berlin().start_of_day(noon, 1).expect("a day"));
        assert_eq!((berlin().clock(from), berlin().clock(to)), ("00:00".to_owned(), "00:00".to_owned()));
        assert_eq!(to - from, 23 * HOUR);
    }

    #[test]
    fn times_that_clocks_leave_out_or_repeat_are_still_moments() {
        let moment = |text: &str| berlin().parse_input(text).expect("a moment");
        assert_eq!(berlin().input_value(moment("2026-03-29T02:30")), "2026-03-29T03:30");
        assert_eq!(moment("2026-10-25T02:30") + HOUR, moment("2026-10-25T03:30") - HOUR, "the earlier of the two");
        assert_eq!(berlin().input_value(moment("2026-07-01T08:15")), "2026-07-01T08:15");
    }

    #[test]
    fn a_date_time_input_round_trips() {
        assert_eq!(en().input_value(NOW), "2026-03-03T10:40");
        assert_eq!(en().parse_input("2026-03-03T10:40"), Some(NOW));
        assert_eq!(en().parse_input("2026-03-03T10:40:01"), Some(NOW + SECOND));
        for wrong in
            ["not a date", "2026-02-30T10:40", "2026-03-03", "2026-03-03T24:40", "+026-03-03T10:40", "2026-03-03T1:40"]
        {
            assert_eq!(en().parse_input(wrong), None, "{wrong}");
        }
        assert_eq!(en().start_of_day(NOW, 1), Some(NOW - 10 * HOUR - 40 * MINUTE + DAY));
    }
}
