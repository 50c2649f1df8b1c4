//! Moments as the houses write them. China keeps UTC+8 the whole year, so no table of time zones is asked.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use truckroll_domain::Timestamp;
use truckroll_domain::time::SECOND_MS;

/// UTC+8.
const CHINA: Offset = Offset::constant(8);

/// Local time in China, to the second.
fn local(at: Timestamp) -> Option<DateTime> {
    let seconds = at.ms().div_euclid(SECOND_MS);
    Some(CHINA.to_datetime(jiff::Timestamp::from_second(seconds).ok()?))
}

/// `2026-03-02T10:34:56+08:00`, as WeChat Pay wants it.
pub(crate) fn offset_text(at: Timestamp) -> Option<String> {
    Some(format!("{}+08:00", local(at)?))
}

/// `2026-03-02 10:34:56`, as Alipay wants it.
pub(crate) fn local_text(at: Timestamp) -> Option<String> {
    Some(local(at)?.to_string().replace('T', " "))
}

/// Reads a moment with an offset.
pub(crate) fn from_offset_text(text: &str) -> Option<Timestamp> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(at.as_millisecond()))
}

/// Reads local time in China.
pub(crate) fn from_local_text(text: &str) -> Option<Timestamp> {
    let at: DateTime = text.parse().ok()?;
    Some(Timestamp(CHINA.to_timestamp(at).ok()?.as_millisecond()))
}

/// Seconds since 1970, as they are written in headers.
pub(crate) fn seconds(at: Timestamp) -> i64 {
    at.ms().div_euclid(SECOND_MS)
}

/// The moment of so many seconds since 1970.
pub(crate) const fn from_seconds(seconds: i64) -> Timestamp {
    Timestamp(seconds.saturating_mul(SECOND_MS))
}

/// `20260302`, for names of files.
pub(crate) fn compact(day: Date) -> String {
    day.to_string().replace('-', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_and_read_back_in_both_ways() {
        let at = Timestamp(1_772_418_896_789);
        assert_eq!(offset_text(at).as_deref(), Some("2026-03-02T10:34:56+08:00"));
        assert_eq!(local_text(at).as_deref(), Some("2026-03-02 10:34:56"));
        assert_eq!(from_offset_text("2026-03-02T10:34:56+08:00"), Some(Timestamp(1_772_418_896_000)));
        assert_eq!(from_offset_text("2026-03-02T02:34:56.789Z"), Some(at));
        assert_eq!(from_local_text("2026-03-02 10:34:56.320"), Some(Timestamp(1_772_418_896_320)));
        for wrong in ["", "2026-03-02", "2026-13-02 10:00:00", "now", "9999-99-99T99:99:99+99:99"] {
            assert_eq!((from_offset_text(wrong), wrong.len() < 12 || from_local_text(wrong).is_none()), (None, true));
        }
        assert_eq!((offset_text(Timestamp(i64::MAX)), from_seconds(i64::MAX)), (None, Timestamp(i64::MAX)));
    }
}
