//! Holidays out of an `.ics` file (RFC 5545): whole days become [`Special`]s, everything else is refused by name.
//!
//! Taken: events with date values, and events from midnight to midnight. `DTEND` is the first day after. A recurrence is
//! expanded for three years where it simply repeats every year. The file comes from anybody, so its size, its nesting and
//! what is taken from it are limited, and nothing in it can do more than be refused.

use icalendar::parser::{Component, read_calendar_simple, unfold};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use truckroll_domain::Timestamp;
use truckroll_domain::calendar::{MAX_SPECIALS, Offsets, Special, SpecialKind};
use truckroll_protocol::api::calendars::{IcsPreview, IcsRefused};

/// Deepest nesting that is read: calendar, event, alarm, and one to spare.
const MAX_DEPTH: usize = 4;
/// Most events of a file.
const MAX_EVENTS: usize = 5_000;
/// Longest title, characters.
const MAX_TITLE: usize = 100;
/// Longest description, characters.
const MAX_DESCRIPTION: usize = 1_000;
/// Longest holiday, days.
const MAX_DAYS: i32 = 366;
/// A yearly event is written out for so many years.
const YEARS: i16 = 3;

/// The holidays of a file. `this_year` is where yearly events begin; `offsets` are those of the calendar's zone. `None`
/// when it is no calendar at all.
#[must_use]
pub fn read(text: &str, offsets: &Offsets, this_year: i16) -> Option<IcsPreview> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !is_shallow(text) {
        return None;
    }
    let unfolded = unfold(text);
    let roots = read_calendar_simple(&unfolded).ok()?;
    let roots: Vec<&Component<'_>> = roots.iter().filter(|root| is(root, "VCALENDAR")).collect();
    if roots.is_empty() {
        return None;
    }
    let mut preview = IcsPreview::default();
    let events = roots.iter().flat_map(|root| &root.components).filter(|component| is(component, "VEVENT"));
    for (n, event) in events.enumerate() {
        let found = if n < MAX_EVENTS { holidays(event, offsets, this_year) } else { Err("too_many") };
        match found {
            Ok(found) if preview.holidays.len() + found.len() <= MAX_SPECIALS => preview.holidays.extend(found),
            Ok(_) => preview.refused.push(IcsRefused { title: title(event), why: "too_many".to_owned() }),
            Err(why) if preview.refused.len() < MAX_SPECIALS => {
                preview.refused.push(IcsRefused { title: title(event), why: why.to_owned() });
            }
            Err(_) => {}
        }
    }
    preview.holidays.sort_by(|a, b| (a.from, a.to, &a.title).cmp(&(b.from, b.to, &b.title)));
    preview.holidays.dedup();
    Some(preview)
}

/// Whether blocks are nested no deeper than calendars are: the parser calls itself for each.
fn is_shallow(text: &str) -> bool {
    let mut depth = 0_usize;
    for line in text.lines() {
        let word = line.trim_start().get(..6).unwrap_or_default();
        if word.eq_ignore_ascii_case("BEGIN:") {
            depth += 1;
            if depth > MAX_DEPTH {
                return false;
            }
        } else if line.trim_start().get(..4).is_some_and(|word| word.eq_ignore_ascii_case("END:")) {
            depth = depth.saturating_sub(1);
        }
    }
    true
}

fn is(component: &Component<'_>, name: &str) -> bool {
    component.name.as_str().eq_ignore_ascii_case(name)
}

/// The text of a property.
fn text<'a>(event: &'a Component<'_>, name: &str) -> Option<&'a str> {
    let found = event.properties.iter().find(|property| property.name.as_str().eq_ignore_ascii_case(name));
    found.map(|property| property.val.as_str().trim())
}

fn shortened(text: &str, most: usize) -> String {
    text.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(most).collect()
}

fn title(event: &Component<'_>) -> String {
    let title = shortened(text(event, "SUMMARY").unwrap_or_default(), MAX_TITLE).replace('\n', " ");
    let uid = || shortened(text(event, "UID").unwrap_or_default(), MAX_TITLE);
    if title.is_empty() { uid() } else { title }
}

/// `20260501` as a date.
fn date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let small = |range| number(range).and_then(|n| i8::try_from(n).ok());
    Date::new(number(0..4)?, small(4..6)?, small(6..8)?).ok()
}

/// The day whose midnight a value stands for: a date, or a time at midnight where it is meant.
fn midnight(value: &str, offsets: &Offsets) -> Option<Date> {
    if let Some(day) = date(value) {
        return Some(day);
    }
    let (day, time) = value.split_once('T')?;
    let day = date(day)?;
    let Some(utc) = time.strip_suffix('Z') else {
        // local time, of the zone it names or of the reader's: its midnight is the holiday's
        return (time == "000000").then_some(day);
    };
    let number = |range: std::ops::Range<usize>| utc.get(range)?.parse::<i8>().ok();
    let at = day.at(number(0..2)?, 0, 0, 0);
    let at = at.checked_add(i64::from(number(2..4)?).minutes()).ok()?;
    if utc.len() != 6 || utc.get(4..6) != Some("00") {
        return None;
    }
    let at = jiff::tz::Offset::UTC.to_timestamp(at).ok()?;
    let (local, minute) = offsets.local(Timestamp(at.as_millisecond()));
    (minute == 0).then_some(local)
}

/// The first and the last day of an event.
fn days(event: &Component<'_>, offsets: &Offsets) -> Result<(Date, Date), &'static str> {
    let start = text(event, "DTSTART").ok_or("no_date")?;
    let from = midnight(start, offsets).ok_or("not_whole_days")?;
    let after = match (text(event, "DTEND"), text(event, "DURATION")) {
        (Some(end), _) => midnight(end, offsets).ok_or("not_whole_days")?,
        (None, Some(lasts)) => {
            from.checked_add(whole_days(lasts).ok_or("not_whole_days")?.days()).map_err(|_| "too_long")?
        }
        // a date alone is its day; a moment alone is no time at all
        (None, None) if date(start).is_some() => from.tomorrow().map_err(|_| "no_date")?,
        (None, None) => return Err("not_whole_days"),
    };
    // some write the same day twice for one day
    let last = if after > from { after.yesterday().map_err(|_| "no_date")? } else { from };
    if after < from {
        return Err("no_date");
    }
    let length = from.until(last).map_or(i32::MAX, |span| span.get_days());
    if length >= MAX_DAYS { Err("too_long") } else { Ok((from, last)) }
}

/// `P3D`, `P1W`.
fn whole_days(duration: &str) -> Option<i64> {
    let rest = duration.strip_prefix('P')?;
    let (count, each) = rest.strip_suffix('D').map(|n| (n, 1)).or_else(|| rest.strip_suffix('W').map(|n| (n, 7)))?;
    let count: i64 = count.parse().ok().filter(|n| (1..=366).contains(n))?;
    Some(count * each)
}

fn holidays(event: &Component<'_>, offsets: &Offsets, this_year: i16) -> Result<Vec<Special>, &'static str> {
    let (from, to) = days(event, offsets)?;
    let one = |from, to| Special {
        title: title(event),
        description: shortened(text(event, "DESCRIPTION").unwrap_or_default(), MAX_DESCRIPTION),
        from,
        to,
        kind: SpecialKind::Holiday,
    };
    if title(event).is_empty() {
        return Err("no_title");
    }
    let Some(rule) = text(event, "RRULE") else {
        let repeated = ["RDATE", "RECURRENCE-ID", "EXRULE"].iter().any(|name| text(event, name).is_some());
        return if repeated { Err("recurrence") } else { Ok(vec![one(from, to)]) };
    };
    if ["RDATE", "EXDATE", "RECURRENCE-ID", "EXRULE"].iter().any(|name| text(event, name).is_some()) {
        return Err("recurrence");
    }
    let rule = Yearly::read(rule, from, offsets).ok_or("recurrence")?;
    let length = from.until(to).map_err(|_| "too_long")?;
    let first = this_year.max(from.year());
    let mut found = Vec::new();
    for year in first..first.saturating_add(YEARS) {
        // the 29th of February is left out where there is none
        let Ok(begins) = Date::new(year, from.month(), from.day()) else { continue };
        if rule.holds(begins, from) {
            found.push(one(begins, begins.checked_add(length).map_err(|_| "too_long")?));
        }
    }
    Ok(found)
}

/// A recurrence that repeats its first day every year, perhaps not for ever.
struct Yearly {
    count: Option<i16>,
    until: Option<Date>,
}

impl Yearly {
    /// Reads a rule; `None` when it says anything else.
    fn read(rule: &str, from: Date, offsets: &Offsets) -> Option<Self> {
        let mut read = Self { count: None, until: None };
        let mut yearly = false;
        for part in rule.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match (name.to_ascii_uppercase().as_str(), value) {
                ("FREQ", "YEARLY") => yearly = true,
                ("INTERVAL", "1") => {}
                ("WKST", day) if weekday(day).is_some() => {}
                ("BYMONTH", month) if month.parse() == Ok(from.month()) => {}
                ("BYMONTHDAY", day) if day.parse() == Ok(from.day()) => {}
                ("COUNT", count) => read.count = Some(count.parse().ok().filter(|n| *n > 0)?),
                ("UNTIL", until) => read.until = Some(Self::last_day(until, offsets)?),
                _ => return None,
            }
        }
        yearly.then_some(read)
    }

    /// The last day an `UNTIL` allows, whatever the time of that day is.
    fn last_day(until: &str, offsets: &Offsets) -> Option<Date> {
        midnight(until, offsets).or_else(|| date(until.split('T').next()?))
    }

    fn holds(&self, day: Date, from: Date) -> bool {
        // Feb 29 counts its own years only
        let leap = from.month() == 2 && from.day() == 29;
        let nth = if leap {
            (from.year()..=day.year()).filter(|year| Date::new(*year, 2, 29).is_ok()).count()
        } else {
            usize::try_from(day.year() - from.year()).unwrap_or(usize::MAX).saturating_add(1)
        };
        let counted = self.count.is_none_or(|count| nth <= usize::try_from(count).unwrap_or(0));
        counted && self.until.is_none_or(|until| day <= until)
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    let all = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let n = all.iter().position(|known| *known == word)?;
    Weekday::from_monday_zero_offset(i8::try_from(n).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Holidays//EN\r\n\
        BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260504\r\n\
        SUMMARY:Labour day\\, and\r\n  two more\r\nDESCRIPTION:Closed\\nEverywhere\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:2\r\nDTSTART;TZID=Asia/Shanghai:20261001T000000\r\nDTEND;TZID=Asia/Shanghai:20261008T000000\r\n\
        SUMMARY:国庆节\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:3\r\nDTSTART:20260101T090000\r\nDTEND:20260101T120000\r\nSUMMARY:Breakfast\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:4\r\nDTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:5\r\nDTSTART;VALUE=DATE:20200525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\r\nSUMMARY:Memorial\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:6\r\nDTSTART:20260930T160000Z\r\nDTEND:20261001T160000Z\r\nSUMMARY:In UTC\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";

    fn shanghai() -> Offsets {
        Offsets::fixed(480)
    }

    fn event(lines: &str) -> IcsPreview {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
        read(&text, &shanghai(), 2026).expect("a calendar")
    }

    #[test]
    fn whole_days_are_taken_and_the_rest_is_refused_by_name() {
        let preview = read(FILE, &shanghai(), 2026).expect("a calendar");
        let found: Vec<_> =
            preview.holidays.iter().map(|h| (h.title.as_str(), h.from.to_string(), h.to.to_string())).collect();
        let day = |text: &str| text.to_owned();
        assert_eq!(
            found,
            [
                ("Labour day, and two more", day("2026-05-01"), day("2026-05-03")),
                ("In UTC", day("2026-10-01"), day("2026-10-01")),
                ("国庆节", day("2026-10-01"), day("2026-10-07")),
                ("Christmas", day("2026-12-25"), day("2026-12-25")),
                ("Christmas", day("2027-12-25"), day("2027-12-25")),
                ("Christmas", day("2028-12-25"), day("2028-12-25")),
            ]
        );
        assert_eq!(preview.holidays[0].description, "Closed\nEverywhere");
        let refused: Vec<_> = preview.refused.iter().map(|r| (r.title.as_str(), r.why.as_str())).collect();
        assert_eq!(refused, [("Breakfast", "not_whole_days"), ("Memorial", "recurrence")]);
    }

    #[test]
    fn days_and_recurrences_follow_the_table() {
        for (lines, days, why) in [
            ("DTSTART:20260501", vec![("2026-05-01", "2026-05-01")], ""),
            ("DTSTART:20260501\nDTEND:20260501", vec![("2026-05-01", "2026-05-01")], ""),
            ("DTSTART:20260501\nDURATION:P1W", vec![("2026-05-01", "2026-05-07")], ""),
            ("DTSTART:20260501\nDTEND:20260430", vec![], "no_date"),
            ("DTSTART:20260230", vec![], "not_whole_days"),
            ("DTSTART:20260501T000000", vec![], "not_whole_days"),
            ("DTSTART:20260501\nDTEND:20270601", vec![], "too_long"),
            ("DTEND:20260501", vec![], "no_date"),
            ("DTSTART:20240229\nRRULE:FREQ=YEARLY", vec![("2028-02-29", "2028-02-29")], ""),
            ("DTSTART:20250101\nRRULE:FREQ=YEARLY;COUNT=2", vec![("2026-01-01", "2026-01-01")], ""),
            ("DTSTART:20250101\nRRULE:FREQ=YEARLY;UNTIL=20260101T000000Z", vec![("2026-01-01", "2026-01-01")], ""),
            ("DTSTART:20260101\nRRULE:FREQ=WEEKLY", vec![], "recurrence"),
            ("DTSTART:20260101\nRRULE:FREQ=YEARLY;INTERVAL=2", vec![], "recurrence"),
            ("DTSTART:20260101\nRDATE:20260102", vec![], "recurrence"),
        ] {
            let preview = event(lines);
            let found: Vec<_> = preview.holidays.iter().map(|h| (h.from.to_string(), h.to.to_string())).collect();
            let wanted: Vec<_> = days.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(found, wanted, "{lines}");
            assert_eq!(preview.refused.first().map_or("", |r| r.why.as_str()), why, "{lines}");
        }
    }

    #[test]
    fn what_is_no_calendar_is_none() {
        for text in ["", "hello", "BEGIN:", "BEGIN:VCALENDAR", "BEGIN:VEVENT\nEND:VEVENT\n", "<html></html>"] {
            assert_eq!(read(text, &shanghai(), 2026), None, "{text}");
        }
        assert_eq!(read(&"BEGIN:A\n".repeat(100_000), &shanghai(), 2026), None);
    }

    proptest! {
        /// A file that was cut, shuffled and overwritten is read or refused, and never takes the server down.
        #[test]
        fn a_damaged_file_is_no_more_than_refused(
            cuts in prop::collection::vec((0_usize..FILE.len(), 0_usize..FILE.len(), ".{0,6}"), 1..6),
        ) {
            let mut text = FILE.to_owned();
            for (at, take, put) in cuts {
                let mut at = at.min(text.len());
                while !text.is_char_boundary(at) { at -= 1; }
                let mut end = (at + take % 40).min(text.len());
                while !text.is_char_boundary(end) { end -= 1; }
                text.replace_range(at..end.max(at), &put);
            }
            if let Some(preview) = read(&text, &shanghai(), 2026) {
                prop_assert!(preview.holidays.len() <= MAX_SPECIALS);
                prop_assert!(preview.holidays.iter().all(|h| h.from <= h.to && !h.title.is_empty()));
            }
        }

        #[test]
        fn nonsense_is_no_more_than_refused(text in "(BEGIN:|END:|VEVENT|VCALENDAR|DTSTART|:|;|=|\\r|\\n|T|Z|[0-9]|é|\\PC){0,200}") {
            let _ = read(&text, &shanghai(), 2026);
        }
    }
}
