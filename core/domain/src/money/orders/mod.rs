//! Payment orders: from the QR to the refund (FEE-05, FEE-10, FEE-15, FEE-16, TKT-46).
//!
//! An [`Order`] holds facts: what was asked for, when a QR was issued, how it ended, every payment that was reported and every
//! refund. Its [`OrderState`] is read from them. [`apply`] takes an order and an [`OrderEvent`] and gives the order afterwards,
//! the postings for the books and what is to be done; the caller stores order and postings in one transaction and carries
//! out the [`Effect`]s after it. Every event has an answer in every state, and these hold whatever comes in whatever order:
//!
//! - an event that was taken once changes nothing when it comes again, by whatever way (webhook, query, by hand);
//! - every payment reported is in the books once, and no refund takes more out of a payment than came in by it;
//! - the first payment decides an order: as asked for, it settles it, even before the QR is known to be issued and after the
//!   order ended ([`Flags::late`]); with another amount or currency it waits in suspense for a person's decision;
//! - every later payment is extra: it is credited to the payer's balance if he is known and the currency is the order's,
//!   and else waits in suspense with the suggestion to refund it.
//!
//! A refund is booked twice: when it is asked for, the money leaves where it lay and is promised, so nobody spends it
//! meanwhile; when the provider has done it, it leaves. When it fails, the promise is reversed. Whether a company's balance
//! has enough for a refund is known to the books only: when they refuse a posting, the whole event is refused.

use serde::{Deserialize, Serialize};

use super::Money;
use super::ledger::{Posting, Provider, RevenueKind};
use crate::{CardId, CompanyId, CouponId, LinkId, SessionId, TicketId, VisitId};

mod apply;
mod books;
mod create;
mod event;
mod facts;
mod pay;
mod refund;
mod refusal;
#[cfg(test)]
mod returns;
#[cfg(test)]
mod storms;
#[cfg(test)]
mod tests;

pub use apply::apply;
pub use create::{Created, create, open_order};
pub use event::{Ask, Decision, Effect, OrderEvent, Report, Source};
pub use facts::{Booked, End, Ended, Issued, Order, Payment, Refund, RefundState};
pub use refusal::OrderRefusal;

/// How long a QR can be paid, ms, unless its provider says otherwise: 15 minutes (FEE-05).
pub const QR_VALID_MS: i64 = 15 * crate::time::MINUTE_MS;

/// What an order pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Subject {
    /// The product table of a ticket.
    TicketProducts {
        /// Whose.
        ticket: TicketId,
    },
    /// An attendance on site.
    Visit {
        /// Which.
        visit: VisitId,
    },
    /// A remote session.
    Remote {
        /// Which.
        session: SessionId,
    },
    /// Money paid ahead.
    TopUp {
        /// By whom.
        company: CompanyId,
    },
    /// A service card that is paid for by a published link.
    Link {
        /// Which.
        link: LinkId,
    },
}

crate::tagged!(Subject, "is");

impl Subject {
    /// The revenue it is; none for money paid ahead.
    #[must_use]
    pub const fn revenue(self) -> Option<RevenueKind> {
        match self {
            Self::TicketProducts { .. } => Some(RevenueKind::Product),
            Self::Visit { .. } => Some(RevenueKind::Visit),
            Self::Remote { .. } => Some(RevenueKind::Remote),
            Self::Link { .. } => Some(RevenueKind::Card),
            Self::TopUp { .. } => None,
        }
    }
}

/// The coupon of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouponUse {
    /// Which.
    pub id: CouponId,
    /// What it takes off the price.
    pub discount: Money,
}

/// What somebody asked to be paid. The same key with the same request gives the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The idempotency key: made by who asks, once for each wish.
    pub key: String,
    /// What it pays for.
    pub subject: Subject,
    /// Who pays, if known. For money paid ahead it is the company of the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// What it costs without a coupon.
    pub price: Money,
    /// The coupon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<CouponUse>,
    /// Who takes the payment.
    pub provider: Provider,
    /// The service card the price is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardId>,
    /// The number of the ticket, visit or session, for the books.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// What the agent noted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Asked for; the provider does not know it yet.
    Created,
    /// A QR can be paid.
    Pending,
    /// Paid, if partly refunded.
    Paid,
    /// Paid otherwise than asked for; a person decides.
    Mismatch,
    /// Nobody paid in time.
    Expired,
    /// Taken back.
    Cancelled,
    /// Refused by the provider.
    Failed,
    /// A refund is on its way.
    Refunding,
    /// All of it went back.
    Refunded,
}

/// What an agent should notice about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Flags {
    /// Paid after it had ended.
    pub late: bool,
    /// Paid more than once.
    pub duplicate: bool,
    /// The first payment, when it was another amount or currency than asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mismatch: Option<Money>,
}

/// What an event leads to. Unchanged, it has the order as it was and nothing else, or a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The order afterwards.
    pub order: Order,
    /// For the books, in this order.
    pub postings: Vec<Posting>,
    /// To be done.
    pub effects: Vec<Effect>,
}
