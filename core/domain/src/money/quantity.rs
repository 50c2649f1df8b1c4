//! How much of something, and parts of hundred.
//!
//! Both are whole numbers, so that devices and server compute the same: quantities are thousandths, rates hundredths of a
//! per cent.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserializer, Error as _};

use super::text::{self, TextError};
use crate::decode::Deserialize;

/// The largest quantity, thousandths: a million pieces.
pub const MAX_QUANTITY: i64 = 1_000_000_000;

/// Digits after the point.
const DIGITS: u8 = 3;

/// A quantity of 0 to a million with up to three digits after the point; in JSON the number of thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// So many thousandths.
    ///
    /// # Errors
    /// [`TextError::OutOfBounds`] when negative or more than [`MAX_QUANTITY`].
    pub fn from_thousandths(thousandths: i64) -> Result<Self, TextError> {
        if (0..=MAX_QUANTITY).contains(&thousandths) { Ok(Self(thousandths)) } else { Err(TextError::OutOfBounds) }
    }

    /// So many whole pieces.
    ///
    /// # Errors
    /// [`TextError::OutOfBounds`] when there are more than a million.
    pub fn pieces(pieces: u32) -> Result<Self, TextError> {
        Self::from_thousandths(i64::from(pieces) * 1_000)
    }

    /// Reads `2`, `1.5` or `1,000`, as amounts are read.
    ///
    /// # Errors
    /// As [`Money::parse`](super::Money::parse); [`TextError::OutOfBounds`] when negative or too large.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let scaled = text::decimal(&text::plain(text)?, DIGITS)?;
        Self::from_thousandths(i64::try_from(scaled).map_err(|_| TextError::OutOfBounds)?)
    }

    /// Thousandths.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Quantity {
    /// Without zeros that say nothing: `2`, `1.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = text::written(self.0, DIGITS);
        f.write_str(written.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::from_thousandths(i64::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// A rate in hundredths of a per cent: 600 is 6 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct BasisPoints(pub u32);

impl BasisPoints {
    /// All of it: 100 %.
    pub const WHOLE: Self = Self(10_000);

    /// Whether it is at most all of it; what people enter is held to that.
    #[must_use]
    pub fn is_part(self) -> bool {
        self <= Self::WHOLE
    }
}
