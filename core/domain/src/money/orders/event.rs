//! What happens to an order, and what is to be done then.

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::{AgentId, CompanyId, CouponId, RefundId, Timestamp};

/// Who reported a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The provider, by its own call.
    Webhook,
    /// The provider, when asked.
    Query,
    /// A person who saw the money.
    Manual,
}

/// A payment as it is reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// By whom.
    pub source: Source,
    /// How much.
    pub money: Money,
    /// The provider's name for the payment; of money by hand the number of the receipt.
    pub transaction: String,
    /// The provider's name for the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// When it was paid.
    pub at: Timestamp,
}

/// What becomes of a payment with another amount or currency than asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Decision {
    /// What was paid is the price, without the coupon.
    Accept,
    /// All of it goes back.
    Refund {
        /// The refund's id.
        refund: RefundId,
    },
}

crate::tagged!(Decision, "is");

/// A refund as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The refund's id.
    pub refund: RefundId,
    /// How much; up to what is left of the payment.
    pub money: Money,
    /// Of which payment; of the one that settled the order when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction: Option<String>,
    /// Who asks, with the permission `fee.refund`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// When.
    pub at: Timestamp,
}

/// Something that happens to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum OrderEvent {
    /// The provider answered with a QR.
    Issued {
        /// Its name for the order.
        reference: String,
        /// When the QR stops; [`QR_VALID_MS`](super::QR_VALID_MS) after now when the provider does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
        /// When.
        at: Timestamp,
    },
    /// A payment was reported.
    PaidReported(Report),
    /// The QR's time is over. Ask the provider once more before: a payment may be on its way.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// Somebody takes the order back.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// The provider refused the order.
    Failed {
        /// When.
        at: Timestamp,
    },
    /// A person decided about an unclear payment.
    MismatchDecided {
        /// How.
        decision: Decision,
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// A refund is asked for.
    RefundAsked(Ask),
    /// The provider did a refund.
    RefundDone {
        /// Which.
        refund: RefundId,
        /// When.
        at: Timestamp,
    },
    /// The provider did not do a refund.
    RefundFailed {
        /// Which.
        refund: RefundId,
        /// When.
        at: Timestamp,
    },
}

crate::tagged!(OrderEvent, "is");

/// What is to be done after the order was stored. Doing one twice must be harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Effect {
    /// Show the QR.
    ShowQr {
        /// Until then.
        expires_at: Timestamp,
    },
    /// Show that there is nothing to pay any more.
    HideQr,
    /// Tell who waits for it: the service may begin, a receipt can be had.
    Paid {
        /// How much.
        money: Money,
    },
    /// It was paid after it had ended: see whether its subject was paid by another order meanwhile.
    PaidLate,
    /// Call for a person: the payment is not what was asked for.
    Mismatch {
        /// What was asked for.
        expected: Money,
        /// What came.
        found: Money,
    },
    /// A further payment went to the payer's balance: tell him and the agent.
    Credited {
        /// Whose balance.
        company: CompanyId,
        /// How much.
        money: Money,
    },
    /// A further payment waits in suspense: suggest to refund it.
    SuggestRefund {
        /// The payment.
        transaction: String,
        /// How much.
        money: Money,
    },
    /// Close the order at the provider, so that it cannot be paid any more.
    CloseAtProvider {
        /// Its name there.
        reference: String,
    },
    /// The coupon is used up by this order.
    CouponUsed {
        /// Which.
        coupon: CouponId,
    },
    /// The order does not need its coupon any more.
    CouponFreed {
        /// Which.
        coupon: CouponId,
    },
    /// Have the provider refund.
    AskProvider {
        /// Which refund.
        refund: RefundId,
        /// Of which payment.
        transaction: String,
        /// How much.
        money: Money,
    },
    /// Tell that the money went back.
    Refunded {
        /// Which refund.
        refund: RefundId,
        /// How much.
        money: Money,
    },
    /// Tell that a refund failed.
    RefundFailed {
        /// Which.
        refund: RefundId,
    },
    /// Call for a person: two reports say different things of one payment. The first one counts.
    Contradicted {
        /// Which payment.
        transaction: String,
    },
}

crate::tagged!(Effect, "is");
