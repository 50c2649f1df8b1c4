//! What is kept of an order: how it was issued, how it ended, what was paid and what went back.

use serde::{Deserialize, Serialize};

use super::{Request, Source};
use crate::money::Money;
use crate::{AgentId, OrderId, RefundId, Timestamp};

/// That the provider knows the order, and until when its QR can be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// The provider's name for it.
    pub reference: String,
    /// When it was issued.
    pub at: Timestamp,
    /// When the QR stops.
    pub expires_at: Timestamp,
}

/// How an order ended without being paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Nobody paid in time.
    Expired,
    /// Somebody took it back.
    Cancelled,
    /// The provider refused it.
    Failed,
}

/// That an order ended without being paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// How.
    pub how: End,
    /// When.
    pub at: Timestamp,
}

/// Where the money of a payment went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Booked {
    /// It settles the order.
    Settled,
    /// Another amount than asked for, as the first payment: a person decides.
    Unclear,
    /// Extra: to the payer's balance.
    Credited,
    /// Extra, and nobody's: in suspense until it is refunded.
    Held,
}

/// A payment that was reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The provider's name for it; another name is another payment.
    pub transaction: String,
    /// The event it was first reported by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Who reported it.
    pub source: Source,
    /// How much came in.
    pub money: Money,
    /// When it was paid, by the provider's clock.
    pub at: Timestamp,
    /// Where it went.
    pub booked: Booked,
    /// The order had ended already.
    #[serde(default)]
    pub late: bool,
    /// What the coupon took off when it settled the order.
    pub discount: Money,
    /// When a person accepted it though it was unclear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// The provider was asked.
    Open,
    /// The money left.
    Done,
    /// The provider did not do it.
    Failed,
}

/// Money that goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Id; also the provider's number of it.
    pub id: RefundId,
    /// Of which payment.
    pub transaction: String,
    /// How much.
    pub money: Money,
    /// The coupon's share that is taken back with it.
    pub discount: Money,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// Where it stands.
    pub state: RefundState,
    /// Since when.
    pub since: Timestamp,
}

/// A payment order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Id; without hyphens it is the order number that providers get.
    pub id: OrderId,
    /// What was asked for.
    pub request: Request,
    /// Who asked; nobody for a customer's own order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// When.
    pub created_at: Timestamp,
    /// What the provider answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Issued>,
    /// How and when it ended without payment; a late payment may follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// What was paid, in the order of the reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// What went back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<Refund>,
}
