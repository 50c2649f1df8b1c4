//! Making an order: one for each key, one open for each subject.

use super::{Order, OrderRefusal, OrderState, Request, Subject};
use crate::{AgentId, OrderId, Timestamp};

/// Longest key, and longest name of anything at a provider, characters.
pub(super) const MAX_NAME: usize = 128;
/// Longest service number, characters; the books hold no longer one.
const MAX_SERVICE: usize = 64;
/// Longest remark, characters; the books hold no longer one.
const MAX_REMARK: usize = 1_000;

/// What asking for an order gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// A new one, to be stored and sent to its provider.
    New(Order),
    /// The one that the same request made before.
    Same(Order),
}

/// Asks for an order. `existing` are the orders with this key and those of this subject; others do no harm.
///
/// # Errors
/// When the key was used for something else, the subject has an open order, or the request is not right.
pub fn create(
    request: Request,
    id: OrderId,
    by: Option<AgentId>,
    at: Timestamp,
    existing: &[Order],
) -> Result<Created, OrderRefusal> {
    if let Some(known) = existing.iter().find(|order| order.request.key == request.key) {
        let same = known.request == request;
        return if same { Ok(Created::Same(known.clone())) } else { Err(OrderRefusal::KeyReused { order: known.id }) };
    }
    request.check()?;
    if let Some(open) = open_order(existing, request.subject) {
        return Err(OrderRefusal::SubjectBusy { order: open.id });
    }
    let order =
        Order { id, request, by, created_at: at, issued: None, ended: None, payments: Vec::new(), refunds: Vec::new() };
    Ok(Created::New(order))
}

/// The open order of a subject: one that may still be paid, or was paid and waits for a decision.
#[must_use]
pub fn open_order(existing: &[Order], subject: Subject) -> Option<&Order> {
    existing.iter().find(|order| order.request.subject == subject && order.is_open())
}

impl Order {
    /// Whether it may still be paid, or was paid and waits for a decision.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state(), OrderState::Created | OrderState::Pending | OrderState::Mismatch)
    }
}

impl Request {
    fn check(&self) -> Result<(), OrderRefusal> {
        name("key", &self.key)?;
        if self.service.chars().count() > MAX_SERVICE {
            return Err(wrong("service"));
        }
        if self.remark.chars().count() > MAX_REMARK {
            return Err(wrong("remark"));
        }
        if let Subject::TopUp { company } = self.subject
            && self.company.is_some_and(|payer| payer != company)
        {
            return Err(wrong("company"));
        }
        if self.coupon.is_some_and(|coupon| !coupon.discount.is_positive()) {
            return Err(wrong("coupon"));
        }
        let due = self.due()?;
        if due.is_positive() { Ok(()) } else { Err(OrderRefusal::NothingToPay) }
    }
}

pub(super) fn wrong(member: &str) -> OrderRefusal {
    OrderRefusal::Wrong { member: member.to_owned() }
}

/// A name that a provider or a device gives.
pub(super) fn name(member: &str, text: &str) -> Result<(), OrderRefusal> {
    let fits = (1..=MAX_NAME).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(wrong(member)) }
}
