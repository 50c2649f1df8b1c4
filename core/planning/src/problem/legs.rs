//! How far it is from place to place: seconds and cost of every leg, in both directions.

use std::sync::Arc;

use super::limits;

/// The way from one place to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leg {
    /// Travel time, seconds.
    pub seconds: u32,
    /// What is minimised, in the caller's own unit: metres, seconds, cents or a weighted sum of them.
    pub cost: u32,
}

impl Leg {
    /// A leg that nobody can travel: longer than any shift that begins and ends within a lifetime.
    pub const UNREACHABLE: Self = Self { seconds: limits::LEG as u32, cost: limits::LEG as u32 };
}

/// The legs between all places, row by row. May be asymmetric and need not keep the triangle inequality.
///
/// Eight bytes a leg; clones share one table.
#[derive(Clone, Debug, PartialEq)]
pub struct Legs {
    places: usize,
    table: Arc<[Leg]>,
}

impl Legs {
    /// The legs between `places` places, as `leg(from, to)` gives them. Beyond [`limits::PLACES`] places nothing is
    /// asked and nothing stored: such a problem is refused anyway.
    pub fn from_fn(places: usize, mut leg: impl FnMut(usize, usize) -> Leg) -> Self {
        let legs = if places > limits::PLACES { 0 } else { places * places };
        Self { places, table: (0..legs).map(|i| leg(i / places, i % places)).collect() }
    }

    /// The legs of a table whose entry `from * places + to` is the leg between the two; `None` unless the table has
    /// `places²` entries.
    #[must_use]
    pub fn from_table(places: usize, table: Vec<Leg>) -> Option<Self> {
        (places.checked_mul(places) == Some(table.len())).then(|| Self { places, table: table.into() })
    }

    /// How many places there are; they are numbered from 0.
    #[must_use]
    pub fn places(&self) -> usize {
        self.places
    }

    /// The leg between two places; [`Leg::UNREACHABLE`] where a place does not exist.
    #[must_use]
    pub fn get(&self, from: usize, to: usize) -> Leg {
        let inside = from < self.places && to < self.places;
        let leg = inside.then(|| self.table.get(from * self.places + to)).flatten();
        leg.copied().unwrap_or(Leg::UNREACHABLE)
    }

    /// All legs with the places they join.
    pub(crate) fn all(&self) -> impl Iterator<Item = (usize, usize, Leg)> + '_ {
        let places = self.places.max(1);
        self.table.iter().enumerate().map(move |(i, leg)| (i / places, i % places, *leg))
    }
}
