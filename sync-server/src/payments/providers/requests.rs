//! What providers are asked.

use truckroll_domain::money::Money;
use truckroll_domain::{OrderId, RefundId, Timestamp};

/// A payment that is to be possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayment {
    /// Our order; its number is the house's name for it too.
    pub order: OrderId,
    /// How much is due.
    pub money: Money,
    /// What the payer reads. Each house shortens it to what it takes.
    pub title: String,
    /// When the order was made. Of the order, not of the call: what is sent again must be the same.
    pub created_at: Timestamp,
    /// Until when it can be paid. A house with a longest or shortest time of its own answers with what became of it.
    pub expires_at: Timestamp,
}

/// An order that was sent to the house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Our order.
    pub order: OrderId,
    /// The house's name for it, as [`Issued`](super::Issued) had it; empty when no answer came.
    pub reference: String,
}

/// Money that is to go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefund {
    /// Our refund; its number makes a repeated call harmless.
    pub refund: RefundId,
    /// The order it is of.
    pub order: OrderId,
    /// The house's name of the payment.
    pub transaction: String,
    /// How much goes back.
    pub money: Money,
    /// How much the payment was.
    pub paid: Money,
    /// What the payer reads; may be empty.
    pub reason: String,
}
