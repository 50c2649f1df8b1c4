//! Coupons: a code that makes a payment smaller (FEE-11).
//!
//! The server decides, at the time the order is made. Whoever calls counts the uses: orders that hold the coupon and were
//! neither cancelled, nor expired, nor failed. An order takes one coupon. A discount is never more than the amount.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{BasisPoints, Money, MoneyError};
use crate::{CompanyId, CouponId, Timestamp};

/// Length of a code, characters.
const CODE: std::ops::RangeInclusive<usize> = 3..=32;

/// A code of letters, digits and hyphens; capitals and small letters are the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CouponCode(String);

/// Not a code: 3 to 32 letters of the alphabet, digits and hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a coupon code")]
pub struct NotACode;

impl FromStr for CouponCode {
    type Err = NotACode;
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let text = text.trim();
        let fits = CODE.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fits { Ok(Self(text.to_ascii_uppercase())) } else { Err(NotACode) }
    }
}

impl TryFrom<String> for CouponCode {
    type Error = NotACode;
    fn try_from(text: String) -> Result<Self, NotACode> {
        text.parse()
    }
}

impl From<CouponCode> for String {
    fn from(code: CouponCode) -> Self {
        code.0
    }
}

impl fmt::Display for CouponCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much it takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Discount {
    /// So much.
    Amount {
        /// More than nothing.
        money: Money,
    },
    /// A part of the amount.
    Percent {
        /// Up to all of it.
        rate: BasisPoints,
        /// At most so much.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cap: Option<Money>,
    },
}

crate::tagged!(Discount, "is");

/// A coupon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coupon {
    /// Id.
    pub id: CouponId,
    /// What the customer types.
    pub code: CouponCode,
    /// How much it takes off.
    pub discount: Discount,
    /// The smallest amount it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Money>,
    /// From this moment on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// How often in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<u32>,
    /// How often for one company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses_per_company: Option<u32>,
    /// Since when it is not taken any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
}

/// The order a coupon is entered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// What it costs without the coupon.
    pub amount: Money,
    /// Who pays, if known.
    pub company: Option<CompanyId>,
    /// The coupon that the order has already.
    pub taken: Option<CouponId>,
    /// How often the coupon was used, by anybody.
    pub used: u32,
    /// How often by this company.
    pub used_by_company: u32,
    /// Now.
    pub at: Timestamp,
}

/// Why a coupon takes nothing off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum CouponRefusal {
    /// It is not taken any more.
    #[error("the coupon was withdrawn")]
    Archived,
    /// The order has another one.
    #[error("the order has a coupon already")]
    OnePerOrder,
    /// Its time has not begun.
    #[error("the coupon is not valid yet")]
    NotYet {
        /// When it begins.
        from: Timestamp,
    },
    /// Its time is over.
    #[error("the coupon is not valid any more")]
    Over {
        /// When it ended.
        until: Timestamp,
    },
    /// It is for amounts of another currency, or some of its own amounts are.
    #[error("the coupon is for another currency")]
    OtherCurrency,
    /// The amount is too small.
    #[error("the amount is below {minimum}")]
    BelowMinimum {
        /// The smallest.
        minimum: Money,
    },
    /// Used as often as it may be.
    #[error("the coupon is used up")]
    UsedUp,
    /// Used by this company as often as it may be.
    #[error("the company has used the coupon up")]
    UsedUpByCompany,
    /// It is counted by company, and nobody knows who pays.
    #[error("the coupon needs a company")]
    CompanyNeeded,
    /// It would take nothing off.
    #[error("the coupon takes nothing off")]
    Nothing,
}

crate::tagged!(CouponRefusal, "is");

impl Coupon {
    /// Whether it can be kept as it is.
    ///
    /// # Errors
    /// The member that is wrong.
    pub fn check(&self) -> Result<(), &'static str> {
        let currency = self.minimum.map(Money::currency);
        let fits = |money: Money| money.is_positive() && currency.is_none_or(|one| one == money.currency());
        let discount = match self.discount {
            Discount::Amount { money } => fits(money),
            Discount::Percent { rate, cap } => rate.is_part() && rate.0 > 0 && cap.is_none_or(fits),
        };
        let dates = self.from.zip(self.until).is_none_or(|(from, until)| from < until);
        let rules = [
            ("discount", discount),
            ("minimum", self.minimum.is_none_or(Money::is_positive)),
            ("until", dates),
            ("uses", self.uses != Some(0)),
            ("uses_per_company", self.uses_per_company != Some(0)),
        ];
        rules.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(member, _)| Err(member))
    }

    /// How much it takes off this purchase: more than nothing, at most the amount.
    ///
    /// # Errors
    /// The first rule that is against it.
    pub fn evaluate(&self, purchase: &Purchase) -> Result<Money, CouponRefusal> {
        use CouponRefusal as No;
        if self.archived_at.is_some_and(|since| since <= purchase.at) {
            return Err(No::Archived);
        }
        if purchase.taken.is_some_and(|taken| taken != self.id) {
            return Err(No::OnePerOrder);
        }
        if let Some(from) = self.from.filter(|from| purchase.at < *from) {
            return Err(No::NotYet { from });
        }
        if let Some(until) = self.until.filter(|until| purchase.at >= *until) {
            return Err(No::Over { until });
        }
        if let Some(minimum) = self.minimum {
            let spare = purchase.amount.minus(minimum).map_err(No::from)?;
            if spare.minor() < 0 {
                return Err(No::BelowMinimum { minimum });
            }
        }
        if self.uses.is_some_and(|most| purchase.used >= most) {
            return Err(No::UsedUp);
        }
        if let Some(most) = self.uses_per_company {
            purchase.company.ok_or(No::CompanyNeeded)?;
            if purchase.used_by_company >= most {
                return Err(No::UsedUpByCompany);
            }
        }
        let (off, cap) = match self.discount {
            Discount::Amount { money } => (money, None),
            Discount::Percent { rate, cap } => (purchase.amount.part(rate).map_err(No::from)?, cap),
        };
        let off = [cap, Some(purchase.amount)].into_iter().flatten().try_fold(off, smaller).map_err(No::from)?;
        if off.is_positive() { Ok(off) } else { Err(No::Nothing) }
    }
}

fn smaller(one: Money, other: Money) -> Result<Money, MoneyError> {
    Ok(if one.minus(other)?.minor() > 0 { other } else { one })
}

impl From<MoneyError> for CouponRefusal {
    /// Amounts within bounds only fail to be compared or made smaller when their currencies differ.
    fn from(_: MoneyError) -> Self {
        Self::OtherCurrency
    }
}
