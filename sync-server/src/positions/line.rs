//! The line that is drawn of a track: as few of its points as keep every other within five metres of it.
//!
//! Ramer–Douglas–Peucker (D. Douglas, T. Peucker, 1973) between points that stay in any case: the first, the last,
//! and where somebody stood. A stop is a stretch of two minutes or more within thirty metres of where it began, the
//! scatter of a phone in a pocket; its first and last point stay, so that the line also says how long. Distances are
//! measured in the plane that touches the earth at the segment, exact to millimetres for the length of a street.
//! A phone that sends a million points on a spiral costs no more than many short ways: pieces of
//! `LONGEST_PIECE` points are simplified each for itself.

use truckroll_domain::Place;
use truckroll_domain::time::MINUTE_MS;
use truckroll_protocol::api::TrackPoint;

/// No point is further from the line.
pub const TOLERANCE_M: f64 = 5.0;
/// Who stays within this of where he was, stands.
const STOP_RADIUS_M: f64 = 30.0;
/// A stop is at least this long.
const STOP_MS: i64 = 2 * MINUTE_MS;
/// Most points looked at together, as the work grows with their square.
const LONGEST_PIECE: usize = 1_000;
/// Metres of a degree of latitude, on a sphere of the mean radius.
const DEGREE_M: f64 = 111_195.08;

/// The points to draw of one engineer's way, in order of time.
#[must_use]
pub fn simplify(points: &[TrackPoint]) -> Vec<TrackPoint> {
    let mut kept = vec![false; points.len()];
    for anchor in anchors(points) {
        kept[anchor] = true;
    }
    let ends: Vec<usize> = (0..points.len()).filter(|n| kept[*n]).collect();
    let mut open: Vec<(usize, usize)> = ends.windows(2).map(|pair| (pair[0], pair[1])).collect();
    while let Some((from, to)) = open.pop() {
        let away = |n: usize| (n, distance_m(&points[n], &points[from], &points[to]));
        let farthest = (from + 1..to).map(away).max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((middle, metres)) = farthest
            && metres > TOLERANCE_M
        {
            kept[middle] = true;
            open.extend([(from, middle), (middle, to)]);
        }
    }
    points.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| point.clone()).collect()
}

/// Points that stay whatever the line does: ends, stops, and borders of pieces.
fn anchors(points: &[TrackPoint]) -> Vec<usize> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut anchors: Vec<usize> = (0..last).step_by(LONGEST_PIECE).chain([last]).collect();
    let place = |n: usize| Place::new(points[n].lat, points[n].lon);
    let mut from = 0;
    while from < last {
        let stays = |n: &usize| place(from).distance_m(&place(*n)) <= STOP_RADIUS_M;
        let to = (from + 1..=last).take_while(stays).last().unwrap_or(from);
        if points[to].at.since_ms(points[from].at) >= STOP_MS {
            anchors.extend([from, to]);
            from = to;
        } else {
            from += 1;
        }
    }
    anchors
}

/// Metres from a point to the segment between two others.
fn distance_m(point: &TrackPoint, from: &TrackPoint, to: &TrackPoint) -> f64 {
    let parallel = ((from.lat + to.lat) / 2.0).to_radians().cos();
    let plane = |p: &TrackPoint| ((p.lon - from.lon) * parallel * DEGREE_M, (p.lat - from.lat) * DEGREE_M);
    let ((px, py), (x, y)) = (plane(point), plane(to));
    let length = x * x + y * y;
    let part = if length > 0.0 { ((px * x + py * y) / length).clamp(0.0, 1.0) } else { 0.0 };
    (px - part * x).hypot(py - part * y)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use truckroll_domain::Timestamp;

    use super::*;

    const NORTH_M: f64 = 1.0 / DEGREE_M;

    /// A point so many seconds on, so many metres east and north of a street corner in Shanghai.
    fn at(seconds: i64, east_m: f64, north_m: f64) -> TrackPoint {
        let lat = 31.23 + north_m * NORTH_M;
        let lon = 121.47 + east_m * NORTH_M / 31.23_f64.to_radians().cos();
        TrackPoint { at: Timestamp(seconds * 1_000), lat, lon, accuracy_m: Some(8.0) }
    }

    fn seconds(points: &[TrackPoint]) -> Vec<i64> {
        points.iter().map(|p| p.at.ms() / 1_000).collect()
    }

    #[test]
    fn what_a_line_needs_stays_and_no_more() {
        for (what, way, kept) in [
            ("nothing", vec![], vec![]),
            ("one point", vec![at(0, 0.0, 0.0)], vec![0]),
            ("two", vec![at(0, 0.0, 0.0), at(30, 1.0, 0.0)], vec![0, 30]),
            ("a straight street", (0..20).map(|n| at(n * 30, n as f64 * 90.0, 0.0)).collect(), vec![0, 570]),
            (
                "scatter on a straight street",
                (0..20).map(|n| at(n * 30, n as f64 * 90.0, if n % 2 == 0 { 0.0 } else { 4.0 })).collect(),
                vec![0, 570],
            ),
            (
                "a corner",
                (0..=10).map(|n| at(n * 30, n.min(5) as f64 * 100.0, (n - 5).max(0) as f64 * 100.0)).collect(),
                vec![0, 150, 300],
            ),
            (
                "there and back",
                (0..=10).map(|n| at(n * 30, (5 - (n - 5_i64).abs()) as f64 * 100.0, 0.0)).collect(),
                vec![0, 150, 300],
            ),
            (
                "a stop on a straight street: its begin and its end",
                (0..=20).map(|n| at(n * 30, (n.min(5) + (n - 15).max(0)) as f64 * 100.0, 0.0)).collect(),
                vec![0, 150, 450, 600],
            ),
            (
                "a red light of one minute is no stop",
                (0..=12).map(|n| at(n * 30, (n.min(5) + (n - 7).max(0)) as f64 * 100.0, 0.0)).collect(),
                vec![0, 360],
            ),
            ("standing all the time", (0..=20).map(|n| at(n * 30, 0.0, 0.0)).collect(), vec![0, 600]),
        ] {
            assert_eq!(seconds(&simplify(&way)), kept, "{what}");
        }
    }

    #[test]
    fn a_hostile_spiral_is_simplified_in_a_moment() {
        let spiral: Vec<TrackPoint> = (0..100_000_i64)
            .map(|n| {
                let turn = n as f64 * 0.7;
                at(n, turn.cos() * (100.0 + turn), turn.sin() * (100.0 + turn))
            })
            .collect();
        let started = std::time::Instant::now();
        assert!(!simplify(&spiral).is_empty());
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }

    /// Whether a point lies within so many metres of some place along a line, looked for step by step.
    fn is_near(point: &TrackPoint, line: &[TrackPoint], metres: f64) -> bool {
        let place = Place::new(point.lat, point.lon);
        line.windows(2).any(|pair| {
            (0..=500).any(|step| {
                let part = f64::from(step) / 500.0;
                let between = |a: f64, b: f64| a + (b - a) * part;
                let there = Place::new(between(pair[0].lat, pair[1].lat), between(pair[0].lon, pair[1].lon));
                place.distance_m(&there) <= metres
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_point_is_near_the_line_and_the_ends_stay(
            steps in proptest::collection::vec((1_i64..90, -120.0_f64..120.0, -120.0_f64..120.0), 1..60)
        ) {
            let (mut now, mut east, mut north) = (0, 0.0, 0.0);
            let way: Vec<TrackPoint> = steps.into_iter().map(|(after, x, y)| {
                now += after;
                // short and long steps, so that there are stops and corners
                if after % 3 > 0 { east += x; north += y; } else { east += x / 40.0; north += y / 40.0; }
                at(now, east, north)
            }).collect();
            let line = simplify(&way);
            prop_assert_eq!(line.first(), way.first());
            prop_assert_eq!(line.last(), way.last());
            let mut left = way.iter();
            prop_assert!(line.iter().all(|kept| left.any(|p| p == kept)), "only points of the way, in their order");
            if line.len() > 1 {
                // steps of half a metre, a few centimetres for the plane
                prop_assert!(way.iter().all(|point| is_near(point, &line, TOLERANCE_M + 2.5)));
                let exact = |p: &TrackPoint| line.windows(2).any(|s| distance_m(p, &s[0], &s[1]) <= TOLERANCE_M + 0.01);
                prop_assert!(way.iter().all(exact));
            }
            prop_assert!(simplify(&line).len() <= line.len());
        }
    }
}
