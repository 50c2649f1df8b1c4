//! Why an event does not happen, in words a screen can turn into a sentence.

use serde::{Deserialize, Serialize};

use super::OrderState;
use crate::money::ledger::PostingError;
use crate::money::{Money, MoneyError};
use crate::{OrderId, Timestamp};

/// Why an event does not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum OrderRefusal {
    /// The key was used for another request.
    #[error("the key belongs to another request: {order}")]
    KeyReused {
        /// The order of that request.
        order: OrderId,
    },
    /// The subject has an open order.
    #[error("the subject has an open order: {order}")]
    SubjectBusy {
        /// Which.
        order: OrderId,
    },
    /// A price of nothing, or a coupon over all of it: no payment is needed.
    #[error("nothing to pay")]
    NothingToPay,
    /// A member of the request or event is empty, too long or does not go with the others.
    #[error("{member} is not right")]
    Wrong {
        /// Which.
        member: String,
    },
    /// It does not go with where the order stands.
    #[error("not possible while {state:?}")]
    WrongState {
        /// Where it stands.
        state: OrderState,
    },
    /// The provider knows the order by another name already.
    #[error("already issued as {reference}")]
    AlreadyIssued {
        /// By this one.
        reference: String,
    },
    /// The QR can still be paid.
    #[error("the QR is valid until {expires_at:?}")]
    StillValid {
        /// When it stops.
        expires_at: Timestamp,
    },
    /// There is no such payment.
    #[error("no such payment")]
    NoSuchPayment,
    /// An unclear payment is decided about, not refunded in parts.
    #[error("nobody has decided about the payment")]
    Undecided,
    /// There is no such refund.
    #[error("no such refund")]
    NoSuchRefund,
    /// Another refund has this id.
    #[error("another refund has this id")]
    OtherRefund,
    /// The refund is done.
    #[error("the refund is done")]
    RefundIsDone,
    /// More than is left of the payment.
    #[error("only {left} is left")]
    TooMuch {
        /// What is left.
        left: Money,
    },
    /// More payments or refunds than one order may have.
    #[error("too many payments or refunds")]
    TooMany,
    /// An amount is out of bounds or of another currency.
    #[error("no amount: {fault}")]
    Amount {
        /// What is wrong.
        fault: MoneyError,
    },
    /// There is no such posting.
    #[error("no posting: {fault}")]
    Posting {
        /// What is wrong.
        fault: PostingError,
    },
}

crate::tagged!(OrderRefusal, "is");

impl From<MoneyError> for OrderRefusal {
    fn from(fault: MoneyError) -> Self {
        Self::Amount { fault }
    }
}

impl From<PostingError> for OrderRefusal {
    fn from(fault: PostingError) -> Self {
        Self::Posting { fault }
    }
}
