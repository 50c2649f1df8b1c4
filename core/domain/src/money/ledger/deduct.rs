//! A balance pays for a service (FEE-06, FEE-09).
//!
//! Two agents may look at one balance at the same time. Whoever deducts says which version he saw, the number of the last
//! posting that touched it; when another was quicker, nothing happens and he looks again. A service that was deducted for
//! already is deducted again only when somebody said so on purpose.

use serde::{Deserialize, Serialize};

use super::{Account, Posting, PostingError, PostingKind, RevenueKind, Voucher};
use crate::money::{Money, MoneyError};
use crate::{CompanyId, PostingId};

/// What is known of a company's balance in one currency when something is to be deducted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceState {
    /// The sum of its lines.
    pub balance: Money,
    /// The number of the last posting that touched it; 0 without any.
    pub version: i64,
    /// How far below zero it may go, minor units; 0: never.
    pub overdraft: i64,
    /// The deduct with the same service number that still stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deducted: Option<PostingId>,
}

/// What to do about a service that was deducted for already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Ask.
    Ask,
    /// Somebody was asked and said yes.
    Confirmed,
}

/// What is to be deducted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduct {
    /// Whose balance pays.
    pub company: CompanyId,
    /// For what.
    pub revenue: RevenueKind,
    /// How much; more than nothing. A free service is not deducted at all (FEE-04).
    pub amount: Money,
    /// The version of the balance that was seen.
    pub version: i64,
    /// What to do about a service that was deducted for already.
    pub repeat: Repeat,
}

/// Why nothing was deducted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum DeductRefusal {
    /// The balance changed since it was seen.
    #[error("the balance changed meanwhile")]
    Stale {
        /// Its version now.
        version: i64,
    },
    /// The same service was deducted for already.
    #[error("the service was deducted for already")]
    RepeatedService {
        /// By this posting.
        earlier: PostingId,
    },
    /// There is too little.
    #[error("{missing} is missing")]
    Insufficient {
        /// How much more there would have to be.
        missing: Money,
    },
    /// There is no such posting.
    #[error(transparent)]
    Posting {
        /// What is wrong.
        #[from]
        fault: PostingError,
    },
}

crate::tagged!(DeductRefusal, "is");

impl From<MoneyError> for DeductRefusal {
    fn from(fault: MoneyError) -> Self {
        PostingError::from(fault).into()
    }
}

/// Deducts from a balance.
///
/// # Errors
/// In this order: the balance changed, the service was deducted for, there is too little.
pub fn deduct(what: &Deduct, state: &BalanceState, voucher: Voucher) -> Result<Posting, DeductRefusal> {
    if !what.amount.is_positive() {
        return Err(PostingError::Nothing.into());
    }
    let after = state.balance.minus(what.amount)?;
    if state.version != what.version {
        return Err(DeductRefusal::Stale { version: state.version });
    }
    if let (Some(earlier), Repeat::Ask) = (state.deducted, what.repeat) {
        return Err(DeductRefusal::RepeatedService { earlier });
    }
    let spare = after.plus(Money::new(state.overdraft.max(0), after.currency())?)?;
    if spare.minor() < 0 {
        return Err(DeductRefusal::Insufficient { missing: spare.negated() });
    }
    let minor = what.amount.minor();
    let lines = [(Account::Balance(what.company), -minor), (Account::Revenue(what.revenue), minor)];
    Ok(Posting::of(PostingKind::Deduct, what.amount.currency(), lines, voucher)?)
}
