//! How the clocks of a time zone run, from the time-zone database that is built in. Devices and the domain know only
//! the [`Offsets`] that come from here.

use jiff::tz::{TimeZone, db};
use truckroll_domain::Timestamp;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::time::DAY_MS;
use truckroll_portal::Turns;

use crate::directory::Settings;

/// So far back changes of the clock are told.
const BACK_MS: i64 = 2 * 365 * DAY_MS;
/// And so far ahead.
const AHEAD_MS: i64 = 10 * 366 * DAY_MS;
/// Most changes that are told; two a year are usual, four are known.
const MAX_CHANGES: usize = 100;

/// How a zone's clocks run from two years back to ten years ahead; `None` where there is no such zone.
#[must_use]
pub fn offsets(zone: &str, now: Timestamp) -> Option<Offsets> {
    let zone = TimeZone::get(zone).ok()?;
    let from = jiff::Timestamp::from_millisecond(now.plus_ms(-BACK_MS).ms()).ok()?;
    let until = now.plus_ms(AHEAD_MS).ms();
    let changes = zone.following(from).take_while(|change| change.timestamp().as_millisecond() < until);
    let before_s = zone.to_offset(from).seconds();
    let (mut last, mut told) = (before_s, Vec::new());
    for change in changes.take(MAX_CHANGES) {
        // names and summer flags change without the offset
        let seconds = change.offset().seconds();
        if seconds != last {
            told.push((Timestamp(change.timestamp().as_millisecond()), seconds));
            last = seconds;
        }
    }
    Some(Offsets { before_s, changes: told })
}

/// The IANA names of all zones, in order.
#[must_use]
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = db().available().map(|name| name.as_str().to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Settings {
    /// How the organisation's clocks run; where its zone is not known, by its fixed offset.
    #[must_use]
    pub fn offsets(&self, now: Timestamp) -> Offsets {
        offsets(&self.time_zone, now).unwrap_or_else(|| Offsets::fixed(self.utc_offset_min))
    }

    /// When the organisation's clocks change, a year back and a year ahead, for pages.
    #[must_use]
    pub fn turns(&self, now: Timestamp) -> Turns {
        let near = self.offsets(now).between(now.plus_ms(-366 * DAY_MS), now.plus_ms(366 * DAY_MS));
        let first = (i64::MIN, near.before_s / 60);
        Turns::new(std::iter::once(first).chain(near.changes.iter().map(|(at, s)| (at.ms(), s / 60))))
    }

    /// Minutes east of UTC at a moment near `now`.
    #[must_use]
    pub fn offset_min(&self, now: Timestamp) -> i32 {
        i32::try_from(self.offsets(now).offset_ms(now) / truckroll_domain::time::MINUTE_MS).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_777_860_000_000);

    #[test]
    fn the_changes_of_twelve_years_are_told() {
        let berlin = offsets("Europe/Berlin", NOW).expect("is there");
        assert_eq!(berlin.changes.len(), 24);
        assert_eq!(berlin.offset_ms(NOW), 2 * 3_600_000);
        assert_eq!(berlin.offset_ms(NOW.plus_ms(8 * 366 * DAY_MS)) % 3_600_000, 0);
        assert!(offsets("Asia/Shanghai", NOW).expect("is there").changes.is_empty());
        assert_eq!(offsets("Atlantis/Capital", NOW), None);
        assert_eq!(offsets("../etc/passwd", NOW), None);
    }

    #[test]
    fn the_names_are_there_and_each_of_them_is_known() {
        let names = names();
        assert!(names.len() > 400 && names.contains(&"Asia/Kolkata".to_owned()), "{}", names.len());
        assert!(names.iter().all(|name| offsets(name, NOW).is_some()));
    }

    #[test]
    fn a_zone_that_is_not_known_is_as_the_settings_say() {
        let settings = Settings { utc_offset_min: 330, time_zone: "Nowhere".into(), ..Settings::default() };
        assert_eq!(settings.offset_min(NOW), 330);
    }
}
