//! Money goes back: asked for, done, failed.
//!
//! A refund takes the coupon's share back with it, so a full refund undoes a settled payment wholly: a company that paid 80
//! for a balance of 100 gives 100 back for 80. Of several partial refunds each takes what brings the sum to its exact part.

use super::books::Step;
use super::{Ask, Booked, Effect, Order, OrderRefusal, Outcome, Payment, Refund, RefundState};
use crate::money::ledger::{Account, Paid, Posting, PostingKind};
use crate::money::{Money, MoneyError};
use crate::{AgentId, RefundId, Timestamp};

/// Most refunds of one order.
const MAX_REFUNDS: usize = 100;

/// All of an unclear payment goes back.
pub(super) fn unclear(
    order: &Order,
    refund: RefundId,
    by: Option<AgentId>,
    at: Timestamp,
) -> Result<Outcome, OrderRefusal> {
    let first = order.payments.first();
    if let Some(known) = order.refunds.iter().find(|known| known.id == refund) {
        let of_first = first.is_some_and(|first| first.transaction == known.transaction);
        return if of_first { Ok(order.unchanged()) } else { Err(OrderRefusal::OtherRefund) };
    }
    let undecided = |first: &&Payment| first.booked == Booked::Unclear && order.taken(first) == (0, 0);
    let first = first.filter(undecided).ok_or(OrderRefusal::WrongState { state: order.state() })?;
    promise(order, first, refund, first.money, by, at)
}

/// A part or all of a payment goes back.
pub(super) fn asked(order: &Order, ask: &Ask) -> Result<Outcome, OrderRefusal> {
    let payment = match &ask.transaction {
        Some(named) => order.payments.iter().find(|payment| payment.transaction == *named),
        None => order.payments.first(),
    };
    let payment = payment.ok_or(OrderRefusal::NoSuchPayment)?;
    if let Some(known) = order.refunds.iter().find(|known| known.id == ask.refund) {
        let same = known.transaction == payment.transaction && known.money == ask.money;
        return if same { Ok(order.unchanged()) } else { Err(OrderRefusal::OtherRefund) };
    }
    if payment.booked == Booked::Unclear {
        return Err(OrderRefusal::Undecided);
    }
    promise(order, payment, ask.refund, ask.money, ask.by, ask.at)
}

/// The money leaves where it lies and is promised.
fn promise(
    order: &Order,
    payment: &Payment,
    id: RefundId,
    money: Money,
    by: Option<AgentId>,
    at: Timestamp,
) -> Result<Outcome, OrderRefusal> {
    if order.refunds.len() >= MAX_REFUNDS {
        return Err(OrderRefusal::TooMany);
    }
    let discount = share(order, payment, money)?;
    let transaction = payment.transaction.clone();
    let back = Paid { money, into: Account::Refunding, discount };
    let voucher = order.voucher(Step::RefundPromised, &id.to_string(), by, at);
    let mut outcome = order.unchanged();
    outcome.postings.push(Posting::refund(order.lies_in(payment), back, voucher)?);
    outcome.effects.push(Effect::AskProvider { refund: id, transaction: transaction.clone(), money });
    let state = RefundState::Open;
    outcome.order.refunds.push(Refund { id, transaction, money, discount, asked_at: at, by, state, since: at });
    Ok(outcome)
}

/// The coupon's share that goes back with so much of a payment.
fn share(order: &Order, payment: &Payment, money: Money) -> Result<Money, OrderRefusal> {
    let (taken, taken_discount) = order.taken(payment);
    let left = payment.money.minus(Money::new(taken, payment.money.currency())?)?;
    if !money.is_positive() || left.minus(money)?.minor() < 0 {
        return Err(OrderRefusal::TooMuch { left });
    }
    let upper = taken.checked_add(money.minor()).ok_or(MoneyError::OutOfBounds)?;
    let whole = payment.discount.ratio(upper, payment.money.minor())?;
    // A refund that failed meanwhile can leave more taken back than the exact part; then this one takes none.
    let more = whole.minor().saturating_sub(taken_discount).max(0);
    Ok(Money::new(more, payment.discount.currency())?)
}

/// The provider did it.
pub(super) fn done(order: &Order, id: RefundId, at: Timestamp) -> Result<Outcome, OrderRefusal> {
    let (refund, payment) = find(order, id)?;
    let mut outcome = order.unchanged();
    let mut discount = refund.discount;
    let provider = order.request.provider.account();
    let posting = match refund.state {
        RefundState::Done => return Ok(outcome),
        RefundState::Open => {
            let voucher = order.voucher(Step::RefundDone, &id.to_string(), refund.by, at);
            let minor = refund.money.minor();
            let lines = [(Account::Refunding, -minor), (provider, minor)];
            Posting::of(PostingKind::Refund, refund.money.currency(), lines, voucher)?
        }
        // First it failed, then it was done after all: the money left, so it is taken from where it lies once more, if
        // another refund did not take it meanwhile. If one did, the daily file shows it and a person corrects the books.
        RefundState::Failed => {
            discount = share(order, payment, refund.money)?;
            let back = Paid { money: refund.money, into: provider, discount };
            let voucher = order.voucher(Step::RefundDoneAfterAll, &id.to_string(), refund.by, at);
            Posting::refund(order.lies_in(payment), back, voucher)?
        }
    };
    outcome.postings.push(posting);
    outcome.effects.push(Effect::Refunded { refund: id, money: refund.money });
    if payment.booked == Booked::Unclear {
        outcome.effects.extend(order.request.coupon.map(|coupon| Effect::CouponFreed { coupon: coupon.id }));
    }
    set(&mut outcome, id, RefundState::Done, discount, at);
    Ok(outcome)
}

/// The provider did not do it.
pub(super) fn failed(order: &Order, id: RefundId, at: Timestamp) -> Result<Outcome, OrderRefusal> {
    let (refund, payment) = find(order, id)?;
    let mut outcome = order.unchanged();
    match refund.state {
        RefundState::Failed => return Ok(outcome),
        RefundState::Done => return Err(OrderRefusal::RefundIsDone),
        RefundState::Open => {}
    }
    let back = Paid { money: refund.money, into: Account::Refunding, discount: refund.discount };
    let promised = order.voucher(Step::RefundPromised, &id.to_string(), refund.by, refund.asked_at);
    let promise = Posting::refund(order.lies_in(payment), back, promised)?;
    let voucher = order.voucher(Step::RefundFailed, &id.to_string(), refund.by, at);
    outcome.postings.push(promise.negation(voucher)?);
    outcome.effects.push(Effect::RefundFailed { refund: id });
    set(&mut outcome, id, RefundState::Failed, refund.discount, at);
    Ok(outcome)
}

fn find(order: &Order, id: RefundId) -> Result<(&Refund, &Payment), OrderRefusal> {
    let refund = order.refunds.iter().find(|refund| refund.id == id).ok_or(OrderRefusal::NoSuchRefund)?;
    let payment = order.payments.iter().find(|payment| payment.transaction == refund.transaction);
    payment.map(|payment| (refund, payment)).ok_or(OrderRefusal::NoSuchPayment)
}

fn set(outcome: &mut Outcome, id: RefundId, state: RefundState, discount: Money, since: Timestamp) {
    if let Some(refund) = outcome.order.refunds.iter_mut().find(|refund| refund.id == id) {
        (refund.state, refund.discount, refund.since) = (state, discount, since);
    }
}
