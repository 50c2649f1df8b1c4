//! Points on the earth (WGS-84, degrees) and the straight distance between them.

use serde::Serialize;

use crate::decode::Deserialize;

/// A point with the accuracy the device reported.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Place {
    /// Latitude in degrees, WGS-84, -90 to 90.
    pub lat: f64,
    /// Longitude in degrees, WGS-84, -180 to 180.
    pub lon: f64,
    /// Radius in metres within which the device believes to be, if it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
}

/// Mean earth radius in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

impl Place {
    /// A point without an accuracy.
    #[must_use]
    pub const fn new(lat: f64, lon: f64) -> Self {
        Self { lat, lon, accuracy_m: None }
    }

    /// Whether both numbers are finite and inside the ranges of the earth.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.lat.is_finite()
            && self.lon.is_finite()
            && (-90.0..=90.0).contains(&self.lat)
            && (-180.0..=180.0).contains(&self.lon)
            && self.accuracy_m.is_none_or(|m| m.is_finite() && m >= 0.0)
    }

    /// Great-circle distance in metres by the haversine formula (R. W. Sinnott, 1984).
    #[must_use]
    pub fn distance_m(&self, other: &Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = (b - a) / 2.0;
        let half_lon = (other.lon - self.lon).to_radians() / 2.0;
        let h = half_lat.sin().powi(2) + a.cos() * b.cos() * half_lon.sin().powi(2);
        2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_from_json_to_the_last_bit() {
        // The server compares what a device did with what its command says: a bit of difference is a refusal.
        for lat in [1.693_339_782_481_402_3, 31.230_399_999_999_997, 31.230_400_000_000_003] {
            let place = Place::new(lat, 121.473_700_000_000_01);
            let text = serde_json::to_string(&place).expect("writes");
            assert_eq!(serde_json::from_str::<Place>(&text).expect("reads"), place, "{text}");
        }
    }

    #[test]
    fn known_distances_agree() {
        let shanghai = Place::new(31.2304, 121.4737);
        let beijing = Place::new(39.9042, 116.4074);
        assert!((shanghai.distance_m(&beijing) - 1_067_300.0).abs() < 2_000.0);
        assert_eq!(shanghai.distance_m(&shanghai), 0.0);
        let antipode = Place::new(-31.2304, 121.4737 - 180.0);
        assert!((shanghai.distance_m(&antipode) - std::f64::consts::PI * EARTH_RADIUS_M).abs() < 1.0);
    }

    #[test]
    fn places_off_the_earth_are_not_valid() {
        for bad in [Place::new(91.0, 0.0), Place::new(0.0, 181.0), Place::new(f64::NAN, 0.0)] {
            assert!(!bad.is_valid());
        }
    }
}
