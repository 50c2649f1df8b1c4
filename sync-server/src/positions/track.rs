//! How the points of a track are stored: delta coded, variable-length integers. About 6 bytes a point.
//!
//! ```text
//! segment  = version(1 byte, = 1)  count(varint)  point*
//! point    = time  lat  lon  accuracy
//! time     = varint: ms since the point before, first: zigzag of ms UTC
//! lat, lon = zigzag varint: millionths of a degree (11 cm), minus those of the point before, first: minus 0
//! accuracy = varint: 0 = unknown, else metres (rounded) + 1
//! ```
//!
//! Varints are LEB128, zigzag is `(n << 1) ^ (n >> 63)`. Points are in order of time. A segment holds the points
//! of one five-minute span of the clock, so that late points go where they belong.

use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{Place, Timestamp};
use truckroll_protocol::api::TrackPoint;

/// Span of a segment.
pub const SPAN_MS: i64 = 5 * MINUTE_MS;
const VERSION: u8 = 1;
/// Most points of a segment; one every 100 ms.
pub const MAX_POINTS: usize = 3_000;
const MICRO: f64 = 1_000_000.0;

/// The start of the span a moment lies in.
#[must_use]
pub fn span_start(at: Timestamp) -> i64 {
    at.ms().div_euclid(SPAN_MS).saturating_mul(SPAN_MS)
}

/// Whether a point can be stored.
#[must_use]
pub fn is_valid(point: &TrackPoint) -> bool {
    Place { lat: point.lat, lon: point.lon, accuracy_m: point.accuracy_m }.is_valid() && point.at.ms() >= 0
}

/// Codes points that are valid and in order of time.
#[must_use]
pub fn encode(points: &[TrackPoint]) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    put(&mut bytes, points.len() as u64);
    let (mut at, mut lat, mut lon) = (0, 0, 0);
    for (index, point) in points.iter().enumerate() {
        let step = point.at.ms().wrapping_sub(at);
        put(&mut bytes, if index == 0 { zigzag(step) } else { u64::try_from(step).unwrap_or(0) });
        at = point.at.ms();
        let (next_lat, next_lon) = (micro(point.lat), micro(point.lon));
        put(&mut bytes, zigzag(next_lat - lat));
        put(&mut bytes, zigzag(next_lon - lon));
        (lat, lon) = (next_lat, next_lon);
        put(&mut bytes, point.accuracy_m.map_or(0, |m| metres(m) + 1));
    }
    bytes
}

/// Reads what [`encode`] wrote; `None` for anything else.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "millionths of degrees and metres fit 53 bits")]
pub fn decode(bytes: &[u8]) -> Option<Vec<TrackPoint>> {
    let (version, mut rest) = bytes.split_first()?;
    let count = take(&mut rest)?;
    if *version != VERSION || count > MAX_POINTS as u64 {
        return None;
    }
    let mut points = Vec::new();
    let (mut at, mut lat, mut lon) = (0_i64, 0_i64, 0_i64);
    for index in 0..count {
        let step = take(&mut rest)?;
        at = if index == 0 { unzigzag(step) } else { at.checked_add(i64::try_from(step).ok()?)? };
        lat = lat.checked_add(unzigzag(take(&mut rest)?))?;
        lon = lon.checked_add(unzigzag(take(&mut rest)?))?;
        let accuracy = take(&mut rest)?;
        let accuracy_m = accuracy.checked_sub(1).map(|m| m as f64);
        let point = TrackPoint { at: Timestamp(at), lat: lat as f64 / MICRO, lon: lon as f64 / MICRO, accuracy_m };
        points.push(Some(point).filter(is_valid)?);
    }
    rest.is_empty().then_some(points)
}

/// Merges points by time; a moment that occurs twice keeps its first point.
#[must_use]
pub fn merge(mut points: Vec<TrackPoint>) -> Vec<TrackPoint> {
    points.sort_by_key(|p| p.at);
    points.dedup_by_key(|p| p.at);
    points
}

#[expect(clippy::cast_possible_truncation, reason = "valid places are at most 180 degrees")]
fn micro(degrees: f64) -> i64 {
    (degrees * MICRO).round() as i64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a positive range")]
fn metres(accuracy: f64) -> u64 {
    accuracy.round().clamp(0.0, 1_000_000.0) as u64
}

#[expect(clippy::cast_sign_loss, reason = "zigzag maps signs to the lowest bit")]
fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)) as u64
}

#[expect(clippy::cast_possible_wrap, reason = "the reverse of zigzag")]
fn unzigzag(n: u64) -> i64 {
    (n >> 1) as i64 ^ -((n & 1) as i64)
}

fn put(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    bytes.push((n & 0x7f) as u8);
}

fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut n = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        let part = u64::from(byte & 0x7f);
        if shift == 63 && part > 1 {
            return None;
        }
        n |= part << shift;
        if byte & 0x80 == 0 {
            return Some(n);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point(at: i64, lat: f64, lon: f64, accuracy_m: Option<f64>) -> TrackPoint {
        TrackPoint { at: Timestamp(at), lat, lon, accuracy_m }
    }

    #[test]
    fn a_point_a_few_metres_on_takes_few_bytes() {
        let points: Vec<TrackPoint> = (0..10)
            .map(|n| point(1_772_505_600_000 + n * 30_000, 31.23 + n as f64 * 1e-4, 121.47, Some(8.0)))
            .collect();
        let bytes = encode(&points);
        assert!(bytes.len() <= 2 + 16 + 9 * 7, "{}", bytes.len());
    }

    #[test]
    fn spans_start_every_five_minutes_also_before_the_epoch() {
        for (at, start) in [(0, 0), (299_999, 0), (300_000, 300_000), (-1, -300_000)] {
            assert_eq!(span_start(Timestamp(at)), start);
        }
    }

    proptest! {
        #[test]
        fn what_is_coded_comes_back_within_a_millionth_of_a_degree(
            raw in proptest::collection::vec(
                (0_i64..4_000_000_000_000, -90.0_f64..=90.0, -180.0_f64..=180.0, proptest::option::of(0.0_f64..50_000.0)),
                0..200,
            )
        ) {
            let points = merge(raw.into_iter().map(|(at, lat, lon, a)| point(at, lat, lon, a)).collect());
            let back = decode(&encode(&points)).unwrap();
            prop_assert_eq!(back.len(), points.len());
            for (a, b) in back.iter().zip(&points) {
                prop_assert_eq!(a.at, b.at);
                prop_assert!((a.lat - b.lat).abs() <= 0.000_000_6 && (a.lon - b.lon).abs() <= 0.000_000_6);
                prop_assert_eq!(a.accuracy_m, b.accuracy_m.map(f64::round));
            }
        }

        #[test]
        fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Some(points) = decode(&bytes) {
                prop_assert!(points.iter().all(is_valid));
            }
        }

        #[test]
        fn a_cut_segment_is_refused(n in 1_i64..20, cut in 1_usize..10) {
            let points: Vec<TrackPoint> = (0..n).map(|i| point(i * 1_000, 1.0, 2.0, None)).collect();
            let bytes = encode(&points);
            prop_assert_eq!(decode(&bytes[..bytes.len() - cut.min(bytes.len())]), None);
        }
    }
}
