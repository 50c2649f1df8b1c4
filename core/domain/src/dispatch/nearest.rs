//! The nearest positions among few or many, exact.
//!
//! Up to [`SMALL`] positions a plain scan is fastest; above that an R-tree over unit vectors on the sphere
//! (`rstar`) is walked outwards until enough positions pass the filter. On the sphere a longer chord is
//! always a longer way, so the walk's order is the order of great-circle distance and the result equals
//! that of a full scan.

use rstar::primitives::GeomWithData;
use rstar::{PointDistance, RTree};

use crate::Place;

/// Up to this many positions are scanned.
pub const SMALL: usize = 2_000;

type Node = GeomWithData<[f64; 3], u32>;

/// Positions by a caller's own index number.
#[derive(Debug, Default)]
pub struct Nearest {
    points: Vec<Option<[f64; 3]>>,
    tree: RTree<Node>,
    indexed: bool,
}

fn unit(place: &Place) -> [f64; 3] {
    let (lat, lon) = (place.lat.to_radians(), place.lon.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

fn chord_2(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2)
}

impl Nearest {
    /// Positions numbered from 0.
    #[must_use]
    pub fn new(places: &[Place]) -> Self {
        let points: Vec<Option<[f64; 3]>> = places.iter().map(|p| Some(unit(p))).collect();
        let mut this = Self { points, tree: RTree::new(), indexed: false };
        this.index_if_large();
        this
    }

    fn index_if_large(&mut self) {
        if !self.indexed && self.points.len() > SMALL {
            let nodes = self.points.iter().enumerate();
            let nodes = nodes.filter_map(|(i, p)| p.map(|p| Node::new(p, u32::try_from(i).unwrap_or(u32::MAX))));
            self.tree = RTree::bulk_load(nodes.collect());
            self.indexed = true;
        }
    }

    /// How many numbers are in use, empty places included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is no position at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.points.iter().all(Option::is_none)
    }

    /// Moves position `index` (or adds it; numbers in between stay empty).
    pub fn set(&mut self, index: usize, place: &Place) {
        let point = unit(place);
        if index >= self.points.len() {
            self.points.resize(index + 1, None);
        }
        let old = self.points[index].replace(point);
        if self.indexed {
            let data = u32::try_from(index).unwrap_or(u32::MAX);
            if let Some(old) = old {
                self.tree.remove_at_point_with(&old, data);
            }
            self.tree.insert(Node::new(point, data));
        } else {
            self.index_if_large();
        }
    }

    /// The `k` nearest numbers that pass `filter`, nearest first, with their distance in metres.
    pub fn find(&self, from: &Place, k: usize, mut filter: impl FnMut(usize) -> bool) -> Vec<(usize, f64)> {
        let origin = unit(from);
        let metres = |c2: f64| 2.0 * 6_371_008.8 * (c2.sqrt() / 2.0).min(1.0).asin();
        if self.indexed {
            return self
                .tree
                .nearest_neighbor_iter(&origin)
                .filter(|n| filter(n.data as usize))
                .take(k)
                .map(|n| (n.data as usize, metres(n.geom().distance_2(&origin))))
                .collect();
        }
        let mut best: Vec<(f64, usize)> = Vec::with_capacity(k + 1);
        for (index, point) in self.points.iter().enumerate() {
            let Some(point) = point else { continue };
            let distance = chord_2(point, &origin);
            if best.len() == k && best.last().is_some_and(|(worst, _)| distance >= *worst) {
                continue;
            }
            if k == 0 || !filter(index) {
                continue;
            }
            let at = best.partition_point(|(d, _)| *d <= distance);
            best.insert(at, (distance, index));
            best.truncate(k);
        }
        best.into_iter().map(|(c2, index)| (index, metres(c2))).collect()
    }
}

trait RemoveOne {
    fn remove_at_point_with(&mut self, point: &[f64; 3], data: u32);
}

impl RemoveOne for RTree<Node> {
    fn remove_at_point_with(&mut self, point: &[f64; 3], data: u32) {
        // several engineers may stand on the same spot: the number decides which one moves
        self.remove(&Node::new(*point, data));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(places: &[Place], from: &Place, k: usize, odd: bool) -> Vec<usize> {
        let mut all: Vec<(f64, usize)> = places
            .iter()
            .enumerate()
            .filter(|(i, _)| !odd || i % 2 == 1)
            .map(|(i, p)| (p.distance_m(from), i))
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all.into_iter().take(k).map(|(_, i)| i).collect()
    }

    fn grid(n: usize) -> Vec<Place> {
        (0..n)
            .map(|i| {
                let x = i as f64;
                Place::new(31.0 + (x * 0.618_034).fract(), 121.0 + (x * 0.754_878).fract())
            })
            .collect()
    }

    #[test]
    fn small_and_large_sets_agree_with_a_full_scan() {
        for n in [0, 1, 50, 5_000] {
            let places = grid(n);
            let nearest = Nearest::new(&places);
            let from = Place::new(31.4, 121.6);
            for odd in [false, true] {
                let found: Vec<usize> =
                    nearest.find(&from, 20, |i| !odd || i % 2 == 1).into_iter().map(|(i, _)| i).collect();
                assert_eq!(found, scan(&places, &from, 20, odd), "n={n} odd={odd}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn moved_positions_are_found_where_they_are(moves in proptest::collection::vec((0usize..3_000, -80.0f64..80.0, -180.0f64..180.0), 1..60)) {
            let mut places = grid(3_000);
            let mut nearest = Nearest::new(&places);
            for (i, lat, lon) in moves {
                places[i] = Place::new(lat, lon);
                nearest.set(i, &places[i]);
            }
            let from = Place::new(10.0, 179.9);
            let found: Vec<f64> = nearest.find(&from, 10, |_| true).into_iter().map(|(_, m)| m).collect();
            let expected: Vec<f64> = scan(&places, &from, 10, false).into_iter().map(|i| places[i].distance_m(&from)).collect();
            for (a, b) in found.iter().zip(&expected) {
                prop_assert!((a - b).abs() < 0.5, "{a} {b}");
            }
        }
    }
}
