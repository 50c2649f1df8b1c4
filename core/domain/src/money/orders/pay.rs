//! A payment was reported, or an unclear one accepted.

use super::books::Step;
use super::create::{name, wrong};
use super::{Booked, Effect, Order, OrderRefusal, Outcome, Payment, Report};
use crate::money::Money;
use crate::money::ledger::{Account, Paid, Posting};
use crate::{AgentId, Timestamp};

/// Most payments of one order.
const MAX_PAYMENTS: usize = 100;

/// Takes a report. Which state the order is in only says whether the payment is the first and whether it is late.
pub(super) fn reported(order: &Order, report: &Report) -> Result<Outcome, OrderRefusal> {
    name("transaction", &report.transaction)?;
    report.event.as_deref().map_or(Ok(()), |event| name("event", event))?;
    if !report.money.is_positive() {
        return Err(wrong("money"));
    }
    if let Some(outcome) = known(order, report) {
        return Ok(outcome);
    }
    if order.payments.len() >= MAX_PAYMENTS {
        return Err(OrderRefusal::TooMany);
    }
    let due = order.request.due()?;
    let zero = Money::zero(report.money.currency());
    let mut payment = Payment {
        transaction: report.transaction.clone(),
        event: report.event.clone(),
        source: report.source,
        money: report.money,
        at: report.at,
        booked: Booked::Settled,
        late: order.ended.is_some(),
        discount: zero,
        accepted_at: None,
    };
    let mut outcome = order.unchanged();
    let voucher = order.voucher(Step::Paid, &report.transaction, None, report.at);
    let mut paid = Paid { money: report.money, into: order.request.provider.account(), discount: zero };
    let creditor = order.request.payer().filter(|_| report.money.currency() == due.currency());
    let (posting, effects) = match (order.payments.is_empty(), creditor) {
        (true, _) if report.money == due => {
            let coupon = order.request.coupon;
            payment.discount = coupon.map_or(zero, |coupon| coupon.discount);
            paid.discount = payment.discount;
            let used = coupon.map(|coupon| Effect::CouponUsed { coupon: coupon.id });
            (order.settles(paid, voucher)?, [Some(Effect::Paid { money: report.money }), used])
        }
        (true, _) => {
            payment.booked = Booked::Unclear;
            let call = Effect::Mismatch { expected: due, found: report.money };
            (order.suspends(report.money, voucher)?, [Some(call), None])
        }
        (false, Some(company)) => {
            payment.booked = Booked::Credited;
            let tell = Effect::Credited { company, money: report.money };
            (Posting::top_up(company, paid, voucher)?, [Some(tell), None])
        }
        (false, None) => {
            payment.booked = Booked::Held;
            let suggest = Effect::SuggestRefund { transaction: report.transaction.clone(), money: report.money };
            (order.suspends(report.money, voucher)?, [Some(suggest), None])
        }
    };
    outcome.effects.push(Effect::HideQr);
    outcome.effects.extend(effects.into_iter().flatten());
    outcome.effects.extend(payment.late.then_some(Effect::PaidLate));
    outcome.postings.push(posting);
    outcome.order.payments.push(payment);
    Ok(outcome)
}

/// A report of a payment that is known, or under the name of an event that is known, changes nothing. When it says something
/// else than the first one, a person is called: which one is right cannot be known here.
fn known(order: &Order, report: &Report) -> Option<Outcome> {
    let by_name = order.payments.iter().find(|known| known.transaction == report.transaction);
    let by_event = || order.payments.iter().find(|known| known.event.is_some() && known.event == report.event);
    let known = by_name.or_else(by_event)?;
    let mut outcome = order.unchanged();
    if (known.money, &known.transaction) != (report.money, &report.transaction) {
        outcome.effects.push(Effect::Contradicted { transaction: report.transaction.clone() });
    }
    Some(outcome)
}

/// A person takes an unclear payment for the price. The coupon counts no more: its rules were about another amount.
pub(super) fn accepted(order: &Order, by: Option<AgentId>, at: Timestamp) -> Result<Outcome, OrderRefusal> {
    let mut outcome = order.unchanged();
    let refused = OrderRefusal::WrongState { state: order.state() };
    let first = match outcome.order.payments.first_mut() {
        Some(first) if first.accepted_at.is_some() => return Ok(outcome),
        Some(first) if first.booked == Booked::Unclear && order.taken(first) == (0, 0) => first,
        _ => return Err(refused),
    };
    first.booked = Booked::Settled;
    first.accepted_at = Some(at);
    let paid = Paid { money: first.money, into: Account::Suspense, discount: first.discount };
    let voucher = order.voucher(Step::Accepted, &first.transaction, by, at);
    outcome.effects.push(Effect::Paid { money: first.money });
    outcome.effects.extend(order.request.coupon.map(|coupon| Effect::CouponFreed { coupon: coupon.id }));
    outcome.postings.push(order.settles(paid, voucher)?);
    Ok(outcome)
}
