//! What an event does to an order: the QR and its end; payments and refunds have files of their own.

use super::create::{name, wrong};
use super::{Decision, Effect, End, Ended, Issued, Order, OrderEvent, OrderRefusal, Outcome, QR_VALID_MS, pay, refund};
use crate::Timestamp;

/// Applies an event. The caller stores the order and the postings together, or neither: then the event can come again.
///
/// # Errors
/// Why it does not happen; the order stays as it is.
pub fn apply(order: &Order, event: &OrderEvent) -> Result<Outcome, OrderRefusal> {
    match event {
        OrderEvent::Issued { reference, expires_at, at } => issued(order, reference, *expires_at, *at),
        OrderEvent::PaidReported(report) => pay::reported(order, report),
        OrderEvent::Expired { at } => expired(order, *at),
        OrderEvent::Cancelled { at } => cancelled(order, *at),
        OrderEvent::Failed { at } => Ok(end(order, End::Failed, *at)),
        OrderEvent::MismatchDecided { decision: Decision::Accept, by, at } => pay::accepted(order, *by, *at),
        OrderEvent::MismatchDecided { decision: Decision::Refund { refund }, by, at } => {
            refund::unclear(order, *refund, *by, *at)
        }
        OrderEvent::RefundAsked(ask) => refund::asked(order, ask),
        OrderEvent::RefundDone { refund, at } => refund::done(order, *refund, *at),
        OrderEvent::RefundFailed { refund, at } => refund::failed(order, *refund, *at),
    }
}

fn issued(
    order: &Order,
    reference: &str,
    expires_at: Option<Timestamp>,
    at: Timestamp,
) -> Result<Outcome, OrderRefusal> {
    name("reference", reference)?;
    match &order.issued {
        Some(known) if known.reference == reference => return Ok(order.unchanged()),
        Some(known) => return Err(OrderRefusal::AlreadyIssued { reference: known.reference.clone() }),
        None => {}
    }
    let expires_at = expires_at.unwrap_or_else(|| at.plus_ms(QR_VALID_MS));
    if expires_at <= at {
        return Err(wrong("expires_at"));
    }
    let mut outcome = order.unchanged();
    outcome.order.issued = Some(Issued { reference: reference.to_owned(), at, expires_at });
    // Paid before the answer came: there is nothing to show. Ended before it came: nobody should pay it any more.
    match (order.payments.is_empty(), order.ended.is_some()) {
        (true, false) => outcome.effects.push(Effect::ShowQr { expires_at }),
        (true, true) => outcome.effects.push(Effect::CloseAtProvider { reference: reference.to_owned() }),
        (false, _) => {}
    }
    Ok(outcome)
}

fn expired(order: &Order, at: Timestamp) -> Result<Outcome, OrderRefusal> {
    if order.ended.is_some() || !order.payments.is_empty() {
        return Ok(order.unchanged());
    }
    match &order.issued {
        None => Err(OrderRefusal::WrongState { state: order.state() }),
        Some(issued) if at < issued.expires_at => Err(OrderRefusal::StillValid { expires_at: issued.expires_at }),
        Some(_) => Ok(end(order, End::Expired, at)),
    }
}

/// Who takes an order back is told when it was paid meanwhile; who said so before and says so again is not.
fn cancelled(order: &Order, at: Timestamp) -> Result<Outcome, OrderRefusal> {
    if order.ended.is_none() && !order.payments.is_empty() {
        return Err(OrderRefusal::WrongState { state: order.state() });
    }
    Ok(end(order, End::Cancelled, at))
}

/// Ends an order that was neither paid nor ended.
fn end(order: &Order, how: End, at: Timestamp) -> Outcome {
    let mut outcome = order.unchanged();
    if order.ended.is_some() || !order.payments.is_empty() {
        return outcome;
    }
    outcome.order.ended = Some(Ended { how, at });
    outcome.effects.push(Effect::HideQr);
    let reference = order.issued.as_ref().map(|issued| issued.reference.clone());
    outcome.effects.extend(reference.map(|reference| Effect::CloseAtProvider { reference }));
    outcome.effects.extend(order.request.coupon.map(|coupon| Effect::CouponFreed { coupon: coupon.id }));
    outcome
}
