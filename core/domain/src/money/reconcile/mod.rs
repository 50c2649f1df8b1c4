//! Our payments and refunds of a day beside the provider's file (FEE-13, FEE-16).
//!
//! [`wechat`] and [`alipay`] read the files that merchants download; [`ours`] reads the same [`Record`]s from orders;
//! [`reconcile`] lays the two beside each other. A payment is known by the provider's name for it, a refund by our number of
//! it. Nothing is guessed: what cannot be paired is named, and the totals on both sides are to the minor unit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ledger::Provider;
use super::orders::{Order, RefundState};
use super::{Currency, Money};
use crate::Timestamp;

mod alipay;
mod bill;
#[cfg(test)]
mod tests;
mod wechat;

pub use alipay::alipay;
pub use bill::{Bill, BillError, MAX_ROWS};
pub use wechat::wechat;

/// Which way the money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// To the organisation.
    Payment,
    /// Back to the payer.
    Refund,
}

/// A payment or a refund, as either side has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    /// Which way.
    pub way: Way,
    /// The provider's name of the payment, or our number of the refund; by this the two sides are paired.
    pub name: String,
    /// Our number of the order: its id without hyphens.
    pub order: String,
    /// How much, never negative.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// By which day a provider's file counts a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundDay {
    /// When it was asked for: WeChat Pay.
    Asked,
    /// When it was done: Alipay.
    Done,
}

/// What both sides have, with different amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differing {
    /// Ours.
    pub here: Record,
    /// The provider's.
    pub there: Record,
}

/// What one side has in a currency, minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Total {
    /// Payments.
    pub paid: i128,
    /// Refunds.
    pub refunded: i128,
    /// How many records.
    pub count: u64,
}

impl Total {
    /// What is left, minor units.
    #[must_use]
    pub const fn net(self) -> i128 {
        self.paid - self.refunded
    }
}

/// The totals of both sides by currency: ours first.
pub type Totals = BTreeMap<Currency, (Total, Total)>;

/// The two sides beside each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Reconciliation {
    /// On both sides alike.
    pub matched: Vec<Record>,
    /// The provider has it and we do not: a lost report, or a payment that is not ours.
    pub missing_here: Vec<Record>,
    /// We have it and the provider does not: confirmed by hand by mistake, or of another day.
    pub missing_there: Vec<Record>,
    /// On both sides with another amount or currency.
    pub differing: Vec<Differing>,
    /// What each side sums to.
    pub totals: Totals,
}

impl Reconciliation {
    /// Whether there is nothing for a person to look at.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.missing_here.is_empty() && self.missing_there.is_empty() && self.differing.is_empty()
    }
}

/// Lays our records beside the provider's. A name that one side has twice is paired as often as the other side has it:
/// equal amounts first, then different ones, and what is left over is missing.
#[must_use]
pub fn reconcile(here: &[Record], there: &[Record]) -> Reconciliation {
    /// The records of one name, on either side.
    type Sides<'a> = (Vec<&'a Record>, Vec<&'a Record>);
    let mut result = Reconciliation::default();
    let mut sides: BTreeMap<(Way, &str), Sides<'_>> = BTreeMap::new();
    for record in here {
        count(&mut result.totals.entry(record.currency).or_default().0, record);
        sides.entry((record.way, &record.name)).or_default().0.push(record);
    }
    for record in there {
        count(&mut result.totals.entry(record.currency).or_default().1, record);
        sides.entry((record.way, &record.name)).or_default().1.push(record);
    }
    for (ours, mut theirs) in sides.into_values() {
        let mut unequal = Vec::new();
        for record in ours {
            let equal = |other: &&Record| (other.minor, other.currency) == (record.minor, record.currency);
            if let Some(place) = theirs.iter().position(equal) {
                theirs.remove(place);
                result.matched.push(record.clone());
            } else {
                unequal.push(record);
            }
        }
        let mut theirs = theirs.into_iter();
        for record in unequal {
            match theirs.next() {
                Some(other) => result.differing.push(Differing { here: record.clone(), there: other.clone() }),
                None => result.missing_there.push(record.clone()),
            }
        }
        result.missing_here.extend(theirs.cloned());
    }
    result
}

fn count(total: &mut Total, record: &Record) {
    let sum = match record.way {
        Way::Payment => &mut total.paid,
        Way::Refund => &mut total.refunded,
    };
    *sum += i128::from(record.minor);
    total.count += 1;
}

/// What orders of a provider say of the time from `from` to before `until`.
#[must_use]
pub fn ours<'a>(
    orders: impl IntoIterator<Item = &'a Order>,
    provider: &Provider,
    (from, until): (Timestamp, Timestamp),
    refund_day: RefundDay,
) -> Vec<Record> {
    let within = |at: Timestamp| from <= at && at < until;
    let mut records = Vec::new();
    for order in orders.into_iter().filter(|order| order.request.provider == *provider) {
        let number = order.id.0.simple().to_string();
        let record = |way, name: &str, money: Money| Record {
            way,
            name: name.to_owned(),
            order: number.clone(),
            minor: money.minor(),
            currency: money.currency(),
        };
        let payments = order.payments.iter().filter(|payment| within(payment.at));
        records.extend(payments.map(|payment| record(Way::Payment, &payment.transaction, payment.money)));
        // A refund that failed is in no file; one that is on its way is in the files that count the asking.
        let counts = |refund: &&super::orders::Refund| match (refund_day, refund.state) {
            (_, RefundState::Failed) | (RefundDay::Done, RefundState::Open) => false,
            (RefundDay::Asked, RefundState::Open | RefundState::Done) => within(refund.asked_at),
            (RefundDay::Done, RefundState::Done) => within(refund.since),
        };
        let refunds = order.refunds.iter().filter(counts);
        records.extend(refunds.map(|refund| record(Way::Refund, &refund.id.0.simple().to_string(), refund.money)));
    }
    records
}
