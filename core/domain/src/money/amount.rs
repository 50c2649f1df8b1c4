//! An amount of money: whole minor units of one currency.
//!
//! Amounts are bounded by [`MAX_MINOR`], far above what anybody is paid and far below what would overflow: every operation
//! computes in a wider number and answers with an amount inside the bounds or with an error. Halves are rounded away from
//! zero, as invoices are. Amounts of different currencies are never mixed.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserializer, Error as _};

use super::{BasisPoints, Currency, Quantity, text};
use crate::decode::Deserialize;

/// The largest amount, minor units, of either sign: ten thousand milliard yuan.
pub const MAX_MINOR: i64 = 1_000_000_000_000_000;

/// An amount; in JSON `{"minor": 1250, "currency": "CNY"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why there is no such amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum MoneyError {
    /// The letters stand for no currency.
    #[error("no currency is called {code:?}")]
    UnknownCurrency {
        /// The letters; shortened.
        code: String,
    },
    /// Two currencies in one sum.
    #[error("{found} where {expected} is counted")]
    OtherCurrency {
        /// What is counted.
        expected: Currency,
        /// What came.
        found: Currency,
    },
    /// More than [`MAX_MINOR`].
    #[error("amount out of bounds")]
    OutOfBounds,
    /// Nothing to share out by.
    #[error("no weight above zero")]
    NoWeights,
}

crate::tagged!(MoneyError, "is");

impl Money {
    /// So many minor units.
    ///
    /// # Errors
    /// [`MoneyError::OutOfBounds`] beyond [`MAX_MINOR`].
    pub fn new(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        Self::wide(i128::from(minor), currency)
    }

    /// Nothing.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// Of which currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether it is more than nothing.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    fn wide(minor: i128, currency: Currency) -> Result<Self, MoneyError> {
        let within = |minor: &i64| (-MAX_MINOR..=MAX_MINOR).contains(minor);
        let minor = i64::try_from(minor).ok().filter(within).ok_or(MoneyError::OutOfBounds)?;
        Ok(Self { minor, currency })
    }

    fn same(self, other: Self) -> Result<(), MoneyError> {
        let (expected, found) = (self.currency, other.currency);
        if expected == found { Ok(()) } else { Err(MoneyError::OtherCurrency { expected, found }) }
    }

    /// Both together.
    ///
    /// # Errors
    /// When the currencies differ or the sum is out of bounds.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        Self::wide(i128::from(self.minor) + i128::from(other.minor), self.currency)
    }

    /// This without the other.
    ///
    /// # Errors
    /// As [`Money::plus`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.plus(other.negated())
    }

    /// With the other sign.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self { minor: -self.minor, currency: self.currency }
    }

    /// All of them together; nothing without any.
    ///
    /// # Errors
    /// As [`Money::plus`].
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// So many times; rounded.
    ///
    /// # Errors
    /// When the product is out of bounds.
    pub fn times(self, quantity: Quantity) -> Result<Self, MoneyError> {
        self.ratio(quantity.thousandths(), 1_000)
    }

    /// This part of it; rounded.
    ///
    /// # Errors
    /// When a part of more than all is out of bounds.
    pub fn part(self, rate: BasisPoints) -> Result<Self, MoneyError> {
        self.ratio(i64::from(rate.0), 10_000)
    }

    /// How much tax of this rate is in it when it was added to the price before; rounded.
    ///
    /// # Errors
    /// None for amounts within bounds; the signature is that of its kin.
    pub fn contained(self, rate: BasisPoints) -> Result<Self, MoneyError> {
        self.ratio(i64::from(rate.0), 10_000 + i64::from(rate.0))
    }

    /// It times `upper` by `lower`, which is above zero; rounded half away from zero.
    pub(super) fn ratio(self, upper: i64, lower: i64) -> Result<Self, MoneyError> {
        let (product, lower) = (i128::from(self.minor) * i128::from(upper), i128::from(lower.max(1)));
        let rounded = (2 * product.abs() + lower) / (2 * lower);
        Self::wide(rounded * product.signum(), self.currency)
    }

    /// Shares it out by weights without losing a unit: each part is the exact one rounded down, and the units that are left
    /// go to the largest remainders, of equal ones to the first.
    ///
    /// # Errors
    /// [`MoneyError::NoWeights`] when no weight is above zero.
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        if total == 0 {
            return Err(MoneyError::NoWeights);
        }
        let amount = i128::from(self.minor.abs());
        let mut parts: Vec<i128> = weights.iter().map(|weight| amount * i128::from(*weight) / total).collect();
        let left = amount - parts.iter().sum::<i128>();
        let mut places: Vec<usize> = (0..weights.len()).collect();
        places.sort_by_key(|place| {
            let remainder = weights.get(*place).map_or(0, |weight| amount * i128::from(*weight) % total);
            (std::cmp::Reverse(remainder), *place)
        });
        for (place, _) in places.into_iter().zip(0..left) {
            if let Some(part) = parts.get_mut(place) {
                *part += 1;
            }
        }
        let sign = i128::from(self.minor.signum());
        parts.into_iter().map(|part| Self::wide(part * sign, self.currency)).collect()
    }
}

impl fmt::Display for Money {
    /// Plain decimal text without the currency: `1200.00`. [`Money::parse`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::written(self.minor, self.currency.digits()))
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        /// The members, before the bounds are looked at.
        #[derive(Deserialize)]
        struct Members {
            minor: i64,
            currency: Currency,
        }
        let Members { minor, currency } = Members::deserialize(from)?;
        Self::new(minor, currency).map_err(D::Error::custom)
    }
}
