//! Where an order stands, and how it comes into the books.
//!
//! The id of a posting is made from the order, the step and what the step is about. So the same report that comes by two ways to
//! two nodes makes the same posting, and the books take it once.

use sha2::{Digest, Sha256};

use super::{Booked, End, Flags, Order, OrderState, Outcome, Payment, RefundState, Request, Subject};
use crate::money::ledger::{Account, Method, Paid, Posting, PostingError, PostingKind, Voucher};
use crate::money::{Money, MoneyError};
use crate::{AgentId, CompanyId, PostingId, Timestamp};

/// What a posting is about; part of its id.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Paid,
    Accepted,
    RefundPromised,
    RefundDone,
    RefundFailed,
    RefundDoneAfterAll,
}

impl Step {
    const fn word(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Accepted => "accepted",
            Self::RefundPromised => "refund_promised",
            Self::RefundDone => "refund_done",
            Self::RefundFailed => "refund_failed",
            Self::RefundDoneAfterAll => "refund_done_after_all",
        }
    }
}

impl Request {
    /// What is to be paid: the price without what the coupon takes off.
    ///
    /// # Errors
    /// When the two are of different currencies.
    pub fn due(&self) -> Result<Money, MoneyError> {
        self.coupon.map_or(Ok(self.price), |coupon| self.price.minus(coupon.discount))
    }

    /// Whose balance an extra payment goes to.
    #[must_use]
    pub fn payer(&self) -> Option<CompanyId> {
        if let Subject::TopUp { company } = self.subject { Some(company) } else { self.company }
    }
}

impl Order {
    /// The order as it is, with nothing to do.
    pub(super) fn unchanged(&self) -> Outcome {
        Outcome { order: self.clone(), postings: Vec::new(), effects: Vec::new() }
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> OrderState {
        if self.refunds.iter().any(|refund| refund.state == RefundState::Open) {
            return OrderState::Refunding;
        }
        let Some(first) = self.payments.first() else {
            return match (self.ended.map(|ended| ended.how), &self.issued) {
                (Some(End::Expired), _) => OrderState::Expired,
                (Some(End::Cancelled), _) => OrderState::Cancelled,
                (Some(End::Failed), _) => OrderState::Failed,
                (None, Some(_)) => OrderState::Pending,
                (None, None) => OrderState::Created,
            };
        };
        match first.booked {
            _ if self.taken(first).0 == first.money.minor() => OrderState::Refunded,
            Booked::Unclear => OrderState::Mismatch,
            Booked::Settled | Booked::Credited | Booked::Held => OrderState::Paid,
        }
    }

    /// What an agent should notice.
    #[must_use]
    pub fn flags(&self) -> Flags {
        let due = self.request.due().ok();
        let first = self.payments.first().map(|payment| payment.money);
        Flags {
            late: self.payments.first().is_some_and(|payment| payment.late),
            duplicate: self.payments.len() > 1,
            mismatch: first.filter(|money| Some(*money) != due),
        }
    }

    /// What went back of the payment that settled the order, minor units; what is on its way counts.
    #[must_use]
    pub fn refunded(&self) -> i64 {
        self.payments.first().map_or(0, |payment| self.taken(payment).0)
    }

    /// What refunds took of a payment, and of the coupon with it; open and done, minor units.
    pub(super) fn taken(&self, payment: &Payment) -> (i64, i64) {
        let of_it =
            |refund: &&super::Refund| refund.transaction == payment.transaction && refund.state != RefundState::Failed;
        self.refunds.iter().filter(of_it).fold((0, 0), |(money, discount), refund| {
            let (more, less) = (refund.money.minor(), refund.discount.minor());
            (i64::saturating_add(money, more), i64::saturating_add(discount, less))
        })
    }

    /// Where the money of a payment lies, to be taken from there when it goes back.
    pub(super) fn lies_in(&self, payment: &Payment) -> Account {
        let balance = self.request.payer().map_or(Account::Suspense, Account::Balance);
        match (payment.booked, self.request.subject) {
            (Booked::Settled, Subject::TopUp { company }) => Account::Balance(company),
            (Booked::Settled, _) => Account::Refunds,
            (Booked::Credited, _) => balance,
            (Booked::Unclear | Booked::Held, _) => Account::Suspense,
        }
    }

    /// What is noted beside a posting.
    pub(super) fn voucher(&self, step: Step, about: &str, by: Option<AgentId>, at: Timestamp) -> Voucher {
        let request = &self.request;
        let mut sum = Sha256::new_with_prefix(b"truckroll order posting 1");
        sum.update(self.id.0.as_bytes());
        sum.update(step.word());
        // A word holds no zero, so where it ends is clear.
        sum.update([0]);
        sum.update(about);
        let mut id = [0; 16];
        id.iter_mut().zip(sum.finalize()).for_each(|(to, byte)| *to = byte);
        Voucher {
            id: PostingId(uuid::Builder::from_custom_bytes(id).into_uuid()),
            at,
            by: by.or(self.by),
            method: if request.provider.is_cash() { Method::Cash } else { Method::Online },
            service: request.service.clone(),
            receipt: about.to_owned(),
            remark: request.remark.clone(),
            order: Some(self.id),
        }
    }

    /// A payment that settles the order.
    pub(super) fn settles(&self, paid: Paid, voucher: Voucher) -> Result<Posting, PostingError> {
        match (self.request.subject, self.request.subject.revenue()) {
            (Subject::TopUp { company }, _) => Posting::top_up(company, paid, voucher),
            (_, Some(revenue)) => Posting::charge_paid(revenue, paid, voucher),
            (_, None) => Err(PostingError::Nothing),
        }
    }

    /// A payment that waits in suspense.
    pub(super) fn suspends(&self, money: Money, voucher: Voucher) -> Result<Posting, PostingError> {
        let lines = [(self.request.provider.account(), -money.minor()), (Account::Suspense, money.minor())];
        Posting::of(PostingKind::Adjust, money.currency(), lines, voucher)
    }
}
