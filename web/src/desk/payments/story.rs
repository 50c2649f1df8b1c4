//! Everything that happened to an order, in order of time.

use truckroll_domain::AgentId;
use truckroll_domain::money::orders::{End, Order, OrderState, Payment, Refund, RefundState};
use truckroll_ui::prelude::*;

use super::{booked_word, provider_word, source_word, state_tone, state_word};
use crate::desk::fees::said;

/// Names of agents by their ids.
pub type Names = Vec<(String, String)>;

/// The name of an agent, if he is known.
#[must_use]
pub fn name_of(names: &Names, agent: Option<AgentId>) -> Option<String> {
    let id = agent?.to_string();
    names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone())
}

/// The state by which an end is known.
const fn ended(how: End) -> OrderState {
    match how {
        End::Expired => OrderState::Expired,
        End::Cancelled => OrderState::Cancelled,
        End::Failed => OrderState::Failed,
    }
}

/// Everything that happened; the oldest first.
#[must_use]
pub fn story(order: &Order, names: &Names, format: &Format) -> Vec<FlowEntry> {
    let entry = |at: i64, tone: Tone, title: String| FlowEntry {
        tone,
        title,
        operator: None,
        device_ms: at,
        server_ms: Some(at),
        offline: false,
        note: None,
    };
    let provider = provider_word(order.request.provider.name());
    let asked = tr!("payments-story-asked", amount = said(order.request.price, format), provider = provider.clone());
    let begun = entry(order.created_at.ms(), Tone::New, asked);
    let mut all = vec![FlowEntry { operator: name_of(names, order.by), ..begun }];
    if let Some(issued) = &order.issued {
        let title = tr!("payments-story-issued", provider = provider);
        let note = tr!("payments-story-reference", text = issued.reference.clone());
        all.push(FlowEntry { note: Some(note), ..entry(issued.at.ms(), Tone::Accepted, title) });
    }
    if let Some(end) = order.ended {
        let state = ended(end.how);
        all.push(entry(end.at.ms(), state_tone(state), state_word(state)));
    }
    for payment in &order.payments {
        all.push(FlowEntry { note: Some(of_payment(payment)), ..came(payment, format, &entry) });
        if let Some(at) = payment.accepted_at {
            let title = tr!("payments-story-accepted", amount = said(payment.money, format));
            all.push(entry(at.ms(), Tone::Done, title));
        }
    }
    for refund in &order.refunds {
        all.extend(of_refund(refund, names, format, &entry));
    }
    // a payment has the provider's clock; what has the same moment stays as it was told
    all.sort_by_key(|entry| entry.device_ms);
    all
}

fn came(payment: &Payment, format: &Format, entry: &impl Fn(i64, Tone, String) -> FlowEntry) -> FlowEntry {
    let title = tr!("payments-story-paid", amount = said(payment.money, format));
    entry(payment.at.ms(), Tone::Done, title)
}

fn of_payment(payment: &Payment) -> String {
    let receipt = tr!("payments-story-receipt", text = payment.transaction.clone());
    let late = payment.late.then(|| tr("payments-story-late"));
    let parts = [Some(source_word(payment.source)), Some(receipt), Some(booked_word(payment.booked)), late];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn of_refund(
    refund: &Refund,
    names: &Names,
    format: &Format,
    entry: &impl Fn(i64, Tone, String) -> FlowEntry,
) -> Vec<FlowEntry> {
    let amount = said(refund.money, format);
    let title = tr!("payments-story-refund-asked", amount = amount.clone());
    let note = tr!("payments-story-receipt", text = refund.transaction.clone());
    let asked = entry(refund.asked_at.ms(), Tone::OnTheWay, title);
    let asked = FlowEntry { operator: name_of(names, refund.by), note: Some(note), ..asked };
    let outcome = match refund.state {
        RefundState::Open => None,
        RefundState::Done => Some((Tone::Done, "payments-story-refund-done")),
        RefundState::Failed => Some((Tone::Alert, "payments-story-refund-failed")),
    };
    let outcome = outcome.map(|(tone, key)| entry(refund.since.ms(), tone, tr!(key, amount = amount)));
    [Some(asked), outcome].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use crate::sample::Order as Kind;

    #[test]
    fn what_happened_is_told_in_order_of_time() {
        let names: Names = vec![(sample::agent_id(1).to_string(), "Chen Wei".into())];
        let format = Format { now_ms: sample::NOW_MS, ..Format::default() };
        for (kind, tones) in [
            (Kind::Created, vec![Tone::New]),
            (Kind::Pending, vec![Tone::New, Tone::Accepted]),
            (Kind::Late, vec![Tone::New, Tone::Accepted, Tone::Paused, Tone::Done]),
            (Kind::Accepted, vec![Tone::New, Tone::Accepted, Tone::Done, Tone::Done]),
            (Kind::Refunding, vec![Tone::New, Tone::Accepted, Tone::Done, Tone::OnTheWay]),
            (Kind::Refunded, vec![Tone::New, Tone::Accepted, Tone::Done, Tone::OnTheWay, Tone::Done]),
            (Kind::RefundFailed, vec![Tone::New, Tone::Accepted, Tone::Done, Tone::OnTheWay, Tone::Alert]),
        ] {
            let told = story(&sample::order(kind, "cash").order, &names, &format);
            assert_eq!(told.iter().map(|entry| entry.tone).collect::<Vec<_>>(), tones, "{kind:?}");
            assert!(told.is_sorted_by_key(|entry| entry.device_ms), "{kind:?}");
            assert_eq!(told[0].operator.as_deref(), Some("Chen Wei"), "{kind:?}");
        }
    }
}
